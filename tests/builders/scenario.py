"""Builder of a whole scenario around the rows that a test is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from models.attendance import AttendanceOutcome
from models.casework import Case, Casework, CourtReport, Review, VictimContact
from models.people import Person
from models.programmes import (
    GroupOption,
    ProgrammeReferral,
    Programmes,
    ProgrammeTemplate,
    RunningGroup,
)
from models.scenario import Horizon, Scenario
from models.services import CommissionedService, ServiceReferral, Services
from models.staff import Staff
from models.unpaid_work import NewStarts, Project, Requirement, UnpaidWork, Van
from tests.builders.policy import a_policy, some_goals, some_travel
from tests.builders.rows import (
    a_person,
    an_estate,
)
from tests.builders.world import (
    MONDAY,
)


def a_scenario(
    *,
    people: Sequence[Person] = (),
    staff: Sequence[Staff] = (),
    cases: Sequence[Case] = (),
    reports: Sequence[CourtReport] = (),
    contacts: Sequence[VictimContact] = (),
    reviews: Sequence[Review] = (),
    requirements: Sequence[Requirement] = (),
    projects: Sequence[Project] = (),
    vans: Sequence[Van] = (),
    outcomes: Sequence[AttendanceOutcome] = (),
    new_starts: Sequence[NewStarts] = (),
    templates: Sequence[ProgrammeTemplate] = (),
    referrals: Sequence[ProgrammeReferral] = (),
    group_options: Sequence[GroupOption] = (),
    running_groups: Sequence[RunningGroup] = (),
    contracts: Sequence[CommissionedService] = (),
    service_referrals: Sequence[ServiceReferral] = (),
    weeks: int = 4,
    periods: int = 1,
    bank_holidays: Sequence[date] = (),
    **over: Any,
) -> Scenario:
    """A valid scenario of four weeks around the given rows.

    People named by the cases, reports, requirements and referrals are added by ``a_person`` where ``people`` leaves
    them out.
    """
    known = {person.id for person in people}
    named = [row.person for rows in (cases, reports, requirements, referrals, service_referrals) for row in rows]
    added = [a_person(id) for id in dict.fromkeys(named) if id not in known]
    row: dict[str, Any] = {
        "schema_version": "1.0",
        "id": "test",
        "horizon": Horizon(start=MONDAY, weeks=weeks, periods=periods, bank_holidays=tuple(bank_holidays)),
        "estate": an_estate(),
        "staff": tuple(staff),
        "people": (*people, *added),
        "casework": Casework(
            cases=tuple(cases), court_reports=tuple(reports), victim_contacts=tuple(contacts), reviews=tuple(reviews)
        ),
        "unpaid_work": UnpaidWork(
            requirements=tuple(requirements),
            projects=tuple(projects),
            vans=tuple(vans),
            outcomes=tuple(outcomes),
            new_starts=tuple(new_starts),
        ),
        "programmes": Programmes(
            templates=tuple(templates),
            referrals=tuple(referrals),
            group_options=tuple(group_options),
            running_groups=tuple(running_groups),
        ),
        "services": Services(contracts=tuple(contracts), referrals=tuple(service_referrals)),
        "travel": some_travel(),
        "policy": a_policy(),
        "goals": some_goals(),
    }
    return Scenario(**(row | over))
