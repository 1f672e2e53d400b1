"""A rota from two sides: one works on it here, the other is an errand; together where two cores are free, or in turn.

With work each side has its share of it, however many processes there are. With seconds and two processes both have all
the time that is left.
"""

from __future__ import annotations

from collections.abc import Callable

from solver.unpaid_work.best import Best
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.side_by_side import Do, Errand, Found, Given, Helpers

GRACE = 0.03
"""Share of what was left for an errand that it may be late by."""
Enough = Callable[[], bool]
Moves = Callable[[float, Enough], None]
"""One side: works for so many units, or until it is enough."""


class TwoSides:
    """Errands for a rota's bound, with moves for the rota itself meanwhile.

    Parameters
    ----------
    best, purse
        Rota and bound so far, and what may be spent.
    helpers
        Who does errands.
    """

    def __init__(self, best: Best, purse: Purse, helpers: Helpers) -> None:
        self.best, self.purse, self.helpers = best, purse, helpers

    @property
    def together(self) -> bool:
        """Whether both sides have all the time there is."""
        return self.helpers.processes > 0 and self.purse.timed

    def share(
        self, do: Do[Given, Found], given: Given, moves: Moves, *, share: float, most: float, phase: str
    ) -> Found | None:
        """What an errand brought, with moves meanwhile until it is back; None where it came too late.

        Parameters
        ----------
        share, most
            Share of what is left that the errand has in turn, and together with the moves.
        phase
            What bounds that the errand tells are said to come from.
        """
        left = self.purse.left
        units = (most if self.together else share) * left
        errand = Errand(do, given, self.purse.budget(units))
        sent = self.helpers.send(errand, lambda bound: self.best.prove(bound, phase))
        if self.together:
            moves(left, sent.is_back)
            return sent.in_time(max(0.0, units - (left - self.purse.left)) + GRACE * left)
        moves(left - units, lambda: False)
        found = sent.found()
        if not self.purse.timed:
            self.purse.book(units)
        return found
