"""A lower bound by prices: people's weeks, crowds on slots and supervisors' weeks, each the best by themselves.

A person pays a price for a seat on a slot, and the slot's crowd is worth what its people pay; a slot pays a price for a
supervisor, and a supervisor's week is worth what its slots pay. The other rows of the rota's program are paid for at
duals. At any prices the three kinds of best by themselves cost no more than a rota: crowds that fit, and weeks with
their fees, are whole here, which the linear relaxation has only so far as rows have been found for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from solver.unpaid_work.covers import Room, rooms_of
from solver.unpaid_work.crowds_alone import Fees, Halls, best_crowds, likely_crowds
from solver.unpaid_work.formulate import Formulation
from solver.unpaid_work.layout import Layout
from solver.unpaid_work.problem import Bools, Floats, Problem
from solver.unpaid_work.program import UNLIMITED, Index, Program, rows_of
from solver.unpaid_work.relaxation import SAFETY, Stand, reduced_costs
from solver.unpaid_work.turns_alone import Turns, best_turns, likely_turns
from solver.unpaid_work.weeks_alone import MUST, NEVER, Weeks, weeks_alone

NONE = -1
"""Nobody, no slot, no row."""
LEEWAY = 1e-9
"""Share of an hour that is put down to rounding."""


class Prices(NamedTuple):
    """Prices of a seat, (O,), of a supervisor on a slot, (S,), and of the rows that are paid for, (M,)."""

    seat: Floats
    turn: Floats
    row: Floats


class Answer(NamedTuple):
    """What is best at prices.

    Attributes
    ----------
    value
        What it costs; without a temperature, less what floating-point sums are mistrusted by.
    weeks, crowds
        (O,): how much of each option people have, and slots.
    supervisors, turns
        (S,): how many supervisors slots have, and how many supervisors are there.
    activity
        (M,): of the rows.
    """

    value: float
    weeks: Floats
    crowds: Floats
    supervisors: Floats
    turns: Floats
    activity: Floats


@dataclass(frozen=True, slots=True)
class Parts:
    """What a rota's program falls apart into, and what is left of it.

    Attributes
    ----------
    weeks, halls, turns
        The three kinds of parts.
    turn
        (T,): columns of supervisors' turns, as in ``turns``; ``turn_slot`` their slots.
    seats
        (O,) bool: options on slots that are parts.
    fee, again
        Columns of the fees and of unpopular slots beside the first, as in ``weeks``.
    runs, count
        (S,): columns of slots that are parts; -1 for the others, or where there is none.
    rest
        The rows that no part has; they are paid for.
    loose
        Columns that no part has.
    """

    constant: float
    weeks: Weeks
    halls: Halls
    turns: Turns
    turn: Index
    turn_slot: Index
    seats: Bools
    fee: Index
    again: Index
    runs: Index
    count: Index
    rest: Program
    loose: Index

    @property
    def limits(self) -> tuple[Floats, Floats]:
        """(M,), (M,): the lowest and the highest price of each row, by the sides that it has."""
        low = np.where(np.isinf(self.rest.high), 0.0, -UNLIMITED)
        return low, np.where(np.isinf(self.rest.low), 0.0, UNLIMITED)

    @property
    def room(self) -> Floats:
        """(O,): the room of each option's slot with all its supervisors."""
        halls, room = self.halls, np.zeros(len(self.seats))
        has_any = np.diff(halls.limit_first) > 0
        most = np.where(has_any, np.append(halls.limit, 0)[halls.limit_first[1:] - 1], 0)
        room[halls.option] = np.repeat(most, np.diff(halls.first))
        return room

    def bound(self, prices: Prices) -> Answer:
        """What is best at any prices, those of rows of the sign that their sides ask for; a proved bound."""
        return self.at(prices, 0.0, self.seats)

    def at(self, prices: Prices, warmth: float, listed: Bools) -> Answer:
        """What is likely at a temperature, with crowds of some options alone; at 0 what is best."""
        rest, options, counted = self.rest, len(self.seats), self.count >= 0
        sides = np.where(prices.row > 0.0, rest.low, rest.high)
        paid = np.where(prices.row == 0.0, 0.0, prices.row * np.where(prices.row == 0.0, 0.0, sides))
        cost = reduced_costs(rest, prices.row)
        seat, turn = np.where(self.seats, prices.seat, 0.0), np.where(counted, prices.turn, 0.0)
        of_week = np.where(rest.upper[:options] <= 0.0, NEVER, cost[:options] + seat - MUST * self.weeks.locked)
        weeks, has = weeks_alone(self.weeks, of_week, np.maximum(0.0, cost[self.fee]), cost[self.again], warmth)
        fees = Fees(np.where(self.runs >= 0, cost[self.runs], 0.0), np.where(counted, cost[self.count], 0.0) + turn)
        of_turn = cost[self.turn] - turn[self.turn_slot]
        if warmth == 0.0:
            crowds, there, runs, supervisors = best_crowds(self.halls, seat, fees)
            turns, stands = best_turns(self.turns, of_turn)
        else:
            crowds, there, runs, supervisors = likely_crowds(self.halls, listed, seat, fees, warmth)
            turns, stands = likely_turns(self.turns, of_turn, warmth)
        point = np.where(cost < 0.0, rest.upper, rest.lower)
        left = float(cost[self.loose] @ point[self.loose])
        point[:options], point[self.turn] = has, stands
        point[self.runs[self.runs >= 0]], point[self.count[counted]] = runs[self.runs >= 0], supervisors[counted]
        terms = np.array([self.constant, weeks, crowds, turns, left])
        size = float(np.abs(terms).sum() + np.abs(paid).sum())
        value = float(terms.sum() + paid.sum()) - (SAFETY * size if warmth == 0.0 else 0.0)
        standing = np.bincount(self.turn_slot, stands, minlength=len(self.runs)).astype(np.float64)
        return Answer(value, has, there, supervisors, standing, rest.activity(point))


