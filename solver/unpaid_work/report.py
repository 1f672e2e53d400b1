"""From a rota to the plan's rows: standing patterns, dated sessions, key figures and bookings."""

from __future__ import annotations

from datetime import time
from typing import TypedDict

import numpy as np

from models.decisions import Decisions, ProjectSession, StandingPattern
from models.plan import UnpaidWorkKPIs
from solver.calendar import Timetable, booking
from solver.unpaid_work.attending import Attendance, sessions_running, with_inductions
from solver.unpaid_work.dated import told
from solver.unpaid_work.forecast import expected_minutes, forecast
from solver.unpaid_work.off_track import done_in_time
from solver.unpaid_work.outlook import places_for_starts
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.riding import minutes_one_way
from solver.unpaid_work.spare import manned_on, spare_on
from solver.unpaid_work.stand_ins import attended
from solver.unpaid_work.unpopular import unpopular_of


class PickedUp(TypedDict, total=False):
    """Where and when a van takes somebody in; nothing where it does not."""

    pick_up: str
    pick_up_at: time


def decisions(problem: Problem, solution: Solution, dated: Attendance | None = None) -> Decisions:
    """Standing patterns with their dates, and dated sessions with the supervisors of the day.

    Parameters
    ----------
    dated
        Who attends when; if not given what follows from the solution and those who step in, who are told of, too.
    """
    if dated is None:
        whole, dated, changes = attended(problem, solution)
        rows = decisions(problem, whole, dated)
        return rows.model_copy(update={"rota_changes": told(problem, solution, changes)}) if changes.covers else rows
    whole, dated = with_inductions(problem, solution, dated)
    return Decisions(patterns=_patterns(problem, whole, dated), sessions=_sessions(problem, whole, dated))


def kpis(problem: Problem, solution: Solution, dated: Attendance | None = None) -> UnpaidWorkKPIs:
    """Key figures of the rota; ``dated`` as ``decisions`` takes it."""
    if dated is None:
        solution, dated, _ = attended(problem, solution)
    placed = len(np.unique(solution.standing[:, 0]))
    whole, everything = with_inductions(problem, solution, dated)
    runs = _instructed(problem, whole, everything) > 0
    by_van = minutes_one_way(problem, whole.standing, everything.rides)[:, None]
    without = minutes_one_way(problem, whole.standing, np.zeros_like(everything.rides))[:, None]
    journeys = everything.instructed * np.where(everything.alone, without, by_van)
    likely = forecast(problem, whole, everything)
    standing = standing_only(solution, dated)
    manned, spare = manned_on(problem, standing.supervised), spare_on(problem, standing.supervised)
    return UnpaidWorkKPIs(
        requirements=len(problem.requirements.ids),
        placed=placed,
        unplaced=len(problem.requirements.ids) - placed,
        minutes_placed=int(dated.minutes.sum()),
        sessions_run=int(runs.sum()),
        supervisor_shifts=int(dated.present[runs].sum()),
        travel_minutes=int(journeys.sum()),
        attendances=int(everything.instructed.sum()),
        expected_attendances=float(likely.there.sum()),
        expected_minutes=expected_minutes(problem, solution, dated, likely),
        expected_stand_downs=float(likely.stand_downs.sum()),
        done_in_time=done_in_time(problem, solution, dated),
        weekdays_without_spare=int((manned & (spare == 0)).sum()),
        expected_starts=int(problem.newcomers.expected.sum()),
        starts_with_place=sum(row.places for row in places_for_starts(problem, standing)),
        several_unpopular=int((unpopular_of(problem, standing.standing) > 1).sum()),
        highest_turn_away_chance=float(likely.turn_away.max(initial=0.0)),
    )


def standing_only(solution: Solution, dated: Attendance) -> Solution:
    """What stands, without single dates and those who step in."""
    return Solution(solution.standing[~dated.one_off], solution.supervised[~dated.steps_in], solution.driven)


def occupy(problem: Problem, solution: Solution, timetable: Timetable) -> None:
    """Add the bookings of the people instructed and of the supervisors present."""
    plan = decisions(problem, solution)
    for pattern in plan.patterns:
        timetable.people[pattern.person] += [booking(day, pattern.start, pattern.end) for day in pattern.dates]
    for session in plan.sessions:
        for supervisor in session.supervisors:
            timetable.staff[supervisor].append(booking(session.on, session.start, session.end))


def _patterns(problem: Problem, solution: Solution, dated: Attendance) -> tuple[StandingPattern, ...]:
    slots, requirements = problem.slots, problem.requirements
    return tuple(
        StandingPattern(
            requirement=requirements.ids[r],
            person=requirements.person_ids[r],
            project=slots.project_ids[slots.project[s]],
            slot=slots.ids[s],
            start=_clock(slots.start[s]),
            end=_clock(slots.end[s]),
            dates=tuple(problem.day(s, w) for w in np.flatnonzero(dated.instructed[n]).tolist()),
            minutes=int(dated.minutes[n].sum()),
            one_off=bool(dated.one_off[n]),
            **(_pick_up(problem, r, s) if dated.rides[n] else {}),
            alone_on=tuple(problem.day(s, w) for w in np.flatnonzero(dated.instructed[n] & dated.alone[n]).tolist()),
        )
        for n, (r, s) in enumerate(solution.standing.tolist())
    )


def _sessions(problem: Problem, solution: Solution, dated: Attendance) -> tuple[ProjectSession, ...]:
    slots = problem.slots
    instructed, likely = _instructed(problem, solution, dated), forecast(problem, solution, dated)
    standing = np.bincount(solution.standing[:, 1], minlength=len(slots.ids)) > 0
    runs = sessions_running(problem, dated.present) & standing[:, None]
    rows = [(problem.day(s, w), s, w) for s, w in np.argwhere(runs).tolist()]
    return tuple(
        ProjectSession(
            project=slots.project_ids[slots.project[s]],
            slot=slots.ids[s],
            on=day,
            start=_clock(slots.start[s]),
            end=_clock(slots.end[s]),
            supervisors=_supervisors(problem, solution, dated, s, w),
            places=int(slots.places[s] * (dated.present[s, w] if slots.max_supervisors[s] else 1)),
            instructed=int(instructed[s, w]),
            expected=float(likely.there[s, w]),
            turn_away_chance=float(likely.turn_away[s, w]),
            van=problem.vans.ids[dated.van[s, w]] if dated.van[s, w] >= 0 else None,
        )
        for day, s, w in sorted(rows)
    )


def _supervisors(problem: Problem, solution: Solution, dated: Attendance, s: int, w: int) -> tuple[str, ...]:
    there = dated.on_duty[:, w] & (solution.supervised[:, 0] == s)
    return tuple(problem.supervisors.ids[j] for j in solution.supervised[there, 1].tolist())


def _pick_up(problem: Problem, r: int, s: int) -> PickedUp:
    """Where and when the van takes in somebody who rides."""
    k = problem.slots.project[s]
    id, minutes_before = problem.slots.pick_ups[k][problem.pick_up[r, k]]
    return {"pick_up": id, "pick_up_at": _clock(problem.slots.start[s] - minutes_before)}


def _instructed(problem: Problem, solution: Solution, dated: Attendance) -> np.ndarray:
    """(S, W) int64: people instructed on each date."""
    instructed = np.zeros(problem.slots.has_date.shape, dtype=np.int64)
    np.add.at(instructed, solution.standing[:, 1], dated.instructed)
    return instructed


def _clock(minutes: int) -> time:
    hours, rest = divmod(int(minutes), 60)
    return time(hours, rest)
