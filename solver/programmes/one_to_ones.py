"""Members' own one-to-ones: with a facilitator of the group, near the slot that the run holds for them.

Groups are settled first. What is left is a flow: one-to-ones to times at which a facilitator is free, and these to the
hours that the facilitator has left in the week. So as many as can be get a date, of these as many as can be on days on
which the group meets, and all as near as can be to the slot held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from ortools.graph.python import min_cost_flow

from models.programmes import SessionKind
from solver.calendar import minutes_of
from solver.programmes.calendar import DatedSession
from solver.programmes.diary import Stretch, overlap, stretch_of
from solver.programmes.problem import OneToOne, Problem, Solution

UNDATED, AWAY = 1_000_000, 1_000
"""Cost of a one-to-one without a date, and of one on a day on which the group does not meet; a day costs 1."""
DAY, MIDNIGHT = timedelta(days=1), 24 * 60


class Due(NamedTuple):
    """A one-to-one that a member of a group is to have."""

    r: int
    g: int
    held: DatedSession
    """The slot that the run holds for it."""
    first: date
    last: date
    after: datetime
    before: datetime
    """Days and moments between which it lies."""


class Time(NamedTuple):
    """A time at which a facilitator could see somebody."""

    f: int
    on: date
    start: int


def dated(problem: Problem, solution: Solution) -> Solution:
    """The solution with as many one-to-ones dated as can be."""
    wanted = list(due(problem, solution))
    arcs = list(_arcs(problem, solution, wanted))
    given = _flow(wanted, arcs, _hours(problem, solution, wanted))
    return replace(solution, one_to_ones=tuple(_appointment(wanted[n], time) for n, time in sorted(given.items())))


def due(problem: Problem, solution: Solution) -> Iterator[Due]:
    """One-to-ones of all members, group by group, session by session."""
    for g in np.flatnonzero(solution.opened).tolist():
        members = solution.members(g).tolist()
        for held in problem.sessions(g):
            if held.kind is SessionKind.ONE_TO_ONE:
                yield from (window(problem, g, r, held) for r in members)


def window(problem: Problem, g: int, r: int, held: DatedSession) -> Due:
    """When a member's one-to-one may be: near the slot held, between the sessions of the group on either side."""
    sessions, days = problem.sessions(g), timedelta(days=int(problem.one_to_one_days[g]))
    end = date.fromordinal(int(problem.sentence_end[r]) - problem.diary.slack_days)
    first, last = max(held.on - days, sessions[0].on), min(held.on + days, end)
    after, before = datetime.min, datetime.max
    if held.number > 1:
        previous = sessions[held.number - 2]
        alone = previous.kind is SessionKind.ONE_TO_ONE
        first, after = max(first, previous.on + DAY if alone else previous.on), previous.end
    if held.number < len(sessions):
        following = sessions[held.number]
        alone = following.kind is SessionKind.ONE_TO_ONE
        last, before = min(last, held.on if alone else following.on), datetime.max if alone else following.start
    return Due(r, g, held, first, last, after, before)


def days_of(one: Due) -> Iterator[date]:
    """Days on which a one-to-one may be."""
    for number in range((one.last - one.first).days + 1):
        yield one.first + number * DAY


Arc = tuple[int, Time, int]
"""A one-to-one, a time for it, and what it costs there."""


def _arcs(problem: Problem, solution: Solution, wanted: list[Due]) -> Iterator[Arc]:
    """Every time that every one-to-one could have."""
    times = Times(problem, solution)
    teams = {g: np.flatnonzero(solution.team[g]).tolist() for g in np.flatnonzero(solution.opened).tolist()}
    meets = {g: {session.on for session in problem.sessions(g)} for g in teams}
    for n, one in enumerate(wanted):
        minutes = length_of(one.held)
        for on in days_of(one):
            busy: list[Stretch] | None = None
            opens, closes = bounds(one, on)
            cost = abs((on - one.held.on).days) + (0 if on in meets[one.g] else AWAY)
            for f in teams[one.g]:
                for start in times.of(f, on, one.g):
                    if opens <= start <= closes - minutes:
                        busy = problem.diary.busy(one.r, on) if busy is None else busy
                        if not any(overlap((start, start + minutes), other) for other in busy):
                            yield n, Time(f, on, start), cost


def bounds(one: Due, on: date) -> Stretch:
    """Minutes of a day between which a one-to-one lies: a session of the group on either side may cut it short."""
    opens = minutes_of(one.after.time()) if one.after.date() == on else 0
    closes = minutes_of(one.before.time()) if one.before.date() == on else MIDNIGHT
    return opens, closes


