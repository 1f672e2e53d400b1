"""Treatment managers: who could oversee which group, and how much each can take on in every week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from solver.programmes.calendar import DatedSession
from solver.programmes.problem import Mask, Oversight
from solver.programmes.roll import Roll, able_on_calendars, frozen, grid, in_the_region, minutes_left, whole


def oversight_of(roll: Roll, weeks: Sequence[date]) -> Oversight:
    """Treatment managers of a scenario.

    Parameters
    ----------
    weeks
        (W,) Mondays of the weeks that have a session.
    """
    policy, managers = roll.scenario.policy, roll.managers
    number = {staff.id: f for f, staff in enumerate(roll.facilitators)}
    minutes = policy.oversight_minutes.value
    groups = roll.scenario.programmes.running_groups
    last_days = [tuple(row.last for row in groups if row.treatment_manager == staff.id) for staff in managers]
    running = groups_running(last_days, weeks)
    return Oversight(
        ids=tuple(staff.id for staff in managers),
        facilitator=whole([number.get(staff.id, -1) for staff in managers]),
        wanted=frozen(np.array([row.treatment_manager for row in roll.templates], dtype=np.bool_) & roll.opens),
        able=frozen(able_managers(roll)),
        runs=frozen(weeks_of_runs(roll.table.calendars, weeks)),
        groups_left=frozen(int(policy.groups_per_treatment_manager.value) - running),
        minutes_left=frozen(minutes_left(managers, roll.taken, weeks) - minutes * running),
        minutes=minutes,
        running=tuple(last_days),
    )


def able_managers(roll: Roll) -> Mask:
    """(M, G) bool: who could oversee a group if there were no other."""
    booked = [roll.table.clashes(roll.taken.staff[staff.id]) for staff in roll.managers]
    fit = able_on_calendars(roll, roll.managers) & ~grid(booked, len(roll.table.calendars))
    return in_the_region(roll, roll.managers) & fit[:, roll.calendar_of]


def weeks_of_runs(calendars: Sequence[Sequence[DatedSession]], weeks: Sequence[date]) -> Mask:
    """(C, W) bool: weeks from a calendar's first session to its last."""
    spans = [(monday_of(calendar[0].on), monday_of(calendar[-1].on)) for calendar in calendars]
    return grid([[first <= monday <= last for monday in weeks] for first, last in spans], len(weeks))


def groups_running(last_days: Sequence[Sequence[date]], weeks: Sequence[date]) -> NDArray[np.int64]:
    """(M, W) groups that run already and that each manager oversees in each week."""
    rows = [[sum(monday <= last for last in mine) for monday in weeks] for mine in last_days]
    return np.array(rows, dtype=np.int64).reshape(len(last_days), len(weeks))


def monday_of(day: date) -> date:
    """Monday of a day's ISO week."""
    return day - timedelta(days=day.weekday())
