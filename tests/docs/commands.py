"""Commands that the documentation shows: which there are, and which can be run in a test."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(console|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXPECTED = re.compile(r"#\s*exit code (\d+)\s*$")

NOT_RUN = {
    "make": "sets up an environment of its own",
    "curl": "asks a server that runs beside it; the tests of the HTTP interface do so",
    "planner serve": "runs until it is stopped; the tests of the HTTP interface start one",
    "git": "changes the working copy",
    "pytest": "would run this test again",
    ".venv/bin/python": "would run this test again",
}
"""Commands that are shown but not run here, each with its reason."""

SHORTENED = {"--time-limit": "2", "--work": "1"}
"""Budget of every search that the documentation shows, so that the tests stay quick."""

SEARCHES = {"plan", "sweep"}
"""Commands that search, for which a budget is set where a page sets none."""


@dataclass(frozen=True)
class Command:
    """A command that a page shows.

    Attributes
    ----------
    words
        Words of the command line.
    line
        Line of the page, from 1.
    code
        Exit code that the page promises: ``# exit code 2`` after the command, else 0.
    """

    words: tuple[str, ...]
    line: int
    code: int = 0

    @property
    def reason_not_to_run(self) -> str | None:
        """Why it is not run, or None."""
        return NOT_RUN.get(self.words[0]) or NOT_RUN.get(" ".join(self.words[:2]))

    @property
    def appended(self) -> tuple[str, str] | None:
        """Line and file of ``echo 'LINE' >> FILE``, by which a page adds a row to a table; None for anything else."""
        match self.words:
            case ("echo", text, ">>", file):
                return text, file
            case _:
                return None

    @property
    def shortened(self) -> list[str]:
        """Words after ``planner``, with searches cut short."""
        words = list(self.words[1:])
        for at, word in enumerate(words[:-1]):
            words[at + 1] = SHORTENED.get(word, words[at + 1])
        if words[0] in SEARCHES and not SHORTENED.keys() & set(words):
            words += ["--time-limit", SHORTENED["--time-limit"]]
        return words


def pages() -> list[Path]:
    """README.md and every page below docs/."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def commands(page: Path) -> list[Command]:
    """Commands of a page in order: lines after ``$`` in console blocks, all lines in sh blocks."""
    return list(_commands(page.read_text(encoding="utf-8")))


def _commands(text: str) -> Iterator[Command]:
    for block in BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(2)) + 1
        joined = ""
        for number, line in enumerate(block[2].splitlines(), start=first):
            typed = line
            if not joined and block[1] == "console":
                if not line.startswith("$ "):
                    continue  # What the command printed.
                typed = line.removeprefix("$ ")
            joined += typed
            if joined.endswith("\\"):
                joined = joined.removesuffix("\\")
                continue
            expected = EXPECTED.search(joined)
            words = shlex.split(joined, comments=True)
            joined = ""
            if words:
                yield Command(tuple(words), number, int(expected[1]) if expected else 0)
