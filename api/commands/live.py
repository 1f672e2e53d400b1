"""News of a running plan: a live table on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.live import Live
from rich.table import Table

from api.terminal import news, percent

if TYPE_CHECKING:
    from rich.console import Console

    from solver.progress import OnProgress, Progress

LINE_EVERY = 5.0
"""Seconds between plain lines about a part whose phase has not changed."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody to pass news to.

    Attributes
    ----------
    hear
        To be called by the solver with its news.
    say
        Prints a sentence beside them.
    """

    hear: OnProgress
    say: Callable[[str], None]


@contextmanager
def followed() -> Iterator[Listener]:
    """A listener fit for where standard error goes."""
    console = news()
    if not console.is_terminal:
        yield Listener(PlainLines(console).hear, console.print)
        return
    board = Board()
    # Standard output is left alone: it may be a pipe even where standard error is a terminal.
    with Live(board.table(), console=console, refresh_per_second=4, transient=True, redirect_stdout=False) as live:

        def hear(progress: Progress) -> None:
            board.hear(progress)
            live.update(board.table())

        yield Listener(hear, console.print)


@dataclass(slots=True)
class Line:
    """What is known about a part at the moment."""

    phase: str
    began: float
    first_plan: float | None = None
    objective: float | None = None
    bound: float | None = None

    def hear(self, progress: Progress, now: float) -> None:
        """Take in a piece of news; figures that it leaves out stay as they were."""
        self.phase = progress.phase
        if progress.objective is not None:
            self.objective = progress.objective
            self.first_plan = now - self.began if self.first_plan is None else self.first_plan
        if progress.bound is not None:
            self.bound = progress.bound

    @property
    def gap(self) -> float | None:
        """(objective - bound) / bound, where both are known and the bound is above zero."""
        if self.objective is None or self.bound is None or self.bound <= 0:
            return None
        return (self.objective - self.bound) / self.bound


class Board:
    """The live table: a row for each part."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}

    def hear(self, progress: Progress) -> None:
        """Take in a piece of news."""
        now = time.monotonic()
        line = self._lines.setdefault(progress.part.value, Line(progress.phase, now))
        line.hear(progress, now)

    def table(self) -> Table:
        """The table as it stands."""
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("part")
        table.add_column("now", min_width=12)
        for figure in ("first plan", "best", "bound", "gap"):
            table.add_column(figure, justify="right", min_width=10)
        for part, line in self._lines.items():
            first = "" if line.first_plan is None else f"{line.first_plan:.1f} s"
            gap = "" if line.gap is None else percent(line.gap, 2)
            table.add_row(part, line.phase, first, _cost(line.objective), _cost(line.bound), gap)
        return table


class PlainLines:
    """One line for each new phase, and now and then one for better figures."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()
        self._lines: dict[str, Line] = {}
        self._said: dict[str, tuple[str, float]] = {}

    def hear(self, progress: Progress) -> None:
        """Take in a piece of news, and print a line if it is new enough."""
        part, now = progress.part.value, time.monotonic()
        line = self._lines.setdefault(part, Line(progress.phase, now))
        line.hear(progress, now)
        phase, at = self._said.get(part, ("", 0.0))
        if phase == progress.phase and now - at < LINE_EVERY:
            return
        self._said[part] = (progress.phase, now)
        self._console.print(self._text(part, line, now), markup=False)

    def _text(self, part: str, line: Line, now: float) -> str:
        words = [f"{now - self._began:7.1f} s", part, line.phase]
        if line.objective is not None:
            words.append(f"best {_cost(line.objective)}")
        if line.bound is not None:
            words.append(f"bound {_cost(line.bound)}")
        if line.gap is not None:
            words.append(f"gap {percent(line.gap, 2)}")
        return "  ".join(words)


def _cost(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"
