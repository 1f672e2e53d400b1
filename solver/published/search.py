"""The search for an assignment: linear prices, columns, an integer program where it is small, dives, blocks."""

from __future__ import annotations

import numpy as np

from solver.options import Allowance
from solver.published.blocks import Blocks
from solver.published.climb import Climb
from solver.published.columns import Pool, Priced, Stop, generate
from solver.published.dive import LAST_AGENTS, dive
from solver.published.exact import Limits, ceil_units, solve, useful_pairs
from solver.published.found import Best, Found, OnNews, no_news
from solver.published.gap import GapProblem, Ints
from solver.published.knapsack import SCALE
from solver.published.meter import Meter
from solver.published.relaxation import capacity_prices, greedy, midpoint_prices

ROOT = Stop(rounds=200, within=0.02, portion=0.3)
"""How far the whole problem is priced."""
EASY = 2.5
"""Pairs that may still matter for each job, up to which the whole problem looks easy."""
EASY_SHARE, HARD_SHARE = 0.4, 0.02
"""Shares of the allowance that the integer program of the whole problem may take, if it looks easy or not."""
NEAR = 0.002
"""Share of the bound within which a cost must lie for the bound to be climbed from."""
TURN = 0.07
"""Share of the allowance for one turn of dives, and for one of blocks."""
CLIMB_TURN = 0.16
"""The same for a turn of climbing."""


def solve_gap(problem: GapProblem, allowance: Allowance, seed: int, on_news: OnNews = no_news) -> Found:
    """Best assignment within the allowance, with a bound valid for the whole problem."""
    meter = Meter(allowance)
    best = Best(meter, on_news)
    if not problem.allowed.any(axis=0).all():
        return best.found(none_exists=True)
    capacity = capacity_prices(problem, meter)
    if capacity is None:
        return best.found(none_exists=True)
    _offer(problem, best, greedy(problem, capacity))
    pool = Pool(problem.num_jobs)
    stop = Stop(ROOT.rounds, ROOT.within, best.cost, ROOT.portion)
    root = generate(problem, pool, midpoint_prices(problem, capacity), stop, meter)
    best.raise_bound(ceil_units(root.bound))
    if not best.proved:
        _offer(problem, best, dive(problem, root, pool, meter, cutoff=best.cost, rng=None))
    if not best.proved and _none_exists(problem, root, best, meter):
        return best.found(none_exists=True)
    if problem.num_agents > LAST_AGENTS:
        _explore(problem, root, pool, best, meter, seed=seed)
    return best.found()


def _offer(problem: GapProblem, best: Best, held: Ints | None) -> None:
    if held is not None and problem.fits(held):
        best.offer(held, problem.cost_of(held))


def _none_exists(problem: GapProblem, root: Priced, best: Best, meter: Meter) -> bool:
    """Solve the whole problem as an integer program for a while; whether it proves that there is no assignment."""
    cutoff = best.cost if best.cost is not None else int(problem.costs.max(axis=0).sum()) + 1
    share = EASY_SHARE if _looks_easy(problem, root, cutoff, meter) else HARD_SHARE
    if problem.num_agents <= LAST_AGENTS:
        share = 1.0
    answer = solve(problem, root.prices, cutoff, Limits(1_000_000, meter.units(share)), meter, start=best.held)
    _offer(problem, best, answer.held)
    if best.held is None and answer.bound >= cutoff:
        return True
    best.raise_bound(answer.bound)
    return False


def _looks_easy(problem: GapProblem, root: Priced, cutoff: int, meter: Meter) -> bool:
    return bool(useful_pairs(problem, root.prices, cutoff, meter)[1].sum() <= EASY * problem.num_jobs)


def _explore(problem: GapProblem, root: Priced, pool: Pool, best: Best, meter: Meter, *, seed: int) -> None:
    """Dives and blocks in turn until the allowance is spent or the plan is proved."""
    rng = np.random.default_rng(seed)
    blocks = Blocks(problem, root.prices, rng, meter)
    climb = Climb(problem, root, pool, meter)
    while not best.proved and not meter.is_over():
        if best.cost is not None and best.cost * SCALE - root.bound <= NEAR * abs(root.bound):
            climb.go_on(best, min(1.0, meter.share + CLIMB_TURN))
        before = best.cost
        _dive_on(problem, root, pool, best, meter, rng=rng)
        if best.cost != before:
            blocks.forget()
        _improve(problem, blocks, best, meter)


def _dive_on(
    problem: GapProblem, root: Priced, pool: Pool, best: Best, meter: Meter, *, rng: np.random.Generator
) -> None:
    """Dives for one turn."""
    until = min(1.0, meter.share + TURN)
    while not best.proved and not meter.is_over(until):
        _offer(problem, best, dive(problem, root, pool, meter, cutoff=best.cost, rng=rng))


def _improve(problem: GapProblem, blocks: Blocks, best: Best, meter: Meter) -> None:
    """Blocks for one turn."""
    if best.held is not None and best.bound is not None and not best.proved:
        until = min(1.0, meter.share + TURN)
        _offer(problem, best, blocks.improve(best.held, least=best.bound, portion=until))
