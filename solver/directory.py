"""Who and what is where: look-ups by id that every part needs."""

from __future__ import annotations

from dataclasses import dataclass

from models.casework import Case
from models.estate import Office, Room
from models.people import Person
from models.scenario import Scenario
from models.staff import Staff


@dataclass(frozen=True, slots=True)
class Directory:
    """Rows of a scenario by id, and the units and regions that they belong to."""

    people: dict[str, Person]
    staff: dict[str, Staff]
    offices: dict[str, Office]
    rooms: dict[str, Room]
    cases: dict[str, Case]
    region_of_pdu: dict[str, str]
    pdu_of_team: dict[str, str]

    @classmethod
    def of(cls, scenario: Scenario) -> Directory:
        """Directory of a checked scenario."""
        return cls(
            people={row.id: row for row in scenario.people},
            staff={row.id: row for row in scenario.staff},
            offices={row.id: row for row in scenario.estate.offices},
            rooms={row.id: row for row in scenario.estate.rooms},
            cases={row.id: row for row in scenario.casework.cases},
            region_of_pdu={row.id: row.region for row in scenario.estate.pdus},
            pdu_of_team={row.id: row.pdu for row in scenario.estate.teams},
        )

    def pdu_of_staff(self, staff: Staff) -> str:
        """Unit of a member of staff: that of the team."""
        return self.pdu_of_team[staff.team]

    def region_of_staff(self, staff: Staff) -> str:
        """Region of a member of staff."""
        return self.region_of_pdu[self.pdu_of_staff(staff)]

    def region_of_person(self, person: Person) -> str:
        """Region of a person: that of the unit of the home."""
        return self.region_of_pdu[person.pdu]

    def region_of_office(self, office: Office) -> str:
        """Region of an office."""
        return self.region_of_pdu[office.pdu]
