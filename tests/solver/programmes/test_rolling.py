"""Rolling groups that run: people join at the beginning of a module, as long as there is a place for them."""

from __future__ import annotations

from typing import Any

import pytest

from models.programmes import GroupStay
from models.scenario import Scenario
from solver.audit.formed import Groups
from solver.baseline.programmes import current_practice, greedy
from solver.calendar import Timetable, running_timetable
from solver.programmes import Problem, Solution, check, decisions, kpis, objective, occupy, unplaced
from solver.programmes.candidates import Candidates
from tests.builders import (
    a_commitment,
    a_facilitator,
    a_group_option,
    a_group_slot,
    a_person,
    a_referral,
    a_room,
    an_estate,
    day,
)
from tests.solver.programmes.ground import compiled, referrals, rules_broken, searched, solution_of
from tests.solver.programmes.rolling import a_rolling_template, rolling

AT_ONCE, IN_TWO_WEEKS, IN_THREE = (f"RG1+{day(n)}" for n in (1, 15, 22))
"""Intakes of the group: its second module has two sessions, the others one."""
MEMBERS = {"members": ("X8", "X9"), "stays": (GroupStay(person="X8", last=day(8)),)}
"""One member is done when the second module is, one stays on: of three places one is free at first, then two."""


def people(**others: dict[str, Any]) -> tuple[Any, ...]:
    """People X1 to X9, some of them as stated."""
    return tuple(a_person(f"X{n}", **others.get(f"X{n}", {})) for n in range(1, 10))


def joined(problem: Problem, **intakes: tuple[str, ...]) -> Solution:
    """The solution in which referrals join at ``now``, ``later`` or ``last``."""
    names = {"now": AT_ONCE, "later": IN_TWO_WEEKS, "last": IN_THREE}
    return solution_of(problem, {names[key]: (names[key], (), who) for key, who in intakes.items()})


def best(scenario: Scenario) -> dict[str, str]:
    """Who joins at which intake in the best plan."""
    problem = compiled(scenario)
    solution = searched(problem).solution
    assert not check(problem, solution)
    return {problem.referral_ids[r]: problem.option_ids[g] for r, g in enumerate(solution.group_of) if g >= 0}


def days(scenario: Scenario) -> dict[str, list[int]]:
    """Days of the sessions of every intake, from the horizon's start."""
    candidates = Candidates.of(scenario)
    calendars = [candidates.calendars[number] for number in candidates.calendar_of]
    return {
        option.id: [(session.on - day(0)).days for session in calendar]
        for option, calendar in zip(candidates.options, calendars, strict=True)
    }


def test_whoever_joins_goes_through_all_modules() -> None:
    """Every module that begins in the horizon is an intake, from which all modules come round in order."""
    problem = compiled(rolling())
    assert problem.option_ids == (AT_ONCE, IN_TWO_WEEKS, IN_THREE)
    modules = [[session.module[-1] for session in problem.sessions(g)] for g in range(3)]
    assert modules == [["2", "2", "3", "1"], ["3", "1", "2", "2"], ["1", "2", "2", "3"]]
    assert days(rolling())[IN_TWO_WEEKS] == [15, 22, 29, 36]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({"group": {"last": day(22)}}, {1: [1, 8, 15, 22]}),
        ({"group": {"last": day(21)}}, {}),
        (
            {"group": {"next_on": day(2), "next_module": 3}},
            {8: [8, 15, 22, 29], 15: [15, 22, 29, 36], 22: [22, 29, 36, 43]},
        ),
        ({"group": {"next_module": None, "next_on": None}}, {}),
        ({"bank_holidays": (day(8), day(15))}, {1: [1, 22, 29, 36]}),
        ({"templates": (a_rolling_template((2, 1)),), "group": {"last": day(16)}}, {1: [1, 8, 15]}),
        (
            {
                "templates": (a_rolling_template((1, 1)),),
                "group": {"slots": (a_group_slot(), a_group_slot(start="14:00")), "last": day(8)},
            },
            {1: [1, 1], 8: [8, 8]},
        ),
    ],
)
def test_intakes(rows: dict[str, Any], expected: dict[int, list[int]]) -> None:
    """An intake needs all modules by the group's last day; holidays are skipped; a day has one intake at the most."""
    scenario = rolling(**rows)
    assert days(scenario) == {f"RG1+{day(on)}": sessions for on, sessions in expected.items()}


def test_gaps_hold_for_a_group_that_runs() -> None:
    """A module waits its weeks after the one before, also where the first follows the last."""
    template = a_rolling_template()
    waits = tuple(module.model_copy(update={"gap_weeks": 3}) for module in template.modules[:1])
    scenario = rolling(templates=(template.model_copy(update={"modules": (*waits, *template.modules[1:])}),))
    assert days(scenario)[AT_ONCE] == [1, 8, 15, 36]


