"""Sweep: what a plan could be under one setting after another."""

from __future__ import annotations

from models.plan import Cost, Count
from models.record import Id, Record


class MovesSwept(Record):
    """The best plan found of so many moves."""

    moves: Count
    """Items that go to another than the one who has them now."""
    balance: Cost
    """Balance and overload, in priced minutes."""
    highest_workload: Cost
    """Highest workload of a practitioner, as a share of available points."""
    lowest_workload: Cost
    """Lowest workload of a practitioner, as a share of available points."""
    objective: Cost
    """What the plan costs in priced minutes."""
    bound: Cost
    """No plan of so many moves, or fewer, costs less."""
    gap: Cost | None
    """(objective - bound) / bound; none when the bound is zero."""


class MovesSweep(Record):
    """Best balance against number of moves."""

    scenario: Id
    """Identifier of the scenario."""
    profile: Id
    """Profile of goals in force."""
    seed: Count
    """Seed of all random choices."""
    problem: str
    """The problem that every bound is valid for, in words, but for the number of moves."""
    rows: tuple[MovesSwept, ...]
    """Plans, most moves first."""
