"""A small rota from two sides: branch and cut strengthens its bound, moves make the rota better.

Most of what the relaxation lacks are sessions that run by a third. The side of the bound looks for rows with everything
whole, then makes sessions whole while people are shared out, then everything. The sessions that it comes to are advice
for the side of the rota.
"""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.advice import put_people, take_advice
from solver.unpaid_work.best import Best
from solver.unpaid_work.exact import Whole, begun_at, everything_whole, rows_at_root, sessions_whole, whole_rota
from solver.unpaid_work.formulate import Formulation, formulate, solution_of
from solver.unpaid_work.guide import Guide, follow, tighten
from solver.unpaid_work.polish import polish
from solver.unpaid_work.problem import Floats
from solver.unpaid_work.program import Program, stacked
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.side_by_side import Helpers
from solver.unpaid_work.two_sides import Relay, Steps, TwoSides

ROOT_SHARE, SESSIONS_SHARE, EVERYTHING_SHARE = 0.2, 0.4, 0.6
"""Shares of what is left that go into rows at the root, whole sessions and the whole rota, where sides take turns."""
ROOT_TOGETHER, TOGETHER = 0.6, 0.97
"""The same where both sides have all of it."""
ROUNDS = 8
"""Most times that sessions are made whole by the other side."""
PEOPLE_SHARE = 0.35
"""Share of what is left for people put into sessions that are advised."""
NEAR = 0.005
"""Share of its bound within which a point must be to be advice: sessions further off are not the best for anybody."""
TURN, UNADVISED = 0.25, 0.35
"""Share of what is left that goes into moves between two errands, where sides take turns; and where both have all of
it, before the relaxation is dived into for want of other advice."""


class Advice:
    """Whole sessions that branch and cut comes to; none of them is taken twice.

    Parameters
    ----------
    best
        What bound there is.
    formulation
        The rota's program.
    """

    def __init__(self, best: Best, formulation: Formulation) -> None:
        self._best, self._constant = best, formulation.constant
        self.count, self._cost = formulation.layout.counts, formulation.program.cost
        self._taken, self._tightened = set[bytes](), set[bytes]()
        self._point: Floats = np.zeros(0)
        self._value = np.inf

    def see(self, point: Floats) -> None:
        """Hear of a point."""
        value = float(self._cost @ point[: len(self._cost)]) + self._constant
        near = min(self._value, (1.0 + NEAR) * self._best.bound)
        if value < near and self._key(point) not in self._taken:
            self._point, self._value = point, value

    def is_there(self) -> bool:
        """Whether there is a point that nobody has taken."""
        return self._value < np.inf

    def take(self) -> Floats:
        """The best point since the last was taken."""
        self._taken.add(self._key(self._point))
        self._value = np.inf
        return self._point[: len(self._cost)]

    def tighten(self, guide: Guide, purse: Purse, point: Floats) -> bool:
        """Add the rows that are broken where sessions are as in a point; whether that is news."""
        key = self._key(point)
        if key in self._tightened:
            return False
        self._tightened.add(key)
        tighten(guide, purse, self.count, point)
        return True

    def _key(self, point: Floats) -> bytes:
        return np.round(point[self.count]).astype(np.int64).tobytes()


def plan_small(best: Best, purse: Purse, rng: np.random.Generator, helpers: Helpers) -> Guide:
    """Follow the relaxation and the advice of whole sessions, while branch and cut takes over the bound.

    Where no sessions are advised in time, the relaxation is dived into.
    """
    guide = follow(best.problem, formulate(best.problem), purse, lambda bound: best.prove(bound, "bound"))
    sides, relay, advice = TwoSides(best, purse, helpers), Relay(), Advice(best, guide.formulation)
    if not best.is_proved():
        relay.begin(_bound(guide, sides, advice))
    dived = False
    while (relay.is_on or advice.is_there()) and not purse.is_empty() and not best.is_proved():
        if advice.is_there():
            guide.point = advice.take()
            put_people(guide, best, purse, rng, units=PEOPLE_SHARE * purse.left, between=relay.poll)
            continue
        share = (1.0 if dived else UNADVISED) if sides.together else TURN
        polish(guide, best, purse, rng, units=share * purse.left, enough=lambda: relay.is_back() or advice.is_there())
        if not advice.is_there() and (dived or not sides.together or relay.is_back()):
            relay.go_on()
        if not (dived or advice.is_there()):
            take_advice(guide, best, purse, rng, between=relay.poll)
            dived = True
    return guide


def _bound(guide: Guide, sides: TwoSides, advice: Advice) -> Steps:
    """What branch and cut does, one errand after the other."""
    best, rows = sides.best, None
    for n in range(ROUNDS if len(advice.count) else 0):
        whole = _rota(guide, best, rows)
        sessions = sides.begin(
            sessions_whole, whole, share=SESSIONS_SHARE, most=TOGETHER, phase="whole sessions", see=advice.see
        )
        yield sessions
        answer = sessions.finish()
        if answer is None or answer.point is None or not advice.tighten(guide, sides.purse, answer.point):
            break
        if n == 1:
            whole = _rota(guide, best)
            root = sides.begin(rows_at_root, whole, share=ROOT_SHARE, most=ROOT_TOGETHER, phase="whole rota")
            yield root
            rows = root.finish()
    whole = begun_at(guide.problem, guide.formulation, _rota(guide, best, rows), best.solution)
    everything = sides.begin(everything_whole, whole, share=EVERYTHING_SHARE, most=TOGETHER, phase="whole rota")
    yield everything
    answer = everything.finish()
    if answer is not None and answer.point is not None:
        best.offer(solution_of(guide.problem, guide.formulation, answer.point), "whole rota")


def _rota(guide: Guide, best: Best, rows: Program | None = None) -> Whole:
    """The whole rota with the rows that the relaxation has found so far, and perhaps more."""
    formulation = guide.formulation
    program = guide.relaxation.tightened(formulation.program)
    return whole_rota(guide.problem, formulation, stacked([program, rows]) if rows else program, best.cost)
