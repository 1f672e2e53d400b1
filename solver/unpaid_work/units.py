"""A large rota cut into its delivery units: everyone at projects of their own unit, with supervisors of their own."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from solver.unpaid_work.insertion import cheapest, fill, mend
from solver.unpaid_work.prices import floor_of
from solver.unpaid_work.problem import Ints, Newcomers, Problem, Solution, frozen, ints
from solver.unpaid_work.program import Index
from solver.unpaid_work.rota import Rota
from solver.unpaid_work.rules import check
from solver.unpaid_work.start import keep_locks

MOST_OPTIONS = 150_000
"""Options up to which a rota is planned as a whole."""

Table = TypeVar("Table")


@dataclass(frozen=True, slots=True)
class Piece:
    """The rota of one delivery unit.

    Attributes
    ----------
    problem
        Its arrays.
    rows, slots, staff, vans
        Numbers in the whole rota of its requirements, slots, supervisors and vans.
    """

    problem: Problem
    rows: Index
    slots: Index
    staff: Index
    vans: Index

    def within(self, solution: Solution) -> Solution:
        """What a rota of the whole has in this unit, brought to keep the rules by itself."""
        standing = _inside(solution.standing, self.rows, self.slots)
        supervised = _inside(solution.supervised, self.slots, self.staff)
        driven = _inside(solution.driven, self.slots, self.vans)
        rota = Rota(self.problem, Solution.of(standing, supervised, driven))
        for s in range(len(self.problem.slots.ids)):
            crowded = bool((rota.attending[s] > rota.limit[s]).any())
            if rota.on_slot[s] and (crowded or not rota.is_open(s)):
                rota.close(s)
        for r in np.argsort(-self.problem.requirements.urgency, kind="stable").tolist():
            fill(rota, r, cheapest)
        mend(rota)
        found = rota.solution()
        return keep_locks(self.problem).solution() if check(self.problem, found) else found

    def in_whole(self, solution: Solution) -> tuple[Ints, Ints, Ints]:
        """Standing, supervised and driven pairs of the unit's rota, numbered as in the whole."""
        standing = np.column_stack([self.rows[solution.standing[:, 0]], self.slots[solution.standing[:, 1]]])
        supervised = np.column_stack([self.slots[solution.supervised[:, 0]], self.staff[solution.supervised[:, 1]]])
        driven = np.column_stack([self.slots[solution.driven[:, 0]], self.vans[solution.driven[:, 1]]])
        return standing.astype(np.int32), supervised.astype(np.int32), driven.astype(np.int32)


def pieces(problem: Problem) -> tuple[Piece, ...]:
    """The rota's units; none where it is small enough as a whole, has one unit, or locks reach over borders."""
    units = problem.units
    crossing = units.requirement[problem.locks[:, 0]] != units.slot[problem.locks[:, 1]]
    present = np.unique(units.requirement)
    if len(problem.options.slot) <= MOST_OPTIONS or len(present) < 2 or crossing.any():
        return ()
    return tuple(_piece(problem, int(unit)) for unit in present)


def united(parts: list[tuple[Piece, Solution]]) -> Solution:
    """One rota from those of all units."""
    both = [piece.in_whole(solution) for piece, solution in parts]
    return Solution.of(*(np.concatenate(side) for side in zip(*both, strict=True)))


