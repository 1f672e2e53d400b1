"""Delivery units planned one by one, two at a time where two cores are free; a unit's rota is the same either way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from solver.options import Allowance, Budget
from solver.outcome import Outcome
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.side_by_side import Errand, Helpers, Sent, Tell, cores
from solver.unpaid_work.units import Piece

A_REQUIREMENT = 60
"""Options that a requirement counts for where time is shared out: people are moved, however few options they have."""

Plan = Callable[[Problem, Allowance, int, Solution], Outcome[Solution]]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit to be planned: by which function of its module's own level, its arrays, seed and start."""

    plan: Plan
    problem: Problem
    seed: int
    start: Solution


def plan_units(
    plan: Plan, parts: list[tuple[Piece, Solution]], allowance: Allowance, seed: int
) -> Iterator[tuple[int, Outcome[Solution]]]:
    """Number and outcome of each unit as it is done, largest first; each has its share of the allowance by size.

    With a work budget a unit's outcome does not depend on the number of processes.
    """
    sizes = {n: _size(piece.problem) for n, (piece, _) in enumerate(parts)}
    waiting = sorted(sizes, key=lambda n: (-sizes[n], n))
    running, ends, total = dict[Sent[Outcome[Solution]], int](), dict[int, float](), sum(sizes.values())
    with Helpers(min(cores(), len(parts)), allowance.stop_asked) as helpers:
        at_once = max(1, helpers.processes)
        while waiting or running:
            while waiting and len(running) < at_once:
                of_rest = sizes[waiting[0]] / sum(sizes[m] for m in waiting)
                n, left = waiting.pop(0), allowance.seconds_left
                portion = sizes[n] / total if left is None else _portion(of_rest, left, at_once, ends.values())
                granted = allowance.share(portion)
                ends[n] = 0.0 if left is None else (1.0 - portion) * left
                unit = Unit(plan, parts[n][0].problem, seed + n, parts[n][1])
                budget = Budget(seconds=granted.seconds_left, work=granted.work)
                running[helpers.send(Errand(_planned, unit, budget))] = n
            for sent in helpers.wait_for(list(running)):
                n = running.pop(sent)
                del ends[n]
                yield n, sent.found()


def _size(problem: Problem) -> int:
    """What a unit is reckoned at where time is shared out."""
    return len(problem.options.slot) + A_REQUIREMENT * len(problem.requirements.ids) + 1


def _portion(of_rest: float, left: float, at_once: int, ends: Iterable[float]) -> float:
    """Share of the seconds left for a unit that is so much of all that wait, beside those that run.

    ``ends`` is what will be left of the seconds when each of these is done.
    """
    taken = sum(max(0.0, left - end) for end in ends)
    return min(1.0, of_rest * (at_once - taken / left)) if left > 0.0 else 1.0


def _planned(unit: Unit, allowance: Allowance, _: Tell) -> Outcome[Solution]:
    return unit.plan(unit.problem, allowance, unit.seed, unit.start)
