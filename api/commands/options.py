"""Options that several commands share, and what they are checked for."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.faults import bad_option

if TYPE_CHECKING:
    from models.change import Change
    from models.errors import Fault
    from models.goals import Part
    from models.scenario import Scenario
    from solver.options import Budget

DEFAULT_TIME_LIMIT = 60.0
"""Seconds."""
SHORT_TIME_LIMIT = 10.0
"""Seconds where somebody is waiting for a plan that stands to be brought up to date."""
DEFAULT_SEED = 1
LARGEST_SEED = 2**31 - 1
"""Seeds beyond this are not taken by every solver."""

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output, for machines.")]
ScenarioFile = Annotated[Path, typer.Argument(metavar="SCENARIO", help="Scenario file.", show_default=False)]
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="Plan file.", show_default=False)]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Seed of all random choices.")]
SeedIfGiven = Annotated[
    int | None, typer.Option("--seed", metavar="N", help=f"Seed of all random choices; {DEFAULT_SEED} if not given.")
]
TimeLimit = Annotated[
    float | None,
    typer.Option(
        "--time-limit", metavar="SECONDS", help=f"Seconds to search for; {DEFAULT_TIME_LIMIT:g} if not given."
    ),
]
ShortTimeLimit = Annotated[
    float | None,
    typer.Option("--time-limit", metavar="SECONDS", help=f"Seconds to search for; {SHORT_TIME_LIMIT:g} if not given."),
]
Work = Annotated[
    int | None,
    typer.Option(
        "--work",
        metavar="N",
        help="Units of work instead of a time limit: the same scenario, seed and N give the same plan, byte for byte.",
    ),
]


MaxMoves = Annotated[
    int | None,
    typer.Option("--max-moves", metavar="N", help="Most items that may go to another than the one who has them now."),
]
SettledWeeks = Annotated[
    int | None,
    typer.Option(
        "--settled-weeks", metavar="N", help="Cases that end in fewer weeks stay where they are, where they may."
    ),
]
OnlyNew = Annotated[
    bool, typer.Option("--only-new", help="Give out only what nobody has now; all else stays, where it may.")
]


def faults_of_budget(time_limit: float | None, work: int | None) -> list[Fault]:
    """What is wrong with a budget."""
    faults = []
    if time_limit is not None and not (math.isfinite(time_limit) and time_limit > 0):
        faults.append(bad_option("--time-limit", f"A time limit is a number of seconds above 0, not {time_limit:g}."))
    if work is not None and work < 1:
        faults.append(bad_option("--work", f"A work budget is a whole number of at least 1, not {work}."))
    if time_limit is not None and work is not None:
        faults.append(bad_option("--work", "A run has a time limit or a work budget, not both."))
    return faults


def faults_of_seed(seed: int) -> list[Fault]:
    """What is wrong with a seed."""
    if 0 <= seed <= LARGEST_SEED:
        return []
    return [bad_option("--seed", f"A seed is a whole number from 0 to {LARGEST_SEED}, not {seed}.")]


def faults_of_change(max_moves: int | None, settled_weeks: int | None) -> list[Fault]:
    """What is wrong with limits on moves."""
    limits = (("--max-moves", max_moves, 1_000_000), ("--settled-weeks", settled_weeks, 520))
    return [
        bad_option(option, f"{option} is a whole number from 0 to {most:,}, not {value}.")
        for option, value, most in limits
        if value is not None and not 0 <= value <= most
    ]


def change_from(scenario: Scenario, max_moves: int | None, settled_weeks: int | None, *, only_new: bool) -> Change:
    """Limits on moves: the scenario's, with what is asked for in their place."""
    asked = {"max_moves": max_moves, "settled_weeks": settled_weeks, "only_new": only_new or None}
    return scenario.change.model_copy(update={name: value for name, value in asked.items() if value is not None})


def faults_of_share(option: str, share: float | None, most: float) -> list[Fault]:
    """What is wrong with a ratio such as the tightness, which lies above 0 and up to ``most``."""
    if share is None or (math.isfinite(share) and 0 < share <= most):
        return []
    return [bad_option(option, f"{option} is a number above 0 and up to {most:g}, not {share:g}.")]


def faults_of_parts(text: str) -> list[Fault]:
    """What is wrong with a list of parts."""
    from models.goals import Part

    known = [part.value for part in Part]
    names = _names(text)
    if not names:
        return [bad_option("--parts", f"Name at least one part of {', '.join(known)}.")]
    return [
        bad_option("--parts", f"There is no part called {name!r}; the parts are {', '.join(known)}.")
        for name in names
        if name not in known
    ]


def parts_from(text: str) -> tuple[Part, ...]:
    """Parts in the order in which they are planned, whatever order they were named in."""
    from solver.options import ORDER

    names = _names(text)
    return tuple(part for part in ORDER if part.value in names)


def budget_from(time_limit: float | None, work: int | None) -> Budget:
    """Budget of a run: the work if it is given, else the seconds."""
    from solver.options import Budget

    if work is not None:
        return Budget(seconds=None, work=work)
    return Budget(seconds=DEFAULT_TIME_LIMIT if time_limit is None else time_limit)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
