"""Unpaid work: what the rota costs, what an unmet session costs, and its key figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.decisions import StandingPattern
from models.goals import Goal
from models.plan import UnpaidWorkKPIs
from solver.audit.attendance import instructed_to, places_on
from solver.audit.newcomers import expected_in
from solver.audit.notice import fresh, kept, told_already
from solver.audit.off_track import done_in_time
from solver.audit.outlook import places_for_starts, starts_without_place
from solver.audit.pairs import Index
from solver.audit.prospects import (
    Prospects,
    held_dates,
    held_minutes,
    held_number,
    leaves_project,
    misses_skills,
    served_weeks,
)
from solver.audit.reckoning import Reckoning
from solver.audit.rota import Rota, minutes_to
from solver.audit.showing_up import fewer_than, too_many, turned_away, worked
from solver.audit.spare import most_uncovered, spare_short, weekdays_without
from solver.audit.unpopular import disliked_slots

ROUNDING = 1e-9
"""What a chance may be above a limit by rounding alone."""


def reckon_unpaid_work(rota: Rota, prospects: Prospects, weights: Mapping[str, float]) -> Reckoning:
    """Quantities, penalty, floor and key figures of the unpaid work.

    Parameters
    ----------
    weights
        Weight of each goal of the part, as the profile states it.
    """
    a_week = np.array([row.sessions_per_week for row in rota.requirements], dtype=np.int64)
    served = np.array([sum(_served(rota, prospects, r)) for r in range(len(rota.requirements))], dtype=np.int64)
    urgent = urgency(rota, prospects)
    cheapest = np.full(len(rota.requirements), np.inf)
    np.minimum.at(cheapest, prospects.pairs[:, 0], _pair_costs(prospects, weights) / prospects.pairs[:, 10])
    left_out = weights.get(Goal.UNMET_SESSIONS, 0.0)
    return Reckoning(
        quantities={
            Goal.UNMET_SESSIONS: float((urgent * (a_week * prospects.active - served)).sum()),
            Goal.MINUTES_FORGONE: float(_forgone(rota, prospects)),
            Goal.WORK_TRAVEL: float(_minutes_of_standing(rota)),
            Goal.SUPERVISOR_SHIFTS: float(_shifts(rota)),
            Goal.DISTINCT_PROJECTS: float(
                sum(len({int(rota.project_of[s]) for s in slots}) for slots in rota.standing.values())
            ),
            Goal.SKILLS_MISSED: float(
                sum(
                    held_number(rota, r, s) * int(misses_skills(rota, r)[s])
                    for r, slots in rota.standing.items()
                    for s in slots
                )
            ),
            Goal.PROJECT_LEFT: float(
                sum(int(leaves_project(rota, r)[slots].sum()) for r, slots in rota.standing.items())
            ),
            Goal.SHORT_NOTICE: float(_short_notice(rota)),
            Goal.SPARE_SHORT: float(spare_short(rota)),
            Goal.STARTS_WITHOUT_PLACE: float(starts_without_place(rota)),
            Goal.UNPOPULAR_SLOTS: float(sum(number**2 for number in disliked_slots(rota).values())),
        },
        dearest=_dearest(rota, prospects, weights),
        floor=lambda penalty: float(
            (a_week * prospects.active * np.minimum(urgent * left_out * penalty, cheapest)).sum()
        ),
        kpis=_kpis(rota),
        whole=_whole(prospects, weights),
        exact=False,
    )


def _dearest(rota: Rota, prospects: Prospects, weights: Mapping[str, float]) -> float | None:
    """The most that a session a week could cost: travel, a slot and a project opened for it alone, spare cover gone."""
    if not prospects.pairs.size:
        return None
    disliked, awaited, detour, weeks, active = prospects.pairs[:, [5, 7, 8, 9, 10]].T
    once = weights.get(Goal.DISTINCT_PROJECTS, 0.0) + weights.get(Goal.SUPERVISOR_SHIFTS, 0.0) * weeks
    once = once + weights.get(Goal.SPARE_SHORT, 0.0) * most_uncovered(rota) * (weeks > 0)
    others = np.array([row.sessions_per_week - 1 for row in rota.requirements])[prospects.pairs[:, 0]]
    once = once + weights.get(Goal.UNPOPULAR_SLOTS, 0.0) * 2 * others * disliked
    once = once + weights.get(Goal.STARTS_WITHOUT_PLACE, 0.0) * awaited
    once = once + weights.get(Goal.WORK_TRAVEL, 0.0) * detour
    return float(((_pair_costs(prospects, weights) + once) / active).max())


def _pair_costs(prospects: Prospects, weights: Mapping[str, float]) -> NDArray[np.float64]:
    """(K,): what each allowed pair costs of the lesser goals that a pair decides alone, in priced minutes."""
    once = (Goal.PROJECT_LEFT, Goal.SHORT_NOTICE, Goal.UNPOPULAR_SLOTS, Goal.MINUTES_FORGONE)
    goals = (Goal.WORK_TRAVEL, Goal.SKILLS_MISSED, *once)
    return np.asarray(prospects.pairs[:, 1:7] @ np.array([weights.get(goal, 0.0) for goal in goals]))


def urgency(rota: Rota, prospects: Prospects) -> Index:
    """(R,) int64: 3, 2 or 1, by the chance that fewer sessions are attended up to the deadline than the hours take."""
    policy = rota.rows.scenario.policy
    limits = (policy.late_risk_raised.value, policy.late_risk_high.value)
    grades = []
    for r, row in enumerate(rota.requirements):
        needed = -(-int(rota.left[r]) // int(prospects.shortest[r]))
        offered = row.sessions_per_week * max(1, (row.deadline - rota.days[0]).days // 7)
        late = fewer_than(needed, offered, rota.rates.average(row.person))
        grades.append(1 + sum(late > limit + ROUNDING for limit in limits))
    return np.array(grades, dtype=np.int64)


def _served(rota: Rota, prospects: Prospects, r: int) -> list[int]:
    """Served weeks of each standing slot of a requirement."""
    slots = np.array(rota.standing.get(r, []), dtype=np.int64)
    return [int(weeks) for weeks in served_weeks(rota, r, int(prospects.active[r]), slots)] if slots.size else []


def _minutes_of_standing(rota: Rota) -> int:
    return sum(minutes_to(rota, r, s) * held_number(rota, r, s) for r, slots in rota.standing.items() for s in slots)


def _forgone(rota: Rota, prospects: Prospects) -> int:
    """Minutes that standing slots hold less than the slot that would hold most."""
    return sum(
        int((prospects.most_held[r] - held_minutes(rota, r, held_dates(rota, r))[slots]).sum())
        for r, slots in rota.standing.items()
    )


def _short_notice(rota: Rota) -> int:
    """Instructions within the notice that are not kept, and those that would be news."""
    told = told_already(rota)
    changed = sum(map(len, (told or {}).values()))
    for r, slots in rota.standing.items():
        held = held_dates(rota, r)
        changed += int((fresh(rota, r, told, held) - kept(rota, r, told, held))[slots].sum())
    return changed


def _shifts(rota: Rota) -> int:
    """Standing supervisors times weeks with a date, over all running slots."""
    return sum(
        len(rota.supervisors.get(s, ())) * int(rota.dates[s].sum())
        for s in {s for slots in rota.standing.values() for s in slots} | set(rota.supervisors)
    )


def _whole(prospects: Prospects, weights: Mapping[str, float]) -> bool:
    """Whether every cost is a whole number: each weight, and travel and minutes forgone of each allowed pair."""
    apart = {Goal.UNMET_SESSIONS, Goal.WORK_TRAVEL, Goal.MINUTES_FORGONE}
    fixed = all(weight.is_integer() for goal, weight in weights.items() if goal not in apart)
    travel = weights.get(Goal.WORK_TRAVEL, 0.0) * prospects.common
    forgone = weights.get(Goal.MINUTES_FORGONE, 0.0) * prospects.common_forgone
    return fixed and travel.is_integer() and forgone.is_integer()


def _kpis(rota: Rota) -> UnpaidWorkKPIs:
    placed = len(rota.standing)
    held = [session for session in rota.sessions if session.instructed > 0]
    people = instructed_to(rota)
    places = {(row.slot, row.on): places_on(rota, rota.slot_at[row.slot], len(row.supervisors)) for row in held}
    down = {at: turned_away(rota.rates, people[at], number) for at, number in places.items()}
    return UnpaidWorkKPIs(
        requirements=len(rota.requirements),
        placed=placed,
        unplaced=len(rota.requirements) - placed,
        minutes_placed=sum(row.minutes for row in rota.patterns),
        sessions_run=len(held),
        supervisor_shifts=sum(len(session.supervisors) for session in held),
        travel_minutes=sum(_journeys(rota, row) for row in rota.patterns),
        attendances=sum(len(row.dates) for row in rota.patterns),
        expected_attendances=sum(len(row.dates) * rota.rates.average(row.person) for row in rota.patterns),
        expected_minutes=max(
            0.0, _expected_minutes(rota) - sum(number * _length(rota, slot) for (slot, _), number in down.items())
        ),
        expected_stand_downs=sum(down.values()),
        done_in_time=done_in_time(rota),
        weekdays_without_spare=weekdays_without(rota),
        expected_starts=sum(people for people, _ in expected_in(rota).values()),
        starts_with_place=sum(row.places for row in places_for_starts(rota)),
        several_unpopular=sum(number > 1 for number in disliked_slots(rota).values()),
        highest_turn_away_chance=max(
            (too_many(rota.rates, people[at], number) for at, number in places.items()), default=0.0
        ),
    )


def _journeys(rota: Rota, row: StandingPattern) -> int:
    """Minutes one way of a pattern over its dates; on some of them somebody who rides may have to come alone."""
    r, s = rota.requirement_at[row.requirement], rota.slot_at[row.slot]
    without = int(rota.alone[r, rota.project_of[s]]) if row.alone_on else 0
    return minutes_to(rota, r, s) * (len(row.dates) - len(row.alone_on)) + without * len(row.alone_on)


def _expected_minutes(rota: Rota) -> float:
    """Minutes that everyone is expected to work off, were nobody turned away."""
    sessions: dict[str, list[int]] = defaultdict(list)
    for row in rota.worked:
        sessions[row.requirement] += [_length(rota, row.slot)] * len(row.dates)
    at = {id: rota.requirement_at[id] for id in sessions}
    return sum(
        worked(rota.rates.average(rota.people[at[id]].id), mine, int(rota.left[at[id]]))
        for id, mine in sessions.items()
    )


def _length(rota: Rota, slot: str) -> int:
    return int(rota.length[rota.slot_at[slot]])


def _project(rota: Rota, slot: str) -> int:
    return int(rota.project_of[rota.slot_at[slot]])
