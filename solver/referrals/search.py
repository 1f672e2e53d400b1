"""Search for the best placements: a flow, and an integer program where one person's referrals stand in the way."""

from __future__ import annotations

import numpy as np

from models.errors import AuditFailed, BadInput
from models.goals import Part
from solver.backends.answer import Limits
from solver.lock_faults import unkept
from solver.options import Allowance, Budget
from solver.outcome import Outcome
from solver.progress import OnProgress, Progress, silent
from solver.referrals.columns import Columns, bound_at
from solver.referrals.flow import assigned, prices_of
from solver.referrals.goals import objective
from solver.referrals.problem import NONE, Problem, Solution
from solver.referrals.program import untangled
from solver.referrals.proof import certificate
from solver.referrals.rules import check
from solver.referrals.settling import People, settled

LONGEST = 104
"""Weeks of waiting beyond which nobody counts as having waited longer."""
ROUNDS = 20
"""Integer programs solved at the most: each one shows up people who got in each other's way only now."""


def search(
    problem: Problem, allowance: Allowance, seed: int, start: Solution, on_progress: OnProgress
) -> Outcome[Solution]:
    """Best placements, never worse than ``start``, with a bound for the whole problem.

    Parameters
    ----------
    problem
        The compiled problem.
    allowance
        Seconds, or work; with work the result depends on nothing else than problem, seed and work.
    seed
        Seed of HiGHS, where it is needed.
    start
        Solution to begin with; passes ``check`` unless a lock cannot be kept.
    on_progress
        Called with news.

    Raises
    ------
    BadInput
        Locks demand more places of a contract than it has.
    """
    best = None if check(problem, start) else start
    # The flow takes a moment, so it is done even where other parts have used up the time.
    if best is not None and (allowance.stop_asked() or not len(problem.ways.cost)):
        bound = problem.floor if len(problem.ways.cost) else objective(problem, best)
        return Outcome(best, bound, stopped=allowance.stop_asked())
    columns, people = Columns.of(problem), People(problem)
    cells = assigned(columns, np.clip((problem.calendar.first - problem.referred) // 7, 0, LONGEST))
    if cells is None:
        raise too_many_locks(problem, start)
    prices = prices_of(columns, cells)
    bound = at_prices = bound_at(columns, prices)
    found = settled(people, columns, cells)
    tangled: frozenset[int] = frozenset()
    for _ in range(ROUNDS):
        best = better(problem, best, found.solution)
        cost = np.inf if best is None else objective(problem, best)
        if best is not None:
            on_progress(Progress(Part.REFERRALS, "search", cost, bound))
        if found.tangled <= tangled or allowance.used_up:
            break
        tangled |= found.tangled
        spare = max(0.0, cost - at_prices)
        answer = untangled(people, columns, tangled, prices=prices, spare=spare, limits=_limits(allowance), seed=seed)
        if answer is None:
            break
        bound = max(bound, min(answer.bound, cost))
        found = settled(people, columns, answer.cells, answer.given)
    best = better(problem, best, found.solution)
    if best is None:
        raise too_many_locks(problem, start)
    proof = certificate(problem, columns, prices, objective(problem, best))
    return Outcome(best, max(bound, problem.floor), stopped=allowance.stop_asked(), certificate=proof)


def try_locks(problem: Problem, start: Solution) -> None:
    """Raise ``BadInput`` with the locks that a solution leaves out, where no plan is found that keeps all."""
    if check(problem, start):
        search(problem, Allowance(Budget(work=1)), 1, start, silent)


def better(problem: Problem, best: Solution | None, found: Solution) -> Solution | None:
    """The cheaper of two solutions that keep every rule; None where neither does, because of a lock.

    Raises
    ------
    AuditFailed
        The solution found breaks a rule on anything but locks: a defect of the search, never of the scenario.
    """
    violations = check(problem, found)
    if any(row.rule != "locks_kept" for row in violations):
        raise AuditFailed(violations)
    if violations or (best is not None and objective(problem, best) <= objective(problem, found)):
        return best
    return found


def _limits(allowance: Allowance) -> Limits:
    return Limits(work=allowance.work, seconds_left=lambda: allowance.seconds_left, stop=allowance.stop_asked)


def too_many_locks(problem: Problem, start: Solution) -> BadInput:
    """Locks that cannot all be kept: every one that the solution to begin with leaves out."""
    why = "the contract has no place, or the person no hour, left for it beside the other locks"
    left = np.flatnonzero((problem.must != NONE) & (start.contract_of != problem.must)).tolist()
    ids = ((problem.referral_ids[r], problem.contract_ids[problem.must[r]]) for r in left)
    return BadInput([unkept(int(problem.must_by[r]), *pair, why) for r, pair in zip(left, ids, strict=True)])
