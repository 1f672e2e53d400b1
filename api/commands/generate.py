"""``planner generate``: a made-up scenario of a realistic service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson, Seed, faults_of_seed, faults_of_share

if TYPE_CHECKING:
    from models.errors import Fault
    from models.scenario import Scenario

SCALES = ("team", "town", "pdu", "region", "national")
READABLE = ("team", "town")
"""Scales whose files are laid out for reading; larger ones are compact."""
MOST = 5.0
"""Greatest tightness and scarcity: five times more work than there is room for."""

Scale = Annotated[str, typer.Option("--scale", metavar="SCALE", help=f"Size: {', '.join(SCALES)}.")]
Tightness = Annotated[
    float | None,
    typer.Option("--tightness", metavar="X", help="Points needed over points available; 0.98 if not given."),
]
Scarcity = Annotated[
    float | None,
    typer.Option("--scarcity", metavar="X", help="The same for supervisors, rooms and facilitators."),
]
Periods = Annotated[
    int | None,
    typer.Option("--periods", metavar="N", help="Periods in which workloads are balanced; 1 if not given."),
]
MOST_PERIODS = 12


def generate(
    *,
    scale: Scale,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write the scenario.")],
    seed: Seed = 1,
    tightness: Tightness = None,
    scarcity: Scarcity = None,
    periods: Periods = None,
    as_json: AsJson = False,
) -> None:
    """Make up a realistic scenario.

    Regions, units and offices are real; nobody's name or address is. The same scale, seed, ratios and
    periods give the same file, byte for byte.

    Example:

        planner generate --scale pdu --seed 1 -o pdu.json
    """
    from api.commands.faults import refuse_if_any
    from api.commands.files import ready_to_write, write_file

    refuse_if_any(faults_of_scenario(scale, seed, tightness, scarcity, periods=periods))
    ready_to_write(output)
    scenario = generated(scale, seed, tightness, scarcity, periods=periods)
    write_file(output, scenario_bytes(scenario, readable=scale in READABLE))
    _tell(scenario, output, as_json=as_json)


def faults_of_scenario(
    scale: str, seed: int, tightness: float | None, scarcity: float | None, *, periods: int | None
) -> list[Fault]:
    """What is wrong with the description of a scenario to generate."""
    from api.commands.faults import bad_option

    faults = faults_of_seed(seed)
    faults += faults_of_share("--tightness", tightness, MOST)
    faults += faults_of_share("--scarcity", scarcity, MOST)
    if scale not in SCALES:
        faults.append(bad_option("--scale", f"There is no scale called {scale!r}; the scales are {', '.join(SCALES)}."))
    elif periods is not None:
        faults += _faults_of_periods(scale, periods)
    return faults


def _faults_of_periods(scale: str, periods: int) -> list[Fault]:
    from api.commands.faults import bad_option
    from scenarios.tables import size_of

    most = min(MOST_PERIODS, size_of(scale).weeks)
    if 1 <= periods <= most:
        return []
    sentence = f"A {scale} has 1 to {most} periods, none of them shorter than a week, not {periods}."
    return [bad_option("--periods", sentence)]


def generated(
    scale: str, seed: int, tightness: float | None, scarcity: float | None = None, *, periods: int | None = None
) -> Scenario:
    """Scenario of a scale that is known to exist."""
    from scenarios import generate as generator

    return generator.generate(generator.Scale(scale), seed, tightness, scarcity, periods=periods or 1)


def scenario_bytes(scenario: Scenario, *, readable: bool) -> bytes:
    """The scenario as a file: laid out for reading, or its canonical form."""
    from models.document import canonical_json

    if readable:
        return scenario.model_dump_json(indent=1, exclude_defaults=True).encode() + b"\n"
    return canonical_json(scenario) + b"\n"


def _tell(scenario: Scenario, output: Path, *, as_json: bool) -> None:
    """Print what was made: demand, capacity and options."""
    from dataclasses import asdict

    from api.terminal import tell, tell_json
    from scenarios.generate import describe

    description = describe(scenario)
    if as_json:
        numbers = asdict(description)
        casework = description.casework
        numbers["casework"] |= {"tightness": casework.tightness, "officer_tightness": casework.officer_tightness}
        tell_json({"scenario": scenario.id, "output": str(output), "numbers": numbers})
        return
    for line in description.lines():
        tell(line)
    tell(f"scenario {scenario.id} written to {output}")
