"""What locks on unpaid work take of people's time before unpaid work is planned."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

from models.goals import Part
from models.locks import Force, UnpaidWorkLock
from models.scenario import Scenario
from solver.calendar import WEEKDAYS, Timetable, booking, horizon_days
from solver.unpaid_work.hours import minutes_left
from solver.unpaid_work.record import brought_up_to_date
from solver.unpaid_work.roll import first_usable_week, runs_on


def seen_by(part: Part, scenario: Scenario, taken: Timetable) -> Timetable:
    """Timetable that a part is planned against: programmes keep clear of slots that are locked, too."""
    if part is not Part.PROGRAMMES:
        return taken
    seen = deepcopy(taken)
    horizon = scenario.horizon
    requirements = {row.id: row for row in brought_up_to_date(scenario) if minutes_left(row, scenario.policy) > 0}
    slots = {slot.id: (project, slot) for project in scenario.unpaid_work.projects for slot in project.slots}
    for lock in scenario.locks:
        if not isinstance(lock, UnpaidWorkLock) or lock.force is not Force.MUST or lock.requirement not in requirements:
            continue
        requirement = requirements[lock.requirement]
        project, slot = slots[lock.slot]
        first = horizon.start + timedelta(weeks=first_usable_week(horizon.start, requirement.sentence_date))
        seen.people[requirement.person] += [
            booking(day, slot.start, slot.end)
            for day in horizon_days(horizon)
            if day >= first
            and day.weekday() == WEEKDAYS[slot.weekday]
            and day not in horizon.bank_holidays
            and runs_on(day, project, slot, horizon.start)
        ]
    return seen
