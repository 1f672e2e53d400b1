"""A PuLP problem put before CP-SAT on one thread, which finds good solutions early; the bound is HiGHS's business."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping

import pulp
from ortools.sat.python import cp_model

from solver.backends.answer import Answer, Limits, Word

DETERMINISTIC_PER_WORK = 0.5
"""Units of CP-SAT's deterministic time in about a CPU second."""
POLL_SECONDS = 0.1
"""Time between two looks at whether the user wants to stop."""
COST_SCALE = 1000
"""Costs that are not whole are counted in thousandths."""

Booleans = dict[pulp.LpVariable, cp_model.IntVar]


def improve(
    problem: pulp.LpProblem,
    *,
    start: Mapping[pulp.LpVariable, float],
    limits: Limits,
    seed: int,
    on_best: Callable[[float], None],
) -> Answer:
    """Look for a better solution of a minimisation over 0-1 variables whose rows have whole coefficients.

    Parameters
    ----------
    start
        Values of a solution to begin with; variables left out are 0. An empty mapping means that there is none.
    on_best
        Called with the cost of the best solution whenever it has become better.
    """
    model, booleans = translated(problem)
    if start:
        for variable, boolean in booleans.items():
            model.add_hint(boolean, round(start.get(variable, 0.0)))
    solver, word = minimised(model, limits, seed=seed, constant=float(problem.objective.constant), on_best=on_best)
    if word in (Word.OPTIMAL, Word.FEASIBLE):
        for variable, boolean in booleans.items():
            variable.varValue = float(solver.value(boolean))
    return Answer(word, None)


def minimised(
    model: cp_model.CpModel,
    limits: Limits,
    *,
    seed: int,
    from_below: bool = False,
    constant: float = 0.0,
    on_best: Callable[[float], None] = lambda _: None,
) -> tuple[cp_model.CpSolver, Word]:
    """Let CP-SAT work on a model; the solver with what it found, and what is known.

    Parameters
    ----------
    from_below
        Prove cost after cost impossible, instead of beating the best solution; then there is none before the last.
    constant
        Added to the costs that ``on_best`` hears, after ``COST_SCALE`` is taken out of them.
    """
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % 2**31
    # On one worker the default makes do with the weakest linear relaxation, which is hopeless on these problems.
    solver.parameters.linearization_level = 2
    # Both cost seconds before the first solution and gave nothing on delivery units; a proof from below has no first
    # solution to wait for, and probing makes it a third shorter.
    solver.parameters.cp_model_probing_level = 2 if from_below else 0
    solver.parameters.symmetry_level = 0
    # Ctrl-C belongs to the caller, who asks through ``limits``; CP-SAT's own handler aborts the process in a thread.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.use_objective_lb_search = from_below
    if limits.work is not None:
        solver.parameters.max_deterministic_time = DETERMINISTIC_PER_WORK * limits.work
    if (seconds := limits.seconds_left()) is not None:
        solver.parameters.max_time_in_seconds = seconds
    return solver, word_of(watched(solver, model, Finds(constant), limits, on_best))


def work_of(solver: cp_model.CpSolver) -> float:
    """Units of work that CP-SAT has spent."""
    return float(solver.response_proto.deterministic_time) / DETERMINISTIC_PER_WORK


def word_of(status: cp_model.CpSolverStatus) -> Word:
    """Our word for CP-SAT's."""
    match status:
        case cp_model.OPTIMAL:
            return Word.OPTIMAL
        case cp_model.FEASIBLE:
            return Word.FEASIBLE
        case cp_model.INFEASIBLE:
            return Word.INFEASIBLE
        case cp_model.UNKNOWN:
            return Word.NOTHING_FOUND
        case unknown:
            raise ValueError(f"CP-SAT says {unknown}, a word that has no translation here")


def translated(problem: pulp.LpProblem) -> tuple[cp_model.CpModel, Booleans]:
    """The problem for CP-SAT."""
    model = cp_model.CpModel()
    booleans = {variable: model.new_bool_var(variable.name) for variable in problem.variables()}
    for row in problem.constraints():
        left = cp_model.LinearExpr.weighted_sum([booleans[v] for v in row], [round(c) for c in row.values()])
        right = -row.constant
        match row.sense:
            case pulp.LpConstraintLE:
                model.add(left <= math.floor(right + 1e-6))
            case pulp.LpConstraintGE:
                model.add(left >= math.ceil(right - 1e-6))
            case _:
                model.add(left == round(right))
    costs = problem.objective
    whole = [round(COST_SCALE * cost) for cost in costs.values()]
    model.minimize(cp_model.LinearExpr.weighted_sum([booleans[v] for v in costs], whole))
    return model, booleans


class Finds(cp_model.CpSolverSolutionCallback):
    """Cost of the best solution so far, in the problem's own unit."""

    def __init__(self, constant: float) -> None:
        super().__init__()
        self.best: float | None = None
        self._constant = constant

    def on_solution_callback(self) -> None:
        """A better solution is there."""
        self.best = self.objective_value / COST_SCALE + self._constant


def watched(
    solver: cp_model.CpSolver, model: cp_model.CpModel, finds: Finds, limits: Limits, on_best: Callable[[float], None]
) -> cp_model.CpSolverStatus:
    """Run CP-SAT in a thread of its own, so that the user's wish to stop is heard within a moment."""
    statuses: list[cp_model.CpSolverStatus] = []
    worker = threading.Thread(target=lambda: statuses.append(solver.solve(model, finds)), daemon=True)
    worker.start()
    told: float | None = None
    while worker.is_alive():
        if limits.stop():
            solver.stop_search()
        worker.join(POLL_SECONDS)
        if finds.best is not None and finds.best != told:
            told = finds.best
            on_best(told)
    return statuses[0]
