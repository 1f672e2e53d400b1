"""The page that documents every table and column."""

from __future__ import annotations

from collections.abc import Iterator

from api.tables.cells import LIST_MARK
from api.tables.columns import Column, all_columns, own_columns
from api.tables.importing import NEEDED
from api.tables.layout import TABLES, Table
from api.tables.plans import HEADINGS

PREAMBLE = f"""# Tables in CSV

A scenario can be kept as a folder of CSV files, one for each kind of row:

- `planner import FOLDER -o scenario.json` reads a folder;
- `planner export scenario.json --format csv -o FOLDER` writes one that import reads back as the same scenario;
- `planner export plan.json --format csv -o FOLDER` writes a plan (see the end of this page).

**Files.** {", ".join(f"`{name}`" for name in NEEDED)} must be there. Without any other file there are none of its rows;
without tables or fields of policy, goals and speeds, those of the reference tables hold. A CSV file of an unknown name
is a fault; files of other kinds are passed over.

**Form.** UTF-8, with or without a byte order mark. The first row names the columns, in any order. Cells are parted by
commas, or by semicolons where the header row is, or where the first line says `sep=;`; numbers may then have a decimal
comma. Rows without any content are passed over.

**Cells.** An empty cell means the default. Lists stand in one cell, parted by `{LIST_MARK}`; a lone `{LIST_MARK}` is a
list without entries, where that is not the same as none. Dates are `YYYY-MM-DD` (or `DD/MM/YYYY`, as spreadsheets
rewrite them), times `HH:MM`, and yes or no is `yes`, `no`, `true`, `false`, `1` or `0`.

**Formulas.** A free text that begins with `=`, `+`, `-`, `@`, a tab, a line break or `'` is written with a `'` before
it, so that no spreadsheet runs it as a formula; import takes that `'` off again. Identifiers, numbers and dates never
begin like that, save negative numbers, which are harmless.

**Faults** are told by `file:row:column`, rows as a spreadsheet counts them (the header is row 1); a field that a file
of fields should have, but has not, is `file::field`. See [the page of faults](fields/faults.md).
"""


def tables_page() -> str:
    """Page of every table: what a row is, and its columns."""
    lines = [PREAMBLE, "## Tables of a scenario", ""]
    for table in TABLES:
        lines += _section(table)
    lines += ["## Tables of a plan", "", "`attendances.csv` has a row for each person and day.", ""]
    lines += ["| file | columns |", "|---|---|"]
    lines += [f"| `{file}` | {', '.join(f'`{name}`' for name in names)} |" for file, names in HEADINGS.items()]
    return "\n".join(lines) + "\n"


def _section(table: Table) -> Iterator[str]:
    place = f"`{table.path}`" if table.path else "the document itself"
    yield from (f"### {table.file}", "", f"{table.meaning} In the document: {place}.", "")
    head = "field" if table.single else "column"
    yield from (f"| {head} | holds | must be given | meaning |", "|---|---|---|---|")
    for column in own_columns(table) if table.single else all_columns(table):
        needed = "yes" if column.required else ""
        yield f"| `{column.name}` | {_holds(column)} | {needed} | {_meaning(column)} |"
    yield ""


def _holds(column: Column) -> str:
    words = ", ".join(f"`{word}`" for word in column.words)
    what = f"one of {words}" if words else {"presence": "`yes` or nothing"}.get(column.kind, column.kind)
    return f"list: {what}" if column.many else what


def _meaning(column: Column) -> str:
    return " ".join(column.meaning.replace("``", "`").replace("|", "\\|").split())
