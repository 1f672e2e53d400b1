"""Unpaid work: who is behind or will be late, laid beside what the plan tells of it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from models.attendance import OffTrack
from models.goals import Part
from models.unpaid_work import Requirement
from solver.audit.finding import Findings, violation
from solver.audit.record import FAILURES
from solver.audit.rota import Rota

LONGEST = 1040
"""Weeks beyond which no finish is told."""
ROUNDING = 1e-6


def off_track(rota: Rota, listed: Sequence[OffTrack]) -> Findings:
    """Everyone who is off track is listed, worst first, with hours, finish and failures that are so; nobody else is."""
    own = _own(rota)
    ids = [row.requirement for row in listed]
    if ids != list(own):
        yield violation(
            "off_track", Part.UNPAID_WORK, (), "The requirements listed as off track are not those that are."
        )
        return
    for row in listed:
        if row != own[row.requirement]:
            sentence = f"What is told of requirement {row.requirement}, which is off track, does not follow."
            yield violation("off_track", Part.UNPAID_WORK, (row.requirement,), sentence)


def _own(rota: Rota) -> dict[str, OffTrack]:
    """Rows that should be told, by requirement, in order."""
    finishes = _finishes(rota)
    failures = _failures(rota)
    least_behind = rota.rows.scenario.policy.off_track_minutes.value
    rows = []
    for r, requirement in enumerate(rota.requirements):
        left, finish = int(rota.left[r]), finishes[r]
        row = OffTrack(
            requirement=requirement.id,
            person=requirement.person,
            minutes_left=left,
            minutes_behind=_behind(requirement, left, rota.days[0]),
            expected_finish=finish,
            weeks_late=None if finish is None else max(0, -((requirement.deadline - finish).days // 7)),
            failures=failures[requirement.id],
        )
        if row.expected_finish is None or row.weeks_late or row.minutes_behind >= least_behind:
            rows.append(row)
    rows.sort(
        key=lambda row: (row.weeks_late is not None, -(row.weeks_late or 0), -row.minutes_behind, row.requirement)
    )
    return {row.requirement: row for row in rows}


def done_in_time(rota: Rota) -> int:
    """Requirements with an expected finish that is no later than the deadline."""
    rows = zip(_finishes(rota), rota.requirements, strict=True)
    return sum(finish is not None and finish <= row.deadline for finish, row in rows)


def _finishes(rota: Rota) -> list[date | None]:
    """Expected finish of every requirement."""
    dates: dict[str, list[date]] = defaultdict(list)
    minutes = Counter[str]()
    for pattern in rota.worked:
        dates[pattern.requirement] += pattern.dates
        minutes[pattern.requirement] += pattern.minutes
    return [
        _done_on(sorted(dates[row.id]), minutes[row.id] * rota.rates.average(row.person), int(left))
        for row, left in zip(rota.requirements, rota.left, strict=True)
    ]


def _failures(rota: Rota) -> Counter[str]:
    since = rota.days[0] - timedelta(days=365)
    rows = rota.rows.scenario.unpaid_work.outcomes
    return Counter(row.requirement for row in rows if row.outcome in FAILURES and row.on >= since)


def _behind(requirement: Requirement, left: int, today: date) -> int:
    """Minutes by which less is done than at an even pace from the sentence to the deadline."""
    if today >= requirement.deadline:
        return left
    whole = (requirement.deadline - requirement.sentence_date).days
    share = Fraction(max(0, (today - requirement.sentence_date).days), whole)
    return max(0, math.ceil(share * (requirement.completed_minutes + left) - requirement.completed_minutes))


def _done_on(days: Sequence[date], minutes: float, left: int) -> date | None:
    """When so many minutes are done, if so many are expected on the days planned and it goes on so week by week."""
    if not days or minutes == 0.0:
        return None
    weeks = math.ceil(left / (minutes / ((days[-1] - days[0]).days // 7 + 1)) - ROUNDING)
    return days[0] + timedelta(days=7 * (weeks - 1)) if weeks <= LONGEST else None
