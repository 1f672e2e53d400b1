"""Who can supervise where, and when they are at work."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from models.staff import Role, Staff
from solver.calendar import WEEKDAYS, away, minutes_of, working_pattern
from solver.unpaid_work.eligibility import Roll, clashing
from solver.unpaid_work.problem import Bools, Supervisors, frozen


def supervisors_of(roll: Roll) -> Supervisors:
    """Supervisors of the scenario: hours, slots on which they may stand, days at work."""
    staff = [row for row in roll.scenario.staff if Role.SUPERVISOR in row.roles]
    weeks = roll.scenario.horizon.weeks
    may_stand = np.zeros((len(staff), len(roll.slots)), dtype=bool)
    present = np.zeros((len(staff), len(roll.slots), weeks), dtype=bool)
    start = roll.scenario.horizon.start
    for j, row in enumerate(staff):
        here = np.array([[not away(row, start + timedelta(days=7 * w + d)) for w in range(weeks)] for d in range(7)])
        present[j] = here[roll.slot_weekday] if len(roll.slots) else present[j]
        may_stand[j] = _may_stand(roll, row) & (present[j] & roll.has_date).any(axis=1)
    return Supervisors(
        ids=tuple(row.id for row in staff),
        minutes_a_week=frozen(np.round([60.0 * row.contracted_hours for row in staff], 6)),
        may_stand=frozen(may_stand),
        present=frozen(present),
    )


def _may_stand(roll: Roll, staff: Staff) -> Bools:
    """(S,) bool: the member of staff may stand on the slot."""
    horizon = roll.scenario.horizon
    last = horizon.start + timedelta(days=7 * horizon.weeks - 1)
    active = (staff.active_from is None or staff.active_from <= horizon.start) and (
        staff.active_until is None or staff.active_until >= last
    )
    lapsed = {entry.qualification for entry in staff.register_entries if entry.expires < last}
    holds = set(staff.qualifications) - lapsed
    region = roll.directory.region_of_staff(staff)
    fits = [
        active
        and project.max_supervisors > 0
        and holds >= set(project.supervisor_qualifications)
        and roll.directory.region_of_pdu[project.pdu] == region
        for project in roll.projects
    ]
    allowed = np.array(fits, dtype=bool)[roll.slot_project] & _in_pattern(roll, staff)
    for start, end in roll.taken.staff.get(staff.id, ()):
        week, weekday = divmod((start.date() - horizon.start).days, 7)
        if 0 <= week < horizon.weeks:
            clash = clashing(roll, weekday, minutes_of(start.time()), minutes_of(end.time()))
            allowed &= ~(clash & roll.has_date[:, week])
    return allowed


def _in_pattern(roll: Roll, staff: Staff) -> Bools:
    """(S,) bool: the slot lies within the hours that the member of staff works on its weekday."""
    inside = np.zeros(len(roll.slots), dtype=bool)
    for row in working_pattern(staff):
        day = roll.slot_weekday == WEEKDAYS[row.weekday]
        inside |= day & (roll.slot_start >= minutes_of(row.start)) & (roll.slot_end <= minutes_of(row.end))
    return inside
