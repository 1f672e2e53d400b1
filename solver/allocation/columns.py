"""Column generation: better case prices from a linear program over sets of cases.

The master program shares the cases out over the sets found so far, each practitioner having one set; its duals are
case prices, at which ``bound.best_sets`` finds new sets and a new bound. The prices are kept in a box around the best
ones known, which moves along, and new sets are looked for between those and the duals: without either the prices of
cases that practitioners who are alike could take swing to and fro.

What only costs something beyond a limit, and is not counted by whole sets, is a row of the program, so that its price
moves with those of the cases.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from solver.allocation.block import NO_CEILING, Block
from solver.allocation.bound import (
    REACH,
    Items,
    Proof,
    Sets,
    all_possible,
    all_within_reach,
    best_sets,
    bound_of,
    draws_of,
    resource_beside,
)
from solver.allocation.every_load import with_every_load
from solver.allocation.prices import on_grain
from solver.allocation.problem import Floats, Indices, Ints
from solver.allocation.reduced import two_best

TIED, FIRM = 0.5, 30.0
"""Gap between a case's two best columns below and beyond which its price is left alone."""
FEW_STAFF = 20
"""Practitioners up to whom the prices of cases that are tied may change too."""
BOX = 1.0
"""Priced minutes by which a price may first leave that of the best bound."""
CLOSE, FURTHER = REACH, 1.5 * REACH
"""Priced minutes from indifference beyond which a case is settled before prices are, and is not looked at at all."""
INWARD = 0.6
"""How much of the best prices goes into those at which new sets are looked for."""
PRIMAL = 4
"""The solver's number for the simplex method that goes on from a solution when sets are added or the box moves."""


@dataclass(frozen=True, slots=True)
class Limited:
    """Loads (k,) that only cost something beyond a limit: whose, of which resource, and the program's row of each.

    Attributes
    ----------
    limit
        (k,) most that may come without cost, beside what is carried anyway.
    kink, beyond
        (k,) float64 what a unit beyond costs, and how many there may be.
    """

    staff: Ints
    resource: Ints
    limit: Floats
    kink: Floats
    beyond: Floats

    @classmethod
    def of(cls, block: Block, main: Indices, beside: int) -> Limited:
        """Those that no set counts and that could reach their limit."""
        kink, most = block.kink[:-1], block.most[:-1].astype(np.float64)
        straight = (block.bend + block.steep)[:-1] == 0.0
        counted = np.arange(block.num_resources) == main[:, None]
        if beside >= 0:
            counted[:, beside] = True
        limit = np.where(kink > 0.0, np.minimum(block.knee[:-1], most), most)
        could = block.load_before[:-1] + np.isfinite(block.cost[:, :-1]).T @ block.use
        staff, resource = np.nonzero(straight & ~counted & (could > limit))
        at = staff, resource
        most = np.where(most >= NO_CEILING, highspy.kHighsInf, most)
        room = (limit - block.load_before[:-1]).astype(np.float64)
        return cls(staff, resource, room[at], kink[at], (most - limit)[at])

    @property
    def size(self) -> int:
        """How many there are."""
        return int(self.staff.size)


