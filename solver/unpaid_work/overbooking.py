"""How many people may be instructed to a session: one linear row that keeps the chance of turning anybody away low.

People take **room** by how likely they are to turn up: ``log(1 - p + p e^t) / t`` of a place for a rate ``p``, which is
a whole place for somebody who always comes and little for somebody who hardly ever does. How much room so many places
have is found by trying every mix of people of two rates: it is as much as no mix that is too likely to be too many
would fit into. What the row lets through is then held against the exact chance (``within_places``).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations_with_replacement
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.unpaid_work.problem import Floats, Ints
from solver.unpaid_work.showing_up import kinds_of_day

PLACE = 60
"""Units of room that somebody takes who always turns up."""
STEPS = 20
"""Rates are rounded up to so many parts of a whole, at least to one, before room is reckoned."""
TILTS = (0.6, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0)
"""Values of ``t`` that are tried; the larger, the more an unlikely person counts beside a likely one."""
LARGEST = 24
"""Places up to which mixes are tried; room grows in proportion beyond."""
Pair = tuple[int, int, NDArray[np.int64], NDArray[np.int64]]


class Terms(NamedTuple):
    """What mixes are judged by.

    Attributes
    ----------
    levels
        Rates that occur, in ``STEPS``-ths, rising.
    risk, spread
        Largest chance of turning anybody away; spread of days.
    """

    levels: tuple[int, ...]
    risk: float
    spread: float

    @property
    def rates(self) -> Floats:
        """(L,): the levels as rates."""
        return np.array(self.levels) / STEPS


def room_taken_and_there(
    rates: Floats, places: Ints, supervisors: Ints, *, risk: float, spread: float
) -> tuple[Ints, Ints]:
    """Room that each person takes, and that each session has.

    Parameters
    ----------
    rates
        (R,): show-up rates.
    places, supervisors
        (S,): places for each supervisor present, or in all; most supervisors.
    risk, spread
        Largest chance of turning anybody away; spread of days.

    Returns
    -------
    taken, room
        (R,) and (S,): whole units; a person takes 1 and a session has its places where nothing may be risked. Any
        people who are no more than there are places always fit.
    """
    steps = np.maximum(1, np.ceil(np.round(STEPS * rates, 9))).astype(np.int64)
    terms = Terms(tuple(np.unique(steps).tolist()), risk, spread)
    numbers = _numbers(places, supervisors, len(rates))
    over_book = risk > 0.0 and terms.levels and numbers
    tilt = _best_tilt(terms, numbers, float(np.mean(steps)) / STEPS) if over_book else None
    if tilt is None:
        return np.ones(len(rates), dtype=np.int32), places.astype(np.int32)
    room = [_room(terms, int(c), int(m), tilt) for c, m in zip(places, supervisors, strict=True)]
    return _taken(steps / STEPS, tilt).astype(np.int32), np.array(room, dtype=np.int32)


def _numbers(places: Ints, supervisors: Ints, people: int) -> list[int]:
    """Numbers of places that mixes are tried for: those that can be full at all."""
    both = {int(c) * k for c, m in zip(places, supervisors, strict=True) for k in range(1, max(1, min(2, int(m))) + 1)}
    return sorted(c for c in both if 0 < c <= min(people, LARGEST))


def _best_tilt(terms: Terms, numbers: Iterable[int], rate: float) -> float | None:
    """The tilt that lets most people of the mean rate in, among those that let as many in as there are places."""
    dearest = _taken(terms.rates, np.array(TILTS)[:, None]).max(axis=1)
    usual = _taken(np.array([rate]), np.array(TILTS)[:, None])[:, 0]
    let_in = np.zeros(len(TILTS))
    for c in numbers:
        room = np.array(_rooms(terms, c))
        let_in += np.where(room >= c * dearest, room // usual, -np.inf)
    best = int(np.argmax(let_in))
    return TILTS[best] if np.isfinite(let_in[best]) else None


def _room(terms: Terms, places: int, supervisors: int, tilt: float) -> int:
    """Room for each supervisor present, such that one alone and two together have no more than they may."""
    at = TILTS.index(tilt)
    whole = []
    for k in range(1, max(1, min(2, supervisors)) + 1):
        tried = min(places * k, LARGEST)
        whole.append(_rooms(terms, tried)[at] * places // tried if tried else 0)
    return min(whole)


def _taken(rates: Floats, tilt: float | Floats) -> NDArray[np.int64]:
    taken = PLACE * np.log(1.0 - rates + rates * np.exp(tilt)) / tilt
    return np.asarray(np.ceil(np.round(taken, 9)), dtype=np.int64)


@lru_cache(maxsize=256)
def _rooms(terms: Terms, places: int) -> tuple[int, ...]:
    """Room that so many places have, for each tilt: less than any mix of two rates takes that is too many."""
    taken = _taken(terms.rates, np.array(TILTS)[:, None])
    least = [
        (taken[:, a, None] * one + taken[:, b, None] * other).min(axis=1)
        for a, b, one, other in _too_many(terms, places)
    ]
    return tuple((np.min(least, axis=0) - 1).tolist())


def _too_many(terms: Terms, places: int) -> Iterable[Pair]:
    """Mixes of two levels whose chance of being more than the places is above the risk."""
    by_day, share = kinds_of_day(terms.rates, terms.spread)
    there = [_up_to_too_many(rates, share, places, terms.risk) for rates in by_day]
    for a, b in combinations_with_replacement(range(len(terms.levels)), 2):
        at_most = np.cumsum(there[b], axis=-1)[:, :, ::-1]
        fits = np.einsum("nkj,mkj,k->nm", there[a], at_most, share, optimize=True)
        one, other = np.nonzero(1.0 - fits > terms.risk)
        yield a, b, one, other


def _up_to_too_many(rates: Floats, share: Floats, places: int, risk: float) -> Floats:
    """(N, 7, places + 1): chances of so many turning up of 0, 1, 2 ... people alike, until these are too many."""
    chance = np.zeros((len(rates), places + 1))
    chance[:, 0] = 1.0
    table = [chance]
    while 1.0 - share @ chance.sum(axis=1) <= risk:
        comes = chance[:, :-1] * rates[:, None]
        chance = chance * (1.0 - rates[:, None])
        chance[:, 1:] += comes
        table.append(chance)
    return np.array(table)
