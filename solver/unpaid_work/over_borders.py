"""A bound for rotas of several units with people and supervisors over all borders.

The whole program takes more memory than there is. Left out here are whatever binds few: leave, languages, vans,
equipment, spare supervisors, minimum numbers. What is left falls apart into weeks of people and of supervisors once
room on each date has a price, and these are looked at exactly, so that any prices prove a bound.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from solver.options import Allowance
from solver.unpaid_work.border_steps import Region, Walk, least_of_people, most_of_supervisors, walk_on
from solver.unpaid_work.lessons import most_lessons
from solver.unpaid_work.problem import DAYS, Bools, Floats, Problem, frozen
from solver.unpaid_work.program import Index
from solver.unpaid_work.purse import Purse
from solver.unpaid_work.relaxation import SAFETY
from solver.unpaid_work.side_by_side import Tell

CHEAPEST = 60
"""Options of each requirement that the steps look at; the bound is worked out over all."""
STRIDE = 0.2
"""Steps of prices beside those of shares, in parts of what an option gains on average."""
RATE = 5e7
"""Steps times shares and prices in a unit of work."""
CHUNK, MOST_STEPS = 0.5, 500
"""Units of work after which the bound is worked out; and most steps until then."""
AFRESH, CHUNKS = 0.3, 4
"""Share of all steps, and chunks, over which prices are averaged before the average begins afresh."""
LEEWAY = 1e-9
"""Share of an hour that is put down to rounding."""


@dataclass(frozen=True, slots=True)
class Prices:
    """Prices of a session's room on each date, (S, W), and of one supervisor more than may stand on a slot, (S,)."""

    room: Floats
    crowd: Floats


def proved_over_borders(problem: Problem, allowance: Allowance, tell: Tell) -> None:
    """An errand: bounds for the undivided rota, told as they rise."""
    region, purse = region_of(problem), Purse(allowance)
    near = region_of(problem, among=_cheapest(problem))
    walk, stride = _begin(problem, near), STRIDE * float(problem.options.gain.mean())
    steps = 1 + min(MOST_STEPS, int(CHUNK * RATE / max(1, sum(part.size for part in walk))))
    best, taken, summed = -np.inf, 0, 0
    while not purse.is_empty():
        walk_on(near, walk, stride, steps)
        purse.book(CHUNK)
        taken, summed = taken + steps, summed + steps
        averaged = Prices(walk.room_sum / summed, walk.crowd_sum / summed)
        for prices in (Prices(walk.room, walk.crowd), averaged):
            bound = bound_at(problem, region, prices)
            if bound > best:
                best = bound
                tell(bound)
        if summed >= max(CHUNKS * steps, AFRESH * taken):
            walk.room_sum[:], walk.crowd_sum[:], summed = 0.0, 0.0, 0


def with_own_supervisors(problem: Problem) -> Problem:
    """The rota with supervisors at projects of their own unit alone."""
    own = problem.units.supervisor[:, None] == problem.units.slot[None, :]
    kept = replace(problem.supervisors, may_stand=frozen(problem.supervisors.may_stand & own))
    return replace(problem, supervisors=kept)


def bound_at(problem: Problem, region: Region, prices: Prices) -> float:
    """Lower bound on the cost of any rota that any prices, none below 0, prove.

    Parameters
    ----------
    region
        All options.
    """
    rows, ours = problem.requirements, region.most > 0.0
    unmet = problem.weights.unmet * float((rows.urgency * rows.sessions_per_week * rows.active_weeks).sum())
    told = problem.weights.notice * len(problem.told)
    room = prices.room.sum(axis=1)
    people = least_of_people(region, prices.room)
    supervisors = most_of_supervisors(region, np.where(ours, room - region.shift - prices.crowd, 0.0))
    crowd, unsupervised = float((prices.crowd * region.most).sum()), float(room[~ours].sum())
    terms = np.array([unmet, told, people, -supervisors, -crowd, -unsupervised])
    return float(terms.sum()) - SAFETY * float(np.abs(terms).sum())


