"""What a check brings back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from models.check.paths import Path
from models.errors import Fault
from models.scenario import Scenario

MOST_FAULTS = 10_000
"""Faults that are listed; whoever has more is helped by none of the others."""


class Finding(NamedTuple):
    """A fault or warning before its place is written as a pointer.

    Attributes
    ----------
    code
        Name of a row of ``models.check.codes.CODES``.
    path
        Place in the document.
    sentence
        What is wrong and what would be right.
    """

    code: str
    path: Path
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the check found.

    Attributes
    ----------
    scenario
        The scenario; None where there is any fault.
    faults
        What stops planning.
    warnings
        What is odd, but does not stop it.
    """

    scenario: Scenario | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
