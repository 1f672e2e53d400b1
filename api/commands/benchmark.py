"""``planner benchmark``: how good and how fast a part is, on a scenario that anybody can make again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.generate import Periods, Scarcity, Tightness, faults_of_scenario, generated
from api.commands.instance import AIMS, KINDS, benchmark_instance
from api.commands.options import (
    AsJson,
    Seed,
    TimeLimit,
    Work,
    budget_from,
    faults_of_budget,
    faults_of_parts,
    faults_of_seed,
    parts_from,
)

DEFAULT_SCALE = "pdu"


def benchmark(
    part: Annotated[
        str, typer.Argument(metavar="PART", help="Part to time; or gap, bnw or groups.", show_default=False)
    ],
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="Published instance, after gap or bnw; a folder after groups.", show_default=False
        ),
    ] = None,
    *,
    scale: Annotated[
        str | None, typer.Option("--scale", metavar="SCALE", help=f"Size of scenario; {DEFAULT_SCALE} if not given.")
    ] = None,
    seed: Seed = 1,
    time_limit: TimeLimit = None,
    work: Work = None,
    tightness: Tightness = None,
    scarcity: Scarcity = None,
    periods: Periods = None,
    scenario_file: Annotated[
        Path | None, typer.Option("--scenario", metavar="FILE", help="A scenario file instead of a generated one.")
    ] = None,
    assignment_out: Annotated[
        Path | None,
        typer.Option("--assignment-out", metavar="FILE", help="Where to write the assignment of a published instance."),
    ] = None,
    aim: Annotated[
        str | None,
        typer.Option("--objective", metavar="AIM", help=f"What groups are to make least: {', '.join(AIMS)}."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Time one part, or a published instance, and print how good its plan is.

    The part is planned alone. It is first run on a tiny scenario, so that compiling code is not timed; the seed
    makes the scenario and the search.

    Example:

        planner benchmark allocation --scale pdu --seed 1 --time-limit 60 --json

        planner benchmark gap FILE --time-limit 60 --assignment-out assignment.txt --json

        planner benchmark groups DIR --objective sum --assignment-out assignment.txt --json
    """
    from api.commands.files import read_scenario
    from api.commands.live import followed
    from api.commands.trial import timed, warm_up
    from api.terminal import tell_json
    from solver.options import Options

    if part in KINDS:
        generated_only = (scale, tightness, scarcity, periods, scenario_file)
        file = _file_of_instance(part, file, generated_only, aim, seed=seed, time_limit=time_limit, work=work)
        benchmark_instance(
            part, file, aim=aim, seed=seed, time_limit=time_limit, work=work, output=assignment_out, as_json=as_json
        )
        return
    _refuse_instance_options(file, assignment_out, aim)
    _refuse_bad(
        part=part,
        scale=scale,
        seed=seed,
        time_limit=time_limit,
        work=work,
        tightness=tightness,
        scarcity=scarcity,
        periods=periods,
        scenario_file=scenario_file,
    )
    scale = None if scenario_file else scale or DEFAULT_SCALE
    if scenario_file is None:
        scenario = generated(scale or DEFAULT_SCALE, seed, tightness, scarcity, periods=periods)
    else:
        scenario = read_scenario(scenario_file)
    options = Options(parts=parts_from(part), seed=seed, budget=budget_from(time_limit, work))
    warm_up_seconds = warm_up(options)
    with followed() as listener:
        trial = timed(scenario, options, listener.hear, warm_up_seconds=warm_up_seconds)
    answer = {"part": part, "scale": scale, "seed": seed} | trial.as_json()
    answer |= {"scenario": scenario.id, "tightness": tightness, "scarcity": scarcity}
    answer |= {"periods": scenario.horizon.periods}
    answer |= {"time_limit": options.budget.seconds, "work": work}
    if as_json:
        tell_json(answer)
    else:
        _tell(answer)
    if trial.violations:
        raise typer.Exit(1)


def _file_of_instance(
    kind: str,
    file: Path | None,
    generated_only: tuple[object, ...],
    aim: str | None,
    *,
    seed: int,
    time_limit: float | None,
    work: int | None,
) -> Path:
    """The file of a published instance, once no option is at fault."""
    from api.commands.faults import bad_option, refuse_if_any

    faults = faults_of_budget(time_limit, work) + faults_of_seed(seed)
    if any(option is not None for option in generated_only):
        sentence = "A published instance has no scale, tightness, scarcity, periods or scenario."
        faults.append(bad_option("PART", sentence))
    if aim is not None and (kind != "groups" or aim not in AIMS):
        faults.append(bad_option("--objective", f"--objective belongs to groups, and is one of {', '.join(AIMS)}."))
    if file is None:
        word, what = ("DIR", "folder") if kind == "groups" else ("FILE", "file")
        faults.append(bad_option("FILE", f"Name the {what} of the instance: planner benchmark {kind} {word}."))
    refuse_if_any(faults)
    assert file is not None
    return file


def _refuse_instance_options(file: Path | None, assignment_out: Path | None, aim: str | None) -> None:
    """Raise the faults of what only published instances have."""
    from api.commands.faults import bad_option, refuse_if_any

    kinds = " and ".join(KINDS)
    options = (("FILE", file), ("--assignment-out", assignment_out), ("--objective", aim))
    refuse_if_any(
        [bad_option(name, f"{name} belongs to {kinds} alone.") for name, value in options if value is not None]
    )


def _refuse_bad(
    *,
    part: str,
    scale: str | None,
    seed: int,
    time_limit: float | None,
    work: int | None,
    tightness: float | None,
    scarcity: float | None,
    periods: int | None,
    scenario_file: Path | None,
) -> None:
    """Raise every fault in the options at once."""
    from api.commands.faults import bad_option, refuse_if_any

    faults = faults_of_scenario(scale or DEFAULT_SCALE, seed, tightness, scarcity, periods=periods)
    faults += faults_of_budget(time_limit, work) + faults_of_parts(part)
    if "," in part:
        faults.append(bad_option("PART", "One part at a time is timed."))
    if scenario_file is not None and any(option is not None for option in (scale, tightness, scarcity, periods)):
        faults.append(bad_option("--scenario", "A scenario file has its own scale, tightness, scarcity and periods."))
    refuse_if_any(faults)


def _tell(answer: dict[str, object]) -> None:
    """Print the figures for people."""
    from api.terminal import tell

    for name, value in answer.items():
        tell(f"{name:20} {_in_words(value)}")


def _in_words(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    if isinstance(value, dict):
        return ", ".join(f"{name} {version}" for name, version in value.items())
    return str(value)
