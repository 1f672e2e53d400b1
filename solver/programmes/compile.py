"""From a scenario to the arrays of the programme problem; the one place where days, hours and ids become numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from models.estate import Office
from models.goals import Goal, PartGoals
from models.locks import Force, ProgrammeLock
from models.people import Person, StatedNeed
from models.programmes import GroupOption, ProgrammeReferral, ProgrammeTemplate
from models.scenario import Scenario
from models.staff import Role, Staff
from solver.calendar import Timetable, away
from solver.directory import Directory
from solver.programmes.calendar import DatedSession, dated_sessions
from solver.programmes.goals import pair_costs, weight_of
from solver.programmes.occupation import SessionTable, group_clashes
from solver.programmes.problem import Mask, PairRule, Problem
from solver.travel import TravelTimes, distance_km

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
    programmes = scenario.programmes
    directory = Directory.of(scenario)
    template_of = {row.id: row for row in programmes.templates}
    options, referrals = programmes.group_options, programmes.referrals
    templates = [template_of[row.template] for row in options]
    sessions = tuple(dated_sessions(o, t, scenario.horizon) for o, t in zip(options, templates, strict=True))
    turnaround = timedelta(minutes=scenario.policy.turnaround_minutes.value)
    table = SessionTable(sessions, turnaround)
    people = [directory.people[row.person] for row in referrals]
    offices = [directory.offices[row.office] for row in options]
    travel = travel_minutes(scenario, people, offices)
    first = [calendar[0].on for calendar in sessions]
    waiting = whole([(day - scenario.horizon.start).days // 7 for day in first])
    rules = pair_rules(scenario, directory, table, travel=travel, taken=taken)
    allowed = np.ones((len(referrals), len(options)), dtype=np.bool_)
    for rule in rules:
        allowed &= rule.keeps
    priority = whole([row.priority for row in referrals])
    costs = pair_costs(goals, waiting, travel)
    penalty = derived_penalty(goals, costs, allowed)
    numbers = {row.id: number for number, row in enumerate(referrals)}
    facilitators = [row for row in scenario.staff if Role.FACILITATOR in row.roles]
    rooms = scenario.estate.rooms
    clash, overlap = group_clashes(table)
    weeks = table.weeks()
    return Problem(
        referral_ids=tuple(row.id for row in referrals),
        person_ids=tuple(row.person for row in referrals),
        option_ids=tuple(row.id for row in options),
        template_ids=tuple(row.id for row in templates),
        facilitator_ids=tuple(row.id for row in facilitators),
        room_ids=tuple(row.id for row in rooms),
        sessions=sessions,
        pair_rules=rules,
        allowed=frozen(allowed),
        priority=priority,
        referred=whole([row.referred_on.toordinal() for row in referrals]),
        person=first_appearances([row.person for row in referrals]),
        minimum=whole([row.minimum_size for row in templates]),
        maximum=whole([row.maximum_size for row in templates]),
        needed=whole([row.facilitators for row in templates]),
        waiting=waiting,
        travel=travel,
        waiting_days=waiting_days(referrals, first),
        facilitator_fits=facilitators_who_fit(directory, facilitators, options, templates, sessions),
        facilitator_free=facilitators_who_are_free(facilitators, table, weeks, taken=taken),
        room_fits=frozen(grid([[room.office == o.office for o in options] for room in rooms], len(options))),
        room_free=frozen(grid([~table.overlaps(taken.rooms[room.id]) for room in rooms], len(options))),
        seats=whole([room.seats for room in rooms]),
        clash=frozen(clash),
        overlap=frozen(overlap),
        week_minutes=table.week_minutes(weeks),
        minutes_left=minutes_left(facilitators, weeks, taken),
        apart=apart_pairs(referrals, people),
        must=must_locks(scenario, numbers),
        within_12_weeks=frozen(
            np.array([day < scenario.horizon.start + STARTED_SOON for day in first], dtype=np.bool_)
        ),
        goals=goals,
        penalty=penalty,
        floor=cheapest(goals, priority, costs, allowed, penalty),
        whole_costs=all(row.weight.is_integer() for tier in goals.tiers for row in tier.goals),
    )


def frozen(array: Mask) -> Mask:
    """The array, read-only from now on."""
    array.setflags(write=False)
    return array


def whole(numbers: Sequence[int]) -> NDArray[np.int64]:
    """Read-only array of whole numbers."""
    array = np.array(numbers, dtype=np.int64)
    array.setflags(write=False)
    return array


def grid(rows: Sequence[Sequence[bool] | Mask], columns: int) -> Mask:
    """Rows of booleans as an array that keeps its number of columns even without a row."""
    return np.array(rows, dtype=np.bool_).reshape(len(rows), columns)


def first_appearances(ids: Sequence[str]) -> NDArray[np.int64]:
    """Number of each id, counted by first appearance."""
    numbers: dict[str, int] = {}
    return whole([numbers.setdefault(id, len(numbers)) for id in ids])


def travel_minutes(scenario: Scenario, people: Sequence[Person], offices: Sequence[Office]) -> NDArray[np.int64]:
    """(R, G) minutes from home to the office of each group."""
    means, homes = [person.travel.means for person in people], [person.home for person in people]
    table = TravelTimes(scenario.travel).table(means, homes, [office.location for office in offices])
    minutes = np.asarray(table, dtype=np.int64).reshape(len(people), len(offices))
    minutes.setflags(write=False)
    return minutes


def waiting_days(referrals: Sequence[ProgrammeReferral], first: Sequence[date]) -> NDArray[np.int64]:
    """(R, G) days from referral to first session, at least 0."""
    start = np.array([day.toordinal() for day in first], dtype=np.int64)
    referred = np.array([row.referred_on.toordinal() for row in referrals], dtype=np.int64)
    days = np.asarray(np.maximum(0, start[None, :] - referred[:, None]), dtype=np.int64)
    days.setflags(write=False)
    return days


def pair_rules(
    scenario: Scenario,
    directory: Directory,
    table: SessionTable,
    *,
    travel: NDArray[np.int64],
    taken: Timetable,
) -> tuple[PairRule, ...]:
    """Rules on who may join which group, in the order in which they explain."""
    options, referrals = scenario.programmes.group_options, scenario.programmes.referrals
    people = [directory.people[row.person] for row in referrals]
    offices = [directory.offices[row.office] for row in options]
    last = np.array([calendar[-1].on.toordinal() for calendar in table.calendars], dtype=np.int64)
    slack = scenario.policy.sentence_slack_days.value
    running = {member for group in scenario.programmes.running_groups for member in group.members}
    # A person can have several referrals; whether the person is free is worked out once.
    free = {person.id: ~table.taken_up(person, taken.people[person.id]) for person in people}
    limits = np.array([person.travel.max_minutes for person in people], dtype=np.int64)[:, None]
    ends = np.array([row.sentence_end.toordinal() for row in referrals], dtype=np.int64)[:, None]
    outside = {person.id: [may_enter(person, office) for office in offices] for person in people}
    g = len(options)
    rows: dict[str, Mask] = {
        "eligible": grid([[eligible(r, p, o) for o in options] for r, p in zip(referrals, people, strict=True)], g),
        "one_group_per_person": grid([[p.id not in running] * g for p in people], g),
        "available_every_week": grid([free[p.id] for p in people], g),
        "within_travel_limit": (travel <= limits) & grid([outside[p.id] for p in people], g),
        "in_region": grid(
            [[in_region(directory, r, p, o) for o in offices] for r, p in zip(referrals, people, strict=True)], g
        ),
        "finish_before_sentence_end": ends - last[None, :] >= slack,
        "locks_kept": lock_mask(scenario),
    }
    return tuple(PairRule(name, frozen(keeps)) for name, keeps in rows.items())


def eligible(referral: ProgrammeReferral, person: Person, option: GroupOption) -> bool:
    """Whether the group is for people like this one."""
    same = (referral.template, referral.cohort, referral.ldc) == (option.template, option.cohort, option.ldc)
    return same and (option.sex is None or person.group_sex is option.sex)


def may_enter(person: Person, office: Office) -> bool:
    """Whether the person can and may go into the office."""
    if StatedNeed.STEP_FREE in person.needs and not office.step_free:
        return False
    return all(distance_km(zone.centre, office.location) > zone.radius_km for zone in person.exclusion_zones)


def in_region(directory: Directory, referral: ProgrammeReferral, person: Person, office: Office) -> bool:
    """Whether the office is in the person's region, and in one of the units that the referral names."""
    if directory.region_of_office(office) != directory.region_of_person(person):
        return False
    return not referral.pdus or office.pdu in referral.pdus


