"""The rows of an instance that comes as several tables, each with its place, and what is wrong with them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.commands.files import read_bytes
from api.published.numbers import CODE, MOST_BYTES
from models.errors import BadInput, Fault, Severity

MOST_FAULTS = 200
"""Faults that are told of one instance."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes
    ----------
    file
        The table.
    number
        Line of the file, from 1.
    fields
        What stands in each column, without blanks around it.
    """

    file: Path
    number: int
    fields: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """What stands in a column; nothing if the row is too short for it."""
        return self.fields.get(column, "")


class Remarks:
    """Faults and warnings of an instance."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def object_to(self, row: Row | Path, column: str, sentence: str) -> None:
        """Note a fault."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(code=CODE, pointer=_place(row, column), sentence=sentence))

    def warn(self, row: Row, column: str, sentence: str) -> None:
        """Note something odd that changes nothing for the rest."""
        self.warnings.append(
            Fault(code=CODE, pointer=_place(row, column), sentence=sentence, severity=Severity.WARNING)
        )

    def whole(self, row: Row, column: str, least: int, most: int) -> int | None:
        """A whole number between two limits; None, and a fault, if there is none."""
        text = row[column]
        if text.isascii() and text.isdigit() and len(text) <= 12 and least <= int(text) <= most:
            return int(text)
        self.object_to(row, column, f"A whole number from {least:,} to {most:,} belongs here, not {text[:40]!r}.")
        return None

    def read(self, file: Path) -> str:
        """Text of a file; empty, and a fault, if it cannot be read."""
        try:
            content = read_bytes(file, MOST_BYTES + 1)
        except BadInput as error:
            self.faults += error.faults
            return ""
        if len(content) > MOST_BYTES:
            self.object_to(file, "", f"The file is larger than {MOST_BYTES:,} bytes.")
            return ""
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.object_to(file, "", "This is no text in UTF-8.")
            return ""

    def rows(self, file: Path, delimiter: str = ";") -> list[tuple[int, list[str]]]:
        """Lines of a table with their numbers, without empty ones and remarks that begin with #."""
        reader = csv.reader(io.StringIO(self.read(file), newline=""), delimiter=delimiter)
        rows = []
        try:
            for fields in reader:
                row = [field.strip() for field in fields]
                if any(row) and not row[0].startswith("#"):
                    rows.append((reader.line_num, row))
        except csv.Error as error:
            self.object_to(Row(file, reader.line_num, {}), "", f"This line cannot be read: {error}.")
        return rows

    def table(self, file: Path, columns: Sequence[str], needed: int) -> list[Row]:
        """Rows of a table whose columns are named by its first line, or else stand in a known order.

        Parameters
        ----------
        columns
            Columns in the order in which they stand where no line names them. A first line with the names of the first
            two names all.
        needed
            Number of them, from the first, that each row must have.
        """
        rows = self.rows(file)
        names = list(columns)
        if rows and set(columns[:2]) <= set(first := [name.lower() for name in rows[0][1]]):
            names = first
            missing = [name for name in columns[:needed] if name not in names]
            if missing:
                self.object_to(Row(file, rows[0][0], {}), "", f"Columns are missing: {', '.join(missing)}.")
                return []
            rows = rows[1:]
        least = 1 + max(names.index(name) for name in columns[:needed])
        found = []
        for number, fields in rows:
            row = Row(file, number, dict(zip(names, fields, strict=False)))
            if len(fields) < least:
                wanted = ";".join(columns[:needed])
                self.object_to(row, "", f"{len(fields)} fields; at least {least} are needed ({wanted}).")
            else:
                found.append(row)
        return found


def _place(row: Row | Path, column: str) -> str:
    if isinstance(row, Path):
        return str(row)
    return f"{row.file}:{row.number}:{column}" if column else f"{row.file}:{row.number}"
