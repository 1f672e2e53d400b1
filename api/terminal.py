"""What a person reads: results on standard output, news and faults on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from models.errors import Fault, Violation


def results() -> Console:
    """Console for results; lines are never folded, so that a pipe gets what was meant."""
    return Console(file=sys.stdout, highlight=False, soft_wrap=True)


def news() -> Console:
    """Console for progress, warnings and faults."""
    return Console(file=sys.stderr, highlight=False, soft_wrap=True)


def tell(line: str, style: str | None = None) -> None:
    """Print a line of a result as it stands, without reading markup into it."""
    results().print(line, style=style, markup=False)


def tell_json(answer: Mapping[str, object]) -> None:
    """Print one JSON object on standard output, and nothing else."""
    print(json.dumps(answer, indent=2, allow_nan=False))


def list_faults(console: Console, faults: Sequence[Fault], style: str = "red") -> None:
    """Print a line for each fault: code, place, id and sentence."""
    for fault in faults:
        where = " ".join(word for word in (fault.pointer, fault.id) if word)
        console.print(f"[{style}]{fault.severity.value}[/] {escape(fault.code)} [bold]{escape(where)}[/]: ", end="")
        console.print(fault.sentence, markup=False)


def tell_faults(faults: Sequence[Fault], *, as_json: bool) -> None:
    """Tell what is wrong with the input: an object on standard output, or lines on standard error."""
    if as_json:
        tell_json({"faults": [fault.model_dump(mode="json") for fault in faults]})
        return
    list_faults(news(), faults)
    news().print(f"{counted(len(faults), 'fault')}; nothing was done.", markup=False)


def tell_violations(violations: Sequence[Violation], *, as_json: bool) -> None:
    """Tell which hard rules a plan breaks; the plan is not handed out."""
    if as_json:
        tell_json({"violations": [violation.model_dump(mode="json") for violation in violations]})
        return
    list_violations(news(), violations)
    news().print(f"audit: {counted(len(violations), 'violation')}; no plan was written.", markup=False)


def list_violations(console: Console, violations: Sequence[Violation]) -> None:
    """Print a line for each violation: part, rule, ids and sentence."""
    for violation in violations:
        ids = " ".join(violation.ids)
        console.print(f"[red]violation[/] {escape(violation.part)} [bold]{escape(violation.rule)}[/] ", end="")
        console.print(f"{ids}: {violation.sentence}", markup=False)


def counted(number: int, thing: str) -> str:
    """``1 fault``, ``2 faults``, ``2,200 cases``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def percent(share: float | None, digits: int = 1) -> str:
    """A share as per cent, or ``unknown``."""
    return "unknown" if share is None else f"{100 * share:,.{digits}f} %"
