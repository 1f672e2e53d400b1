"""Rolling groups for tests: a programme of three modules, and a group of it that runs on Tuesdays."""

from __future__ import annotations

from typing import Any

from models.programmes import Module, ProgrammeTemplate, RunningGroup, SessionKind, TemplateSession
from models.scenario import Scenario
from tests.builders import a_running_group, a_template, day
from tests.solver.programmes.ground import scenario_of

LENGTHS = (1, 2, 1)
"""Sessions of the three modules."""


def a_rolling_template(lengths: tuple[int, ...] = LENGTHS, **over: Any) -> ProgrammeTemplate:
    """A rolling programme with so many sessions in each module."""
    modules = tuple(
        Module(
            name=f"Module {number}",
            sessions=tuple(
                TemplateSession(name=f"Session {number}.{k}", kind=SessionKind.GROUP, minutes=120)
                for k in range(1, length + 1)
            ),
        )
        for number, length in enumerate(lengths, start=1)
    )
    return a_template(**({"modules": modules, "rolling": True} | over))


def a_rolling_group(**over: Any) -> RunningGroup:
    """A group of it whose second module begins on the first Tuesday, and which goes on for half a year."""
    return a_running_group(**({"next_module": 2, "next_on": day(1), "last": day(180), "facilitators": ("F1",)} | over))


def rolling(*, group: dict[str, Any] | None = None, **rows: Any) -> Scenario:
    """One referral, a rolling group that runs, and no group that could open, unless ``rows`` say otherwise."""
    plain: dict[str, Any] = {
        "templates": (a_rolling_template(),),
        "group_options": (),
        "running_groups": (a_rolling_group(**(group or {})),),
    }
    return scenario_of(**(plain | rows))