class Times:
    """Times at which facilitators could see somebody, one after the other from where each free stretch begins."""

    def __init__(self, problem: Problem, solution: Solution) -> None:
        self._diary = problem.diary
        self._sessions: dict[tuple[int, date], list[tuple[int, DatedSession]]] = defaultdict(list)
        self._known: dict[tuple[int, date], list[tuple[int, int | None]]] = {}
        self.length: dict[int, int] = defaultdict(int)
        for g in np.flatnonzero(solution.opened).tolist():
            for f in np.flatnonzero(solution.team[g]).tolist():
                for session in problem.sessions(g):
                    self._sessions[f, session.on].append((g, session))
                    if session.kind is SessionKind.ONE_TO_ONE:
                        self.length[f] = max(self.length[f], length_of(session))

    def of(self, f: int, on: date, g: int) -> Iterator[int]:
        """Minutes since midnight at which a facilitator could begin with a member of a group.

        The slot that a run holds for one-to-ones is for its own members alone.
        """
        if (f, on) not in self._known:
            self._known[f, on] = list(self._all(f, on))
        return (start for start, group in self._known[f, on] if group in (None, g))

    def _all(self, f: int, on: date) -> Iterator[tuple[int, int | None]]:
        today = self._sessions[f, on]
        step = self.length[f] + self._diary.turnaround
        for start, end in self._diary.free(f, on, [stretch_of(session.booking) for _, session in today]):
            yield from ((begin, None) for begin in range(start, end - self.length[f] + 1, step))
        for g, session in today:
            if session.kind is SessionKind.ONE_TO_ONE:
                yield stretch_of(session.booking)[0], g


def _hours(problem: Problem, solution: Solution, wanted: list[Due]) -> dict[tuple[int, date], int]:
    """One-to-ones that the hours of each facilitator have room for in each week, beside the sessions of groups."""
    length = Times(problem, solution).length
    spent = session_minutes(problem, solution)
    weeks = {monday_of(on) for one in wanted for on in days_of(one)}
    return {
        (f, monday): max(0, int((hours_left(problem, f, monday) - spent[f, monday] + 1e-6) // longest))
        for f, longest in length.items()
        if longest
        for monday in weeks
    }


def session_minutes(problem: Problem, solution: Solution) -> dict[tuple[int, date], int]:
    """Minutes that each facilitator has of sessions, slots held among them, and of groups overseen in each week."""
    spent: dict[tuple[int, date], int] = defaultdict(int)
    for g in np.flatnonzero(solution.opened).tolist():
        for f in np.flatnonzero(solution.team[g]).tolist():
            for session in problem.sessions(g):
                spent[f, monday_of(session.on)] += length_of(session)
        f = int(problem.oversight.facilitator[solution.manager_of[g]]) if solution.manager_of[g] >= 0 else -1
        for monday in mondays(problem, g) if f >= 0 else ():
            spent[f, monday] += int(problem.oversight.minutes)
    return spent


def mondays(problem: Problem, g: int) -> Iterator[date]:
    """Mondays of the weeks from the first session of a group to its last."""
    sessions = problem.sessions(g)
    monday = monday_of(sessions[0].on)
    while monday <= sessions[-1].on:
        yield monday
        monday += timedelta(weeks=1)


def hours_left(problem: Problem, f: int, monday: date) -> float:
    """Contracted minutes of a facilitator in a week less what is booked, and less groups that run and are overseen."""
    oversight = problem.oversight
    running = [last for t in np.flatnonzero(oversight.facilitator == f).tolist() for last in oversight.running[t]]
    return problem.diary.minutes_left(f, monday) - oversight.minutes * sum(monday <= last for last in running)


def _flow(wanted: list[Due], arcs: list[Arc], hours: dict[tuple[int, date], int]) -> dict[int, Time]:
    """The time of every one-to-one that gets one, in the cheapest flow."""
    if not arcs:
        return {}
    times = {time: number for number, time in enumerate(dict.fromkeys(time for _, time, _ in arcs), start=len(wanted))}
    weeks = {
        week: number
        for number, week in enumerate(
            dict.fromkeys((time.f, monday_of(time.on)) for time in times), start=len(wanted) + len(times)
        )
    }
    sink = len(wanted) + len(times) + len(weeks)
    rows = [(n, times[time], 1, cost) for n, time, cost in arcs]
    rows += [(n, sink, 1, UNDATED) for n in range(len(wanted))]
    rows += [(number, weeks[time.f, monday_of(time.on)], 1, 0) for time, number in times.items()]
    rows += [(number, sink, hours[week], 0) for week, number in weeks.items()]
    table = np.array(rows, dtype=np.int64)
    # The binding's annotations know no dtypes, hence Any.
    flow: Any = min_cost_flow.SimpleMinCostFlow()
    numbers = flow.add_arcs_with_capacity_and_unit_cost(
        table[:, 0].astype(np.int32), table[:, 1].astype(np.int32), table[:, 2], table[:, 3]
    )
    supplies = np.array([*[1] * len(wanted), *[0] * (len(times) + len(weeks)), -len(wanted)], dtype=np.int64)
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise ValueError(f"The flow ended with the status {status}, which has no translation here")
    taken = np.flatnonzero(flow.flows(numbers[: len(arcs)]))
    return {arcs[k][0]: arcs[k][1] for k in taken.tolist()}


def _appointment(one: Due, time: Time) -> OneToOne:
    start = moment(time.on, time.start)
    return OneToOne(one.r, one.held.number, time.f, start, start + timedelta(minutes=length_of(one.held)))


def length_of(session: DatedSession) -> int:
    """Minutes of a session."""
    return int((session.end - session.start).total_seconds() // 60)


def moment(on: date, minutes: int) -> datetime:
    """Moment of a day so many minutes after midnight."""
    return datetime(on.year, on.month, on.day) + timedelta(minutes=minutes)


def monday_of(day: date) -> date:
    """Monday of the day's week."""
    return day - timedelta(days=day.weekday())
