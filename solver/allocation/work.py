"""Work items: which cases, court reports and victim contacts take part, when, and what points they bring.

A case takes part with the days of its span; each has a tier and a type, its **stage**, and so its points. Reports and
contacts bring their points in the period of their latest day.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from models.casework import Case, CaseType, CourtReport, ReportKind, Rosh, VictimContact
from models.people import Means, Person
from models.policy import Policy
from models.record import Location
from models.scenario import Horizon, Scenario
from models.staff import Role
from solver.allocation.capacity import HAIR
from solver.allocation.problem import Ints, ItemKind, read_only
from solver.calendar import working_day_after
from solver.directory import Directory

WEEK = timedelta(days=7)
VICTIM_CONTACT = "victim_contact"
"""Kind of work item under which the policy has the points of a victim contact."""
SERVED_BY: dict[ReportKind, Role] = {
    ReportKind.ORAL: Role.COURT_DUTY,
    ReportKind.FAST: Role.REPORT_AUTHOR,
    ReportKind.STANDARD: Role.REPORT_AUTHOR,
}
"""Role that each kind of court report is for."""
ROLES: tuple[Role, ...] = (Role.PRACTITIONER, Role.COURT_DUTY, Role.REPORT_AUTHOR, Role.VICTIM_LIAISON)
"""Roles that some kind of item is for."""


class Stage(NamedTuple):
    """A stretch of a case's span in which neither tier nor type changes; ``first`` is a proleptic ordinal."""

    first: int
    case_type: CaseType
    tier: str


class Item(NamedTuple):
    """A work item that takes part.

    Attributes
    ----------
    kind, id, role
        What it is and which role it is for.
    person, case
        Person concerned, and the case itself, or that of a victim contact.
    unit
        Unit that it belongs to.
    home, means
        Where a journey to the member of staff begins, and by which means; none for no journey.
    first, last
        Span in the horizon, as ordinals.
    latest
        Latest day of a report or contact, in the horizon or not; last day of a case's span.
    since
        Day of sentence, or of request.
    holder
        Who has it now.
    rosh
        Risk that says how much leaving it out weighs; none for a report on somebody without a case.
    requires
        Qualifications that it requires.
    stages
        Stages of a case, in order.
    work
        Kind of work item under which the policy has the points of a report or contact.
    """

    kind: ItemKind
    id: str
    role: Role
    person: Person
    case: Case | None
    unit: str
    home: Location | None
    means: Means
    first: int
    last: int
    latest: int
    since: int
    holder: str | None
    rosh: Rosh | None
    requires: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()
    work: str = ""


