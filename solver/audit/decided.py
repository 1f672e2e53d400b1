"""Decisions that name only what the scenario knows; what names anything else is reported and left out.

Every other check can then look up whatever a decision names.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from functools import cache
from typing import TypeVar

from models.decisions import (
    CaseAllocation,
    Decisions,
    DutyAllocation,
    DutyKind,
    GroupRun,
    ProjectSession,
    ServicePlacement,
    StandingPattern,
)
from models.errors import Violation
from models.goals import Part
from models.rota_changes import RotaChanges
from solver.audit.finding import violation
from solver.audit.formed import Groups
from solver.audit.items import ROLES, WorkItem, work_items
from solver.audit.rows import Rows
from solver.audit.work import minutes_left, slots_by_id

Decision = TypeVar(
    "Decision", CaseAllocation, DutyAllocation, StandingPattern, ProjectSession, GroupRun, ServicePlacement
)


def known_decisions(rows: Rows, decisions: Decisions) -> tuple[Decisions, list[Violation]]:
    """Decisions that can be checked further, and a violation of ``unknown_id`` for every other one."""
    found: list[Violation] = []
    items = work_items(rows)
    known = Decisions(
        cases=_known(Part.ALLOCATION, decisions.cases, _of_case(rows, items), found),
        duties=_known(Part.ALLOCATION, decisions.duties, _of_duty(rows, items), found),
        patterns=_known(Part.UNPAID_WORK, decisions.patterns, _of_pattern(rows), found),
        sessions=_known(Part.UNPAID_WORK, decisions.sessions, _of_session(rows), found),
        rota_changes=_known_changes(rows, decisions.rota_changes, found),
        groups=_known(Part.PROGRAMMES, decisions.groups, _of_group(rows), found),
        services=_known(Part.REFERRALS, decisions.services, _of_placement(rows), found),
    )
    return known, found


def _known(
    part: Part,
    decisions: Iterable[Decision],
    strangers: Callable[[Decision], list[str]],
    found: list[Violation],
) -> tuple[Decision, ...]:
    """Decisions without strangers; a violation is added to ``found`` for every other one."""
    known = []
    for decision in decisions:
        if unknown := strangers(decision):
            names = ", ".join(unknown)
            sentence = f"A decision names {names}, which the scenario does not know in that place."
            found.append(violation("unknown_id", part, tuple(unknown), sentence))
        else:
            known.append(decision)
    return tuple(known)


def _known_changes(rows: Rows, told: RotaChanges, found: list[Violation]) -> RotaChanges:
    """Dated changes of which every id is known; all or nothing, since one rests on another."""
    slots, staff = slots_by_id(rows), rows.staff
    persons = {row.id: row.person for row in rows.requirements if minutes_left(row, rows.scenario.policy)}
    strangers = [
        *_missing(*((row.slot, slots) for row in told.supervision)),
        *_missing(*((row.slot, slots) for row in told.covers)),
        *_missing(*((row.slot, slots) for row in told.places)),
        *_missing(*((id, staff) for row in told.supervision for id in row.supervisors)),
        *_missing(*((row.van, rows.vans) for row in told.supervision if row.van is not None)),
        *_missing(*((row.supervisor, staff) for row in told.covers)),
        *_missing(*((row.slot, slots) for row in told.vans)),
        *_missing(*((row.van, rows.vans) for row in told.vans)),
        *_missing(*((row.leaves, slots) for row in told.covers if row.leaves is not None)),
        *_missing(*((row.requirement, persons) for row in told.places)),
        *_missing(*((row.person, {persons.get(row.requirement)}) for row in told.places)),
        *_missing(*((row.to_slot, slots) for row in told.places if row.to_slot is not None)),
    ]
    if not strangers:
        return told
    sentence = f"A dated change names {', '.join(strangers)}, which the scenario does not know in that place."
    found.append(violation("unknown_id", Part.UNPAID_WORK, tuple(strangers), sentence))
    return RotaChanges()


def _of_case(rows: Rows, items: tuple[WorkItem, ...]) -> Callable[[CaseAllocation], list[str]]:
    cases = {item.row.id for item in items if not item.duty}
    staff = _staff_with_roles(rows)
    return lambda row: _missing((row.case, cases), (row.practitioner, staff))


def _of_duty(rows: Rows, items: tuple[WorkItem, ...]) -> Callable[[DutyAllocation], list[str]]:
    duties = {kind: {item.row.id for item in items if item.duty == kind} for kind in DutyKind}
    staff = _staff_with_roles(rows)
    return lambda row: _missing((row.id, duties[row.kind]), (row.staff, staff))


def _staff_with_roles(rows: Rows) -> set[str]:
    """Staff with a role that some kind of work item is for."""
    return {row.id for row in rows.scenario.staff if not set(ROLES).isdisjoint(row.roles)}


def _of_pattern(rows: Rows) -> Callable[[StandingPattern], list[str]]:
    policy = rows.scenario.policy
    persons = {row.id: row.person for row in rows.requirements if minutes_left(row, policy)}
    slots = slots_by_id(rows)
    projects = {project.id for project in rows.scenario.unpaid_work.projects}
    return lambda row: _missing(
        (row.requirement, persons),
        (row.person, {persons.get(row.requirement)}),
        (row.project, projects),
        (row.slot, slots),
    )


def _of_session(rows: Rows) -> Callable[[ProjectSession], list[str]]:
    slots = slots_by_id(rows)
    projects = {project.id for project in rows.scenario.unpaid_work.projects}
    return lambda row: _missing(
        (row.project, projects),
        (row.slot, slots),
        *((staff, rows.staff) for staff in row.supervisors),
        *((van, rows.vans) for van in (row.van,) if van is not None),
    )


def _of_group(rows: Rows) -> Callable[[GroupRun], list[str]]:
    programmes = rows.scenario.programmes

    @cache
    def options() -> set[str]:
        # Groups that could open are many: thought of only where one is named.
        return {option.id for option in Groups(rows.scenario).options}

    templates = {template.id for template in programmes.templates}
    persons = {referral.id: referral.person for referral in programmes.referrals}
    running = {group.id for group in programmes.running_groups}
    return lambda row: _missing(
        (row.group_option, options()),
        (row.template, templates),
        (row.room, rows.rooms),
        *((staff, rows.staff) for staff in row.team),
        *((staff, rows.staff) for staff in (row.treatment_manager,) if staff is not None),
        *((group, running) for group in (row.joins,) if group is not None),
        *((member.referral, persons) for member in row.members),
        *((member.person, {persons.get(member.referral)}) for member in row.members),
    )


def _of_placement(rows: Rows) -> Callable[[ServicePlacement], list[str]]:
    persons = {referral.id: referral.person for referral in rows.scenario.services.referrals}
    contracts = {contract.id for contract in rows.scenario.services.contracts}
    return lambda row: _missing(
        (row.referral, persons), (row.person, {persons.get(row.referral)}), (row.contract, contracts)
    )


def _missing(*named: tuple[str, Container[str | None]]) -> list[str]:
    """Ids that are not among those allowed in their place."""
    return [id for id, known in named if id not in known]
