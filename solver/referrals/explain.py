"""Why a referral has no place: an ordered waterfall over the rules, then over what became of the contracts left."""

from __future__ import annotations

from datetime import date

import numpy as np

from models.explanation import Reason, Unplaced
from models.goals import Part
from solver.referrals.calendar import Mask
from solver.referrals.problem import Problem, Solution, starts
from solver.referrals.waiting import expected_starts, in_order_of_need

SENTENCES: dict[str, str] = {
    "category": "{left} of {before} contracts are for this need.",
    "in_area": "{left} of these {before} cover the unit in which the person lives.",
    "women_only": "{left} of these {before} are not for women only.",
    "stated_needs": "{left} of these {before} meet the needs that the person has stated.",
    "before_release": "{left} of these {before} see people in prison, and could start before the release.",
    "within_travel_limit": "{left} of these {before} are near enough and open to the person, or see people remotely.",
    "locks_kept": "Locks leave {left} of these {before}.",
    "start_in_time": "{left} of these {before} see people on a day of the horizon on which the service could start.",
    "available": "{left} of these {before} see people at an hour at which the person is free every week.",
    "no_clash": "{left} of these {before} see people when the person is booked for nothing else.",
    "finish_before_sentence_end": "{left} of these {before} could end early enough before the end of the sentence.",
    "within_places": "{left} of these {before} have a place left.",
    "not_served": "By the goals in force, or in the time given, a place that was left was not taken.",
}
"""What each rule took away."""


def unplaced(problem: Problem, solution: Solution) -> tuple[Unplaced, ...]:
    """Everyone without a place in order of need, with reasons and an expected start; nobody else is ever named."""
    expected = expected_starts(problem, solution)
    free = np.asarray(problem.places > starts(problem, solution))
    return tuple(
        Unplaced(
            part=Part.REFERRALS,
            id=problem.referral_ids[r],
            person=problem.person_ids[r],
            reasons=tuple(reasons(problem, r, free, expected.get(r))),
            expected_start=expected.get(r),
        )
        for r in in_order_of_need(problem, solution)
    )


def reasons(problem: Problem, r: int, free: Mask, expected: date | None) -> list[Reason]:
    """Every rule that took contracts away from a referral, and how many were left after it."""
    count = len(problem.contract_ids)
    if not count:
        return [Reason(rule="category", options_left=0, sentence="There is no contract at all.")]
    left, told = np.ones(count, dtype=np.bool_), []
    for rule, keeps in waterfall(problem, r, free):
        before = int(left.sum())
        left &= keeps
        now = int(left.sum())
        if now < before:
            sentence = SENTENCES[rule].format(left=now, before=before)
            if rule == "within_places" and now == 0 and expected is not None:
                sentence += f" One can be expected in {expected:%B %Y}."
            told.append(Reason(rule=rule, options_left=now, sentence=sentence))
    if left.any():
        told.append(Reason(rule="not_served", options_left=0, sentence=SENTENCES["not_served"]))
    return told


def waterfall(problem: Problem, r: int, free: Mask) -> list[tuple[str, Mask]]:
    """Each rule with the contracts (C,) that it leaves to a referral, taken with all rules before it.

    Parameters
    ----------
    free
        (C, M) bool: there is a place left.
    """
    calendar = problem.calendar
    rows = [(rule.name, rule.keeps[r]) for rule in problem.pair_rules]
    days = calendar.days
    last = calendar.last_days(problem.sessions[r : r + 1])[0]
    open_days = (last > 0) & (days >= problem.earliest[r])
    in_time = _by_time(problem, open_days)
    if problem.released[r]:
        early = _by_time(problem, open_days & (days < problem.released[r]))
        rows = [
            (name, keeps & _offering(problem, early) if name == "before_release" else keeps) for name, keeps in rows
        ]
        in_time = early
    rows.append(("start_in_time", _offering(problem, in_time)))
    for name, table in (("available", problem.available), ("no_clash", problem.no_clash)):
        in_time = in_time & table[r]
        rows.append((name, _offering(problem, in_time)))
    in_time = in_time & _by_time(problem, last <= problem.finish[r])
    rows.append(("finish_before_sentence_end", _offering(problem, in_time)))
    ways = problem.ways.of_referral(r)
    contract, month = problem.ways.contract[ways], calendar.month[problem.ways.day[ways]]
    places = np.zeros(len(problem.contract_ids), dtype=np.bool_)
    places[contract[free[contract, month]]] = True
    return [*rows, ("within_places", places)]


def _by_time(problem: Problem, days: Mask) -> Mask:
    """(T, D) bool from (H,) bool: the day of the time in the week is one of the days."""
    return np.asarray(days.reshape(problem.calendar.weeks, 7)[:, problem.calendar.weekday].T)


def _offering(problem: Problem, times: Mask) -> Mask:
    """(C,) bool: the contract has one of the times in some week, (T, D)."""
    some = np.asarray(times.any(axis=1))
    return np.asarray((problem.offers & some[None, :]).any(axis=1))
