"""``planner export``: a plan or scenario as CSV files, a plan as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson

if TYPE_CHECKING:
    pass

FORMATS = ("csv", "svg", "png")
"""Formats: a folder of tables, or a picture."""


def export(
    document: Annotated[Path, typer.Argument(metavar="DOCUMENT", help="Plan or scenario file.", show_default=False)],
    *,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="PATH", help="Folder for CSV files, file for a picture.")
    ],
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help=f"{', '.join(FORMATS)}.")] = "csv",
    scenario_file: Annotated[
        Path | None, typer.Option("--scenario", metavar="FILE", help="The plan's scenario, which a picture needs.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a plan or scenario as tables, or a plan as a picture.

    CSV makes a folder of files, one for each kind of row; SVG and PNG make one file.

    Example:

        planner export plan.json --format csv -o plan-tables
    """
    from api.commands.faults import bad_option, refuse_if_any
    from api.terminal import tell, tell_json

    if form not in FORMATS:
        refuse_if_any([bad_option("--format", f"There is no format {form!r}; the formats are {', '.join(FORMATS)}.")])
    written = _tables(document, output) if form == "csv" else [_picture(document, output, form, scenario_file)]
    if as_json:
        tell_json({"format": form, "written": [str(path) for path in written]})
    else:
        for path in written:
            tell(f"{path} written")


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


def _picture(document: Path, output: Path, form: str, scenario_file: Path | None) -> Path:
    """Write a plan as a picture."""
    from api.commands.audit import refuse_another_scenarios_plan
    from api.commands.faults import bad_option, refuse_if_any
    from api.commands.files import read_plan, read_scenario, ready_to_write, write_file
    from api.exports.chart import rendered

    if scenario_file is None:
        sentence = "A picture shows workloads, whose existing points stand in the scenario: name it."
        refuse_if_any([bad_option("--scenario", sentence)])
        raise AssertionError
    ready_to_write(output, never_over=document)
    plan, scenario = read_plan(document), read_scenario(scenario_file)
    refuse_another_scenarios_plan(scenario, plan, str(document))
    write_file(output, rendered(scenario, plan, form))
    return output
