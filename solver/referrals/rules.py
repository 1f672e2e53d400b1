"""Every hard rule of commissioned services, checked on plain arrays, without a look at how a solution was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from models.errors import Violation
from models.goals import Part
from solver.referrals.problem import NONE, PairRule, Problem, Solution, starts

Checker = Callable[[Problem, Solution], Iterator[Violation]]


def check(problem: Problem, solution: Solution) -> list[Violation]:
    """Every violation of every rule, in the order of ``RULES``."""
    return [violation for rule in RULES.values() for violation in rule(problem, solution)]


def violation(rule: str, ids: tuple[str, ...], sentence: str) -> Violation:
    """A violation in this part."""
    return Violation(rule=rule, part=Part.REFERRALS.value, ids=ids, sentence=sentence)


def pair_rule(problem: Problem, name: str) -> PairRule:
    """The rule of that name on referral and contract."""
    return next(rule for rule in problem.pair_rules if rule.name == name)


def broken_pairs(problem: Problem, solution: Solution, name: str, sentence: str) -> Iterator[Violation]:
    """Placements for which a rule on the pair does not hold."""
    keeps = pair_rule(problem, name).keeps
    for r in solution.placed.tolist():
        c = solution.contract_of[r]
        if not keeps[r, c]:
            yield violation(name, (problem.referral_ids[r], problem.contract_ids[c]), sentence)


def broken_runs(
    problem: Problem, solution: Solution, name: str, sentence: str, keeps: Callable[[int, int, int], bool]
) -> Iterator[Violation]:
    """Placements whose run (referral, time, week) breaks a rule."""
    for r in solution.placed.tolist():
        if not keeps(r, int(solution.time_of[r]), int(solution.week_of[r])):
            yield violation(name, (problem.referral_ids[r],), sentence)


def category(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """The contract's category is the referral's."""
    yield from broken_pairs(problem, solution, "category", "The contract is for another need.")


def in_area(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """The person's unit is one of the contract's."""
    yield from broken_pairs(problem, solution, "in_area", "The contract does not cover the person's unit.")


def women_only(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """A women-only service takes only ``group_sex = female``."""
    yield from broken_pairs(problem, solution, "women_only", "The service is for women only.")


def stated_needs(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """A woman, Welsh, and the person's language, where they are asked for."""
    yield from broken_pairs(problem, solution, "stated_needs", "A need that the person has stated is not met.")


def before_release(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """A pre-release referral is placed where people in prison are seen, and starts before the release."""
    yield from broken_pairs(problem, solution, "before_release", "Nobody is seen in prison under this contract.")

    def early(r: int, time: int, week: int) -> bool:
        return bool(problem.released[r] == 0 or _first(problem, time, week) < problem.released[r])

    yield from broken_runs(problem, solution, "before_release", "The service starts after the release.", early)


def within_travel_limit(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """In person: near enough, and the person can and may enter; remotely: the contract and the person can."""
    for r in solution.placed.tolist():
        c = solution.contract_of[r]
        seen = problem.remotely if solution.remote[r] else problem.in_person
        if not seen[r, c]:
            ids = (problem.referral_ids[r], problem.contract_ids[c])
            yield violation("within_travel_limit", ids, "The person cannot be seen in this way under this contract.")


def start_in_time(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """The contract has the time; the first day is no bank holiday of the horizon, and not before the earliest day."""

    def keeps(r: int, time: int, week: int) -> bool:
        begins = problem.calendar.position[7 * week + problem.calendar.weekday[time]] >= 0
        offered = problem.offers[solution.contract_of[r], time]
        return bool(begins and offered and _first(problem, time, week) >= problem.earliest[r])

    sentence = "Nobody is seen then, or the service starts too early."
    yield from broken_runs(problem, solution, "start_in_time", sentence, keeps)


def available(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """No appointment overlaps a commitment of the person."""
    sentence = "The person has a commitment at the time of an appointment."
    table = problem.available
    yield from broken_runs(problem, solution, "available", sentence, lambda r, time, week: bool(table[r, time, week]))


def no_clash(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """No appointment clashes with what the person is booked for, nor with an appointment of another referral."""
    sentence = "An appointment clashes with something that the person is booked for."
    table = problem.no_clash
    yield from broken_runs(problem, solution, "no_clash", sentence, lambda r, time, week: bool(table[r, time, week]))
    of_person: dict[int, list[int]] = {}
    for r in solution.placed.tolist():
        of_person.setdefault(int(problem.person[r]), []).append(r)
    for mine in of_person.values():
        for one, other in combinations(mine, 2):
            runs = [
                (int(solution.time_of[r]), int(solution.week_of[r]), int(problem.sessions[r])) for r in (one, other)
            ]
            if problem.calendar.clash(runs[0], runs[1], problem.turnaround):
                ids = (problem.referral_ids[one], problem.referral_ids[other])
                yield violation("no_clash", ids, "Appointments of two referrals of one person clash.")


def finish_before_sentence_end(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Last appointment at least ``sentence_slack_days`` before the sentence ends."""

    def keeps(r: int, time: int, week: int) -> bool:
        return bool(problem.appointments(r, time, week)[-1] <= problem.finish[r])

    sentence = "The last appointment lies too close to the end of the sentence, or after it."
    yield from broken_runs(problem, solution, "finish_before_sentence_end", sentence, keeps)


def within_places(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Placements that start in a month are at most the places left in it."""
    taken = starts(problem, solution)
    for c, m in np.argwhere(taken > problem.places).tolist():
        month = f"{problem.calendar.months[m]:%Y-%m}"
        sentence = f"{taken[c, m]} people start in {month}, where {problem.places[c, m]} places are left."
        yield violation("within_places", (problem.contract_ids[c],), sentence)


def locks_kept(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """``must`` locks hold, ``must_not`` locks hold."""
    yield from broken_pairs(problem, solution, "locks_kept", "A lock forbids this contract.")
    for r in np.flatnonzero((problem.must != NONE) & (solution.contract_of == NONE)).tolist():
        ids = (problem.referral_ids[r], problem.contract_ids[problem.must[r]])
        yield violation("locks_kept", ids, "A lock demands a place that is not given.")


def _first(problem: Problem, time: int, week: int) -> int:
    return int(problem.calendar.first + 7 * week + problem.calendar.weekday[time])


RULES: dict[str, Checker] = {
    "category": category,
    "in_area": in_area,
    "women_only": women_only,
    "stated_needs": stated_needs,
    "before_release": before_release,
    "within_travel_limit": within_travel_limit,
    "start_in_time": start_in_time,
    "available": available,
    "no_clash": no_clash,
    "finish_before_sentence_end": finish_before_sentence_end,
    "within_places": within_places,
    "locks_kept": locks_kept,
}
"""Every hard rule, in the order of ``docs/formulation.md``."""
