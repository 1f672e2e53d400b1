"""Delivery: sessions a week as stated, within what the policy has for people with work and for those without."""

from __future__ import annotations

import pytest

from models.check import check_document
from models.document import canonical_json
from models.goals import Part
from models.locks import UnpaidWorkLock
from models.policy import WeeklySessions
from models.scenario import Scenario
from models.unpaid_work import Delivery
from solver.audit import audit
from solver.options import Budget, Options
from solver.plan import make_plan
from tests.builders import a_person, a_policy, a_project, a_requirement, a_scenario, a_slot, a_supervisor
from tests.solver.unpaid_work.ground import a_lock, compiled

POLICY = (
    WeeklySessions(delivery=Delivery.STANDARD, minimum=1, maximum=2, source="test"),
    WeeklySessions(delivery=Delivery.INTENSIVE, minimum=3, maximum=4, source="test"),
)
DAYS = ("mon", "tue", "wed", "thu", "fri")


def world(
    delivery: Delivery, stated: int, rows: tuple[WeeklySessions, ...] = POLICY, locks: tuple[UnpaidWorkLock, ...] = ()
) -> Scenario:
    """One person and a project with a supervisor on every working day."""
    return a_scenario(
        people=[a_person(show_up_rate=1.0)],
        requirements=[a_requirement(delivery=delivery, sessions_per_week=stated, required_minutes=18_000)],
        projects=[a_project(slots=tuple(a_slot(f"K1-{day}", day) for day in DAYS))],
        staff=[a_supervisor()],
        policy=a_policy(weekly_sessions=rows),
        locks=locks,
    )


@pytest.mark.parametrize(
    ("delivery", "stated", "given"),
    [
        (Delivery.STANDARD, 1, 1),
        (Delivery.STANDARD, 2, 2),
        (Delivery.STANDARD, 5, 2),
        (Delivery.INTENSIVE, 1, 3),
        (Delivery.INTENSIVE, 4, 4),
        (Delivery.INTENSIVE, 6, 4),
    ],
)
def test_sessions_a_week_keep_within_the_policy(delivery: Delivery, stated: int, given: int) -> None:
    """No fewer than the policy's fewest and no more than its most; as stated where the policy has no row."""
    assert compiled(world(delivery, stated)).requirements.sessions_per_week.tolist() == [given]
    assert compiled(world(delivery, stated, ())).requirements.sessions_per_week.tolist() == [stated]


def test_people_without_work_come_on_three_days() -> None:
    """The plan gives three days, the audit agrees, and under another policy it finds one day too many."""
    scenario = world(Delivery.INTENSIVE, 1)
    plan = make_plan(scenario, Options(parts=(Part.UNPAID_WORK,), budget=Budget(work=1), seed=1))
    assert len(plan.decisions.patterns) == 3
    assert audit(scenario, plan) == ()
    fewer = POLICY[1].model_copy(update={"minimum": 2, "maximum": 2})
    assert "sessions_per_week" in {found.rule for found in audit(world(Delivery.INTENSIVE, 1, (fewer,)), plan)}


@pytest.mark.parametrize(("number", "codes"), [(3, set()), (4, {"contradicting_locks"})])
def test_locks_are_counted_against_the_policy(number: int, codes: set[str]) -> None:
    """As many locks as the policy gives sessions are no fault, and one more is."""
    locks = tuple(a_lock("U1", f"K1-{day}") for day in DAYS[:number])
    report = check_document(canonical_json(world(Delivery.INTENSIVE, 1, locks=locks)))
    assert {fault.code for fault in report.faults} == codes


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((*POLICY, POLICY[0]), "duplicate_row"),
        ((POLICY[0].model_copy(update={"minimum": 3}),), "minimum_above_maximum"),
    ],
)
def test_rows_that_cannot_be(rows: tuple[WeeklySessions, ...], code: str) -> None:
    """Two rows for one delivery, and more sessions at least than at most, are faults."""
    report = check_document(canonical_json(world(Delivery.STANDARD, 1, rows)))
    assert {fault.code for fault in report.faults} == {code}
