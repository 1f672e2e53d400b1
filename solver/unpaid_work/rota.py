"""A rota in the making: what stands, what still fits, and who could be added.

Everyone's dates are followed exactly: a person who is given one slot more is done sooner on all of them, and one who
loses a slot stays longer on the others.
"""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.problem import Bools, Ints, Problem, Solution
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
        self.attending: Ints = np.zeros((num_slots, num_weeks), dtype=np.int32)
        self.limit: Ints = np.zeros((num_slots, num_weeks), dtype=np.int32)
        self.runs: Bools = np.zeros((num_slots, num_weeks), dtype=bool)
        self.apart = _neighbours(problem, problem.apart)
        self.twins = _neighbours(problem, problem.twins)
        for s in range(num_slots):
            self._set_limit(s)
        if solution is not None:
            self._load(solution)

    def _load(self, solution: Solution) -> None:
        for s, j in solution.supervised.tolist():
            self.supervisors_of[s].append(j)
            self.slots_of_supervisor[j].append(s)
            self._set_limit(s)
        for r, s in solution.standing.tolist():
            self.place(self.problem.option_of(r, s))

    def solution(self) -> Solution:
        """The rota as a solution."""
        slot = self.problem.options.slot
        standing = [(r, int(slot[o])) for r, mine in enumerate(self.options_of) for o in mine]
        supervised = [(s, j) for s, mine in enumerate(self.supervisors_of) for j in mine]
        return Solution.of(np.array(standing, dtype=np.int32), np.array(supervised, dtype=np.int32))

    def is_open(self, s: int) -> bool:
        """Whether people can be put on a slot now: it has a supervisor, or needs none."""
        return bool(self.problem.slots.max_supervisors[s] == 0 or self.supervisors_of[s])

    def suits(self, option: int) -> bool:
        """Whether what else stands for the person, and who else stands there, allow the option."""
        options, slots = self.problem.options, self.problem.slots
        r, s = int(options.requirement[option]), int(options.slot[option])
        mine = self.options_of[r]
        if options.forbidden[option] or len(mine) >= self.problem.requirements.sessions_per_week[r]:
            return False
        if any(slots.weekday[options.slot[o]] == slots.weekday[s] for o in mine):
            return False
        if self.apart[r] and not self.apart[r].isdisjoint(self.on_slot[s]):
            return False
        return not any(
            slots.weekday[t] == slots.weekday[s] and slots_clash(self.problem, s, t)
            for q in self.twins[r]
            for t in options.slot[self.options_of[q]].tolist()
        )

    def has_place(self, option: int, extra: int | None = None) -> bool:
        """Whether there are places on every date on which the person would come to be instructed.

        With one more supervisor, ``extra``, on the slot, where one is given.
        """
        r, s = int(self.problem.options.requirement[option]), int(self.problem.options.slot[option])
        if extra is None:
            return self._room(r, [*self.options_of[r], option])
        self._stand(s, extra)
        fits = self._room(r, [*self.options_of[r], option])
        self._stand_down(s, extra)
        return fits

    def place(self, option: int) -> None:
        """Put an option on the rota."""
        r, s = int(self.problem.options.requirement[option]), int(self.problem.options.slot[option])
        self._attend(r, -1)
        self.options_of[r].append(option)
        self.on_slot[s].add(r)
        self._attend(r, 1)

    def remove(self, option: int) -> None:
        """Take an option off the rota; the person's other slots may now be overfull (``overfull``)."""
        r, s = int(self.problem.options.requirement[option]), int(self.problem.options.slot[option])
        self._attend(r, -1)
        self.options_of[r].remove(option)
        self.on_slot[s].discard(r)
        self._attend(r, 1)

    def overfull(self, r: int) -> int:
        """An option of a requirement on whose slot there are too many people on some date; -1 if there is none."""
        for option in self.options_of[r]:
            s = self.problem.options.slot[option]
            if (self.attending[s] > self.limit[s])[self.runs[s]].any():
                return option
        return -1

    def free_supervisor(self, s: int) -> int:
        """First supervisor who could be added to a slot with everyone on it still having a place; -1 if none."""
        slots, supervisors = self.problem.slots, self.problem.supervisors
        if len(self.supervisors_of[s]) >= slots.max_supervisors[s]:
            return -1
        for j in np.flatnonzero(supervisors.may_stand[:, s]).tolist():
            if j not in self.supervisors_of[s] and self.supervisor_free(j, s) and self._could_stand(s, j):
                return j
        return -1

    def supervisor_free(self, j: int, s: int) -> bool:
        """Whether a supervisor's day and hours leave room for a slot."""
        slots = self.problem.slots
        mine = self.slots_of_supervisor[j]
        if any(slots.weekday[t] == slots.weekday[s] for t in mine):
            return False
        return bool(slots.minutes[[*mine, s]].sum() <= self.problem.supervisors.minutes_a_week[j])

    def add_supervisor(self, s: int, j: int) -> None:
        """Put a supervisor on a slot."""
        self._stand(s, j)

    def close(self, s: int) -> list[int]:
        """Take everyone and every supervisor off a slot; the options taken off.

        Someone who now stays longer on another slot than its places allow is taken off that one, too.
        """
        off = [o for r in sorted(self.on_slot[s]) for o in self.options_of[r] if self.problem.options.slot[o] == s]
        for option in list(off):
            r = int(self.problem.options.requirement[option])
            self.remove(option)
            while (crowded := self.overfull(r)) >= 0:
                self.remove(crowded)
                off.append(crowded)
        for j in list(self.supervisors_of[s]):
            self._stand_down(s, j)
        return off

    def too_few(self) -> list[int]:
        """Slots that somebody stands on or supervises, with fewer people than the minimum, fewest people first."""
        minimum = self.problem.slots.minimum
        short = [
            (len(on), s) for s, on in enumerate(self.on_slot) if len(on) < minimum[s] and (on or self.supervisors_of[s])
        ]
        return [s for _, s in sorted(short)]

    def dates(self, r: int, options: list[int]) -> Bools:
        """(len(options), W) bool: weeks in which a requirement with these options is instructed on each."""
        if len(options) == 1:
            return self._dates_alone(r, int(self.problem.options.slot[options[0]]))[None]
        problem = self.problem
        slot = problem.options.slot[options]
        order = np.argsort(problem.slots.weekday[slot])
        first = int(problem.requirements.first_week[r])
        last = first + int(problem.requirements.active_weeks[r])
        runs = self.runs[slot[order]].copy()
        runs[:, :first] = runs[:, last:] = False
        minutes = (runs * problem.slots.minutes[slot[order]][:, None]).T.ravel()
        before = (np.cumsum(minutes) - minutes).reshape(runs.T.shape).T
        dates = np.empty_like(runs)
        dates[order] = runs & (before < problem.requirements.remaining[r])
        return dates

    def _dates_alone(self, r: int, s: int) -> Bools:
        """(W,) bool: weeks in which a requirement with one slot is instructed: the first that use its minutes up."""
        rows = self.problem.requirements
        first = int(rows.first_week[r])
        enough = -(-int(rows.remaining[r]) // int(self.problem.slots.minutes[s]))
        weeks = np.flatnonzero(self.runs[s, first : first + int(rows.active_weeks[r])])[:enough]
        dates = np.zeros(self.problem.num_weeks, dtype=bool)
        dates[first + weeks] = True
        return dates

    def _room(self, r: int, options: list[int]) -> bool:
        if len(options) == 1:
            s = int(self.problem.options.slot[options[0]])
            dates = self._dates_alone(r, s)
            return bool((self.attending[s, dates] < self.limit[s, dates]).all())
        slot = self.problem.options.slot[options]
        others = self.attending[slot] + self.dates(r, options)
        mine = self.options_of[r]
        if mine:
            others[: len(mine)] -= self.dates(r, mine)
        return bool((others <= self.limit[slot])[self.dates(r, options)].all())

    def _attend(self, r: int, by: int) -> None:
        mine = self.options_of[r]
        if mine:
            self.attending[self.problem.options.slot[mine]] += by * self.dates(r, mine).astype(np.int32)

    def _could_stand(self, s: int, j: int) -> bool:
        """Whether everyone's places would hold with one more supervisor, whose dates may bring sessions back."""
        if not self.on_slot[s]:
            return True
        self._stand(s, j)
        fits = all(self.overfull(r) < 0 for r in sorted(self.on_slot[s]))
        self._stand_down(s, j)
        return fits

    def _stand(self, s: int, j: int) -> None:
        for r in self.on_slot[s]:
            self._attend(r, -1)
        self.supervisors_of[s].append(j)
        self.slots_of_supervisor[j].append(s)
        self._set_limit(s)
        for r in self.on_slot[s]:
            self._attend(r, 1)

    def _stand_down(self, s: int, j: int) -> None:
        for r in self.on_slot[s]:
            self._attend(r, -1)
        self.supervisors_of[s].remove(j)
        self.slots_of_supervisor[j].remove(s)
        self._set_limit(s)
        for r in self.on_slot[s]:
            self._attend(r, 1)

    def _set_limit(self, s: int) -> None:
        slots = self.problem.slots
        if slots.max_supervisors[s] == 0:
            self.runs[s], self.limit[s] = slots.has_date[s], slots.places[s]
            return
        present = self.problem.supervisors.present[self.supervisors_of[s], s].sum(axis=0, dtype=np.int32)
        self.runs[s] = slots.has_date[s] & (present > 0)
        self.limit[s] = slots.places[s] * present


def _neighbours(problem: Problem, pairs: Ints) -> list[set[int]]:
    near: list[set[int]] = [set() for _ in problem.requirements.ids]
    for one, other in pairs.tolist():
        near[one].add(other)
        near[other].add(one)
    return near
