"""An allocation in the words of the plan: lines with ids and days, and key figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from models.decisions import CaseAllocation, Decisions, DutyAllocation, DutyKind
from models.plan import AllocationKPIs
from models.staff import Role
from solver.allocation.goals import case_travel, continuity, pdu_crossing
from solver.allocation.problem import ITEM_KINDS, NOBODY, ItemKind, Problem
from solver.allocation.solution import Solution, loads
from solver.allocation.work import ROLES
from solver.calendar import Timetable, last_day_of_notice

DUTIES: dict[ItemKind, DutyKind] = {item: duty for duty, item in ITEM_KINDS.items()}
"""Kinds of items that are not cases, in the words of the plan."""


def decisions(problem: Problem, solution: Solution) -> Decisions:
    """Who is to have each item; what was noted about a line lives on where the line says the same as before."""
    held = np.flatnonzero(solution.holder != NOBODY).tolist()
    is_case = problem.is_case.tolist()
    noted = {(row.case, row.practitioner): row for row in problem.previous}
    cases = [_case(problem, i, int(solution.holder[i])) for i in held if is_case[i]]
    duties = [_duty(problem, i, int(solution.holder[i])) for i in held if not is_case[i]]
    noted_duties = {(row.kind, row.id, row.staff): row for row in problem.previous_duties}
    return Decisions(
        cases=tuple(_with_notes(row, noted.get((row.case, row.practitioner))) for row in cases),
        duties=tuple(_with_notes(row, noted_duties.get((row.kind, row.id, row.staff))) for row in duties),
    )


def _case(problem: Problem, i: int, j: int) -> CaseAllocation:
    now, then = problem.current_ids[i], problem.staff[j]
    moves = now is not None and now != then
    first = date.fromordinal(first_day(problem, i, moves=moves))
    points = tuple(problem.points[i].tolist())
    notice = last_day_of_notice(first, problem.notice_days, problem.bank_holidays) if moves else None
    return CaseAllocation(
        case=problem.items[i],
        practitioner=then,
        first=first,
        points=max(points),
        points_by_period=points,
        moved_from=now if moves else None,
        tell_by=notice,
        pre_release_from=_pre_release(problem, i, first),
        override_reason=problem.override_reasons.get(i, "") if problem.must[i] == j else "",
    )


def _pre_release(problem: Problem, i: int, first: date) -> date | None:
    """Day from which to work towards the release of somebody in custody, where the plan comes to it."""
    release = int(problem.release[i])
    begins = max(first.toordinal(), release - problem.pre_release_days)
    return date.fromordinal(begins) if first.toordinal() < release and begins <= problem.ends[i] else None


def first_day(problem: Problem, i: int, *, moves: bool) -> int:
    """Ordinal of the day on which an item is taken on: that of its span, but no move without notice."""
    starts = int(problem.starts[i])
    return min(int(problem.ends[i]), max(starts, problem.handover)) if moves else starts


def _duty(problem: Problem, i: int, j: int) -> DutyAllocation:
    now, then = problem.current_ids[i], problem.staff[j]
    return DutyAllocation(
        kind=DUTIES[ItemKind(int(problem.kinds[i]))],
        id=problem.items[i],
        staff=then,
        first=date.fromordinal(int(problem.starts[i])),
        latest=date.fromordinal(int(problem.latest[i])),
        points=int(problem.points[i].max()),
        moved_from=None if now == then else now,
    )


def _with_notes(row: Any, before: Any) -> Any:
    """The line with approval, mark and note of the same line in force."""
    if before is None:
        return row
    return row.model_copy(update={"approval": before.approval, "sensitive": before.sensitive, "note": before.note})


def kpis(problem: Problem, solution: Solution) -> AllocationKPIs:
    """Key figures of an allocation; workloads are those of practitioners, period by period."""
    holds_cases = problem.has_role[ROLES.index(Role.PRACTITIONER)]
    able = (problem.available > 0) & holds_cases[:, None]
    load = loads(problem, solution.holder)
    share = load[able] / problem.available[able]
    placed, is_case = solution.holder != NOBODY, problem.is_case
    cases, held = int(is_case.sum()), int((placed & is_case).sum())
    return AllocationKPIs(
        cases=cases,
        allocated=held,
        unallocated=cases - held,
        practitioners=int(able.any(axis=1).sum()),
        duties=int((~is_case).sum()),
        duties_placed=int((placed & ~is_case).sum()),
        highest_workload=float(share.max(initial=0.0)),
        lowest_workload=float(share.min()) if share.size else 0.0,
        workload_spread=float(share.std()) if share.size else 0.0,
        over_capacity=int((able & (load > problem.available)).any(axis=1).sum()),
        moves=int(continuity(problem, solution)),
        travel_minutes=int(case_travel(problem, solution)),
        pdu_crossings=int(pdu_crossing(problem, solution)),
    )


def occupy(problem: Problem, solution: Solution, timetable: Timetable) -> None:
    """Nothing: who holds a case takes up nobody's time of day."""
