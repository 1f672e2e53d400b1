"""Every group that could open as flat arrays, for methods that look at all of them thousands of times."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from solver.programmes.cliques import cliques
from solver.programmes.goals import fuller_savings, joining_costs, missing_costs, smallest_costs
from solver.programmes.mip import able_facilitators, able_rooms, can_open
from solver.programmes.problem import Mask, Problem
from solver.programmes.whole_teams import Leads, pattern_rows

MOST_LEADS = 5_000
"""Leads up to which teams are named in the relaxation; beyond, they are only counted there."""


class RowKind(IntEnum):
    """What there are only so many of for the groups of a row."""

    ROOMS = 0
    TEAMS = 1
    CROWDS = 2
    MANAGERS = 3


@dataclass(frozen=True, slots=True)
class Pool:
    """N groups that could open, with those who could join; M rows on how many groups can open together.

    Attributes
    ----------
    groups
        (N,) number of each group in the problem.
    begins
        (N+1,) int: where the members of each group begin among the pairs.
    referral, person
        (pairs,) int.
    gain
        (pairs,) what a place saves, in priced minutes.
    fewest, most
        (N,) int: members of an open group; the most is what programme and rooms allow.
    row_begins, row
        (N+1,) and (entries,) int: the rows that each group stands in.
    room_for
        (M,) int: how many of a row's groups can open together.
    row_kind
        (M,) int: what a row counts, as in ``RowKind``.
    berth_begins, berth
        (N+1,) and (entries,) int: the sets of intakes by which people are in one running group at one time, that each
        group stands in.
    berths
        (sets,) int: places that the running group has for people who join.
    machine, machine_room
        (N,) int, the row of each group that is kept exactly, and (machines,) how many open at most.
    course, needed
        (N,) int: course of each group (its calendar in its region), and facilitators.
    course_ids
        (Q, 2) int: calendar, and a group of the pool on it, of each course.
    sort_of, staff
        (F,) int: sort of each facilitator, those of a sort being able to lead the same courses; and (sorts,) how many
        of each there are.
    lead_course, lead_sort
        (L,) int: sorts of facilitators who could lead a course.
    shift_begins, shift
        (L+1,) and (entries,) int: sets of courses that all clash, in which a facilitator leads one at most; each sort
        has its own.
    shift_staff
        (shifts,) int: facilitators of such a set's sort.
    opening
        (N,) priced minutes of opening each group with the fewest members.
    fuller
        (N, S) what each member beyond the fewest saves by making the group fuller, no more than the one before.
    left_out
        Priced minutes of leaving everybody out.
    people
        Number of people.
    """

    groups: NDArray[np.int64]
    begins: NDArray[np.int64]
    referral: NDArray[np.int64]
    person: NDArray[np.int64]
    gain: NDArray[np.float64]
    fewest: NDArray[np.int64]
    most: NDArray[np.int64]
    row_begins: NDArray[np.int64]
    row: NDArray[np.int64]
    room_for: NDArray[np.int64]
    row_kind: NDArray[np.int64]
    berth_begins: NDArray[np.int64]
    berth: NDArray[np.int64]
    berths: NDArray[np.int64]
    machine: NDArray[np.int64]
    machine_room: NDArray[np.int64]
    course: NDArray[np.int64]
    needed: NDArray[np.int64]
    course_ids: NDArray[np.int64]
    sort_of: NDArray[np.int64]
    staff: NDArray[np.int64]
    lead_course: NDArray[np.int64]
    lead_sort: NDArray[np.int64]
    shift_begins: NDArray[np.int64]
    shift: NDArray[np.int64]
    shift_staff: NDArray[np.int64]
    opening: NDArray[np.float64]
    fuller: NDArray[np.float64]
    left_out: float
    people: int

    def steps(self, n: int) -> list[float]:
        """What members of a group beyond the fewest save, as long as they save anything."""
        return [float(saved) for saved in self.fuller[n, : self.most[n] - self.fewest[n]] if saved > 0.0]

    @property
    def teams_named(self) -> bool:
        """Whether the relaxation names teams."""
        return len(self.lead_course) <= MOST_LEADS


def pooled(problem: Problem) -> Pool:
    """Pool of all groups of a problem that could open."""
    groups = can_open(problem)
    columns, referral = np.nonzero(problem.allowed[:, groups].T)
    gain = missing_costs(problem)[referral] - joining_costs(problem, referral, groups[columns])
    rooms = able_rooms(problem)[:, groups]
    seats = np.where(rooms, problem.seats[:, None], 0).max(axis=0, initial=0)
    course, course_ids = courses_of(problem, groups)
    able = able_facilitators(problem)[:, groups[course_ids[:, 1]]]
    sorts, sort_of, staff = np.unique(able, axis=0, return_inverse=True, return_counts=True)
    lead_course, lead_sort = np.nonzero(sorts.T)
    shift_begins, shift, shift_sort = shifts_of(problem, course_ids, lead_course, lead_sort)
    leads = Leads(course_ids, staff, lead_course, lead_sort, shift_begins, shift, staff[shift_sort])
    in_rooms = room_rows(problem, groups, rooms)
    in_teams = team_rows(problem, groups, able[:, course])
    in_teams += pattern_rows(problem, leads, course, problem.needed[groups])
    of_kinds = [in_rooms, in_teams, crowd_rows(problem, groups), manager_rows(problem, groups)]
    rows = [row for of_kind in of_kinds for row in of_kind]
    machine, machine_room = machines(len(groups), in_rooms)
    entry_group = np.concatenate([np.zeros(0, dtype=np.int64), *(members for members, _ in rows)])
    entry_row = np.repeat(np.arange(len(rows)), [len(members) for members, _ in rows])
    order = np.argsort(entry_group, kind="stable")
    berth_group, berth = np.nonzero(problem.intakes.together[:, groups].T)
    return Pool(
        groups=groups,
        begins=counted(columns, len(groups)),
        referral=referral,
        person=problem.person[referral],
        gain=gain,
        fewest=problem.minimum[groups],
        most=np.minimum(problem.maximum[groups], seats),
        row_begins=counted(entry_group, len(groups)),
        row=entry_row[order],
        room_for=np.array([most for _, most in rows], dtype=np.int64),
        row_kind=np.repeat(np.arange(len(RowKind)), [len(of_kind) for of_kind in of_kinds]),
        berth_begins=counted(berth_group, len(groups)),
        berth=berth,
        berths=problem.intakes.places,
        machine=machine,
        machine_room=machine_room,
        course=course,
        needed=problem.needed[groups],
        sort_of=sort_of.reshape(-1),
        **leads._asdict(),
        opening=smallest_costs(problem, groups),
        fuller=fuller_savings(problem, groups),
        left_out=float(missing_costs(problem).sum()),
        people=int(problem.person.max(initial=-1)) + 1,
    )


def courses_of(problem: Problem, groups: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(N,) course of each group, groups of one calendar and the same able staff being one; and the courses."""
    staff = able_facilitators(problem)[:, groups]
    seen: dict[tuple[int, bytes], int] = {}
    ids: list[tuple[int, int]] = []
    course = np.zeros(len(groups), dtype=np.int64)
    for n, calendar in enumerate(problem.calendar_of[groups].tolist()):
        key = (calendar, np.packbits(staff[:, n]).tobytes())
        if key not in seen:
            seen[key] = len(ids)
            ids.append((calendar, n))
        course[n] = seen[key]
    return course, np.array(ids, dtype=np.int64).reshape(len(ids), 2)