def lock_mask(scenario: Scenario) -> Mask:
    """(R, G) bool: no lock forbids the pair, and the referral is not tied to another group."""
    programmes = scenario.programmes
    referrals = {row.id: number for number, row in enumerate(programmes.referrals)}
    options = {row.id: number for number, row in enumerate(programmes.group_options)}
    keeps = np.ones((len(referrals), len(options)), dtype=np.bool_)
    for lock in scenario.locks:
        if isinstance(lock, ProgrammeLock):
            r, g = referrals[lock.referral], options[lock.group_option]
            if lock.force is Force.MUST:
                keeps[r] &= np.arange(len(options)) == g
            else:
                keeps[r, g] = False
    return keeps


def must_locks(scenario: Scenario, referrals: dict[str, int]) -> NDArray[np.int64]:
    """(L, 2) referral and group of each ``must`` lock."""
    options = {row.id: number for number, row in enumerate(scenario.programmes.group_options)}
    rows = [
        (referrals[lock.referral], options[lock.group_option])
        for lock in scenario.locks
        if isinstance(lock, ProgrammeLock) and lock.force is Force.MUST
    ]
    return np.array(rows, dtype=np.int64).reshape(len(rows), 2)


def apart_pairs(referrals: Sequence[ProgrammeReferral], people: Sequence[Person]) -> NDArray[np.int64]:
    """(N, 2) referrals of people who must never meet, the smaller number first."""
    referrals_of: dict[str, list[int]] = {}
    for number, row in enumerate(referrals):
        referrals_of.setdefault(row.person, []).append(number)
    pairs = {
        (min(one, other), max(one, other))
        for one, person in enumerate(people)
        for name in person.non_associations
        for other in referrals_of.get(name, ())
        if one != other
    }
    return np.array(sorted(pairs), dtype=np.int64).reshape(len(pairs), 2)


