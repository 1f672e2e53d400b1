"""Each rule: what it accepts, what it refuses, and where the border runs; by the checker and through the search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pytest

from models.casework import Rosh
from models.locks import Force
from models.people import StatedNeed
from models.record import Sex
from models.scenario import Scenario
from models.staff import Grade, RegisterEntry
from solver.allocation import Problem, Solution, check
from solver.allocation.problem import NOBODY, solution_of
from solver.allocation.rules import PAIR_RULES, RULES
from tests.builders import FAR_TEAM, MONDAY, a_case, a_person, a_scenario, a_staff, day
from tests.solver.allocation.instances import a_lock, compiled, searched

LAST = day(27)


@dataclass(frozen=True)
class Trial:
    """A scenario of one practitioner S1, and whether S1 may hold every case."""

    rule: str
    scenario: Scenario
    accepted: bool


def trial(rule: str, accepted: bool, *, case: dict = {}, staff: dict = {}, person: dict = {}, **over: object) -> Trial:  # type: ignore[type-arg] # noqa: B006 - read only
    """A trial of one case and one practitioner."""
    scenario = a_scenario(staff=[a_staff(**staff)], people=[a_person(**person)], cases=[a_case(**case)], **over)
    return Trial(rule, scenario, accepted)


def register(expires: date) -> dict[str, object]:
    """A practitioner whose qualification stands in a register."""
    return {"qualifications": ("so",), "register_entries": (RegisterEntry(qualification="so", expires=expires),)}


def together(count: int, **over: object) -> Scenario:
    """So many cases of 50 points for one practitioner."""
    return a_scenario(staff=[a_staff(**over)], cases=[a_case(f"C{i}") for i in range(count)])


TRIALS = {
    "a PQiP holds a medium-risk case in tier C": trial("grade_may_hold", True, staff={"grade": Grade.PQIP}),
    "a PQiP holds nothing of high risk": trial(
        "grade_may_hold", False, staff={"grade": Grade.PQIP}, case={"rosh": Rosh.HIGH}
    ),
    "a PQiP holds nothing in tier B": trial("grade_may_hold", False, staff={"grade": Grade.PQIP}, case={"tier": "B1"}),
    "a PSO holds MAPPA level 1": trial("grade_may_hold", True, staff={"grade": Grade.PSO}, case={"mappa_level": 1}),
    "a PSO holds no MAPPA level 2": trial("grade_may_hold", False, staff={"grade": Grade.PSO}, case={"mappa_level": 2}),
    "an NQO holds no life sentence": trial(
        "grade_may_hold", False, staff={"grade": Grade.NQO}, case={"life_sentence": True}
    ),
    "a lock with override sets the grade aside": trial(
        "grade_may_hold",
        True,
        staff={"grade": Grade.PQIP},
        case={"rosh": Rosh.HIGH},
        locks=(a_lock("C1", "S1", override=True),),
    ),
    "the qualification is there": trial(
        "qualified", True, case={"requires": ("so",)}, staff={"qualifications": ("so",)}
    ),
    "the qualification is missing": trial("qualified", False, case={"requires": ("so",)}),
    "the register runs to the last day": trial("qualified", True, case={"requires": ("so",)}, staff=register(LAST)),
    "the register runs out a day early": trial(
        "qualified", False, case={"requires": ("so",)}, staff=register(LAST - timedelta(days=1))
    ),
    "the person excludes somebody else": trial("not_excluded", True, person={"excluded_staff": ("S2",)}),
    "the person excludes the practitioner": trial("not_excluded", False, person={"excluded_staff": ("S1",)}),
    "the practitioner excludes the person": trial("not_excluded", False, staff={"excluded_people": ("X000001",)}),
    "the limited case names the practitioner": trial("limited_access", True, case={"limited_access_to": ("S1",)}),
    "the limited case names nobody": trial("limited_access", False, case={"limited_access_to": ()}),
    "a woman for who needs one": trial(
        "stated_needs", True, person={"needs": (StatedNeed.WOMAN_PRACTITIONER,)}, staff={"sex": Sex.FEMALE}
    ),
    "no woman for who needs one": trial("stated_needs", False, person={"needs": (StatedNeed.WOMAN_PRACTITIONER,)}),
    "Welsh is spoken": trial("stated_needs", True, person={"needs": (StatedNeed.WELSH,)}, staff={"languages": ("cy",)}),
    "Welsh is not spoken": trial("stated_needs", False, person={"needs": (StatedNeed.WELSH,)}),
    "in the team to the last day": trial("active_in_region", True, staff={"active_until": LAST}),
    "gone a day early": trial("active_in_region", False, staff={"active_until": LAST - timedelta(days=1)}),
    "there from the first day": trial("active_in_region", True, staff={"active_from": MONDAY}),
    "there a day late": trial("active_in_region", False, staff={"active_from": day(1)}),
    "there on the case's first day": trial(
        "active_in_region", True, staff={"active_from": day(1)}, case={"start": day(1)}
    ),
    "in another region": trial("active_in_region", False, staff={"team": FAR_TEAM}),
    "the transfer is not done": trial("active_in_region", False, case={"transfer_complete": False}),
    "no hours": trial("has_capacity", False, staff={"contracted_hours": 0.0}),
    "locked apart": trial("locks_kept", False, locks=(a_lock("C1", "S1", Force.MUST_NOT),)),
    "locked together": trial("locks_kept", True, locks=(a_lock("C1", "S1"),)),
    "co-defendants": Trial(
        "keep_apart",
        a_scenario(staff=[a_staff()], cases=[a_case("C1", co_defendants=("C2",)), a_case("C2")]),
        accepted=False,
    ),
    "strangers": Trial("keep_apart", together(2), accepted=True),
    "1,200 points of 1,000": Trial("within_ceiling", together(24), accepted=True),
    "1,250 points of 1,000": Trial("within_ceiling", together(25), accepted=False),
    "existing points count": Trial("within_ceiling", together(24, existing_points=1), accepted=False),
}


def all_held(problem: Problem) -> Solution:
    """Every case with the first practitioner."""
    return solution_of(np.zeros(problem.num_items, dtype=np.int32))


@pytest.mark.parametrize("name", TRIALS)
def test_checker_draws_the_border(name: str) -> None:
    """The checker finds the rule broken exactly where it says so, and no other (no hours are no room, too)."""
    problem = compiled(TRIALS[name].scenario)
    found = {violation.rule for violation in check(problem, all_held(problem))}
    by_the_way = {"within_ceiling"} if TRIALS[name].rule == "has_capacity" else set()
    assert found - by_the_way == (set() if TRIALS[name].accepted else {TRIALS[name].rule})


@pytest.mark.parametrize("name", TRIALS)
def test_search_draws_the_same_border(name: str) -> None:
    """A search that must hold all it can holds every case exactly where the checker accepts that."""
    problem = compiled(TRIALS[name].scenario)
    holder = searched(problem).solution.holder
    assert bool((holder != NOBODY).all()) == TRIALS[name].accepted


def test_every_rule_is_tried() -> None:
    """No rule goes without a trial, and rules about pairs stand in the order of the whole table."""
    assert {row.rule for row in TRIALS.values()} == set(RULES)
    assert [name for name in RULES if name in PAIR_RULES] == list(PAIR_RULES)


def test_must_lock_that_is_not_carried_out_is_found() -> None:
    """A case locked to a practitioner may not be left out."""
    problem = compiled(a_scenario(staff=[a_staff()], cases=[a_case()], locks=(a_lock("C1", "S1"),)))
    nobody = solution_of(np.array([NOBODY]))
    assert [violation.rule for violation in check(problem, nobody)] == ["locks_kept"]


def test_locked_load_raises_the_ceiling_for_itself_alone() -> None:
    """Locks beyond the ceiling stand, and nothing comes on top of them."""
    locks = tuple(a_lock(f"C{i}", "S1") for i in range(25))
    cases = [a_case(f"C{i}") for i in range(26)]
    problem = compiled(a_scenario(staff=[a_staff()], cases=cases, locks=locks))
    held = np.zeros(26, dtype=np.int32)
    assert [violation.rule for violation in check(problem, solution_of(held))] == ["within_ceiling"]
    held[25] = NOBODY
    assert check(problem, solution_of(held)) == []
