"""``planner plan``: a scenario goes in, a checked plan comes out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import (
    AsJson,
    MaxMoves,
    OnlyNew,
    ScenarioFile,
    Seed,
    SettledWeeks,
    TimeLimit,
    Work,
    budget_from,
    change_from,
    faults_of_budget,
    faults_of_change,
    faults_of_parts,
    faults_of_seed,
    parts_from,
)

if TYPE_CHECKING:
    from models.errors import Fault
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.options import Options

ALL_PARTS = "allocation,unpaid_work,programmes,referrals"


def plan(
    scenario_file: ScenarioFile,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write the plan.")],
    time_limit: TimeLimit = None,
    work: Work = None,
    seed: Seed = 1,
    parts: Annotated[str, typer.Option("--parts", metavar="LIST", help="Parts to plan, with commas.")] = ALL_PARTS,
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="NAME", help="Profile of goals; the scenario's own if not given.")
    ] = None,
    max_moves: MaxMoves = None,
    settled_weeks: SettledWeeks = None,
    only_new: OnlyNew = False,
    as_json: AsJson = False,
) -> None:
    """Plan a scenario, audit the plan and write it.

    Ctrl-C stops the search and delivers the best plan so far, audited; a second one ends at once.

    Example:

        planner plan scenarios/pdu.json -o plan.json --time-limit 60 --seed 1

        planner plan scenarios/pdu.json -o plan.json --parts allocation --max-moves 40
    """
    from api.commands.faults import refuse_if_any
    from api.commands.files import read_scenario, ready_to_write, write_file
    from models.document import plan_json
    from solver.options import Options

    refuse_if_any(
        [
            *faults_of_budget(time_limit, work),
            *faults_of_seed(seed),
            *faults_of_parts(parts),
            *faults_of_change(max_moves, settled_weeks),
        ]
    )
    ready_to_write(output, never_over=scenario_file)
    began = time.monotonic()
    scenario = read_scenario(scenario_file, _count_warnings)
    options = Options(
        parts=parts_from(parts),
        seed=seed,
        budget=budget_from(time_limit, work),
        profile=profile,
        change=change_from(scenario, max_moves, settled_weeks, only_new=only_new),
    )
    made, stopped = _made(scenario, options)
    write_file(output, plan_json(made))
    _tell(made, output, stopped=stopped, seconds=time.monotonic() - began, as_json=as_json)


def _count_warnings(warnings: Sequence[Fault]) -> None:
    """Say that there are warnings, and where to read them."""
    from api.terminal import counted, news

    news().print(f"{counted(len(warnings), 'warning')} about the scenario: planner check lists them.", markup=False)


def _made(scenario: Scenario, options: Options) -> tuple[Plan, bool]:
    """The plan, and whether the user stopped the search."""
    from api.commands.interruptible import Interruptible
    from api.commands.live import followed
    from solver.progress import Progress

    with followed() as listener:
        listener.hear(Progress(options.parts[0], "loading"))
        # Imported here, because the solvers take a second or two to load.
        from api.first_use import compile_first
        from solver.plan import make_plan

        compile_first(options.parts, listener.hear)
        task = Interruptible(
            lambda stop_asked: make_plan(scenario, options, listener.hear, stop_asked),
            lambda: listener.say("Stopping: the best plan so far is checked and kept. Ctrl-C again ends at once."),
        )
        return task.run(), task.stopped


def _tell(made: Plan, output: Path, *, stopped: bool, seconds: float, as_json: bool) -> None:
    """Print what the plan comes to."""
    from api.commands import summary
    from api.terminal import tell, tell_json

    if as_json:
        tell_json(
            summary.as_json(made)
            | {"plan": str(output), "violations": 0, "stopped": stopped, "seconds": round(seconds, 3)}
        )
        return
    summary.show(made)
    tell("audit: no violations", style="green")
    tell(f"plan written to {output} after {seconds:.1f} s" + (", stopped by you" if stopped else ""))
