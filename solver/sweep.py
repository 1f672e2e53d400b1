"""Sweeps: one setting after another over the same scenario, each with a plan and a bound of its own."""

from __future__ import annotations

from models.errors import AuditFailed
from models.goals import Part
from models.scenario import Scenario
from models.sweep import MovesSweep, MovesSwept
from solver.allocation import PROBLEM, compile_problem, decisions, kpis
from solver.allocation.trade_off import trade_off
from solver.audit import ManyAllocations
from solver.calendar import Timetable
from solver.options import Allowance, Budget
from solver.plan import chosen_profile, goals_of
from solver.progress import OnProgress, Progress, silent


def sweep_moves(
    scenario: Scenario,
    budget: Budget,
    *,
    seed: int = 1,
    points: int = 10,
    profile: str | None = None,
    on_progress: OnProgress = silent,
) -> MovesSweep:
    """Best balance against number of moves: plans of fewer and fewer moves, each audited, each with its bound.

    Weights are those of the profile; a slack of its tiers is not kept.

    Parameters
    ----------
    scenario
        A checked scenario; its own limit on moves is set aside.
    budget
        Seconds or work for all plans together.
    points
        Plans to be made, each of fewer moves than the one before; fewer where there are not so many moves.

    Raises
    ------
    AuditFailed
        The audit found something in a plan: a defect of the planner, never of the scenario.
    """

    def tell(phase: str) -> None:
        on_progress(Progress(Part.ALLOCATION, phase))

    tell("compiling")
    chosen = chosen_profile(scenario, profile)
    free = scenario.model_copy(update={"change": scenario.change.model_copy(update={"max_moves": None})})
    goals = goals_of(chosen, Part.ALLOCATION)
    problem = compile_problem(free, goals, Timetable())
    plans = trade_off(problem, Allowance(budget), seed, points, tell)
    tell("audit")
    auditor = ManyAllocations(free, goals, free.change)
    rows = []
    for found in plans:
        lines = decisions(problem, found.solution)
        violations = auditor.audit(lines, objective=found.objective, moves=found.moves)
        if violations:
            raise AuditFailed(violations)
        figures = kpis(problem, found.solution)
        rows.append(
            MovesSwept(
                moves=found.moves,
                balance=found.balance,
                objective=found.objective,
                bound=found.bound,
                gap=(found.objective - found.bound) / found.bound if found.bound > 0 else None,
                highest_workload=figures.highest_workload,
                lowest_workload=figures.lowest_workload,
            )
        )
    return MovesSweep(scenario=scenario.id, profile=chosen.id, seed=seed, problem=PROBLEM, rows=tuple(rows))
