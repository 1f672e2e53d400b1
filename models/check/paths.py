"""Places in a document: patterns such as ``people[].commitments[].end``, paths, and JSON Pointers.

The same walk serves parsed JSON and documents that are validated already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

Step = str | int
Path = tuple[Step, ...]
Pattern = tuple[str, ...]

EACH = "[]"
"""Step of a pattern that stands for every row of a list."""

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@+-]{0,63}")
"""What an identifier looks like; nothing else from a document is ever repeated in a sentence."""


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


def walk(value: object, steps: Pattern, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every place that the pattern leads to, with what stands there; what is left out or misshapen is passed over."""
    if not steps:
        yield path, value
    elif steps[0] == EACH:
        if isinstance(value, list | tuple):
            for row, item in enumerate(value):
                yield from walk(item, steps[1:], (*path, row))
    else:
        inner = member(value, steps[0])
        if inner is not None:
            yield from walk(inner, steps[1:], (*path, steps[0]))


def pointer(path: Path) -> str:
    """JSON Pointer (RFC 6901) of a path."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def row_id(root: object, path: Path) -> str | None:
    """Identifier of the innermost row on the path that has a readable one."""
    found = None
    value = root
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list | tuple) and step < len(value) else None
        else:
            value = member(value, step)
        candidate = member(value, "id")
        if isinstance(candidate, str) and IDENTIFIER.fullmatch(candidate):
            found = candidate
    return found
