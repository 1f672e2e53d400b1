"""What a stretch of the search may spend: seconds, or amounts of work that no clock has a part in."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

from solver.options import Allowance

STEPS_PER_WORK = 150_000
"""Draws that a unit of work pays for."""
NODES_PER_WORK = 120
"""Nodes of the integer program that a unit of work pays for."""
MOST_NODES = 2**31 - 1
"""More nodes than the solver ever comes to; it takes no larger number."""
PAIRS_PER_WORK = 300
"""Pairs in an integer program whose root a unit of work pays for: the root cannot be broken off without a clock."""
ROUNDS_PER_WORK = 20_000
"""Cases that the rounds of column generation which a unit of work pays for look at, counted once in every round."""


@dataclass(frozen=True, slots=True)
class Effort:
    """A portion of an allowance: seconds from ``began`` to ``end``, or numbers of draws, nodes, pairs, rounds."""

    allowance: Allowance
    began: float
    end: float | None
    draws: int
    nodes: int
    pairs: int
    rounds: int

    @classmethod
    def share_of(cls, allowance: Allowance, of_seconds_left: float, of_work: float) -> Effort:
        """A portion of the seconds left, or of the whole work."""
        now, left = allowance.seconds_spent, allowance.seconds_left
        end = None if left is None else now + left * of_seconds_left
        work = of_work * (allowance.work or 1)
        whole = allowance.work is None
        return cls(
            allowance,
            now,
            end,
            draws=int(STEPS_PER_WORK * work),
            nodes=MOST_NODES if whole else max(1, int(NODES_PER_WORK * work)),
            pairs=sys.maxsize if whole else int(PAIRS_PER_WORK * work),
            rounds=sys.maxsize if whole else int(ROUNDS_PER_WORK * work),
        )

    def part(self, share: float) -> Effort:
        """The next stretch: a share of the whole."""
        now = self.allowance.seconds_spent
        end = None if self.end is None else now + share * (self.end - self.began)
        rounds = self.rounds if self.rounds == sys.maxsize else int(self.rounds * share)
        return replace(self, began=now, end=end, draws=int(self.draws * share), rounds=rounds)

    @property
    def rest(self) -> Effort:
        """The same from now on: the seconds that are left, or all of the work."""
        return replace(self, began=self.began if self.end is None else min(self.end, self.allowance.seconds_spent))

    def done(self, drawn: int) -> float:
        """Share that is used up after so many draws."""
        if self.end is None:
            return drawn / max(1, self.draws)
        return (self.allowance.seconds_spent - self.began) / max(1e-9, self.end - self.began)

    @property
    def size(self) -> float:
        """Seconds from beginning to end, or units of work."""
        return self.draws / STEPS_PER_WORK if self.end is None else self.end - self.began

    @property
    def over(self) -> bool:
        """Whether the time of this portion is over, or the search has been asked to stop."""
        return self.allowance.used_up or (self.end is not None and self.allowance.seconds_spent >= self.end)