@dataclass(slots=True)
class Master:
    """The master program.

    Attributes
    ----------
    highs
        The solver with the program: a row for each active case, for each practitioner and for each limited load.
    rows
        (n,) int64 row of each case, -1 where its price is left alone.
    active
        (a,) cases whose prices may change.
    main, beside
        (m,) int32 resource that sets of each practitioner count, and another for all of them, -1 for none.
    limited
        Loads whose prices may change.
    sets
        The sets in the program, in the order of its last columns.
    """

    highs: Any
    block: Block
    prices: Floats
    item_prices: Floats
    rows: Ints
    active: Ints
    main: Indices
    beside: int
    limited: Limited
    sets: dict[tuple[int, bytes], Ints]

    @classmethod
    def of(cls, block: Block, proof: Proof) -> Master:
        """A program without sets; the prices of firm cases are left alone, and in a large block of most tied ones."""
        best, second, _ = two_best(block, proof.prices)
        beside = resource_beside(block)
        free = draws_of(block, beside) | (block.num_staff <= FEW_STAFF)
        tied = np.where(free, 0.0, TIED)
        active = np.flatnonzero(((second - best >= tied) & (second - best <= FIRM)) | (block.group >= 0))
        rows = np.full(block.num_items, -1, dtype=np.int64)
        rows[active] = np.arange(active.size)
        main = counted_main(block, proof, beside)
        limited = Limited.of(block, main, beside)
        program = _program(active.size, block.num_staff, limited)
        return cls(program, block, proof.prices, proof.item_prices, rows, active, main, beside, limited, {})

    def move_box(self, centre: Floats, width: float) -> None:
        """Keep prices within ``width`` of ``centre``."""
        a = self.active.size
        up = np.minimum(centre[self.active] + width, self.block.cost[self.active, -1])
        down = np.minimum(centre[self.active] - width, up)
        self.highs.changeColsCost(2 * a, np.arange(2 * a, dtype=np.int32), np.concatenate((up, -down)))

    def add(self, taken: tuple[Ints, ...]) -> int:
        """Add each practitioner's set where it is new; how many are."""
        before = len(self.sets)
        for j, cases in enumerate(taken):
            key = (j, cases.tobytes())
            if key in self.sets:
                continue
            self.sets[key] = cases
            drawn = drawn_by(self.block, cases, j)
            own = np.flatnonzero(self.limited.staff == j)
            rows, first = self.rows[cases], self.active.size + self.block.num_staff
            rows = np.concatenate((rows[rows >= 0], [self.active.size + j], first + own)).astype(np.int32)
            values = np.ones(rows.size)
            values[rows.size - own.size :] = drawn[self.limited.resource[own]]
            cost = self._cost(cases, drawn, j) - float(self.item_prices[cases[self.rows[cases] < 0]].sum())
            self.highs.addCol(cost, 0.0, highspy.kHighsInf, rows.size, rows, values)
        return len(self.sets) - before

    def _cost(self, cases: Ints, drawn: Ints, j: int) -> float:
        """Cost of a set for practitioner j: loads counted whole by what they cost, others but the limited by price."""
        block, load = self.block, drawn + self.block.load_before[j]
        over = np.maximum(0.0, load - block.knee[j])
        cost = drawn * self.prices[j]
        whole = [int(self.main[j])] if self.beside < 0 else [int(self.main[j]), self.beside]
        cost[whole] = (block.bend[j] * (load - block.even[j]) ** 2 + (block.steep[j] * over + block.kink[j]) * over)[
            whole
        ]
        cost[self.limited.resource[self.limited.staff == j]] = 0.0
        return float(block.cost[cases, j].sum() + cost.sum())

    def duals(self, prices: Floats) -> tuple[Floats, Floats]:
        """Prices (m, R), those of limited loads and others as given, and case prices (n,) of the program's solution."""
        self.highs.run()
        duals = np.array(self.highs.getSolution().row_dual)
        cases, limited = self.item_prices.copy(), prices.copy()
        cases[self.active] = duals[: self.active.size]
        if self.limited.size:
            price = np.maximum(0.0, -duals[-self.limited.size :])
            top = np.where(self.limited.kink > 0.0, self.limited.kink, np.inf)
            limited[self.limited.staff, self.limited.resource] = np.minimum(price, top)
        return limited, cases

    def shares(self) -> Floats:
        """(n, m) share of each case that each practitioner has in the program's solution.

        Where the box is paid for, a case may have more or less than one share in all.
        """
        self.highs.run()
        values = np.array(self.highs.getSolution().col_value)
        found = np.zeros((self.block.num_items, self.block.num_staff))
        for value, ((j, _), cases) in zip(values[-len(self.sets) :], self.sets.items(), strict=True):
            found[cases, j] += value
        return found


