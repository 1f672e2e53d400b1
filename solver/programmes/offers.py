"""One problem with every resource that there could be one more of, and out of it the problem with a single one.

So all are compiled at once, and priced alike: the penalty for leaving somebody out follows from the groups that could
open, and plans with and without a resource compare only at one penalty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.estate import Room
from models.goals import PartGoals
from models.scenario import Scenario
from models.staff import Staff
from solver.calendar import Timetable
from solver.programmes.compile import compile_problem
from solver.programmes.extra import Extra, groups_formed, with_all
from solver.programmes.mip import able_facilitators, able_rooms, can_open
from solver.programmes.problem import Mask, Problem, Solution, no_groups

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Offers:
    """Every resource in one problem.

    Attributes
    ----------
    problem
        The problem with all of them.
    extras
        The resources.
    known
        (N,) int: groups that could be formed without any of them.
    formed
        For each resource, the groups that could be formed only with it.
    """

    problem: Problem
    extras: Sequence[Extra]
    known: Ints
    formed: Sequence[Ints]

    @classmethod
    def of(
        cls, scenario: Scenario, goals: PartGoals, taken: Timetable, before: Problem, extras: Sequence[Extra]
    ) -> Offers:
        """All resources of a scenario, whose problem without them is known."""
        problem = compile_problem(with_all(scenario, extras), goals, taken)
        number = numbered(problem.option_ids)
        known = set(before.option_ids)
        formed = [
            np.array(
                sorted(number[id] for id in groups_formed(scenario, extra) - known if id in number), dtype=np.int64
            )
            for extra in extras
        ]
        there = np.array(sorted(number[id] for id in known), dtype=np.int64)
        return cls(problem, extras, there, formed)

    def groups(self, place: int | None) -> Ints:
        """Groups that could be formed with one of the resources, or with none."""
        return self.known if place is None else np.union1d(self.known, self.formed[place])

    def with_only(self, place: int | None) -> Problem:
        """The problem in which nobody and nothing is there of the other resources; their groups are left in it."""
        problem = self.problem
        others = [extra for number, extra in enumerate(self.extras) if number != place]
        staff, rooms = ids_of(*(extra.staff for extra in others)), ids_of(*(extra.room for extra in others))
        oversight = problem.oversight
        return replace(
            problem,
            facilitator_free=problem.facilitator_free & absent(problem.facilitator_ids, staff),
            room_free=problem.room_free & absent(problem.room_ids, rooms),
            oversight=replace(oversight, able=oversight.able & absent(oversight.ids, staff)),
        )

    def serves(self, place: int) -> Mask:
        """(G,) bool: groups that could have the new room or member of staff of a resource."""
        problem, extra = self.problem, self.extras[place]
        if extra.room is not None:
            return np.asarray(able_rooms(problem)[problem.room_ids.index(extra.room.id)])
        able = np.zeros(len(problem.option_ids), dtype=np.bool_)
        if extra.staff is not None and extra.staff.id in problem.facilitator_ids:
            able |= able_facilitators(problem)[problem.facilitator_ids.index(extra.staff.id)]
        if extra.staff is not None and extra.staff.id in problem.oversight.ids:
            overseen = problem.oversight.alone(problem.calendar_of) & problem.oversight.wanted
            able |= overseen[problem.oversight.ids.index(extra.staff.id)]
        return able

    def most_who_start(self, place: int) -> int:
        """People who could start with a resource if no group stood in the way of another."""
        problem = self.with_only(place)
        able = np.intersect1d(can_open(problem), self.groups(place))
        return len(np.unique(problem.person[problem.allowed[:, able].any(axis=1)]))

    def used(self, place: int, solution: Solution) -> bool:
        """Whether a solution has anything of a resource."""
        extra, problem = self.extras[place], self.problem
        room = ~absent(problem.room_ids, ids_of(extra.room))[solution.room_of[solution.opened]]
        staff = ~absent(problem.facilitator_ids, ids_of(extra.staff))[:, 0]
        manager = ~absent(problem.oversight.ids, ids_of(extra.staff))[solution.manager_of[solution.manager_of >= 0]]
        formed = solution.opened[self.formed[place]]
        return bool(formed.any() or room.any() or solution.team[:, staff].any() or manager.any())


def ids_of(*rows: Room | Staff | None) -> set[str]:
    """Ids of the rows that there are."""
    return {row.id for row in rows if row is not None}


def absent(ids: Sequence[str], some: set[str]) -> Mask:
    """(ids, 1) bool: the id is none of these."""
    return np.array([id not in some for id in ids], dtype=np.bool_).reshape(len(ids), 1)


def carried(problem: Problem, solution: Solution, into: Problem) -> Solution:
    """A solution of one problem in another that has its groups, rooms and staff, and maybe more, or fewer unused."""
    found = no_groups(into)
    group, room, staff = numbered(into.option_ids), numbered(into.room_ids), numbered(into.facilitator_ids)
    manager = numbered(into.oversight.ids)
    for g in np.flatnonzero(solution.opened).tolist():
        there = group[problem.option_ids[g]]
        found.room_of[there] = room[problem.room_ids[solution.room_of[g]]]
        found.team[there, [staff[problem.facilitator_ids[f]] for f in np.flatnonzero(solution.team[g])]] = True
        if solution.manager_of[g] >= 0:
            found.manager_of[there] = manager[problem.oversight.ids[solution.manager_of[g]]]
        found.group_of[solution.members(g)] = there
    return found


def numbered(ids: tuple[str, ...]) -> dict[str, int]:
    """Number of each id."""
    return {id: number for number, id in enumerate(ids)}
