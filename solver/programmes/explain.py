"""Why a referral has no place: an ordered waterfall over the rules, then over what became of the groups left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.explanation import Reason, Unplaced
from models.goals import Part
from solver.programmes.mip import able_facilitators
from solver.programmes.problem import Problem, Solution
from solver.programmes.staffing import Draft
from solver.programmes.waiting import expected_starts, in_order, latest_start

SENTENCES: dict[str, str] = {
    "eligible": "{left} of {before} groups that could open are for this programme, cohort and person.",
    "one_group_per_person": "The person is in a running group already.",
    "available_every_week": "{left} of these {before} meet when the person is free at every session.",
    "within_travel_limit": "{left} of these {before} are within the travel limit, at an office the person may enter.",
    "in_region": "{left} of these {before} are in the person's region and in a unit that the referral names.",
    "finish_before_sentence_end": "{left} of these {before} end early enough before the end of the sentence.",
    "keep_apart": "{left} of these {before} have nobody in them whom the person must never meet.",
    "not_excluded": "{left} of these {before} are led by people whom the person may meet.",
    "locks_kept": "Locks leave {left} of these {before}.",
}
"""What each rule on who may join which group took away."""


class Obstacle(NamedTuple):
    """What stands between a referral and a group that no rule on the pair forbids."""

    rule: str
    sentence: str


class Finding(NamedTuple):
    """An obstacle in the way to one group, and how many people that group is short of its minimum."""

    obstacle: Obstacle
    short: int = 0


PLACED_ALREADY = Obstacle("one_group_per_person", "The person is given a place by another referral.")
TOO_FEW = Obstacle(
    "group_size",
    "{gone} would have too few people; the nearest to running is {short} short of its minimum: it could open with "
    "{short} more waiting who may join it.",
)
FULL = Obstacle("group_size", "{gone} have as many people as the programme takes.")
NO_PLACE = Obstacle("group_size", "{gone} are running groups in which no place is left from that module on.")
NO_SEAT = Obstacle("room_free", "{gone} have a person on every seat of the room.")
APART = Obstacle("keep_apart", "{gone} cannot be joined because of a rule on who may be in a group together.")
MUST_NOT_MEET = Obstacle("not_excluded", "{gone} are led by somebody whom the person must not meet.")
NOBODY_FITS = Obstacle(
    "facilitators",
    "{gone} have too few facilitators, cover included, who are qualified and at work on every session day.",
)
NOBODY_FREE = Obstacle("facilitators_not_double_booked", "{gone} find too few facilitators free beside other groups.")
NO_MANAGER = Obstacle(
    "treatment_manager", "{gone} find no treatment manager who is free and could oversee one group more."
)
NO_ROOM = Obstacle("room_free", "{gone} find no free room with enough seats.")
NOT_WORTH_IT = Obstacle("groups_opened", "{gone} would cost more by the goals in force than they would save.")
NOT_TAKEN = Obstacle(
    "not_started", "{gone} have a seat that by the goals in force, or in the time given, was not taken."
)

ORDER: tuple[Obstacle, ...] = (
    PLACED_ALREADY,
    TOO_FEW,
    FULL,
    NO_PLACE,
    NO_SEAT,
    APART,
    MUST_NOT_MEET,
    NOBODY_FITS,
    NOBODY_FREE,
    NO_MANAGER,
    NO_ROOM,
    NOT_WORTH_IT,
    NOT_TAKEN,
)
"""Obstacles in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is asked about every group, worked out once for a solution."""

    problem: Problem
    draft: Draft
    able_staff: NDArray[np.int64]
    free_staff: NDArray[np.int64]
    staffed: NDArray[np.bool_]
    seats: NDArray[np.int64]

    @classmethod
    def of(cls, problem: Problem, solution: Solution) -> Standing:
        """Facilitators and seats of every group beside the groups that open."""
        draft = Draft(problem, solution)
        groups = range(len(problem.option_ids))
        return cls(
            problem=problem,
            draft=draft,
            able_staff=able_facilitators(problem).sum(axis=0),
            free_staff=np.array([len(draft.free_facilitators(g)) for g in groups], dtype=np.int64),
            staffed=np.array([draft.staffed(g) for g in groups], dtype=np.bool_),
            seats=np.array([draft.seats(g) for g in groups], dtype=np.int64),
        )

    def finding(self, r: int, g: int) -> Finding:
        """What keeps a referral from a group that it is allowed in."""
        there = self.draft.room_of[g] >= 0 or not self.problem.intakes.opens[g]
        return self._there(r, g) if there else self._closed(g)

    def _there(self, r: int, g: int) -> Finding:
        problem, size = self.problem, self.draft.size(g)
        if size >= problem.maximum[g]:
            return Finding(FULL)
        if size >= self.seats[g]:
            return Finding(NO_SEAT if problem.intakes.opens[g] else NO_PLACE)
        if (problem.shunned[r] & self.draft.team[g]).any():
            return Finding(MUST_NOT_MEET)
        return Finding(NOT_TAKEN if self.draft.may_join(r, g) else APART)

    def _closed(self, g: int) -> Finding:
        problem = self.problem
        people = len(np.unique(problem.person[self.draft.waiting(g)]))
        short = int(problem.minimum[g]) - people
        if short > 0:
            return Finding(TOO_FEW, short)
        if self.able_staff[g] < problem.needed[g]:
            return Finding(NOBODY_FITS)
        if self.free_staff[g] < problem.needed[g]:
            return Finding(NOBODY_FREE)
        if not self.staffed[g]:
            return Finding(NO_MANAGER)
        return Finding(NO_ROOM if self.seats[g] < problem.minimum[g] else NOT_WORTH_IT)


def unplaced(problem: Problem, solution: Solution) -> tuple[Unplaced, ...]:
    """Everyone without a place, in the order of the waiting list, with reasons in order; nobody else is ever named."""
    standing = Standing.of(problem, solution)
    placed = {int(person) for person in problem.person[solution.group_of >= 0]}
    expected = expected_starts(problem, solution)
    rows = []
    for r in in_order(problem, solution):
        reasons = rules_in_the_way(problem, r)
        left = np.flatnonzero(problem.allowed[r])
        if problem.person[r] in placed:
            findings = [Finding(PLACED_ALREADY)] * len(left)
        else:
            findings = [standing.finding(r, int(g)) for g in left]
        reasons += groups_in_the_way(findings)
        person, part = problem.person_ids[r], Part.PROGRAMMES
        rows.append(
            Unplaced(
                part=part,
                id=problem.referral_ids[r],
                person=person,
                reasons=tuple(reasons),
                expected_start=expected.get(r),
                latest_start=latest_start(problem, r),
            )
        )
    return tuple(rows)


def rules_in_the_way(problem: Problem, r: int) -> list[Reason]:
    """Every rule on the pair that took groups away, and how many were left after it."""
    if not problem.option_ids:
        return [Reason(rule="eligible", options_left=0, sentence="No group could open at all.")]
    left = np.ones(len(problem.option_ids), dtype=np.bool_)
    reasons = []
    for rule in problem.pair_rules:
        before = int(left.sum())
        left &= rule.row(r)
        now = int(left.sum())
        if now < before:
            sentence = SENTENCES[rule.name].format(left=now, before=before)
            reasons.append(Reason(rule=rule.name, options_left=now, sentence=sentence))
    return reasons


def groups_in_the_way(findings: list[Finding]) -> list[Reason]:
    """What became of the groups that no rule on the pair took away, obstacle by obstacle."""
    left = len(findings)
    reasons = []
    for obstacle in ORDER:
        gone = [finding for finding in findings if finding.obstacle is obstacle]
        if gone:
            left -= len(gone)
            short = min(finding.short for finding in gone)
            sentence = obstacle.sentence.format(gone=counted(len(gone)), short=short)
            reasons.append(Reason(rule=obstacle.rule, options_left=left, sentence=sentence))
    return reasons


def counted(number: int) -> str:
    """How many of the groups left are meant."""
    return f"Of those left, {number}"
