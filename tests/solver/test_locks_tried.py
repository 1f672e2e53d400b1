"""Locks that no plan keeps are found before anything is planned, each by its own place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.document import canonical_json
from models.errors import BadInput
from models.goals import Part
from models.locks import ServiceLock
from models.people import ExclusionZone
from models.scenario import Scenario
from solver.baseline.unpaid_work import current_practice
from solver.locks_tried import locks_no_plan_keeps
from solver.options import Budget, Options
from solver.plan import make_plan
from tests.api.commands.conftest import call
from tests.builders import (
    a_commitment,
    a_contract,
    a_facilitator,
    a_group_option,
    a_person,
    a_project,
    a_referral,
    a_requirement,
    a_scenario,
    a_service_referral,
    a_staff,
    a_template,
    at,
)
from tests.solver.programmes.ground import must
from tests.solver.unpaid_work.ground import a_lock, compiled, names


def work(number: int, places: int, **over: Any) -> Scenario:
    """People locked to a slot that needs no supervisor; ``over`` is of the last of them."""
    last = number - 1
    return a_scenario(
        people=[a_person(f"X{n}", **(over if n == last else {})) for n in range(number)],
        requirements=[a_requirement(f"N{n}", person=f"X{n}") for n in range(number)],
        projects=[a_project(max_supervisors=0, places=places, location=at())],
        locks=tuple(a_lock(f"N{n}", "K1-mon") for n in range(number)),
    )


def groups(number: int, places: int, **over: Any) -> Scenario:
    """People locked into one group."""
    last = number - 1
    return a_scenario(
        people=[a_person(f"X{n}", **(over if n == last else {})) for n in range(number)],
        templates=[a_template(maximum_size=places)],
        referrals=[a_referral(f"N{n}", person=f"X{n}") for n in range(number)],
        group_options=[a_group_option()],
        staff=[a_facilitator()],
        locks=tuple(must(f"N{n}", "G1") for n in range(number)),
    )


def services(number: int, places: int, **over: Any) -> Scenario:
    """People locked to one contract."""
    last = number - 1
    return a_scenario(
        people=[a_person(f"X{n}", **(over if n == last else {})) for n in range(number)],
        contracts=[a_contract(places_per_month=places)],
        service_referrals=[a_service_referral(f"N{n}", person=f"X{n}") for n in range(number)],
        locks=tuple(
            ServiceLock(kind="service", service_referral=f"N{n}", contract="CS1", reason="r") for n in range(number)
        ),
    )


MAKERS = {Part.UNPAID_WORK: work, Part.PROGRAMMES: groups, Part.REFERRALS: services}
BUSY = tuple(a_commitment(day, "00:00", "23:59") for day in ("mon", "tue", "wed", "thu", "fri", "sat"))


@pytest.mark.parametrize("part", MAKERS)
@pytest.mark.parametrize(
    ("number", "over", "code", "refused"),
    [
        (2, {}, "", []),
        (4, {}, "contradicting_locks", [2, 3]),
        (2, {"commitments": BUSY}, "lock_breaks_rule", [1]),
    ],
    ids=["kept", "two too many", "never free"],
)
def test_every_lock_that_no_plan_keeps_is_named(
    part: Part, number: int, over: dict[str, Any], code: str, refused: list[int]
) -> None:
    """The check names each by its place and by whom it is about; the plan refuses the very same."""
    make: Callable[..., Scenario] = MAKERS[part]
    scenario = make(number, 2, **over)
    faults = locks_no_plan_keeps(scenario)
    assert [(fault.code, fault.pointer, fault.id) for fault in faults] == [
        (code, f"/locks/{n}", f"N{n}") for n in refused
    ]
    options = Options(parts=(part,), budget=Budget(work=1))
    if not refused:
        assert make_plan(scenario, options)
        return
    with pytest.raises(BadInput) as planned:
        make_plan(scenario, options)
    assert tuple(planned.value.faults) == faults


def test_check_says_that_somebody_is_locked_into_their_exclusion_zone(tmp_path: Any) -> None:
    """The command line refuses such a scenario, though every row of it is sound by itself."""
    path = tmp_path / "scenario.json"
    scenario = work(2, 2, exclusion_zones=(ExclusionZone(centre=at(), radius_km=1.0),))
    path.write_bytes(canonical_json(scenario.model_copy(update={"staff": (a_staff(),)})))
    answer = call("check", path, "--json")
    fault = answer.json["faults"][0]
    assert answer.code == 2
    assert (fault["code"], fault["pointer"], fault["id"]) == ("lock_breaks_rule", "/locks/1", "N1")
    assert "outside_exclusion_zones" in fault["sentence"]


def test_current_practice_keeps_locks_that_its_rule_of_thumb_has_no_room_for() -> None:
    """Two who seldom come share a place by lock; at the mean rate of all, one alone would be sent there."""
    scenario = work(10, 1)
    people = tuple(a_person(f"X{n}", show_up_rate=0.1 if n < 2 else 1.0) for n in range(10))
    problem = compiled(scenario.model_copy(update={"people": people, "locks": scenario.locks[:2]}))
    assert names(problem, current_practice(problem)) == {("N0", "K1-mon"), ("N1", "K1-mon")}
