"""A small rota put before CP-SAT as a whole: it finds the best there is, and proves how good that is."""

from __future__ import annotations

import math
import threading

import numpy as np
from ortools.sat.python import cp_model

from solver.unpaid_work.best import Best
from solver.unpaid_work.formulate import Formulation, formulate, point_of, solution_of
from solver.unpaid_work.problem import Floats, Problem
from solver.unpaid_work.program import Program
from solver.unpaid_work.purse import Purse

MOST_OPTIONS = 4000
"""Options up to which a rota is small."""
SHARE = 0.75
"""Share of what is left of the budget that goes into the proof."""
DETERMINISTIC_PER_UNIT = 0.5
"""Units of CP-SAT's deterministic time in a unit of work."""
POLL_SECONDS = 0.1
"""Time between two looks at whether the user wants to stop."""
COST_SCALES = (1, 2, 10, 100)
"""What costs are multiplied by to be whole; where none does it, by the last, rounded down so that the bound holds."""


def small(problem: Problem) -> bool:
    """Whether the whole rota can be put before CP-SAT."""
    return len(problem.options.slot) <= MOST_OPTIONS


def prove(problem: Problem, best: Best, purse: Purse, *, seed: int) -> None:
    """Search the whole rota, from the best so far; keep the bound, and what is found."""
    formulation = formulate(problem)
    scale = next((k for k in COST_SCALES if _whole(k * formulation.program.cost)), COST_SCALES[-1])
    model, columns = _model(problem, formulation, scale)
    for column, value in zip(columns, point_of(problem, formulation, best.solution), strict=True):
        model.add_hint(column, round(value))
    units = SHARE * purse.left
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    # On one worker the default makes do with the weakest linear relaxation, which is hopeless on these problems.
    solver.parameters.linearization_level = 2
    solver.parameters.catch_sigint_signal = False
    if (seconds := purse.seconds(units)) is not None:
        solver.parameters.max_time_in_seconds = seconds
    else:
        solver.parameters.max_deterministic_time = DETERMINISTIC_PER_UNIT * units
    status = _watched(solver, model, purse)
    purse.book(solver.response_proto.deterministic_time / DETERMINISTIC_PER_UNIT)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return
    best.prove(solver.best_objective_bound / scale + formulation.constant - 1e-6, "whole rota")
    point = np.array([solver.value(column) for column in columns], dtype=np.float64)
    best.offer(solution_of(problem, formulation, point), "whole rota")


def _whole(values: Floats) -> bool:
    return bool((np.abs(values - np.round(values)) < 1e-9).all())


def _model(problem: Problem, formulation: Formulation, scale: int) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    program, layout = formulation.program, formulation.layout
    model = cp_model.CpModel()
    columns = [
        model.new_int_var(int(low), int(high), "") for low, high in zip(program.lower, program.upper, strict=True)
    ]
    _add_rows(model, columns, program)
    for option, runs in zip(layout.option.tolist(), layout.runs[problem.options.slot].tolist(), strict=True):
        if runs >= 0:
            model.add(columns[option] <= columns[runs])
    costs = [math.floor(scale * cost + 1e-9) for cost in program.cost.tolist()]
    model.minimize(cp_model.LinearExpr.weighted_sum(columns, costs))
    return model, columns


def _add_rows(model: cp_model.CpModel, columns: list[cp_model.IntVar], program: Program) -> None:
    starts = program.row_starts().tolist()
    column, value = program.column.tolist(), [round(v) for v in program.value.tolist()]
    for n, (low, high) in enumerate(zip(program.low.tolist(), program.high.tolist(), strict=True)):
        entries = slice(starts[n], starts[n + 1])
        left = cp_model.LinearExpr.weighted_sum([columns[c] for c in column[entries]], value[entries])
        if math.isfinite(low):
            model.add(left >= math.ceil(low - 1e-6))
        if math.isfinite(high):
            model.add(left <= math.floor(high + 1e-6))


def _watched(solver: cp_model.CpSolver, model: cp_model.CpModel, purse: Purse) -> cp_model.CpSolverStatus:
    """Run CP-SAT in a thread of its own, so that the user's wish to stop is heard within a moment."""
    statuses: list[cp_model.CpSolverStatus] = []
    worker = threading.Thread(target=lambda: statuses.append(solver.solve(model)), daemon=True)
    worker.start()
    while worker.is_alive():
        worker.join(POLL_SECONDS)
        if purse.allowance.used_up:
            solver.stop_search()
    return statuses[0]
