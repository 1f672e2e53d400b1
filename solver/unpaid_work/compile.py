"""From a scenario to the rota's arrays: every date rule and every unit is settled here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from models.decisions import Decisions
from models.errors import BadInput, Fault
from models.goals import PartGoals
from models.locks import Force, UnpaidWorkLock
from models.scenario import Scenario
from models.staff import Role
from models.unpaid_work import Frequency, Project, ProjectKind, ProjectSlot
from solver.calendar import WEEKDAYS, Timetable, minutes_of
from solver.directory import Directory
from solver.unpaid_work.attending import ete_minutes, held_dates, served_weeks
from solver.unpaid_work.eligibility import TABLE, Roll
from solver.unpaid_work.exceptions import exceptions
from solver.unpaid_work.hi_vis import stocks
from solver.unpaid_work.hours import ete_minutes_left, minutes_left
from solver.unpaid_work.induction import settled
from solver.unpaid_work.language import speakers, unheard
from solver.unpaid_work.newcomers import newcomers_of, stays
from solver.unpaid_work.notice import kept_and_fresh, told_already, within_notice
from solver.unpaid_work.overbooking import room_taken_and_there
from solver.unpaid_work.prices import are_whole, floor_of, leaves, pair_cost, penalty_of, plain_weights, unskilled
from solver.unpaid_work.problem import (
    PAIR_RULES,
    Bools,
    Floats,
    Ints,
    Newcomers,
    PairOptions,
    Problem,
    Requirements,
    Slots,
    Supervisors,
    Units,
    Weights,
    frozen,
)
from solver.unpaid_work.record import brought_up_to_date
from solver.unpaid_work.showing_up import average_rates, show_up_rates
from solver.unpaid_work.supervisors import supervisors_of
from solver.unpaid_work.unpopular import are_unpopular
from solver.unpaid_work.urgency import urgency
from solver.unpaid_work.vans import journeys, vans_of

MINUTES_WITHOUT_SLOT = 420
"""Session length that weeks are reckoned with for a requirement without any allowed slot (docs/formulation.md)."""


def compile_problem(
    scenario: Scenario, goals: PartGoals, taken: Timetable, *, before: Decisions | None = None
) -> Problem:
    """The rota's arrays.

    Parameters
    ----------
    scenario
        A checked scenario.
    goals
        Tiers of the unpaid-work part.
    taken
        Bookings of people and staff that stand already.
    before
        Decisions in force; those of the scenario's previous plan if not given.

    Raises
    ------
    BadInput
        A lock that cannot be kept, because the pair is not allowed or another lock stands against it.
    """
    roll = _roll(scenario, taken)
    inductions = settled(roll, before or scenario.previous_plan)
    roll = replace(roll, first_week=inductions.first_week, without_induction=inductions.without)
    rates = _rates(roll)
    stock, sets = stocks(scenario, list(zip((row for row, _ in roll.slots), _times(roll)[0], strict=True)))
    newcomers = newcomers_of(scenario, roll.projects, roll.slot_project, roll.has_date)
    number, away = exceptions(roll)
    takes, slots = _slots(roll, rates, stock, away)
    broken = _broken(roll)
    supervisors = supervisors_of(roll)
    vans = vans_of(scenario, list(zip((row for row, _ in roll.slots), *_times(roll), strict=True)), roll.has_date)
    requirements = _requirements(roll, slots, broken, rates=rates, takes=takes, away=number)
    locks, bans = _locks(roll)
    _refuse_impossible(roll, slots, broken, locks, bans)
    plain = plain_weights(goals)
    penalty = penalty_of(roll, requirements, slots, newcomers, broken=broken, weights=plain)
    weights = replace(plain, unmet=plain.unmet * penalty)
    options = _options(roll, requirements, slots, newcomers, broken=broken, weights=weights, locks=locks, bans=bans)
    return Problem(
        horizon_start=scenario.horizon.start,
        num_weeks=scenario.horizon.weeks,
        turnaround=scenario.policy.turnaround_minutes.value,
        risk=scenario.policy.turn_away_risk.value,
        spread=scenario.policy.shared_day_spread.value,
        spare_wanted=int(scenario.policy.spare_supervisors.value),
        tiers=goals.tiers,
        weights=weights,
        penalty=penalty,
        floor=floor_of(requirements, slots, options, weights),
        whole_costs=are_whole(weights, options),
        requirements=requirements,
        slots=slots,
        supervisors=supervisors,
        vans=vans,
        options=options,
        units=_units(roll),
        newcomers=newcomers,
        inductions=inductions.rows,
        broken=broken,
        travel=roll.travel,
        pick_up=roll.pick_up,
        unskilled=roll.unskilled,
        leaves=roll.leaves,
        hi_vis=sets,
        apart=_apart(roll),
        excluded=_excluded(roll, supervisors),
        unheard=unheard(roll, broken),
        speakers=speakers(roll),
        twins=_twins(requirements),
        told=told_already(roll),
        short=within_notice(roll),
        locks=locks,
        bans=bans,
    )


def first_usable_week(start: date, sentence: date) -> int:
    """First week of the horizon whose Monday is on or after the day after the sentence."""
    return max(0, math.ceil(((sentence + timedelta(days=1)) - start).days / 7))


def runs_on(day: date, project: Project, slot: ProjectSlot, anchor: date) -> bool:
    """Whether a slot has a date on a day of its weekday; fortnights count from ``first``, or else from ``anchor``."""
    if (slot.first is not None and day < slot.first) or (slot.last is not None and day > slot.last):
        return False
    if project.ends is not None and day > project.ends:
        return False
    if slot.frequency is Frequency.ONCE:
        return day == slot.first
    if slot.frequency is Frequency.FORTNIGHTLY:
        return (day - (slot.first or anchor)).days // 7 % 2 == 0
    return True


def _roll(scenario: Scenario, taken: Timetable) -> Roll:
    directory = Directory.of(scenario)
    requirements = tuple(row for row in brought_up_to_date(scenario) if minutes_left(row, scenario.policy) > 0)
    people = tuple(directory.people[row.person] for row in requirements)
    projects = scenario.unpaid_work.projects
    slots = tuple((project, slot) for project in projects for slot in project.slots)
    start, weeks = scenario.horizon.start, scenario.horizon.weeks
    travel, pick_up = journeys(scenario, people, projects)
    first_week = [min(weeks, first_usable_week(start, row.sentence_date)) for row in requirements]
    return Roll(
        scenario=scenario,
        directory=directory,
        taken=taken,
        requirements=requirements,
        people=people,
        projects=projects,
        slots=slots,
        slot_project=_ints([k for k, project in enumerate(projects) for _ in project.slots]),
        slot_weekday=_ints([WEEKDAYS[slot.weekday] for _, slot in slots]),
        slot_start=_ints([minutes_of(slot.start) for _, slot in slots]),
        slot_end=_ints([minutes_of(slot.end) for _, slot in slots]),
        travel=travel,
        pick_up=pick_up,
        unskilled=unskilled(requirements, projects),
        leaves=leaves(requirements, projects),
        first_week=_ints(first_week),
        has_date=frozen(_dates(scenario, slots, set(scenario.horizon.bank_holidays))),
        serves=frozen(_dates(scenario, slots, set())),
        closed=frozen(_closed(scenario, slots)),
        without_induction=frozen(np.zeros(len(requirements), dtype=bool)),
        unpopular=are_unpopular(scenario, slots),
    )


def _times(roll: Roll) -> tuple[list[int], list[int], list[int]]:
    """Weekday, start and end of every slot."""
    return roll.slot_weekday.tolist(), roll.slot_start.tolist(), roll.slot_end.tolist()


def _ints(values: Sequence[int] | NDArray[np.int32]) -> Ints:
    return frozen(np.asarray(values, dtype=np.int32))


def _dates(scenario: Scenario, slots: Sequence[tuple[Project, ProjectSlot]], holidays: set[date]) -> Bools:
    start = scenario.horizon.start
    has_date = np.zeros((len(slots), scenario.horizon.weeks), dtype=bool)
    for s, (project, slot) in enumerate(slots):
        for w in range(scenario.horizon.weeks):
            day = start + timedelta(days=7 * w + WEEKDAYS[slot.weekday])
            has_date[s, w] = day not in holidays and runs_on(day, project, slot, start)
    return has_date


def _rates(roll: Roll) -> Floats:
    """(R,): chance that the person of each requirement turns up."""
    rates = show_up_rates(roll.scenario)
    return frozen(np.array([rates[person.id] for person in roll.people], dtype=np.float64))


def _slots(roll: Roll, rates: Floats, stock: Ints, away: Bools) -> tuple[Ints, Slots]:
    """Room that each requirement takes, and the slots."""
    policy = roll.scenario.policy
    places = _ints([project.places for project, _ in roll.slots])
    supervisors = _ints([project.max_supervisors for project, _ in roll.slots])
    risk, spread = policy.turn_away_risk.value, policy.shared_day_spread.value
    takes, room = room_taken_and_there(rates, places, supervisors, risk=risk, spread=spread)
    return frozen(takes), Slots(
        ids=tuple(slot.id for _, slot in roll.slots),
        project_ids=tuple(project.id for project in roll.projects),
        pick_ups=tuple(tuple((row.id, row.minutes_before) for row in project.pick_ups) for project in roll.projects),
        project=roll.slot_project,
        weekday=roll.slot_weekday,
        start=roll.slot_start,
        end=roll.slot_end,
        minutes=_ints(roll.slot_end - roll.slot_start),
        places=places,
        room=frozen(room),
        max_supervisors=supervisors,
        minimum=_ints([max(1, project.minimum_to_run) for project, _ in roll.slots]),
        hi_vis=stock,
        has_date=roll.has_date,
        serves=roll.serves,
        closed=roll.closed,
        ete=frozen(np.array([project.kind is ProjectKind.ETE for project, _ in roll.slots], dtype=bool)),
        unpopular=roll.unpopular,
        away=away,
    )


def _closed(scenario: Scenario, slots: Sequence[tuple[Project, ProjectSlot]]) -> Bools:
    """(S, W) bool: the slot's day in the week lies in a closure of the slot or of its whole project."""
    start, weeks = scenario.horizon.start, scenario.horizon.weeks
    closed = np.zeros((len(slots), weeks), dtype=bool)
    for row in scenario.unpaid_work.closures:
        for s, (project, slot) in enumerate(slots):
            if project.id == row.project and row.slot in (None, slot.id):
                days = [start + timedelta(days=7 * w + WEEKDAYS[slot.weekday]) for w in range(weeks)]
                closed[s] |= [row.first <= day <= row.last for day in days]
    return closed