def test_christmas_moves_everything_after_it() -> None:
    """Weeks without a session put off the next intake and the end of whoever has joined before."""
    scenario = rolling(bank_holidays=(day(8),), referrals=(a_referral(sentence_end=day(28)),))
    assert days(scenario)[AT_ONCE] == [1, 15, 22, 29]
    assert best(scenario) == {}
    assert best(rolling(referrals=(a_referral(sentence_end=day(28)),))) == {"A1": AT_ONCE}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_audit_knows_the_same_intakes(seed: int) -> None:
    """Names and sessions of intakes are those that the audit works out with code of its own."""
    template = a_rolling_template((seed, 2, 1))
    modules = (template.modules[0].model_copy(update={"gap_weeks": seed}), *template.modules[1:])
    scenario = rolling(
        templates=(template.model_copy(update={"modules": modules}),),
        bank_holidays=(day(8),),
        group={"slots": (a_group_slot(), a_group_slot("fri")), "last": day(70)},
    )
    own, dates = Groups(scenario), days(scenario)
    assert [row.id for row in own.options] == list(dates)
    for option, number in zip(own.options, own.timeline_of, strict=True):
        assert [(s.taken.on - day(0)).days for s in own.timelines[number]] == dates[option.id]


def test_a_full_group_takes_nobody_in() -> None:
    """Where every place is taken nobody joins, and the reason says so."""
    problem = compiled(rolling(people=people(), group={"members": ("X7", "X8", "X9")}, referrals=referrals(1)))
    assert not len(problem.intakes.places.nonzero()[0])
    solution = searched(problem).solution
    assert not solution.opened.any()
    (row,) = unplaced(problem, solution)
    assert [(reason.rule, reason.options_left) for reason in row.reasons] == [("group_size", 0)]
    assert "no place is left" in row.reasons[0].sentence


def test_places_come_free_when_members_are_done() -> None:
    """One place at first, a second when the member is done: of three people two join, the more urgent ones."""
    rows = tuple(a_referral(f"A{n}", person=f"X{n}", priority=n) for n in (1, 2, 3))
    found = best(rolling(people=people(), group=MEMBERS, referrals=rows))
    assert set(found) == {"A2", "A3"}
    assert sorted(found.values()) == [AT_ONCE, IN_TWO_WEEKS]


def test_seats_of_the_room_limit_a_running_group() -> None:
    """A room with one seat beside the member's takes one more, whatever the programme's largest size."""
    estate = an_estate(rooms=(a_room(seats=2),))
    assert len(best(rolling(people=people(), estate=estate, group={"members": ("X9",)}, referrals=referrals(2)))) == 1


def test_places_are_shared_by_all_who_are_there() -> None:
    """Whoever has joined keeps the place through the run: later intakes share it, one after the run does not."""
    problem = compiled(rolling(people=people(), group=MEMBERS, referrals=referrals(3)))
    assert not check(problem, joined(problem, now=("A1",), later=("A2",)))
    assert rules_broken(check(problem, joined(problem, now=("A1",), later=("A2", "A3")))) == {"group_size"}
    assert rules_broken(check(problem, joined(problem, now=("A1",), later=("A2",), last=("A3",)))) == {"group_size"}


def test_a_promised_place_is_kept() -> None:
    """A member who comes later has the place from then on, and is not waiting."""
    promised = {"members": ("X7", "X8", "X9"), "stays": (GroupStay(person="X7", first=day(15)),)}
    problem = compiled(rolling(people=people(), group=promised, referrals=referrals(1)))
    assert problem.intakes.places.tolist() == [1, 0, 0, 0, 0]
    assert problem.seats.tolist()[1:] == [0, 0, 0]


def test_a_sentence_one_module_too_short() -> None:
    """Whoever has a day less than the run from the next module needs cannot join, and never could later."""
    last = {"referrals": (a_referral(sentence_end=day(22)),)}
    assert best(rolling(**last)) == {"A1": AT_ONCE}
    short = rolling(referrals=(a_referral(sentence_end=day(21)),))
    assert best(short) == {}
    problem = compiled(short)
    (row,) = unplaced(problem, searched(problem).solution)
    assert row.reasons[-1].rule == "finish_before_sentence_end"


def test_a_run_must_suit_whoever_joins() -> None:
    """A commitment in the first module does no harm to whoever joins after it, but its next turn does."""
    busy = a_commitment("tue", "10:00", "12:00", last=day(8))
    scenario = rolling(people=(a_person(commitments=(busy,)),))
    assert best(scenario) == {"A1": IN_TWO_WEEKS}
    always = a_commitment("tue", "10:00", "12:00", first=day(29))
    assert best(rolling(people=(a_person(commitments=(always,)),))) == {"A1": AT_ONCE}


