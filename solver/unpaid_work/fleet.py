"""The vans of a rota in the making: which goes where, and how many ride in it on each date."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.unpaid_work.problem import Ints, Problem
from solver.unpaid_work.rules import trips_overlap

NO_VAN = -1
"""No van."""


class Fleet:
    """Vans that are given to slots as people come to ride, and taken back when nobody does."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.van_of = [NO_VAN] * len(problem.slots.ids)
        self.slots_of: list[list[int]] = [[] for _ in problem.vans.ids]
        self.riding: Ints = np.zeros(problem.slots.has_date.shape, dtype=np.int32)
        self.riders = [0] * len(problem.slots.ids)
        self.needs_seat = problem.options.rides & ~problem.options.could_come

    def driven(self) -> Ints:
        """(D, 2) int32: slot and van, wherever somebody rides."""
        pairs = [(s, v) for s, v in enumerate(self.van_of) if v != NO_VAN and self.riders[s]]
        return np.array(pairs, dtype=np.int32).reshape(-1, 2)

    def seats(self) -> Ints:
        """(S,) int32: seats of the van that each slot has."""
        seats = np.append(self.problem.vans.seats, 0)
        return np.asarray(seats[self.van_of], dtype=np.int32)

    def send(self, s: int, v: int) -> None:
        """Send a van to a slot."""
        self.van_of[s] = v
        self.slots_of[v].append(s)

    def free_van(self, s: int) -> int:
        """Van with most seats that could go to a slot beside what it does already; ``NO_VAN`` if there is none."""
        vans = self.problem.vans
        free = [
            (-int(vans.seats[v]), v)
            for v in np.flatnonzero(vans.may_go[:, s]).tolist()
            if not any(trips_overlap(self.problem, s, t) for t in self.slots_of[v])
        ]
        return min(free, default=(0, NO_VAN))[1]

    def has_seat(self, option: int) -> bool:
        """Whether an option needs no van, or has a seat on every date in the slot's, or in one that could be sent."""
        options = self.problem.options
        if not self.needs_seat[option]:
            return True
        s = int(options.slot[option])
        v = self.van_of[s] if self.van_of[s] != NO_VAN else self.free_van(s)
        return v != NO_VAN and bool((self.riding[s] < self.problem.vans.seats[v])[options.held[option]].all())

    def take(self, option: int) -> None:
        """Give whoever must ride seats, and the slot a van where it has none and one is free."""
        options = self.problem.options
        if options.rides[option]:
            s = int(options.slot[option])
            self.riders[s] += 1
        if self.needs_seat[option]:
            if self.van_of[s] == NO_VAN and (v := self.free_van(s)) != NO_VAN:
                self.send(s, v)
            self.riding[s] += options.held[option]

    def give_back(self, option: int) -> None:
        """Free a rider's seats, and the van where nobody rides any more."""
        options = self.problem.options
        if options.rides[option]:
            s = int(options.slot[option])
            self.riding[s] -= options.held[option] & self.needs_seat[option]
            self.riders[s] -= 1
            if self.riders[s] == 0 and self.van_of[s] != NO_VAN:
                self.slots_of[self.van_of[s]].remove(s)
                self.van_of[s] = NO_VAN

    def hand_out(self, slots: Iterable[int]) -> None:
        """Send free vans to slots without one, those first to which most people could ride."""
        options = self.problem.options
        could = np.bincount(options.slot[options.rides], minlength=len(self.van_of))
        for s in sorted(slots, key=lambda s: (-int(could[s]), s)):
            if could[s] and self.van_of[s] == NO_VAN and (v := self.free_van(s)) != NO_VAN:
                self.send(s, v)
