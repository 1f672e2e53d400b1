"""Trying resources one at a time: the best plan found with each, among the groups near it or among all."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from solver.options import Allowance
from solver.programmes.exact import SMALL, Best, whole
from solver.programmes.goals import objective, priority_left_out
from solver.programmes.mip import can_open
from solver.programmes.offers import Offers
from solver.programmes.part import part_of
from solver.programmes.pricing import half_a_person, searched_by_prices
from solver.programmes.problem import Problem, Solution

TRIAL_SHARE = 0.6
"""Largest share of what is left, or of the work, that one resource may take."""
NEAR = 100
"""Groups known before that are near a resource, at the most."""
GROUPS_OF_A_UNIT = 250
"""Groups that are searched with a unit of work; the work grows with their square."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Trial:
    """The best plan known with a resource.

    Attributes
    ----------
    bound
        No plan with it costs less, where all groups were searched; else 0.
    searched
        Whether all groups were.
    """

    solution: Solution
    bound: float
    searched: bool


@dataclass(slots=True)
class Trials:
    """What is known while resources are tried.

    Attributes
    ----------
    offers
        The resources.
    stands
        The best plan without any of them.
    seed
        Seed of all random choices.
    fixed
        Whether the plan without any of them must stay as it is.
    done
        By place of the resource among the offers.
    work
        Work that was taken, where work counts.
    """

    offers: Offers
    stands: Solution
    seed: int
    fixed: bool = False
    done: dict[int, Trial] = field(default_factory=dict)
    work: float = 0.0

    @property
    def problem(self) -> Problem:
        """The problem with all resources."""
        return self.offers.problem

    @property
    def half_a_person(self) -> float:
        """Priced minutes that are less than anybody's place."""
        return half_a_person(self.problem)

    def cost(self, solution: Solution) -> float:
        """Priced minutes."""
        return objective(self.problem, solution)

    def best_with(self, place: int) -> Solution:
        """The best plan known with a resource: one without any is one with it, too."""
        return min((self.done[place].solution, self.stands), key=self.cost)

    def rank(self, place: int) -> tuple[int, float]:
        """Most people who start first, then most priority."""
        solution = self.best_with(place)
        return -started(solution), priority_left_out(self.problem, solution)

    @property
    def helpful(self) -> bool:
        """Whether some resource is known to let more people start."""
        return any(started(trial.solution) > started(self.stands) for trial in self.done.values())

    def over(self, allowance: Allowance) -> bool:
        """Whether nothing more can be tried."""
        return allowance.used_up or (allowance.work is not None and self.work >= allowance.work)

    def attempt(self, place: int, groups: Ints, allowance: Allowance) -> None:
        """Look for a plan with a resource among some groups and those that are open."""
        start = self.best_with(place) if place in self.done else self.stands
        solution, bound = self._found(place, groups, start, allowance)
        if not (self.fixed or self.offers.used(place, solution)):
            self.stands = min((self.stands, solution), key=self.cost)
        searched = bool(np.isin(self.offers.groups(place), groups).all())
        self.done[place] = Trial(solution, bound if searched else 0.0, searched)

    def better_without(self, groups: Ints, allowance: Allowance) -> None:
        """Look for a better plan without any resource, so that no resource is praised for it."""
        if not self.fixed:
            found, _ = self._found(None, groups, self.stands, allowance)
            self.stands = min((self.stands, found), key=self.cost)

    def _found(self, place: int | None, groups: Ints, start: Solution, allowance: Allowance) -> tuple[Solution, float]:
        intakes = ~self.problem.intakes.opens
        among = np.union1d(groups, np.flatnonzero(start.opened | intakes))
        part = part_of(self.offers.with_only(place), start, among)
        best = Best(part.problem, part.start, keeps_rules=True)
        portion = allowance.share(TRIAL_SHARE)
        if portion.work is not None:
            self.work += min(portion.work, (len(among) / GROUPS_OF_A_UNIT) ** 2)
        bound = bettered(best, portion, self.seed)
        return part.with_part(best.solution), bound

    def near(self, place: int, known: Ints) -> Ints:
        """Groups that exist only with a resource, or the first of those known that it could serve."""
        if self.offers.extras[place].venue is not None:
            return self.offers.formed[place]
        served = known[self.offers.serves(place)[known]]
        return np.sort(served[:NEAR])


def bettered(best: Best, allowance: Allowance, seed: int) -> float:
    """Better a plan until nobody more could start; a bound."""
    closed: list[bool] = []
    half = half_a_person(best.problem)

    def tell(cost: float, bound: float | None = None) -> None:
        if bound is not None and cost - bound < half:
            closed.append(True)

    until = allowance.share(1.0, enough=lambda: bool(closed))
    method = whole if len(can_open(best.problem)) <= SMALL else searched_by_prices
    return method(best, until, seed=seed, tell=tell)


def started(solution: Solution) -> int:
    """People who start."""
    return int(np.count_nonzero(solution.group_of >= 0))
