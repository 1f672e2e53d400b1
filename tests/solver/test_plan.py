"""make_plan puts the parts together, keeps times apart, and hands out nothing unaudited."""

from __future__ import annotations

import pytest

from models.document import canonical_json
from models.errors import AuditFailed, BadInput, Violation
from models.goals import Part
from models.locks import UnpaidWorkLock
from models.scenario import Scenario
from solver import plan as orchestrator
from solver.options import Allowance, Budget, Options
from solver.plan import granted, make_plan
from solver.progress import Progress
from tests.builders import (
    a_case,
    a_facilitator,
    a_group_option,
    a_person,
    a_project,
    a_referral,
    a_requirement,
    a_running_group,
    a_scenario,
    a_slot,
    a_staff,
    a_supervisor,
    a_template,
    day,
)

WORK = Options(budget=Budget(work=3), seed=7)


def everything() -> Scenario:
    """One person with a case, unpaid work for Tuesdays or Wednesdays, and a referral for Tuesdays."""
    return a_scenario(
        staff=(a_staff(), a_supervisor(), a_facilitator()),
        people=(a_person(),),
        cases=(a_case(),),
        requirements=(a_requirement(),),
        projects=(a_project(slots=(a_slot("K1-tue", "tue"), a_slot("K1-wed", "wed"))),),
        templates=(a_template(),),
        referrals=(a_referral(),),
        group_options=(a_group_option(),),
    )


def test_every_part_is_planned_and_nobody_is_in_two_places() -> None:
    """Unpaid work gives way on the day that the programme group has taken."""
    plan = make_plan(everything(), WORK)
    assert {result.part for result in plan.parts} == set(Part)
    assert not plan.unplaced
    assert [group.group_option for group in plan.decisions.groups] == ["G1"]
    assert {pattern.slot for pattern in plan.decisions.patterns} == {"K1-wed"}


def test_a_running_group_takes_its_members_time() -> None:
    """A member of a group that runs already is not sent to unpaid work on that day."""
    scenario = a_scenario(
        staff=(a_supervisor(),),
        requirements=(a_requirement(),),
        projects=(a_project(slots=(a_slot("K1-tue", "tue"),)),),
        templates=(a_template(),),
        running_groups=(a_running_group(members=("X000001",), last=day(27)),),
    )
    plan = make_plan(scenario, WORK)
    assert not plan.decisions.patterns
    assert plan.unplaced[0].reasons[-1].rule == "no_clash"


def test_programmes_keep_clear_of_locked_unpaid_work() -> None:
    """Where a lock sends a person to unpaid work on the group's day, the group goes without, and the lock is kept."""
    lock = UnpaidWorkLock(kind="unpaid_work", requirement="U1", slot="K1-tue", reason="Agreed with the employer.")
    plan = make_plan(everything().model_copy(update={"locks": (lock,)}), WORK)
    assert {pattern.slot for pattern in plan.decisions.patterns} == {"K1-tue"}
    assert [row.reasons[-1].rule for row in plan.unplaced] == ["available_every_week"]


def test_a_work_budget_gives_the_same_bytes() -> None:
    """The same scenario, seed and work budget give the same plan byte for byte, and no times are in it."""
    one, other = make_plan(everything(), WORK), make_plan(everything(), WORK)
    assert canonical_json(one) == canonical_json(other)
    assert one.provenance.wall_seconds is None
    assert all(result.seconds is None for result in one.parts)


def test_a_time_limit_leaves_times_in_the_plan() -> None:
    """A plan made by the clock says how long it took, in all and by part."""
    plan = make_plan(everything(), Options(parts=(Part.ALLOCATION,), budget=Budget(seconds=5.0)))
    assert plan.provenance.wall_seconds is not None
    assert plan.parts[0].cpu_seconds is not None
    assert [result.part for result in plan.parts] == [Part.ALLOCATION]
    assert plan.kpis.programmes is None


def test_an_unknown_profile_is_refused_with_those_on_offer() -> None:
    """A profile that the scenario does not have is bad input, and the sentence names what there is."""
    with pytest.raises(BadInput) as refused:
        make_plan(everything(), Options(profile="no-such-profile"))
    assert refused.value.faults[0].code == "unknown_profile"
    assert everything().goals.profile in refused.value.faults[0].sentence


def test_a_plan_that_fails_the_audit_never_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the audit finds stops the plan."""
    found = Violation(rule="keep_apart", part="allocation", ids=("C1",), sentence="Found by the test.")
    monkeypatch.setattr(orchestrator, "audit", lambda *_, **__: (found,))
    with pytest.raises(AuditFailed) as failed:
        make_plan(everything(), WORK)
    assert failed.value.violations == (found,)


def test_progress_tells_of_first_plans_and_ends() -> None:
    """Every part says when it has a first plan and how it ended, with a bound no higher than the objective."""
    news: list[Progress] = []
    make_plan(everything(), WORK, news.append)
    for part in Part:
        of_part = [item for item in news if item.part is part]
        assert "first plan" in [item.phase for item in of_part]
        last = of_part[-1]
        assert last.objective is not None
        assert last.bound is not None
        assert last.bound <= last.objective


def test_stopping_at_once_still_gives_an_audited_plan() -> None:
    """A user who stops before the search begins gets the best plan so far."""
    plan = make_plan(everything(), Options(budget=Budget(seconds=60.0)), stop_asked=lambda: True)
    assert {result.part for result in plan.parts} == set(Part)


def test_parts_share_a_budget() -> None:
    """Work is shared out over the chosen parts; of the seconds each part may spend its share of what is left."""
    work = Allowance(Budget(work=100))
    options = Options(budget=Budget(work=100))
    assert sum(granted(work, options, part).work or 0 for part in Part) == 100
    alone = Options(parts=(Part.PROGRAMMES,), budget=Budget(work=100))
    assert granted(work, alone, Part.PROGRAMMES).work == 100