@dataclass(frozen=True, slots=True)
class Periods:
    """The horizon's periods; ``first`` (T + 1,) are ordinals of the first days, the last one after the horizon."""

    first: Ints
    days: Ints
    weeks: Ints

    @classmethod
    def of(cls, horizon: Horizon) -> Periods:
        """Period t begins with week floor(t W / T)."""
        week = np.array([t * horizon.weeks // horizon.periods for t in range(horizon.periods + 1)], dtype=np.int64)
        return cls(horizon.start.toordinal() + 7 * week, 7 * np.diff(week), read_only(np.diff(week)))

    def of_day(self, day: int) -> int:
        """Number of the period that a day of the horizon lies in."""
        return int(np.searchsorted(self.first, day, side="right")) - 1


def items_of(scenario: Scenario, directory: Directory) -> list[Item]:
    """Every item that takes part: cases, then court reports, then victim contacts."""
    horizon, policy, work = scenario.horizon, scenario.policy, scenario.casework
    last = horizon.start + WEEK * horizon.weeks - timedelta(days=1)
    risks = _highest_risks(work.cases)
    cases = (_case(case, directory.people[case.person], policy, horizon.start, last) for case in work.cases)
    reports = (
        _report(row, directory, policy, horizon, last, risks.get(row.person))
        for row in work.court_reports
        if row.requested_on <= last
    )
    contacts = (
        _contact(row, directory, policy, horizon.start, last, risks)
        for row in work.victim_contacts
        if row.sentence_date <= last
    )
    return [*(case for case in cases if case is not None), *reports, *contacts]


def take_over_day(case: Case, policy: Policy) -> date | None:
    """Day from which the community practitioner is responsible; None where nothing limits it."""
    if case.case_type is not CaseType.CUSTODY:
        return None
    release = case.release_date
    if release is not None and release - case.sentence_date < WEEK * policy.short_sentence_weeks.value:
        return case.sentence_date
    if case.handover_date is not None or release is None:
        return case.handover_date
    return release - WEEK * policy.handover_weeks.value


def latest_report_day(report: CourtReport, policy: Policy, horizon: Horizon) -> date:
    """The day by which the court wants it, or the last working day that the policy leaves for it, if earlier."""
    days = {
        ReportKind.ORAL: policy.oral_report_days,
        ReportKind.FAST: policy.fast_report_days,
        ReportKind.STANDARD: policy.standard_report_days,
    }[report.kind]
    return min(report.due_on, working_day_after(report.requested_on, int(days.value), horizon.bank_holidays))


def _case(case: Case, person: Person, policy: Policy, start: date, last: date) -> Item | None:
    taken_over = take_over_day(case, policy)
    begins = [day for day in (case.start, taken_over) if day is not None]
    first, last = max(start, *begins) if begins else start, min(case.sentence_end, last)
    if first > last:
        return None
    return Item(
        kind=ItemKind.CASE,
        id=case.id,
        role=Role.PRACTITIONER,
        person=person,
        case=case,
        unit=person.pdu,
        home=person.home,
        means=person.travel.means,
        first=first.toordinal(),
        last=last.toordinal(),
        latest=last.toordinal(),
        since=case.sentence_date.toordinal(),
        holder=case.current_practitioner,
        rosh=case.rosh,
        requires=case.requires,
        stages=_stages(case, first, last),
    )


def _stages(case: Case, first: date, last: date) -> tuple[Stage, ...]:
    release = case.release_date if case.case_type is CaseType.CUSTODY else None
    if release is None and not case.tier_changes:
        return (Stage(first.toordinal(), case.case_type, case.tier),)
    days = {first} | {change.on for change in case.tier_changes if first < change.on <= last}
    if release is not None and first < release <= last:
        days.add(release)
    rows = []
    for day in sorted(days):
        tiers = [change.tier for change in case.tier_changes if change.on <= day]
        case_type = CaseType.LICENCE if release is not None and day >= release else case.case_type
        rows.append(Stage(day.toordinal(), case_type, tiers[-1] if tiers else case.tier))
    return tuple(rows)


def _report(  # noqa: PLR0917 - what a report depends on
    row: CourtReport, directory: Directory, policy: Policy, horizon: Horizon, last: date, rosh: Rosh | None
) -> Item:
    person, office = directory.people[row.person], directory.offices[row.court_office]
    oral = row.kind is ReportKind.ORAL
    latest = latest_report_day(row, policy, horizon)
    ends = row.requested_on if oral else latest
    return Item(
        kind=ItemKind.COURT_REPORT,
        id=row.id,
        role=SERVED_BY[row.kind],
        person=person,
        case=None,
        unit=office.pdu,
        home=office.location if oral else person.home,
        means=Means.CAR if oral else person.travel.means,
        first=max(horizon.start, row.requested_on).toordinal(),
        last=min(last, max(horizon.start, ends)).toordinal(),
        latest=latest.toordinal(),
        since=row.requested_on.toordinal(),
        holder=row.author,
        rosh=rosh,
        requires=row.requires,
        work=f"report_{row.kind}",
    )


def _contact(  # noqa: PLR0917 - what a contact depends on
    row: VictimContact, directory: Directory, policy: Policy, start: date, last: date, risks: dict[str, Rosh]
) -> Item:
    case = directory.cases[row.case]
    latest = row.sentence_date + WEEK * policy.victim_contact_weeks.value
    return Item(
        kind=ItemKind.VICTIM_CONTACT,
        id=row.id,
        role=Role.VICTIM_LIAISON,
        person=directory.people[case.person],
        case=case,
        unit=row.pdu,
        home=None,
        means=Means.CAR,
        first=max(start, row.sentence_date).toordinal(),
        last=min(last, max(start, latest)).toordinal(),
        latest=latest.toordinal(),
        since=row.sentence_date.toordinal(),
        holder=row.liaison_officer,
        rosh=risks.get(case.person),
        work=VICTIM_CONTACT,
    )


def _highest_risks(cases: Iterable[Case]) -> dict[str, Rosh]:
    """Highest risk among each person's cases."""
    order = {rosh: number for number, rosh in enumerate(Rosh)}
    highest: dict[str, Rosh] = {}
    for case in cases:
        known = highest.get(case.person)
        if known is None or order[case.rosh] > order[known]:
            highest[case.person] = case.rosh
    return highest


def points_of(scenario: Scenario, items: Sequence[Item], periods: Periods) -> Ints:
    """(N, T) int64 points that each item brings in each period."""
    monthly = _monthly_points(scenario.policy, periods)
    known: dict[tuple[tuple[Stage, ...], int], Ints] = {}
    points = np.zeros((len(items), periods.days.size), dtype=np.int64)
    table = _tier_points(scenario)
    last_day = int(periods.first[-1]) - 1
    for i, item in enumerate(items):
        if item.kind is ItemKind.CASE:
            key = item.stages, item.last
            row = known.get(key)
            if row is None:
                row = known[key] = _points_of_stages(item.stages, item.last, table, periods)
            points[i] = row
        else:
            t = periods.of_day(min(max(item.latest, int(periods.first[0])), last_day))
            points[i, t] = monthly[item.work][t]
    for i, t, kind in _reviews(scenario, items, periods):
        points[i, t] += monthly[kind][t]
    return read_only(points)


def _points_of_stages(
    stages: Sequence[Stage], last: int, table: dict[tuple[str, CaseType], int], periods: Periods
) -> Ints:
    ends = [*(stage.first for stage in stages[1:]), last + 1]
    total = np.zeros(periods.days.size, dtype=np.int64)
    for stage, end in zip(stages, ends, strict=True):
        days = np.minimum(periods.first[1:], end) - np.maximum(periods.first[:-1], stage.first)
        total += table[stage.tier, stage.case_type] * np.maximum(0, days)
    return np.asarray((2 * total + periods.days) // (2 * periods.days))


def _reviews(scenario: Scenario, items: Sequence[Item], periods: Periods) -> Iterator[tuple[int, int, str]]:
    """Item, period and kind of every review that is due while its case is held, or overdue by then."""
    rows = (
        {item.id: i for i, item in enumerate(items) if item.kind is ItemKind.CASE} if scenario.casework.reviews else {}
    )
    for review in scenario.casework.reviews:
        due, i = review.due_on.toordinal(), rows.get(review.case)
        if i is not None and due <= items[i].last:
            yield i, periods.of_day(max(due, items[i].first)), review.kind


def _tier_points(scenario: Scenario) -> dict[tuple[str, CaseType], int]:
    model = scenario.casework.tier_model
    return {(row.tier, row.case_type): row.points for row in scenario.policy.tier_points if row.tier_model == model}


def _monthly_points(policy: Policy, periods: Periods) -> dict[str, Ints]:
    """(T,) int64 by kind of work item: its points are of so many days, a period has others."""
    return {
        row.kind: np.array(
            [math.floor(row.points * policy.work_item_days.value / d + 0.5 + HAIR) for d in periods.days.tolist()],
            dtype=np.int64,
        )
        for row in policy.work_item_points
    }
