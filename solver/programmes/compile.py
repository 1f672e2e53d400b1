"""From a scenario to the arrays of the programme problem; the one place where days, hours and ids become numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from models.goals import Goal, PartGoals
from models.locks import Force
from models.scenario import Scenario
from models.staff import Staff
from solver.calendar import Timetable, away
from solver.programmes.eligibility import pair_rules
from solver.programmes.goals import pair_costs, weight_of
from solver.programmes.occupation import group_clashes
from solver.programmes.problem import Mask, Problem
from solver.programmes.roll import Roll, frozen, grid, whole
from solver.travel import TravelTimes

STARTED_SOON = timedelta(weeks=12)
"""The key figure of early starts counts first sessions within this time."""


def compile_problem(scenario: Scenario, goals: PartGoals, taken: Timetable) -> Problem:
    """Arrays of the programme problem.

    Parameters
    ----------
    scenario
        A scenario without faults.
    goals
        Goals in force for programmes.
    taken
        Bookings that people, staff and rooms have already.
    """
    roll = Roll.of(scenario, taken)
    start, first = scenario.horizon.start, roll.first_days
    travel = travel_minutes(roll)
    rules = pair_rules(roll, travel)
    allowed = frozen(np.logical_and.reduce([rule.keeps for rule in rules]))
    waiting = whole([(day - start).days // 7 for day in first])
    priority = whole([row.priority for row in roll.referrals])
    costs = pair_costs(goals, waiting, travel)
    penalty = derived_penalty(goals, costs, allowed, [row.minimum_size for row in roll.templates])
    clash, overlap = group_clashes(roll.table)
    weeks = roll.table.weeks()
    return Problem(
        referral_ids=tuple(row.id for row in roll.referrals),
        person_ids=tuple(row.person for row in roll.referrals),
        option_ids=tuple(row.id for row in roll.options),
        template_ids=tuple(row.id for row in roll.templates),
        facilitator_ids=tuple(row.id for row in roll.facilitators),
        room_ids=tuple(row.id for row in roll.rooms),
        sessions=tuple(roll.table.calendars),
        pair_rules=rules,
        allowed=allowed,
        priority=priority,
        referred=whole([row.referred_on.toordinal() for row in roll.referrals]),
        person=first_appearances([row.person for row in roll.referrals]),
        minimum=whole([row.minimum_size for row in roll.templates]),
        maximum=whole([row.maximum_size for row in roll.templates]),
        needed=whole([row.facilitators for row in roll.templates]),
        waiting=waiting,
        travel=travel,
        waiting_days=waiting_days(roll),
        facilitator_fits=facilitators_who_fit(roll),
        facilitator_free=facilitators_who_are_free(roll, weeks),
        room_fits=rooms_of_the_office(roll),
        room_free=rooms_that_are_free(roll),
        seats=whole([room.seats for room in roll.rooms]),
        clash=frozen(clash),
        overlap=frozen(overlap),
        week_minutes=roll.table.week_minutes(weeks),
        minutes_left=minutes_left(roll, weeks),
        apart=apart_pairs(roll),
        must=roll.locks(Force.MUST),
        within_12_weeks=frozen(np.array([day < start + STARTED_SOON for day in first], dtype=np.bool_)),
        goals=goals,
        penalty=penalty,
        floor=cheapest(goals, priority, costs, allowed, penalty),
        whole_costs=all(row.weight.is_integer() for tier in goals.tiers for row in tier.goals),
    )


def first_appearances(ids: Sequence[str]) -> NDArray[np.int64]:
    """Number of each id, counted by first appearance."""
    numbers: dict[str, int] = {}
    return whole([numbers.setdefault(id, len(numbers)) for id in ids])


def travel_minutes(roll: Roll) -> NDArray[np.int64]:
    """(R, G) minutes from home to the office of each group."""
    means, homes = [person.travel.means for person in roll.people], [person.home for person in roll.people]
    table = TravelTimes(roll.scenario.travel).table(means, homes, [office.location for office in roll.offices])
    return frozen(np.asarray(table, dtype=np.int64).reshape(len(roll.people), len(roll.offices)))


def waiting_days(roll: Roll) -> NDArray[np.int64]:
    """(R, G) days from referral to first session, at least 0."""
    first = np.array([day.toordinal() for day in roll.first_days], dtype=np.int64)
    referred = np.array([row.referred_on.toordinal() for row in roll.referrals], dtype=np.int64)
    return frozen(np.asarray(np.maximum(0, first[None, :] - referred[:, None]), dtype=np.int64))


def apart_pairs(roll: Roll) -> NDArray[np.int64]:
    """(N, 2) referrals of people who must never meet, the smaller number first."""
    referrals_of: dict[str, list[int]] = {}
    for number, row in enumerate(roll.referrals):
        referrals_of.setdefault(row.person, []).append(number)
    pairs = {
        (min(one, other), max(one, other))
        for one, person in enumerate(roll.people)
        for name in person.non_associations
        for other in referrals_of.get(name, ())
        if one != other
    }
    return frozen(np.array(sorted(pairs), dtype=np.int64).reshape(len(pairs), 2))


def facilitators_who_fit(roll: Roll) -> Mask:
    """(F, G) bool: qualified to the last session, of the region, and at work on every session day."""
    regions = [roll.directory.region_of_office(office) for office in roll.offices]
    groups = list(zip(roll.templates, regions, roll.table.calendars, strict=True))
    rows = []
    for staff in roll.facilitators:
        own = roll.directory.region_of_staff(staff)
        rows.append(
            [
                qualified(staff, template.qualification, calendar[-1].on)
                and region == own
                and not any(away(staff, session.on) for session in calendar)
                for template, region, calendar in groups
            ]
        )
    return frozen(grid(rows, len(groups)))


def qualified(staff: Staff, qualification: str, until: date) -> bool:
    """Whether a member of staff has a qualification, and every register entry for it, to a day."""
    entries = [entry.expires for entry in staff.register_entries if entry.qualification == qualification]
    return qualification in staff.qualifications and all(expires >= until for expires in entries)


def minutes_left(roll: Roll, weeks: Sequence[date]) -> NDArray[np.float64]:
    """(F, W) contracted minutes less those of bookings in each ISO week."""
    left = np.array([[60.0 * staff.contracted_hours] * len(weeks) for staff in roll.facilitators], dtype=np.float64)
    left = left.reshape(len(roll.facilitators), len(weeks))
    number = {monday: w for w, monday in enumerate(weeks)}
    for f, staff in enumerate(roll.facilitators):
        for booking in roll.taken.staff[staff.id]:
            day = booking.start.date()
            week = number.get(day - timedelta(days=day.weekday()))
            if week is not None:
                left[f, week] -= (booking.end - booking.start).total_seconds() / 60.0
    return frozen(left)


def facilitators_who_are_free(roll: Roll, weeks: Sequence[date]) -> Mask:
    """(F, G) bool: no booking clashes with the group, and the group alone fits into every week's hours."""
    clashing = [roll.table.clashes(roll.taken.staff[staff.id]) for staff in roll.facilitators]
    needs, left = roll.table.week_minutes(weeks), minutes_left(roll, weeks)
    fits = (needs[None, :, :] <= left[:, None, :] + 1e-6) | (needs[None, :, :] == 0)
    return frozen(~grid(clashing, len(roll.options)) & fits.all(axis=2))


