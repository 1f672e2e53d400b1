"""Instructions that have changed from one rota to the next: who must be told what, and by when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.decisions import Decisions
from solver.calendar import last_day_of_notice


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who must be told of a change.

    Attributes
    ----------
    id, requirement
        Person or supervisor; the person's requirement.
    no_longer, instead
        Slots and days that are no longer attended, and that are attended now.
    tell_by
        Last day that leaves due notice; before the first day of the news where that is too late already.
    """

    id: str
    requirement: str | None
    no_longer: tuple[tuple[str, date], ...]
    instead: tuple[tuple[str, date], ...]
    tell_by: date


def people_told(old: Decisions, new: Decisions, notice: int, holidays: frozenset[date]) -> tuple[Told, ...]:
    """People whose dates have changed."""
    return tuple(_people_told(old, new, notice, holidays))


def _people_told(old: Decisions, new: Decisions, notice: int, holidays: frozenset[date]) -> Iterator[Told]:
    before, after = _dates_of_people(old), _dates_of_people(new)
    for requirement, person in sorted(before.keys() | after.keys()):
        was, dates = (found.get((requirement, person), frozenset()) for found in (before, after))
        if dates != was:
            yield _one_told(person, requirement, was, dates, notice=notice, holidays=holidays)


def _dates_of_people(decisions: Decisions) -> dict[tuple[str, str], frozenset[tuple[str, date]]]:
    dates: dict[tuple[str, str], set[tuple[str, date]]] = {}
    for row in decisions.patterns:
        dates.setdefault((row.requirement, row.person), set()).update((row.slot, on) for on in row.dates)
    return {key: frozenset(days) for key, days in dates.items()}


def staff_told(old: Decisions, new: Decisions, notice: int, holidays: frozenset[date]) -> tuple[Told, ...]:
    """Supervisors whose dates have changed."""
    return tuple(_staff_told(old, new, notice, holidays))


def _staff_told(old: Decisions, new: Decisions, notice: int, holidays: frozenset[date]) -> Iterator[Told]:
    before, after = _dates_of_staff(old), _dates_of_staff(new)
    for id in sorted(before.keys() | after.keys()):
        was, dates = before.get(id, frozenset()), after.get(id, frozenset())
        if dates != was:
            yield _one_told(id, None, was, dates, notice=notice, holidays=holidays)


def _dates_of_staff(decisions: Decisions) -> dict[str, frozenset[tuple[str, date]]]:
    dates: dict[str, set[tuple[str, date]]] = {}
    for row in decisions.sessions:
        for id in row.supervisors:
            dates.setdefault(id, set()).add((row.slot, row.on))
    return {id: frozenset(days) for id, days in dates.items()}


def _one_told(
    id: str,
    requirement: str | None,
    was: frozenset[tuple[str, date]],
    now: frozenset[tuple[str, date]],
    *,
    notice: int,
    holidays: frozenset[date],
) -> Told:
    gone, come = (tuple(sorted(days, key=lambda row: (row[1], row[0]))) for days in (was - now, now - was))
    earliest = min(on for _, on in (*gone, *come))
    return Told(id, requirement, gone, come, last_day_of_notice(earliest, notice, holidays))
