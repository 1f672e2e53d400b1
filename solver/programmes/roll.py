"""The rows of a scenario that the programme problem is made of, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.estate import Office, Room
from models.locks import Force, ProgrammeLock
from models.people import Person
from models.programmes import GroupOption, ProgrammeReferral, ProgrammeTemplate
from models.scenario import Scenario
from models.staff import Role, Staff
from solver.calendar import Timetable
from solver.directory import Directory
from solver.programmes.candidates import Candidates
from solver.programmes.intakes import Intake
from solver.programmes.occupation import SessionTable
from solver.programmes.problem import Mask

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Roll:
    """Rows by number: R referrals, G groups that could open on C calendars at V offices, F facilitators, K rooms.

    Attributes
    ----------
    people
        (R,) person of each referral.
    templates
        (G,) template of each group.
    offices, office_of
        (V,) offices at which a group could meet, and (G,) int which of them is each group's.
    calendar_of
        (G,) int: calendar of each group.
    by_hand
        How many of the groups were thought of by hand; they come first.
    intakes
        Ways into running groups; they are the last of the groups.
    table
        Sessions of all calendars.
    taken
        Bookings that people, staff and rooms have already.
    """

    scenario: Scenario
    directory: Directory
    referrals: tuple[ProgrammeReferral, ...]
    people: tuple[Person, ...]
    options: tuple[GroupOption, ...]
    templates: tuple[ProgrammeTemplate, ...]
    offices: tuple[Office, ...]
    office_of: NDArray[np.int64]
    calendar_of: NDArray[np.int64]
    by_hand: int
    intakes: tuple[Intake, ...]
    facilitators: tuple[Staff, ...]
    managers: tuple[Staff, ...]
    rooms: tuple[Room, ...]
    table: SessionTable
    taken: Timetable

    @classmethod
    def of(cls, scenario: Scenario, taken: Timetable) -> Roll:
        """Roll of a checked scenario."""
        programmes, directory = scenario.programmes, Directory.of(scenario)
        template_of = {row.id: row for row in programmes.templates}
        candidates = Candidates.of(scenario)
        options = candidates.options
        places = {office: number for number, office in enumerate(dict.fromkeys(row.office for row in options))}
        return cls(
            scenario=scenario,
            directory=directory,
            referrals=programmes.referrals,
            people=tuple(directory.people[row.person] for row in programmes.referrals),
            options=options,
            templates=tuple(template_of[row.template] for row in options),
            offices=tuple(directory.offices[office] for office in places),
            office_of=whole([places[row.office] for row in options]),
            calendar_of=frozen(candidates.calendar_of),
            by_hand=candidates.by_hand,
            intakes=candidates.intakes,
            facilitators=tuple(row for row in scenario.staff if Role.FACILITATOR in row.roles),
            managers=tuple(row for row in scenario.staff if Role.TREATMENT_MANAGER in row.roles),
            rooms=scenario.estate.rooms,
            table=SessionTable(candidates.calendars, timedelta(minutes=scenario.policy.turnaround_minutes.value)),
            taken=taken,
        )

    @property
    def opens(self) -> Mask:
        """(G,) bool: the group is one that opens, and no intake."""
        return np.arange(len(self.options)) < len(self.options) - len(self.intakes)

    @property
    def first_days(self) -> tuple[date, ...]:
        """(C,) day of each calendar's first session."""
        return tuple(calendar[0].on for calendar in self.table.calendars)

    @property
    def last_days(self) -> tuple[date, ...]:
        """(C,) day of each calendar's last session."""
        return tuple(calendar[-1].on for calendar in self.table.calendars)

    def locks(self, force: Force) -> NDArray[np.int64]:
        """(L, 3) referral, option and number of each programme lock of that force."""
        referrals = {row.id: number for number, row in enumerate(self.referrals)}
        options = {row.id: number for number, row in enumerate(self.options)}
        rows = [
            (referrals[lock.referral], options[lock.group_option], number)
            for number, lock in enumerate(self.scenario.locks)
            if isinstance(lock, ProgrammeLock) and lock.force is force
        ]
        return frozen(np.array(rows, dtype=np.int64).reshape(len(rows), 3))


def able_on_calendars(roll: Roll, staff: Sequence[Staff]) -> Mask:
    """(staff, C) bool: qualified for the programme to a calendar's last session, and away on no session day."""
    programme = dict(zip(roll.calendar_of.tolist(), roll.templates, strict=True))
    wanted = [programme[c].qualification for c in range(len(roll.table.calendars))]
    ends = np.array([day.toordinal() for day in roll.last_days], dtype=np.int64)
    known = sorted(set(wanted))
    number = np.array([known.index(qualification) for qualification in wanted], dtype=np.int64)
    rows = []
    for member in staff:
        until = np.array([qualified_until(member, qualification) for qualification in known], dtype=np.int64)
        rows.append((until[number] >= ends) & ~roll.table.absent(member))
    return grid(rows, len(wanted))


def qualified_until(staff: Staff, qualification: str) -> int:
    """Ordinal of the last day to which somebody has a qualification and every register entry for it; 0 for never."""
    if qualification not in staff.qualifications:
        return 0
    entries = [entry.expires for entry in staff.register_entries if entry.qualification == qualification]
    return min(entries, default=date.max).toordinal()


def in_the_region(roll: Roll, staff: Sequence[Staff]) -> Mask:
    """(staff, G) bool: the office of the group is in the region of the member of staff."""
    regions = [roll.directory.region_of_office(office) for office in roll.offices]
    own = [roll.directory.region_of_staff(member) for member in staff]
    return np.asarray(grid([[region == mine for region in regions] for mine in own], len(regions))[:, roll.office_of])


def minutes_left(staff: Sequence[Staff], taken: Timetable, weeks: Sequence[date]) -> NDArray[np.float64]:
    """(staff, W) contracted minutes less those of bookings in each ISO week."""
    left = np.array([[60.0 * row.contracted_hours] * len(weeks) for row in staff], dtype=np.float64)
    left = left.reshape(len(staff), len(weeks))
    number = {monday: w for w, monday in enumerate(weeks)}
    for n, row in enumerate(staff):
        for booking in taken.staff[row.id]:
            day = booking.start.date()
            week = number.get(day - timedelta(days=day.weekday()))
            if week is not None:
                left[n, week] -= (booking.end - booking.start).total_seconds() / 60.0
    return left


def frozen(array: NDArray[Number]) -> NDArray[Number]:
    """The array, read-only from now on."""
    array.setflags(write=False)
    return array


def whole(numbers: Sequence[int]) -> NDArray[np.int64]:
    """Read-only array of whole numbers."""
    return frozen(np.array(numbers, dtype=np.int64))


def shares(numbers: Sequence[float]) -> NDArray[np.float64]:
    """Read-only array of shares."""
    return frozen(np.array(numbers, dtype=np.float64))


def grid(rows: Sequence[Sequence[bool] | Mask], columns: int) -> Mask:
    """Rows of booleans as an array that keeps its number of columns even without a row."""
    return np.array(rows, dtype=np.bool_).reshape(len(rows), columns)
