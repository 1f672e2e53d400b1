"""Columns of a table, read off the models: a field each, nested records with a prefix, lists in one cell."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from api.tables.layout import TABLES, Table
from models.check.paths import EACH, Path, Pattern
from models.record import Record
from models.scenario import Scenario

KINDS: dict[type, str] = {
    bool: "yes or no",
    int: "whole number",
    float: "number",
    date: "date",
    time: "time",
}
"""What a cell holds, by type; text, identifiers and fixed words come on top."""


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a record, its type taken apart."""

    name: str
    kind: Any
    many: bool
    optional: bool
    required: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name
        Heading.
    path
        Place of its value inside the row's record; empty for keys and numbers.
    kind
        What its cells hold: text, identifier, word, whole number, number, yes or no, date, time, or presence.
    many
        Whether a cell holds a list, its entries parted by semicolons.
    optional
        Whether a list may be left out altogether, which is then not the same as an empty one.
    required
        Whether every row needs a value.
    words
        Words that a cell may hold, where the list is fixed.
    meaning
        What it says.
    """

    name: str
    path: Pattern
    kind: str
    many: bool = False
    optional: bool = False
    required: bool = False
    words: tuple[str, ...] = ()
    meaning: str = ""


def members(model: type[Record]) -> Iterator[Member]:
    """Fields of a record."""
    hints = get_type_hints(model, include_extras=True)
    for name, field in model.model_fields.items():
        kind, optional = _bare(hints[name])
        many = get_origin(kind) is tuple
        if many:
            kind, _ = _bare(get_args(kind)[0])
        yield Member(name, kind, many, optional, field.is_required(), field.description or "")


def _bare(hint: Any) -> tuple[Any, bool]:
    """Type without limits and without None, and whether None was there; an identifier keeps its limit."""
    if get_origin(hint) is Annotated and get_args(hint)[0] is not str:
        return _bare(get_args(hint)[0])
    if get_origin(hint) in {Union, types.UnionType}:
        rest = [one for one in get_args(hint) if one is not type(None)]
        optional = len(rest) < len(get_args(hint))
        return (_bare(rest[0])[0], optional) if len(rest) == 1 else (hint, optional)
    return hint, False


def models_of(kind: Any) -> tuple[type[Record], ...]:
    """Records that a kind stands for: one, several for a union, none for a single value."""
    kinds = get_args(kind) if get_origin(kind) in {Union, types.UnionType} else (kind,)
    return tuple(one for one in kinds if isinstance(one, type) and issubclass(one, Record))


@cache
def records_at(steps: Pattern) -> tuple[type[Record], ...]:
    """Records that stand at a pattern of the scenario."""
    found: tuple[type[Record], ...] = (Scenario,)
    for step in steps:
        if step != EACH:
            found = models_of(next(member.kind for member in members(found[0]) if member.name == step))
    return found


def columns_of(model: type[Record], above: Pattern = (), skip: frozenset[Pattern] = frozenset()) -> list[Column]:
    """Columns of a record's own values; lists of records have tables of their own.

    Parameters
    ----------
    model
        Record.
    above
        Place of the record in the row.
    skip
        Places that have tables of their own.
    """
    found: list[Column] = []
    for member in members(model):
        path = (*above, member.name)
        inner = models_of(member.kind)
        if path in skip or (inner and member.many):
            continue
        if not inner:
            found.append(_column(member, path))
            continue
        nested = columns_of(inner[0], path, skip)
        if member.optional and not any(column.required for column in nested):
            found.append(Column("_".join(path), path, "presence", meaning=f"Whether there is one. {member.meaning}"))
        elif member.optional or not member.required:
            nested = [_free(column) for column in nested]
        found += nested
    return found


def _free(column: Column) -> Column:
    return Column(
        column.name, column.path, column.kind, column.many, column.optional, False, column.words, column.meaning
    )


def _column(member: Member, path: Pattern) -> Column:
    kind, words = _kind(member.kind)
    return Column(
        "_".join(path),
        path,
        kind,
        member.many,
        member.optional,
        member.required and kind != "text",
        words,
        member.meaning,
    )


def _kind(kind: Any) -> tuple[str, tuple[str, ...]]:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return "word", tuple(kind)
    if get_origin(kind) is Literal:
        return "word", get_args(kind)
    if kind is str:
        return "text", ()
    return ("identifier", ()) if get_origin(kind) is Annotated else (KINDS[kind], ())


@dataclass(frozen=True, slots=True)
class Level:
    """A list whose own values are repeated in every row below it.

    Attributes
    ----------
    name
        What its rows are called; also the heading's prefix.
    number
        Column that counts its rows; None where its only value tells them apart.
    columns
        Its own values.
    field
        Name of the list inside the row above.
    """

    name: str
    number: Column | None
    columns: tuple[Column, ...]
    field: str


@cache
def levels(table: Table) -> tuple[Level, ...]:
    """Lists between a table's rows and the row that they belong to."""
    found: list[Level] = []
    lists = table.lists[1:-1] if table.key else table.lists[:-1]
    for name, steps in zip(table.spread, lists, strict=True):
        own = columns_of(records_at(steps)[0])
        if len(own) == 1:
            only = Column(name, own[0].path, own[0].kind, required=True, words=own[0].words, meaning=own[0].meaning)
            found.append(Level(name, None, (only,), steps[-1]))
            continue
        counted = Column(f"{name}_number", (), "whole number", required=True, meaning=f"Number of the {name}, from 1.")
        named = [
            Column(f"{name}_{c.name}", c.path, c.kind, c.many, c.optional, c.required, c.words, c.meaning) for c in own
        ]
        found.append(Level(name, counted, tuple(named), steps[-1]))
    return tuple(found)


@cache
def own_columns(table: Table) -> tuple[Column, ...]:
    """Columns of the rows themselves, without keys; a union has those of every kind of row."""
    skip = frozenset(other.steps for other in TABLES if other.single and other.path) if not table.path else frozenset()
    merged: dict[str, Column] = {}
    rows = records_at(table.steps)
    for model in rows:
        for column in columns_of(model, skip=skip):
            words = merged[column.name].words if column.name in merged else ()
            everywhere = all(column.name in model.model_fields for model in rows) or len(rows) == 1
            merged[column.name] = Column(
                column.name,
                column.path,
                column.kind,
                column.many,
                column.optional,
                column.required and everywhere,
                tuple(dict.fromkeys((*words, *column.words))),
                column.meaning,
            )
    return tuple(merged.values())


def key_column(table: Table) -> Column | None:
    """Column that names the row that the rows belong to."""
    if table.key is None:
        return None
    return Column(table.key, (), "identifier", required=True, meaning=f"Row of {parent_of(table).file} it belongs to.")


def parent_of(table: Table) -> Table:
    """Table of the rows that a table's rows belong to."""
    return next(other for other in TABLES if other.lists[-1:] == table.lists[:1] and other is not table)


@cache
def all_columns(table: Table) -> tuple[Column, ...]:
    """Every column of a table in order: key, lists between, own values."""
    between = [
        column for level in levels(table) for column in (*((level.number,) if level.number else ()), *level.columns)
    ]
    key = key_column(table)
    return (*((key,) if key else ()), *between, *own_columns(table))


def column_of(columns: tuple[Column, ...], rest: Path) -> str | None:
    """Heading under which a place inside a row stands; for a record that is missing, that of its first value."""
    steps = tuple(step for step in rest if not isinstance(step, int))
    for column in columns:
        if column.path and (column.path == steps[: len(column.path)] or (steps and column.path[: len(steps)] == steps)):
            return column.name
    return None
