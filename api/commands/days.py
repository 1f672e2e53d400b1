"""Days on the command line: ``D``, or ``D..D``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.errors import Fault

Days = tuple[date | None, date | None]
"""First and last day, both included; none where nothing was said."""


def days_from(text: str | None, option: str) -> tuple[Days, list[Fault]]:
    """First and last day that a word names, and what is wrong with it."""
    from api.commands.faults import bad_option

    if text is None:
        return (None, None), []
    first, _, last = text.partition("..")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        sentence = f"{option} is a day like 2026-12-01, or two like D..D, not {text}."
        return (None, None), [bad_option(option, sentence)]
    if days[0] > days[1]:
        return (None, None), [bad_option(option, f"{option} names the first day first, not {text}.")]
    return days, []
