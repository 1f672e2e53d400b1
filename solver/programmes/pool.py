"""Every group that could open as flat arrays, for methods that look at all of them thousands of times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.programmes.goals import joining_costs, missing_costs, opening_cost
from solver.programmes.mip import able_facilitators, able_rooms, can_open, cliques
from solver.programmes.problem import Mask, Problem

MOST_LEADS = 20_000
"""Facilitators times courses up to which teams are named in the relaxation; beyond, they are only counted."""


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
    machine, machine_room
        (N,) int, the row of each group that is kept exactly, and (machines,) how many open at most.
    course, needed
        (N,) int: course of each group (its calendar in its region), and facilitators.
    course_ids
        (Q, 2) int: calendar, and a group of the pool on it, of each course.
    lead_course, lead_facilitator
        (L,) int: facilitators who could lead a course; empty where there are too many to name them.
    shift_begins, shift
        (L+1,) and (entries,) int: sets of courses that all clash, in which a facilitator leads one at most.
    shifts
        Number of such sets.
    opening
        Priced minutes of opening a group.
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
    machine: NDArray[np.int64]
    machine_room: NDArray[np.int64]
    course: NDArray[np.int64]
    needed: NDArray[np.int64]
    course_ids: NDArray[np.int64]
    lead_course: NDArray[np.int64]
    lead_facilitator: NDArray[np.int64]
    shift_begins: NDArray[np.int64]
    shift: NDArray[np.int64]
    shifts: int
    opening: float
    left_out: float
    people: int


def pooled(problem: Problem) -> Pool:
    """Pool of all groups of a problem that could open."""
    groups = can_open(problem)
    columns, referral = np.nonzero(problem.allowed[:, groups].T)
    gain = missing_costs(problem)[referral] - joining_costs(problem, referral, groups[columns])
    rooms = able_rooms(problem)[:, groups]
    seats = np.where(rooms, problem.seats[:, None], 0).max(axis=0, initial=0)
    rows = [*room_rows(problem, groups, rooms), *team_rows(problem, groups), *crowd_rows(problem, groups)]
    machine, machine_room = machines(problem, groups, rooms)
    entry_group = np.concatenate([np.zeros(0, dtype=np.int64), *(members for members, _ in rows)])
    entry_row = np.repeat(np.arange(len(rows)), [len(members) for members, _ in rows])
    order = np.argsort(entry_group, kind="stable")
    course, course_ids = courses_of(problem, groups)
    lead_course, lead_facilitator = leads_of(problem, groups, course_ids)
    shift_begins, shift = shifts_of(problem, course_ids, lead_course, lead_facilitator)
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
        machine=machine,
        machine_room=machine_room,
        course=course,
        needed=problem.needed[groups],
        course_ids=course_ids,
        lead_course=lead_course,
        lead_facilitator=lead_facilitator,
        shift_begins=shift_begins,
        shift=shift,
        shifts=int(shift.max(initial=-1)) + 1,
        opening=opening_cost(problem),
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


def leads_of(
    problem: Problem, groups: NDArray[np.int64], course_ids: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Courses and facilitators who could lead them, unless there are too many."""
    staff = able_facilitators(problem)[:, groups[course_ids[:, 1]]]
    if staff.size > MOST_LEADS:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    courses, facilitators = np.nonzero(staff.T)
    return courses, facilitators


