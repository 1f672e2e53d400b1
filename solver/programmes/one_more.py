"""One more facilitator, room, weekly time or venue: which of them would let most people start a programme.

Resources with which nobody more could start, whatever groups there were, are ruled out first. Where there are many
groups, their prices without any resource then say which promise most. With each of these the groups near it are
searched, beside those that are open, and with the best of them all groups, as far as the time goes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from models.goals import Goal, PartGoals
from models.one_more import OneMore, OneMoreRanking
from models.scenario import Scenario
from solver.calendar import Timetable
from solver.options import Allowance
from solver.programmes.exact import Best, Learnt
from solver.programmes.extra import extras
from solver.programmes.goals import priority_left_out
from solver.programmes.offers import Offers, carried
from solver.programmes.pricing import ALL_AT_ONCE
from solver.programmes.problem import Problem, Solution
from solver.programmes.promise import Market
from solver.programmes.rules import check
from solver.programmes.search import over_many_offices
from solver.programmes.trials import Trials, started

PRICES_SHARE = 0.4
"""Largest share of the time that goes into prices."""
BEFORE_SHARE = 0.5
"""Largest share of what is left in which a better plan without any resource is looked for."""
LOOKS_SHARE = 0.6
"""Share of what is left then for groups near resources; the rest is for all groups, once something is found."""
NAMED = 5
"""Resources that a plan names at the most."""
NOT_TRIED = (
    "No one more facilitator, room, weekly time or venue was tried: over so many offices that takes too long. Ask "
    "planner recommend with --resource programmes, or plan a delivery unit by itself."
)
"""What a plan over many offices says."""
DECIMALS = 2
"""Decimals to which priorities are told."""
Tell = Callable[[str], None]
"""Hears of every new phase."""


def unheard(_: str) -> None:
    """Nobody listens."""


class Beside(NamedTuple):
    """A plan of the programmes, beside which resources are tried.

    Attributes
    ----------
    scenario, goals, taken
        What the problem was compiled from.
    problem, solution
        The problem, and a plan of it.
    fixed
        Whether the plan must stay as it is, even where a better one is found.
    learnt
        What the search that found the plan knows of the problem's prices; without it they are found first.
    """

    scenario: Scenario
    goals: PartGoals
    taken: Timetable
    problem: Problem
    solution: Solution
    fixed: bool = False
    learnt: Learnt | None = None


def one_more(
    beside: Beside, allowance: Allowance, *, seed: int, top: int, tell: Tell = unheard
) -> tuple[OneMoreRanking, Solution]:
    """Single resources in order of how many people they would let start, and the best plan found without any.

    Parameters
    ----------
    top
        How many to name at the most, and to search all groups with.
    tell
        Called with every new phase.
    """
    tell("compiling")
    scenario, goals, taken, problem, solution, fixed, learnt = beside
    offers = Offers.of(scenario, goals, taken, problem, extras(scenario))
    stands = carried(problem, solution, offers.problem)
    trials = Trials(offers, stands, seed, fixed)
    hopeful = [place for place in range(len(offers.extras)) if offers.most_who_start(place) > started(solution)]
    if hopeful and not allowance.used_up and not check(problem, solution):
        try_them(trials, Best(problem, solution, keeps_rules=True, learnt=learnt), hopeful, allowance, top, tell)
    ranking = ranking_of(trials, len(hopeful), top)
    return ranking, solution if trials.stands is stands else carried(offers.problem, trials.stands, problem)


def one_more_resource(
    scenario: Scenario,
    taken: Timetable,
    problem: Problem,
    solution: Solution,
    *,
    allowance: Allowance,
    seed: int,
    fixed: bool,
    learnt: Learnt | None = None,
) -> tuple[OneMoreRanking, Solution]:
    """What a plan tells of resources, and the plan itself, better where a better one was found on the way.

    Parameters
    ----------
    fixed
        Whether the plan must stay as it is, even where a better one is found.
    learnt
        What the search that found it knows of the problem's prices.
    """
    if not tries_resources(problem):
        return not_tried(len(extras(scenario)), problem, solution), solution
    beside = Beside(scenario, problem.goals, taken, problem, solution, fixed, learnt)
    ranking, better = one_more(beside, allowance, seed=seed, top=NAMED)
    return ranking, solution if better is solution else Best(problem, better, keeps_rules=True).settled()


def tries_resources(problem: Problem) -> bool:
    """Whether single resources are tried beside a plan of a problem: not over a whole region."""
    return not over_many_offices(problem)


def not_tried(could: int, problem: Problem, solution: Solution) -> OneMoreRanking:
    """The ranking of so many resources of which none was tried."""
    return OneMoreRanking(
        start=started(solution),
        of=len(set(problem.person_ids)),
        could=could,
        ruled_out=0,
        searched=0,
        looked_at=0,
        sentence=NOT_TRIED,
        rows=(),
    )


def try_them(  # noqa: PLR0917 - what to try beside what, and for how long
    trials: Trials, best: Best, hopeful: list[int], allowance: Allowance, top: int, tell: Tell
) -> None:
    """Try the resources that could help, those first that promise most, as far as the time goes.

    Parameters
    ----------
    best
        The plan and its problem, without any of the resources.
    """
    order, known = hopeful, trials.offers.known
    tell("all groups without any of them")
    if len(known) > ALL_AT_ONCE:
        market = Market.of(trials.offers, best, allowance.share(PRICES_SHARE))
        order, known = sifted(trials, market, hopeful, allowance), market.worthiest()
    else:
        trials.better_without(known, allowance.share(BEFORE_SHARE))
    looks = allowance.share(LOOKS_SHARE)
    tell("groups near resources")
    for place in order:
        # As long as nothing is found there is nothing to search all groups with.
        left = looks if trials.helpful else allowance
        if trials.over(left):
            break
        trials.attempt(place, trials.near(place, known), left)
    tell("all groups with the best resources")
    for place in sorted(trials.done, key=trials.rank)[:top]:
        if trials.over(allowance):
            break
        if not trials.done[place].searched:
            trials.attempt(place, trials.offers.groups(place), allowance)


def sifted(trials: Trials, market: Market, hopeful: list[int], allowance: Allowance) -> list[int]:
    """Resources that promise at least half a person's place at the prices, the most promising first."""
    open_to_doubt = market.open_to_doubt
    if open_to_doubt >= trials.half_a_person and not market.searched:
        before = trials.cost(trials.stands)
        trials.better_without(market.worthiest()[:ALL_AT_ONCE], allowance.share(BEFORE_SHARE))
        open_to_doubt -= before - trials.cost(trials.stands)
    promises = market.promises(hopeful)
    some = [place for place in hopeful if promises[place] + open_to_doubt >= trials.half_a_person]
    return sorted(some, key=lambda place: (-promises[place], place))


