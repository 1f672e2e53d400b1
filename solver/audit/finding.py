"""How the audit says what it found."""

from __future__ import annotations

from collections.abc import Iterator

from models.errors import Violation
from models.goals import Part

Findings = Iterator[Violation]
"""What a rule of the audit yields: nothing where all is well."""

WHOLE_PLAN = "plan"
"""Part of a finding that concerns more than one part."""

RELATIVE = 1e-6
"""Share by which a reported number may differ from the audit's own."""
ABSOLUTE = 1e-6
"""What it may differ by beside that, in its own unit."""


def violation(rule: str, part: Part | str, ids: tuple[str, ...], sentence: str) -> Violation:
    """Violation of a rule; ``ids`` in the order in which the sentence names them."""
    return Violation(rule=rule, part=str(part), ids=ids, sentence=sentence)


def leeway(*numbers: float) -> float:
    """What numbers of this size may differ by."""
    return RELATIVE * max(map(abs, numbers)) + ABSOLUTE


def agree(reported: float, own: float) -> bool:
    """Whether a reported number is the audit's own, but for rounding; a NaN never is."""
    return abs(reported - own) <= leeway(reported, own)
