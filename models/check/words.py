"""What the validator found, put into the service's own words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from models.check.paths import Step

Wording = tuple[str, str]
"""Code and sentence."""

IDENTIFIER_RULE = (
    "An identifier is wanted: letters, digits and . _ : @ + -, beginning with a letter or digit, at most 64 characters."
)
DATE = "a date written YYYY-MM-DD, in quotation marks"
TIME = "a local time written HH:MM, in quotation marks"

WANTED: Mapping[str, str] = {
    "string_type": "a text in quotation marks",
    "int_type": "a whole number, without quotation marks or decimal point",
    "float_type": "a number, without quotation marks",
    "bool_type": "yes or no (in JSON: true or false, without quotation marks)",
    "date_type": DATE,
    "time_type": TIME,
    "tuple_type": "a list in square brackets",
    "model_type": "an object in braces",
    "dict_type": "an object in braces",
}
"""What is wanted where the type is wrong, by the validator's word."""

_WORDS = re.compile(r"'([^']*)'")
_DATE_FORM = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME_FORM = re.compile(r"\d{2}:\d{2}(:\d{2})?")


def wording(error: ErrorDetails) -> Wording:
    """Code and sentence for an error of the validator; nothing of the document is repeated."""
    if isinstance(error["input"], float) and not math.isfinite(error["input"]):
        return "not_finite", "A number is wanted here; NaN, infinite and overlong numbers are not."
    put = _KNOWN.get(error["type"])
    if put is not None:
        return put(error)
    wanted = WANTED.get(error["type"])
    if wanted is not None:
        return "wrong_type", f"Here stands {_kind(error['input'])}; wanted is {wanted}."
    return "wrong_type", "What stands here is not a value that this field can have; see the page of fields."


def place(error: ErrorDetails) -> tuple[Step, ...]:
    """Where the error is, from the value that was validated on; a lock without a known kind is wrong at ``kind``."""
    return (*error["loc"], "kind") if error["type"].startswith("union_tag") else error["loc"]


def _kind(value: Any) -> str:
    names = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "a text",
        dict: "an object",
        list: "a list",
    }
    return "nothing (null)" if value is None else names.get(type(value), "something else")


def _context(error: ErrorDetails, key: str) -> str:
    value = error.get("ctx", {}).get(key, "")
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _missing(error: ErrorDetails) -> Wording:
    return "missing_key", f"`{error['loc'][-1]}` is missing here and must be given."


def _surplus(error: ErrorDetails) -> Wording:
    return "unknown_key", "This key does not belong here. Correct its spelling, or take it out."


def _word(error: ErrorDetails) -> Wording:
    words = ", ".join(_WORDS.findall(_context(error, "expected") or _context(error, "expected_tags")))
    if error["loc"][-1:] == ("schema_version",) or error["type"] == "literal_error":
        return "wrong_version", f"This planner reads documents of schema version {words}."
    return "unknown_word", f"One of these words is wanted here: {words}."


def _no_kind(_: ErrorDetails) -> Wording:
    return "missing_key", "`kind` is missing here and must be given: it says what the lock is about."


def _date(error: ErrorDetails) -> Wording:
    if isinstance(error["input"], str) and _DATE_FORM.fullmatch(error["input"]):
        return "impossible_date", "There is no such day in the calendar. Give a day that exists, as YYYY-MM-DD."
    return "wrong_type", f"Wanted is {DATE}."


def _time(error: ErrorDetails) -> Wording:
    if isinstance(error["input"], str) and _TIME_FORM.fullmatch(error["input"]):
        return "impossible_time", "There is no such time of day. Give one from 00:00 to 23:59."
    return "wrong_type", f"Wanted is {TIME}."


def _bound(key: str, words: str) -> Callable[[ErrorDetails], Wording]:
    return lambda error: ("out_of_range", f"The number must be {words} {_context(error, key)}.")


_KNOWN: Mapping[str, Callable[[ErrorDetails], Wording]] = {
    "missing": _missing,
    "extra_forbidden": _surplus,
    "enum": _word,
    "literal_error": _word,
    "union_tag_invalid": _word,
    "union_tag_not_found": _no_kind,
    "string_pattern_mismatch": lambda _: ("wrong_id", IDENTIFIER_RULE),
    "string_too_short": lambda _: ("empty_text", "The text must not be empty."),
    "too_short": lambda _: ("empty_list", "The list is empty; at least one row is wanted."),
    "greater_than": _bound("gt", "more than"),
    "greater_than_equal": _bound("ge", "at least"),
    "less_than": _bound("lt", "less than"),
    "less_than_equal": _bound("le", "at most"),
    "int_parsing_size": lambda _: ("out_of_range", "The number is far too large."),
    "date_parsing": _date,
    "date_from_datetime_parsing": _date,
    "date_from_datetime_inexact": _date,
    "time_parsing": _time,
}
