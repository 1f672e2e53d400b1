"""The waiting list: who has no place, in order of need, and in which month one can be expected."""

from __future__ import annotations

from datetime import date

import numpy as np

from solver.referrals.problem import NONE, Problem, Solution


def in_order_of_need(problem: Problem, solution: Solution) -> list[int]:
    """Referrals without a place: by need, then by the day of referral, then as they stand in the scenario."""
    out = np.flatnonzero(solution.contract_of == NONE)
    return [int(r) for r in out[np.lexsort((out, problem.referred[out], -problem.need[out]))]]


def expected_starts(problem: Problem, solution: Solution) -> dict[int, date]:
    """First day of the month in which a place can be expected, for whom only places are lacking.

    In order of need, each takes the first place that is left after the horizon's last month, at the contract that has
    one first among those under which the referral could have started in the horizon, unless the sentence ends before
    that month.
    """
    taken = np.zeros(len(problem.contract_ids), dtype=np.int64)
    expected: dict[int, date] = {}
    for r in in_order_of_need(problem, solution):
        ways = problem.ways.contract[problem.ways.of_referral(r)]
        could = np.unique(ways[problem.per_month[ways] > 0])
        if len(could):
            months = taken[could] // problem.per_month[could]
            first = int(months.argmin())
            start = month_after(problem.calendar.months[-1], 1 + int(months[first]))
            if start.toordinal() <= problem.finish[r]:
                expected[r] = start
                taken[could[first]] += 1
    return expected


def month_after(month: date, number: int) -> date:
    """First day of the so-manieth month after a month."""
    years, rest = divmod(month.month - 1 + number, 12)
    return date(month.year + years, rest + 1, 1)