def shifts_of(
    problem: Problem, course_ids: NDArray[np.int64], lead_course: NDArray[np.int64], lead_sort: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """For each lead, the sets of clashing calendars that it is in, numbered sort by sort; and each number's sort."""
    sets = meeting_sets(course_ids[:, 0], problem.clash)
    inside: list[list[int]] = [[] for _ in problem.calendars]
    for number, members in enumerate(sets):
        for c in members.tolist():
            inside[c].append(number)
    rows = [inside[c] for c in course_ids[lead_course, 0].tolist()]
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    flat = np.array([number for row in rows for number in row], dtype=np.int64)
    names, numbers = np.unique(np.repeat(lead_sort, lengths) * len(sets) + flat, return_inverse=True)
    return np.concatenate([[0], np.cumsum(lengths)]), numbers.reshape(-1), names // max(1, len(sets))


def counted(numbers: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """(count+1,) where each number's entries begin in a list sorted by number."""
    return np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=count))])


Row = tuple[NDArray[np.int64], int]
"""Groups by place in the pool, and how many of them can open together."""


def meeting_sets(calendars: NDArray[np.int64], meets: Mask) -> list[NDArray[np.int64]]:
    """Sets of calendars of which no two groups can share what only one can have; every calendar is in one at least."""
    present = np.unique(calendars).tolist()
    found = cliques(present, meets)
    alone = sorted(set(present) - {c for clique in found for c in clique})
    return [np.array(clique, dtype=np.int64) for clique in (*found, *([c] for c in alone))]