def _piece(problem: Problem, unit: int) -> Piece:
    rows, slots, staff = (
        np.flatnonzero(mine == unit)
        for mine in (problem.units.requirement, problem.units.slot, problem.units.supervisor)
    )
    vans = np.flatnonzero(problem.vans.may_go[:, slots].any(axis=1))
    projects, project = np.unique(problem.slots.project[slots], return_inverse=True)
    options = problem.options
    kept = np.flatnonzero(np.isin(options.requirement, rows) & np.isin(options.slot, slots))
    requirement, slot = np.searchsorted(rows, options.requirement[kept]), np.searchsorted(slots, options.slot[kept])
    supervisors = problem.supervisors
    smaller = replace(
        problem,
        requirements=_some(problem.requirements, rows),
        slots=replace(
            _some(problem.slots, slots, but=("project_ids", "pick_ups")),
            project=ints(project),
            pick_ups=tuple(problem.slots.pick_ups[k] for k in projects),
            project_ids=tuple(problem.slots.project_ids[k] for k in projects),
        ),
        supervisors=replace(
            _some(supervisors, staff),
            may_stand=frozen(supervisors.may_stand[np.ix_(staff, slots)]),
            present=frozen(supervisors.present[np.ix_(staff, slots)]),
        ),
        vans=replace(
            problem.vans,
            ids=tuple(problem.vans.ids[v] for v in vans),
            seats=frozen(problem.vans.seats[vans]),
            may_go=frozen(problem.vans.may_go[np.ix_(vans, slots)]),
            on_road=frozen(problem.vans.on_road[np.ix_(vans, slots)]),
            out=frozen(problem.vans.out[slots]),
            back=frozen(problem.vans.back[slots]),
        ),
        options=replace(
            _some(options, kept, but=("first",)),
            first=ints(np.searchsorted(requirement, np.arange(len(rows) + 1))),
            requirement=ints(requirement),
            slot=ints(slot),
        ),
        units=replace(
            problem.units,
            ids=(problem.units.ids[unit],),
            requirement=ints(0 * rows),
            slot=ints(0 * slots),
            supervisor=ints(0 * staff),
        ),
        newcomers=Newcomers(
            expected=ints(problem.newcomers.expected[[unit]]),
            week=ints(problem.newcomers.week[[unit]]),
            counts=ints(problem.newcomers.counts[slots]),
            looked_at=ints(problem.newcomers.looked_at[slots]),
        ),
        equipment=replace(
            problem.equipment,
            shelf=frozen(problem.equipment.shelf[slots]),
            first=frozen(problem.equipment.first[slots]),
            fits=frozen(problem.equipment.fits[rows]),
        ),
        broken=frozen(problem.broken[np.ix_(rows, slots)]),
        travel=frozen(problem.travel[np.ix_(rows, projects)]),
        pick_up=frozen(problem.pick_up[np.ix_(rows, projects)]),
        alone=frozen(problem.alone[np.ix_(rows, projects)]),
        unskilled=frozen(problem.unskilled[np.ix_(rows, projects)]),
        leaves=frozen(problem.leaves[np.ix_(rows, projects)]),
        excluded=ints(_inside(problem.excluded, rows, staff)),
        unheard=ints(_inside(problem.unheard, rows, slots)),
        speakers=ints(_inside(problem.speakers, rows, staff)),
        apart=ints(_inside(problem.apart, rows, rows)),
        twins=ints(_inside(problem.twins, rows, rows)),
        told=_told(problem.told, rows, slots),
        short=frozen(problem.short[slots]),
        locks=_locks(problem.locks, rows, slots),
        bans=_locks(problem.bans, rows, slots),
    )
    floor = floor_of(smaller.requirements, smaller.slots, smaller.options, smaller.weights)
    return Piece(replace(smaller, floor=floor), rows, slots, staff, vans)


def _some(table: Table, chosen: Index, *, but: tuple[str, ...] = ()) -> Table:
    """A table of arrays and tuples with some of its rows alone; some fields are left as they are."""
    columns: dict[str, Any] = {
        field.name: getattr(table, field.name)
        for field in fields(table)  # type: ignore[arg-type]  # every table of the problem is a dataclass
        if field.name not in but
    }
    taken = {
        name: tuple(column[n] for n in chosen) if isinstance(column, tuple) else frozen(column[chosen])
        for name, column in columns.items()
    }
    return replace(table, **taken)  # type: ignore[type-var]


def _inside(pairs: NDArray[Any], first: Index, second: Index) -> NDArray[Any]:
    """Pairs with both sides among the chosen numbers, numbered by these."""
    kept = pairs[np.isin(pairs[:, 0], first) & np.isin(pairs[:, 1], second)]
    return np.column_stack([np.searchsorted(first, kept[:, 0]), np.searchsorted(second, kept[:, 1])]).astype(np.int32)


def _locks(locks: Ints, rows: Index, slots: Index) -> Ints:
    """Locks with requirement and slot among the chosen, numbered by these."""
    kept = locks[np.isin(locks[:, 0], rows) & np.isin(locks[:, 1], slots)]
    return ints(np.column_stack([_inside(kept, rows, slots), kept[:, 2]]))


def _told(told: Ints, rows: Index, slots: Index) -> Ints:
    """Instructions of the chosen requirements; those to slots of other units are to no slot of this one."""
    told = told[np.isin(told[:, 0], rows)]
    slot = np.where(np.isin(told[:, 1], slots), np.searchsorted(slots, told[:, 1]), -1)
    return ints(np.column_stack([np.searchsorted(rows, told[:, 0]), slot, told[:, 2]]))
