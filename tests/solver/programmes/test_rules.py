"""Each hard rule accepts, rejects and knows its boundary: on plain arrays, and through the search by locks."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from models.errors import BadInput
from models.locks import Force
from models.people import ExclusionZone, StatedNeed
from models.programmes import Cohort
from models.record import DateRange, Sex
from models.staff import RegisterEntry, Role
from solver.programmes import check
from solver.programmes.mip import POSTS
from solver.programmes.rules import RULES
from tests.builders import (
    FAR_PDU,
    FAR_TEAM,
    HERE,
    OTHER_OFFICE,
    OTHER_PDU,
    PDU_ID,
    a_commitment,
    a_facilitator,
    a_group_option,
    a_group_slot,
    a_manager,
    a_person,
    a_policy,
    a_referral,
    a_room,
    a_running_group,
    a_template,
    an_estate,
    an_office,
    at,
    day,
    figure,
)
from tests.solver.programmes.ground import (
    ONE_GROUP,
    Groups,
    compiled,
    lock,
    locked,
    referrals,
    rules_broken,
    scenario_of,
    searched,
    solution_of,
)


class Trial(NamedTuple):
    """A plan that keeps a rule, or breaks it."""

    rule: str
    keeps: bool
    rows: dict[str, Any]
    groups: Groups = ONE_GROUP


TWO_ROOMS = an_estate(rooms=(a_room(), a_room("R2")))
TWO_STAFF = (a_facilitator(), a_facilitator("F2"))
COVERED: Groups = {"G1": ("R1", ("F1", "F2"), ("A1",))}


def alone(**over: Any) -> dict[str, Any]:
    """Rows with a changed person."""
    return {"people": (a_person(**over),)}


def referred(**over: Any) -> dict[str, Any]:
    """Rows with a changed referral."""
    return {"referrals": (a_referral(**over),)}


def offered(**over: Any) -> dict[str, Any]:
    """Rows with a changed group option."""
    return {"group_options": (a_group_option(**over),)}


def led(**over: Any) -> dict[str, Any]:
    """Rows with a changed facilitator."""
    return {"staff": (a_facilitator(**over),)}


def managed(**over: Any) -> dict[str, Any]:
    """Rows with a programme that asks for a treatment manager, and a changed one."""
    return {
        "templates": (a_template(treatment_manager=True),),
        "staff": (a_facilitator(), a_manager(**over)),
    }


def together(number: int) -> Groups:
    """So many people in one group."""
    return {"G1": ("R1", ("F1",), tuple(f"A{n}" for n in range(1, number + 1)))}


def sized(number: int, **template: Any) -> dict[str, Any]:
    """Rows with so many people and a changed template."""
    return {"referrals": referrals(number), "templates": (a_template(**template),)}


def rivals(second: str, **rows: Any) -> dict[str, Any]:
    """Rows for two people, a group from ten to noon, and a second group on the same day."""
    options = (a_group_option(), a_group_option("G2", slots=(a_group_slot("tue", second),)))
    return {"referrals": referrals(2), "group_options": options, "estate": TWO_ROOMS, "staff": TWO_STAFF} | rows


def enemies(**people: tuple[str, ...]) -> dict[str, Any]:
    """Rows for two people, with whom they must never meet, and two groups at one time."""
    rows = tuple(a_person(id, non_associations=others) for id, others in people.items())
    return rivals("10:00", people=rows)


ONE_STAFF: Groups = {"G1": ("R1", ("F1",), ("A1",)), "G2": ("R2", ("F1",), ("A2",))}
ONE_ROOM: Groups = {"G1": ("R1", ("F1",), ("A1",)), "G2": ("R1", ("F2",), ("A2",))}
SEPARATE: Groups = {"G1": ("R1", ("F1",), ("A1",)), "G2": ("R2", ("F2",), ("A2",))}

TRIALS = (
    Trial("eligible", True, {}),
    Trial("eligible", False, referred(template="TSP") | {"templates": (a_template(), a_template("TSP"))}),
    Trial("eligible", False, referred(cohort=Cohort.SEXUAL)),
    Trial("eligible", False, referred(ldc=True)),
    Trial("eligible", False, offered(ldc=True)),
    Trial("eligible", True, referred(ldc=True) | offered(ldc=True)),
    Trial("eligible", True, alone(group_sex=Sex.FEMALE) | offered(sex=Sex.FEMALE)),
    Trial("eligible", False, alone(group_sex=Sex.MALE) | offered(sex=Sex.FEMALE)),
    Trial("eligible", False, offered(sex=Sex.FEMALE)),
    Trial("one_group_per_person", True, rivals("14:00"), SEPARATE),
    Trial(
        "one_group_per_person",
        False,
        rivals("14:00", referrals=(a_referral("A1", person="X1"), a_referral("A2", person="X1"))),
        SEPARATE,
    ),
    Trial(
        "one_group_per_person",
        False,
        {"running_groups": (a_running_group(slots=(a_group_slot("fri"),), members=("X000001",)),)},
    ),
    Trial("group_size", False, sized(1, minimum_size=2), together(1)),
    Trial("group_size", True, sized(2, minimum_size=2), together(2)),
    Trial("group_size", True, sized(3), together(3)),
    Trial("group_size", False, sized(4), together(4)),
    Trial("treatment_manager", True, managed()),
    Trial("treatment_manager", False, managed(roles=(Role.SUPERVISOR,))),
    Trial("treatment_manager", False, managed(register_entries=(RegisterEntry(qualification="bc", expires=day(7)),))),
    Trial("treatment_manager", False, managed(training_days=(day(8),))),
    Trial("treatment_manager", True, managed(contracted_hours=1.0)),
    Trial("treatment_manager", False, managed(contracted_hours=0.9)),
    Trial("treatment_manager", True, {"templates": (a_template(cover=1),), "staff": TWO_STAFF}, COVERED),
    Trial("facilitators", False, {"templates": (a_template(cover=1),)}),
    Trial("facilitators", False, led(qualifications=())),
    Trial("facilitators", True, led(register_entries=(RegisterEntry(qualification="bc", expires=day(8)),))),
    Trial("facilitators", False, led(register_entries=(RegisterEntry(qualification="bc", expires=day(7)),))),
    Trial("facilitators", True, led(register_entries=(RegisterEntry(qualification="other", expires=day(7)),))),
    Trial("facilitators", False, led(team=FAR_TEAM)),
    Trial("facilitators", False, led(leave=(DateRange(first=day(8), last=day(8)),))),
    Trial("facilitators", True, led(leave=(DateRange(first=day(2), last=day(7)),))),
    Trial("facilitators", False, led(training_days=(day(1),))),
    Trial("facilitators", True, led(active_from=day(1), active_until=day(8))),
    Trial("facilitators", False, led(active_until=day(7))),
    Trial("facilitators", False, led(active_from=day(2))),
    Trial("facilitators", False, {"templates": (a_template(facilitators=2),)}),
    Trial("facilitators_not_double_booked", False, rivals("12:29", staff=(a_facilitator(),)), ONE_STAFF),
    Trial("facilitators_not_double_booked", True, rivals("12:30", staff=(a_facilitator(),)), ONE_STAFF),
    Trial(
        "facilitators_not_double_booked",
        False,
        {"estate": TWO_ROOMS, "running_groups": (a_running_group(room="R2", facilitators=("F1",)),)},
    ),
    Trial("facilitators_not_double_booked", True, led(contracted_hours=2.0)),
    Trial("facilitators_not_double_booked", False, led(contracted_hours=1.9)),
    Trial(
        "facilitators_not_double_booked",
        False,
        rivals("14:00", staff=(a_facilitator(contracted_hours=3.9),)),
        ONE_STAFF,
    ),
    Trial("room_free", True, sized(2) | {"estate": an_estate(rooms=(a_room(seats=2),))}, together(2)),
    Trial("room_free", False, sized(2) | {"estate": an_estate(rooms=(a_room(seats=1),))}, together(2)),
    Trial("room_free", False, {"estate": an_estate(rooms=(a_room(office=OTHER_OFFICE),))}),
    Trial("room_free", False, rivals("11:59", estate=an_estate()), ONE_ROOM),
    Trial("room_free", True, rivals("12:00", estate=an_estate()), ONE_ROOM),
    Trial("room_free", False, {"running_groups": (a_running_group(last=day(1)),)}),
    Trial("room_free", True, {"running_groups": (a_running_group(last=day(0)),)}),
    Trial("available_every_week", False, alone(commitments=(a_commitment("tue", "11:59", "17:00"),))),
    Trial("available_every_week", True, alone(commitments=(a_commitment("tue", "12:00", "17:00"),))),
    Trial("available_every_week", True, alone(commitments=(a_commitment("tue", "08:00", "10:00"),))),
    Trial("available_every_week", True, alone(commitments=(a_commitment("wed"),))),
    Trial("available_every_week", False, alone(commitments=(a_commitment("tue", first=day(8)),))),
    Trial("available_every_week", True, alone(commitments=(a_commitment("tue", first=day(9)),))),
    Trial("available_every_week", False, alone(commitments=(a_commitment("tue", first=day(1), every_weeks=2),))),
    Trial("available_every_week", True, alone(commitments=(a_commitment("tue", first=day(-6), every_weeks=3),))),
    Trial("available_every_week", False, alone(commitments=(a_commitment("tue", last=day(1)),))),
    Trial("available_every_week", True, alone(commitments=(a_commitment("tue", last=day(0)),))),
    Trial("within_travel_limit", True, alone(home=at(east_km=60))),
    Trial("within_travel_limit", False, alone(home=at(east_km=61))),
    Trial("within_travel_limit", False, alone(exclusion_zones=(ExclusionZone(centre=at(east_km=2), radius_km=2.1),))),
    Trial("within_travel_limit", True, alone(exclusion_zones=(ExclusionZone(centre=at(east_km=2), radius_km=1.9),))),
    Trial("within_travel_limit", True, alone(needs=(StatedNeed.STEP_FREE,))),
    Trial(
        "within_travel_limit",
        False,
        alone(needs=(StatedNeed.STEP_FREE,)) | {"estate": an_estate(offices=(an_office(step_free=False),))},
    ),
    Trial("in_region", False, alone(pdu=FAR_PDU, home=HERE)),
    Trial("in_region", True, alone(pdu=OTHER_PDU)),
    Trial("in_region", False, referred(pdus=(OTHER_PDU,))),
    Trial("in_region", True, referred(pdus=(OTHER_PDU, PDU_ID))),
    Trial("finish_before_sentence_end", True, referred(sentence_end=day(8))),
    Trial("finish_before_sentence_end", False, referred(sentence_end=day(7))),
    Trial(
        "finish_before_sentence_end",
        True,
        referred(sentence_end=day(22)) | {"policy": a_policy(sentence_slack_days=figure(14))},
    ),
    Trial(
        "finish_before_sentence_end",
        False,
        referred(sentence_end=day(21)) | {"policy": a_policy(sentence_slack_days=figure(14))},
    ),
    Trial("keep_apart", False, enemies(X1=("X2",), X2=()), together(2)),
    Trial("keep_apart", False, enemies(X1=(), X2=("X1",)), together(2)),
    Trial("keep_apart", True, enemies(X1=("X2",), X2=("X1",)), SEPARATE),
    Trial("keep_apart", True, enemies(X1=(), X2=()), together(2)),
    Trial("not_excluded", False, alone(excluded_staff=("F1",))),
    Trial("not_excluded", False, {"staff": (a_facilitator(excluded_people=("X000001",)),)}),
    Trial("not_excluded", True, alone(excluded_staff=("F2",)) | {"staff": TWO_STAFF}),
    Trial("locks_kept", False, {"locks": (lock("A1", "G1", Force.MUST_NOT),)}),
    Trial("locks_kept", True, {"locks": (lock("A1", "G1", Force.MUST),)}),
    Trial("locks_kept", False, rivals("14:00", locks=(lock("A1", "G2", Force.MUST),)), together(2)),
)


def named(trial: Trial) -> str:
    """Name of a trial."""
    return f"{trial.rule}-{'kept' if trial.keeps else 'broken'}"


IDS = [f"{n}-{named(trial)}" for n, trial in enumerate(TRIALS)]


@pytest.mark.parametrize("trial", TRIALS, ids=IDS)
def test_checker_finds_the_rule_broken_or_kept(trial: Trial) -> None:
    """The checker names exactly the rule that a plan breaks, and nothing where the plan keeps them all."""
    problem = compiled(scenario_of(**trial.rows))
    broken = rules_broken(check(problem, solution_of(problem, trial.groups)))
    assert broken == (set() if trial.keeps else {trial.rule})


@pytest.mark.parametrize("trial", TRIALS, ids=IDS)
def test_search_opens_what_the_rule_allows_and_nothing_else(trial: Trial) -> None:
    """With a lock on every place, the search finds a plan that keeps every rule where there is one; else it refuses."""
    scenario = locked(scenario_of(**trial.rows), trial.groups)
    if trial.keeps:
        problem = compiled(scenario)
        assert check(problem, searched(problem).solution) == []
        return
    with pytest.raises(BadInput) as refused:
        searched(compiled(scenario))
    assert {fault.code for fault in refused.value.faults} in ({"lock_breaks_rule"}, {"contradicting_locks"})


AFTERWARDS = {"one_to_ones"}
"""Rules on what is settled once groups are chosen; they have a page of trials of their own."""


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule not in AFTERWARDS])
def test_every_rule_has_trials_of_both_kinds(rule: str) -> None:
    """No rule is without a plan that breaks it."""
    assert False in {trial.keeps for trial in TRIALS if trial.rule == rule}


def test_every_row_of_the_program_bears_the_name_of_a_rule() -> None:
    """A rule is called the same in the checker, on the pairs and in the integer program."""
    problem = compiled(scenario_of())
    assert set(POSTS) | {rule.name for rule in problem.pair_rules} == set(RULES) - AFTERWARDS


def test_too_many_facilitators_are_as_wrong_as_too_few() -> None:
    """A group has exactly the facilitators that its template names."""
    problem = compiled(scenario_of(staff=TWO_STAFF))
    crowded = solution_of(problem, {"G1": ("R1", ("F1", "F2"), ("A1",))})
    assert rules_broken(check(problem, crowded)) == {"facilitators"}


def test_members_of_a_closed_group_are_found() -> None:
    """A place in a group that does not open is no place."""
    problem = compiled(scenario_of())
    solution = solution_of(problem, ONE_GROUP)
    solution.room_of[0] = -1
    assert rules_broken(check(problem, solution)) == {"group_size", "facilitators"}


def test_group_that_meets_twice_at_once_cannot_be_led() -> None:
    """Sessions of one group that stand in each other's way are a clash like any other."""
    twice = (a_group_slot("tue", "10:00"), a_group_slot("tue", "11:00"))
    problem = compiled(scenario_of(**offered(slots=twice)))
    broken = rules_broken(check(problem, solution_of(problem, ONE_GROUP)))
    assert broken == {"facilitators_not_double_booked", "room_free"}
    assert not searched(problem).solution.opened.any()
