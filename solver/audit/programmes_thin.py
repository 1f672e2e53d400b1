"""What thin groups lack in the end: worked out exactly, member by member, from start and drop-out rates."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from models.programmes import ProgrammeTemplate
from solver.audit.waitlist import Waitlist


def lacking(w: Waitlist) -> int:
    """Hundredths of members that the groups opened lack."""
    templates = [w.templates[w.option_at[run.group_option]] for run in w.opened]
    return sum(lacks(template, len(run.members)) for template, run in zip(templates, w.opened, strict=True))


def lacks(template: ProgrammeTemplate, size: int) -> int:
    """Hundredths of a member that a group of a size lacks: those of the largest, and what each seat left empty adds."""
    largest = max(template.maximum_size, template.minimum_size)
    total = _rounded(_missing(template, largest))
    for members in range(min(size, largest), largest):
        total += _rounded(_missing(template, members) - _missing(template, members + 1))
    return total


def _missing(template: ProgrammeTemplate, members: int) -> Fraction:
    """Members expected to be missing from the smallest size at the last session."""
    left, minimum = Fraction(Decimal(str(template.start_rate))), template.minimum_size
    if sum(len(module.sessions) for module in template.modules) > 1:
        left -= left * Fraction(Decimal(str(template.drop_out_rate)))
    # Expected number missing when so many are still to be looked at and so many more are wanted.
    expected = [Fraction(wanted) for wanted in range(minimum + 1)]
    for _ in range(members):
        expected = [
            left * expected[max(0, wanted - 1)] + (1 - left) * expected[wanted] for wanted in range(minimum + 1)
        ]
    return expected[minimum]


def _rounded(number: Fraction) -> int:
    return int((100 * number + Fraction(1, 2)) // 1)
