"""Every hard rule of programme groups, checked on plain arrays, without a look at how a solution was found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations

import numpy as np

from models.errors import Violation
from models.goals import Part
from models.programmes import SessionKind
from solver.calendar import Booking
from solver.programmes.diary import Stretch, overlap, stretch_of
from solver.programmes.one_to_ones import hours_left, length_of, monday_of, session_minutes, window
from solver.programmes.problem import OneToOne, PairRule, Problem, Solution

Checker = Callable[[Problem, Solution], Iterator[Violation]]


def check(problem: Problem, solution: Solution) -> list[Violation]:
    """Every violation of every rule, in the order of ``RULES``."""
    return [violation for rule in RULES.values() for violation in rule(problem, solution)]


def violation(rule: str, ids: tuple[str, ...], sentence: str) -> Violation:
    """A violation in this part."""
    return Violation(rule=rule, part=Part.PROGRAMMES.value, ids=ids, sentence=sentence)


def pair_rule(problem: Problem, name: str) -> PairRule:
    """The rule of that name on who may join which group."""
    return next(rule for rule in problem.pair_rules if rule.name == name)


def broken_pairs(problem: Problem, solution: Solution, name: str, sentence: str) -> Iterator[Violation]:
    """Members for whom a pair rule does not hold."""
    rule = pair_rule(problem, name)
    for r in np.flatnonzero(solution.group_of >= 0):
        g = solution.group_of[r]
        if not rule.holds(int(r), int(g)):
            yield violation(name, (problem.referral_ids[r], problem.option_ids[g]), sentence)


def eligible(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """``group_of[r] = g`` only if programme, cohort, LDC and sex agree."""
    yield from broken_pairs(problem, solution, "eligible", "The group is not for this referral.")


def one_group_per_person(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """At most one place for each person; none for a member of a running group."""
    sentence = "The person is in a running group already."
    yield from broken_pairs(problem, solution, "one_group_per_person", sentence)
    placed = np.flatnonzero(solution.group_of >= 0)
    people, counts = np.unique(problem.person[placed], return_counts=True)
    for person in people[counts > 1]:
        ids = tuple(problem.referral_ids[r] for r in placed if problem.person[r] == person)
        yield violation("one_group_per_person", ids, "One person is given more than one place.")


def group_size(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """``minimum <= members <= maximum`` in an open group, none in one that does not open; places of running groups."""
    sizes = np.bincount(solution.group_of[solution.group_of >= 0], minlength=len(problem.option_ids))
    for g in np.flatnonzero(solution.opened | (sizes > 0)):
        option, members = problem.option_ids[g], int(sizes[g])
        if solution.opened[g] and not problem.minimum[g] <= members <= problem.maximum[g]:
            sentence = f"{members} members where {problem.minimum[g]} to {problem.maximum[g]} are wanted."
            yield violation("group_size", (option,), sentence)
        elif members and not solution.opened[g]:
            yield violation("group_size", (option,), "People are given places in a group that does not open.")
    intakes = problem.intakes
    for row in np.flatnonzero(intakes.together @ sizes > intakes.places):
        ids = tuple(problem.option_ids[g] for g in np.flatnonzero(intakes.together[row] & (sizes > 0)))
        yield violation("group_size", ids, f"More people join a running group than the {intakes.places[row]} places.")


def facilitators(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Exactly ``needed`` facilitators who fit, to lead or to cover, for an open group, none for any other."""
    for g in np.flatnonzero(solution.opened | solution.team.any(axis=1)):
        option = problem.option_ids[g]
        team = np.flatnonzero(solution.team[g])
        wanted = int(problem.needed[g]) if solution.opened[g] else 0
        if len(team) != wanted:
            yield violation("facilitators", (option,), f"{len(team)} facilitators where {wanted} are wanted.")
        for f in team:
            if not problem.facilitator_fits[f, g]:
                sentence = "Not qualified, of another region, or away on a session day."
                yield violation("facilitators", (option, problem.facilitator_ids[f]), sentence)


