"""``planner sweep``: one setting after another over the same scenario, each with a bound of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import (
    AsJson,
    ScenarioFile,
    Seed,
    TimeLimit,
    Work,
    budget_from,
    faults_of_budget,
    faults_of_seed,
)

if TYPE_CHECKING:
    from models.errors import Fault
    from models.sweep import MovesSweep

SETTINGS = ("moves",)
"""What can be swept over."""
MOST_POINTS = 100
PICTURES = (".svg", ".png")


def sweep(
    scenario_file: ScenarioFile,
    *,
    over: Annotated[str, typer.Option("--over", metavar="SETTING", help="Setting to vary: moves.")] = "moves",
    points: Annotated[int, typer.Option("--points", metavar="N", help="How many plans to make.")] = 10,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE", help="Also draw it, as FILE.svg or FILE.png.")
    ] = None,
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="NAME", help="Profile of goals; the scenario's own if not given.")
    ] = None,
    time_limit: TimeLimit = None,
    work: Work = None,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Show what each number of moves can reach: cost, workloads, and the cost that no plan can go below.

    Example:

        planner sweep scenarios/town.json --over moves --points 10 --time-limit 10 --picture moves.svg
    """
    from api.commands.faults import refuse_if_any
    from api.commands.files import read_scenario, ready_to_write, write_file
    from api.commands.live import followed
    from api.first_use import compile_first
    from api.terminal import tell, tell_json
    from models.goals import Part

    refuse_if_any(
        [*faults_of_budget(time_limit, work), *faults_of_seed(seed), *_faults(over, points, picture)],
    )
    if picture is not None:
        ready_to_write(picture, never_over=scenario_file)
    scenario = read_scenario(scenario_file)
    from solver.sweep import sweep_moves

    with followed() as listener:
        hear = listener.hear
        compile_first((Part.ALLOCATION,), hear)
        budget = budget_from(time_limit, work)
        made = sweep_moves(scenario, budget, seed=seed, points=points, profile=profile, on_progress=hear)
    if picture is not None:
        write_file(picture, _drawn(made, picture.suffix.removeprefix(".")))
    if as_json:
        tell_json(made.model_dump(mode="json") | {"picture": None if picture is None else str(picture)})
        return
    _show(made)
    if picture is not None:
        tell(f"{picture} written")


def _faults(over: str, points: int, picture: Path | None) -> list[Fault]:
    from api.commands.faults import bad_option

    faults = []
    if over not in SETTINGS:
        faults.append(bad_option("--over", f"--over is one of {', '.join(SETTINGS)}, not {over}."))
    if not 2 <= points <= MOST_POINTS:
        faults.append(bad_option("--points", f"--points is a whole number from 2 to {MOST_POINTS}, not {points}."))
    if picture is not None and picture.suffix not in PICTURES:
        faults.append(bad_option("--picture", f"A picture ends in {' or '.join(PICTURES)}, not {picture.name}."))
    return faults


def _drawn(made: MovesSweep, form: str) -> bytes:
    from api.exports.chart import drawn
    from api.exports.trade_off import trade_off_picture

    return drawn(trade_off_picture(made), form)


def _show(made: MovesSweep) -> None:
    from rich.table import Table

    from api.terminal import percent, results

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("moves", "cost", "no plan costs less", "gap", "balance and overload", "highest", "lowest workload"):
        table.add_column(name, justify="right")
    for row in made.rows:
        table.add_row(
            f"{row.moves:,}",
            f"{row.objective:,.0f}",
            f"{row.bound:,.0f}",
            "" if row.gap is None else percent(row.gap, 2),
            f"{row.balance:,.0f}",
            percent(row.highest_workload),
            percent(row.lowest_workload),
        )
    results().print(table)
