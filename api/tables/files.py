"""CSV files as text: encodings, marks between cells, headings, rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from models.errors import Fault

FIRST_LINE_MARK = "sep="
"""A first line such as ``sep=;`` names the mark between cells, as spreadsheets write it."""


@dataclass(slots=True)
class Sheet:
    """A file as it was read.

    Attributes
    ----------
    headings
        Names of the columns.
    rows
        Number of each row, as a spreadsheet counts, and its cells by heading.
    decimal_comma
        Whether cells are parted by semicolons, so that a comma can stand in numbers.
    faults
        What is wrong with the file as a file.
    """

    headings: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    decimal_comma: bool = False
    faults: list[Fault] = field(default_factory=list)


def fault(code: str, where: str, sentence: str, id: str | None = None) -> Fault:
    """A fault of a table; ``where`` is ``file:row:column``."""
    return Fault(code=code, pointer=where, id=id, sentence=sentence)


def read_sheet(path: Path) -> Sheet:
    """A file's headings and rows; rows without any content are passed over."""
    sheet = Sheet()
    text = _text(path, sheet)
    if text is None:
        return sheet
    lines = _rows(path.name, text, sheet)
    if not lines:
        sheet.faults.append(fault("not_csv", path.name, "The file is empty. Its first row must name the columns."))
        return sheet
    sheet.headings = [heading.strip().casefold() for heading in lines[0][1]]
    for number, cells in lines[1:]:
        if any(cell.strip() for cell in cells):
            surplus = [cell for n, cell in enumerate(cells) if cell.strip() and not _named(sheet.headings, n)]
            if surplus:
                sentence = "The row has more cells than the header has names. Take them out, or name the columns."
                sheet.faults.append(fault("surplus_cell", f"{path.name}:{number}", sentence))
            sheet.rows.append((number, dict(zip(sheet.headings, cells, strict=False))))
    return sheet


def _named(headings: Sequence[str], number: int) -> bool:
    return number < len(headings) and headings[number] != ""


def _text(path: Path, sheet: Sheet) -> str | None:
    data = path.read_bytes()
    try:
        if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in data[:4]:
            raise UnicodeDecodeError("utf-8", data, 0, 1, "")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        sentence = f"Line {line} is not UTF-8. Save the file as UTF-8 (in a spreadsheet: CSV UTF-8)."
        sheet.faults.append(fault("wrong_encoding", path.name, sentence))
        return None


def _rows(name: str, text: str, sheet: Sheet) -> list[tuple[int, list[str]]]:
    """Numbered rows of cells."""
    first, _, rest = text.partition("\n")
    offset, mark = 1, ";" if ";" in first and "," not in first else ","
    if first.strip().casefold().startswith(FIRST_LINE_MARK):
        offset, mark, text = 2, first.strip()[len(FIRST_LINE_MARK) :] or ",", rest
    sheet.decimal_comma = mark == ";"
    try:
        return list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True), start=offset))
    except (csv.Error, TypeError):
        sentence = "The file cannot be read as comma-separated values. Look for a quotation mark that is not closed."
        sheet.faults.append(fault("not_csv", name, sentence))
        return []


def write_sheet(path: Path, headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Path:
    """Write a file as spreadsheets read it: UTF-8 with a byte order mark, commas, CRLF."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings)
        writer.writerows(rows)
    return path
