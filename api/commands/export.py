"""``planner export``: a plan or scenario as CSV files, a plan as a picture, the rota as sheets to hand out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson

if TYPE_CHECKING:
    from api.commands.days import Days
    from models.errors import Fault
    from models.plan import Plan
    from models.scenario import Scenario

TABLES, PAGE, PICTURES = "csv", "html", ("svg", "png")
FORMATS = (TABLES, PAGE, *PICTURES)
"""Formats: a folder of tables, a folder of pages to print, or a picture."""
EVERY_KIND = "all"


def export(
    document: Annotated[Path, typer.Argument(metavar="DOCUMENT", help="Plan or scenario file.", show_default=False)],
    *,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="PATH", help="Folder for CSV files or sheets, file for a picture."),
    ],
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help=f"{', '.join(FORMATS)}.")] = TABLES,
    sheets: Annotated[
        str | None,
        typer.Option(
            "--sheets",
            metavar="LIST",
            help="The rota as sheets: sessions, supervisors, people, projects, off_track, or all.",
        ),
    ] = None,
    days: Annotated[
        str | None, typer.Option("--days", metavar="D[..D]", help="Days that sheets are for; all if not given.")
    ] = None,
    scenario_file: Annotated[
        Path | None,
        typer.Option("--scenario", metavar="FILE", help="The plan's scenario, which pictures and sheets need."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a plan or scenario as tables, a plan as a picture, or its unpaid-work rota as sheets.

    CSV makes a folder of files, one for each kind of row; SVG and PNG make one file. Sheets say who is where when and
    what must be known there: one file for each kind, as CSV or as an HTML page that prints each sheet on its own paper.

    Example:

        planner export plan.json --format csv -o plan-tables

        planner export plan.json --scenario town.json --sheets all --days 2026-12-07..2026-12-11 --format html -o week
    """
    from api.commands.days import days_from
    from api.commands.faults import refuse_if_any
    from api.terminal import tell, tell_json

    span, faults = days_from(days, "--days")
    refuse_if_any(faults + _faults(form, sheets, days, scenario_file))
    if sheets is not None:
        scenario, plan = _plan_and_scenario(document, scenario_file)
        written = _sheets(scenario, plan, kinds=_kinds(sheets), span=span, folder=output, form=form)
    elif form == TABLES:
        written = _tables(document, output)
    else:
        written = [_picture(document, output, form, scenario_file)]
    if as_json:
        tell_json({"format": form, "written": [str(path) for path in written]})
    else:
        for path in written:
            tell(f"{path} written")


def _faults(form: str, sheets: str | None, days: str | None, scenario_file: Path | None) -> list[Fault]:
    """Every option that does not go with the others."""
    from api.commands.faults import bad_option
    from api.exports.sheet import Kind

    faults = []
    if form not in FORMATS:
        faults.append(bad_option("--format", f"There is no format {form!r}; the formats are {', '.join(FORMATS)}."))
    if form in PICTURES and sheets is not None:
        faults.append(bad_option("--format", f"Sheets are written as {TABLES} or {PAGE}, not {form}."))
    if form == PAGE and sheets is None:
        faults.append(bad_option("--sheets", f"A page shows sheets: name them, or {EVERY_KIND}."))
    if days is not None and sheets is None:
        faults.append(bad_option("--days", "Only sheets are for some days: name them with --sheets."))
    if scenario_file is None and (form in PICTURES or sheets is not None):
        faults.append(bad_option("--scenario", "Pictures and sheets show what stands in the scenario: name it."))
    known = [kind.value for kind in Kind]
    faults += [
        bad_option("--sheets", f"There are no sheets {name!r}; there are {', '.join(known)}, or {EVERY_KIND}.")
        for name in (sheets.split(",") if sheets is not None else ())
        if name not in (*known, EVERY_KIND)
    ]
    return faults


def _kinds(text: str) -> list[str]:
    from api.exports.sheet import Kind

    names = text.split(",")
    return [kind.value for kind in Kind if kind.value in names or EVERY_KIND in names]


def _tables(document: Path, folder: Path) -> list[Path]:
    """Write a plan or scenario as CSV files."""
    from api import tables
    from api.commands.files import filled_folder, is_plan, read_bytes, read_plan, read_scenario

    content = read_bytes(document)
    if is_plan(content):
        plan = read_plan(document)
        return filled_folder(folder, lambda empty: tables.write_tables(plan, empty))
    scenario = read_scenario(document)
    return filled_folder(folder, lambda empty: tables.write_scenario_tables(scenario, empty))


def _sheets(scenario: Scenario, plan: Plan, *, kinds: list[str], span: Days, folder: Path, form: str) -> list[Path]:
    """Write sheets, one file for each kind."""
    from api.commands.files import filled_folder
    from api.exports.rota import rota_of
    from api.exports.sheet import Kind, as_csv, as_page
    from api.exports.sheets import sheets

    _refuse_outside(scenario, span)
    rota = rota_of(scenario, plan, *span)
    source = f"Scenario {scenario.id}, plan of seed {plan.provenance.seed}, profile {plan.provenance.profile}"

    def fill(empty: Path) -> None:
        for kind in map(Kind, kinds):
            made = sheets(rota, kind)
            content = as_csv(kind, made) if form == TABLES else as_page(kind, made, source=source)
            (empty / f"{kind}.{form}").write_bytes(content)

    return filled_folder(folder, fill)


def _refuse_outside(scenario: Scenario, span: Days) -> None:
    """Raise if no day of the horizon is among those that sheets are wanted for."""
    from api.commands.faults import refuse
    from solver.calendar import horizon_days

    days = horizon_days(scenario.horizon)
    if span[0] and span[1] and not (span[0] <= days[-1] and days[0] <= span[1]):
        sentence = f"The plan is for {days[0]} to {days[-1]}: there are no sheets of other days."
        raise refuse("outside_horizon", "--days", sentence)


def _picture(document: Path, output: Path, form: str, scenario_file: Path | None) -> Path:
    """Write a plan as a picture."""
    from api.commands.files import ready_to_write, write_file
    from api.exports.chart import rendered

    ready_to_write(output, never_over=document)
    write_file(output, rendered(*_plan_and_scenario(document, scenario_file), form))
    return output


def _plan_and_scenario(document: Path, scenario_file: Path | None) -> tuple[Scenario, Plan]:
    """The plan and the scenario that it was made from."""
    from api.commands.audit import refuse_another_scenarios_plan
    from api.commands.files import read_plan, read_scenario

    assert scenario_file is not None, "what needs a scenario was refused without one"
    plan, scenario = read_plan(document), read_scenario(scenario_file)
    refuse_another_scenarios_plan(scenario, plan, str(document))
    return scenario, plan
