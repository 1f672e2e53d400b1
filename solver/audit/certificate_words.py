"""What the check of a certificate found, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator

from solver.audit.certificate_report import CertificateReport, Excess

NOTHING = 0.005
"""Priced minutes below which a part of the excess is not spoken of."""
NAMED = 3
"""Members of staff, and items, that are named."""


def in_words(report: CertificateReport, tier: str = "") -> Iterator[str]:
    """Sentences, the most important first; none where the certificate could not be read.

    Parameters
    ----------
    tier
        Tier with slack that the certificate is for; none for that of the whole plan.
    """
    proved = min(report.quoted, report.bound)
    if report.violations or proved <= 0.0:
        return
    excess = max(0.0, report.objective - proved)
    share = f"{100.0 * excess / proved:.2f} %"
    if tier:
        yield f"The tier {tier} and those above it, without any later goal:"
    yield f"No plan can cost less than {_below(proved)}; this one costs {_above(report.objective)}, {share} more."
    if report.excess and excess >= NOTHING:
        yield f"Of that {', '.join(_parts(report.excess))}."
        yield from _named(report.excess)
    if report.headline > report.quoted + report.tolerance:
        yield (
            f"The plan puts forward a higher bound, {_below(report.headline)}: "
            "that rests on the search and its integer program, not on the certificate."
        )


def _parts(excess: Excess) -> Iterator[str]:
    parts = {
        "from loads beside what the prices ask for": excess.loads,
        "from work that is not where it is cheapest at the prices": excess.items,
        "from work left out, or given out, against its price": excess.left_out,
        "from moves allowed but not made": excess.moves,
    }
    told = [f"{_number(amount)} {words}" for words, amount in parts.items() if amount >= NOTHING]
    yield from told or ["nothing that could be told apart from rounding"]


def _named(excess: Excess) -> Iterator[str]:
    """Who and what loses most."""
    for what, rows in (("loads", excess.by_staff), ("work", excess.by_item)):
        if most := [f"{row.id} {_number(row.amount)}" for row in rows[:NAMED] if row.amount >= NOTHING]:
            yield f"Most of it by {what}: {', '.join(most)}."


def _below(number: float) -> str:
    """A number rounded down, so that nothing more is said than is so."""
    return f"{math.floor(number):,}" if number >= 1000 else f"{math.floor(100 * number) / 100:,.2f}"


def _above(number: float) -> str:
    """A number rounded up."""
    return f"{math.ceil(number - 1e-9):,}" if number >= 1000 else f"{math.ceil(100 * number - 1e-7) / 100:,.2f}"


def _number(number: float) -> str:
    return f"{number:,.0f}" if number >= 1000 else f"{number:,.2f}"
