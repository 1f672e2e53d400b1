"""The choices of one week of a repair as an integer program."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations, product

import numpy as np

from solver.unpaid_work.dated import Changes
from solver.unpaid_work.problem import Floats
from solver.unpaid_work.program import UNLIMITED, Program, Sheet
from solver.unpaid_work.repair_week import Place, Week
from solver.unpaid_work.rules import trips_overlap

TIE = 0.01
"""Priced minutes by which a repair with one changed instruction more must be cheaper."""


class WeekProgram:
    """The choices of a week as an integer program, with a row for the number of changed instructions."""

    def __init__(self, week: Week) -> None:
        self.week = week
        self.sheet = Sheet()
        self.stays: list[int] = []
        self.goes: list[dict[int, int]] = []
        self.gives_up: list[int] = []
        self.told: list[int] = []
        for place in week.places:
            self._add_place(place)
        self.van_steps = [self._column(0.0) for _ in week.van_steps]
        for s in week.without_van & set(week.open):
            self._without_van(s)
        self.steps = [self._column(week.problem.weights.shift, news=True) for _ in week.steps]
        for s in week.open:
            self._add_crew(s)
        for s in {s for goes in self.goes for s in goes} - set(week.open):
            self._limit(s, week.count[s], [])
        self._seats()
        self._equipment()
        self._keep_apart()
        self._exclude()
        self._one_a_day()
        self._hours()
        self.row = self._row(-UNLIMITED, UNLIMITED, [(column, 1.0) for column in self.told])
        self.program = self.sheet.program()

    def cheapest(self, most: float = UNLIMITED) -> Program:
        """The program with at most so many changed instructions; of equally cheap repairs, that with fewest."""
        cost, high = self.program.cost.copy(), self.program.high.copy()
        cost[self.told] += TIE
        high[self.row] = most
        return _altered(self.program, cost, high)

    def fewest(self) -> Program:
        """The program that counts changed instructions alone."""
        cost = np.zeros_like(self.program.cost)
        cost[self.told] = 1.0
        return _altered(self.program, cost, self.program.high)

    def cost(self, point: Floats) -> float:
        """Priced minutes of a point."""
        return float(self.program.cost @ point)

    def number(self, point: Floats) -> int:
        """Changed instructions at a point."""
        return round(float(point[self.told].sum()))

    def apply(self, point: Floats, changes: Changes) -> None:
        """Enter what a point decides into dated changes."""
        week = self.week
        for (s, j, leaves), column in zip(week.steps, self.steps, strict=True):
            if point[column] > 0.5:
                changes.covers[(s, week.week), j] = leaves
        going = self._vans_going(point)
        changes.vans.update({(s, week.week): v for s, v in going.items()})
        runs = {s: self._crew_at(s, point) > 0 for s in week.open}
        for n, place in enumerate(week.places):
            key = (place.requirement, place.origin)
            to = next((s for s, column in self.goes[n].items() if point[column] > 0.5), None)
            if to is not None:
                changes.places[key] = None if to == place.origin[0] else (to, week.week)
            elif point[self.gives_up[n]] > 0.5 and (
                place.now != place.origin
                or week.stocks(place.requirement, place.now[0])
                or (runs[place.now[0]] and (week.has_ride(place.requirement, place.now[0]) or place.now[0] in going))
            ):
                # Where no session runs, or no van goes, nobody needs to give a place up: it is not attended anyway. But
                # whoever keeps it keeps the set of equipment that somebody else may need that day.
                changes.places[key] = None

    def _without_van(self, s: int) -> None:
        """A van goes to a session instead, or those who were to ride and come alone lose by it."""
        lost = sum(self.week.lost_without(place.requirement, s) for place in self.week.places if place.now[0] == s)
        steps = zip(self.week.van_steps, self.van_steps, strict=True)
        goes = [(column, 1.0) for (t, _), column in steps if t == s]
        if lost and goes:
            self._row(1.0, UNLIMITED, [(self._column(lost), 1.0), *goes])

    def _vans_going(self, point: Floats) -> dict[int, int]:
        """Van that goes instead to each session to which somebody instructed then rides."""
        week, riding = self.week, set[int]()
        for n, place in enumerate(week.places):
            here = [s for s, column in self._anywhere(n).items() if point[column] > 0.5 and place.told]
            riding.update(s for s in here if week.would_ride(place.requirement, s))
        steps = zip(week.van_steps, self.van_steps, strict=True)
        return {s: v for (s, v), column in steps if point[column] > 0.5 and s in riding}

    def _crew_at(self, s: int, point: Floats) -> float:
        week = self.week
        if week.problem.slots.max_supervisors[s] == 0:
            return float(week.runs[s])
        steps = zip(week.steps, self.steps, strict=True)
        change = sum(point[column] * ((t == s) - (leaves == s)) for (t, _, leaves), column in steps)
        return float(week.count[s] * week.runs[s] + change)

    def _add_place(self, place: Place) -> None:
        problem, r = self.week.problem, place.requirement
        unmet = problem.weights.unmet * float(problem.requirements.urgency[r]) if place.told else 0.0
        self.stays.append(self._column(0.0))
        self.gives_up.append(self._column(unmet, news=place.told))
        travel = np.where(problem.alone[r] >= 0, problem.alone[r], problem.travel[r])
        here = float(travel[problem.slots.project[place.now[0]]])
        mine = {int(problem.slots.project[s]) for q, s in self.week.solution.standing.tolist() if q == r}
        goes = {}
        for s in self.week.targets(place):
            k = int(problem.slots.project[s])
            cost = problem.weights.travel * (float(travel[k]) - here) + problem.weights.project * (k not in mine)
            goes[s] = self._column(cost, news=True)
        self.goes.append(goes)
        choices = [self.stays[-1], self.gives_up[-1], *goes.values()]
        self._row(1.0, 1.0, [(column, 1.0) for column in choices])

    def _add_crew(self, s: int) -> None:
        """Room by who supervises; nobody stays or comes where nobody does."""
        week = self.week
        steps = [
            (column, float(t == s) - float(leaves == s))
            for (t, _, leaves), column in zip(week.steps, self.steps, strict=True)
            if s in (t, leaves)
        ]
        number = float(week.count[s]) if week.runs[s] else 0.0
        if week.problem.slots.max_supervisors[s] == 0:
            number = float(week.runs[s])
        else:
            self._row(-UNLIMITED, float(week.problem.slots.max_supervisors[s]) - number, steps)
        for column in self._at(s):
            self._row(-UNLIMITED, number, [(column, 1.0), *((step, -sign) for step, sign in steps)])
        self._limit(s, number, steps)

    def _at(self, s: int) -> list[int]:
        """Columns that put somebody at a session."""
        stays = [self.stays[n] for n, place in enumerate(self.week.places) if place.now[0] == s]
        return stays + [goes[s] for goes in self.goes if s in goes]

    def _limit(self, s: int, number: float, steps: list[tuple[int, float]]) -> None:
        """People at a session take no more than its room, for each supervisor who is there."""
        week, takes = self.week, self.week.problem.requirements.takes
        room = float(week.problem.slots.room[s])
        entries = [(goes[s], float(takes[week.places[n].requirement])) for n, goes in enumerate(self.goes) if s in goes]
        fixed = float(week.load[s])
        if s in week.open:
            fixed = 0.0
            entries += [
                (self.stays[n], float(takes[place.requirement]))
                for n, place in enumerate(week.places)
                if place.now[0] == s
            ]
        if week.problem.slots.max_supervisors[s] == 0:
            number = 1.0
        self._row(-UNLIMITED, room * number - fixed, entries + [(column, -room * sign) for column, sign in steps])

    def _seats(self) -> None:
        """No more people ride to a session than its van, or the one that goes instead, has seats."""
        week = self.week
        for s in range(len(week.seats)):
            mine = [n for n, place in enumerate(week.places) if week.rides_to(place.requirement, s)]
            riders = [(n, column) for n in mine if (column := self._anywhere(n).get(s)) is not None]
            if riders and week.dated.van[s, week.week] >= 0:
                fixed = 0 if s in week.open else int(week.riding[s])
                self._row(-UNLIMITED, max(0.0, float(week.seats[s] - fixed)), [(column, 1.0) for _, column in riders])
            elif riders:
                self._other_seats(s, riders)
        self._one_van()

    def _other_seats(self, s: int, riders: list[tuple[int, int]]) -> None:
        """Whoever is instructed rides in the van that goes instead; if one does, all who hold a place have seats."""
        seats = self.week.problem.vans.seats
        vans = [
            (column, float(seats[v]))
            for (t, v), column in zip(self.week.van_steps, self.van_steps, strict=True)
            if t == s
        ]
        told = [(column, 1.0) for n, column in riders if self.week.places[n].told]
        many = float(len(riders))
        self._row(-UNLIMITED, 0.0, told + [(column, -number) for column, number in vans])
        everybody = [(column, 1.0) for _, column in riders]
        self._row(-UNLIMITED, many, everybody + [(column, max(0.0, many - number)) for column, number in vans])

    def _one_van(self) -> None:
        """One van goes instead to a session, and none to two at once."""
        problem, steps = self.week.problem, list(zip(self.week.van_steps, self.van_steps, strict=True))
        for ((s, v), one), ((t, u), other) in combinations(steps, 2):
            if s == t or (v == u and trips_overlap(problem, s, t)):
                self._row(-UNLIMITED, 1.0, [(one, 1.0), (other, 1.0)])

    def _equipment(self) -> None:
        """No more people of a day need equipment of a kind and size from a depot than it has sets."""
        week, taking, staying = self.week, defaultdict[int, list[int]](list), Counter[int]()
        for n, place in enumerate(week.places):
            staying.update(week.stocks(place.requirement, place.now[0]))
            for s, column in self._anywhere(n).items():
                for stock in week.stocks(place.requirement, s):
                    taking[stock].append(column)
        for stock, columns in taking.items():
            limit = float(week.problem.equipment.sets[stock] - week.worn[stock] + staying[stock])
            self._row(-UNLIMITED, max(0.0, limit), [(column, 1.0) for column in columns])

    def _keep_apart(self) -> None:
        """Non-associates never come to one session, whether they stay or are sent."""
        by_person: dict[int, list[int]] = {}
        for n, place in enumerate(self.week.places):
            by_person.setdefault(place.requirement, []).append(n)
        for one, other in self.week.problem.apart.tolist():
            for n, m in product(by_person.get(one, ()), by_person.get(other, ())):
                mine, theirs = self._anywhere(n), self._anywhere(m)
                for s in mine.keys() & theirs.keys():
                    self._row(-UNLIMITED, 1.0, [(mine[s], 1.0), (theirs[s], 1.0)])

    def _exclude(self) -> None:
        """Nobody comes to a session at which somebody steps in who must not work with the person."""
        apart = {(r, j) for r, j in self.week.problem.excluded.tolist()}
        for (s, j, _), step in zip(self.week.steps, self.steps, strict=True):
            for n, place in enumerate(self.week.places):
                columns = self._anywhere(n)
                if s in columns and (place.requirement, j) in apart:
                    self._row(-UNLIMITED, 1.0, [(step, 1.0), (columns[s], 1.0)])

    def _anywhere(self, n: int) -> dict[int, int]:
        return self.goes[n] | {self.week.places[n].now[0]: self.stays[n]}

    def _one_a_day(self) -> None:
        """Nobody is at two sessions on one day."""
        person, weekday = self.week.problem.requirements.person, self.week.problem.slots.weekday
        days: dict[tuple[int, int], list[int]] = {}
        for n, place in enumerate(self.week.places):
            for s, column in self._anywhere(n).items():
                days.setdefault((int(person[place.requirement]), int(weekday[s])), []).append(column)
        for columns in days.values():
            self._row(-UNLIMITED, 1.0, [(column, 1.0) for column in columns])

    def _hours(self) -> None:
        """A supervisor steps in at one session a day, within the contracted hours of the week."""
        week, slots = self.week, self.week.problem.slots
        by_staff: dict[int, list[int]] = {}
        for n, (_, j, _) in enumerate(week.steps):
            by_staff.setdefault(j, []).append(n)
        for j, mine in by_staff.items():
            left = float(week.problem.supervisors.minutes_a_week[j]) - week.minutes_of(j)
            minutes = [
                float(slots.minutes[week.steps[n][0]])
                - (float(slots.minutes[week.steps[n][2]]) if week.steps[n][2] >= 0 else 0.0)
                for n in mine
            ]
            self._row(-UNLIMITED, max(0.0, left), [(self.steps[n], m) for n, m in zip(mine, minutes, strict=True)])
            for day in {int(slots.weekday[week.steps[n][0]]) for n in mine}:
                same = [self.steps[n] for n in mine if slots.weekday[week.steps[n][0]] == day]
                self._row(-UNLIMITED, 1.0, [(column, 1.0) for column in same])

    def _column(self, cost: float, *, news: bool = False) -> int:
        column = self.sheet.add_columns(np.array([cost]), np.zeros(1), np.ones(1), whole=True)
        if news:
            self.told.append(column)
        return column

    def _row(self, low: float, high: float, entries: list[tuple[int, float]]) -> int:
        row = self.sheet.add_rows(np.array([low]), np.array([high]))
        if entries:
            columns, values = zip(*entries, strict=True)
            self.sheet.put(np.full(len(columns), row), np.array(columns), np.array(values, dtype=np.float64))
        return row


def _altered(program: Program, cost: Floats, high: Floats) -> Program:
    return Program(
        cost, program.lower, program.upper, program.whole, program.low, high, program.row, program.column, program.value
    )