def room_rows(problem: Problem, groups: NDArray[np.int64], rooms: Mask) -> list[Row]:
    """Groups of an office that all overlap open no oftener than there are rooms; intakes need none."""
    rows: list[Row] = []
    sets: dict[bytes, list[NDArray[np.int64]]] = {}
    for office in np.unique(problem.office_of[groups]):
        here = np.flatnonzero((problem.office_of[groups] == office) & problem.intakes.opens[groups])
        calendars = problem.calendar_of[groups[here]]
        # Many offices are open at the same times.
        times = np.unique(calendars)
        key = times.tobytes()
        sets[key] = sets[key] if key in sets else meeting_sets(times, problem.overlap)
        for clique in sets[key]:
            members = here[np.isin(calendars, clique)]
            most = int(rooms[:, members].any(axis=1).sum())
            if most < len(members):
                rows.append((members, most))
    return rows


def crowd_rows(problem: Problem, groups: NDArray[np.int64]) -> list[Row]:
    """Groups of a kind open no oftener than those who may join any of them could fill them at their smallest size.

    Follows from the sizes, but here the number is rounded down, without which a handful of people would open halves of
    several groups.
    """
    rows: list[Row] = []
    kinds = problem.pair_rules[0].column_of[groups]
    for kind in np.unique(kinds):
        inside = np.flatnonzero((kinds == kind) & problem.intakes.opens[groups])
        if not len(inside):
            continue
        crowd = problem.allowed[:, groups[inside]].any(axis=1)
        most = len(np.unique(problem.person[crowd])) // max(1, int(problem.minimum[groups[inside]].min()))
        if most < len(inside):
            rows.append((inside, most))
    return rows


def manager_rows(problem: Problem, groups: NDArray[np.int64]) -> list[Row]:
    """Groups that run in one week open no oftener than the treatment managers who could oversee any of them allow."""
    oversight = problem.oversight
    left = np.minimum(oversight.groups_left, np.floor(oversight.minutes_left / max(1.0, oversight.minutes)))
    rows: dict[bytes, Row] = {}
    wanted = np.flatnonzero(oversight.wanted[groups])
    able, runs = oversight.able[:, groups[wanted]], oversight.runs[problem.calendar_of[groups[wanted]]]
    for managers in np.unique(able, axis=1).T:
        among = ~(able & ~managers[:, None]).any(axis=0)
        for week in np.flatnonzero(runs[among].any(axis=0)):
            within = wanted[among & runs[:, week]]
            most = int(np.maximum(0, left[managers, week]).sum())
            key = within.tobytes()
            if most < len(within) and (key not in rows or most < rows[key][1]):
                rows[key] = (within, most)
    return list(rows.values())


def machines(count: int, in_rooms: list[Row]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Groups shared out among the largest sets that overlap in an office, and the rooms of each set."""
    machine = np.full(count, -1, dtype=np.int64)
    most: list[int] = []
    for members, room in sorted(in_rooms, key=lambda row: -len(row[0])):
        free = members[machine[members] < 0]
        if len(free) > room:
            machine[free] = len(most)
            most.append(room)
    for n in np.flatnonzero(machine < 0).tolist():
        machine[n] = len(most)
        most.append(1)
    return machine, np.array(most, dtype=np.int64)


def team_rows(problem: Problem, groups: NDArray[np.int64], able: Mask) -> list[Row]:
    """Groups that all clash open no oftener than whole teams can be made of those who could lead any of them.

    Parameters
    ----------
    able
        (F, N) bool.
    """
    calendars, led = problem.calendar_of[groups], problem.needed[groups] > 0
    _, first, staff_of = np.unique(np.packbits(able, axis=0), axis=1, return_index=True, return_inverse=True)
    rows: dict[bytes, Row] = {}
    for clique in meeting_sets(calendars[led], problem.clash):
        inside = np.flatnonzero(np.isin(calendars, clique) & led)
        present = able[:, first[np.unique(staff_of[inside])]]
        for staff in (*present.T, present.any(axis=1)):
            within = inside[~(able[:, inside] & ~staff[:, None]).any(axis=0)]
            most = int(staff.sum()) // int(problem.needed[groups[within]].min(initial=1))
            if most < len(within):
                rows[within.tobytes()] = (within, most)
    return list(rows.values())
