"""Workload points of cases and other work, period by period, as ``docs/formulation.md`` reckons them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple, Protocol

from models.casework import CaseType, CourtReport, ReportKind, TierChange, VictimContact
from models.policy import Policy
from models.scenario import Horizon

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
REPORT_POINTS = {ReportKind.ORAL: "report_oral", ReportKind.FAST: "report_fast", ReportKind.STANDARD: "report_standard"}
"""Rows of the points table by kind of report."""

Points = tuple[int, ...]
"""Workload points by period."""


class Span(NamedTuple):
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1


class Sentence(Protocol):
    """What the workload of a case follows from; a drawn case and a row of a scenario both have it."""

    @property
    def case_type(self) -> CaseType:
        """Where it is served now."""

    @property
    def tier(self) -> str:
        """Tier today."""

    @property
    def tier_changes(self) -> tuple[TierChange, ...]:
        """Changes known in advance, in order of date."""

    @property
    def sentence_date(self) -> date:
        """Day on which it was made."""

    @property
    def sentence_end(self) -> date:
        """Last day."""

    @property
    def release_date(self) -> date | None:
        """Day of release from custody."""

    @property
    def handover_date(self) -> date | None:
        """Day on which the community practitioner takes over."""

    @property
    def start(self) -> date | None:
        """First day on which the case needs a practitioner."""


class Stage(NamedTuple):
    """Days on which a case has one tier and one type."""

    span: Span
    tier: str
    case_type: CaseType


def whole(horizon: Horizon) -> Span:
    """The horizon's days."""
    return Span(horizon.start, horizon.start + horizon.weeks * WEEK - DAY)


