"""People, staff and rooms: free at some time, apart from themselves, with seats and with what they are said to have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, time, timedelta

from models.check.ledger import Ledger
from models.check.report import Finding
from models.people import Commitment, Person
from models.record import Weekday
from models.scenario import Horizon

SHORTEST_FREE_MINUTES = 60
"""A free stretch of the week shorter than this is none: no session, group or appointment with a journey fits in."""

DAY = 24 * 60
"""Minutes of a day."""


def rooms(ledger: Ledger) -> Iterator[Finding]:
    """Rooms without seats."""
    for n, room in enumerate(ledger.scenario.estate.rooms):
        if room.seats == 0:
            sentence = "The room has no seats, so no group can meet in it. Give its seats, or take it out."
            yield Finding("no_seats", ("estate", "rooms", n, "seats"), sentence)


def availability(ledger: Ledger) -> Iterator[Finding]:
    """People whose commitments leave no time free in any week of the horizon."""
    for n, person in enumerate(ledger.scenario.people):
        if person.commitments and not _ever_free(person, ledger.scenario.horizon):
            sentence = (
                f"The commitments leave the person no free stretch of {SHORTEST_FREE_MINUTES} minutes in any week of "
                "the horizon, so nothing can be planned. Correct them."
            )
            yield Finding("never_available", ("people", n, "commitments"), sentence)


def _ever_free(person: Person, horizon: Horizon) -> bool:
    last = horizon.start + timedelta(days=7 * horizon.weeks - 1)
    throughout: dict[Weekday, list[tuple[int, int]]] = defaultdict(list)
    for row in person.commitments:
        if _throughout(row, horizon.start, last):
            throughout[row.weekday].append((_minutes(row.start), _minutes(row.end)))
    return any(_longest_gap(throughout[day]) >= SHORTEST_FREE_MINUTES for day in Weekday)


def _throughout(row: Commitment, first: date, last: date) -> bool:
    begun, going = row.first is None or row.first <= first, row.last is None or row.last >= last
    return begun and going and row.every_weeks == 1


def _minutes(clock: time) -> int:
    return 60 * clock.hour + clock.minute


def _longest_gap(taken: list[tuple[int, int]]) -> int:
    """Longest stretch of a day, in minutes, that none of the stretches covers."""
    longest, free_from = 0, 0
    for start, end in sorted(taken):
        longest, free_from = max(longest, start - free_from), max(free_from, end)
    return max(longest, DAY - free_from)


def themselves(ledger: Ledger) -> Iterator[Finding]:
    """People who are kept apart from themselves, and co-defendants of themselves."""
    for n, person in enumerate(ledger.scenario.people):
        for k, other in enumerate(person.non_associations):
            if other == person.id:
                sentence = "The person is kept apart from themselves. Take this entry out."
                yield Finding("self_reference", ("people", n, "non_associations", k), sentence)
    for n, case in enumerate(ledger.scenario.casework.cases):
        for k, other in enumerate(case.co_defendants):
            if other == case.id:
                sentence = "The case is a co-defendant of itself. Take this entry out."
                yield Finding("self_reference", ("casework", "cases", n, "co_defendants", k), sentence)


def exclusions_of_themselves(ledger: Ledger) -> Iterator[Finding]:
    """Rows that exclude a row of the same identifier."""
    for n, person in enumerate(ledger.scenario.people):
        for k, other in enumerate(person.excluded_staff):
            if other == person.id:
                sentence = "The person excludes themselves. Name the member of staff, or take this entry out."
                yield Finding("self_reference", ("people", n, "excluded_staff", k), sentence)
    for n, staff in enumerate(ledger.scenario.staff):
        for k, other in enumerate(staff.excluded_people):
            if other == staff.id:
                sentence = "The member of staff excludes themselves. Name the person, or take this entry out."
                yield Finding("self_reference", ("staff", n, "excluded_people", k), sentence)


def register_entries(ledger: Ledger) -> Iterator[Finding]:
    """Register entries for a qualification that the member of staff is not said to hold."""
    for n, staff in enumerate(ledger.scenario.staff):
        for k, entry in enumerate(staff.register_entries):
            if entry.qualification not in staff.qualifications:
                sentence = (
                    f"The register entry is for {entry.qualification}, which does not stand in `qualifications`. "
                    "Add it there, or take the entry out."
                )
                yield Finding("entry_without_qualification", ("staff", n, "register_entries", k), sentence)
