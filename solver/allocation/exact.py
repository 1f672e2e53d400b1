"""A small block solved as an integer program: proof for a team, and for a few practitioners a better share-out.

Pairs that no better plan can use, by the bound over whole sets, are left out.
The load cost enters as lines through its values at neighbouring whole loads. Such a line is never above the load cost
at any whole load, so the solver's bound is one for the true costs, wherever the lines are sparse.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import highspy
import numpy as np

from solver.allocation.block import Block
from solver.allocation.bound import Proof
from solver.allocation.narrow import Narrow
from solver.allocation.prices import FLATTEST, free_loads
from solver.allocation.problem import Floats, Indices, Ints

GAP, DONE = 7e-5, 8.4e-5
"""Shares of the objective at which the solver may stop, and no more lines are drawn; inside what counts as proof."""
SAFETY = 1e-6
"""Share of the solver's bound taken off for its feasibility tolerances, beside an absolute trifle."""
OFFSETS = np.array([-1200, -400, -150, -90, -60, -40, -30, -22, *range(-16, 17, 4), 22, 30, 40, 60, 90, 150, 400, 1200])
"""Points from a practitioner's expected load at which lines are drawn under the load cost."""
NEXT = np.array([-1.0, 0.0])
"""The two lines that meet at a load."""
HEURISTICS = "feasibility_jump", "rins", "rens", "root_reduced_cost"
"""Those of the solver that run, each once, even where they have no share of its time."""
ROUNDS = 6
"""Times that lines are added, at the most."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to give up: before more pairs, after so many nodes, or once ``over`` says so.

    ``rounds`` is for column generation before, in cases that it looks at.

    The seconds that are ``left``, None for any number, are those of the solver's own clock, which stops it where it
    does not ask whether time is over.
    """

    pairs: int
    nodes: int
    rounds: int
    left: Callable[[], float | None]
    over: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Exact:
    """What the solver found: best columns (n,) known now, and a bound for the block."""

    held: Indices
    bound: float


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a linear program: ``low <= values at columns <= high``, row after row."""

    columns: list[Ints]
    values: list[Floats]
    low: list[float]
    high: list[float]

    def add(self, columns: Ints, values: Floats, low: float, high: float) -> None:
        """Append a row."""
        self.columns.append(columns)
        self.values.append(values)
        self.low.append(low)
        self.high.append(high)


def solve_exactly(block: Block, proof: Proof, held: Indices, limits: Limits) -> Exact:
    """Best columns from ``held`` on, never worse, and a bound.

    Pairs are settled, sets looked for among what is left, and pairs settled anew, before the integer program has the
    rest.
    """
    open_part = Narrow.whole(block, proof, held).narrowed(limits.over)
    if open_part.held.size and not limits.over():
        open_part = open_part.proved_closer(partial(_done, open_part, limits)).narrowed(limits.over)
    exact = _solved(open_part, limits)
    found = held.copy()
    found[open_part.cases] = exact.held
    return Exact(found, min(exact.bound, block.cost_of(found)))


def _done(part: Narrow, limits: Limits, rounds: int, bound: float) -> bool:
    """Whether column generation has come far enough, or has had its share."""
    cost = part.block.cost_of(part.held)
    return cost - bound <= GAP * bound or rounds * part.held.size >= limits.rounds or limits.over()


def _solved(part: Narrow, limits: Limits) -> Exact:
    """Best columns of what is open by the integer program, and a bound.

    Where the lines lie too far below the true cost of what the solver finds, more are drawn there, and it begins anew.
    """
    block, held, bound = part.block, part.held, part.proof.bound
    cases, columns = np.nonzero(np.isfinite(block.cost))
    if cases.size == 0:
        return Exact(held, block.cost_of(held))
    if cases.size > limits.pairs or limits.over() or block.cost_of(held) - bound <= GAP * abs(bound):
        return Exact(held, bound)
    loads = [np.round(free_loads(block, part.proof.prices, FLATTEST))[:, :, None] + OFFSETS]
    for _ in range(ROUNDS):
        loads += [block.loads_of(held)[:-1, :, None] + NEXT]
        highs = _quiet_solver(limits)
        highs.passModel(_program(block, cases, columns, np.concatenate(loads, axis=2)))
        found, proved = _run(highs, block, held, cases, columns)
        bound = max(bound, proved)
        held = found if block.cost_of(found) < block.cost_of(held) else held
        if block.cost_of(found) - bound <= DONE * abs(bound) or limits.over() or _gave_up(highs):
            break
        loads += [block.loads_of(found)[:-1, :, None] + NEXT]
    return Exact(held, bound)


def _run(highs: Any, block: Block, held: Indices, cases: Ints, columns: Ints) -> tuple[Indices, float]:
    """Columns that the solver finds from ``held`` on, and its bound less a margin for its tolerances."""
    start = highspy.HighsSolution()
    chosen = (columns == held[cases]).astype(np.float64)
    costs = block.load_cost(block.loads_of(held).astype(np.float64))[:-1]
    start.col_value = np.concatenate((chosen, costs.ravel())).tolist()
    # Without this flag HiGHS passes over the start in silence.
    start.value_valid = True
    highs.setSolution(start)
    highs.run()
    info = highs.getInfo()
    bound = float(info.mip_dual_bound)
    bound = bound - SAFETY * abs(bound) - 1e-6 if np.isfinite(bound) else -np.inf
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return held, bound
    shares = np.array(highs.getSolution().col_value)[: cases.size]
    found = held.copy()
    found[cases[shares > 0.5]] = columns[shares > 0.5]
    return (found if block.keeps_rules(found) else held), bound


def _gave_up(highs: Any) -> bool:
    """Whether the solver stopped at a limit before it was done."""
    return bool(highs.getModelStatus() != highspy.HighsModelStatus.kOptimal)


def _quiet_solver(limits: Limits) -> Any:
    # HiGHS refuses another number of threads than the process's pool was made with, so the pool is made anew.
    highspy.Highs.resetGlobalScheduler(True)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", GAP)
    highs.setOptionValue("mip_max_nodes", limits.nodes)
    if (seconds := limits.left()) is not None:
        highs.setOptionValue("time_limit", max(0.0, seconds))
    # Programs within the program do not ask whether time is over, and annealing has found good plans already. So few
    # pairs are left that to begin anew, once some of them are settled, takes longer than it saves.
    highs.setOptionValue("mip_heuristic_effort", 0.0)
    for name in HEURISTICS:
        highs.setOptionValue(f"mip_heuristic_run_{name}", False)
    highs.setOptionValue("mip_allow_restart", False)

    def interrupt(event: Any) -> None:
        event.data_in.user_interrupt = limits.over()

    highs.cbMipInterrupt.subscribe(interrupt)
    highs.cbSimplexInterrupt.subscribe(interrupt)
    return highs


def _program(block: Block, cases: Ints, columns: Ints, loads: Floats) -> Any:
    """The integer program: a 0-1 variable for each pair, then the cost of each load, resource by resource.

    ``loads`` (m, R, K) are the loads at which lines are drawn under the load cost.
    """
    m, pairs = block.num_staff * block.num_resources, cases.size
    rows = Rows([], [], [], [])
    for i in range(block.num_items):
        own = np.flatnonzero(cases == i)
        rows.add(own, np.ones(own.size), 1.0, 1.0)
    for j in range(block.num_staff):
        own = np.flatnonzero(columns == j)
        for r in range(block.num_resources):
            _load_rows(block, rows, own, cases, column=(j, r), at=np.unique(loads[j, r]))
    _apart_rows(block, rows, cases, columns)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = pairs + m, len(rows.low)
    program.col_cost_ = np.concatenate((block.cost[cases, columns], np.ones(m)))
    program.col_lower_ = np.zeros(pairs + m)
    program.col_upper_ = np.concatenate((np.ones(pairs), np.full(m, highspy.kHighsInf)))
    program.row_lower_, program.row_upper_ = np.array(rows.low), np.array(rows.high)
    program.offset_ = block.fixed_cost
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.concatenate(([0], np.cumsum([row.size for row in rows.columns]))).astype(np.int32)
    program.a_matrix_.index_ = np.concatenate(rows.columns).astype(np.int32)
    program.a_matrix_.value_ = np.concatenate(rows.values)
    whole, free = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    program.integrality_ = [whole] * pairs + [free] * m
    return program


def _load_rows(block: Block, rows: Rows, own: Ints, cases: Ints, *, column: tuple[int, int], at: Floats) -> None:
    """The ceiling of a resource of a practitioner, and the lines under the cost of its load."""
    j, r = column
    before = int(block.load_before[j, r])
    drawn = np.where(block.spared[r] & (block.current[cases[own]] == j), 0, block.use[cases[own], r]).astype(np.float64)
    rows.add(own, drawn, -highspy.kHighsInf, float(block.most[j, r] - before))
    at = at[(at >= before) & (at <= block.most[j, r])]
    at = at if at.size else np.array([float(before)])
    here, next_up = _load_cost(block, column, at), _load_cost(block, column, at + 1.0)
    columns = np.append(own, cases.size + j * block.num_resources + r)
    for load, cost, slope in zip(at.tolist(), here.tolist(), (next_up - here).tolist(), strict=True):
        rows.add(columns, np.append(-slope * drawn, 1.0), cost + slope * (before - load), highspy.kHighsInf)


def _load_cost(block: Block, column: tuple[int, int], load: Floats) -> Floats:
    over = np.maximum(0.0, load - block.knee[column])
    return np.asarray(
        block.bend[column] * (load - block.even[column]) ** 2 + (block.steep[column] * over + block.kink[column]) * over
    )


def _apart_rows(block: Block, rows: Rows, cases: Ints, columns: Ints) -> None:
    """Co-defendants have different practitioners."""
    position = {pair: at for at, pair in enumerate(zip(cases.tolist(), columns.tolist(), strict=True))}
    for (i, j), at in position.items():
        if j == block.num_staff:
            continue
        for rival in block.apart_with[block.apart_start[i] : block.apart_start[i + 1]].tolist():
            other = position.get((rival, j))
            if rival > i and other is not None:
                rows.add(np.array([at, other]), np.ones(2), -highspy.kHighsInf, 1.0)
