"""The allocator's desk: one item at a time against a plan that stands, and what each choice would change, by goal.

The arrays of the plan are made once; after that an answer takes about a millisecond at a delivery unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.errors import BadInput, Fault
from models.goals import Goal
from models.recommendation import GoalChange, Recommendation, Recommended, WouldMove
from solver.allocation.changes import change_table
from solver.allocation.goals import leaving_out_costs
from solver.allocation.problem import NOBODY, Bools, Floats, Indices, Ints, Problem
from solver.allocation.solution import Solution

Costs = dict[Goal, Floats]
"""Priced minutes by goal, one for each member of staff looked at."""


@dataclass(slots=True)
class Desk:
    """A plan that stands, and what everybody carries in it.

    Attributes
    ----------
    problem
        The allocation's arrays.
    holder
        (N,) int32 who has each item.
    carried
        (M, R) int64 what everybody carries of each resource.
    item_at
        Index of each item by its identifier.
    region_at, row_at, column_at
        (N,) place of each item's region among the areas and its row there; (M,) column of each member of staff.
    """

    problem: Problem
    holder: Indices
    carried: Ints
    item_at: dict[str, int]
    region_at: Ints
    row_at: Ints
    column_at: Ints

    @classmethod
    def of(cls, problem: Problem, solution: Solution) -> Desk:
        """The desk of a plan."""
        region_at, row_at = np.zeros(problem.num_items, dtype=np.int64), np.zeros(problem.num_items, dtype=np.int64)
        column_at = np.zeros(problem.num_staff, dtype=np.int64)
        for number, area in enumerate(problem.areas):
            region_at[area.items], row_at[area.items] = number, np.arange(area.items.size)
            column_at[area.staff] = np.arange(area.staff.size)
        return cls(
            problem=problem,
            holder=solution.holder.copy(),
            carried=problem.resources.carried(problem, solution.holder),
            item_at={id: i for i, id in enumerate(problem.items)},
            region_at=region_at,
            row_at=row_at,
            column_at=column_at,
        )

    def recommend(self, item: str, top: int = 5) -> Recommendation:
        """The members of staff who could best take an item, best first.

        Parameters
        ----------
        item
            Case, court report or victim contact that takes part.
        top
            How many to name at the most.

        Raises
        ------
        BadInput
            When no such item takes part in the plan.
        """
        i = self._index(item)
        staff = self.who_may(i)
        costs = self._changes(i, staff)
        total = np.asarray(sum(costs.values(), np.zeros(staff.size)))
        has_room = self.has_room(i, staff)
        best = np.flatnonzero(has_room)[np.argsort(total[has_room], kind="stable")][:top]
        found = [self._told(i, int(staff[at]), {goal: float(c[at]) for goal, c in costs.items()}) for at in best]
        if len(found) < top:
            found += self._with_a_move(
                i, staff[~has_room], {g: c[~has_room] for g, c in costs.items()}, top - len(found)
            )
        now = int(self.holder[i])
        return Recommendation(
            item=item,
            holder=None if now == NOBODY else self.problem.staff[now],
            could=int(staff.size),
            recommended=tuple(found),
        )

    def give(self, i: int, staff: int) -> None:
        """Enter into the plan that ``staff`` (or ``NOBODY``) has item ``i`` from now on."""
        for j, sign in ((int(self.holder[i]), -1), (staff, 1)):
            if j != NOBODY:
                self.carried[j] += sign * self.problem.resources.draws(self.problem, i, np.array([j]))[0]
        self.holder[i] = staff

    def who_may(self, i: int) -> Indices:
        """Members of staff who may have the item by all rules on pairs."""
        if not self.problem.areas:
            return np.zeros(0, dtype=np.int32)
        area = self.problem.areas[self.region_at[i]]
        return np.asarray(area.staff[area.allowed_rows(np.array([self.row_at[i]]))[0]])

    def has_room(self, i: int, staff: Indices) -> Bools:
        """Whether each of ``staff`` can take the item within the ceilings, apart from what must be kept apart."""
        after = self._beside(i, staff) + self.problem.resources.draws(self.problem, i, staff)
        room = (after <= self.problem.resources.most[staff]).all(axis=1)
        return np.asarray(room & ~np.isin(staff, self.holder[self._rivals(i)]))

    def _index(self, item: str) -> int:
        if item not in self.item_at:
            sentence = f"{item} is no case, court report or victim contact that takes part in this plan."
            raise BadInput([Fault(code="unknown_id", pointer="--case", id=item, sentence=sentence)])
        return self.item_at[item]

    def _rivals(self, i: int) -> Ints:
        apart = self.problem.apart
        return np.concatenate((apart[apart[:, 0] == i, 1], apart[apart[:, 1] == i, 0])).astype(np.int64)

    def _beside(self, i: int, staff: Indices) -> Ints:
        """(m, R) what each of ``staff`` carries without the item."""
        own = self.problem.resources.draws(self.problem, i, staff)
        return np.asarray(self.carried[staff] - np.where((self.holder[i] == staff)[:, None], own, 0))

    def _changes(self, i: int, staff: Indices) -> Costs:
        """What giving the item to each of ``staff`` changes, against leaving it where it is."""
        there = self._placing(i, staff)
        now = int(self.holder[i])
        if now == NOBODY:
            there[Goal.UNALLOCATED] = np.full(staff.size, -leaving_out_costs(self.problem)[i])
            return there
        here = self._placing(i, np.array([now], dtype=np.int32))
        return {goal: cost - here[goal][0] for goal, cost in there.items()}

    def _placing(self, i: int, staff: Indices) -> Costs:
        """What the item costs at each of ``staff``: the pair itself, and the rise of the cost of loads."""
        problem, weights = self.problem, self.problem.weights
        return {
            **self._rises(i, staff),
            Goal.PREFERENCES: weights.preferences * problem.rather_not[problem.taste[i], staff],
            Goal.CASE_TRAVEL: weights.case_travel * problem.minutes[i, problem.office[staff]],
            Goal.CONTINUITY: weights.continuity * (problem.has_current[i] & (problem.current[i] != staff)),
            Goal.PDU_CROSSING: weights.pdu_crossing * (problem.item_pdu[i] != problem.staff_pdu[staff]),
        }

    def _rises(self, i: int, staff: Indices) -> Costs:
        table = self.problem.resources
        before = self._beside(i, staff).astype(np.float64)
        after = before + table.draws(self.problem, i, staff)
        even, knee = table.even[staff], table.knee[staff]
        over, still_over = np.maximum(0.0, before - knee), np.maximum(0.0, after - knee)
        bent = table.bend[staff] * ((after - even) ** 2 - (before - even) ** 2)
        steep = table.steep[staff] * (still_over**2 - over**2)
        kinked = table.kink[staff] * (still_over - over)
        points = np.array([name.startswith("points:") for name in table.names])
        column = {name: r for r, name in enumerate(table.names)}
        rises = {
            Goal.WORKLOAD_BALANCE: bent[:, points].sum(axis=1),
            Goal.OVERLOAD: steep[:, points].sum(axis=1),
            Goal.OVERLOAD_POINTS: kinked[:, points].sum(axis=1),
        }
        if "mix" in column:
            rises[Goal.CASELOAD_MIX] = bent[:, column["mix"]]
        if "new_cases" in column:
            rises[Goal.NEW_CASES] = kinked[:, column["new_cases"]]
        return rises

    def _told(self, i: int, j: int, costs: dict[Goal, float], would_move: tuple[WouldMove, ...] = ()) -> Recommended:
        one = np.array([j], dtype=np.int32)
        available = self.problem.available[j]
        able = available > 0
        points = self.carried[j, : self.problem.num_periods]
        after = self._beside(i, one)[0, : self.problem.num_periods] + self.problem.points[i]
        for row in would_move:
            after = after - self.problem.points[self.item_at[row.item]]
        return Recommended(
            staff=self.problem.staff[j],
            cost=sum(costs.values()),
            goals=tuple(GoalChange(goal=goal, cost=costs[goal]) for goal in Goal if abs(costs.get(goal, 0.0)) > 1e-9),
            workload_before=float((points[able] / available[able]).max()),
            workload_after=float((after[able] / available[able]).max()),
            would_move=would_move,
        )

    def _with_a_move(self, i: int, staff: Indices, costs: Costs, wanted: int) -> list[Recommended]:
        """Those without room for the item who would have room if one other item of theirs went elsewhere."""
        was = int(self.holder[i])
        found = []
        for at, j in enumerate(staff.tolist()):
            self.give(i, j)
            out = self._cheapest_way_out(i, j)
            self.give(i, was)
            if out is not None:
                k, to, changes = out
                both = {
                    goal: float(costs.get(goal, np.zeros(staff.size))[at]) + changes.get(goal, 0.0) for goal in Goal
                }
                move = WouldMove(item=self.problem.items[k], staff=self.problem.staff[to])
                found.append(self._told(i, j, both, (move,)))
        return sorted(found, key=lambda row: row.cost)[:wanted]

    def _cheapest_way_out(self, i: int, j: int) -> tuple[int, int, dict[Goal, float]] | None:
        """The item whose going elsewhere puts ``j`` right at least cost, to whom, and what that changes by goal."""
        problem, table, rivals = self.problem, self.problem.resources, self._rivals(i)
        clashing = rivals[self.holder[rivals] == j]
        held = np.flatnonzero(self.holder == j)
        out = clashing if clashing.size else held[held != i]
        drawn = np.where(table.spared & (problem.current[out] == j)[:, None], 0, table.use[out])
        right = (self.carried[j] - drawn <= table.most[j]).all(axis=1) & (problem.must[out] == NOBODY)
        out = out[right] if clashing.size < 2 else out[:0]
        costs = change_table(self, int(self.region_at[i]), out.astype(np.int32))
        if not np.isfinite(costs).any():
            return None
        row, column = np.unravel_index(int(np.argmin(costs)), costs.shape)
        k, to = int(out[row]), int(problem.areas[self.region_at[i]].staff[column])
        return k, to, {goal: float(cost[0]) for goal, cost in self._changes(k, np.array([to], dtype=np.int32)).items()}
