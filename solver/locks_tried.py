"""Locks tried before anything is planned: those that a rule forbids, and those that others leave no room for."""

from __future__ import annotations

from models.errors import BadInput, Fault
from models.goals import Part
from models.locks import Force, Lock, ProgrammeLock, ServiceLock, UnpaidWorkLock
from models.scenario import Scenario
from solver.domains import DOMAINS
from solver.plan import problem_alone

PART_OF: dict[type[Lock], Part] = {
    ProgrammeLock: Part.PROGRAMMES,
    UnpaidWorkLock: Part.UNPAID_WORK,
    ServiceLock: Part.REFERRALS,
}
"""Part that keeps each kind of lock; those on cases depend on nothing that reading a scenario does not see."""


def locks_no_plan_keeps(scenario: Scenario) -> tuple[Fault, ...]:
    """A fault for every lock of a sound scenario that no plan keeps, whatever its goals.

    Each part with such locks is compiled, and a first solution made; nothing is searched for where that keeps them.
    """
    demanded = {PART_OF.get(type(lock)) for lock in scenario.locks if lock.force is Force.MUST}
    return tuple(fault for part in PART_OF.values() if part in demanded for fault in _tried(scenario, part))


def _tried(scenario: Scenario, part: Part) -> tuple[Fault, ...]:
    domain = DOMAINS[part]
    try:
        problem = problem_alone(scenario, part)
        domain.try_locks(problem, domain.greedy(problem))
    except BadInput as refused:
        return tuple(refused.faults)
    return ()
