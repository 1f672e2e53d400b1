"""What stands in a cell, and the value in a document that it stands for."""

from __future__ import annotations

import re
from datetime import time
from enum import StrEnum
from typing import Any

from api.tables.columns import Column

LIST_MARK = ";"
"""Parts the entries of a list inside a cell; alone, it is a list without entries."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
"""Beginnings of a free text that a spreadsheet might run as a formula: the text is written with ``'`` before it."""

YES, NO = "yes", "no"
TRUTHS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}

_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


class Nothing:
    """The cell says nothing, so the field's default holds."""


NOTHING = Nothing()


def to_text(value: Any, column: Column) -> str:
    """Cell for a value of a document."""
    if column.kind == "presence":
        return "" if value is None else YES
    if value is None:
        return ""
    if column.many:
        return LIST_MARK.join(_one_text(one, column) for one in value) or (LIST_MARK if column.optional else "")
    return _one_text(value, column)


def plain_text(value: Any) -> str:
    """Cell for a value that no column describes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def guarded(text: str) -> str:
    """Free text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """Free text as it was before it was guarded."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def _one_text(value: Any, column: Column) -> str:
    text = plain_text(value)
    return guarded(text) if column.kind == "text" else text


def to_value(text: str, column: Column, *, decimal_comma: bool = False) -> Any:
    """Value of a document for a cell; what cannot be read stays text, so that the check can say what is wrong."""
    if column.kind == "text" and not column.many:
        return unguarded(text)
    text = text.strip()
    if not text:
        return NOTHING
    if column.kind == "presence":
        return {} if TRUTHS.get(text.casefold()) else NOTHING
    if column.many:
        return [_one_value(one.strip(), column, decimal_comma) for one in text.split(LIST_MARK) if one.strip()]
    return _one_value(text, column, decimal_comma)


def _one_value(text: str, column: Column, decimal_comma: bool) -> Any:
    match column.kind:
        case "whole number":
            return _whole(text)
        case "number":
            return _number(text.replace(",", ".") if decimal_comma else text)
        case "yes or no":
            return TRUTHS.get(text.casefold(), text)
        case "date":
            slashed = _SLASHED.fullmatch(text)
            return f"{slashed[3]}-{slashed[2]:0>2}-{slashed[1]:0>2}" if slashed else text
        case "time":
            clock = _CLOCK.fullmatch(text)
            return f"{clock[1]:0>2}:{clock[2]}" + (f":{clock[3]}" if clock[3] else "") if clock else text
        case _:
            return text


def _whole(text: str) -> Any:
    number = _number(text)
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 1e15 else number


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text
