"""A small rota from two sides: branch and cut strengthens its bound, moves make the rota better."""

from __future__ import annotations

import numpy as np

from solver.unpaid_work.advice import do_as_advised, take_advice
from solver.unpaid_work.exact import begun_at, everything_whole, sessions_whole, whole_rota
from solver.unpaid_work.formulate import solution_of
from solver.unpaid_work.guide import Guide
from solver.unpaid_work.polish import polish
from solver.unpaid_work.two_sides import Enough, TwoSides

SESSIONS_SHARE, EVERYTHING_SHARE = 0.55, 0.5
"""Shares of what is left that go into whole sessions, and then into the whole rota, where both sides take turns."""
MOST_TOGETHER = 0.92
"""Share of what is left that whole sessions may take where both sides have all of it: advice is to come in time."""
LAST = 0.97
"""The same of the whole rota."""


def by_two_sides(guide: Guide, sides: TwoSides, rng: np.random.Generator) -> None:
    """Whole sessions while the relaxation's advice is taken; then the whole rota, while the better advice is."""
    problem, formulation = guide.problem, guide.formulation
    best, purse = sides.best, sides.purse

    def first(units: float, enough: Enough) -> None:
        end = purse.left - units
        take_advice(guide, best, purse, rng)
        polish(guide, best, purse, rng, units=purse.left - end, enough=enough)

    def second(units: float, enough: Enough) -> None:
        end = purse.left - units
        if advice is not None:
            guide.point = advice[: len(guide.point)]
            do_as_advised(guide, best, purse, rng)
        polish(guide, best, purse, rng, units=purse.left - end, enough=enough)

    whole, advice = whole_rota(problem, formulation, guide.relaxation.tightened(formulation.program)), None
    found = sides.share(sessions_whole, whole, first, share=SESSIONS_SHARE, most=MOST_TOGETHER, phase="whole sessions")
    if best.is_proved() or purse.is_empty():
        return
    if found is not None:
        whole, advice = found[0], found[1].point
    whole = begun_at(problem, formulation, whole, best.solution)
    answer = sides.share(everything_whole, whole, second, share=EVERYTHING_SHARE, most=LAST, phase="whole rota")
    if answer is not None and answer.point is not None:
        best.offer(solution_of(problem, formulation, answer.point), "whole rota")
