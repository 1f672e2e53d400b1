"""Work items: cases, court reports and victim contacts that take part, with their spans in the horizon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from models.casework import Case, CaseType, CourtReport, ReportKind, VictimContact
from models.decisions import DutyKind
from models.people import Person
from models.policy import Policy
from models.scenario import Horizon
from models.staff import Role
from solver.audit.dates import WEEK, last_day, working_day_after
from solver.audit.rows import Rows

ROLES = (Role.PRACTITIONER, Role.COURT_DUTY, Role.REPORT_AUTHOR, Role.VICTIM_LIAISON)
"""Roles that some kind of work item is for."""


class WorkItem(NamedTuple):
    """A piece of work that takes part.

    Attributes
    ----------
    row
        Case, court report or victim contact.
    role
        Role that it is for.
    person
        The person that it is about; of a victim contact, the person of its case.
    pdu
        Unit that it belongs to.
    first, last
        Span in the horizon.
    latest
        Latest day of a report or a contact, whether or not it lies in the horizon; of a case, its last day.
    now
        Who does it now, if anybody.
    """

    row: Case | CourtReport | VictimContact
    role: Role
    person: Person
    pdu: str
    first: date
    last: date
    latest: date
    now: str | None

    @property
    def duty(self) -> DutyKind | None:
        """Kind of duty; None for a case."""
        if isinstance(self.row, Case):
            return None
        return DutyKind.COURT_REPORT if isinstance(self.row, CourtReport) else DutyKind.VICTIM_CONTACT

    @property
    def kind(self) -> str:
        """Kind of work that a duty's points stand under."""
        return f"report_{self.row.kind}" if isinstance(self.row, CourtReport) else DutyKind.VICTIM_CONTACT.value


def work_items(rows: Rows) -> tuple[WorkItem, ...]:
    """Cases, then court reports, then victim contacts that take part, each in the scenario's order."""
    return (*_cases(rows), *_reports(rows), *_contacts(rows))


def _cases(rows: Rows) -> Iterator[WorkItem]:
    horizon, policy = rows.scenario.horizon, rows.scenario.policy
    end = last_day(horizon)
    for case in rows.scenario.casework.cases:
        first = max(horizon.start, case.start or horizon.start, take_over_day(case, policy) or horizon.start)
        last = min(case.sentence_end, end)
        if first <= last:
            person = rows.people[case.person]
            yield WorkItem(case, Role.PRACTITIONER, person, person.pdu, first, last, last, case.current_practitioner)


def take_over_day(case: Case, policy: Policy) -> date | None:
    """Day from which the community practitioner is responsible for a custody case; None where that is no limit."""
    if case.case_type != CaseType.CUSTODY:
        return None
    release = case.release_date
    if release and (release - case.sentence_date).days < policy.short_sentence_weeks.value * WEEK.days:
        return case.sentence_date
    if case.handover_date or not release:
        return case.handover_date
    return release - timedelta(weeks=policy.handover_weeks.value)


def _reports(rows: Rows) -> Iterator[WorkItem]:
    horizon = rows.scenario.horizon
    for report in rows.scenario.casework.court_reports:
        if report.requested_on > last_day(horizon):
            continue
        oral = report.kind == ReportKind.ORAL
        latest = latest_day_of_report(report, rows.scenario.policy, horizon)
        yield WorkItem(
            row=report,
            role=Role.COURT_DUTY if oral else Role.REPORT_AUTHOR,
            person=rows.people[report.person],
            pdu=rows.offices[report.court_office].pdu,
            first=within(report.requested_on, horizon),
            last=within(report.requested_on if oral else latest, horizon),
            latest=latest,
            now=report.author,
        )


def latest_day_of_report(report: CourtReport, policy: Policy, horizon: Horizon) -> date:
    """Day by which a report must be done: when the court wants it, or when the working days for it are over."""
    days = {
        ReportKind.ORAL: policy.oral_report_days,
        ReportKind.FAST: policy.fast_report_days,
        ReportKind.STANDARD: policy.standard_report_days,
    }[report.kind]
    return min(report.due_on, working_day_after(report.requested_on, int(days.value), horizon.bank_holidays))


def _contacts(rows: Rows) -> Iterator[WorkItem]:
    horizon, casework = rows.scenario.horizon, rows.scenario.casework
    person_of = {case.id: case.person for case in casework.cases}
    weeks = timedelta(weeks=rows.scenario.policy.victim_contact_weeks.value)
    for contact in casework.victim_contacts:
        if contact.sentence_date > last_day(horizon):
            continue
        latest = contact.sentence_date + weeks
        yield WorkItem(
            row=contact,
            role=Role.VICTIM_LIAISON,
            person=rows.people[person_of[contact.case]],
            pdu=contact.pdu,
            first=within(contact.sentence_date, horizon),
            last=within(latest, horizon),
            latest=latest,
            now=contact.liaison_officer,
        )


def within(day: date, horizon: Horizon) -> date:
    """The day, or the nearest day of the horizon."""
    return min(max(day, horizon.start), last_day(horizon))
