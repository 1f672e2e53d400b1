"""By how much a plan of programmes differs from current practice, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.plan import ProgrammeKPIs


def beside_practice(ours: ProgrammeKPIs, theirs: ProgrammeKPIs) -> str:
    """Starts, waiting, groups opened and finished, each with the difference; both count everybody referred."""
    rows = (
        ("people who start a group within 12 weeks", ours.started_within_12_weeks, theirs.started_within_12_weeks),
        ("groups opened", ours.groups_opened, theirs.groups_opened),
        ("groups expected to last", ours.expected_lasting, theirs.expected_lasting),
        ("people expected to finish", ours.expected_finishers, theirs.expected_finishers),
        ("days waited on average by everybody referred", _waited(ours), _waited(theirs)),
    )
    return f"Programmes beside current practice: {'; '.join(_told(*row) for row in rows)}."


def _waited(kpis: ProgrammeKPIs) -> float:
    return kpis.waiting_days_of_all / max(1, kpis.referrals)


def _told(words: str, ours: float, theirs: float) -> str:
    """What two rounded figures come to, so that the difference told is that of the figures told."""
    one, other = round(ours), round(theirs)
    if one == other:
        return f"{words}: {one:,}, as many as there"
    return f"{words}: {one:,}, {abs(one - other):,} {'more' if one > other else 'fewer'} than {other:,}"
