"""``planner check``: everything that is wrong, or odd, in a scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from api.commands.options import AsJson, ScenarioFile

if TYPE_CHECKING:
    from models.check import Report


def check(scenario_file: ScenarioFile, *, as_json: AsJson = False) -> None:
    """List every fault and warning of a scenario.

    Exit code 2 with faults, 0 without; warnings change nothing.

    Example:

        planner check scenarios/pdu.json
    """
    from api.commands.files import read_bytes
    from api.terminal import tell_json
    from models.check import check_document

    report = with_locks_tried(check_document(read_bytes(scenario_file)))
    if as_json:
        tell_json(
            {
                "scenario": None if report.scenario is None else report.scenario.id,
                "faults": [fault.model_dump(mode="json") for fault in report.faults],
                "warnings": [warning.model_dump(mode="json") for warning in report.warnings],
            }
        )
    else:
        _tell(report, scenario_file)
    if report.faults:
        raise typer.Exit(2)


def with_locks_tried(report: Report) -> Report:
    """A report with the locks that no plan keeps, where nothing else is at fault."""
    from models.locks import CaseLock, Force

    if report.scenario is None:
        return report
    demands = [lock for lock in report.scenario.locks if lock.force is Force.MUST]
    if all(isinstance(lock, CaseLock) for lock in demands):
        return report
    # Imported here: without such locks a scenario is checked in half the time that the solver takes to load.
    from solver.locks_tried import locks_no_plan_keeps

    faults = locks_no_plan_keeps(report.scenario)
    return replace(report, faults=faults, scenario=None) if faults else report


def _tell(report: Report, path: Path) -> None:
    from api.terminal import counted, list_faults, results, tell

    list_faults(results(), report.faults)
    list_faults(results(), report.warnings, style="yellow")
    faults, warnings = counted(len(report.faults), "fault"), counted(len(report.warnings), "warning")
    tell(f"{path}: {faults}, {warnings}")
