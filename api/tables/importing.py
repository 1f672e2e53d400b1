"""A folder of tables read as a scenario; what is wrong is told by file, row and column, all at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from api.tables.assembly import Assembly, headings_at_fault
from api.tables.files import fault, read_sheet
from api.tables.layout import TABLES
from models.check import check_document
from models.errors import BadInput, Fault
from models.scenario import Scenario

NEEDED = ("scenario.csv", "horizon.csv", "regions.csv", "pdus.csv", "staff.csv", "people.csv")
"""Files that must be there; without any other, there are none of its rows, or the reference tables hold."""

FROM_REFERENCE = ("policy", "goals", "travel")
"""Sections whose missing tables and fields are taken from the reference tables."""


def import_folder(folder: Path) -> Scenario:
    """Read a folder of tables.

    Parameters
    ----------
    folder
        Folder with CSV files; files of other kinds are passed over.

    Raises
    ------
    BadInput
        With every fault; places are ``file:row:column``, rows as a spreadsheet counts them.
    """
    files = {path.name.casefold(): path for path in sorted(folder.iterdir()) if path.suffix.casefold() == ".csv"}
    assembly = Assembly()
    assembly.faults += _misnamed(files)
    absent_columns: set[str] = set()
    for table in TABLES:
        path = files.get(table.file)
        if path is None:
            continue
        sheet = read_sheet(path)
        headings = headings_at_fault(table, sheet) if sheet.headings else []
        absent_columns |= {_column(f.pointer) for f in headings if f.code == "missing_column"}
        assembly.faults += [*sheet.faults, *headings]
        if table.single:
            assembly.add_fields(table, sheet)
        else:
            assembly.add_rows(table, sheet)
    assembly.tree.setdefault("schema_version", "1.0")
    _take_from_reference(assembly)
    report = check_document(json.dumps(assembly.tree).encode())
    faults = [*assembly.faults, *_located(assembly, report.faults, files, absent_columns)]
    if faults or report.scenario is None:
        raise BadInput(faults)
    return report.scenario


def _misnamed(files: dict[str, Path]) -> Iterator[Fault]:
    known = {table.file for table in TABLES}
    for name in NEEDED:
        if name not in files:
            yield fault("missing_file", name, f"There is no {name} in the folder; it must be there.")
    for name in files.keys() - known:
        sentence = "No table has this name. Correct it, or take the file out of the folder."
        yield fault("unknown_file", files[name].name, sentence)


def _take_from_reference(assembly: Assembly) -> None:
    """Fill in what the folder does not say about policy, goals and travel."""
    from scenarios import rulebook

    reference = {"policy": rulebook.policy(), "goals": rulebook.goals(), "travel": rulebook.travel()}
    for section in FROM_REFERENCE:
        stated = assembly.tree.setdefault(section, {})
        whole = json.loads(reference[section].model_dump_json())
        if section == "goals" and "profiles" in stated:
            del whole["profile"]
        for name, value in whole.items():
            stated.setdefault(name, value)


def _located(
    assembly: Assembly, faults: tuple[Fault, ...], files: dict[str, Path], absent_columns: set[str]
) -> Iterator[Fault]:
    """Faults of the document at their places in the tables, but for those that the tables' own faults explain."""
    for one in faults:
        path = tuple(int(step) if step.isdecimal() else step for step in _steps(one.pointer))
        place = assembly.place(path)
        column_absent = _column(place) in absent_columns
        file_absent = place.partition(":")[0] in NEEDED and place.partition(":")[0] not in files
        if one.code == "missing_key" and (column_absent or file_absent):
            continue
        yield one.model_copy(update={"pointer": place})


def _column(place: str) -> str:
    """File and column of a place, the row left out."""
    file, *rest = place.split(":")
    return f"{file}:{rest[-1]}" if len(rest) == 2 else file


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
