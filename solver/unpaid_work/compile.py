"""From a scenario to the rota's arrays: every date rule and every unit is settled here."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.decisions import Decisions
from models.goals import PartGoals
from models.scenario import Scenario
from models.staff import Role
from models.unpaid_work import ProjectKind
from solver.apart import who_must_not_meet
from solver.calendar import Timetable
from solver.unpaid_work.apart import excluded, twins
from solver.unpaid_work.attending import ete_minutes, held_dates, held_minutes, served_weeks
from solver.unpaid_work.eligibility import TABLE, Roll
from solver.unpaid_work.equipment import equipment_of
from solver.unpaid_work.exceptions import exceptions
from solver.unpaid_work.hours import ete_minutes_left, minutes_left
from solver.unpaid_work.induction import settled
from solver.unpaid_work.language import speakers, unheard
from solver.unpaid_work.locks import locks_of, refuse_impossible
from solver.unpaid_work.newcomers import newcomers_of, stays
from solver.unpaid_work.notice import kept_and_fresh, told_already, within_notice
from solver.unpaid_work.overbooking import room_taken_and_there
from solver.unpaid_work.prices import are_whole, detour, floor_of, pair_cost, penalty_of, plain_weights
from solver.unpaid_work.problem import (
    Bools,
    Equipment,
    Floats,
    Ints,
    Newcomers,
    PairOptions,
    Problem,
    Requirements,
    Slots,
    Units,
    Weights,
    frozen,
    ints,
)
from solver.unpaid_work.roll import roll_of, times_of
from solver.unpaid_work.showing_up import average_rates, show_up_rates
from solver.unpaid_work.supervisors import supervisors_of
from solver.unpaid_work.urgency import urgency
from solver.unpaid_work.vans import vans_of

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
    roll = roll_of(scenario, taken)
    inductions = settled(roll, before or scenario.previous_plan)
    roll = replace(roll, first_week=inductions.first_week, without_induction=inductions.without)
    rates = _rates(roll)
    weekdays = times_of(roll)[0]
    equipment = equipment_of(
        scenario, roll.people, [(row, day) for (row, _), day in zip(roll.slots, weekdays, strict=True)]
    )
    newcomers = newcomers_of(scenario, roll.projects, roll.slot_project, roll.has_date)
    number, away = exceptions(roll)
    takes, slots = _slots(roll, rates, away)
    broken = _broken(roll)
    supervisors = supervisors_of(roll)
    vans = vans_of(scenario, list(zip((row for row, _ in roll.slots), *times_of(roll), strict=True)), roll.has_date)
    requirements = _requirements(roll, slots, broken, rates=rates, takes=takes, away=number)
    locks, bans = locks_of(roll)
    refuse_impossible(roll, slots, broken, locks, bans)
    plain = plain_weights(goals)
    penalty = penalty_of(roll, requirements, slots, newcomers, broken=broken, weights=plain)
    weights = replace(plain, unmet=plain.unmet * penalty)
    options = _options(
        roll,
        requirements,
        slots,
        newcomers,
        equipment,
        broken=broken,
        weights=weights,
        locks=locks,
        bans=bans,
    )
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
        alone=roll.alone,
        unskilled=roll.unskilled,
        leaves=roll.leaves,
        equipment=equipment,
        apart=ints(who_must_not_meet(roll.people)),
        excluded=excluded(roll, supervisors),
        unheard=unheard(roll, broken),
        speakers=speakers(roll),
        twins=twins(requirements),
        told=told_already(roll),
        short=within_notice(roll),
        locks=locks,
        bans=bans,
    )


def _rates(roll: Roll) -> Floats:
    """(R,): chance that the person of each requirement turns up."""
    rates = show_up_rates(roll.scenario)
    return frozen(np.array([rates[person.id] for person in roll.people], dtype=np.float64))


def _slots(roll: Roll, rates: Floats, away: Bools) -> tuple[Ints, Slots]:
    """Room that each requirement takes, and the slots."""
    policy = roll.scenario.policy
    places = ints([project.places for project, _ in roll.slots])
    supervisors = ints([project.max_supervisors for project, _ in roll.slots])
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
        minutes=ints(roll.slot_end - roll.slot_start),
        places=places,
        room=frozen(room),
        max_supervisors=supervisors,
        minimum=ints([max(1, project.minimum_to_run) for project, _ in roll.slots]),
        has_date=roll.has_date,
        serves=roll.serves,
        closed=roll.closed,
        ete=frozen(np.array([project.kind is ProjectKind.ETE for project, _ in roll.slots], dtype=bool)),
        unpopular=roll.unpopular,
        away=away,
    )


def _broken(roll: Roll) -> NDArray[np.uint16]:
    broken = np.zeros((len(roll.people), len(roll.slots)), dtype=np.uint16)
    for bit, (_, rule) in enumerate(TABLE):
        np.bitwise_or(broken, np.uint16(1 << bit), out=broken, where=~rule(roll))
    return frozen(broken)


def _units(roll: Roll) -> Units:
    number = {unit.id: n for n, unit in enumerate(roll.scenario.estate.pdus)}
    staff = [row for row in roll.scenario.staff if Role.SUPERVISOR in row.roles]
    return Units(
        ids=tuple(number),
        requirement=ints([number[person.pdu] for person in roll.people]),
        slot=ints([number[project.pdu] for project, _ in roll.slots]),
        supervisor=ints([number[roll.directory.pdu_of_staff(row)] for row in staff]),
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
    requirements = Requirements(
        ids=tuple(row.id for row in rows),
        person_ids=tuple(row.person for row in rows),
        person=ints([number[row.person] for row in rows]),
        sessions_per_week=ints(a_week.astype(np.int32)),
        remaining=ints(remaining.astype(np.int32)),
        first_week=roll.first_week,
        active_weeks=ints(np.minimum(usable, -(-remaining // (a_week * shortest))).astype(np.int32)),
        most_held=ints(np.zeros(len(rows), dtype=np.int32)),
        urgency=urgency(-(-remaining // shortest), a_week * np.array(weeks, dtype=np.int64), average, policy),
        sentence_day=ints([row.sentence_date.toordinal() for row in rows]),
        deadline_day=ints([row.deadline.toordinal() for row in rows]),
        rate=rates,
        takes=takes,
        ete_left=ints([ete_minutes_left(row, roll.scenario.policy) for row in rows]),
        away=away,
    )
    return replace(requirements, most_held=_most_held(requirements, slots, broken))


def _most_held(requirements: Requirements, slots: Slots, broken: NDArray[np.uint16]) -> Ints:
    """(R,) int32: most minutes that an allowed slot holds for each requirement."""
    requirement, slot = (axis.astype(np.int32) for axis in np.nonzero(broken == 0))
    most = np.zeros(len(requirements.ids), dtype=np.int32)
    np.maximum.at(most, requirement, held_minutes(requirements, slots, requirement, slot))
    return frozen(most)


def _options(
    roll: Roll,
    requirements: Requirements,
    slots: Slots,
    newcomers: Newcomers,
    equipment: Equipment,
    *,
    broken: NDArray[np.uint16],
    weights: Weights,
    locks: Ints,
    bans: Ints,
) -> PairOptions:
    requirement, slot = (ints(axis.astype(np.int32)) for axis in np.nonzero(broken == 0))
    travel = ints(roll.travel[requirement, slots.project[slot]])
    served = served_weeks(requirements, slots, requirement, slot).sum(axis=1).astype(np.float64)
    held = held_dates(requirements, slots, requirement, slot)
    kept, _ = kept_and_fresh(told_already(roll), within_notice(roll), requirement, slot, held)
    return PairOptions(
        first=ints(np.searchsorted(requirement, np.arange(len(requirements.ids) + 1)).astype(np.int32)),
        requirement=requirement,
        slot=slot,
        travel=travel,
        cost=frozen(pair_cost(roll, requirements, slots, weights, pairs=(requirement, slot))),
        gain=frozen(weights.unmet * requirements.urgency[requirement] * served + weights.notice * kept),
        held=frozen(held),
        rides=frozen(roll.pick_up[requirement, slots.project[slot]] >= 0),
        could_come=frozen(roll.alone[requirement, slots.project[slot]] >= 0),
        detour=frozen(detour(roll, weights, requirement, slot, held)),
        ete=frozen(ete_minutes(requirements, slots, requirement, slot)),
        equipment=frozen(equipment.stocks(requirement, slot)),
        stays=frozen(stays(requirements, slots, newcomers, np.column_stack([requirement, slot]))),
        locked=frozen(_among(requirement, slot, locks, len(slots.ids))),
        forbidden=frozen(_among(requirement, slot, bans, len(slots.ids))),
    )


def _among(requirement: Ints, slot: Ints, pairs: Ints, num_slots: int) -> Bools:
    return np.isin(
        requirement.astype(np.int64) * num_slots + slot, pairs[:, 0].astype(np.int64) * num_slots + pairs[:, 1]
    )
