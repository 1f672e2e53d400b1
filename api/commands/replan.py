"""``planner replan``: a plan in force meets news; as little as possible changes, and who must be told is listed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import (
    DEFAULT_SEED,
    SHORT_TIME_LIMIT,
    AsJson,
    PlanFile,
    ScenarioFile,
    SeedIfGiven,
    ShortTimeLimit,
    Work,
    budget_from,
    faults_of_budget,
    faults_of_seed,
)
from api.commands.replan_rota import SESSION, Asked, faults_of, faults_of_words, repaired, tell_repair

if TYPE_CHECKING:
    from models.errors import Fault
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.options import Options
    from solver.replan import Absence, Replanned

PRACTITIONER, SUPERVISOR = "practitioner", "supervisor"
"""Who can be absent."""


def replan(
    scenario_file: ScenarioFile,
    plan_file: PlanFile,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write the new plan.")],
    scenario_output: Annotated[
        Path, typer.Option("--scenario-output", metavar="FILE", help="Where to write the scenario with the news in it.")
    ],
    absent: Annotated[
        list[str] | None,
        typer.Option("--absent", metavar="KIND:ID", help="practitioner:ID or supervisor:ID; repeatable."),
    ] = None,
    cancel: Annotated[
        list[str] | None,
        typer.Option("--cancel", metavar="session:SLOT", help="Session that falls out on --date; repeatable."),
    ] = None,
    snow: Annotated[
        str | None, typer.Option("--snow", metavar="D[..D]", help="Days on which no session of an area is held.")
    ] = None,
    area: Annotated[
        str | None,
        typer.Option("--area", metavar="ID", help="Region, unit or office snowed in; all if not given."),
    ] = None,
    van: Annotated[
        list[str] | None, typer.Option("--van", metavar="ID", help="Van that is off the road on --date; repeatable.")
    ] = None,
    new_starts: Annotated[
        bool, typer.Option("--new-starts", help="Give new unpaid-work requirements slots, and move nobody else.")
    ] = False,
    take: Annotated[
        str, typer.Option("--take", metavar="WORD", help="Repair of the rota: fewest, balanced or most changes.")
    ] = "fewest",
    notice: Annotated[
        int | None,
        typer.Option(
            "--notice", metavar="N", help="Working days before somebody is sent elsewhere; the policy's if not given."
        ),
    ] = None,
    day: Annotated[
        str | None, typer.Option("--date", metavar="D[..D]", help="Days away; the whole horizon if not given.")
    ] = None,
    extra_moves: Annotated[
        int, typer.Option("--extra-moves", metavar="N", help="Moves allowed beyond those that must be.")
    ] = 0,
    time_limit: ShortTimeLimit = None,
    work: Work = None,
    seed: SeedIfGiven = None,
    as_json: AsJson = False,
) -> None:
    """Bring a plan up to date after an absence, or with new work, and change as little as possible.

    The plan is taken as in force: whoever holds a case in it is its present practitioner. All other parts stay as they
    are. The new plan belongs to the scenario that is written beside it. News of unpaid work (a supervisor or a van
    away, a session cancelled, snow, new starts) repairs single dates of the rota, and lists who must be told.

    Example:

        planner replan s.json plan.json --absent supervisor:V1 --date 2026-12-07 -o new.json --scenario-output now.json

        planner replan pdu.json plan.json --absent practitioner:N03A0001 -o new.json --scenario-output now.json
    """
    from api.commands.days import days_from
    from api.commands.faults import refuse_if_any
    from api.commands.files import read_plan, read_scenario, ready_to_write, write_file
    from models.document import canonical_json, plan_json

    days, faults = days_from(day, "--date")
    snowed_in, more_faults = days_from(snow, "--snow")
    asked = Asked(
        supervisors=tuple(_named(absent, SUPERVISOR)),
        sessions=tuple(_named(cancel, SESSION)),
        days=days,
        snow=snowed_in,
        area=area,
        vans=tuple(van or ()),
        new_starts=new_starts,
    )
    refuse_if_any(
        [
            *faults_of_budget(time_limit, work),
            *faults_of_seed(DEFAULT_SEED if seed is None else seed),
            *faults,
            *more_faults,
            *_faults(absent or [], cancel or [], extra_moves, asked),
            *_faults_of_search(asked, time_limit, work, seed),
            *([] if faults or more_faults else faults_of(asked, take, notice)),
            *faults_of_words(take, notice),
        ]
    )
    for path in (output, scenario_output):
        for read in (scenario_file, plan_file):
            ready_to_write(path, never_over=read)
    ready_to_write(scenario_output, never_over=output)
    began = time.monotonic()
    scenario, plan = read_scenario(scenario_file), read_plan(plan_file)
    if asked.any:
        repair = repaired(scenario, plan, asked, take=take, notice=notice)
        write_file(scenario_output, canonical_json(repair.scenario))
        write_file(output, plan_json(repair.plan))
        tell_repair(repair, output, scenario_output, seconds=time.monotonic() - began, as_json=as_json)
        return
    from solver.options import Options
    from solver.replan import Absence

    absences = tuple(Absence(word.partition(":")[2], *days) for word in absent or [])
    limit = SHORT_TIME_LIMIT if time_limit is None else time_limit
    options = Options(seed=DEFAULT_SEED if seed is None else seed, budget=budget_from(limit, work))
    made = _made(scenario, plan, absences, options, extra_moves)
    write_file(scenario_output, canonical_json(made.scenario))
    write_file(output, plan_json(made.plan))
    _tell(made, output, scenario_output, seconds=time.monotonic() - began, as_json=as_json)


def _named(words: list[str] | None, kind: str) -> list[str]:
    """Ids of a kind among ``KIND:ID``."""
    return [word.partition(":")[2] for word in words or [] if word.partition(":")[0] == kind]


def _faults(absent: list[str], cancel: list[str], extra_moves: int, asked: Asked) -> list[Fault]:
    from api.commands.faults import bad_option

    kinds = (("--absent", absent, (PRACTITIONER, SUPERVISOR)), ("--cancel", cancel, (SESSION,)))
    faults = [
        bad_option(option, f"{option} is {' or '.join(f'{kind}:ID' for kind in known)}, not {word}.")
        for option, words, known in kinds
        for word in words
        if word.partition(":")[0] not in known or not word.partition(":")[2]
    ]
    if asked.any and (_named(absent, PRACTITIONER) or extra_moves):
        faults.append(bad_option("--absent", "News of cases and news of unpaid work take two runs."))
    if asked.days[0] is not None and not (absent or cancel or asked.vans):
        faults.append(bad_option("--date", "Say with --absent, --cancel or --van what those are the days of."))
    if extra_moves < 0:
        faults.append(bad_option("--extra-moves", f"--extra-moves is at least 0, not {extra_moves}."))
    return faults


def _faults_of_search(asked: Asked, time_limit: float | None, work: int | None, seed: int | None) -> list[Fault]:
    from api.commands.faults import out_of_place

    sentence = "A repair of the rota takes the best choice there is, without budget or chance: leave it out."
    given = {"--time-limit": time_limit, "--work": work, "--seed": seed}
    return out_of_place(given, sentence) if asked.any else []


def _made(
    scenario: Scenario, plan: Plan, absences: tuple[Absence, ...], options: Options, extra_moves: int
) -> Replanned:
    from api.commands.interruptible import Interruptible
    from api.commands.live import followed
    from api.first_use import compile_first
    from models.goals import Part
    from solver.progress import Progress
    from solver.replan import replan as plan_again

    with followed() as listener:
        listener.hear(Progress(Part.ALLOCATION, "loading"))
        compile_first(options.parts, listener.hear)
        task = Interruptible(
            lambda stop_asked: plan_again(
                scenario,
                plan,
                absences,
                options,
                extra_moves=extra_moves,
                on_progress=listener.hear,
                stop_asked=stop_asked,
            ),
            lambda: listener.say("Stopping: the best plan so far is checked and kept. Ctrl-C again ends at once."),
        )
        return task.run()


def _tell(made: Replanned, output: Path, scenario_output: Path, *, seconds: float, as_json: bool) -> None:
    from api.commands import summary
    from api.terminal import counted, tell, tell_json
    from models.decisions import CaseAllocation
    from models.goals import Part

    rows = [
        {
            "item": row.case if isinstance(row, CaseAllocation) else row.id,
            "from": row.moved_from,
            "to": row.practitioner if isinstance(row, CaseAllocation) else row.staff,
            "first": row.first.isoformat(),
            "tell_by": row.tell_by.isoformat() if isinstance(row, CaseAllocation) and row.tell_by else None,
        }
        for row in made.moved
    ]
    if as_json:
        result = next(part for part in made.plan.parts if part.part is Part.ALLOCATION)
        figures = result.model_dump(mode="json", include={"status", "objective", "bound", "gap", "gap_net"})
        told = {"plan": str(output), "scenario_file": str(scenario_output), "violations": 0, **figures}
        tell_json(told | {"forced": made.forced, "moved": rows, "seconds": round(seconds, 3)})
        return
    summary.show(made.plan)
    for row in rows:
        by = "" if row["tell_by"] is None else f", to be told by {row['tell_by']}"
        tell(f"{row['item']}: from {row['from']} to {row['to']} on {row['first']}{by}")
    tell(f"{counted(len(rows), 'move')}; {counted(made.forced, 'item')} could not stay where they were.")
    tell("audit: no violations", style="green")
    tell(f"plan written to {output}, its scenario to {scenario_output}, after {seconds:.1f} s")
