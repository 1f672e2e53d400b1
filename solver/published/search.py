"""The search for an assignment: linear prices, columns, an integer program where it is small, dives, blocks."""

from __future__ import annotations

import numpy as np

from solver.options import Allowance
from solver.published.blocks import improve
from solver.published.columns import Pool, Priced, Stop, generate
from solver.published.dive import dive
from solver.published.exact import Limits, ceil_units, solve, useful_pairs
from solver.published.found import Best, Found, OnNews, no_news
from solver.published.gap import GapProblem, Ints
from solver.published.meter import Meter
from solver.published.relaxation import capacity_prices, greedy, midpoint_prices

ROOT = Stop(rounds=200, within=0.02, portion=0.3)
"""How far the whole problem is priced."""
EASY = 2.5
"""Pairs that may still matter for each job, up to which the whole problem looks easy."""
EASY_SHARE, HARD_SHARE = 0.5, 0.06
"""Shares of the allowance that the integer program of the whole problem may take, if it looks easy or not."""
DIVES_UNTIL = 0.6
"""Share of the allowance after which no more dives begin, if there is a plan."""


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
    _explore(problem, root, pool, best, meter, seed=seed)
    return best.found()


def _offer(problem: GapProblem, best: Best, held: Ints | None) -> None:
    if held is not None and problem.fits(held):
        best.offer(held, problem.cost_of(held))


def _none_exists(problem: GapProblem, root: Priced, best: Best, meter: Meter) -> bool:
    """Solve the whole problem as an integer program for a while; whether it proves that there is no assignment."""
    cutoff = best.cost if best.cost is not None else int(problem.costs.max(axis=0).sum()) + 1
    useful = useful_pairs(problem, root.prices, cutoff, meter)[1]
    share = EASY_SHARE if useful.sum() <= EASY * problem.num_jobs else HARD_SHARE
    answer = solve(problem, root.prices, cutoff, Limits(1_000_000, meter.units(share)), meter, start=best.held)
    _offer(problem, best, answer.held)
    if best.held is None and answer.bound >= cutoff:
        return True
    best.raise_bound(answer.bound)
    return False


def _explore(problem: GapProblem, root: Priced, pool: Pool, best: Best, meter: Meter, *, seed: int) -> None:
    """Dives, then blocks, until the allowance is spent or the plan is proved."""
    rng = np.random.default_rng(seed)
    while not best.proved and not meter.is_over(DIVES_UNTIL if best.held is not None else 1.0):
        _offer(problem, best, dive(problem, root, pool, meter, cutoff=best.cost, rng=rng))
    if best.held is not None and best.bound is not None and not best.proved:
        _offer(problem, best, improve(problem, best.held, root.prices, rng, meter, least=best.bound, portion=1.0))