def separate(problem: Problem, formulation: Formulation, stand: Stand) -> tuple[Parts, Prices]:
    """The parts of a program as far as a relaxation has come, each slot on its dearest date; and its prices.

    Seats cost what the relaxation charges them, less what is lost with the option anyway.
    """
    pool, layout, options = stand.pool, formulation.layout, problem.options
    rooms = _dearest(problem, formulation, stand)
    inside = np.zeros(len(problem.slots.ids), dtype=np.bool_)
    inside[[*rooms]] = True
    runs = np.where(inside & (layout.runs != layout.count), layout.runs, -1)
    count = np.where(inside, layout.count, -1)
    kinds = _kinds(problem, formulation, stand, rooms)
    loose = np.ones(len(pool.cost), dtype=np.bool_)
    fee = np.unique(layout.fee[layout.fee >= 0])
    for own in (layout.option, fee, layout.again.column, layout.turn, runs[runs >= 0], count[count >= 0]):
        loose[own] = False
    turn = np.lexsort((problem.slots.weekday[layout.supervisor_slot], layout.supervisor))
    parts = Parts(
        constant=stand.constant,
        weeks=_weeks(problem, layout, fee),
        halls=_halls(problem, rooms),
        turns=_turns(problem, layout, turn),
        turn=layout.turn[turn],
        turn_slot=layout.supervisor_slot[turn].astype(np.int64),
        seats=inside[options.slot],
        fee=fee,
        again=layout.again.column,
        runs=runs,
        count=count,
        rest=rows_of(pool, kinds.rest),
        loose=np.flatnonzero(loose),
    )
    charged = np.bincount(pool.column, (pool.value * (stand.duals * kinds.halls)[pool.row]), minlength=len(pool.cost))
    dear = np.maximum(0.0, reduced_costs(pool, stand.duals)[layout.option])
    seat = np.where(parts.seats, np.maximum(0.0, -charged[layout.option] - dear), 0.0)
    price = np.where(kinds.made_up >= 0, stand.duals[kinds.made_up], 0.0)
    row = stand.duals[kinds.rest]
    low, high = parts.limits
    return parts, Prices(seat, price, np.clip(row, low, high))


def _dearest(problem: Problem, formulation: Formulation, stand: Stand) -> dict[int, Room]:
    """The room of each slot that has any, on the date whose rows are worth most."""
    pool, layout, slot = stand.pool, formulation.layout, problem.options.slot
    worth, starts = np.abs(stand.duals), pool.row_starts()
    of_slot = _of_one(pool, _slots(problem, layout, len(pool.cost)))
    priced: dict[int, list[int]] = {}
    for row in np.flatnonzero((of_slot >= 0) & (worth > 0.0)).tolist():
        priced.setdefault(int(of_slot[row]), []).append(row)
    most: dict[int, tuple[tuple[float, int], Room]] = {}
    for room in rooms_of(formulation.program, len(slot)):
        s = int(slot[room.columns[0]])
        if room.gives != layout.count[s]:
            continue
        outside = np.ones(len(pool.cost), dtype=np.bool_)
        outside[room.columns], outside[len(slot) :] = False, False
        entries = [slice(starts[row], starts[row + 1]) for row in priced.get(s, ())]
        inside = [
            worth[pool.row[part][0]] * pool.value[part].max()
            for part in entries
            if not outside[pool.column[part]].any()
        ]
        load = (float(sum(inside)), len(room.columns))
        if s not in most or load > most[s][0]:
            most[s] = (load, room)
    return {s: room for s, (_, room) in most.items()}


def _weeks(problem: Problem, layout: Layout, fee: Index) -> Weeks:
    options, slots, rows = problem.options, problem.slots, problem.requirements
    return Weeks(
        first=options.first.astype(np.int64),
        sessions=rows.sessions_per_week.astype(np.int64),
        day=slots.weekday[options.slot].astype(np.int64),
        fee=np.where(layout.fee >= 0, np.searchsorted(fee, layout.fee), -1).astype(np.int64),
        unpopular=np.asarray(slots.unpopular[options.slot], dtype=np.bool_),
        locked=options.locked.astype(np.bool_),
        again=np.searchsorted(layout.again.requirement, np.arange(len(rows.ids) + 1)).astype(np.int64),
    )


