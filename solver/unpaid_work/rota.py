"""A rota in the making: what stands, what still fits, and who could be added.

A place is held on the same dates for a person on a slot whatever else stands, so what fits is seen at one glance.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.unpaid_work.fleet import Fleet
from solver.unpaid_work.problem import DAYS, Bools, Floats, Ints, Problem, Solution
from solver.unpaid_work.program import Index
from solver.unpaid_work.rules import slots_clash


class Rota:
    """Standing slots and supervisors that can be added and taken away.

    Parameters
    ----------
    problem
        The rota's arrays.
    solution
        Where to begin; empty when left out.
    """

    def __init__(self, problem: Problem, solution: Solution | None = None) -> None:
        self.problem = problem
        num_slots, num_weeks = problem.slots.has_date.shape
        self.options_of: list[list[int]] = [[] for _ in problem.requirements.ids]
        self.on_slot: list[set[int]] = [set() for _ in range(num_slots)]
        self.supervisors_of: list[list[int]] = [[] for _ in range(num_slots)]
        self.slots_of_supervisor: list[list[int]] = [[] for _ in problem.supervisors.ids]
        self.supervising: Ints = np.zeros(num_slots, dtype=np.int32)
        self.on_duty: Bools = np.zeros((len(problem.supervisors.ids), DAYS), dtype=np.bool_)
        self.minutes: Ints = np.zeros(len(problem.supervisors.ids), dtype=np.int32)
        self.attending: Ints = np.zeros((num_slots, num_weeks), dtype=np.int32)
        self.limit: Ints = np.zeros((num_slots, num_weeks), dtype=np.int32)
        self.apart = _neighbours(problem, problem.apart)
        self.twins = _neighbours(problem, problem.twins)
        self.excluded: list[set[int]] = [set() for _ in problem.requirements.ids]
        self.barred: list[set[int]] = [set() for _ in problem.supervisors.ids]
        self.fleet = Fleet(problem)
        self.worn: Ints = np.zeros((len(problem.equipment.sets), num_weeks), dtype=np.int32)
        self.unheard = {(r, s) for r, s in problem.unheard.tolist()}
        self.speakers = {(r, j) for r, j in problem.speakers.tolist()}
        for r, j in problem.excluded.tolist():
            self.excluded[r].add(j)
            self.barred[j].add(r)
        self.lacking = self._lacking()
        for s in range(num_slots):
            self.limit[s] = self._limit(s, [])
        if solution is not None:
            self._load(solution)

    def _lacking(self) -> Ints:
        """(U,) int32: people expected to start, less the places of slots that run with nobody on them."""
        slots, newcomers = self.problem.slots, self.problem.newcomers
        lacking = newcomers.expected.astype(np.int32)
        always = (slots.max_supervisors == 0) & (slots.minimum <= 1)
        np.subtract.at(lacking, self.problem.units.slot[always], newcomers.counts[always])
        return lacking

    def _load(self, solution: Solution) -> None:
        for s, j in solution.supervised.tolist():
            self.add_supervisor(s, j)
        for s, v in solution.driven.tolist():
            self.fleet.send(s, v)
        for r, s in solution.standing.tolist():
            self.place(self.problem.option_of(r, s))

    def solution(self) -> Solution:
        """The rota as a solution."""
        slot = self.problem.options.slot
        standing = [(r, int(slot[o])) for r, mine in enumerate(self.options_of) for o in mine]
        supervised = [(s, j) for s, mine in enumerate(self.supervisors_of) for j in mine]
        pairs = np.array(standing, dtype=np.int32), np.array(supervised, dtype=np.int32)
        return Solution.of(*pairs, self.fleet.driven())

    def is_open(self, s: int) -> bool:
        """Whether people can be put on a slot now: it has a supervisor, or needs none."""
        return bool(self.are_open(s))

    def are_open(self, slots: Ints | int) -> Bools:
        """Whether people can be put on each of some slots now."""
        return np.asarray((self.problem.slots.max_supervisors[slots] == 0) | (self.supervising[slots] > 0))

    def could_be_supervised(self, slots: Ints) -> Bools:
        """Whether one more supervisor may be put on each of some slots, if there is one."""
        return np.asarray(self.supervising[slots] < self.problem.slots.max_supervisors[slots])

    def suits(self, option: int) -> bool:
        """Whether what else stands for the person, and who else stands there, allow the option."""
        r = int(self.problem.options.requirement[option])
        return bool(len(self.suiting(r, np.array([option]))))

    def suiting(self, r: int, options: Index) -> Index:
        """Those of a requirement's options that what else stands for it, and who else stands there, allow."""
        return self.suiting_supervisors(r, self.suiting_people(r, options))

    def suiting_supervisors(self, r: int, options: Index) -> Index:
        """Those of a requirement's options where everybody who supervises may work with the person."""
        barred = [s for j in self.excluded[r] for s in self.slots_of_supervisor[j]]
        return options[_none_of(self.problem.options.slot[options], barred)] if barred else options

    def suiting_people(self, r: int, options: Index) -> Index:
        """Those of a requirement's options that what else stands for it, and the other people there, allow."""
        table, rows = self.problem.options, self.problem.requirements
        mine = self.options_of[r]
        if len(mine) >= rows.sessions_per_week[r]:
            return options[:0]
        slot, ete = table.slot[options], table.ete[options]
        weekday = self.problem.slots.weekday
        fits = ~table.forbidden[options] & _none_of(weekday[slot], weekday[table.slot[mine]].tolist())
        fits &= (ete == 0) | (ete + table.ete[mine].sum() <= rows.ete_left[r])
        others = [int(table.slot[o]) for q in self.apart[r] for o in self.options_of[q]]
        fits &= _none_of(slot, others)
        return self.beside_twins(r, options[fits])

    def beside_twins(self, r: int, options: Index) -> Index:
        """Those of a requirement's options that do not clash with what the person's other requirements stand on."""
        slot, weekday = self.problem.options.slot[options], self.problem.slots.weekday
        fits = np.ones(len(options), dtype=bool)
        for t in (int(self.problem.options.slot[o]) for q in self.twins[r] for o in self.options_of[q]):
            fits &= (weekday[slot] != weekday[t]) | ~slots_clash(self.problem, slot, t)
        return options[fits]

    def is_heard(self, option: int, extra: int | None = None) -> bool:
        """Whether somebody there, ``extra`` included, speaks the person's language, or nobody has to."""
        r, s = int(self.problem.options.requirement[option]), int(self.problem.options.slot[option])
        there = self.supervisors_of[s] if extra is None else [*self.supervisors_of[s], extra]
        return (r, s) not in self.unheard or any((r, j) in self.speakers for j in there)

    def has_place(self, option: int, extra: int | None = None) -> bool:
        """Whether there is room, a seat and equipment for whoever needs it, and somebody who speaks the language."""
        fits = self.has_room_for(option, extra) and self.fleet.has_seat(option) and self.has_equipment(option)
        return fits and self.is_heard(option, extra)

    def has_equipment(self, option: int) -> bool:
        """Whether a set of all equipment that is needed is left on every date on which a place would be held."""
        held, sets = self.problem.options.held[option], self.problem.equipment.sets
        return not any((self.worn[stock] >= sets[stock])[held].any() for stock in self._stocks(option))

    def _stocks(self, option: int) -> list[int]:
        return [stock for stock in self.problem.options.equipment[option].tolist() if stock >= 0]

    def has_room_for(self, option: int, extra: int | None = None) -> bool:
        """Whether there is room on every date on which a place would be held.

        With one more supervisor, ``extra``, on the slot, where one is given.
        """
        s, held = int(self.problem.options.slot[option]), self.problem.options.held[option]
        limit = self.limit[s] if extra is None else self._limit(s, [*self.supervisors_of[s], extra])
        takes = self.problem.requirements.takes[self.problem.options.requirement[option]]
        return bool((self.attending[s] + takes <= limit)[held].all())

    def place(self, option: int) -> None:
        """Put an option on the rota."""
        r, s = int(self.problem.options.requirement[option]), int(self.problem.options.slot[option])
        self.options_of[r].append(option)
        if not self.on_slot[s]:
            self._count_on(s, self._counts_once_joined(s))
        self.on_slot[s].add(r)
        self.lacking[self.problem.units.slot[s]] += self.problem.options.stays[option]
        self.attending[s] += self.problem.requirements.takes[r] * self.problem.options.held[option]
        self.fleet.take(option)
        for stock in self._stocks(option):
            self.worn[stock] += self.problem.options.held[option]

    def remove(self, option: int) -> None:
        """Take an option off the rota."""
        r, s = int(self.problem.options.requirement[option]), int(self.problem.options.slot[option])
        self.options_of[r].remove(option)
        self.on_slot[s].discard(r)
        self.attending[s] -= self.problem.requirements.takes[r] * self.problem.options.held[option]
        self.fleet.give_back(option)
        for stock in self._stocks(option):
            self.worn[stock] -= self.problem.options.held[option]
        self.lacking[self.problem.units.slot[s]] -= self.problem.options.stays[option]
        if not self.on_slot[s]:
            self._count_on(s, -self._counts_once_joined(s))

    def free_supervisor(self, s: int, r: int | None = None) -> int:
        """First supervisor who could be added to a slot, with one more requirement on it if given; -1 if none could.

        Who needs somebody to speak the language is given one who does, unless such a one is there.
        """
        there = self.supervisors_of[s]
        needs_one = (r, s) in self.unheard and not any((r, j) in self.speakers for j in there)
        suiting = (j for j in self.free_supervisors(s) if r not in self.barred[j])
        if needs_one:
            suiting = (j for j in suiting if (r, j) in self.speakers)
        return next(suiting, -1)

    def free_supervisors(self, s: int) -> Iterator[int]:
        """Supervisors who could be added to a slot as it stands."""
        if len(self.supervisors_of[s]) < self.problem.slots.max_supervisors[s]:
            for j in np.flatnonzero(self.problem.supervisors.may_stand[:, s] & self._have_time(s)).tolist():
                if self.barred[j].isdisjoint(self.on_slot[s]):
                    yield j

    def _have_time(self, s: int) -> Bools:
        """(J,): supervisors whose day and hours leave room for a slot."""
        slots = self.problem.slots
        fits = self.minutes + slots.minutes[s] <= self.problem.supervisors.minutes_a_week
        return np.asarray(fits & ~self.on_duty[:, slots.weekday[s]])

    def add_supervisor(self, s: int, j: int) -> None:
        """Put a supervisor on a slot."""
        self.supervisors_of[s].append(j)
        self.slots_of_supervisor[j].append(s)
        self._on_duty(s, j, 1)
        self._count_on(s, int(self.problem.newcomers.counts[s]))
        self.limit[s] = self._limit(s, self.supervisors_of[s])

    def _on_duty(self, s: int, j: int, more: int) -> None:
        """One supervisor more on a slot, or, for -1, one fewer."""
        self.supervising[s] += more
        self.on_duty[j, self.problem.slots.weekday[s]] = more > 0
        self.minutes[j] += more * self.problem.slots.minutes[s]

    def close(self, s: int) -> list[int]:
        """Take everyone and every supervisor off a slot; the options taken off."""
        off = [o for r in sorted(self.on_slot[s]) for o in self.options_of[r] if self.problem.options.slot[o] == s]
        for option in off:
            self.remove(option)
        for j in self.supervisors_of[s]:
            self.slots_of_supervisor[j].remove(s)
            self._on_duty(s, j, -1)
        self._count_on(s, -len(self.supervisors_of[s]) * int(self.problem.newcomers.counts[s]))
        self.supervisors_of[s] = []
        self.limit[s] = self._limit(s, [])
        return off

    def starts_hindered(self, options: Index) -> Floats:
        """What it costs those who are to start that somebody takes each option: a place, where none is to spare."""
        stays, unit = self.problem.options.stays[options], self.problem.units.slot[self.problem.options.slot[options]]
        return np.asarray(self.problem.weights.starts * (stays & (self.lacking[unit] >= 0)))

    def starts_helped(self, slots: Ints) -> Floats:
        """What one more supervisor on each slot is worth to those who are to start and have no place yet."""
        lacking = np.maximum(0, self.lacking[self.problem.units.slot[slots]])
        return np.asarray(self.problem.weights.starts * np.minimum(lacking, self.problem.newcomers.counts[slots]))

    def _count_on(self, s: int, places: int) -> None:
        """So many places more for those who are to start, in the slot's unit."""
        self.lacking[self.problem.units.slot[s]] -= places

    def _counts_once_joined(self, s: int) -> int:
        """Places for those who are to start that a slot has once somebody joins it."""
        slots = self.problem.slots
        joined = slots.max_supervisors[s] == 0 and slots.minimum[s] > 1
        return int(self.problem.newcomers.counts[s]) if joined else 0

    def too_few(self) -> list[int]:
        """Slots that somebody stands on or supervises, with fewer people than the minimum, fewest people first."""
        minimum = self.problem.slots.minimum
        short = [
            (len(on), s) for s, on in enumerate(self.on_slot) if len(on) < minimum[s] and (on or self.supervisors_of[s])
        ]
        return [s for _, s in sorted(short)]

    def _limit(self, s: int, supervisors: list[int]) -> Ints:
        """(W,) int32: room on each date with these supervisors; none without any, where some are needed."""
        slots = self.problem.slots
        present = self.problem.supervisors.present[supervisors, s].sum(axis=0, dtype=np.int32)
        if slots.max_supervisors[s] and not supervisors:
            return np.zeros(self.problem.num_weeks, dtype=np.int32)
        return np.asarray(slots.room[s] * np.maximum(1, present), dtype=np.int32)


def has_room(problem: Problem, solution: Solution) -> bool:
    """Whether a rota keeps the cautious row of room on every date, for which the bound is valid."""
    rota = Rota(problem, solution)
    return bool((rota.attending <= rota.limit).all())


def _none_of(numbers: Ints, barred: list[int]) -> Bools:
    """Whether each number is none of those barred."""
    return ~np.isin(numbers, barred) if barred else np.ones(len(numbers), dtype=np.bool_)


def _neighbours(problem: Problem, pairs: Ints) -> list[set[int]]:
    near: list[set[int]] = [set() for _ in problem.requirements.ids]
    for one, other in pairs.tolist():
        near[one].add(other)
        near[other].add(one)
    return near
