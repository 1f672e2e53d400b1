"""Intakes: modules of running rolling groups at whose beginning people can join, and the places that there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice

import numpy as np
from numpy.typing import NDArray

from models.programmes import GroupOption, ProgrammeTemplate, RunningGroup
from models.scenario import Horizon, Scenario
from solver.programmes.calendar import Calendar, DatedSession, slot_dates


@dataclass(frozen=True, slots=True)
class Intake:
    """A way into a running group.

    Attributes
    ----------
    group
        The running group.
    option
        The intake as a group that could open.
    calendar
        Sessions of whoever joins.
    modules
        Places of its modules among all that the running group still holds.
    free
        Places that the group has beside its members, module by module of all those.
    """

    group: RunningGroup
    option: GroupOption
    calendar: Calendar
    modules: range
    free: tuple[int, ...]

    @property
    def seats(self) -> int:
        """Places for people who join here, if nobody joins elsewhere."""
        return min(self.free[module] for module in self.modules)


def intakes_of(scenario: Scenario) -> Iterator[Intake]:
    """Intakes of every running group, in order of time; of modules that begin on one day the first."""
    templates = {row.id: row for row in scenario.programmes.templates}
    rooms = {row.id: row for row in scenario.estate.rooms}
    end = scenario.horizon.start + timedelta(weeks=scenario.horizon.weeks)
    for group in scenario.programmes.running_groups:
        template, room = templates[group.template], rooms[group.room]
        held = list(modules_held(group, template, scenario.horizon))
        most = min(template.maximum_size, room.seats)
        free = tuple(max(0, most - most_there(group, module)) for module in held)
        firsts = {module[0].on: number for number, module in reversed(list(enumerate(held))) if module[0].on < end}
        for on, first in reversed(firsts.items()):
            modules = range(first, first + len(template.modules))
            if modules.stop <= len(held):
                sessions = (session for number in modules for session in held[number])
                calendar = tuple(session._replace(number=n) for n, session in enumerate(sessions, start=1))
                yield Intake(group, intake_option(group, room.office, on), calendar, modules, free)


def intake_option(group: RunningGroup, office: str, on: date) -> GroupOption:
    """An intake of a running group as a group that could open."""
    return GroupOption(
        id=f"{group.id}+{on}",
        template=group.template,
        office=office,
        cohort=group.cohort,
        ldc=group.ldc,
        sex=group.sex,
        earliest_start=on,
        slots=group.slots,
    )


def modules_held(group: RunningGroup, template: ProgrammeTemplate, horizon: Horizon) -> Iterator[Calendar]:
    """Modules that a rolling group holds, round and round, from the next to begin on, and whole by its last day.

    None beyond those that whoever joins in the horizon goes through.
    """
    if group.next_on is None or group.next_module is None:
        return
    slots = slot_dates(group.slots, group.next_on, set(horizon.bank_holidays))
    previous: date | None = None
    end, late = horizon.start + timedelta(weeks=horizon.weeks), 0
    for module in islice(cycle(template.modules), group.next_module - 1, None):
        earliest = date.min if previous is None else previous + timedelta(weeks=module.gap_weeks)
        sessions: list[DatedSession] = []
        for number, session in enumerate(module.sessions, start=1):
            when = next(slot for slot in slots if slot.date() >= earliest)
            until = when + timedelta(minutes=session.minutes)
            sessions.append(DatedSession(number, module.name, session.name, session.kind, when, until))
        previous = sessions[-1].on
        late += sessions[0].on >= end
        if previous > group.last or late == len(template.modules):
            return
        yield tuple(sessions)


def most_there(group: RunningGroup, sessions: Sequence[DatedSession]) -> int:
    """Most members who are in a running group at any of some sessions."""
    stays = [group.stay_of(person) for person in group.members]
    return max(sum(first <= session.on <= last for first, last in stays) for session in sessions)


@dataclass(frozen=True, slots=True)
class Intakes:
    """Which of G groups are intakes, and what those of one running group share.

    Attributes
    ----------
    running
        Running groups that people can join.
    group_of
        (G,) int: running group that is joined, or -1 for a group of its own.
    together, places
        (B, G) bool: intakes whose people are in one running group at one time; and (B,) int: places for all of them.
    company
        By intake, the intakes whose people those of the intake meet, itself among them.
    """

    running: tuple[RunningGroup, ...]
    group_of: NDArray[np.int64]
    together: NDArray[np.bool_]
    places: NDArray[np.int64]
    company: dict[int, frozenset[int]]

    @classmethod
    def of(cls, intakes: Sequence[Intake], groups: int) -> Intakes:
        """Intakes of a problem, the last of so many groups."""
        running = {intake.group.id: intake.group for intake in intakes}
        number = {id: place for place, id in enumerate(running)}
        group_of = np.full(groups, -1, dtype=np.int64)
        shared: dict[tuple[str, int], list[int]] = {}
        places: dict[tuple[str, int], int] = {}
        for g, intake in enumerate(intakes, start=groups - len(intakes)):
            group_of[g] = number[intake.group.id]
            for module in intake.modules:
                shared.setdefault((intake.group.id, module), []).append(g)
                places[intake.group.id, module] = intake.free[module]
        together = np.zeros((len(shared), groups), dtype=np.bool_)
        for row, inside in zip(together, shared.values(), strict=True):
            row[inside] = True
        return cls._with_company(
            tuple(running.values()), group_of, together, np.array(list(places.values()), dtype=np.int64)
        )

    @classmethod
    def _with_company(
        cls,
        running: tuple[RunningGroup, ...],
        group_of: NDArray[np.int64],
        together: NDArray[np.bool_],
        places: NDArray[np.int64],
    ) -> Intakes:
        met = {g: together[together[:, g]].any(axis=0) for g in np.flatnonzero(group_of >= 0).tolist()}
        company = {g: frozenset(np.flatnonzero(groups).tolist()) for g, groups in met.items()}
        for array in (group_of, together, places):
            array.setflags(write=False)
        return cls(running, group_of, together, places, company)

    @property
    def opens(self) -> NDArray[np.bool_]:
        """(G,) bool: the group is one that opens, and no intake."""
        return np.asarray(self.group_of < 0)

    def among(self, groups: NDArray[np.int64]) -> Intakes:
        """The intakes among some groups, which hold all intakes of a running group or none."""
        together = self.together[:, groups]
        some = together.any(axis=1)
        return self._with_company(self.running, self.group_of[groups], together[some], self.places[some])

    def places_left(self, g: int, sizes: NDArray[np.int64]) -> int:
        """Places left for people who join at an intake, beside groups of so many members (G,)."""
        rows = np.flatnonzero(self.together[:, g])
        return int((self.places[rows] - self.together[rows] @ sizes).min())

    def joined(self, g: int) -> RunningGroup | None:
        """Running group that is joined at an intake; None for a group that opens."""
        return self.running[self.group_of[g]] if self.group_of[g] >= 0 else None
