"""Outcomes of unpaid-work sessions: on days that can be, credited once and no more than can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, time

from models.attendance import AttendanceOutcome
from models.check.ledger import Ledger
from models.check.report import Finding
from models.record import Weekday
from models.unpaid_work import ProjectKind

Place = tuple[str | int, ...]
WEEKDAYS = tuple(Weekday)


def outcomes(ledger: Ledger) -> Iterator[Finding]:
    """Whatever is wrong with a row, looked at alone or beside the others of its requirement."""
    seen: set[tuple[str, date, str | None]] = set()
    for n, row in enumerate(ledger.scenario.unpaid_work.outcomes):
        where = ("unpaid_work", "outcomes", n)
        yield from _on_a_day(ledger, row, where)
        yield from _credit(ledger, row, where)
        key = (row.requirement, row.on, row.slot)
        if key in seen:
            sentence = f"There is an outcome of this session for {row.requirement} already. Keep one of the two."
            yield Finding("outcome_twice", where, sentence)
        seen.add(key)


def records(ledger: Ledger) -> Iterator[Finding]:
    """Requirements to which outcomes cannot be added without counting something twice, or too much."""
    work, start = ledger.scenario.unpaid_work, ledger.scenario.horizon.start
    given, rows = {row.requirement for row in work.outcomes}, new_outcomes(ledger)
    share = ledger.scenario.policy.ete_share.value
    for n, row in enumerate(work.requirements):
        where = ("unpaid_work", "requirements", n)
        if row.recorded_to is not None and row.recorded_to >= start:
            sentence = f"Minutes are recorded to {row.recorded_to}, but the horizon that is planned starts on {start}."
            yield Finding("not_yet", (*where, "recorded_to"), sentence)
        if row.id in given and row.recorded_to is None and (row.completed_minutes or row.sessions_instructed):
            sentence = (
                "There are outcomes beside minutes or sessions that are recorded already. State in `recorded_to` up to "
                "which day these are, so that nothing is counted twice."
            )
            yield Finding("recorded_to_missing", (*where, "recorded_to"), sentence)
        new = rows[row.id]
        credited, owed = sum(r.minutes for r in new), row.required_minutes + row.adjustment_minutes
        if credited and row.completed_minutes + credited > owed:
            sentence = f"Outcomes credit {credited} minutes beside {row.completed_minutes}; only {owed} are owed."
            yield Finding("credit_beyond_requirement", (*where, "completed_minutes"), sentence)
        ete = sum(r.minutes for r in new if _kind(ledger, r) is ProjectKind.ETE)
        if ete and row.ete_minutes + ete > share * row.required_minutes + 1e-9:
            sentence = (
                f"With outcomes {row.ete_minutes + ete} minutes are education, training and employment, more than "
                f"{share:.0%} of the requirement's {row.required_minutes}."
            )
            yield Finding("ete_beyond_share", (*where, "ete_minutes"), sentence)


def new_outcomes(ledger: Ledger) -> defaultdict[str, list[AttendanceOutcome]]:
    """Outcomes that are added to what is recorded, by requirement."""
    rows: defaultdict[str, list[AttendanceOutcome]] = defaultdict(list)
    for row in ledger.scenario.unpaid_work.outcomes:
        requirement = ledger.requirements.get(row.requirement)
        if requirement is not None and row.on > (requirement.recorded_to or date.min):
            rows[row.requirement].append(row)
    return rows


def _on_a_day(ledger: Ledger, row: AttendanceOutcome, where: Place) -> Iterator[Finding]:
    start, requirement = ledger.scenario.horizon.start, ledger.requirements.get(row.requirement)
    if row.on >= start:
        sentence = (
            f"The horizon starts on {start}, so nothing is known of {row.on} yet. Plan a horizon that starts after the "
            "last outcome; an absence known beforehand is a commitment of the person."
        )
        yield Finding("not_yet", (*where, "on"), sentence)
    if requirement is not None and row.on < requirement.sentence_date:
        sentence = f"The session ({row.on}) lies before the sentence ({requirement.sentence_date})."
        yield Finding("outcome_before_sentence", (*where, "on"), sentence)
    if row.slot in ledger.slots:
        weekday = ledger.slots[row.slot][1].weekday
        if WEEKDAYS[row.on.weekday()] is not weekday:
            sentence = (
                f"{row.on} is a {row.on:%A}, but slot {row.slot} runs on a {weekday.spelt}. "
                "Correct the day or the slot."
            )
            yield Finding("outcome_off_slot", (*where, "on"), sentence)


def _credit(ledger: Ledger, row: AttendanceOutcome, where: Place) -> Iterator[Finding]:
    if row.minutes and not row.outcome.turned_up:
        sentence = f"{row.minutes} minutes are credited to somebody who was not there ({row.outcome.value})."
        yield Finding("credit_without_attendance", (*where, "minutes"), sentence)
    if row.slot in ledger.slots:
        slot = ledger.slots[row.slot][1]
        length = _minutes(slot.end) - _minutes(slot.start)
        if row.minutes > length > 0:
            sentence = f"{row.minutes} minutes are credited for a session of {length}."
            yield Finding("credit_beyond_session", (*where, "minutes"), sentence)


def _kind(ledger: Ledger, row: AttendanceOutcome) -> ProjectKind | None:
    return ledger.slots[row.slot][0].kind if row.slot in ledger.slots else None


def _minutes(clock: time) -> int:
    return 60 * clock.hour + clock.minute
