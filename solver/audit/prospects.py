"""Unpaid work: what each requirement could be given, looked at alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.audit.exceptions import as_seen_by
from solver.audit.newcomers import open_slots
from solver.audit.notice import fresh, told_already
from solver.audit.pairs import Flags, Index
from solver.audit.rota import Rota, dates_between, turns_between
from solver.audit.unpaid_work import allowed, by_project, travel_of
from solver.audit.unpopular import nobody_likes

MINUTES_WITHOUT_SLOT = 420
"""Length of a session that weeks are reckoned with where no slot is allowed (``docs/formulation.md``)."""


@dataclass(frozen=True, slots=True)
class Prospects:
    """What the allowed slots of each requirement amount to.

    Attributes
    ----------
    shortest
        (R,) int64: minutes of the shortest session.
    active
        (R,) int64: active weeks.
    pairs
        (K, 11) int64: of each allowed pair that serves any week its requirement, minutes of travel to all held dates,
        held dates on which wanted skills are missed, 1 where the project of now is left, held dates that would be news
        at short notice, 1 where the slot is unpopular, minutes forgone, 1 where it is open to new starts that are
        forecast, minutes more to all held dates without the van that is not needed, weeks of supervision (none where
        ``max_supervisors = 0``), and served weeks.
    most_held
        (R,) int64: most minutes that an allowed slot holds.
    common, common_forgone
        Greatest common divisors of travel minutes, with and without the van, times held dates and of minutes forgone
        over all allowed slots; 0 where there is none.
    """

    shortest: Index
    active: Index
    pairs: Index
    most_held: Index
    common: int
    common_forgone: int


def prospects_of(rota: Rota) -> Prospects:
    """Prospects of every requirement."""
    count = len(rota.requirements)
    shortest, active, most = (np.zeros(count, dtype=np.int64) for _ in range(3))
    common = common_forgone = 0
    pairs = [np.zeros((0, 11), dtype=np.int64)]
    told = told_already(rota)
    weeks, awaited = _weeks_of_supervision(rota), open_slots(rota)
    for r in range(count):
        slots = np.flatnonzero(allowed(rota, r))
        minutes = travel_of(rota, r)[rota.project_of[slots]]
        work = slots[~rota.ete[slots]]
        shortest[r] = rota.length[work].min() if work.size else MINUTES_WITHOUT_SLOT
        active[r] = _active_weeks(rota, r, int(shortest[r]))
        served = served_weeks(rota, r, int(active[r]), slots)
        all_held = held_dates(rota, r)
        held = all_held[slots]
        journeys, missed, left = minutes * held, held * misses_skills(rota, r)[slots], leaves_project(rota, r)[slots]
        own = np.full(len(slots), r, dtype=np.int64)
        news = fresh(rota, r, told, all_held)[slots]
        disliked = nobody_likes(rota)[slots]
        there = held_minutes(rota, r, all_held)[slots]
        most[r] = there.max(initial=0)
        less = most[r] - there
        alone = rota.alone[r][rota.project_of[slots]]
        detour = np.where(alone >= 0, alone - minutes, 0) * held
        row = [own, journeys, missed, left, news, disliked, less, awaited[slots], detour, weeks[slots], served]
        pairs.append(np.stack(row, axis=1)[served > 0])
        common = int(np.gcd.reduce(np.concatenate([journeys, detour]), initial=common))
        common_forgone = int(np.gcd.reduce(less, initial=common_forgone))
    return Prospects(shortest, active, np.concatenate(pairs), most, common, common_forgone)


def misses_skills(rota: Rota, r: int) -> Flags:
    """(S,) bool: the plan asks for skills, and the project of the slot offers none of them."""
    wanted = frozenset(rota.requirements[r].wanted_skills)
    return by_project(
        rota, "misses_skills", wanted, lambda project: bool(wanted) and wanted.isdisjoint(project.skills_offered)
    )


def leaves_project(rota: Rota, r: int) -> Flags:
    """(S,) bool: the slot belongs to another project than the one that the person goes to now."""
    now = rota.requirements[r].current_project
    return by_project(rota, "leaves_project", now, lambda project: now not in (None, project.id))


def _weeks_of_supervision(rota: Rota) -> Index:
    """(S,) int64: weeks in which a slot has a date, where it takes a supervisor of ours."""
    supervised = np.array([project.max_supervisors > 0 for project in rota.projects], dtype=np.bool_)
    return np.asarray(rota.dates.sum(axis=1) * supervised[rota.project_of], dtype=np.int64)


def served_weeks(rota: Rota, r: int, active: int, slots: Index) -> Index:
    """(K,) int64: turns of each of the slots in the active weeks of a requirement, if it has a date there at all.

    Of education, training and employment the weeks after the last held date do not count.
    """
    rota = as_seen_by(rota, r)
    first = int(rota.first_usable[r])
    end = first + 7 * active
    served = (turns_between(rota, first, end) * (dates_between(rota, first, end) > 0))[slots]
    for k in np.flatnonzero(rota.ete[slots] & (served > 0)).tolist():
        s = int(slots[k])
        held = np.flatnonzero(rota.dates[s, first:])[: held_number(rota, r, s)]
        until = first + int(held.max(initial=-1)) + 1
        served[k] = turns_between(rota, first, min(end, 7 * (-(-until // 7))))[s] if held.size else 0
    return served


def held_dates(rota: Rota, r: int) -> Index:
    """(S,) int64: dates on which a place on each slot would be held for a requirement."""
    left = dates_between(as_seen_by(rota, r), int(rota.first_usable[r]), len(rota.days))
    enough = -(-rota.left[r] // (rota.requirements[r].sessions_per_week * rota.length))
    enough = np.where(rota.ete, np.minimum(enough, rota.ete_left[r] // rota.length), enough)
    return np.asarray(np.minimum(left, enough), dtype=np.int64)


def held_minutes(rota: Rota, r: int, held: Index) -> Index:
    """(S,) int64: minutes of so many held dates on each slot, no more than a slot's share of the minutes left."""
    share = -(-int(rota.left[r]) // rota.requirements[r].sessions_per_week)
    return np.asarray(np.minimum(held * rota.length, share), dtype=np.int64)


def held_number(rota: Rota, r: int, s: int) -> int:
    """Dates on which a place on one slot would be held for a requirement."""
    before, first, length = (
        as_seen_by(rota, r).dates_before[s],
        int(rota.first_usable[r]),
        int(rota.end[s] - rota.start[s]),
    )
    left = int(before[-1] - before[min(first, len(rota.days))])
    enough = -(-int(rota.left[r]) // (rota.requirements[r].sessions_per_week * length))
    return min(left, enough, int(rota.ete_left[r]) // length if rota.ete[s] else enough)


def _active_weeks(rota: Rota, r: int, shortest: int) -> int:
    usable = max(0, len(rota.days) - int(rota.first_usable[r])) // 7
    a_week = rota.requirements[r].sessions_per_week * shortest
    return min(usable, -(-int(rota.left[r]) // a_week))
