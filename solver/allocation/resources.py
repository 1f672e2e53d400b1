"""What a member of staff has a limited amount of, or pays for by the amount: one column for each such resource.

Points of each period, cases, points of high-risk cases (``mix``) and new cases differ only in how much of them an item
draws and in what a load costs; the search treats them alike. The cost of load L of resource r at member of staff j is

    bend (L - even)^2 + steep max(0, L - knee)^2 + kink max(0, L - knee)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.allocation.problem import NO_CEILING, NOBODY, Bools, Floats, Indices, Ints, Problem, read_only
from solver.allocation.solution import most_cases, most_loads


@dataclass(frozen=True, slots=True)
class Resources:
    """Loads, ceilings and costs, resource by resource.

    Attributes
    ----------
    names
        (R,) ``points:1`` and so on for each period, then ``cases``, ``mix`` and ``new_cases`` where they matter.
    use
        (N, R) int64 what each item draws.
    spared
        (R,) bool: an item draws nothing at the one who has it now.
    load_before
        (M, R) int64 what is carried before any item is given.
    most
        (M, R) int64 most that may be carried, ``must`` locks seen to; ``NO_CEILING`` where there is no limit.
    bend, even, steep, knee, kink
        (M, R) float64 constants of the cost of a load, in priced minutes.
    """

    names: tuple[str, ...]
    use: Ints
    spared: Bools
    load_before: Ints
    most: Ints
    bend: Floats
    even: Floats
    steep: Floats
    knee: Floats
    kink: Floats

    def cost(self, staff: Indices, load: Floats) -> Floats:
        """Priced minutes of loads (..., R) at ``staff``, which is of shape (...), entry by entry."""
        over = np.maximum(0.0, load - self.knee[staff])
        bent = self.bend[staff] * (load - self.even[staff]) ** 2
        return np.asarray(bent + self.steep[staff] * over**2 + self.kink[staff] * over)

    def cost_of(self, resource: int, staff: Indices, load: Floats) -> Floats:
        """Priced minutes of loads (..., m) of one resource at ``staff`` (m,)."""
        over = np.maximum(0.0, load - self.knee[staff, resource])
        bent = self.bend[staff, resource] * (load - self.even[staff, resource]) ** 2
        return np.asarray(bent + self.steep[staff, resource] * over**2 + self.kink[staff, resource] * over)

    def draws(self, problem: Problem, item: int, staff: Indices) -> Ints:
        """(m, R) int64 what an item draws at each of ``staff``."""
        stays = problem.current[item] == staff
        return np.asarray(np.where(self.spared & stays[:, None], 0, self.use[item]))

    def carried(self, problem: Problem, holder: Indices) -> Ints:
        """(M, R) int64 loads of a plan."""
        total = self.load_before.copy()
        held = np.flatnonzero(holder != NOBODY)
        stays = problem.current[held] == holder[held]
        np.add.at(total, holder[held], np.where(self.spared & stays[:, None], 0, self.use[held]))
        return total


def nothing_limited() -> Resources:
    """No resource at all: what a problem has before it is whole."""
    none, nothing = np.zeros((0, 0), dtype=np.int64), np.zeros((0, 0))
    return Resources((), none, np.zeros(0, dtype=np.bool_), none, none, nothing, nothing, nothing, nothing, nothing)


def resources_of(problem: Problem) -> Resources:
    """Every resource that costs something or has a ceiling; ``problem`` is whole but for its resources."""
    columns = _points(problem)
    if (problem.most_cases < NO_CEILING).any():
        columns.append(_cases(problem))
    if problem.weights.caseload_mix > 0 and problem.mix.any():
        columns.append(_mix(problem))
    if problem.weights.new_cases > 0:
        columns.append(_new_cases(problem))
    return Resources(
        names=tuple(column.name for column in columns),
        use=read_only(np.stack([column.use for column in columns], axis=1)),
        spared=read_only(np.array([column.spared for column in columns])),
        **{
            field: read_only(np.stack([getattr(column, field) for column in columns], axis=1))
            for field in ("load_before", "most", "bend", "even", "steep", "knee", "kink")
        },
    )


@dataclass(slots=True)
class Column:
    """A resource while the table is put together: ``use`` is (N,), the rest (M,)."""

    name: str
    use: Ints
    load_before: Ints
    most: Ints
    bend: Floats
    even: Floats
    steep: Floats
    knee: Floats
    kink: Floats
    spared: bool = False


def _free(problem: Problem, name: str, use: Ints) -> Column:
    """A resource without ceiling, load or cost."""
    nothing = np.zeros(problem.num_staff)
    none = np.zeros(problem.num_staff, dtype=np.int64)
    return Column(name, use, none, none + NO_CEILING, nothing, nothing, nothing, nothing, nothing)


def _points(problem: Problem) -> list[Column]:
    """A period's share of balance, overload and overload points; nothing of it where there are no available points."""
    weights, share = problem.weights, 1.0 / problem.num_periods
    most = most_loads(problem)
    columns = []
    for t in range(problem.num_periods):
        c = problem.available[:, t].astype(np.float64)
        able, by = c > 0, np.maximum(c, 1.0)
        column = _free(problem, f"points:{t + 1}", problem.points[:, t])
        column.load_before, column.most = problem.existing, most[:, t]
        column.bend = np.where(able, share * weights.workload_balance / by, 0.0)
        column.even = np.where(able, c * problem.target[:, t], 0.0)
        column.steep = np.where(able, share * weights.overload / by, 0.0)
        column.knee = np.where(able, c, 0.0)
        column.kink = np.where(able, share * weights.overload_points, 0.0)
        columns.append(column)
    return columns


def _cases(problem: Problem) -> Column:
    column = _free(problem, "cases", problem.is_case.astype(np.int64))
    column.load_before, column.most = problem.existing_cases, most_cases(problem)
    return column


def _mix(problem: Problem) -> Column:
    column = _free(problem, "mix", problem.mix)
    c = problem.mean_available.astype(np.float64)
    column.bend = np.where(problem.mixed, problem.weights.caseload_mix / np.maximum(c, 1.0), 0.0)
    column.even = np.where(problem.mixed, problem.mix_target * c, 0.0)
    return column


def _new_cases(problem: Problem) -> Column:
    column = _free(problem, "new_cases", problem.is_case.astype(np.int64))
    column.knee = problem.easy_cases.astype(np.float64)
    column.kink = np.full(problem.num_staff, problem.weights.new_cases)
    column.spared = True
    return column
