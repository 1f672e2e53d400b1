"""A scenario written as the folder of tables that import reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api.tables.cells import to_text
from api.tables.columns import Column, all_columns, levels, own_columns
from api.tables.files import write_sheet
from api.tables.layout import TABLES, Table
from models.check.paths import EACH, Pattern, member
from models.scenario import Scenario


def write_scenario_tables(scenario: Scenario, folder: Path) -> list[Path]:
    """Write a scenario as tables; reading them again gives the same scenario.

    A table without rows is written all the same, with its headings, but for those of a previous plan that is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table in TABLES:
        if table.steps[:1] == ("previous_plan",) and scenario.previous_plan is None:
            continue
        if table.single:
            written.append(write_sheet(folder / table.file, ("field", "value"), _fields(scenario, table)))
        else:
            headings = [column.name for column in all_columns(table)]
            written.append(write_sheet(folder / table.file, headings, rows_of(scenario, table)))
    return written


def _fields(scenario: Scenario, table: Table) -> Iterator[list[str]]:
    record = value_at(scenario, table.steps)
    for column in own_columns(table):
        yield [column.name, to_text(value_at(record, column.path), column)]


def rows_of(scenario: Scenario, table: Table) -> Iterator[list[str]]:
    """Cells of every row of a table."""
    outer, *inner = table.lists
    rows = value_at(scenario, outer) or ()
    if not inner:
        yield from ([_cell(row, column) for column in own_columns(table)] for row in rows)
        return
    if table.key:
        for row in rows:
            for cells in _below(row, outer, inner, table, 0):
                yield [getattr(row, table.key_field), *cells]
    else:
        yield from _spread(rows, outer, inner, table, 0)


def _below(row: Any, above: Pattern, lists: list[Pattern], table: Table, depth: int) -> Iterator[list[str]]:
    """Rows of the innermost list below a row, with what the lists between repeat."""
    inner = value_at(row, tuple(step for step in lists[0][len(above) :] if step != EACH))
    if len(lists) == 1:
        yield from ([_cell(one, column) for column in own_columns(table)] for one in inner)
    else:
        yield from _spread(inner, lists[0], lists[1:], table, depth)


def _spread(rows: Any, above: Pattern, lists: list[Pattern], table: Table, depth: int) -> Iterator[list[str]]:
    level = levels(table)[depth]
    for number, row in enumerate(rows, start=1):
        own = [str(number)] if level.number else []
        own += [_cell(row, column) for column in level.columns]
        for cells in _below(row, above, lists, table, depth + 1):
            yield [*own, *cells]


def _cell(row: Any, column: Column) -> str:
    return to_text(value_at(row, column.path), column)


def value_at(value: Any, path: Pattern) -> Any:
    """Value at a path of fields; None where a record on the way is left out."""
    for step in path:
        value = member(value, step) if value is not None else None
    return value
