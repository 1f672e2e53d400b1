"""Ground of the unpaid-work tests: compiling, rotas from names, tiny scenarios and every rota that they allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product

import numpy as np

from models.goals import Part
from models.locks import Force, UnpaidWorkLock
from models.scenario import Scenario
from solver.baseline.unpaid_work import current_practice, greedy
from solver.calendar import running_timetable
from solver.options import Allowance, Budget
from solver.outcome import Outcome
from solver.unpaid_work import Problem, Solution, check, compile_problem, objective, search
from tests.builders import part_goals


def compiled(scenario: Scenario, **weights: float) -> Problem:
    """The scenario's rota under the default goals, with running groups as taken."""
    return compile_problem(scenario, part_goals(Part.UNPAID_WORK, **weights), running_timetable(scenario))


def rota(problem: Problem, standing: Iterable[tuple[str, str]], supervised: Iterable[tuple[str, str]] = ()) -> Solution:
    """Rota from (requirement, slot) and (slot, supervisor) names."""
    row = {id: r for r, id in enumerate(problem.requirements.ids)}
    slot = {id: s for s, id in enumerate(problem.slots.ids)}
    staff = {id: j for j, id in enumerate(problem.supervisors.ids)}
    return Solution.of(
        np.array([(row[r], slot[s]) for r, s in standing], dtype=np.int32),
        np.array([(slot[s], staff[j]) for s, j in supervised], dtype=np.int32),
    )


def names(problem: Problem, solution: Solution) -> set[tuple[str, str]]:
    """(requirement, slot) names of a rota."""
    return {(problem.requirements.ids[r], problem.slots.ids[s]) for r, s in solution.standing.tolist()}


def a_lock(requirement: str, slot: str, force: Force = Force.MUST) -> UnpaidWorkLock:
    """A lock of a requirement on a slot."""
    return UnpaidWorkLock(kind="unpaid_work", requirement=requirement, slot=slot, force=force, reason="test")


def searched(problem: Problem, *, work: int = 1, seed: int = 1) -> Outcome[Solution]:
    """The search from the better yardstick that keeps every rule, as the greedy always does."""
    legal = [one for one in (greedy(problem), current_practice(problem)) if not check(problem, one)]
    start = min(legal, key=lambda one: objective(problem, one))
    return search(problem, Allowance(Budget(seconds=None, work=work)), seed, start, lambda _: None)


def every_rota(problem: Problem, *, checked: bool = True) -> Iterator[Solution]:
    """Every rota of a tiny problem, without vans, that keeps the rules; unchecked, those that break them, too."""
    per_requirement = [list(_choices(problem, r)) for r in range(len(problem.requirements.ids))]
    slots = range(len(problem.slots.ids))
    for chosen in product(*per_requirement):
        standing = [(r, s) for r, mine in enumerate(chosen) for s in mine]
        running = sorted({s for _, s in standing} & {s for s in slots if problem.slots.max_supervisors[s] > 0})
        for crews in product(*(list(_crews(problem, s)) for s in running)):
            supervised = [(s, j) for s, crew in zip(running, crews, strict=True) for j in crew]
            one = Solution.of(np.array(standing, dtype=np.int32), np.array(supervised, dtype=np.int32))
            if not (checked and check(problem, one)):
                yield one


def _choices(problem: Problem, r: int) -> Iterator[tuple[int, ...]]:
    allowed = problem.options.slot[problem.options.first[r] : problem.options.first[r + 1]].tolist()
    for count in range(int(problem.requirements.sessions_per_week[r]) + 1):
        yield from combinations(allowed, count)


def _crews(problem: Problem, s: int) -> Iterator[tuple[int, ...]]:
    mine = np.flatnonzero(problem.supervisors.may_stand[:, s]).tolist()
    for count in range(1, int(problem.slots.max_supervisors[s]) + 1):
        yield from combinations(mine, count)
