"""``spare_short``: supervisors of a unit who are free on a weekday, so that one can be away and every session runs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from solver.unpaid_work.problem import DAYS, NOBODY, Bools, Floats, Ints, Problem
from solver.unpaid_work.program import UNLIMITED, Index, Sheet


class Turns(NamedTuple):
    """Turns of supervisors that a program chooses among: supervisor, slot, and column of each, (T,)."""

    supervisor: Index
    slot: Index
    column: Index


class Rest(NamedTuple):
    """What those turns are chosen within: (J,) minutes a week, and (J, 7) days on which the supervisor is not taken."""

    minutes: Floats
    free: Bools


def whole_week(problem: Problem) -> Rest:
    """All of everybody's week."""
    minutes = problem.supervisors.minutes_a_week
    return Rest(minutes, np.ones((len(minutes), DAYS), dtype=bool))


def dearest_turn(weight: float, wanted: int) -> float:
    """What one turn more can cost at most: a weekday that has no session else, and who is spare on the other six."""
    return weight * (wanted + DAYS - 1) if wanted else 0.0


def too_few(problem: Problem, supervised: Ints) -> Ints:
    """(U, 7) int32: spare supervisors too few in each unit on each weekday on which its sessions have supervisors."""
    spare, manned = spare_on(problem, supervised), manned_on(problem, supervised)
    return np.asarray(np.where(manned, np.maximum(0, problem.spare_wanted - spare), 0), dtype=np.int32)


def spare_on(problem: Problem, supervised: Ints) -> Ints:
    """(U, 7) int32: supervisors of each unit who are spare on each weekday."""
    count = np.zeros((_num_units(problem), DAYS), dtype=np.int32)
    np.add.at(count, problem.units.supervisor, is_spare(problem, supervised))
    return count


def manned_on(problem: Problem, supervised: Ints) -> Bools:
    """(U, 7) bool: a supervisor of ours stands on a slot of the unit that weekday."""
    manned = np.zeros((_num_units(problem), DAYS), dtype=bool)
    manned[problem.units.slot[supervised[:, 0]], problem.slots.weekday[supervised[:, 0]]] = True
    return manned


def is_spare(problem: Problem, supervised: Ints) -> Bools:
    """(J, 7) bool: free that weekday, with hours left for a session of the unit on which the supervisor may stand."""
    slot, supervisor = supervised[:, 0], supervised[:, 1]
    shortest = shortest_turns(problem)
    busy = np.zeros(shortest.shape, dtype=bool)
    busy[supervisor, problem.slots.weekday[slot]] = True
    left = problem.supervisors.minutes_a_week.copy()
    np.subtract.at(left, supervisor, problem.slots.minutes[slot])
    return np.asarray(~busy & (shortest <= left[:, None]))


def shortest_turns(problem: Problem) -> Floats:
    """(J, 7): minutes of the unit's shortest slot that weekday on which the supervisor may stand; else infinity."""
    slots, units = problem.slots, problem.units
    own = problem.supervisors.may_stand & (units.supervisor[:, None] == units.slot[None, :])
    shortest = np.full((len(own), DAYS), np.inf)
    supervisor, slot = np.nonzero(own)
    np.minimum.at(shortest, (supervisor, slots.weekday[slot]), slots.minutes[slot])
    return shortest


def _num_units(problem: Problem) -> int:
    units = problem.units
    return 1 + int(max(units.slot.max(initial=-1), units.supervisor.max(initial=-1)))


class Columns(NamedTuple):
    """Columns of spare supervisors in a program.

    Attributes
    ----------
    worked, turns
        (J,): minutes and number of the turns of each supervisor.
    supervisor, weekday, spare
        (P,): pairs that can be spare, and the column that is 1 where they are.
    unit, on, manned, short
        (Q,): units and weekdays that can be manned, the column that is 1 where they are, and that of those too few.
    """

    worked: Index
    turns: Index
    supervisor: Index
    weekday: Index
    spare: Index
    unit: Index
    on: Index
    manned: Index
    short: Index

    @property
    def every(self) -> Index:
        """All columns."""
        return np.concatenate([self.worked, self.turns, self.spare, self.manned, self.short])


NONE = np.zeros(0, dtype=np.int64)
NO_COLUMNS = Columns(*[NONE] * 9)
"""Where no spare supervisors are wanted."""


def add_spare(sheet: Sheet, problem: Problem, turns: Turns, rest: Rest, *, price: float, least: Bools) -> Columns:
    """Columns and rows for those who are spare, and for those too few at a price.

    Parameters
    ----------
    least
        (U, 7) bool: units and weekdays that are manned whatever is chosen.
    """
    if not problem.spare_wanted or not price:
        return NO_COLUMNS
    columns = _columns(sheet, problem, turns, rest, price=price, least=least)
    _add_up(sheet, turns, columns.worked, problem.slots.minutes[turns.slot].astype(float))
    _add_up(sheet, turns, columns.turns, np.ones(len(turns.slot)))
    _spare_rows(sheet, problem, turns, rest, columns)
    count = len(columns.unit)
    rows = sheet.add_rows(np.zeros(count), np.full(count, UNLIMITED)) + np.arange(count)
    sheet.put(rows, columns.short, 1.0)
    sheet.put(rows, columns.manned, -float(problem.spare_wanted))
    row_of = np.full(least.shape, -1, dtype=np.int64)
    row_of[columns.unit, columns.on] = rows
    row = row_of[problem.units.supervisor[columns.supervisor], columns.weekday]
    sheet.put(row[row >= 0], columns.spare[row >= 0], 1.0)
    return columns


