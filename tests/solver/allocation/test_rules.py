"""Each rule: what it accepts, what it refuses, and where the border runs; by the checker and through the search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

import numpy as np
import pytest

from models.casework import ReportKind, Rosh, TierChange
from models.change import Change
from models.locks import CaseLock, Force
from models.people import StatedNeed
from models.policy import CaseCeiling
from models.record import DateRange, Sex, Weekday, WeeklySlot
from models.scenario import Scenario
from models.staff import Grade, Reduction, RegisterEntry, Role
from solver.allocation import Problem, Solution, check
from solver.allocation.problem import NOBODY
from solver.allocation.rules import PAIR_RULES, RULES
from solver.allocation.solution import solution_of
from tests.builders import (
    FAR_TEAM,
    MONDAY,
    OTHER_TEAM,
    TEAM,
    a_case,
    a_person,
    a_policy,
    a_report,
    a_scenario,
    a_staff,
    day,
)
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


AWAY = {"leave": (DateRange(first=day(14), last=day(60)),)}
"""A practitioner who is away for long, from the middle of the horizon on."""


def of_another(
    end: date = date(2028, 6, 1),
    settled_weeks: int | None = None,
    *,
    grade: Grade = Grade.PO,
    lock: CaseLock | None = None,
    only_new: bool = False,
    max_moves: int | None = None,
) -> Scenario:
    """A case of the practitioner S2, which S1 could hold, too."""
    return a_scenario(
        staff=[a_staff("S1"), a_staff("S2", grade=grade)],
        cases=[a_case(sentence_end=end, current_practitioner="S2")],
        change=Change(settled_weeks=settled_weeks, only_new=only_new, max_moves=max_moves),
        locks=() if lock is None else (lock,),
    )


def on_the_day(*away: tuple[int, int], asked: int = 9, kind: ReportKind = ReportKind.ORAL, **over: object) -> Scenario:
    """A report for the only one who does such work, who is away on some stretches of days."""
    leave = tuple(DateRange(first=day(first), last=day(last)) for first, last in away)
    writer = a_staff(roles=(Role.COURT_DUTY, Role.REPORT_AUTHOR), leave=leave, **over)
    report = a_report(kind=kind, requested_on=day(asked), due_on=day(asked + 11))
    return a_scenario(staff=[writer], reports=[report], bank_holidays=(day(16),))


def works(*weekdays: Weekday) -> tuple[WeeklySlot, ...]:
    """A working pattern of some weekdays."""
    return tuple(WeeklySlot(weekday=weekday, start=time(9), end=time(17)) for weekday in weekdays)


def capped(ceiling: int, count: int, **over: object) -> Scenario:
    """So many cases for one practitioner under a ceiling of cases at full time."""
    row = CaseCeiling(grade=Grade.PO, cases=ceiling, source="made up")
    return a_scenario(
        staff=[a_staff(**over)], cases=[a_case(f"C{i}") for i in range(count)], policy=a_policy(case_ceilings=(row,))
    )


def short_of(periods: int) -> Scenario:
    """26 cases of 50 points, ten of which are over after two weeks: 1,300 points at first, 1,050 in the mean."""
    cases = [a_case(f"C{i}", sentence_end=day(13) if i < 10 else day(600)) for i in range(26)]
    return a_scenario(staff=[a_staff()], cases=cases, periods=periods)


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
    "court duty on the day": Trial("at_work", on_the_day((7, 8), (10, 12)), accepted=True),
    "on leave on the day": Trial("at_work", on_the_day((9, 9)), accepted=False),
    "training on the day": Trial("at_work", on_the_day(training_days=(day(9),)), accepted=False),
    "no hours left on the day": Trial(
        "at_work",
        on_the_day(reductions=(Reduction(reason="union", hours=37.0, first=day(9), last=day(9)),)),
        accepted=False,
    ),
    "no weekday of the pattern": Trial("at_work", on_the_day(pattern=works(Weekday.MON)), accepted=False),
    "a weekday of the pattern": Trial("at_work", on_the_day(pattern=works(Weekday.WED)), accepted=True),
    "court sits on a Saturday": Trial("at_work", on_the_day(asked=12), accepted=True),
    "away on every working day of five": Trial(
        "at_work", on_the_day((9, 11), (14, 15), (17, 17), kind=ReportKind.FAST), accepted=False
    ),
    "back for the last working day of five": Trial(
        "at_work", on_the_day((9, 11), (14, 15), kind=ReportKind.FAST), accepted=True
    ),
    "overdue, so that no day is left": Trial("at_work", on_the_day((0, 5), asked=-3), accepted=True),
    "locked apart": trial("locks_kept", False, locks=(a_lock("C1", "S1", Force.MUST_NOT),)),
    "locked together": trial("locks_kept", True, locks=(a_lock("C1", "S1"),)),
    "co-defendants": Trial(
        "keep_apart",
        a_scenario(staff=[a_staff()], cases=[a_case("C1", co_defendants=("C2",)), a_case("C2")]),
        accepted=False,
    ),
    "strangers": Trial("keep_apart", together(2), accepted=True),
    "another role": trial("role", False, staff={"roles": (Role.REPORT_AUTHOR,)}),
    "one role of two": trial("role", True, staff={"roles": (Role.REPORT_AUTHOR, Role.PRACTITIONER)}),
    "a PQiP holds no case that rises to tier B": trial(
        "grade_may_hold", False, staff={"grade": Grade.PQIP}, case={"tier_changes": (TierChange(on=LAST, tier="B1"),)}
    ),
    "a PQiP holds a case that rises later": trial(
        "grade_may_hold", True, staff={"grade": Grade.PQIP}, case={"tier_changes": (TierChange(on=day(28), tier="B1"),)}
    ),
    "the register outlasts the sentence": trial(
        "qualified", True, case={"requires": ("so",), "sentence_end": day(5)}, staff=register(day(5))
    ),
    "of the specialist team": trial("specialist_team", True, case={"specialist_team": TEAM}),
    "of another team": trial("specialist_team", False, case={"specialist_team": OTHER_TEAM}),
    "another team by override": trial(
        "specialist_team", True, case={"specialist_team": OTHER_TEAM}, locks=(a_lock("C1", "S1", override=True),)
    ),
    "gone after the sentence": trial(
        "active_in_region", True, staff={"active_until": day(9)}, case={"sentence_end": day(9)}
    ),
    "away for all of a period of the case": trial("has_capacity", False, staff=AWAY, periods=2),
    "away when the case is over": trial("has_capacity", True, staff=AWAY, case={"sentence_end": day(13)}, periods=2),
    "away for half of the only period": trial("has_capacity", True, staff=AWAY),
    "near its end, with another who may hold it": Trial("stays_near_end", of_another(day(27), 4), accepted=False),
    "near its end, with another who may not hold it": Trial(
        "stays_near_end", of_another(day(27), 4, grade=Grade.OTHER), accepted=True
    ),
    "not so near its end": Trial("stays_near_end", of_another(day(28), 4), accepted=True),
    "near its end, but locked": Trial("stays_near_end", of_another(day(27), 4, lock=a_lock("C1", "S1")), accepted=True),
    "near its end, but locked away": Trial(
        "stays_near_end", of_another(day(27), 4, lock=a_lock("C1", "S2", Force.MUST_NOT)), accepted=True
    ),
    "not new, with another who may hold it": Trial("only_new", of_another(only_new=True), accepted=False),
    "not new, with another who may not": Trial("only_new", of_another(only_new=True, grade=Grade.OTHER), accepted=True),
    "new": trial("only_new", True, change=Change(only_new=True)),
    "two cases of two": Trial("within_case_ceiling", capped(2, 2), accepted=True),
    "three cases of two": Trial("within_case_ceiling", capped(2, 3), accepted=False),
    "three of two, one held already": Trial("within_case_ceiling", capped(3, 3, existing_cases=1), accepted=False),
    "half time, half the ceiling": Trial("within_case_ceiling", capped(5, 3, contracted_hours=18.5), accepted=False),
    "no move allowed": Trial("within_max_moves", of_another(max_moves=0, grade=Grade.OTHER), accepted=False),
    "one move allowed": Trial("within_max_moves", of_another(max_moves=1, grade=Grade.OTHER), accepted=True),
    "a move demanded by a lock": Trial(
        "within_max_moves", of_another(max_moves=0, lock=a_lock("C1", "S1")), accepted=True
    ),
    "too much in the first of two periods": Trial("within_ceiling", short_of(2), accepted=False),
    "the same over all four weeks": Trial("within_ceiling", short_of(1), accepted=True),
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
    """A search places every case where the checker accepts S1 for all, and never gives S1 all where it does not."""
    problem = compiled(TRIALS[name].scenario)
    holder = searched(problem).solution.holder
    assert (holder != NOBODY).all() if TRIALS[name].accepted else (holder != 0).any()


def test_every_rule_is_tried() -> None:
    """No rule goes without a trial both ways, and rules about pairs stand in the order of the whole table."""
    for accepted in (True, False):
        assert {row.rule for row in TRIALS.values() if row.accepted is accepted} == set(RULES)
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
