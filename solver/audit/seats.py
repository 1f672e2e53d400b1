"""Unpaid work: who rides in which van, and where vans go."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import combinations

from models.errors import Violation
from models.goals import Part
from solver.audit.attendance import held_on, kept_on, van_on
from solver.audit.finding import Findings, violation
from solver.audit.rota import Rota, dates_of, must_ride, project_of, rides
from solver.audit.vans import longest_ride, may_go, serves


def seats_in_van(rota: Rota) -> Findings:
    """Everybody who rides has a seat on every date, and seats go to whom they should go; without a van nobody rides."""
    for r, slots in rota.standing.items():
        for s in (s for s in slots if rides(rota, r, s) and s not in rota.vans):
            ids = (rota.requirements[r].id, rota.slots[s].id)
            yield violation("seats_in_van", Part.UNPAID_WORK, ids, "{} rides to {}, but no van goes.".format(*ids))
    alone = _told_to_come_alone(rota)
    yield from _enough_seats(rota, alone)
    yield from _seats_week_by_week(rota)
    yield from _seats_of_the_day(rota, alone)


def _told_to_come_alone(rota: Rota) -> set[tuple[int, int, date]]:
    """Requirement, slot and day of those who ride on other days and are told to come alone on this one."""
    rows = (row for row in rota.patterns if row.alone_on)
    return {(rota.requirement_at[row.requirement], rota.slot_at[row.slot], day) for row in rows for day in row.alone_on}


def _enough_seats(rota: Rota, alone: set[tuple[int, int, date]]) -> Iterator[Violation]:
    """On every date, no more people who ride hold a place than the slot's van has seats."""
    riding: Counter[tuple[int, date]] = Counter()
    for r, slots in rota.standing.items():
        for s in (s for s in slots if rides(rota, r, s)):
            riding.update((s, day) for day in kept_on(rota, r, s) if (r, s, day) not in alone)
    for (r, s), days in rota.changes.arriving.items():
        riding.update((s, day) for day in days if rides(rota, r, s))
    for (s, day), number in riding.items():
        van = van_on(rota, s, day) or rota.vans.get(s)
        if van is not None and number > rota.rows.vans[van].seats:
            sentence = f"{number} people ride to slot {rota.slots[s].id} on {day}, more than van {van} has seats."
            yield violation("seats_in_van", Part.UNPAID_WORK, (rota.slots[s].id, van), sentence)


def _seats_week_by_week(rota: Rota) -> Iterator[Violation]:
    """Seats go to those who cannot come but by the van, then to those whom they save most, as far as they go."""
    on_slot: dict[int, dict[int, list[date]]] = defaultdict(dict)
    for r in sorted(rota.standing):
        for s in (s for s in rota.standing[r] if s in rota.vans):
            on_slot[s][r] = held_on(rota, r, s)
    for s, held in on_slot.items():
        seats = rota.rows.vans[rota.vans[s]].seats
        taken = Counter(day for r in held if must_ride(rota, r, s) for day in held[r])
        could = [r for r in held if rota.alone[r, rota.project_of[s]] >= 0]
        for r in sorted(could, key=lambda r: -_saved(rota, r, s) * len(held[r])):
            seat = all(taken[day] < seats for day in held[r])
            taken.update(held[r] if seat else ())
            if seat != rides(rota, r, s):
                yield _wrong_seat(rota, r, s, "has a seat in the van" if seat else "has no seat in the van")


def _seats_of_the_day(rota: Rota, alone: set[tuple[int, int, date]]) -> Iterator[Violation]:
    """On dates without the standing van, seats of the one that goes instead go likewise; others come alone."""
    riding: dict[tuple[int, date], list[int]] = defaultdict(list)
    for r in sorted(rota.standing):
        for s in (s for s in rota.standing[r] if rides(rota, r, s) and s in rota.vans):
            for day in (day for day in kept_on(rota, r, s) if van_on(rota, s, day) != rota.vans[s]):
                riding[s, day].append(r)
    follows: set[tuple[int, int, date]] = set()
    for (s, day), mine in riding.items():
        van, could = van_on(rota, s, day), [r for r in mine if not must_ride(rota, r, s)]
        arriving = [r for (r, t), days in rota.changes.arriving.items() if t == s and day in days]
        needed = len(mine) - len(could) + sum(must_ride(rota, r, s) for r in arriving)
        left = max(0, rota.rows.vans[van].seats - needed) if van is not None else 0
        could.sort(key=lambda r: -_saved(rota, r, s))
        follows.update((r, s, day) for r in could[left:])
    rows = (row for row in rota.patterns if not row.one_off)
    told = {(rota.requirement_at[row.requirement], rota.slot_at[row.slot], day) for row in rows for day in row.dates}
    for r, s, day in sorted((follows & told) ^ alone):
        yield _wrong_seat(rota, r, s, f"comes alone on {day}" if (r, s, day) in follows else f"rides on {day}")


def _saved(rota: Rota, r: int, s: int) -> int:
    """Minutes one way that a seat saves somebody who could come alone."""
    k = rota.project_of[s]
    return int(rota.alone[r, k] - rota.travel[r, k])


def _wrong_seat(rota: Rota, r: int, s: int, what: str) -> Violation:
    ids = (rota.requirements[r].id, rota.slots[s].id)
    sentence = f"By the order in which seats go, {ids[0]} {what} of slot {ids[1]}; the plan says otherwise."
    return violation("seats_in_van", Part.UNPAID_WORK, ids, sentence)


def vans_not_double_booked(rota: Rota) -> Findings:
    """A van of the unit goes to a slot, always the same, on the road on one of its dates, and to one slot at a time.

    A slot of which sessions have changed keeps its van, on the road or not.
    """
    others = {(row.slot, row.on) for row in rota.changes.told.vans}
    standing = [row for row in rota.sessions if row.van is not None and (row.slot, row.on) not in others]
    named = {(session.slot, session.van) for session in standing}
    for slot, _ in {pair for pair in named if rota.vans[rota.slot_at[pair[0]]] != pair[1]}:
        yield violation("vans_not_double_booked", Part.UNPAID_WORK, (slot,), f"Two vans go to slot {slot}.")
    slots_of: dict[str, list[int]] = defaultdict(list)
    kept = {(row.slot, row.van) for row in rota.changes.told.supervision}
    for s, van in rota.vans.items():
        slots_of[van].append(s)
        goes = serves if (rota.slots[s].id, van) in kept else partial(may_go, dates=dates_of(rota, s))
        if not goes(rota.rows, project_of(rota, s), van):
            ids = (van, rota.slots[s].id)
            yield violation("vans_not_double_booked", Part.UNPAID_WORK, ids, "Van {} may not go to {}.".format(*ids))
    for van, slots in slots_of.items():
        for s, t in combinations(slots, 2):
            if out_at_once(rota, s, t):
                sentence = f"Van {van} would be out for two slots at once."
                yield violation("vans_not_double_booked", Part.UNPAID_WORK, (van,), sentence)


def out_at_once(rota: Rota, s: int, t: int) -> bool:
    """Whether a van is out for two slots of a weekday at the same time, the rides there and back counted."""
    ride = {u: longest_ride(project_of(rota, u)) for u in (s, t)}
    meet = all(rota.start[u] - ride[u] < rota.end[v] + ride[v] for u, v in ((s, t), (t, s)))
    return bool(rota.weekday[s] == rota.weekday[t] and meet)
