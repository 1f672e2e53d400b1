"""Every group that could open: those that somebody has thought of, and those that the planner forms by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from models.programmes import GroupFamily, GroupOption, GroupSlot, MeetingPattern, ProgrammeTemplate, Venue
from models.record import WeeklySlot
from models.scenario import Horizon, Scenario
from solver.calendar import minutes_of
from solver.programmes.calendar import Calendar, dated_sessions
from solver.programmes.intakes import Intake, intakes_of


@dataclass(frozen=True, slots=True)
class Candidates:
    """G groups that could open, on C different calendars.

    Attributes
    ----------
    options
        (G,) groups: those thought of by hand, those of the families, and intakes of running groups.
    by_hand
        How many of them were thought of by hand.
    calendars
        (C,) different calendars of a programme.
    calendar_of
        (G,) int: calendar of each group.
    intakes
        The last of the groups, as intakes.
    """

    options: tuple[GroupOption, ...]
    by_hand: int
    calendars: tuple[Calendar, ...]
    calendar_of: NDArray[np.int64]
    intakes: tuple[Intake, ...]

    @classmethod
    def of(cls, scenario: Scenario) -> Candidates:
        """All groups of a scenario; one that opens and is like an earlier one in every way is left out."""
        programmes = scenario.programmes
        templates = {row.id: row for row in programmes.templates}
        calendars: dict[tuple[str, Calendar], int] = {}
        seen: dict[tuple[str, tuple[GroupSlot, ...], object], int] = {}
        alike: set[tuple[object, ...]] = set()
        options: list[GroupOption] = []
        calendar_of: list[int] = []

        def calendar_number(option: GroupOption) -> int:
            key = (option.template, option.slots, max(option.earliest_start, scenario.horizon.start))
            if key not in seen:
                calendar = dated_sessions(option, templates[option.template], scenario.horizon)
                seen[key] = calendars.setdefault((option.template, calendar), len(calendars))
            return seen[key]

        for place, option in enumerate((*programmes.group_options, *formed(scenario))):
            number = calendar_number(option)
            kind = (option.cohort, option.ldc, option.sex, option.office, number)
            if place < len(programmes.group_options) or kind not in alike:
                options.append(option)
                calendar_of.append(number)
            alike.add(kind)
        intakes = tuple(intakes_of(scenario))
        for intake in intakes:
            options.append(intake.option)
            calendar_of.append(calendars.setdefault((intake.option.template, intake.calendar), len(calendars)))
        return cls(
            options=tuple(options),
            by_hand=len(programmes.group_options),
            calendars=tuple(calendar for _, calendar in calendars),
            calendar_of=np.array(calendar_of, dtype=np.int64),
            intakes=intakes,
        )


def formed(scenario: Scenario) -> Iterator[GroupOption]:
    """Groups of every family: venue by venue, pattern by pattern, start week by start week."""
    programmes = scenario.programmes
    templates = {row.id: row for row in programmes.templates}
    for family in programmes.families:
        template = templates[family.template]
        for venue in programmes.venues:
            if family.offices and venue.office not in family.offices:
                continue
            for pattern in template.patterns:
                if all(open_for(venue.open, slot, longest_session(template)) for slot in pattern.slots):
                    yield from starts(family, venue, pattern, scenario.horizon)


def starts(family: GroupFamily, venue: Venue, pattern: MeetingPattern, horizon: Horizon) -> Iterator[GroupOption]:
    """The groups of a family at a venue and pattern, one for each week in which they can start."""
    latest = horizon.weeks - 1 if family.last_week is None else min(family.last_week, horizon.weeks - 1)
    for week in range(family.first_week, latest + 1, family.every_weeks):
        yield GroupOption(
            id=f"{family.id}+{venue.office}+{pattern.id}+{week:02d}",
            template=family.template,
            office=venue.office,
            cohort=family.cohort,
            ldc=family.ldc,
            sex=family.sex,
            earliest_start=horizon.start + timedelta(weeks=week),
            slots=pattern.slots,
        )


def longest_session(template: ProgrammeTemplate) -> int:
    """Minutes of the programme's longest session."""
    return max(session.minutes for module in template.modules for session in module.sessions)


def open_for(opening: Sequence[WeeklySlot], slot: GroupSlot, minutes: int) -> bool:
    """Whether a venue is open for so many minutes from a weekly time on."""
    begins = minutes_of(slot.start)
    return any(
        row.weekday is slot.weekday and minutes_of(row.start) <= begins and begins + minutes <= minutes_of(row.end)
        for row in opening
    )
