"""Places in a document: patterns such as ``people[].commitments[].end``, paths, and JSON Pointers.

The same walk serves parsed JSON and documents that are validated already.
"""

from __future__ import annotations

import re
from functools import cache

Step = str | int
Path = tuple[Step, ...]
Pattern = tuple[str, ...]

EACH = "[]"
"""Step of a pattern that stands for every row of a list."""

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@+-]{0,63}")
"""What an identifier looks like; nothing else from a document is ever repeated in a sentence."""

NAMING = ("id", "requirement", "case", "referral", "service_referral", "project")
"""Members that say which row it is: its own identifier, or else that of what it is about."""


@cache
def pattern(text: str) -> Pattern:
    """Steps of a pattern: ``people[].home`` is ``("people", "[]", "home")``."""
    return tuple(text.replace(EACH, f".{EACH}").split("."))


def pattern_of(path: Path) -> Pattern:
    """Pattern that a path fits: row numbers become ``[]``."""
    return tuple(EACH if isinstance(step, int) else step for step in path)


def member(value: object, name: str) -> object:
    """Member of a JSON object or of a document's row; None where there is none."""
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


def walk(value: object, steps: Pattern) -> list[tuple[Path, object]]:
    """Every place that the pattern leads to, with what stands there; what is left out or misshapen is passed over."""
    places: list[tuple[Path, object]] = [((), value)]
    for step in steps:
        if step == EACH:
            places = [
                ((*path, row), item)
                for path, rows in places
                if isinstance(rows, list | tuple)
                for row, item in enumerate(rows)
            ]
        else:
            members = [((*path, step), member(inner, step)) for path, inner in places]
            places = [place for place in members if place[1] is not None]
    return places


def values(value: object, steps: Pattern) -> list[object]:
    """What stands at the places that the pattern leads to; far quicker than `walk` where no place is asked for."""
    found = [value]
    for step in steps:
        if step == EACH:
            found = [item for rows in found if isinstance(rows, list | tuple) for item in rows]
        else:
            found = [item for inner in found if (item := member(inner, step)) is not None]
    return found


def pointer(path: Path) -> str:
    """JSON Pointer (RFC 6901) of a path."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def row_id(root: object, path: Path) -> str | None:
    """Identifier of the innermost row on the path that has a readable one, or of what such a row is about."""
    found = None
    value = root
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list | tuple) and step < len(value) else None
        else:
            value = member(value, step)
        candidates = (member(value, key) for key in NAMING)
        found = next((id for id in candidates if isinstance(id, str) and IDENTIFIER.fullmatch(id)), found)
    return found