def tie_to_running(sheet: Sheet, problem: Problem, columns: Columns, runs: Index) -> None:
    """Rows ``runs <= manned``: a unit is manned on the weekday of each of its slots that runs; ``runs``, (S,)."""
    manned = np.full((_num_units(problem), DAYS), -1, dtype=np.int64)
    manned[columns.unit, columns.on] = columns.manned
    of = manned[problem.units.slot, problem.slots.weekday]
    slots = np.flatnonzero((problem.slots.max_supervisors > 0) & (of >= 0) & (runs >= 0))
    rows = sheet.add_rows(np.full(len(slots), -UNLIMITED), np.zeros(len(slots))) + np.arange(len(slots))
    sheet.put(rows, runs[slots], 1.0)
    sheet.put(rows, of[slots], -1.0)


def put_values(problem: Problem, columns: Columns, supervised: Ints, point: Floats, staying: Ints = NOBODY) -> None:
    """Give the columns the values that standing supervisors come to, of whom those ``staying`` are no turns."""
    for pairs, sign in ((supervised, 1.0), (staying, -1.0)) if len(columns.worked) else ():
        np.add.at(point, columns.worked[pairs[:, 1]], sign * problem.slots.minutes[pairs[:, 0]])
        np.add.at(point, columns.turns[pairs[:, 1]], sign)
    point[columns.spare] = is_spare(problem, supervised)[columns.supervisor, columns.weekday]
    point[columns.manned] = manned_on(problem, supervised)[columns.unit, columns.on]
    point[columns.short] = too_few(problem, supervised)[columns.unit, columns.on]


def _columns(sheet: Sheet, problem: Problem, turns: Turns, rest: Rest, *, price: float, least: Bools) -> Columns:
    people = np.arange(len(rest.minutes))
    possible = rest.free & (shortest_turns(problem) <= rest.minutes[:, None])
    supervisor, weekday = np.nonzero(possible)
    can = least.copy()
    can[problem.units.slot[turns.slot], problem.slots.weekday[turns.slot]] = True
    unit, on = np.nonzero(can)

    def add(cost: float, lower: Floats, upper: Floats) -> Index:
        return sheet.add_columns(np.full(len(upper), cost), lower, upper, whole=True) + np.arange(len(upper))

    nobody, ones = np.zeros(len(people)), np.ones(len(unit))
    return Columns(
        worked=add(0.0, nobody, np.floor(np.maximum(rest.minutes, 0.0))),
        turns=add(0.0, nobody, _most_turns(problem, turns, rest)),
        supervisor=supervisor,
        weekday=weekday,
        spare=add(0.0, np.zeros(len(supervisor)), np.ones(len(supervisor))),
        unit=unit,
        on=on,
        manned=add(0.0, least[unit, on].astype(float), ones),
        short=add(price, 0.0 * ones, problem.spare_wanted * ones),
    )


def _most_turns(problem: Problem, turns: Turns, rest: Rest) -> Floats:
    """(J,): turns that a supervisor's hours allow at the most, spare days counted."""
    shortest = shortest_turns(problem).min(axis=1)
    np.minimum.at(shortest, turns.supervisor, problem.slots.minutes[turns.slot])
    return np.asarray(np.clip(np.floor((rest.minutes + 1e-6) / shortest), 0, DAYS))


def _add_up(sheet: Sheet, turns: Turns, total: Index, value: Floats) -> None:
    """Rows ``total = sum over a supervisor's turns of value``."""
    rows = sheet.add_rows(np.zeros(len(total)), np.zeros(len(total))) + np.arange(len(total))
    sheet.put(rows, total, -1.0)
    sheet.put(rows[turns.supervisor], turns.column, value)


def _spare_rows(sheet: Sheet, problem: Problem, turns: Turns, rest: Rest, columns: Columns) -> None:
    """Who is spare has no turn that day, and hours for one beside all turns.

    Rows on the number of turns follow from those on hours for whole numbers, and make the relaxation stronger.
    """
    supervisor, weekday = columns.supervisor, columns.weekday
    row_of = np.full(rest.free.shape, -1, dtype=np.int64)
    day_rows = sheet.add_rows(np.full(len(supervisor), -UNLIMITED), np.ones(len(supervisor)))
    row_of[supervisor, weekday] = day_rows + np.arange(len(supervisor))
    sheet.put(row_of[supervisor, weekday], columns.spare, 1.0)
    row = row_of[turns.supervisor, problem.slots.weekday[turns.slot]]
    sheet.put(row[row >= 0], turns.column[row >= 0], 1.0)
    most = _most_turns(problem, turns, rest)
    needed = shortest_turns(problem)[supervisor, weekday]
    for total, one, limit in (
        (columns.worked, needed, rest.minutes),
        (columns.turns, np.ones(len(supervisor)), most),
    ):
        rows = sheet.add_rows(np.full(len(supervisor), -UNLIMITED), limit[supervisor]) + np.arange(len(supervisor))
        sheet.put(rows, columns.spare, one)
        sheet.put(rows, total[supervisor], 1.0)
