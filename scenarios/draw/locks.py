"""Locks: what people have decided, and a plan must keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.decisions import StandingPattern
from models.locks import CaseLock, Force, Lock, UnpaidWorkLock
from models.staff import Role, Staff
from scenarios.draw.cases import CaseDraft
from scenarios.draw.dice import Dice
from scenarios.draw.holders import eligible

CASES_PER_LOCK = 700
"""Cases of which one is locked to its holder, and another away from its holder."""
CASES_PER_OVERRIDE = 1000
"""Cases of which one is locked to somebody who by the rules may not hold it."""
PATTERNS_PER_LOCK = 100
"""Standing slots of which one is not to be gone to any more."""
REASONS = {Force.MUST: "Trusted relationship", Force.MUST_NOT: "Asked for a change of practitioner"}
OVERRIDE = "Joint work while the grade is reviewed, agreed by the head of the unit"
ELSEWHERE = "Not to go back there after a complaint"


def draw_case_locks(cases: list[CaseDraft], staff: list[Staff], steady: set[str], dice: Dice) -> Iterator[Lock]:
    """Some cases must stay where they are, some must go to somebody else, a few to somebody who may not hold them.

    ``steady`` are the practitioners who are there, with points, all through the horizon.
    """
    plain = [case for case in cases if any(case.load) and not (case.co_defendant or case.requires)]
    settled = [case for case in plain if case.holder in steady]
    some = dice.sample(settled, 2 * (len(cases) // CASES_PER_LOCK))
    for n, case in enumerate(some):
        force = (Force.MUST, Force.MUST_NOT)[n % 2]
        yield CaseLock(kind="case", case=case.id, practitioner=case.holder or "", force=force, reason=REASONS[force])
    locked = {case.id for case in some}
    free = [case for case in settled if case.id not in locked and _open_to_all(case)]
    yield from _overrides(dice.sample(free, len(cases) // CASES_PER_OVERRIDE), staff, steady, dice)


def _open_to_all(case: CaseDraft) -> bool:
    """Whether nothing but its grade keeps practitioners from a case."""
    person = case.person
    return not (case.limited_access_to or case.specialist_team or person.excluded_staff or person.needs)


def _overrides(cases: Iterable[CaseDraft], staff: list[Staff], steady: set[str], dice: Dice) -> Iterator[Lock]:
    """Cases with somebody at the holder's office whose grade may not hold them; those without one are left out."""
    office_of = {member.id: member.office for member in staff}
    for case in cases:
        near = [
            member
            for member in staff
            if member.id in steady
            and Role.PRACTITIONER in member.roles
            and member.office == office_of[case.holder or ""]
            and case.person.id not in member.excluded_people
        ]
        barred = [member for member, may in zip(near, eligible([case], near)[0], strict=True) if not may]
        if barred:
            yield CaseLock(kind="case", case=case.id, practitioner=dice.pick(barred).id, override=True, reason=OVERRIDE)


def draw_rota_locks(told: list[StandingPattern], dice: Dice) -> Iterator[Lock]:
    """Some people must not go where they go now."""
    for row in dice.sample(told, len(told) // PATTERNS_PER_LOCK):
        yield UnpaidWorkLock(
            kind="unpaid_work", requirement=row.requirement, slot=row.slot, force=Force.MUST_NOT, reason=ELSEWHERE
        )
