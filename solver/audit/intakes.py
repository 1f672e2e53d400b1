"""Intakes of running rolling groups as the audit reads them: module after module, round and round."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from models.programmes import GroupOption, ProgrammeTemplate, RunningGroup
from models.scenario import Horizon, Scenario
from solver.audit.dates import Sitting, Taken, weekly


def intakes(
    scenario: Scenario, group: RunningGroup, template: ProgrammeTemplate
) -> Iterator[tuple[GroupOption, list[Sitting]]]:
    """Modules of a running group at which people can join, each as an option with the sessions of all modules."""
    horizon, modules = scenario.horizon, len(template.modules)
    office = next(room.office for room in scenario.estate.rooms if room.id == group.room)
    timeline = held(group, template, horizon)
    days: set[date] = set()
    for first, module in enumerate(timeline):
        on = module[0].taken.on
        weeks = (on - horizon.start).days // 7
        if on not in days and weeks < horizon.weeks and first + modules <= len(timeline):
            yield _option(group, office, on), [s for one in timeline[first : first + modules] for s in one]
        days.add(on)


def _option(group: RunningGroup, office: str, on: date) -> GroupOption:
    return GroupOption(
        id="+".join((group.id, on.isoformat())),
        template=group.template,
        office=office,
        cohort=group.cohort,
        ldc=group.ldc,
        sex=group.sex,
        earliest_start=on,
        slots=group.slots,
    )


def held(group: RunningGroup, template: ProgrammeTemplate, horizon: Horizon) -> list[list[Sitting]]:
    """Modules from the next to begin on that are over by the group's last day."""
    timeline: list[list[Sitting]] = []
    if group.next_module is None or group.next_on is None:
        return timeline
    slots = weekly(group.slots, group.next_on, horizon.bank_holidays)
    place, not_before = group.next_module - 1, date.min
    horizon_end = horizon.start + timedelta(days=7 * horizon.weeks)
    while sum(module[0].taken.on >= horizon_end for module in timeline) < len(template.modules):
        module = template.modules[place % len(template.modules)]
        if timeline:
            not_before = timeline[-1][-1].taken.on + timedelta(days=7 * module.gap_weeks)
        sittings = []
        for session in module.sessions:
            on, start = next(slot for slot in slots if slot[0] >= not_before)
            sittings.append(Sitting(module.name, session.name, session.kind, Taken(on, start, start + session.minutes)))
        if sittings[-1].taken.on > group.last:
            return timeline
        timeline.append(sittings)
        place += 1
    return timeline
