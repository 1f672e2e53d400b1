"""Locks: they must agree with each other and with the rules that the documents alone decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from models.check.ledger import Ledger
from models.check.report import Finding
from models.locks import CaseLock, Force, ProgrammeLock, ServiceLock, UnpaidWorkLock
from models.unpaid_work import Requirement


class Taken(NamedTuple):
    """A lock, read as: this subject must, or must not, be given this object."""

    number: int
    kind: str
    subject: str
    object: str
    force: Force


def taken(ledger: Ledger) -> list[Taken]:
    """Every lock as subject and object."""
    rows = []
    for n, lock in enumerate(ledger.scenario.locks):
        match lock:
            case CaseLock():
                rows.append(Taken(n, "case", lock.case, lock.practitioner, lock.force))
            case UnpaidWorkLock():
                rows.append(Taken(n, "requirement", lock.requirement, lock.slot, lock.force))
            case ProgrammeLock():
                rows.append(Taken(n, "referral", lock.referral, lock.group_option, lock.force))
            case ServiceLock():
                rows.append(Taken(n, "service referral", lock.service_referral, lock.contract, lock.force))
    return rows


def contradictions(ledger: Ledger) -> Iterator[Finding]:
    """Locks that cannot all be kept."""
    rows = taken(ledger)
    demanded: dict[tuple[str, str], list[Taken]] = defaultdict(list)
    first: dict[tuple[str, str, str], Taken] = {}
    for row in rows:
        earlier = first.setdefault(row[1:4], row)
        if earlier.force is not row.force:
            sentence = f"Lock {earlier.number} says the opposite of the same pair. Keep one."
            yield Finding("contradicting_locks", ("locks", row.number), sentence)
        if row.force is Force.MUST and earlier is row:
            demanded[row.kind, row.subject].append(row)
    for (kind, subject), locks in demanded.items():
        yield from _too_many(ledger, kind, subject, locks)
    yield from _kept_apart(ledger, rows)


def reasons(ledger: Ledger) -> Iterator[Finding]:
    """Locks whose reason is nothing but blanks."""
    for n, lock in enumerate(ledger.scenario.locks):
        if not lock.reason.strip():
            yield Finding("empty_text", ("locks", n, "reason"), "The reason must say something: it is for the record.")


def _sessions_a_week(ledger: Ledger, requirement: Requirement) -> int:
    """Sessions stated, within what the policy has for the delivery."""
    for row in ledger.scenario.policy.weekly_sessions:
        if row.delivery is requirement.delivery:
            return max(row.minimum, min(row.maximum, requirement.sessions_per_week))
    return requirement.sessions_per_week


def _too_many(ledger: Ledger, kind: str, subject: str, locks: list[Taken]) -> Iterator[Finding]:
    """More demanded of one subject than it can be given."""
    most = 1
    if kind == "requirement":
        requirement = ledger.requirements.get(subject)
        most = 7 if requirement is None else _sessions_a_week(ledger, requirement)
    days: set[str] = set()
    for count, lock in enumerate(locks, start=1):
        slot = ledger.slots.get(lock.object) if kind == "requirement" else None
        if count > most:
            sentence = f"The {kind} is locked to more than it can be given ({most}); see lock {locks[0].number}."
            yield Finding("contradicting_locks", ("locks", lock.number), sentence)
        elif slot is not None and slot[1].weekday in days:
            sentence = f"The requirement is locked to two slots on one weekday ({slot[1].weekday.spelt}). Keep one."
            yield Finding("contradicting_locks", ("locks", lock.number), sentence)
        if slot is not None:
            days.add(slot[1].weekday)


def _kept_apart(ledger: Ledger, rows: list[Taken]) -> Iterator[Finding]:
    """Demands that put co-defendants with one practitioner, or people who must never meet into one session."""
    together: dict[tuple[str, str], list[Taken]] = defaultdict(list)
    for row in rows:
        # Appointments with a service are one to one: nobody meets anybody there.
        if row.force is Force.MUST and row.kind != "service referral":
            together[row.kind, row.object].append(row)
    for (kind, _), locks in together.items():
        enemies = _enemies(ledger, kind, [lock.subject for lock in locks])
        for k, lock in enumerate(locks):
            met = next((other for other in locks[:k] if other.subject in enemies[lock.subject]), None)
            if met is not None:
                what = "co-defendants with one practitioner" if kind == "case" else "people together who must not meet"
                sentence = f"This lock and lock {met.number} put {what}. Take one of them out."
                yield Finding("contradicting_locks", ("locks", lock.number), sentence)


def _enemies(ledger: Ledger, kind: str, subjects: list[str]) -> dict[str, set[str]]:
    """Of each subject, those among the subjects that it must be kept apart from; holds both ways."""
    apart: dict[str, set[str]] = {subject: set() for subject in subjects}
    named: dict[str, set[str]] = {}
    owners: dict[str, str] = {}
    for subject in subjects:
        if kind == "case":
            case = ledger.cases.get(subject)
            owners[subject] = subject
            named[subject] = set(case.co_defendants) if case is not None else set()
        else:
            row = ledger.requirements.get(subject) if kind == "requirement" else ledger.referrals.get(subject)
            person = ledger.people.get(row.person) if row is not None else None
            owners[subject] = person.id if person is not None else ""
            named[subject] = set(person.non_associations) if person is not None else set()
    of_owner: dict[str, set[str]] = defaultdict(set)
    for subject, owner in owners.items():
        of_owner[owner].add(subject)
    for subject in subjects:
        for other in (s for owner in named[subject] for s in of_owner.get(owner, ())):
            apart[subject].add(other)
            apart[other].add(subject)
    return apart
