"""One part of a plan: searched for, set beside current practice and the greedy, and told."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from models.decisions import Decisions
from models.explanation import Unplaced
from models.goals import PartGoals
from models.plan import PartResult
from models.scenario import Scenario
from solver.calendar import Timetable
from solver.domains import Domain
from solver.locked import seen_by
from solver.options import Allowance
from solver.outcome import Outcome
from solver.progress import OnProgress, Progress
from solver.result import Yardsticks, part_result
from solver.tiers import Kept, keep_slack, with_slack
from solver.way import Way

RESOURCES = 0.2
"""Share of a part's time that goes into which one more resource would help it most."""


@dataclass(frozen=True, slots=True)
class PartPlan:
    """A part of the plan, before the parts are put together."""

    decisions: Decisions
    unplaced: tuple[Unplaced, ...]
    result: PartResult
    kpis: Any
    baseline: Any
    outlook: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Searched:
    """What the search for a part brought back, and what it is compared with.

    Attributes
    ----------
    problem, outcome
        The problem at the weights in force, and what was found for it.
    baseline
        What current practice would do.
    yardsticks
        What others would cost.
    first_seconds
        Seconds to the first plan.
    kept
        How slack was kept, where goals have any.
    """

    problem: Any
    outcome: Outcome[Any]
    baseline: Any
    yardsticks: Yardsticks
    first_seconds: float
    kept: Kept | None


@dataclass(frozen=True)
class PartTask:
    """A part that is to be planned.

    Attributes
    ----------
    domain
        What the part offers.
    scenario, goals
        The scenario, with the limits on moves in force, and the part's goals.
    taken
        What the parts before have taken of people's, staff's and rooms' time; the part adds what it takes.
    seed
        Seed of all random choices.
    on_progress
        Called with every piece of news.
    """

    domain: Domain
    scenario: Scenario
    goals: PartGoals
    taken: Timetable
    seed: int
    on_progress: OnProgress

    def planned(self, allowance: Allowance) -> PartPlan:
        """The part, planned within an allowance."""
        wall, cpu = time.monotonic(), time.process_time()
        self.on_progress(Progress(self.goals.part, "compiling"))
        asks, granted_seconds = self.domain.one_more_resource is not None, allowance.seconds_left
        searched = self._searched(allowance)
        outlook: dict[str, Any] = {}
        if asks:
            outlook["one_more"], better = self._one_more(searched, for_resources(allowance, granted_seconds))
            searched = replace(searched, outcome=searched.outcome.with_solution(better))
        self.domain.occupy(searched.problem, searched.outcome.solution, self.taken)
        spent = (searched.first_seconds, time.monotonic() - wall, time.process_time() - cpu)
        return self._told(searched, outlook, spent if allowance.work is None else None)

    @cached_property
    def _seen(self) -> Timetable:
        return seen_by(self.goals.part, self.scenario, self.taken)

    def _compiled(self, goals: PartGoals) -> Any:
        return self.domain.compile_problem(self.scenario, goals, self._seen)

    def _searched(self, allowance: Allowance) -> Searched:
        """The best found, beside what needs no search; tiers with slack are searched for alone first."""
        began, domain = time.monotonic(), self.domain
        way = Way(self.goals.part, domain, self._compiled, self.seed, self.on_progress)
        kept = keep_slack(way, self.goals, self._for_search(allowance)) if with_slack(self.goals) else None
        problem = kept.problem if kept else self._compiled(self.goals)
        baseline, greedy = domain.current_practice(problem), domain.greedy(problem)
        start = way.best_of(problem, greedy, baseline)
        first_seconds = time.monotonic() - began
        if not kept:
            self.on_progress(Progress(self.goals.part, "first plan", domain.objective(problem, start)))
        yardsticks = Yardsticks(
            baseline=domain.objective(problem, baseline),
            greedy=domain.objective(problem, greedy),
            # Whatever keeps slack was searched for, though what needs no search may cost less.
            start=math.inf if kept else domain.objective(problem, start),
        )
        outcome = kept.outcome if kept else way.search(problem, self._for_search(allowance, problem), start)
        return Searched(problem, outcome, baseline, yardsticks, first_seconds, kept)

    def _for_search(self, allowance: Allowance, problem: Any | None = None) -> Allowance:
        """What the search may spend: less than all where resources are tried, or might be."""
        tries = self.domain.one_more_resource is not None and (problem is None or self.domain.tries_resources(problem))
        return allowance.share(1.0 - RESOURCES) if tries else allowance

    def _one_more(self, searched: Searched, allowance: Allowance) -> tuple[Any, Any]:
        """Which one more resource would help most, and the best plan found without any."""
        assert self.domain.one_more_resource is not None
        self.on_progress(Progress(self.goals.part, "one more resource"))
        problem, solution = searched.problem, searched.outcome.solution
        # A slack that is kept with one plan need not be with another.
        fixed = searched.kept is not None
        return self.domain.one_more_resource(
            self.scenario,
            self._seen,
            problem,
            solution,
            allowance=allowance,
            seed=self.seed,
            fixed=fixed,
            learnt=searched.outcome.learnt,
        )

    def _told(self, searched: Searched, outlook: dict[str, Any], times: tuple[float, float, float] | None) -> PartPlan:
        """What the plan says of the part."""
        domain, problem, solution = self.domain, searched.problem, searched.outcome.solution
        result = part_result(
            self.goals.part, domain, problem, searched.outcome, yardsticks=searched.yardsticks, times=times
        )
        if searched.kept:
            result = result.model_copy(update={"tiers": searched.kept.told(result.tiers)})
        self.on_progress(Progress(self.goals.part, result.status.value, result.objective, result.bound))
        return PartPlan(
            decisions=domain.decisions(problem, solution),
            unplaced=domain.unplaced(problem, solution),
            result=result,
            kpis=domain.kpis(problem, solution),
            baseline=domain.kpis(problem, searched.baseline),
            outlook=domain.outlook(problem, solution) | outlook,
        )


def for_resources(allowance: Allowance, granted_seconds: float | None) -> Allowance:
    """What may go into resources: their share of a part's time, and half of what the search has left of its own."""
    left = allowance.seconds_left
    if granted_seconds is None or not left:
        return allowance.share(RESOURCES)
    mine = RESOURCES * granted_seconds
    return allowance.share(min(1.0, (mine + max(0.0, left - mine) / 2.0) / left))
