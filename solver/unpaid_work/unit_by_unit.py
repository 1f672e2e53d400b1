"""Delivery units planned one by one, two at a time where two cores are free; a unit's rota is the same either way."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing.synchronize import Event

from solver.options import Allowance, Budget
from solver.outcome import Outcome
from solver.unpaid_work.problem import Problem, Solution
from solver.unpaid_work.units import Piece

WORKERS = 2
"""Most processes that plan units."""
POLL_SECONDS = 0.2
"""Time between two looks at whether the user wants to stop, or the parent is gone."""

Plan = Callable[[Problem, Allowance, int, Solution], Outcome[Solution]]


@dataclass(frozen=True, slots=True)
class Errand:
    """What a process is sent to do: a function of its own module level, and what it works on."""

    plan: Plan
    problem: Problem
    budget: Budget
    seed: int
    start: Solution


def plan_units(
    plan: Plan, parts: list[tuple[Piece, Solution]], allowance: Allowance, seed: int
) -> Iterator[tuple[int, Outcome[Solution]]]:
    """Number and outcome of each unit as it is done, largest first; each has its share of the allowance by size.

    With a work budget a unit's outcome does not depend on the number of processes.
    """
    sizes = {n: len(piece.problem.options.slot) + 1 for n, (piece, _) in enumerate(parts)}
    waiting = sorted(sizes, key=lambda n: (-sizes[n], n))
    total, workers = sum(sizes.values()), _workers(len(parts))

    def errand(n: int) -> Errand:
        left = sum(sizes[m] for m in (n, *waiting))
        portion = sizes[n] / total if allowance.work is not None else min(1.0, workers * sizes[n] / left)
        granted = allowance.share(portion)
        budget = Budget(seconds=granted.seconds_left, work=granted.work)
        return Errand(plan, parts[n][0].problem, budget, seed + n, parts[n][1])

    if workers == 1:
        while waiting:
            n = waiting.pop(0)
            yield n, _run(errand(n), allowance.stop_asked)
        return
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    with ProcessPoolExecutor(workers, context, initializer=_enter, initargs=(stop, os.getpid())) as pool:
        running: dict[Future[Outcome[Solution]], int] = {}
        while waiting or running:
            while waiting and len(running) < workers:
                n = waiting.pop(0)
                running[pool.submit(_errand, errand(n))] = n
            done, _ = wait(running, timeout=POLL_SECONDS, return_when=FIRST_COMPLETED)
            if allowance.stop_asked():
                stop.set()
            for future in done:
                yield running.pop(future), future.result()


def _workers(units: int) -> int:
    """Processes to use: no more than the cores that this one may run on."""
    return min(WORKERS, units, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)


def _run(errand: Errand, stop_asked: Callable[[], bool]) -> Outcome[Solution]:
    allowance = Allowance(errand.budget, stop_asked=stop_asked)
    return errand.plan(errand.problem, allowance, errand.seed, errand.start)


_stop: Event | None = None


def _enter(stop: Event, parent: int) -> None:
    """Begin a process: hear of the wish to stop, and end when the parent is gone, however it went."""
    global _stop  # noqa: PLW0603 - an initializer can hand things to later calls in no other way
    _stop = stop
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)
    os._exit(1)


def _errand(errand: Errand) -> Outcome[Solution]:
    assert _stop is not None
    return _run(errand, _stop.is_set)
