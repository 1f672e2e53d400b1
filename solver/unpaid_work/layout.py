"""Where things are in the rota's program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from solver.unpaid_work.program import Index
from solver.unpaid_work.spare import NO_COLUMNS, NONE, Columns


class Again(NamedTuple):
    """Columns of unpopular slots beside the first of a requirement.

    Attributes
    ----------
    requirement, others, column
        (A,): requirement, unpopular slots that it has beside this one, and the column that is 1 where it has it.
    """

    requirement: Index
    others: Index
    column: Index


NO_MORE = Again(NONE, NONE, NONE)
"""Where nothing is unpopular."""


class Starts(NamedTuple):
    """Columns of people expected to start for whom no place is left: unit and column of each, (Q,)."""

    unit: Index
    column: Index


NO_STARTS = Starts(NONE, NONE)
"""Where nobody is expected."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are in the program.

    Attributes
    ----------
    option
        (O,): column of each option; the first O columns.
    fee
        (O,): column of the fee for the option's project; -1 where the option carries the fee itself.
    count
        (S,): column of the number of supervisors on a slot; -1 where it needs none.
    runs
        (S,): column that is 1 where a slot runs; -1 where it may always. The same as ``count`` for one supervisor.
    supervisor, supervisor_slot, turn
        (T,): supervisor and slot of each possible turn, and its column.
    idle, idle_slot, idle_week
        (I,): column that is 1 where no supervisor on the slot is present in the week, and both.
    trip, trip_slot, trip_kind
        (T,): column that is 1 where a van of a kind goes to a slot, and both.
    spare
        Columns of spare supervisors.
    again
        Columns of the second, third ... unpopular slots.
    alone
        (O,): column that is 1 where somebody who could come either way comes alone; -1 for the other options.
    starts
        Columns of people expected to start for whom no place is left.
    """

    option: Index
    fee: Index
    count: Index
    runs: Index
    supervisor: Index
    supervisor_slot: Index
    turn: Index
    idle: Index
    idle_slot: Index
    idle_week: Index
    trip: Index
    trip_slot: Index
    trip_kind: Index
    alone: Index
    spare: Columns = NO_COLUMNS
    again: Again = NO_MORE
    starts: Starts = NO_STARTS

    @property
    def counts(self) -> Index:
        """(S',): columns of numbers of supervisors, slot by slot."""
        return self.count[self.count >= 0]
