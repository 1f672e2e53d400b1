"""The error family.

::

    PlannerError
    ├── BadInput        the document is at fault; carries every fault found
    └── AuditFailed     the independent audit found violations; the plan leaves nobody's hands
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from models.record import Record


class Severity(StrEnum):
    """A fault stops planning; a warning does not."""

    FAULT = "fault"
    WARNING = "warning"


class Fault(Record):
    """Something that is wrong, or odd, in a document."""

    code: str
    """Stable code, for example ``unknown_id``."""
    pointer: str
    """JSON Pointer (RFC 6901) to the place; for tables, ``file:row:column``."""
    id: str | None = None
    """Identifier of the row concerned, where there is one."""
    sentence: str
    """What is wrong and what would be right, in the service's words."""
    severity: Severity = Severity.FAULT
    """Fault or warning."""


class Violation(Record):
    """A hard rule that a plan breaks, or a number in it that is not so."""

    rule: str
    """Rule, the same word as everywhere."""
    part: str
    """Part of the plan."""
    ids: tuple[str, ...]
    """Identifiers concerned."""
    sentence: str
    """What is broken."""


class PlannerError(Exception):
    """Any error that the planner raises on purpose."""


class BadInput(PlannerError):
    """The document is at fault; ``faults`` holds every fault found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} fault(s) in the input")


class AuditFailed(PlannerError):
    """The independent audit found violations."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__(f"the audit found {len(self.violations)} violation(s)")