@pytest.mark.parametrize("rows", [{"X1": {"non_associations": ("X8",)}}, {"X8": {"non_associations": ("X1",)}}])
def test_nobody_joins_where_a_non_associate_is(rows: dict[str, Any]) -> None:
    """A member who must never be met keeps somebody out as long as the member is there."""
    scenario = rolling(people=people(**rows), group=MEMBERS, referrals=referrals(1))
    assert best(scenario) == {"A1": IN_TWO_WEEKS}
    problem = compiled(scenario)
    assert rules_broken(check(problem, joined(problem, now=("A1",)))) == {"keep_apart"}


def test_two_apart_never_meet_in_a_running_group() -> None:
    """Of two who must never meet the second joins only once the first is through, not at the next intake."""
    rows = rolling(people=people(X1={"non_associations": ("X2",)}), referrals=referrals(2))
    problem = compiled(rows)
    assert len(best(rows)) == 1
    assert rules_broken(check(problem, joined(problem, now=("A1",), later=("A2",)))) == {"keep_apart"}
    longer = rolling(
        people=people(X1={"non_associations": ("X2",)}), referrals=referrals(2), templates=(a_rolling_template((1,)),)
    )
    assert len(best(longer)) == 2


def test_nobody_joins_a_team_that_must_not_be_met() -> None:
    """Whoever the person excludes, or who excludes the person, keeps the person out by leading or by covering."""
    staff = (a_facilitator(), a_facilitator("F2", excluded_people=("X000001",)))
    assert best(rolling(staff=staff)) == {"A1": AT_ONCE}
    assert best(rolling(staff=staff, group={"cover": ("F2",)})) == {}
    assert best(rolling(people=(a_person(excluded_staff=("F1",)),))) == {}


def test_nothing_is_opened_and_nobody_new_is_booked() -> None:
    """Joining costs waiting and travel; the plan names room and team; only whoever joins is booked anew."""
    staff = (a_facilitator(), a_facilitator("F2"))
    scenario = rolling(people=people(), group=MEMBERS | {"cover": ("F2",)}, referrals=referrals(2), staff=staff)
    problem = compiled(scenario)
    solution = joined(problem, now=("A1",), later=("A2",))
    assert objective(problem, solution) == 2 * 5
    figures = kpis(problem, solution)
    assert (figures.placed, figures.groups_opened, figures.joined_running) == (2, 0, 2)
    first, _ = decisions(problem, solution).groups
    assert (first.joins, first.room, first.team, first.thin_chance) == ("RG1", "R1", ("F1", "F2"), 0.0)
    timetable = Timetable()
    occupy(problem, solution, timetable)
    assert {id: len(rows) for id, rows in timetable.people.items()} == {"X1": 4, "X2": 4}
    assert not any(timetable.staff.values())
    assert not any(timetable.rooms.values())


def test_members_are_booked_as_long_as_they_stay() -> None:
    """Bookings of a member end with the stay and begin with it; team and room are taken all the time."""
    stays = (GroupStay(person="X1", last=day(8)), GroupStay(person="X2", first=day(8), last=day(15)))
    taken = running_timetable(rolling(group={"members": ("X1", "X2", "X3"), "stays": stays, "last": day(22)}))
    number = {id: len(taken.people[id]) for id in ("X1", "X2", "X3")}
    assert number == {"X1": 2, "X2": 2, "X3": 4}
    assert len(taken.staff["F1"]) == len(taken.rooms["R1"]) == 4


def test_filling_by_hand_uses_places_of_running_groups() -> None:
    """Current practice and the greedy fill running groups too, and keep their places."""
    options = (a_group_option(slots=(a_group_slot("thu"),)),)
    for group in (MEMBERS, {"members": ()}):
        problem = compiled(rolling(people=people(), group=group, referrals=referrals(4), group_options=options))
        for solution in (current_practice(problem), greedy(problem)):
            assert not check(problem, solution)
            assert (~problem.intakes.opens & solution.opened).any()


def test_those_who_wait_have_their_reasons() -> None:
    """A non-associate among the members, and somebody in the team, are told as what took intakes away."""
    rows = {"X1": {"non_associations": ("X9",)}, "X2": {"excluded_staff": ("F1",)}}
    problem = compiled(rolling(people=people(**rows), group=MEMBERS, referrals=referrals(2)))
    told = {row.id: row.reasons[-1].rule for row in unplaced(problem, searched(problem).solution)}
    assert told == {"A1": "keep_apart", "A2": "not_excluded"}
