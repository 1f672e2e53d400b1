"""What the rota's arrays hold of each requirement, slot, supervisor, van, unit and allowed pair.

Axes: R requirements, S project slots, K projects, W weeks of the horizon, J supervisors, O options, that is allowed
(requirement, slot) pairs. A slot has at most one date in a week, so a date is a (slot, week) pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """The array, read-only from now on."""
    array.flags.writeable = False
    return array


def ints(values: Sequence[int] | NDArray[Any]) -> Ints:
    """Whole numbers as a read-only array."""
    return frozen(np.asarray(values, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Requirements:
    """Requirements that take part: those with minutes left.

    Attributes
    ----------
    ids, person_ids
        Identifiers of requirement and person.
    person
        (R,) int32: index of the person; two requirements of one person share it.
    sessions_per_week
        (R,) int32: standing slots wanted.
    remaining
        (R,) int32: minutes left.
    first_week
        (R,) int32: first usable week; W where there is none.
    active_weeks
        (R,) int32: number of active weeks, from the first usable week on.
    most_held
        (R,) int32: most minutes that an allowed slot holds; 0 without one.
    urgency
        (R,) int32: 1, 2 or 3.
    sentence_day, deadline_day
        (R,) int32: day of sentence, the order in which current practice takes people, and deadline, as ordinals.
    rate
        (R,) float64: chance that the person turns up when instructed.
    takes
        (R,) int32: room that a place held takes (``overbooking.py``).
    ete_left
        (R,) int32: minutes that may still be education, training and employment.
    away
        (R,) int32: which of ``Slots.away`` holds for the person; -1 for somebody who is free on every date or on none.
    """

    ids: tuple[str, ...]
    person_ids: tuple[str, ...]
    person: Ints
    sessions_per_week: Ints
    remaining: Ints
    first_week: Ints
    active_weeks: Ints
    most_held: Ints
    urgency: Ints
    sentence_day: Ints
    deadline_day: Ints
    rate: Floats
    takes: Ints
    ete_left: Ints
    away: Ints


@dataclass(frozen=True, slots=True)
class Slots:
    """Standing times at which projects can run.

    Attributes
    ----------
    ids, project_ids
        Identifiers of each slot and of the projects.
    pick_ups
        Of each project, its pick-ups with the minutes before a session at which a van leaves there.
    project, weekday
        (S,) int32: index of the project; 0 for Monday to 6 for Sunday.
    start, end, minutes
        (S,) int32: minutes since midnight; length in minutes.
    places
        (S,) int32: places for each supervisor present, or in all where ``max_supervisors`` is 0.
    room
        (S,) int32: what the people for whom a place is held may take, for each supervisor present or in all.
    max_supervisors
        (S,) int32.
    minimum
        (S,) int32: fewest requirements on a running slot, at least 1.
    has_date
        (S, W) bool: the slot has a date in the week.
    serves
        (S, W) bool: it has one, or would but for a bank holiday.
    closed
        (S, W) bool: its session of the week falls out.
    ete
        (S,) bool: what is worked there is education, training and employment.
    unpopular
        (S,) bool: it is to be spread fairly, since nobody likes it.
    away
        (S, X, W) bool: somebody with the commitments of that number is not free on the slot's day in the week.
    """

    ids: tuple[str, ...]
    project_ids: tuple[str, ...]
    pick_ups: tuple[tuple[tuple[str, int], ...], ...]
    project: Ints
    weekday: Ints
    start: Ints
    end: Ints
    minutes: Ints
    places: Ints
    room: Ints
    max_supervisors: Ints
    minimum: Ints
    has_date: Bools
    serves: Bools
    closed: Bools
    ete: Bools
    unpopular: Bools
    away: Bools


@dataclass(frozen=True, slots=True)
class Supervisors:
    """Staff who can supervise.

    Attributes
    ----------
    ids
        Staff codes.
    minutes_a_week
        (J,) float64: contracted minutes.
    may_stand
        (J, S) bool: qualified, active, in the region, within the working pattern, and free of clashes with other
        bookings.
    present
        (J, S, W) bool: not on leave or training on the slot's date in the week.
    """

    ids: tuple[str, ...]
    minutes_a_week: Floats
    may_stand: Bools
    present: Bools


@dataclass(frozen=True, slots=True)
class Vans:
    """Vans that bring people to sessions.

    Attributes
    ----------
    ids
        Identifiers.
    seats
        (V,) int32: seats for people.
    may_go
        (V, S) bool: of the project's unit, which has pick-ups, and on the road on one of the slot's dates.
    on_road
        (V, S, W) bool: on the road on the slot's day in the week.
    out, back
        (S,) int32: minutes since midnight at which a van is at the first pick-up, and there again after the session.
    """

    ids: tuple[str, ...]
    seats: Ints
    may_go: Bools
    on_road: Bools
    out: Ints
    back: Ints


@dataclass(frozen=True, slots=True)
class Units:
    """Delivery units, in the order of the scenario.

    Attributes
    ----------
    ids
        Identifiers.
    requirement, slot, supervisor
        (R,), (S,), (J,) int32: unit of the person, of the project, of the supervisor's team.
    """

    ids: tuple[str, ...]
    requirement: Ints
    slot: Ints
    supervisor: Ints


@dataclass(frozen=True, slots=True)
class Newcomers:
    """People who are expected to start, of whom nothing else is known.

    Attributes
    ----------
    expected, week
        (U,) int32: how many in each unit, and the week that is looked at; -1 where nobody is expected.
    counts
        (S,) int32: people that the slot counts for, for each supervisor or in all; 0 where it is not open to them.
    looked_at
        (S,) int32: week of the date that counts; -1 where the slot is not open to them.
    """

    expected: Ints
    week: Ints
    counts: Ints
    looked_at: Ints


@dataclass(frozen=True, slots=True)
class Equipment:
    """Protective equipment: shelves, that is depots and kinds, and the stocks on them on each weekday.

    Attributes
    ----------
    shelf, first
        (S, E) int32: shelves that people on a slot draw on, and the first stock of each on the slot's weekday; -1 for
        none, or for one without limit.
    fits
        (R, G) int32: which stock of each shelf fits the person, counted from the first.
    sets
        (A,) int32: sets in each stock.
    """

    shelf: Ints
    first: Ints
    fits: Ints
    sets: Ints

    def stocks(self, requirement: Ints, slot: Ints) -> Ints:
        """(N, E) int32: stocks from which the people of (requirement, slot) pairs take a set; -1 for none."""
        shelf = self.shelf[slot]
        if shelf.shape[1] == 0:
            return shelf
        return np.where(shelf >= 0, self.first[slot] + self.fits[requirement[:, None], shelf], -1).astype(np.int32)


@dataclass(frozen=True, slots=True)
class PairOptions:
    """Allowed (requirement, slot) pairs, sorted by requirement, then slot.

    Attributes
    ----------
    first
        (R + 1,) int32: options of requirement r are ``first[r]:first[r + 1]``.
    requirement, slot, travel
        (O,) int32: indices; minutes one way.
    cost
        (O,) float64: weighted travel and missed skills over the held dates, instructions at short notice, leaving the
        project of now, and a first unpopular slot, in priced minutes.
    gain
        (O,) float64: cost of unmet sessions, and of instructions not kept, that standing here takes away, in priced
        minutes.
    held
        (O, W) bool: a place is held for the person on the slot's date in the week.
    rides, could_come
        (O,) bool: the van brings the person; who could come alone, too.
    detour
        (O,) float64: what coming alone costs more than riding, in priced minutes; 0 for who could not.
    ete
        (O,) int32: minutes of education, training and employment that the held dates come to.
    equipment
        (O, E) int32: stocks of protective equipment from which the person takes a set; -1 for none.
    stays
        (O,) bool: a place is held that somebody who is expected to start could have had.
    locked, forbidden
        (O,) bool: a lock demands, or forbids, the pair.
    """

    first: Ints
    requirement: Ints
    slot: Ints
    travel: Ints
    cost: Floats
    gain: Floats
    held: Bools
    rides: Bools
    could_come: Bools
    detour: Floats
    ete: Ints
    equipment: Ints
    stays: Bools
    locked: Bools
    forbidden: Bools
