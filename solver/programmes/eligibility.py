"""Rules on who may join which group, each laid out for every referral and whatever of a group it looks at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.estate import Office
from models.locks import Force
from models.people import Person, StatedNeed
from models.programmes import GroupOption, ProgrammeReferral
from solver.directory import Directory
from solver.programmes.problem import Mask, PairRule
from solver.programmes.roll import Roll, frozen, grid, whole
from solver.travel import distance_km


def pair_rules(roll: Roll, travel: NDArray[np.int64]) -> tuple[PairRule, ...]:
    """Rules on who may join which group, in the order in which they explain.

    Parameters
    ----------
    travel
        (R, V) minutes one way.
    """
    kinds, kind_of = kinds_of_group(roll.options)
    alone = whole([0] * len(roll.options))
    intake_of = frozen(np.where(roll.opens, 0, 1 + np.arange(len(roll.options)) - int(roll.opens.sum())))
    return (
        PairRule("eligible", frozen(groups_for(roll, kinds)), kind_of),
        PairRule("one_group_per_person", frozen(in_no_running_group(roll)), alone),
        PairRule("available_every_week", frozen(free_at_every_session(roll)), roll.calendar_of),
        PairRule("within_travel_limit", frozen(within_reach(roll, travel)), roll.office_of),
        PairRule("in_region", frozen(where_referred(roll)), roll.office_of),
        PairRule("finish_before_sentence_end", frozen(early_enough(roll)), roll.calendar_of),
        PairRule("keep_apart", frozen(no_non_associate_there(roll)), intake_of),
        PairRule("not_excluded", frozen(may_meet_the_team(roll)), intake_of),
        locks_kept(roll),
    )


def kinds_of_group(options: Sequence[GroupOption]) -> tuple[list[GroupOption], NDArray[np.int64]]:
    """A group of every kind (programme, cohort, LDC and sex), and (G,) int the kind of each."""
    first: dict[tuple[object, ...], int] = {}
    kind_of = [first.setdefault((o.template, o.cohort, o.ldc, o.sex), len(first)) for o in options]
    return [options[kind_of.index(number)] for number in range(len(first))], whole(kind_of)


def groups_for(roll: Roll, kinds: Sequence[GroupOption]) -> Mask:
    """(R, kinds) bool: programme, cohort, LDC and sex agree."""
    pairs = zip(roll.referrals, roll.people, strict=True)
    return grid([[eligible(r, person, kind) for kind in kinds] for r, person in pairs], len(kinds))


def eligible(referral: ProgrammeReferral, person: Person, option: GroupOption) -> bool:
    """Whether the group is for people like this one."""
    same = (referral.template, referral.cohort, referral.ldc) == (option.template, option.cohort, option.ldc)
    return same and (option.sex is None or person.group_sex is option.sex)


def in_no_running_group(roll: Roll) -> Mask:
    """(R, 1) bool: the person is in no running group."""
    running = {member for group in roll.scenario.programmes.running_groups for member in group.members}
    return grid([[person.id not in running] for person in roll.people], 1)


def free_at_every_session(roll: Roll) -> Mask:
    """(R, C) bool: no session overlaps a commitment or clashes with a booking of the person."""
    rows = [~roll.table.taken_up(person, roll.taken.people[person.id]) for person in roll.people]
    return grid(rows, len(roll.table.calendars))


def within_reach(roll: Roll, travel: NDArray[np.int64]) -> Mask:
    """(R, V) bool: near enough, outside the person's exclusion zones, step-free where needed."""
    limits = np.array([person.travel.max_minutes for person in roll.people], dtype=np.int64)
    enter = grid([[may_enter(person, office) for office in roll.offices] for person in roll.people], len(roll.offices))
    return np.asarray((travel <= limits[:, None]) & enter)


def may_enter(person: Person, office: Office) -> bool:
    """Whether the person can and may go into the office."""
    if StatedNeed.STEP_FREE in person.needs and not office.step_free:
        return False
    return all(distance_km(zone.centre, office.location) > zone.radius_km for zone in person.exclusion_zones)


def where_referred(roll: Roll) -> Mask:
    """(R, V) bool: the office is in the person's region, and in a unit that the referral names."""
    pairs = zip(roll.referrals, roll.people, strict=True)
    rows = [[in_region(roll.directory, r, person, office) for office in roll.offices] for r, person in pairs]
    return grid(rows, len(roll.offices))


def in_region(directory: Directory, referral: ProgrammeReferral, person: Person, office: Office) -> bool:
    """Whether the office is in the person's region, and in one of the units that the referral names."""
    if directory.region_of_office(office) != directory.region_of_person(person):
        return False
    return not referral.pdus or office.pdu in referral.pdus


def early_enough(roll: Roll) -> Mask:
    """(R, C) bool: the last session leaves the policy's days before the end of the sentence."""
    ends = np.array([row.sentence_end.toordinal() for row in roll.referrals], dtype=np.int64)
    last = np.array([day.toordinal() for day in roll.last_days], dtype=np.int64)
    return np.asarray(ends[:, None] - last[None, :] >= roll.scenario.policy.sentence_slack_days.value)


def no_non_associate_there(roll: Roll) -> Mask:
    """(R, 1 + intakes) bool: no non-associate is a member of the running group at a session; first, of none."""
    people = roll.directory.people
    keeps = np.ones((len(roll.people), 1 + len(roll.intakes)), dtype=np.bool_)
    for place, intake in enumerate(roll.intakes, start=1):
        stays = {id: intake.group.stay_of(id) for id in intake.group.members}
        there = {id for id, (first, last) in stays.items() if any(first <= one.on <= last for one in intake.calendar)}
        shunning = {id for member in there for id in people[member].non_associations}
        keeps[:, place] = [row.id not in shunning and there.isdisjoint(row.non_associations) for row in roll.people]
    return keeps


def may_meet_the_team(roll: Roll) -> Mask:
    """(R, 1 + intakes) bool: nobody of the running group's team excludes the person, nor the other way round."""
    staff = {row.id: row for row in roll.scenario.staff}
    keeps = np.ones((len(roll.people), 1 + len(roll.intakes)), dtype=np.bool_)
    for place, intake in enumerate(roll.intakes, start=1):
        team = set(intake.group.team)
        shunning = {id for member in team for id in staff[member].excluded_people}
        keeps[:, place] = [row.id not in shunning and team.isdisjoint(row.excluded_staff) for row in roll.people]
    return keeps


def locks_kept(roll: Roll) -> PairRule:
    """No lock forbids the pair, and no lock ties the referral to other groups only.

    Groups that no lock names are all alike: the table has a column for each group that one names, and one for the rest.
    """
    must, must_not = roll.locks(Force.MUST), roll.locks(Force.MUST_NOT)
    named, column = np.unique(np.concatenate([must[:, 1], must_not[:, 1]])), np.zeros(len(roll.options), dtype=np.int64)
    column[named] = np.arange(1, len(named) + 1)
    keeps = np.ones((len(roll.referrals), 1 + len(named)), dtype=np.bool_)
    keeps[must[:, 0]] = False
    keeps[must[:, 0], column[must[:, 1]]] = True
    keeps[must_not[:, 0], column[must_not[:, 1]]] = False
    return PairRule("locks_kept", frozen(keeps), frozen(column))
