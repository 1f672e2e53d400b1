"""Groups that could open as the audit reads them: those of the scenario, those of its families, intakes of others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

from models.programmes import (
    GroupFamily,
    GroupOption,
    GroupSlot,
    MeetingPattern,
    ProgrammeTemplate,
    RunningGroup,
    Venue,
)
from models.scenario import Scenario
from solver.audit.dates import Sitting, group_calendar, minute
from solver.audit.intakes import intakes


class Groups:
    """Every group that could open or be joined, in order, with its calendar; groups alike share one list of sessions.

    Parameters
    ----------
    scenario
        The scenario.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.options: list[GroupOption] = []
        self.timelines: list[list[Sitting]] = []
        self.timeline_of: list[int] = []
        self._scenario = scenario
        self._templates = {row.id: row for row in scenario.programmes.templates}
        self._known: dict[tuple[object, ...], int] = {}
        self.joined: dict[int, RunningGroup] = {}
        alike: set[tuple[object, ...]] = set()
        for option in scenario.programmes.group_options:
            alike.add(self._kind(option))
            self._keep(option)
        for option in self._stood_for():
            if self._kind(option) not in alike:
                alike.add(self._kind(option))
                self._keep(option)
        for group in scenario.programmes.running_groups:
            for option, sittings in intakes(scenario, group, self._templates[group.template]):
                self.joined[len(self.options)] = group
                self.options.append(option)
                self.timeline_of.append(len(self.timelines))
                self.timelines.append(sittings)

    def _keep(self, option: GroupOption) -> None:
        self.options.append(option)
        self.timeline_of.append(self._timeline(option))

    def _kind(self, option: GroupOption) -> tuple[object, ...]:
        """What makes two groups alike: programme, people, office, and every session."""
        return option.template, option.cohort, option.ldc, option.sex, option.office, self._timeline(option)

    def _timeline(self, option: GroupOption) -> int:
        """Number of a group's calendar; equal for two groups of a programme with the same sessions."""
        asked = (option.template, option.slots, option.earliest_start)
        if asked not in self._known:
            sittings = group_calendar(option, self._templates[option.template], self._scenario.horizon)
            content = (option.template, *sittings)
            if content not in self._known:
                self._known[content] = len(self.timelines)
                self.timelines.append(sittings)
            self._known[asked] = self._known[content]
        return self._known[asked]

    def _stood_for(self) -> Iterator[GroupOption]:
        programmes = self._scenario.programmes
        for family, venue in product(programmes.families, programmes.venues):
            template = self._templates[family.template]
            if not family.offices or venue.office in family.offices:
                for pattern in template.patterns:
                    if all(_fits(venue, slot, template) for slot in pattern.slots):
                        yield from self._in_each_week(family, venue, pattern)

    def _in_each_week(self, family: GroupFamily, venue: Venue, pattern: MeetingPattern) -> Iterator[GroupOption]:
        horizon = self._scenario.horizon
        for week in range(horizon.weeks):
            since, late = week - family.first_week, family.last_week is not None and week > family.last_week
            if since >= 0 and since % family.every_weeks == 0 and not late:
                yield GroupOption(
                    id="+".join((family.id, venue.office, pattern.id, f"{week:02d}")),
                    template=family.template,
                    office=venue.office,
                    cohort=family.cohort,
                    ldc=family.ldc,
                    sex=family.sex,
                    earliest_start=horizon.start + timedelta(days=7 * week),
                    slots=pattern.slots,
                )


def _fits(venue: Venue, slot: GroupSlot, template: ProgrammeTemplate) -> bool:
    """Whether the venue is open from a slot's start until the programme's longest session is over."""
    first, longest = minute(slot.start), max(s.minutes for module in template.modules for s in module.sessions)
    hours = [(minute(row.start), minute(row.end)) for row in venue.open if row.weekday == slot.weekday]
    return any(start <= first and first + longest <= end for start, end in hours)
