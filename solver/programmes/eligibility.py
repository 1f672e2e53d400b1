"""Rules on who may join which group, each laid out for every referral and every group."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.estate import Office
from models.locks import Force
from models.people import Person, StatedNeed
from models.programmes import GroupOption, ProgrammeReferral
from solver.directory import Directory
from solver.programmes.problem import Mask, PairRule
from solver.programmes.roll import Roll, frozen, grid
from solver.travel import distance_km


def pair_rules(roll: Roll, travel: NDArray[np.int64]) -> tuple[PairRule, ...]:
    """Rules on who may join which group, in the order in which they explain.

    Parameters
    ----------
    travel
        (R, G) minutes one way.
    """
    rows: dict[str, Mask] = {
        "eligible": groups_for(roll),
        "one_group_per_person": in_no_running_group(roll),
        "available_every_week": free_at_every_session(roll),
        "within_travel_limit": within_reach(roll, travel),
        "in_region": where_referred(roll),
        "finish_before_sentence_end": early_enough(roll),
        "locks_kept": not_locked_out(roll),
    }
    return tuple(PairRule(name, frozen(keeps)) for name, keeps in rows.items())


def groups_for(roll: Roll) -> Mask:
    """(R, G) bool: programme, cohort, LDC and sex agree."""
    pairs = zip(roll.referrals, roll.people, strict=True)
    return grid([[eligible(r, person, option) for option in roll.options] for r, person in pairs], len(roll.options))


def eligible(referral: ProgrammeReferral, person: Person, option: GroupOption) -> bool:
    """Whether the group is for people like this one."""
    same = (referral.template, referral.cohort, referral.ldc) == (option.template, option.cohort, option.ldc)
    return same and (option.sex is None or person.group_sex is option.sex)


def in_no_running_group(roll: Roll) -> Mask:
    """(R, G) bool: the person is in no running group."""
    running = {member for group in roll.scenario.programmes.running_groups for member in group.members}
    return grid([[person.id not in running] * len(roll.options) for person in roll.people], len(roll.options))


def free_at_every_session(roll: Roll) -> Mask:
    """(R, G) bool: no session overlaps a commitment or clashes with a booking of the person."""
    rows = [~roll.table.taken_up(person, roll.taken.people[person.id]) for person in roll.people]
    return grid(rows, len(roll.options))


def within_reach(roll: Roll, travel: NDArray[np.int64]) -> Mask:
    """(R, G) bool: near enough, outside the person's exclusion zones, step-free where needed."""
    limits = np.array([person.travel.max_minutes for person in roll.people], dtype=np.int64)
    enter = grid([[may_enter(person, office) for office in roll.offices] for person in roll.people], len(roll.options))
    return np.asarray((travel <= limits[:, None]) & enter)


def may_enter(person: Person, office: Office) -> bool:
    """Whether the person can and may go into the office."""
    if StatedNeed.STEP_FREE in person.needs and not office.step_free:
        return False
    return all(distance_km(zone.centre, office.location) > zone.radius_km for zone in person.exclusion_zones)


def where_referred(roll: Roll) -> Mask:
    """(R, G) bool: the office is in the person's region, and in a unit that the referral names."""
    pairs = zip(roll.referrals, roll.people, strict=True)
    rows = [[in_region(roll.directory, r, person, office) for office in roll.offices] for r, person in pairs]
    return grid(rows, len(roll.options))


def in_region(directory: Directory, referral: ProgrammeReferral, person: Person, office: Office) -> bool:
    """Whether the office is in the person's region, and in one of the units that the referral names."""
    if directory.region_of_office(office) != directory.region_of_person(person):
        return False
    return not referral.pdus or office.pdu in referral.pdus


def early_enough(roll: Roll) -> Mask:
    """(R, G) bool: the last session leaves the policy's days before the end of the sentence."""
    ends = np.array([row.sentence_end.toordinal() for row in roll.referrals], dtype=np.int64)
    last = np.array([day.toordinal() for day in roll.last_days], dtype=np.int64)
    return np.asarray(ends[:, None] - last[None, :] >= roll.scenario.policy.sentence_slack_days.value)


def not_locked_out(roll: Roll) -> Mask:
    """(R, G) bool: no lock forbids the pair, and no lock ties the referral to other groups only."""
    keeps = np.ones((len(roll.referrals), len(roll.options)), dtype=np.bool_)
    must, must_not = roll.locks(Force.MUST), roll.locks(Force.MUST_NOT)
    keeps[must[:, 0]] = False
    keeps[must[:, 0], must[:, 1]] = True
    keeps[must_not[:, 0], must_not[:, 1]] = False
    return keeps