def facilitators_not_double_booked(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """No clash among a facilitator's groups and bookings; week's sessions within the contracted hours."""
    name = "facilitators_not_double_booked"
    for f, facilitator in enumerate(problem.facilitator_ids):
        groups = np.flatnonzero(solution.team[:, f])
        for g in groups:
            if not problem.facilitator_free[f, g] or problem.clashes(int(g), int(g)):
                sentence = "The facilitator is booked already at the time of a session."
                yield violation(name, (facilitator, problem.option_ids[g]), sentence)
        for one, other in combinations(groups, 2):
            if problem.clashes(int(one), int(other)):
                ids = (facilitator, problem.option_ids[one], problem.option_ids[other])
                yield violation(name, ids, "Sessions of two groups of one facilitator clash.")
        load = problem.group_minutes(groups).sum(axis=0)
        if ((load > 0) & (load > problem.minutes_left[f] + 1e-6)).any():
            yield violation(name, (facilitator,), "More session hours in a week than the facilitator's contract has.")


def treatment_manager(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """A manager who is able and leads nothing that clashes, where one is wanted; within groups and hours of a week."""
    oversight = problem.oversight
    for g in np.flatnonzero((solution.opened & oversight.wanted) != (solution.manager_of >= 0)):
        sentence = "A treatment manager is missing, or there is one where none is asked for."
        yield violation("treatment_manager", (problem.option_ids[g],), sentence)
    for t, manager in enumerate(oversight.ids):
        groups, f = np.flatnonzero(solution.manager_of == t), int(oversight.facilitator[t])
        led = np.flatnonzero(solution.team[:, f]) if f >= 0 else groups[:0]
        for g in groups:
            if not oversight.able[t, g] or problem.clash[problem.calendar_of[g], problem.calendar_of[led]].any():
                sentence = "The treatment manager is not qualified, of another region, away, or not free."
                yield violation("treatment_manager", (manager, problem.option_ids[g]), sentence)
        number = oversight.runs[problem.calendar_of[groups]].sum(axis=0)
        minutes = problem.group_minutes(led).sum(axis=0) + oversight.minutes * number
        too_many = (number > 0) & (number > oversight.groups_left[t])
        if (too_many | ((minutes > 0) & (minutes > oversight.minutes_left[t] + 1e-6))).any():
            yield violation("treatment_manager", (manager,), "More groups or hours in a week than there can be.")


def room_free(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """A room of the office, with seats for all members, in which nothing overlaps."""
    for g in np.flatnonzero(solution.opened):
        k = solution.room_of[g]
        ids = (problem.option_ids[g], problem.room_ids[k])
        if not problem.room_fits[k, g]:
            yield violation("room_free", ids, "The room is in another office.")
        if len(solution.members(int(g))) > problem.seats[k]:
            yield violation("room_free", ids, "The room has too few seats.")
        if not problem.room_free[k, g] or problem.overlaps(int(g), int(g)):
            yield violation("room_free", ids, "The room is taken at the time of a session.")
    for one, other in combinations(np.flatnonzero(solution.opened), 2):
        if solution.room_of[one] == solution.room_of[other] and problem.overlaps(int(one), int(other)):
            where = (problem.room_ids[solution.room_of[one]], problem.option_ids[one], problem.option_ids[other])
            yield violation("room_free", where, "Two groups are in one room at one time.")


def available_every_week(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """No session overlaps a commitment of a member or clashes with what the member is booked for."""
    yield from broken_pairs(problem, solution, "available_every_week", "The person is not free at every session.")


def within_travel_limit(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Office within the travel limit, outside exclusion zones, and step-free where needed."""
    sentence = "The person cannot, or must not, go to the office."
    yield from broken_pairs(problem, solution, "within_travel_limit", sentence)


def in_region(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Office in the person's region, and in a unit that the referral names."""
    yield from broken_pairs(problem, solution, "in_region", "The office is not where the referral may be placed.")


def finish_before_sentence_end(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Last session at least ``sentence_slack_days`` before the sentence ends."""
    sentence = "The programme ends too close to the end of the sentence, or after it."
    yield from broken_pairs(problem, solution, "finish_before_sentence_end", sentence)


def keep_apart(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """Non-associates never in one group, nor with a session of a running group in common."""
    yield from broken_pairs(
        problem, solution, "keep_apart", "Somebody is in the running group whom the person must never meet."
    )
    for one, other in problem.apart:
        g, h = solution.group_of[[one, other]].tolist()
        if g >= 0 and h in problem.intakes.company.get(g, (g,)):
            ids = (problem.referral_ids[one], problem.referral_ids[other])
            yield violation("keep_apart", ids, "Two people who must never meet are in one group.")


def not_excluded(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """No facilitator of a group excludes a member, nor is excluded by one."""
    yield from broken_pairs(
        problem, solution, "not_excluded", "The running group has somebody in its team whom to avoid."
    )
    for r in np.flatnonzero(solution.group_of >= 0):
        for f in np.flatnonzero(problem.shunned[r] & solution.team[solution.group_of[r]]):
            ids = (problem.referral_ids[r], problem.facilitator_ids[f])
            yield violation("not_excluded", ids, "A person and a facilitator of the group must not meet.")


def one_to_ones(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """A member's one-to-one is near the slot held, with a facilitator of the group, when both are free.

    Sessions of groups and one-to-ones of a week lie within the facilitator's hours; each one-to-one is held once.
    """
    seen = Counter((one.r, one.number) for one in solution.one_to_ones)
    for one in solution.one_to_ones:
        ids = (problem.referral_ids[one.r], problem.facilitator_ids[one.f])
        sentence = fault_of(problem, solution, one)
        if sentence is None and seen[one.r, one.number] > 1:
            sentence = "A one-to-one is held more than once."
        if sentence is not None:
            yield violation("one_to_ones", ids, sentence)
    yield from one_to_ones_apart(problem, solution)


def fault_of(problem: Problem, solution: Solution, one: OneToOne) -> str | None:
    """What is wrong with a one-to-one by itself; None where nothing is."""
    g, on, minutes = int(solution.group_of[one.r]), one.start.date(), (one.end - one.start).total_seconds() / 60
    held = next((s for s in problem.sessions(g) if s.number == one.number), None) if g >= 0 else None
    if held is None or held.kind is not SessionKind.ONE_TO_ONE or minutes != length_of(held):
        return "The group of the person has no such one-to-one."
    due = window(problem, g, one.r, held)
    if not (due.first <= on <= due.last and one.start >= due.after and one.end <= due.before):
        return "A one-to-one is not near the slot that is held for it."
    stretch = stretch_of(Booking(one.start, one.end))
    if not solution.team[g, one.f]:
        return "A one-to-one is with somebody who does not lead the group."
    if any(overlap(stretch, busy) for busy in problem.diary.busy(one.r, on)):
        return "The person is not free for a one-to-one."
    if not any(start <= stretch[0] and stretch[1] <= end for start, end in problem.diary.free(one.f, on)):
        return "The facilitator is not at work, or booked already, at the time of a one-to-one."
    return None


def one_to_ones_apart(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """No facilitator has two things at one time, or more in a week than hours, one-to-ones counted.

    The slot that a run holds for one-to-ones is there for its own.
    """
    spent = session_minutes(problem, solution)
    by_day: dict[tuple[int, date], list[tuple[int, bool, Stretch]]] = defaultdict(list)
    for one in solution.one_to_ones:
        by_day[one.f, one.start.date()].append(
            (int(solution.group_of[one.r]), True, stretch_of(Booking(one.start, one.end)))
        )
        spent[one.f, monday_of(one.start.date())] += int((one.end - one.start).total_seconds() // 60)
    for (f, on), ones in by_day.items():
        for g in np.flatnonzero(solution.team[:, f]).tolist():
            today = [s for s in problem.sessions(g) if s.on == on]
            ones += [(g if s.kind is SessionKind.ONE_TO_ONE else -1, False, stretch_of(s.booking)) for s in today]
        for (g, own, first), (h, other, second) in combinations(ones, 2):
            may_meet = not (own or other) or (g == h and own != other)
            if not may_meet and overlap(first, problem.diary.widened(second)):
                ids = (problem.facilitator_ids[f],)
                yield violation("one_to_ones", ids, "The facilitator is elsewhere at the time of a one-to-one.")
        if spent[f, monday_of(on)] > hours_left(problem, f, monday_of(on)) + 1e-6:
            sentence = "More hours of sessions and one-to-ones in a week than the facilitator's contract has."
            yield violation("one_to_ones", (problem.facilitator_ids[f],), sentence)


def locks_kept(problem: Problem, solution: Solution) -> Iterator[Violation]:
    """``must`` locks hold, ``must_not`` locks hold."""
    yield from broken_pairs(problem, solution, "locks_kept", "A lock forbids this place.")
    for r, g, _ in problem.must:
        if solution.group_of[r] != g:
            ids = (problem.referral_ids[r], problem.option_ids[g])
            yield violation("locks_kept", ids, "A lock demands a place that is not given.")


RULES: dict[str, Checker] = {
    "eligible": eligible,
    "one_group_per_person": one_group_per_person,
    "group_size": group_size,
    "facilitators": facilitators,
    "facilitators_not_double_booked": facilitators_not_double_booked,
    "treatment_manager": treatment_manager,
    "room_free": room_free,
    "available_every_week": available_every_week,
    "within_travel_limit": within_travel_limit,
    "in_region": in_region,
    "finish_before_sentence_end": finish_before_sentence_end,
    "keep_apart": keep_apart,
    "not_excluded": not_excluded,
    "one_to_ones": one_to_ones,
    "locks_kept": locks_kept,
}
"""Every hard rule, in the order of ``docs/formulation.md``."""