def _broken(roll: Roll) -> NDArray[np.uint16]:
    broken = np.zeros((len(roll.people), len(roll.slots)), dtype=np.uint16)
    for bit, (_, rule) in enumerate(TABLE):
        broken |= np.where(rule(roll), 0, 1 << bit).astype(np.uint16)
    return frozen(broken)


def _units(roll: Roll) -> Units:
    number = {unit.id: n for n, unit in enumerate(roll.scenario.estate.pdus)}
    staff = [row for row in roll.scenario.staff if Role.SUPERVISOR in row.roles]
    return Units(
        ids=tuple(number),
        requirement=_ints([number[person.pdu] for person in roll.people]),
        slot=_ints([number[project.pdu] for project, _ in roll.slots]),
        supervisor=_ints([number[roll.directory.pdu_of_staff(row)] for row in staff]),
    )


def _requirements(
    roll: Roll, slots: Slots, broken: NDArray[np.uint16], *, rates: Floats, takes: Ints, away: Ints
) -> Requirements:
    rows = roll.requirements
    remaining = np.array([minutes_left(row, roll.scenario.policy) for row in rows], dtype=np.int64)
    a_week = np.array([row.sessions_per_week for row in rows], dtype=np.int64)
    lengths = np.where((broken == 0) & ~slots.ete, slots.minutes[None, :], np.iinfo(np.int32).max)
    shortest = lengths.min(axis=1, initial=np.iinfo(np.int32).max).astype(np.int64)
    shortest = np.where(shortest == np.iinfo(np.int32).max, MINUTES_WITHOUT_SLOT, shortest)
    usable = roll.scenario.horizon.weeks - roll.first_week
    weeks = [max(1, (row.deadline - roll.scenario.horizon.start).days // 7) for row in rows]
    policy = roll.scenario.policy
    average = average_rates(rates, policy.shared_day_spread.value)
    number = {person: p for p, person in enumerate(dict.fromkeys(row.person for row in rows))}
    return Requirements(
        ids=tuple(row.id for row in rows),
        person_ids=tuple(row.person for row in rows),
        person=_ints([number[row.person] for row in rows]),
        sessions_per_week=_ints(a_week.astype(np.int32)),
        remaining=_ints(remaining.astype(np.int32)),
        first_week=roll.first_week,
        active_weeks=_ints(np.minimum(usable, -(-remaining // (a_week * shortest))).astype(np.int32)),
        urgency=urgency(-(-remaining // shortest), a_week * np.array(weeks, dtype=np.int64), average, policy),
        sentence_day=_ints([row.sentence_date.toordinal() for row in rows]),
        rate=rates,
        takes=takes,
        ete_left=_ints([ete_minutes_left(row, roll.scenario.policy) for row in rows]),
        away=away,
    )


def _options(
    roll: Roll,
    requirements: Requirements,
    slots: Slots,
    newcomers: Newcomers,
    *,
    broken: NDArray[np.uint16],
    weights: Weights,
    locks: Ints,
    bans: Ints,
) -> PairOptions:
    requirement, slot = (_ints(axis.astype(np.int32)) for axis in np.nonzero(broken == 0))
    travel = _ints(roll.travel[requirement, slots.project[slot]])
    served = served_weeks(requirements, slots, requirement, slot).sum(axis=1).astype(np.float64)
    held = held_dates(requirements, slots, requirement, slot)
    kept, _ = kept_and_fresh(told_already(roll), within_notice(roll), requirement, slot, held)
    return PairOptions(
        first=_ints(np.searchsorted(requirement, np.arange(len(requirements.ids) + 1)).astype(np.int32)),
        requirement=requirement,
        slot=slot,
        travel=travel,
        cost=frozen(pair_cost(roll, weights, requirement, slot, held)),
        gain=frozen(weights.unmet * requirements.urgency[requirement] * served + weights.notice * kept),
        held=frozen(held),
        rides=frozen(roll.pick_up[requirement, slots.project[slot]] >= 0),
        ete=frozen(ete_minutes(requirements, slots, requirement, slot)),
        stays=frozen(stays(requirements, slots, newcomers, np.column_stack([requirement, slot]))),
        locked=frozen(_among(requirement, slot, locks, len(slots.ids))),
        forbidden=frozen(_among(requirement, slot, bans, len(slots.ids))),
    )


def _among(requirement: Ints, slot: Ints, pairs: Ints, num_slots: int) -> Bools:
    return np.isin(
        requirement.astype(np.int64) * num_slots + slot, pairs[:, 0].astype(np.int64) * num_slots + pairs[:, 1]
    )


def _apart(roll: Roll) -> Ints:
    rows: dict[str, list[int]] = {}
    for r, person in enumerate(roll.people):
        rows.setdefault(person.id, []).append(r)
    pairs = {
        (min(r, q), max(r, q))
        for r, person in enumerate(roll.people)
        for other in person.non_associations
        for q in rows.get(other, ())
        if q != r
    }
    return _ints(np.array(sorted(pairs), dtype=np.int32).reshape(-1, 2))


def _excluded(roll: Roll, supervisors: Supervisors) -> Ints:
    """(E, 2) int32: requirement and supervisor of whom either must not work with the other."""
    number = {id: j for j, id in enumerate(supervisors.ids)}
    theirs = {row.id: set(row.excluded_people) for row in roll.scenario.staff if row.id in number}
    pairs = {
        (r, j)
        for r, person in enumerate(roll.people)
        for id, j in number.items()
        if id in person.excluded_staff or person.id in theirs[id]
    }
    return _ints(np.array(sorted(pairs), dtype=np.int32).reshape(-1, 2))


def _twins(requirements: Requirements) -> Ints:
    rows: dict[int, list[int]] = {}
    for r, person in enumerate(requirements.person.tolist()):
        rows.setdefault(person, []).append(r)
    pairs = [(one, other) for same in rows.values() for n, one in enumerate(same) for other in same[n + 1 :]]
    return _ints(np.array(pairs, dtype=np.int32).reshape(-1, 2))


def _locks(roll: Roll) -> tuple[Ints, Ints]:
    row_of = {row.id: r for r, row in enumerate(roll.requirements)}
    slot_of = {slot.id: s for s, (_, slot) in enumerate(roll.slots)}
    pairs: dict[Force, set[tuple[int, int]]] = {Force.MUST: set(), Force.MUST_NOT: set()}
    for lock in roll.scenario.locks:
        if isinstance(lock, UnpaidWorkLock) and lock.requirement in row_of and lock.slot in slot_of:
            pairs[lock.force].add((row_of[lock.requirement], slot_of[lock.slot]))
    must, must_not = (np.array(sorted(pairs[force]), dtype=np.int32).reshape(-1, 2) for force in pairs)
    return _ints(must), _ints(must_not)


def _refuse_impossible(roll: Roll, slots: Slots, broken: NDArray[np.uint16], locks: Ints, bans: Ints) -> None:
    banned = {tuple(pair) for pair in bans.tolist()}
    taken: dict[tuple[int, int], int] = {}
    count: dict[int, int] = {}
    faults: list[Fault] = []
    for r, s in locks.tolist():
        rules = [name for bit, name in enumerate(PAIR_RULES) if broken[r, s] >> bit & 1]
        if (r, s) in banned:
            rules.append("locks_kept")
        day = (r, int(slots.weekday[s]))
        count[r] = count.get(r, 0) + 1
        if taken.setdefault(day, s) != s or count[r] > roll.requirements[r].sessions_per_week:
            rules.append("sessions_per_week")
        faults += [_fault(roll, r, s, rule) for rule in rules]
    if faults:
        raise BadInput(faults)


def _fault(roll: Roll, r: int, s: int, rule: str) -> Fault:
    lock, slot = roll.requirements[r].id, roll.slots[s][1].id
    return Fault(
        code="lock_against_rule",
        pointer="/locks",
        id=lock,
        sentence=f"Requirement {lock} is locked to slot {slot}, which the rule {rule} does not allow.",
    )
