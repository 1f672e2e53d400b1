"""A rota with dated changes: standing slots as they are, and what single sessions look like after a repair."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from models.decisions import Decisions
from models.rota_changes import Cover, PlaceChange, RotaChanges, Supervision, VanInstead
from solver.unpaid_work.attending import (
    Attendance,
    can_come,
    held_dates,
    sessions_running,
    supervisors_on_duty,
    supervisors_there,
    vans_there,
    worked_on,
)
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.riding import alone_today, must_ride, riders

Session = tuple[int, int]
"""Slot and week."""


@dataclass(slots=True)
class Changes:
    """Dated changes by index.

    Attributes
    ----------
    covers
        Slot that a supervisor leaves for it, or -1, by session and supervisor.
    vans
        Van that goes to a session instead of the standing one.
    places
        Session attended instead, or None, by requirement and session given up.
    """

    covers: dict[tuple[Session, int], int] = field(default_factory=dict)
    places: dict[tuple[int, Session], Session | None] = field(default_factory=dict)
    vans: dict[Session, int] = field(default_factory=dict)

    def copy(self) -> Changes:
        """The same changes, to be added to."""
        return Changes(dict(self.covers), dict(self.places), dict(self.vans))


def changed(problem: Problem, solution: Solution, changes: Changes) -> tuple[Solution, Attendance]:
    """The solution with rows for single dates after the standing ones, and who attends when."""
    supervised, on_duty = _duty(problem, solution, changes)
    there = supervisors_there(problem, supervised, on_duty)
    requirement, slot = solution.standing[:, 0], solution.standing[:, 1]
    held = held_dates(problem.requirements, problem.slots, requirement, slot)
    rides = riders(problem, solution.standing, solution.driven, held)
    row = {(int(r), int(s)): n for n, (r, s) in enumerate(solution.standing.tolist())}
    arriving: dict[tuple[int, int], list[int]] = {}
    for (r, (s, w)), instead in changes.places.items():
        held[row[r, s], w] = False
        if instead is not None:
            arriving.setdefault((r, instead[0]), []).append(instead[1])
    extra = np.array(sorted(arriving), dtype=np.int32).reshape(-1, 2)
    dates = np.zeros((len(extra), problem.num_weeks), dtype=np.bool_)
    for n, pair in enumerate(extra.tolist()):
        dates[n, arriving[pair[0], pair[1]]] = True
    standing = np.concatenate([solution.standing, extra])
    van = vans_there(problem, solution.driven)
    for session, other in changes.vans.items():
        van[session] = other
    rides = np.concatenate([rides, must_ride(problem, extra)])
    runs = sessions_running(problem, there)
    dates = np.concatenate([held, dates])
    alone = alone_today(problem, standing, rides, driven=solution.driven, there=dates, van=van)
    dates &= can_come(standing[:, 1], rides[:, None] & ~alone, runs, van)
    minutes = worked_on(problem, standing[:, 0], standing[:, 1], dates)
    one_off = np.arange(len(standing)) >= len(solution.standing)
    steps_in = np.arange(len(supervised)) >= len(solution.supervised)
    whole = Solution(standing, supervised, solution.driven)
    return whole, Attendance(minutes > 0, minutes, there, on_duty, van, one_off, rides, alone, steps_in)


def _duty(problem: Problem, solution: Solution, changes: Changes) -> tuple[np.ndarray, np.ndarray]:
    """Supervisors by slot, those who step in after those who stand, and the dates on which each is there."""
    on_duty = supervisors_on_duty(problem, solution)
    row = {(int(s), int(j)): m for m, (s, j) in enumerate(solution.supervised.tolist())}
    steps_in: dict[tuple[int, int], list[int]] = {}
    for ((s, w), j), leaves in changes.covers.items():
        steps_in.setdefault((s, j), []).append(w)
        if leaves >= 0:
            on_duty[row[leaves, j], w] = False
    extra = np.array(sorted(steps_in), dtype=np.int32).reshape(-1, 2)
    dates = np.zeros((len(extra), problem.num_weeks), dtype=np.bool_)
    for n, pair in enumerate(extra.tolist()):
        dates[n, steps_in[pair[0], pair[1]]] = True
    return np.concatenate([solution.supervised, extra]), np.concatenate([on_duty, dates])


def told(problem: Problem, solution: Solution, changes: Changes) -> RotaChanges:
    """The changes as rows of the plan; ``solution`` is that of the standing slots."""
    slots, rows = problem.slots.ids, problem.requirements
    touched = {s for (s, _), _ in changes.covers} | {s for s in changes.covers.values() if s >= 0}
    # A standing supervisor who is away on every date is named at no session; so every slot with one away is told of.
    away = ~problem.supervisors.present[solution.supervised[:, 1], solution.supervised[:, 0]]
    touched |= set(
        solution.supervised[(away & problem.slots.has_date[solution.supervised[:, 0]]).any(axis=1), 0].tolist()
    )
    touched |= set(np.flatnonzero((problem.slots.closed & problem.slots.has_date).any(axis=1)).tolist())
    away_too = ~problem.vans.on_road[solution.driven[:, 1], solution.driven[:, 0]]
    touched |= set(solution.driven[(away_too & problem.slots.has_date[solution.driven[:, 0]]).any(axis=1), 0].tolist())
    touched |= {s for s, _ in changes.vans}
    van = dict(solution.driven.tolist())
    standing = {s: solution.supervised[solution.supervised[:, 0] == s, 1].tolist() for s in sorted(touched)}
    return RotaChanges(
        supervision=tuple(
            Supervision(
                slot=slots[s],
                supervisors=tuple(problem.supervisors.ids[j] for j in mine),
                van=problem.vans.ids[van[s]] if s in van else None,
            )
            for s, mine in standing.items()
            if mine
        ),
        covers=tuple(
            Cover(
                slot=slots[s],
                on=problem.day(s, w),
                supervisor=problem.supervisors.ids[j],
                leaves=slots[leaves] if leaves >= 0 else None,
            )
            for ((s, w), j), leaves in sorted(changes.covers.items())
        ),
        vans=tuple(
            VanInstead(slot=slots[s], on=problem.day(s, w), van=problem.vans.ids[v])
            for (s, w), v in sorted(changes.vans.items())
        ),
        places=tuple(
            PlaceChange(
                requirement=rows.ids[r],
                person=rows.person_ids[r],
                slot=slots[s],
                on=problem.day(s, w),
                to_slot=slots[instead[0]] if instead else None,
                to_on=problem.day(*instead) if instead else None,
            )
            for (r, (s, w)), instead in sorted(changes.places.items())
        ),
    )


def read(problem: Problem, decisions: Decisions) -> tuple[Solution, Changes]:
    """Standing slots and dated changes of a plan, as far as its people, slots and supervisors are still there."""
    slot_at = {id: s for s, id in enumerate(problem.slots.ids)}
    row_at = {id: r for r, id in enumerate(problem.requirements.ids)}
    staff_at = {id: j for j, id in enumerate(problem.supervisors.ids)}

    def session(slot: str, on: date) -> Session:
        return slot_at[slot], (on - problem.horizon_start).days // 7

    before = decisions.rota_changes
    standing = [
        (row_at[row.requirement], slot_at[row.slot])
        for row in decisions.patterns
        if not row.one_off and row.requirement in row_at and row.slot in slot_at
    ]
    covering = {(row.slot, row.on, row.supervisor) for row in before.covers}
    named = {
        (row.slot, id) for row in decisions.sessions for id in row.supervisors if (row.slot, row.on, id) not in covering
    }
    listed = {row.slot for row in before.supervision}
    named = {pair for pair in named if pair[0] not in listed}
    named |= {(row.slot, id) for row in before.supervision for id in row.supervisors}
    supervised = [(slot_at[slot], staff_at[id]) for slot, id in named if slot in slot_at and id in staff_at]
    van_at = {id: v for v, id in enumerate(problem.vans.ids)}
    instead = {(row.slot, row.on) for row in before.vans}
    going = {
        row.slot: row.van for row in decisions.sessions if row.van is not None and (row.slot, row.on) not in instead
    }
    going |= {row.slot: row.van for row in before.supervision if row.van is not None}
    driven = [(slot_at[slot], van_at[van]) for slot, van in going.items() if slot in slot_at and van in van_at]
    changes = Changes(
        covers={
            (session(row.slot, row.on), staff_at[row.supervisor]): -1 if row.leaves is None else slot_at[row.leaves]
            for row in before.covers
            if row.supervisor in staff_at
        },
        vans={session(row.slot, row.on): van_at[row.van] for row in before.vans if row.van in van_at},
        places={
            (row_at[row.requirement], session(row.slot, row.on)): None
            if row.to_slot is None or row.to_on is None
            else session(row.to_slot, row.to_on)
            for row in before.places
            if row.requirement in row_at
        },
    )
    solution = Solution.of(
        np.array(standing, dtype=np.int32), np.array(supervised, dtype=np.int32), np.array(driven, dtype=np.int32)
    )
    return solution, _still_possible(problem, solution, changes)


def _still_possible(problem: Problem, solution: Solution, changes: Changes) -> Changes:
    """The changes without supervisors who are away now, and without sessions that no longer run."""
    present = problem.supervisors.present
    covers = {key: leaves for key, leaves in changes.covers.items() if present[key[1], key[0][0], key[0][1]]}
    vans = {key: v for key, v in changes.vans.items() if problem.vans.on_road[v, key[0], key[1]]}
    _, dated = changed(problem, solution, Changes(covers, {}, vans))
    runs = sessions_running(problem, dated.present)
    places = {
        key: instead if instead is not None and runs[instead] else None for key, instead in changes.places.items()
    }
    return Changes(covers, places, vans)
