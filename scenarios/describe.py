"""Numbers that say what a scenario holds: demand, capacity, options."""

from __future__ import annotations

from dataclasses import dataclass

from models.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Description:
    """Numbers of a scenario."""

    cases: int


def describe(scenario: Scenario) -> Description:
    """Numbers of a scenario."""
    return Description(cases=len(scenario.casework.cases))
