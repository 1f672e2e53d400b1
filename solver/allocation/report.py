"""An allocation in the words of the plan: lines with ids and days, and key figures."""

from __future__ import annotations

import numpy as np

from models.decisions import CaseAllocation, Decisions
from models.plan import AllocationKPIs
from solver.allocation.goals import case_travel, continuity, pdu_crossing
from solver.allocation.problem import NOBODY, Problem, Solution, loads
from solver.calendar import Timetable


def decisions(problem: Problem, solution: Solution) -> Decisions:
    """Who is to hold each case; what was noted about a line lives on where the line says the same as before."""
    before = {(row.case, row.practitioner): row for row in problem.previous}
    rows = []
    for i in np.flatnonzero(solution.holder != NOBODY):
        case, practitioner = problem.cases[i], problem.practitioners[solution.holder[i]]
        now = problem.current_ids[i]
        row = CaseAllocation(
            case=case,
            practitioner=practitioner,
            first=problem.held_from[i],
            points=int(problem.points[i]),
            moved_from=None if now == practitioner else now,
        )
        known = before.get((case, practitioner))
        if known is not None:
            noted = {"approval": known.approval, "sensitive": known.sensitive, "note": known.note}
            row = row.model_copy(update=noted)
        rows.append(row)
    return Decisions(cases=tuple(rows))


def kpis(problem: Problem, solution: Solution) -> AllocationKPIs:
    """Key figures of an allocation."""
    able = problem.available > 0
    load, available = loads(problem, solution.holder)[able], problem.available[able]
    share = load / available
    held = int(np.count_nonzero(solution.holder != NOBODY))
    return AllocationKPIs(
        cases=problem.num_cases,
        allocated=held,
        unallocated=problem.num_cases - held,
        practitioners=int(able.sum()),
        highest_workload=float(share.max(initial=0.0)),
        lowest_workload=float(share.min()) if share.size else 0.0,
        workload_spread=float(share.std()) if share.size else 0.0,
        over_capacity=int(np.count_nonzero(load > available)),
        moves=int(continuity(problem, solution)),
        travel_minutes=int(case_travel(problem, solution)),
        pdu_crossings=int(pdu_crossing(problem, solution)),
    )


def occupy(problem: Problem, solution: Solution, timetable: Timetable) -> None:
    """Nothing: who holds a case takes up nobody's time of day."""