def rooms_of_the_office(roll: Roll) -> Mask:
    """(K, G) bool: the room is in the office of the group."""
    rows = [[room.office == option.office for option in roll.options] for room in roll.rooms]
    return frozen(grid(rows, len(roll.options)))


def rooms_that_are_free(roll: Roll) -> Mask:
    """(K, G) bool: nothing that is booked in the room overlaps a session of the group."""
    return frozen(grid([~roll.table.overlaps(roll.taken.rooms[room.id]) for room in roll.rooms], len(roll.options)))


def derived_penalty(goals: PartGoals, costs: NDArray[np.float64], allowed: Mask, minimum_sizes: Sequence[int]) -> float:
    """The first whole number above all that the lesser goals could ever cost together.

    Every referral in its dearest group, and as many groups as the referrals could fill at their smallest size. Less
    would not do: what one person costs says nothing about a choice between whole groups, so that a shorter way for
    many could outbid a place for one.
    """
    if not allowed.any():
        return 1.0
    dearest = np.where(allowed, costs, 0.0).max(axis=1)
    fillable = np.flatnonzero(allowed.any(axis=0))
    smallest = int(np.asarray(minimum_sizes)[fillable].min())
    groups = min(fillable.size, int(np.count_nonzero(allowed.any(axis=1))) // max(1, smallest))
    return float(math.floor(dearest.sum() + weight_of(goals, Goal.GROUPS_OPENED) * groups) + 1)


def cheapest(
    goals: PartGoals, priority: NDArray[np.int64], costs: NDArray[np.float64], allowed: Mask, penalty: float
) -> float:
    """Cost of the cheapest that can happen to each referral, each looked at alone."""
    missing = priority * weight_of(goals, Goal.NOT_STARTED) * penalty
    joining = np.where(allowed, costs, np.inf).min(axis=1, initial=np.inf)
    return float(np.minimum(missing, joining).sum())
