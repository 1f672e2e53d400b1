"""What a plan tells of one more resource, as far as it can be held against the scenario and the plan."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from models.goals import Part
from models.one_more import OneMore, OneMoreRanking, Resource
from models.staff import Role
from solver.audit.finding import Findings, leeway, violation
from solver.audit.programmes import places
from solver.audit.programmes_priority import priorities_of
from solver.audit.waitlist import Waitlist

TOLD_TO = 0.005
"""By how much a priority may be rounded."""


def one_more(w: Waitlist, told: OneMoreRanking | None) -> Findings:
    """Counts are those of the plan or can be so, resources stand in order, and each is at a place or like somebody."""
    if told is None:
        return
    for sentence in (*_counts(w, told), *(found for row in told.rows for found in _row(w, told, row)), *_order(told)):
        yield violation("one_more", Part.PROGRAMMES, (), sentence)


def _counts(w: Waitlist, told: OneMoreRanking) -> Iterator[str]:
    placed, waiting = len(list(places(w))), len({row.person for row in w.referrals})
    if (told.start, told.of) != (placed, waiting):
        yield f"{told.start} of {told.of} are said to start without any further resource, not {placed} of {waiting}."
    tried = told.searched + told.looked_at
    if told.ruled_out + tried > told.could or len(told.rows) > tried:
        yield "More resources are said to be ruled out, tried or of help than there could be."


def _row(w: Waitlist, told: OneMoreRanking, row: OneMore) -> Iterator[str]:
    scenario = w.rows.scenario
    delivering = {one.id for one in scenario.staff if {Role.FACILITATOR, Role.TREATMENT_MANAGER} & set(one.roles)}
    known = delivering if row.resource is Resource.FACILITATOR else {office.id for office in scenario.estate.offices}
    if row.at not in known:
        yield f"There could be no one more {row.resource} at or like {row.at}, which is not known as such."
    if row.start != told.start + row.more_start or row.start > told.of:
        yield f"{row.start} people cannot start with one more {row.resource} at or like {row.at}."
    left_out = float(sum(priorities_of(w.rows)) - sum(priorities_of(w.rows)[r] for r, _ in places(w)))
    most = left_out if row.priority_at_best is None else min(left_out, row.priority_at_best)
    if row.priority_gained > most + TOLD_TO + leeway(most):
        yield f"One more {row.resource} at or like {row.at} cannot take so much priority off those left out."
    if row.searched != (row.priority_at_best is not None):
        yield f"What one more {row.resource} at or like {row.at} could bring at best takes a search of all groups."


def _order(told: OneMoreRanking) -> Iterator[str]:
    ranks = [(-row.more_start, -row.priority_gained) for row in told.rows]
    if any(later < earlier for earlier, later in pairwise(ranks)) or (0, 0.0) in ranks:
        yield "Resources do not stand in order of how many people they let start, or some of no help are among them."
