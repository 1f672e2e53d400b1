"""From JSON values to a scenario: what is misshapen is named and set aside, so that the rest can still be judged."""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic_core import ErrorDetails

from models.check.paths import Path, Pattern, pattern_of
from models.check.reader import Reader, reader
from models.check.reading import Json
from models.check.report import MOST_FAULTS, Finding
from models.check.stand_in import STAND_IN
from models.check.words import place, wording
from models.record import Record
from models.scenario import Scenario

GONE = object()
"""What is left of a value that cannot be saved by leaving parts of it out."""

FEW = 1000
"""Errors in one value beyond which it is not worth saving."""

HARMLESS = {"unknown_key", "duplicate_key"}
"""Codes of faults that leave the rest of their row readable."""


@dataclass(slots=True)
class Salvage:
    """What could be read of a document.

    Attributes
    ----------
    findings
        What is misshapen.
    kept
        By the path of each list from which rows were set aside: numbers, in the document, of those that remain.
    lost
        Sections of which nothing but the rows of their lists could be read.
    scenario
        The rest as a scenario, with stand-ins for sections that cannot be read; None where nothing can.
    """

    findings: list[Finding] = field(default_factory=list)
    kept: dict[Path, list[int]] = field(default_factory=dict)
    lost: set[Pattern] = field(default_factory=set)
    scenario: Scenario | None = None

    def original(self, path: Path) -> Path:
        """Path in the document of a path in `scenario`."""
        out: Path = ()
        for step in path:
            numbers = self.kept.get(out) if isinstance(step, int) else None
            out = (*out, numbers[int(step)] if numbers is not None else step)
        return out

    def damaged(self) -> set[Pattern]:
        """Patterns of the places at which something had to be left out or stood in for."""
        return {pattern_of(finding.path) for finding in self.findings if finding.code not in HARMLESS}

    @property
    def full(self) -> bool:
        """Whether so much is wrong that listing more would help nobody."""
        return len(self.findings) > MOST_FAULTS


def salvage(tree: Json) -> Salvage:
    """Read what can be read of a parsed document."""
    found = Salvage()
    if not isinstance(tree, dict):
        sentence = "A scenario is wanted: an object in braces with the keys that the page of fields names."
        found.findings.append(Finding("wrong_type", (), sentence))
        return found
    rest: dict[str, Json] = {}
    hints = get_type_hints(Scenario, include_extras=True)
    for name, kind in hints.items():
        if name not in Scenario.model_fields:
            continue
        _read_section(found, tree, rest, name, kind)
    for key in tree.keys() - Scenario.model_fields.keys():
        sentence = "This key does not belong here. Correct its spelling, or take it out."
        found.findings.append(Finding("unknown_key", (key,), sentence))
    if not found.full:
        found.scenario = reader(Scenario).read(json.dumps(rest))
    return found


def _read_section(found: Salvage, tree: dict[str, Json], rest: dict[str, Json], name: str, kind: Any) -> None:
    """Read a member of the scenario: its row lists row by row, then what is left of it as a whole."""
    if name not in tree:
        if Scenario.model_fields[name].is_required():
            found.findings.append(Finding("missing_key", (name,), f"`{name}` is missing here and must be given."))
            found.lost.add((name,))
            rest[name] = STAND_IN[name]
        return
    value = tree[name]
    lists = {path: rows for path, rows in row_lists().items() if path[0] == name}
    if (name,) in lists and isinstance(value, list):
        rest[name] = _read_rows(found, (name,), value, lists[name,])
        return
    bare: Json = dict(value) if isinstance(value, dict) else value
    rows: dict[str, Json] = {}
    for path, row_kind in lists.items():
        inner = bare.get(path[-1]) if isinstance(bare, dict) else None
        if isinstance(inner, list):
            rows[path[-1]] = _read_rows(found, path, inner, row_kind)
            bare[path[-1]] = []
    bare = _settle(found, reader(kind), bare, (name,))
    if bare is GONE:
        found.lost.add((name,))
        bare = STAND_IN.get(name, {} if rows else GONE)
    if bare is not GONE:
        rest[name] = {**bare, **rows} if rows else bare


