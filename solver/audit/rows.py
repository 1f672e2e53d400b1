"""Rows of the scenario by id, and where each belongs."""

from __future__ import annotations

from dataclasses import dataclass

from models.estate import Office, Room
from models.goals import Part, PartGoals
from models.people import Person
from models.plan import PartResult
from models.scenario import Scenario
from models.staff import Staff
from models.unpaid_work import Requirement, Van
from solver.audit.record import requirements_now
from solver.travel import TravelTimes


@dataclass(frozen=True, slots=True)
class Rows:
    """The scenario, looked up by id.

    Attributes
    ----------
    turnaround
        Minutes between two bookings of one person or member of staff.
    requirements
        Unpaid-work requirements, outcomes of sessions included.
    """

    scenario: Scenario
    people: dict[str, Person]
    staff: dict[str, Staff]
    offices: dict[str, Office]
    rooms: dict[str, Room]
    vans: dict[str, Van]
    region_of_pdu: dict[str, str]
    pdu_of_team: dict[str, str]
    travel: TravelTimes
    turnaround: float
    requirements: tuple[Requirement, ...]

    def pdu_of(self, staff: Staff) -> str:
        """Unit of a member of staff: that of the team."""
        return self.pdu_of_team[staff.team]

    def region_of(self, row: Person | Staff | Office) -> str:
        """Region of a person, a member of staff or an office: that of its unit."""
        return self.region_of_pdu[self.pdu_of(row) if isinstance(row, Staff) else row.pdu]


def rows_of(scenario: Scenario) -> Rows:
    """Rows of a scenario."""
    return Rows(
        scenario=scenario,
        people={row.id: row for row in scenario.people},
        staff={row.id: row for row in scenario.staff},
        offices={row.id: row for row in scenario.estate.offices},
        rooms={row.id: row for row in scenario.estate.rooms},
        vans={row.id: row for row in scenario.unpaid_work.vans},
        region_of_pdu={row.id: row.region for row in scenario.estate.pdus},
        pdu_of_team={row.id: row.pdu for row in scenario.estate.teams},
        travel=TravelTimes(scenario.travel),
        turnaround=scenario.policy.turnaround_minutes.value,
        requirements=requirements_now(scenario),
    )


def goals_in_force(scenario: Scenario, profile: str, part: Part) -> PartGoals | None:
    """Goals of a part in a profile; None where the scenario has none."""
    return next(
        (goals for row in scenario.goals.profiles if row.id == profile for goals in row.parts if goals.part == part),
        None,
    )


def tiers_down_to(goals: PartGoals, number: int) -> PartGoals:
    """Goals of a part without those of the tiers after one."""
    return goals.model_copy(update={"tiers": goals.tiers[: number + 1]})


def weights_of(goals: PartGoals, told: PartResult | None = None) -> dict[str, float]:
    """Weight of each goal as the profile states it, a goal that it leaves out being missing.

    With a plan's result, its factors of tiers are multiplied in.
    """
    factors = [tier.factor for tier in told.tiers] if told else []
    factors += [1] * (len(goals.tiers) - len(factors))
    return {
        row.goal: factor * row.weight for tier, factor in zip(goals.tiers, factors, strict=False) for row in tier.goals
    }
