"""Rows of a scenario by identifier; where an identifier leads nowhere, so do these look-ups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from models.casework import Case
from models.estate import Office, Room
from models.people import Person
from models.programmes import GroupOption, ProgrammeReferral, ProgrammeTemplate
from models.scenario import Scenario
from models.services import CommissionedService, ServiceReferral
from models.staff import Staff
from models.unpaid_work import Project, ProjectSlot, Requirement


class Named(Protocol):
    """A row with an identifier."""

    @property
    def id(self) -> str:
        """Identifier."""


Row = TypeVar("Row", bound=Named)


def by_id(rows: Iterable[Row]) -> dict[str, Row]:
    """Rows by identifier."""
    return {row.id: row for row in rows}


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the rules of the check look things up in."""

    scenario: Scenario
    people: dict[str, Person]
    staff: dict[str, Staff]
    offices: dict[str, Office]
    rooms: dict[str, Room]
    cases: dict[str, Case]
    requirements: dict[str, Requirement]
    templates: dict[str, ProgrammeTemplate]
    referrals: dict[str, ProgrammeReferral]
    group_options: dict[str, GroupOption]
    slots: dict[str, tuple[Project, ProjectSlot]]
    contracts: dict[str, CommissionedService]
    service_referrals: dict[str, ServiceReferral]
    region_of_pdu: dict[str, str]
    pdu_of_team: dict[str, str]

    @classmethod
    def of(cls, scenario: Scenario) -> Ledger:
        """Ledger of a scenario."""
        programmes, work = scenario.programmes, scenario.unpaid_work
        return cls(
            scenario=scenario,
            people=by_id(scenario.people),
            staff=by_id(scenario.staff),
            offices=by_id(scenario.estate.offices),
            rooms=by_id(scenario.estate.rooms),
            cases=by_id(scenario.casework.cases),
            requirements=by_id(work.requirements),
            templates=by_id(programmes.templates),
            referrals=by_id(programmes.referrals),
            group_options=by_id(programmes.group_options),
            slots={slot.id: (project, slot) for project in work.projects for slot in project.slots},
            contracts=by_id(scenario.services.contracts),
            service_referrals=by_id(scenario.services.referrals),
            region_of_pdu={row.id: row.region for row in scenario.estate.pdus},
            pdu_of_team={row.id: row.pdu for row in scenario.estate.teams},
        )

    @staticmethod
    def one_region(one: str | None, other: str | None) -> bool:
        """Whether two regions are the same; one that cannot be told is given the benefit of the doubt."""
        return one is None or other is None or one == other

    def region_of_person(self, person: Person) -> str | None:
        """Region of a person: that of the unit of the home."""
        return self.region_of_pdu.get(person.pdu)

    def region_of_staff(self, staff: Staff) -> str | None:
        """Region of a member of staff: that of the team's unit."""
        return self.region_of_pdu.get(self.pdu_of_team.get(staff.team, ""))

    def region_of_office(self, office: str) -> str | None:
        """Region of an office."""
        row = self.offices.get(office)
        return None if row is None else self.region_of_pdu.get(row.pdu)