def _read_rows(found: Salvage, path: tuple[str, ...], rows: list[Json], kind: Any) -> list[Json]:
    if reader(tuple[kind, ...]).fits(rows):
        return rows
    readable, numbers = [], []
    for number, row in enumerate(rows):
        if found.full:
            break
        settled = _settle(found, reader(kind), row, (*path, number))
        if settled is not GONE:
            readable.append(settled)
            numbers.append(number)
    if len(readable) < len(rows):
        found.kept[path] = numbers
    return readable


def _settle(found: Salvage, reader: Reader, value: Json, base: Path) -> Json:
    """Take out of a value whatever is wrong in it, as little as possible; GONE where too little is left."""
    first = True
    while True:
        errors, complete = reader.errors(value)
        if not errors:
            return value
        if errors[0]["type"] == "json_invalid":
            found.findings += _broken_texts(value, base)
            value = _mended(value)
            continue
        places = {_place(one, base): one for one in errors[: MOST_FAULTS + 1]}
        if first:
            for path, one in places.items():
                found.findings.append(Finding(wording(one)[0], found.original((*base, *path)), wording(one)[1]))
        first = False
        value = _without(found, value, base, places) if complete and len(errors) <= FEW else GONE
        if value is GONE:
            return GONE


def _place(error: ErrorDetails, base: Path) -> Path:
    """Place of an error inside the value; in a lock, the validator puts the kind before it."""
    path = place(error)
    return path[1:] if base[0] == "locks" and not error["type"].startswith("union_tag") else path


def _without(found: Salvage, value: Json, base: Path, places: dict[Path, ErrorDetails]) -> Json:
    """Take out unknown keys, and the innermost row of a list around every other error."""
    value = json.loads(json.dumps(value))
    rows: set[Path] = set()
    for path, error in places.items():
        if error["type"] == "extra_forbidden":
            _at(value, path[:-1]).pop(path[-1], None)
            continue
        numbers = [n for n, step in enumerate(path) if isinstance(step, int)]
        if not numbers:
            return GONE
        rows.add(path[: numbers[-1] + 1])
    for path in sorted(rows, key=lambda p: (len(p), [str(s).zfill(12) for s in p]), reverse=True):
        around = _at(value, path[:-1])
        name = found.original((*base, *path[:-1]))
        kept = found.kept.setdefault(name, list(range(len(around))))
        number = int(path[-1])
        del around[number], kept[number]
    return value


def _at(value: Json, path: Path) -> Json:
    for step in path:
        value = value[step]
    return value


def _broken_texts(value: Json, path: Path) -> Iterator[Finding]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in inner:
        yield from _broken_texts(item, (*path, _mended(step)))
    if isinstance(value, str) and _mended(value) != value:
        yield Finding("bad_text", path, "The text holds half of a character (a lone surrogate). Write it anew.")


def _mended(value: Json) -> Json:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return [_mended(item) for item in value] if isinstance(value, list) else value


@cache
def row_lists() -> dict[tuple[str, ...], Any]:
    """Lists of rows that can be read one by one: path, and kind of row.

    The small tables of policy and goals stand and fall together, so they are read as a whole.
    """
    found: dict[tuple[str, ...], Any] = {}
    for name, section in get_type_hints(Scenario, include_extras=True).items():
        if name in {"policy", "goals"}:
            continue
        for record in (kind for kind in _plain(section) if isinstance(kind, type) and issubclass(kind, Record)):
            for inner, kind in get_type_hints(record, include_extras=True).items():
                if inner in record.model_fields and _is_row_list(kind):
                    found[name, inner] = get_args(kind)[0]
        if _is_row_list(section):
            found[name,] = get_args(section)[0]
    return found


def _plain(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in {Union, types.UnionType} else (kind,)


def _is_row_list(kind: Any) -> bool:
    if get_origin(kind) is not tuple:
        return False
    row = get_args(kind)[0]
    row = get_args(row)[0] if get_origin(row) is Annotated else row
    return all(isinstance(one, type) and issubclass(one, Record) for one in _plain(row))
