"""From bytes to JSON values: size, encoding, nesting, grammar, keys that stand twice."""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import Any, NoReturn

from models.check.paths import Path
from models.check.report import Finding

Json = Any
"""A parsed JSON value; its shape is what the check is about to find out."""

DEEPEST = 64
"""Levels of nesting that a document may have; the schema needs fewer than a dozen."""

LONGEST_NUMBER = 18
"""Digits from which a whole number is read as a floating one, so that no number costs more than it says."""

_BRACKETS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_TEXT = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


class Unreadable(Exception):
    """The bytes are no JSON document; ``finding`` says why."""

    def __init__(self, code: str, sentence: str) -> None:
        self.finding = Finding(code, (), sentence)
        super().__init__(sentence)


class Doubled(dict[str, Json]):
    """An object in which some keys stand more than once; the last one counts."""

    keys_twice: tuple[str, ...] = ()


def decode(data: bytes, limit: int) -> str:
    """Text of the document, without a byte order mark.

    Raises
    ------
    Unreadable
        Over the limit, or not UTF-8.
    """
    if len(data) > limit:
        size = f"{len(data):,} bytes; at most {limit:,} are read"
        raise Unreadable("too_large", f"The document has {size}. Split it, or raise the limit in the settings.")
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):
        name = encoding[:6].upper()
        raise Unreadable("wrong_encoding", f"The document is written in {name}. Save it as UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            "wrong_encoding",
            f"Line {line} holds a byte that is not UTF-8; the document may be in Latin-1 or Windows-1252. "
            "Save it as UTF-8.",
        ) from None


def parse(text: str) -> tuple[Json, list[Finding]]:
    """JSON value of a text, and a finding for every key that stands twice in an object; the last one counts.

    Raises
    ------
    Unreadable
        Not JSON, or nested too deeply.
    """
    if nesting(text) > DEEPEST:
        _too_deep()
    try:
        if not keys_stand_twice(text):
            return json.loads(text, parse_int=_whole_number), []
        tree = json.loads(text, object_pairs_hook=_object, parse_int=_whole_number)
        return tree, _doubled_keys(tree)
    except json.JSONDecodeError as error:
        raise Unreadable("not_json", _grammar(text, error)) from None
    except RecursionError:
        _too_deep()


def keys_stand_twice(text: str) -> bool:
    """Whether any object of a JSON text has a key twice; keeps nothing of the document in memory."""
    found = False

    def count(pairs: list[tuple[str, Json]]) -> None:
        nonlocal found
        found = found or len({key for key, _ in pairs}) < len(pairs)

    json.loads(text, object_pairs_hook=count, parse_int=float)
    return found


def nesting(text: str) -> int:
    """Levels of brackets, those inside texts not counted."""
    brackets = _TEXT.sub(b"", text.encode("utf-8", "surrogatepass"))
    only = brackets.translate(None, bytes(set(range(256)) - set(_BRACKETS)))
    return max(accumulate(map(_BRACKETS.__getitem__, only)), default=0)


def _doubled_keys(value: Json, path: Path = ()) -> list[Finding]:
    """A finding for every key that stands twice."""
    found: list[Finding] = []
    if isinstance(value, Doubled):
        found += [
            Finding("duplicate_key", (*path, key), f"The key `{key}` stands more than once in this object. Keep one.")
            for key in value.keys_twice
        ]
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in inner:
        if isinstance(item, dict | list):
            found += _doubled_keys(item, (*path, step))
    return found


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    doubled = Doubled(plain)
    names = [key for key, _ in pairs]
    doubled.keys_twice = tuple(key for key in plain if names.count(key) > 1)
    return doubled


def _whole_number(digits: str) -> int | float:
    return int(digits) if len(digits) <= LONGEST_NUMBER else float(digits)


def _too_deep() -> NoReturn:
    raise Unreadable(
        "too_deep", f"Lists and objects are nested more than {DEEPEST} deep; no scenario is. Look for stray brackets."
    )


def _grammar(text: str, error: json.JSONDecodeError) -> str:
    if not text.strip():
        return "The document is empty. A scenario in JSON is wanted."
    if error.pos >= len(text.rstrip()):
        return f"The document breaks off at line {error.lineno}, column {error.colno}. Look whether it is complete."
    return (
        f"The document is not JSON: line {error.lineno}, column {error.colno} cannot be read. "
        "Look there, or just before, for a missing or surplus comma, bracket or quotation mark."
    )