def region_of(problem: Problem, *, among: Bools | None = None) -> Region:
    """The rota over all its options, or some of them: ``among``, (O,)."""
    options, slots, rows, supervisors = problem.options, problem.slots, problem.requirements, problem.supervisors
    possible = ~options.forbidden & _heard(problem)
    chosen = np.flatnonzero(possible if among is None else possible & among)
    requirement, slot = options.requirement[chosen], options.slot[chosen]
    supervisor, turn_slot = np.nonzero(supervisors.may_stand)
    sessions = rows.sessions_per_week.astype(np.int64)
    part = int(np.gcd.reduce(slots.minutes))
    eligible = supervisors.may_stand.sum(axis=0)
    return Region(
        first=np.searchsorted(requirement, np.arange(len(rows.ids) + 1)),
        slot=slot.astype(np.int64),
        weekday=slots.weekday[slot].astype(np.int64),
        lesson=options.ete[chosen] > 0,
        # So many slots at one project have one fee at least.
        net=options.cost[chosen] - options.gain[chosen] + problem.weights.project / sessions[requirement],
        held=np.ascontiguousarray(options.held[chosen]),
        takes=rows.takes[requirement] / np.maximum(1.0, slots.room[slot]),
        sessions=sessions,
        lessons=np.minimum(most_lessons(problem), sessions),
        turn_first=np.searchsorted(supervisor, np.arange(len(supervisors.ids) + 1)),
        turn_slot=turn_slot,
        day=slots.weekday.astype(np.int64),
        length=slots.minutes.astype(np.int64) // part,
        hours=np.floor(np.maximum(0.0, supervisors.minutes_a_week) / part + LEEWAY).astype(np.int64),
        most=np.minimum(slots.max_supervisors, np.maximum(1, eligible)).astype(float) * (slots.max_supervisors > 0),
        shift=problem.weights.shift * slots.has_date.sum(axis=1).astype(float),
    )


def _heard(problem: Problem) -> Bools:
    """(O,) bool: somebody could be there who speaks the person's language."""
    heard, may_stand = np.ones(len(problem.options.slot), dtype=np.bool_), problem.supervisors.may_stand
    speak: dict[int, list[int]] = {}
    for r, j in problem.speakers.tolist():
        speak.setdefault(r, []).append(j)
    for r in np.unique(problem.unheard[:, 0]).tolist():
        slots = problem.unheard[problem.unheard[:, 0] == r, 1]
        first, last = problem.options.first[r], problem.options.first[r + 1]
        silent = slots[~may_stand[np.ix_(speak.get(r, []), slots)].any(axis=0)]
        heard[first:last] = ~np.isin(problem.options.slot[first:last], silent)
    return heard


def _cheapest(problem: Problem) -> Bools:
    """(O,) bool: the cheapest options of each requirement, room apart."""
    options = problem.options
    order = np.lexsort((options.cost - options.gain, options.requirement))
    near = np.empty(len(order), dtype=np.bool_)
    near[order] = np.arange(len(order)) - options.first[options.requirement[order]] < CHEAPEST
    return near


def _begin(problem: Problem, region: Region) -> Walk:
    """Nobody anywhere, and sessions with a supervisor at what that costs, on their first date."""
    slots, weeks = len(region.shift), problem.num_weeks
    people, supervisors = len(region.sessions), len(region.hours)
    room = np.zeros((slots, weeks))
    every: Index = np.arange(slots)
    room[every, problem.slots.has_date.argmax(axis=1)] = np.where(region.most > 0.0, region.shift, 0.0)
    return Walk(
        option=np.zeros(len(region.slot)),
        turn=np.zeros(len(region.turn_slot)),
        room=room,
        crowd=np.zeros(slots),
        person=np.zeros(people),
        person_day=np.zeros((people, DAYS)),
        lesson=np.zeros(people),
        supervisor_day=np.zeros((supervisors, DAYS)),
        hour=np.zeros(supervisors),
        long_turn=np.zeros((supervisors, DAYS)),
        room_sum=np.zeros((slots, weeks)),
        crowd_sum=np.zeros(slots),
    )