def periods(horizon: Horizon) -> tuple[Span, ...]:
    """The horizon's weeks in stretches as long as each other, where they can be."""
    starts = [horizon.start + t * horizon.weeks // horizon.periods * WEEK for t in range(horizon.periods + 1)]
    return tuple(Span(first, after - DAY) for first, after in pairwise(starts))


def rounded(numerator: int, denominator: int) -> int:
    """Quotient to the nearest whole number, halves upwards."""
    return (2 * numerator + denominator) // (2 * denominator)


class Workload:
    """Spans and points of a scenario's work.

    Parameters
    ----------
    policy
        Points and terms.
    horizon
        Weeks and periods.
    tier_model
        Model that the tiers stand under.
    """

    def __init__(self, policy: Policy, horizon: Horizon, tier_model: str) -> None:
        self.horizon = whole(horizon)
        self.periods = periods(horizon)
        self._tiers = {(r.tier, r.case_type): r.points for r in policy.tier_points if r.tier_model == tier_model}
        self._items = {row.kind: row.points for row in policy.work_item_points}
        self._item_days = policy.work_item_days.value
        self._review = max(0, int(self._item_days) - 1) * DAY
        self._handover = policy.handover_weeks.value * WEEK
        self._short = policy.short_sentence_weeks.value * WEEK
        self._contact = policy.victim_contact_weeks.value * WEEK
        self._report_days = {
            ReportKind.ORAL: policy.oral_report_days.value,
            ReportKind.FAST: policy.fast_report_days.value,
            ReportKind.STANDARD: policy.standard_report_days.value,
        }
        self._holidays = frozenset(horizon.bank_holidays)
        self._nothing: Points = (0,) * len(self.periods)

    def taken_over(self, case: Sentence) -> date | None:
        """Day from which the community practitioner is responsible for a custody case; none where that is no limit."""
        if case.case_type is not CaseType.CUSTODY:
            return None
        if case.release_date is None:
            return case.handover_date
        if case.release_date - case.sentence_date < self._short:
            return case.sentence_date
        return case.handover_date or case.release_date - self._handover

    def span(self, case: Sentence) -> Span | None:
        """Days of the horizon on which a case is to be held; none where there are none."""
        first = max(self.horizon.first, case.start or self.horizon.first, self.taken_over(case) or self.horizon.first)
        last = min(case.sentence_end, self.horizon.last)
        return Span(first, last) if first <= last else None

    def stages(self, case: Sentence) -> tuple[Stage, ...]:
        """What a case is on the days of its span, one stage after the other; empty where it takes no part."""
        span = self.span(case)
        if span is None:
            return ()
        released = case.release_date if case.case_type is CaseType.CUSTODY else None
        turns = {change.on for change in case.tier_changes} | ({released} if released else set())
        starts = sorted({span.first, *(day for day in turns if span.first < day <= span.last)})
        ends = [*(day - DAY for day in starts[1:]), span.last]
        return tuple(self._stage(case, released, Span(*each)) for each in zip(starts, ends, strict=True))

    @staticmethod
    def _stage(case: Sentence, released: date | None, span: Span) -> Stage:
        tier = case.tier
        for change in case.tier_changes:
            if change.on <= span.first:
                tier = change.tier
        free = released is not None and released <= span.first
        return Stage(span, tier, CaseType.LICENCE if free else case.case_type)

    def of_case(self, case: Sentence) -> Points:
        """Points of a case, its reviews left out."""
        stages = self.stages(case)
        if len(stages) == 1 and stages[0].span == self.horizon:
            return (self._tiers[stages[0].tier, stages[0].case_type],) * len(self.periods)
        return tuple(
            rounded(sum(self._tiers[s.tier, s.case_type] * _overlap(s.span, each) for s in stages), each.days)
            for each in self.periods
        )

    def of_task(self, kind: str, days: Span, first: date, *, held: bool) -> Points:
        """Points of what is to be done on some days by the last of them, spread evenly over these.

        Parameters
        ----------
        first
            First day of the case or report in the horizon: overdue work is done then.
        held
            Whether somebody has it already, so that days before ``first`` have seen their share of it.
        """
        days = Span(first, first) if days.last < first else days if held else Span(max(days.first, first), days.last)
        left = Span(max(days.first, first), days.last)
        worth = self._items.get(kind, 0) * self._item_days / days.days
        return tuple(int(worth * _overlap(left, each) / each.days + 0.5) for each in self.periods)

    def of_review(self, kind: str, due: date, case: Sentence, *, held: bool) -> Points:
        """Points of a review of a case; none where the case ends before it is due, or takes no part."""
        span = self.span(case)
        if span is None or due > case.sentence_end:
            return self._nothing
        return self.of_task(kind, Span(due - self._review, due), span.first, held=held)

    def latest_day(self, report: CourtReport) -> date:
        """Day by which a report must be done."""
        day, left = report.requested_on, self._report_days[report.kind]
        while left > 0:
            day += DAY
            left -= day.weekday() < 5 and day not in self._holidays
        return min(day, report.due_on)

    def of_report(self, report: CourtReport) -> Points:
        """Points of a court report; none of one that is asked for after the horizon."""
        if report.requested_on > self.horizon.last:
            return self._nothing
        days = Span(report.requested_on, self.latest_day(report))
        first = max(self.horizon.first, report.requested_on)
        return self.of_task(REPORT_POINTS[report.kind], days, first, held=report.author is not None)

    def of_contact(self, contact: VictimContact) -> Points:
        """Points of a victim contact; none of one whose sentence lies after the horizon."""
        if contact.sentence_date > self.horizon.last:
            return self._nothing
        days = Span(contact.sentence_date, contact.sentence_date + self._contact)
        first = max(self.horizon.first, contact.sentence_date)
        return self.of_task("victim_contact", days, first, held=contact.liaison_officer is not None)

    def total(self, points: Iterable[Points]) -> Points:
        """Sum by period."""
        sums = list(self._nothing)
        for each in points:
            for t, number in enumerate(each):
                sums[t] += number
        return tuple(sums)


def mean(points: Sequence[int]) -> float:
    """Mean over the periods."""
    return sum(points) / len(points)


def _overlap(one: Span, other: Span) -> int:
    """Days that two spans share."""
    return max(0, (min(one.last, other.last) - max(one.first, other.first)).days + 1)