def ranking_of(trials: Trials, hopeful: int, top: int) -> OneMoreRanking:
    """What was found, best first."""
    start, could = started(trials.stands), len(trials.offers.extras)
    order = sorted(trials.done, key=lambda place: (*trials.rank(place), place))
    rows = tuple(row for row in (row_of(trials, place) for place in order) if row is not None)[:top]
    searched = sum(trial.searched for trial in trials.done.values())
    ranking = OneMoreRanking(
        start=start,
        of=len(set(trials.problem.person_ids)),
        could=could,
        ruled_out=could - hopeful,
        searched=searched,
        looked_at=len(trials.done) - searched,
        rows=rows,
        sentence="",
    )
    return ranking.model_copy(update={"sentence": in_words(ranking)})


def row_of(trials: Trials, place: int) -> OneMore | None:
    """What a resource brings, against the plan without it; None if it brings nothing."""
    problem, extra, trial = trials.problem, trials.offers.extras[place], trials.done[place]
    solution = trials.best_with(place)
    without = priority_left_out(problem, trials.stands)
    more, gained = started(solution) - started(trials.stands), without - priority_left_out(problem, solution)
    helps = more > 0 or (more == 0 and round(gained, DECIMALS) > 0)
    if not (helps and trials.offers.used(place, solution)):
        return None
    return OneMore(
        resource=extra.resource,
        at=extra.at,
        sentence=extra.sentence,
        start=started(solution),
        more_start=more,
        priority_gained=round(max(0.0, gained), DECIMALS),
        priority_at_best=round(max(gained, without - least_left_out(problem, trial.bound)), DECIMALS)
        if trial.searched
        else None,
        searched=trial.searched,
    )


def least_left_out(problem: Problem, bound: float) -> float:
    """Priorities that no plan can leave out less of, as a bound has it.

    All lesser goals together cost less than the penalty, and priorities are whole in parts.
    """
    priced = problem.goals.weight_of(Goal.NOT_STARTED) * problem.penalty
    parts = problem.parts
    return max(0, math.floor(parts * bound / priced) - parts + 1) / parts if priced > 0 else 0.0


def in_words(ranking: OneMoreRanking) -> str:
    """What was found, and what it rests on."""
    if ranking.start == ranking.of:
        return "Everybody who waits has a place."
    found = "With no one more facilitator, room, weekly time or venue was a place found for anybody more."
    if ranking.rows and ranking.rows[0].more_start:
        best = ranking.rows[0]
        more = f"at least {best.more_start} more, {best.start:,} of {ranking.of:,}"
        found = f"Most people would start with {best.sentence}: {more}."
    left = ranking.could - ranking.ruled_out - ranking.searched - ranking.looked_at
    counts = {
        "can help nobody who waits": ranking.ruled_out,
        "tried with all groups": ranking.searched,
        "tried with the groups near them": ranking.looked_at,
        "not tried, since they promised too little or time was over": left,
    }
    told = "; ".join(f"{what}: {number:,}" for what, number in counts.items() if number)
    return f"{found} Of such resources there could be {ranking.could:,} ({told})." if told else found