def shifts_of(
    problem: Problem,
    course_ids: NDArray[np.int64],
    lead_course: NDArray[np.int64],
    lead_facilitator: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each lead, the sets of clashing calendars that it stands in, each numbered for its facilitator."""
    sets = meeting_sets(problem, course_ids[:, 0], problem.clash)
    inside = [np.flatnonzero([c in members for members in map(set, sets)]) for c in range(len(problem.calendars))]
    rows = [
        inside[course_ids[c, 0]] * len(problem.facilitator_ids) + f
        for c, f in zip(lead_course.tolist(), lead_facilitator.tolist(), strict=True)
    ]
    begins = np.cumsum([0, *(len(row) for row in rows)])
    _, numbers = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *rows]), return_inverse=True)
    return begins, np.asarray(numbers, dtype=np.int64)


def counted(numbers: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """(count+1,) where each number's entries begin in a list sorted by number."""
    return np.concatenate([[0], np.cumsum(np.bincount(numbers, minlength=count))])


Row = tuple[NDArray[np.int64], int]
"""Groups by place in the pool, and how many of them can open together."""


def meeting_sets(problem: Problem, calendars: NDArray[np.int64], meets: Mask) -> list[NDArray[np.int64]]:
    """Sets of calendars of which no two groups can share what only one can have; every calendar is in one at least."""
    present = np.unique(calendars).tolist()
    found = cliques(present, meets)
    alone = sorted(set(present) - {c for clique in found for c in clique})
    return [np.array(clique, dtype=np.int64) for clique in (*found, *([c] for c in alone))]


def room_rows(problem: Problem, groups: NDArray[np.int64], rooms: Mask) -> list[Row]:
    """Groups of an office that all overlap open no oftener than there are rooms."""
    rows: list[Row] = []
    for office in np.unique(problem.office_of[groups]):
        here = np.flatnonzero(problem.office_of[groups] == office)
        calendars = problem.calendar_of[groups[here]]
        for clique in meeting_sets(problem, calendars, problem.overlap):
            members = here[np.isin(calendars, clique)]
            most = int(rooms[:, members].any(axis=1).sum())
            if most < len(members):
                rows.append((members, most))
    return rows


def crowd_rows(problem: Problem, groups: NDArray[np.int64]) -> list[Row]:
    """Groups for the same people open no oftener than these people could fill them at their smallest size.

    Follows from the sizes, but here the number is rounded down, without which a handful of people would open halves of
    several groups. Sets of people are nested: those for whom the group of fewest people is one of a few, and so on.
    """
    rows: dict[bytes, Row] = {}
    kinds = problem.pair_rules[0].column_of[groups]
    for kind in np.unique(kinds):
        inside = np.flatnonzero(kinds == kind)
        may = problem.allowed[:, groups[inside]]
        smallest = int(problem.minimum[groups[inside]].min())
        for crowd in crowds(may):
            within = inside[~(may & ~crowd[:, None]).any(axis=0)]
            people = len(np.unique(problem.person[crowd]))
            most = people // max(1, smallest)
            if len(within) and most < len(within):
                rows[within.tobytes()] = (within, most)
    return list(rows.values())


def crowds(may: Mask) -> list[Mask]:
    """Sets of people, each (R,) bool: all who may join any group of a kind."""
    return [np.asarray(may.any(axis=1))]


def machines(problem: Problem, groups: NDArray[np.int64], rooms: Mask) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Groups shared out among the largest sets that overlap in an office, and the rooms of each set."""
    machine = np.full(len(groups), -1, dtype=np.int64)
    most: list[int] = []
    for members, room in sorted(room_rows(problem, groups, rooms), key=lambda row: -len(row[0])):
        free = members[machine[members] < 0]
        if len(free) > room:
            machine[free] = len(most)
            most.append(room)
    for n in np.flatnonzero(machine < 0).tolist():
        machine[n] = len(most)
        most.append(1)
    return machine, np.array(most, dtype=np.int64)


def team_rows(problem: Problem, groups: NDArray[np.int64]) -> list[Row]:
    """Groups that all clash open no oftener than whole teams can be made of those who could lead any of them."""
    able = able_facilitators(problem)[:, groups]
    calendars = problem.calendar_of[groups]
    rows: dict[bytes, Row] = {}
    for clique in meeting_sets(problem, calendars, problem.clash):
        inside = np.flatnonzero(np.isin(calendars, clique))
        staffs = np.unique(able[:, inside], axis=1).T
        for staff in (*staffs, able[:, inside].any(axis=1)):
            within = inside[~(able[:, inside] & ~staff[:, None]).any(axis=0)]
            most = int(staff.sum()) // int(problem.needed[groups[within]].min(initial=1))
            if most < len(within):
                rows[within.tobytes()] = (within, most)
    return list(rows.values())