def _halls(problem: Problem, rooms: dict[int, Room]) -> Halls:
    slot, takes, limits = problem.options.slot, np.zeros(len(problem.options.slot), dtype=np.int64), []
    for s in range(len(problem.slots.ids)):
        limits.append(rooms[s].limits[1:] if s in rooms else np.zeros(0, dtype=np.int64))
        if s in rooms:
            takes[rooms[s].columns] = rooms[s].takes
    every = np.arange(len(limits) + 1)
    return Halls(
        first=np.searchsorted(np.sort(slot), every).astype(np.int64),
        option=np.argsort(slot, kind="stable").astype(np.int64),
        takes=takes,
        limit_first=np.cumsum([0, *(len(limit) for limit in limits)]),
        limit=np.concatenate([np.zeros(0, dtype=np.int64), *limits]),
    )


def _turns(problem: Problem, layout: Layout, order: Index) -> Turns:
    slots, slot = problem.slots, layout.supervisor_slot[order]
    part = max(1, int(np.gcd.reduce(slots.minutes[slot], initial=0)))
    supervisors = np.arange(len(problem.supervisors.ids) + 1)
    return Turns(
        first=np.searchsorted(layout.supervisor[order], supervisors).astype(np.int64),
        day=slots.weekday[slot].astype(np.int64),
        length=slots.minutes[slot].astype(np.int64) // part,
        hours=np.floor(np.maximum(0.0, problem.supervisors.minutes_a_week) / part + LEEWAY).astype(np.int64),
    )


class _Kinds(NamedTuple):
    """Which rows are left to slots, (M,), which to nobody, (M,), and that which makes up each slot's count, (S,)."""

    halls: Bools
    rest: Bools
    made_up: Index


def _kinds(problem: Problem, formulation: Formulation, stand: Stand, rooms: dict[int, Room]) -> _Kinds:
    """What the rows of a program say, by the columns that they have; a row too much for the rest does no harm."""
    pool, layout, options = stand.pool, formulation.layout, problem.options
    columns, rows = len(pool.cost), len(pool.low)
    person, supervisor = (np.full(columns, NONE, dtype=np.int64) for _ in range(2))
    person[layout.option], slot = options.requirement, _slots(problem, layout, columns)
    person[layout.fee[layout.fee >= 0]] = options.requirement[layout.fee >= 0]
    person[layout.again.column] = layout.again.requirement
    supervisor[layout.turn] = layout.supervisor
    option, turn = np.zeros((2, columns), dtype=np.bool_)
    option[layout.option], turn[layout.turn] = True, True
    seated = ~option
    for room in rooms.values():
        seated[room.columns] = True
    some = partial(_some, pool)
    at_most, number = np.isinf(pool.low), np.arange(rows)
    limits_week = np.zeros(rows, dtype=np.bool_)
    limits_week[np.append(formulation.person, formulation.day[formulation.day >= 0])] = True
    prices_week = (_of_one(pool, person) >= 0) & some(~option)
    of_slot = _of_one(pool, slot)
    whose = np.isin(of_slot, [*rooms]) & at_most
    early = len(formulation.program.low)
    link = (number >= early) & (number < stand.born)
    takes_room = (number >= stand.born) | (np.bincount(pool.row, option[pool.column] & (pool.value > 1.0)) > 0)
    halls = whose & (link | ~some(option) | (takes_room & ~some(~seated)))
    hours = (_of_one(pool, supervisor) >= 0) & at_most
    slot[layout.turn] = layout.supervisor_slot
    maker = np.where((pool.low == 0.0) & (pool.high == 0.0) & some(turn) & ~some(option), _of_one(pool, slot), NONE)
    makes = np.flatnonzero(np.isin(maker, [*rooms]))
    made_up = np.full(len(layout.count), NONE, dtype=np.int64)
    made_up[maker[makes]] = makes
    rest = ~(limits_week | prices_week | halls | hours)
    rest[makes] = False
    return _Kinds(halls, rest, made_up)


def _slots(problem: Problem, layout: Layout, columns: int) -> Index:
    """(N,): slots of options, of whether slots run and of numbers of supervisors; ``NONE`` of other columns."""
    slot = np.full(columns, NONE, dtype=np.int64)
    slot[layout.option] = problem.options.slot
    for of_slot in (layout.count, layout.runs):
        slot[of_slot[of_slot >= 0]] = np.flatnonzero(of_slot >= 0)
    return slot


def _some(program: Program, columns: Bools) -> Bools:
    """(M,) bool: the row has some of these columns."""
    return np.bincount(program.row, columns[program.column], minlength=len(program.low)) > 0


def _of_one(program: Program, owner: Index) -> Index:
    """(M,): who owns all columns of a row; ``NONE`` where that is nobody, or not one alone."""
    least = np.full(len(program.low), np.iinfo(np.int64).max)
    most = np.full(len(program.low), NONE, dtype=np.int64)
    np.minimum.at(least, program.row, owner[program.column])
    np.maximum.at(most, program.row, owner[program.column])
    return np.where(least == most, most, NONE)