def _program(active: int, staff: int, limited: Limited) -> Any:
    """A program without sets: rows of cases, practitioners and limited loads, columns of the box and beyond."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("simplex_strategy", PRIMAL)
    ones, k, no_limit = active + staff, limited.size, highspy.kHighsInf
    low = np.concatenate((np.ones(ones), np.full(k, -no_limit)))
    high = np.concatenate((np.ones(ones), limited.limit))
    nothing, none = np.zeros(0), np.zeros(0, dtype=np.int32)
    highs.addRows(ones + k, low, high, 0, np.zeros(ones + k, np.int32), none, nothing)
    for sign in (1.0, -1.0):
        every = np.arange(active, dtype=np.int32)
        free = np.full(active, no_limit)
        highs.addCols(active, np.zeros(active), np.zeros(active), free, active, every, every, np.full(active, sign))
    every = np.arange(k, dtype=np.int32)
    highs.addCols(k, limited.kink, np.zeros(k), limited.beyond, k, every, ones + every, np.full(k, -1.0))
    return highs


def drawn_by(block: Block, cases: Ints, j: int) -> Ints:
    """(R,) int64 what a set of cases draws of practitioner j."""
    stays = (block.current[cases] == j)[:, None] & block.spared
    return np.asarray(np.where(stays, 0, block.use[cases]).sum(axis=0))


@dataclass(frozen=True, slots=True)
class Counted:
    """What whole sets count of each practitioner: a main resource (m,) and one ``beside`` it, -1 for none.

    ``choices`` are the cases that each may take, at no prices; None where they are looked at once and not kept.
    """

    main: Indices
    beside: int
    choices: tuple[Items, ...] | None

    @classmethod
    def of(cls, block: Block, proof: Proof, *, kept: bool) -> Counted:
        """The points where a proof counts something else."""
        beside = resource_beside(block)
        return cls(counted_main(block, proof, beside), beside, tuple(all_possible(block)) if kept else None)


def whole_sets(block: Block, proof: Proof, over: Callable[[], bool] = lambda: False) -> tuple[Proof, tuple[Ints, ...]]:
    """A better proof at the same case prices, and each practitioner's best set at these, as far as there is time.

    Two resources of each practitioner are counted by whole sets, and every load over several periods.
    """
    found, sets = _proof_at(block, proof.prices, proof.item_prices, Counted.of(block, proof, kept=False), over)
    taken = sets.taken
    if block.periods > 1:
        found, taken = with_every_load(block, proof, (found, sets), over)
    return max(proof, found, key=lambda known: known.bound), taken


def counted_main(block: Block, proof: Proof, beside: int) -> Indices:
    """(m,) int32 resource that sets of each practitioner count, where they count one ``beside`` it too."""
    straight = (block.bend + block.steep)[np.arange(block.num_staff), proof.main] == 0.0
    return np.where((proof.main == beside) | straight, 0, proof.main).astype(np.int32)


def _proof_at(
    block: Block, prices: Floats, item_prices: Floats, counted: Counted, over: Callable[[], bool] = lambda: False
) -> tuple[Proof, Sets]:
    before, main, beside = prices, counted.main[:, None].astype(np.int64), counted.beside
    near = counted.choices
    choices = tuple(all_within_reach(block, prices, item_prices, FURTHER)) if near is None else near
    prices = settling_prices(block, prices, item_prices, counted, choices)
    if near is None:
        fall = np.maximum(0.0, before - prices) @ block.use.max(axis=0)
        choices = tuple(items.nearer(by) for items, by in zip(choices, fall.tolist(), strict=True))
    sets = best_sets(block, prices, item_prices, main, beside=beside, taken=True, over=over, choices=choices)
    return Proof(prices, item_prices, sets.main, sets.beside, bound_of(block, prices, item_prices, sets)), sets


def generate_columns(
    block: Block, proof: Proof, held: Indices, enough: Callable[[int, float], bool]
) -> tuple[Proof, Floats]:
    """A better proof, and the share (n, m) that each practitioner would have of each case if cases could be parted.

    ``enough(rounds, bound)`` says when to stop. Two resources of each practitioner are counted by whole sets; the
    prices of others are left alone, but for those that only cost something beyond a limit.
    """
    master, counted = Master.of(block, proof), Counted.of(block, proof, kept=True)
    master.add(tuple(np.flatnonzero(held == j) for j in range(block.num_staff)))
    rounds, inward = 0, INWARD
    best, sets = _proof_at(block, proof.prices, proof.item_prices, counted)
    master.add(sets.taken)
    while not enough(rounds, best.bound):
        master.move_box(best.item_prices, BOX)
        limited, cases = master.duals(best.prices)
        between = on_grain(inward * best.prices + (1.0 - inward) * limited)
        cases = on_grain(inward * best.item_prices + (1.0 - inward) * cases)
        tried, sets = _proof_at(block, between, cases, counted)
        added = master.add(sets.taken)
        rounds += 1
        if tried.bound > best.bound:
            best = tried
        elif added == 0:
            if inward == 0.0:
                break
            inward = 0.0
    return max(proof, best, key=lambda known: known.bound), master.shares()


def settling_prices(
    block: Block, prices: Floats, item_prices: Floats, counted: Counted, choices: tuple[Items, ...]
) -> Floats:
    """Prices (m, R) that part the cases which a practitioner takes from the others where cases could be parted.

    Prices of what whole sets count make no difference to the bound: with these, knapsacks can settle most cases early.
    """
    found = prices.copy()
    for j, choice in enumerate(choices):
        items = choice.at(found[j], item_prices)
        close = np.abs(items.off) <= CLOSE
        drawn, off = items.drawn[close].astype(np.float64), items.off[close]
        firm = block.load_before[j] + items.drawn[items.off < -CLOSE].sum(axis=0)
        for s in sorted({int(counted.main[j]), counted.beside} - {-1}, key=int(counted.main[j]).__eq__):
            step = _step_to_settle(block, (j, s), firm[s], off, drawn[:, s], found[j, s])
            found[j, s] += step
            off += step * drawn[:, s]
    return on_grain(found)


def _step_to_settle(  # noqa: PLR0917 - a resource of a practitioner, cases and a price
    block: Block, at: tuple[int, int], firm: int, off: Floats, drawn: Floats, price: float
) -> float:
    """How much dearer a resource must get for the cases taken to come to the load that its price asks for.

    ``firm`` is the load of cases that are taken at all events.
    """
    draws = np.flatnonzero(drawn > 0.0)
    worth = -off[draws] / drawn[draws]
    order = np.argsort(-worth, kind="stable")
    load = firm + np.concatenate(([0.0], np.cumsum(drawn[draws][order])))
    over = np.maximum(0.0, load - block.knee[at])
    dearer = 2.0 * (block.bend[at] * (load - block.even[at]) + block.steep[at] * over) + block.kink[at] * (over > 0.0)
    dearer = np.where(load > block.most[at], np.inf, dearer - price)
    worth = np.append(worth[order], -np.inf)
    last = int(np.argmax(np.append(dearer[1:], np.inf) >= worth))
    step = max(dearer[last], worth[last])
    return float(step) if np.isfinite(step) else 0.0
