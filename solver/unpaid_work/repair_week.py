"""One week of a rota to be repaired: who is affected, what could be done, and that as an integer program.

Every session that lost supervisors, and every session that a supervisor could leave for one of them, is open: who holds
a place at it stays, is sent to another session of the week, or gives the place up. All other sessions only take people
in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.unpaid_work.attending import Attendance, held_dates, sessions_running
from solver.unpaid_work.before import Before
from solver.unpaid_work.dated import Changes, Session
from solver.unpaid_work.problem import Bools, Problem, Solution
from solver.unpaid_work.riding import must_ride
from solver.unpaid_work.rules import trips_overlap


@dataclass(frozen=True, slots=True)
class Place:
    """A place held at a session that is open.

    Attributes
    ----------
    requirement
        Who holds it.
    origin
        Session on whose standing slot it rests; ``now`` where it is to be attended so far.
    told
        Whether the requirement is instructed to attend it, so that giving it up is news.
    """

    requirement: int
    origin: Session
    now: Session
    told: bool


class Week:
    """What the week looks like before the repair.

    Parameters
    ----------
    problem, solution, changes
        The rota with the news in it, standing slots, and dated changes so far.
    before
        The rota before the news.
    now
        What stands and who attends when with the news, before any repair.
    week, first_day
        Week of the horizon; first weekday on which somebody can be sent to another session.
    """

    def __init__(
        self,
        problem: Problem,
        solution: Solution,
        changes: Changes,
        before: Before,
        now: tuple[Solution, Attendance],
        *,
        week: int,
        first_day: int,
    ) -> None:
        self.problem, self.changes, self.week, self.first_day = problem, changes, week, first_day
        self.solution, self.before, self.was = solution, before, before.people[:, week]
        self.all, self.dated = now
        self.runs = sessions_running(problem, self.dated.present)[:, week]
        self.count = self.dated.present[:, week]
        self.excluded: list[set[int]] = [set() for _ in problem.requirements.ids]
        for r, j in problem.excluded.tolist():
            self.excluded[r].add(j)
        self.unheard = {(r, s) for r, s in problem.unheard.tolist()}
        self.speakers: list[set[int]] = [set() for _ in problem.requirements.ids]
        for r, j in problem.speakers.tolist():
            self.speakers[r].add(j)
        self.held = self._held()
        takes = problem.requirements.takes[self.all.standing[:, 0]]
        self.seats = np.append(problem.vans.seats, 0)[self.dated.van[:, week]]
        rides = self.dated.rides & ~self.dated.alone[:, week]
        self.riding = np.bincount(self.all.standing[:, 1], rides & self.held, minlength=len(problem.slots.ids)).astype(
            np.int64
        )
        self.riding_now = {(r, s) for r, s in self.all.standing[rides].tolist()}
        stocks = problem.equipment.stocks(*self.all.standing[self.held].T)
        self.worn = np.bincount(stocks[stocks >= 0], minlength=len(problem.equipment.sets))
        self.load = np.bincount(self.all.standing[:, 1], takes * self.held, minlength=len(problem.slots.ids))
        self.without_van = {s for _, s, w in before.riding if w == week and self.dated.van[s, week] < 0}
        self.broken = [
            s
            for s in np.flatnonzero(self.was > 0).tolist()
            if not self.runs[s] or self._too_full(s) or s in self.without_van
        ]
        self.van_steps = [(s, v) for s in sorted(self.without_van) for v in self._free_vans(s)]
        self.steps = self._steps()
        self.open = sorted({*self.broken, *(leaves for _, _, leaves in self.steps if leaves >= 0)})
        self.places = self._places()

    def _held(self) -> Bools:
        """(N,) bool: rows of the solution with a place held in the week, given up ones left out."""
        rows = self.all.standing
        held = held_dates(self.problem.requirements, self.problem.slots, rows[:, 0], rows[:, 1])[:, self.week]
        held[self.dated.one_off] = self.dated.instructed[self.dated.one_off, self.week]
        given_up = {(r, s) for r, (s, w) in self.changes.places if w == self.week}
        standing = ~self.dated.one_off
        held &= ~standing | np.array([(r, s) not in given_up for r, s in rows.tolist()], dtype=np.bool_)
        return held

    def _too_full(self, s: int) -> bool:
        fewer = self.count[s] < self.before.crew[s, self.week]
        return bool(fewer and self.load[s] > self.problem.slots.room[s] * self.count[s])

    def _steps(self) -> list[tuple[int, int, int]]:
        """Slot that a supervisor could step in at, the supervisor, and the slot left for it, or -1."""
        staff, slots, w = self.problem.supervisors, self.problem.slots, self.week
        duty: dict[tuple[int, int], list[tuple[int, bool]]] = {}
        for m, (s, j) in enumerate(self.all.supervised.tolist()):
            if self.dated.on_duty[m, w]:
                duty.setdefault((j, int(slots.weekday[s])), []).append((s, m < len(self.solution.supervised)))
        stands = {(s, j) for s, j in self.solution.supervised.tolist()}
        steps = []
        for s in self.broken:
            if slots.max_supervisors[s] == 0 or slots.closed[s, w]:
                continue
            for j in np.flatnonzero(staff.may_stand[:, s] & staff.present[:, s, w]).tolist():
                busy = duty.get((j, int(slots.weekday[s])), [])
                if (s, j) in stands or len(busy) > 1:
                    continue
                if not busy:
                    steps.append((s, j, -1))
                elif busy[0][1] and self.was[busy[0][0]] < self.was[s]:
                    steps.append((s, j, busy[0][0]))
        return steps

    def _places(self) -> list[Place]:
        """Places held at open sessions."""
        w, is_open = self.week, set(self.open)
        came_from = {(r, instead): origin for (r, origin), instead in self.changes.places.items() if instead}
        places = []
        for n in np.flatnonzero(self.held).tolist():
            r, s = self.all.standing[n].tolist()
            if s in is_open:
                origin = came_from[r, (s, w)] if self.dated.one_off[n] else (s, w)
                places.append(Place(r, origin, (s, w), (r, s, w) in self.before.instructed))
        return places

    def minutes_of(self, j: int) -> int:
        """Minutes on duty of a supervisor in the week."""
        mine = self.dated.on_duty[:, self.week] & (self.all.supervised[:, 1] == j)
        return int(self.problem.slots.minutes[self.all.supervised[mine, 0]].sum())

    def targets(self, place: Place) -> list[int]:
        """Slots whose session of the week the holder of a place could be sent to."""
        problem, r = self.problem, place.requirement
        if not place.told:
            return []
        options = range(int(problem.options.first[r]), int(problem.options.first[r + 1]))
        taken = self._days_taken(r)
        return [
            int(s)
            for o in options
            if (s := int(problem.options.slot[o])) not in (place.origin[0], place.now[0])
            and not problem.options.forbidden[o]
            and not problem.slots.ete[s]
            and self._is_free(r, s)
            and problem.slots.weekday[s] >= self.first_day
            and int(problem.slots.weekday[s]) not in taken
            and (r, problem.day(s, self.week)) not in self.before.busy
            and self._takes_people_in(s, r)
        ]

    def _is_free(self, r: int, s: int) -> bool:
        """Whether no commitment of the person of a requirement meets a slot in the week."""
        number = self.problem.requirements.away[r]
        return not (number >= 0 and self.problem.slots.away[s, number, self.week])

    def _days_taken(self, r: int) -> set[int]:
        """Weekdays on which the person attends a session that is not open."""
        person, is_open = self.problem.requirements.person, set(self.open)
        mine = self.held & (person[self.all.standing[:, 0]] == person[r])
        return {int(self.problem.slots.weekday[s]) for s in self.all.standing[mine, 1].tolist() if s not in is_open}

    def _takes_people_in(self, s: int, r: int) -> bool:
        slots, w = self.problem.slots, self.week
        there = self.all.supervised[self.dated.on_duty[:, w] & (self.all.supervised[:, 0] == s), 1]
        if not self.excluded[r].isdisjoint(there.tolist()):
            return False
        if (r, s) in self.unheard and (s in self.open or self.speakers[r].isdisjoint(there.tolist())):
            return False
        if s in self.open:
            return bool(slots.has_date[s, w] and not slots.closed[s, w])
        number = self.count[s] if slots.max_supervisors[s] else 1
        full = self._no_seat(s, r) or self.load[s] + self.problem.requirements.takes[r] > slots.room[s] * number
        return bool(self.runs[s] and self.was[s] > 0 and not full and not self._apart(r) & self._people(s))

    def _no_seat(self, s: int, r: int) -> bool:
        return self.rides_to(r, s) and bool(self.riding[s] >= self.seats[s])

    def stocks(self, r: int, s: int) -> list[int]:
        """Stocks of equipment from which the person of a requirement takes a set at a slot."""
        pair = np.array([r], dtype=np.int32), np.array([s], dtype=np.int32)
        return [stock for stock in self.problem.equipment.stocks(*pair)[0].tolist() if stock >= 0]

    def has_ride(self, r: int, s: int) -> bool:
        """Whether the person of a requirement comes to a session without a van, or one goes there."""
        return not self.rides_to(r, s) or bool(self.dated.van[s, self.week] >= 0)

    def _free_vans(self, s: int) -> list[int]:
        """Vans that could go to a session of the week beside what they do already."""
        problem, vans, w = self.problem, self.problem.vans, self.week
        if problem.slots.closed[s, w]:
            return []
        out = [(t, int(self.dated.van[t, w])) for t in np.flatnonzero((self.dated.van[:, w] >= 0) & self.runs).tolist()]
        return [
            v
            for v in np.flatnonzero(vans.may_go[:, s] & vans.on_road[:, s, w]).tolist()
            if not any(v == u and trips_overlap(problem, s, t) for t, u in out)
        ]

    def rides_to(self, r: int, s: int) -> bool:
        """Whether the person of a requirement needs a van at a session: rides in it, or could not come but by it."""
        return (r, s) in self.riding_now or bool(must_ride(self.problem, np.array([[r, s]], dtype=np.int32))[0])

    def would_ride(self, r: int, s: int) -> bool:
        """Whether a van brings the person of a requirement to a session if one goes."""
        return (r, s, self.week) in self.before.riding or self.rides_to(r, s)

    def lost_without(self, r: int, s: int) -> float:
        """Priced minutes that coming alone costs the person of a requirement who was to ride to a session."""
        problem, k = self.problem, self.problem.slots.project[s]
        if (r, s, self.week) not in self.before.riding or problem.alone[r, k] < 0:
            return 0.0
        return problem.weights.travel * float(problem.alone[r, k] - problem.travel[r, k])

    def _apart(self, r: int) -> set[int]:
        pairs = self.problem.apart
        return set(pairs[pairs[:, 0] == r, 1].tolist()) | set(pairs[pairs[:, 1] == r, 0].tolist())

    def _people(self, s: int) -> set[int]:
        return set(self.all.standing[self.held & (self.all.standing[:, 1] == s), 0].tolist())
