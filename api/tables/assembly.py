"""Putting rows of tables together into one document, remembering where each of them came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api.tables.cells import NOTHING, to_value
from api.tables.columns import Column, Level, all_columns, column_of, key_column, levels, own_columns, parent_of
from api.tables.files import Sheet, fault
from api.tables.layout import TABLES, Table
from models.check.paths import IDENTIFIER, Path, Pattern, pattern_of
from models.errors import Fault

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a piece of the document came from.

    Attributes
    ----------
    file
        File.
    row
        Row, as a spreadsheet counts.
    columns
        Columns that its values stand in.
    """

    file: str
    row: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file."""

    table: Table
    number: int
    cells: Mapping[str, str]
    decimal_comma: bool

    def place(self, column: str | None = None) -> str:
        """Place of the row, or of one of its cells."""
        return f"{self.table.file}:{self.number}" + (f":{column}" if column else "")

    def value(self, column: Column) -> Any:
        """Value of a cell."""
        return to_value(self.cells.get(column.name, ""), column, decimal_comma=self.decimal_comma)

    def record(self, columns: Iterable[Column]) -> Json:
        """Record that the cells of some columns make."""
        record: Json = {}
        for column in columns:
            if column.name in self.cells:
                _put(record, column, self.cells[column.name], self.decimal_comma)
        return record


@dataclass(slots=True)
class Assembly:
    """A document in the making.

    Attributes
    ----------
    tree
        The document so far.
    origins
        Where each row of it came from, by path.
    named
        Rows by the pattern of their list and their key: path, and row.
    faults
        What was wrong with the tables as tables.
    """

    tree: Json = field(default_factory=dict)
    origins: dict[Path, Origin] = field(default_factory=dict)
    named: dict[Pattern, dict[str, tuple[Path, Json]]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def add_fields(self, table: Table, sheet: Sheet) -> None:
        """Take in a file that holds one record, a field in each row."""
        columns = {column.name: column for column in own_columns(table)}
        record = _at(self.tree, table.steps)
        for number, cells in sheet.rows:
            column = columns.get(cells.get("field", "").strip().casefold())
            if column is None:
                sentence = f"{table.file} knows no such field; see the page of tables for those that it knows."
                self.faults.append(fault("unknown_column", f"{table.file}:{number}:field", sentence))
                continue
            value = Column("value", column.path, column.kind, column.many, column.optional, words=column.words)
            self.origins[*table.steps, *column.path] = Origin(table.file, number, (value,))
            _put(record, column, cells.get("value", ""), sheet.decimal_comma)

    def add_rows(self, table: Table, sheet: Sheet) -> None:
        """Take in a file of rows."""
        outer = table.lists[0]
        if table.key is None:
            _at(self.tree, outer[:-1]).setdefault(outer[-1], [])
        for number, cells in sheet.rows:
            line = Line(table, number, cells, sheet.decimal_comma)
            found = self._parent(line) if table.key else (outer[:-1], _at(self.tree, outer[:-1]))
            if found is None:
                continue
            path, above = found
            for level in levels(table):
                path, above = self._group(line, level, path, above)
            field_name = table.lists[-1][-1]
            rows = above.setdefault(field_name, [])
            here = (*path, field_name, len(rows))
            rows.append(line.record(own_columns(table)))
            self.origins[here] = Origin(table.file, number, own_columns(table))
            self._name(here, rows[-1])

    def _parent(self, line: Line) -> tuple[Path, Json] | None:
        """Row of another file that a row belongs to."""
        key = key_column(line.table)
        if key is None or key.name not in line.cells:
            return None
        name = line.cells[key.name].strip()
        found = self.named.get(line.table.lists[0], {}).get(name)
        if found is None:
            file = parent_of(line.table).file
            readable = IDENTIFIER.fullmatch(name)
            what = f"There is no row {name} in {file}" if readable else f"No row of {file} is named here"
            self.faults.append(
                fault("unknown_id", line.place(key.name), f"{what}. Add it there, or correct this cell.")
            )
        return found

    def _name(self, here: Path, row: Json) -> None:
        """Remember a row under the field that other tables name it by."""
        where = pattern_of(here)[:-1]
        key_field = next((t.key_field for t in TABLES if t.key and t.lists[0] == where), None)
        if key_field is not None and isinstance(row.get(key_field), str):
            self.named.setdefault(where, {}).setdefault(row[key_field], (here, row))

    def _group(self, line: Line, level: Level, path: Path, above: Json) -> tuple[Path, Json]:
        """Row of a list between: the one of the line before, or a new one."""
        groups = above.setdefault(level.field, [])
        group = line.record(level.columns)
        number = line.value(level.number) if level.number else None
        if groups and (number == len(groups) if level.number else _says(groups[-1], group)):
            if not _says(groups[-1], group):
                sentence = f"The rows of {level.name} {number} disagree about it. Give all of them the same values."
                self.faults.append(fault("rows_disagree", line.place(), sentence))
            return (*path, level.field, len(groups) - 1), groups[-1]
        if level.number and number != len(groups) + 1:
            sentence = f"The rows of each {level.name} stand together, numbered 1, 2, 3; {len(groups) + 1} comes next."
            self.faults.append(fault("wrong_number", line.place(level.number.name), sentence))
        here = (*path, level.field, len(groups))
        groups.append(group)
        self.origins[here] = Origin(line.table.file, line.number, level.columns)
        return here, group

    def place(self, path: Path) -> str:
        """Place in the tables, as ``file:row:column``, of a place in the document."""
        for length in range(len(path), 0, -1):
            origin = self.origins.get(path[:length])
            if origin is not None:
                rest = path[length:]
                single = len(origin.columns) == 1 and origin.columns[0].name == "value"
                column = "value" if single else column_of(origin.columns, rest) if rest else None
                return f"{origin.file}:{origin.row}" + (f":{column}" if column else "")
        return _file_of(path)


def _file_of(path: Path) -> str:
    """File, and field where it has fields, in which a place stands that no row has brought."""
    singles = sorted((t for t in TABLES if t.single), key=lambda t: -len(t.steps))
    listed = next((t for t in TABLES if not t.single and t.lists[-1] == pattern_of(path)), None)
    if listed is not None:
        return listed.file
    for table in singles:
        if path[: len(table.steps)] == table.steps:
            column = column_of(own_columns(table), path[len(table.steps) :])
            return f"{table.file}::{column}" if column else table.file
    return ""


def headings_at_fault(table: Table, sheet: Sheet) -> list[Fault]:
    """Columns that are missing, unknown or there twice."""
    names = [column.name for column in all_columns(table)] if not table.single else ["field", "value"]
    wanted = [column.name for column in all_columns(table) if column.required] if not table.single else names
    found = [
        fault("missing_column", f"{table.file}:1:{name}", f"The column `{name}` is missing and must be there.")
        for name in wanted
        if name not in sheet.headings
    ]
    for n, name in enumerate(sheet.headings):
        if name and (name not in names or name in sheet.headings[:n]):
            sentence = "The table knows no such column, or has it twice. Correct the heading, or take the column out."
            found.append(fault("unknown_column", f"{table.file}:1:{name}", sentence))
    return found


def _at(tree: Json, path: Path | Pattern) -> Json:
    for step in path:
        tree = tree.setdefault(str(step), {})
    return tree


def _put(record: Json, column: Column, text: str, decimal_comma: bool) -> None:
    value = to_value(text, column, decimal_comma=decimal_comma)
    if value is NOTHING:
        return
    if column.kind == "presence":
        _at(record, column.path)
    else:
        _at(record, column.path[:-1])[column.path[-1]] = value


def _says(group: Json, cells: Json) -> bool:
    """Whether a row of a list between says what the cells say, lists below it aside."""
    return {key: value for key, value in group.items() if not isinstance(value, list)} == cells