def facilitators_who_fit(
    directory: Directory,
    facilitators: Sequence[Staff],
    options: Sequence[GroupOption],
    templates: Sequence[ProgrammeTemplate],
    sessions: Sequence[Sequence[DatedSession]],
) -> Mask:
    """(F, G) bool: qualification, region, and at work on every session day."""
    rows = []
    for staff in facilitators:
        region = directory.region_of_staff(staff)
        rows.append(
            [
                template.qualification in staff.qualifications
                and directory.region_of_office(directory.offices[option.office]) == region
                and not any(away(staff, session.on) for session in calendar)
                for option, template, calendar in zip(options, templates, sessions, strict=True)
            ]
        )
    return frozen(grid(rows, len(options)))


def minutes_left(facilitators: Sequence[Staff], weeks: Sequence[date], taken: Timetable) -> NDArray[np.float64]:
    """(F, W) contracted minutes less those of bookings in each ISO week."""
    left = np.array([[60.0 * staff.contracted_hours] * len(weeks) for staff in facilitators], dtype=np.float64)
    left = left.reshape(len(facilitators), len(weeks))
    number = {monday: w for w, monday in enumerate(weeks)}
    for f, staff in enumerate(facilitators):
        for booking in taken.staff[staff.id]:
            day = booking.start.date()
            week = number.get(day - timedelta(days=day.weekday()))
            if week is not None:
                left[f, week] -= (booking.end - booking.start).total_seconds() / 60.0
    left.setflags(write=False)
    return left


def facilitators_who_are_free(
    facilitators: Sequence[Staff], table: SessionTable, weeks: Sequence[date], *, taken: Timetable
) -> Mask:
    """(F, G) bool: no booking clashes with the group, and the group alone fits into every week's hours."""
    count = len(table.calendars)
    clashing = grid([table.clashes(taken.staff[staff.id]) for staff in facilitators], count)
    needs, left = table.week_minutes(weeks), minutes_left(facilitators, weeks, taken)
    fits = (needs[None, :, :] <= left[:, None, :] + 1e-6) | (needs[None, :, :] == 0)
    return frozen(~clashing & fits.all(axis=2))


def derived_penalty(goals: PartGoals, costs: NDArray[np.float64], allowed: Mask) -> float:
    """The most that placing one more could cost: the dearest allowed pair and a group opened for it."""
    if not allowed.any():
        return 1.0
    return float(math.ceil(costs[allowed].max() + weight_of(goals, Goal.GROUPS_OPENED)))


def cheapest(
    goals: PartGoals, priority: NDArray[np.int64], costs: NDArray[np.float64], allowed: Mask, penalty: float
) -> float:
    """Cost of the cheapest that can happen to each referral, each looked at alone."""
    missing = priority * weight_of(goals, Goal.NOT_STARTED) * penalty
    joining = np.where(allowed, costs, np.inf).min(axis=1, initial=np.inf)
    return float(np.minimum(missing, joining).sum())
