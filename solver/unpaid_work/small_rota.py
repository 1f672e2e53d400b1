"""A small rota from two sides: branch and cut strengthens its bound, moves make the rota better.

Most of what the relaxation lacks are sessions that run by a third. The side of the bound looks for rows with everything
whole, then makes sessions whole while people are shared out, then everything. The sessions that it comes to are advice
for the side of the rota.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.unpaid_work.advice import do_as_advised, take_advice
from solver.unpaid_work.best import Best
from solver.unpaid_work.exact import Whole, begun_at, everything_whole, rows_at_root, sessions_whole, whole_rota
from solver.unpaid_work.formulate import formulate, solution_of
from solver.unpaid_work.guide import Guide, follow
from solver.unpaid_work.polish import polish
from solver.unpaid_work.problem import Floats
from solver.unpaid_work.program import stacked
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.side_by_side import Helpers
from solver.unpaid_work.two_sides import Relay, Steps, TwoSides

ROOT_SHARE, SESSIONS_SHARE, EVERYTHING_SHARE = 0.2, 0.4, 0.6
"""Shares of what is left that go into rows at the root, whole sessions and the whole rota, where sides take turns."""
ROOT_TOGETHER, TOGETHER = 0.6, 0.97
"""The same where both sides have all of it."""
TURN = 0.25
"""Share of what is left that goes into moves between two errands, where sides take turns."""


def plan_small(best: Best, purse: Purse, rng: np.random.Generator, helpers: Helpers) -> Guide:
    """Follow the relaxation and its advice, and that of whole sessions, while branch and cut takes over the bound."""
    sides, relay, advice = TwoSides(best, purse, helpers), Relay(), list[Floats]()
    guide = follow(best.problem, formulate(best.problem), purse, lambda bound: best.prove(bound, "bound"))
    if not best.is_proved():
        relay.begin(_bound(guide, sides, advice))
    take_advice(guide, best, purse, rng, between=relay.poll)
    while relay.is_on and not purse.is_empty() and not best.is_proved():
        units = (1.0 if sides.together else TURN) * purse.left
        polish(guide, best, purse, rng, units=units, enough=lambda: relay.is_back() or bool(advice))
        if not advice:
            relay.go_on()
        if advice:
            guide.point = advice[-1][: len(guide.point)]
            advice.clear()
            do_as_advised(guide, best, purse, rng, between=relay.poll)
    return guide


def _bound(guide: Guide, sides: TwoSides, advice: list[Floats]) -> Steps:
    """What branch and cut does, one errand after the other."""
    best = sides.best
    root = sides.begin(rows_at_root, _rota(guide, best), share=ROOT_SHARE, most=ROOT_TOGETHER, phase="whole rota")
    yield root
    rows, whole = root.finish(), _rota(guide, best)
    if rows is not None:
        whole = replace(whole, program=stacked([whole.program, rows]))
    if len(whole.numbers):
        sessions = sides.begin(
            sessions_whole, whole, share=SESSIONS_SHARE, most=TOGETHER, phase="whole sessions", see=advice.append
        )
        yield sessions
        sessions.finish()
    whole = begun_at(guide.problem, guide.formulation, whole, best.solution)
    everything = sides.begin(everything_whole, whole, share=EVERYTHING_SHARE, most=TOGETHER, phase="whole rota")
    yield everything
    answer = everything.finish()
    if answer is not None and answer.point is not None:
        best.offer(solution_of(guide.problem, guide.formulation, answer.point), "whole rota")


def _rota(guide: Guide, best: Best) -> Whole:
    """The whole rota with the rows that the relaxation has found so far."""
    formulation = guide.formulation
    return whole_rota(guide.problem, formulation, guide.relaxation.tightened(formulation.program), best.cost)
