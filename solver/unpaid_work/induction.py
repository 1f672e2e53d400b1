"""Inductions: who has one on which day, settled before the rota, since every other session waits for it.

A flow of people to places is exact; two people who must never meet are kept apart by branching.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from ortools.graph.python import min_cost_flow

from models.decisions import Decisions
from models.unpaid_work import ProjectKind
from solver.apart import who_must_not_meet
from solver.unpaid_work.eligibility import TABLE, Roll, away_weeks
from solver.unpaid_work.problem import Bools, Ints, frozen
from solver.unpaid_work.record import brought_up_to_date

OF_SITES = tuple(rule for name, rule in TABLE if name not in ("project_kind", "induction_first"))
"""Rules on a person and a slot that inductions keep, too."""
Session = tuple[int, int]
"""Slot and week."""


@dataclass(frozen=True, slots=True)
class Inductions:
    """Who has the induction when.

    Attributes
    ----------
    rows
        (I, 3) int32: requirement, slot and week of each induction, in rising order.
    first_week
        (R,) int32: first usable week, after the induction.
    without
        (R,) bool: the person needs an induction, and there is none.
    """

    rows: Ints
    first_week: Ints
    without: Bools


class _Case(NamedTuple):
    """Who could have the induction where, and what that costs.

    Attributes
    ----------
    options
        Price of each session for each of the people: days first, then minutes of travel.
    places
        Places at each session.
    apart
        Pairs of people who must never meet.
    """

    options: list[dict[Session, int]]
    places: dict[Session, int]
    apart: list[tuple[int, int]]


def settled(roll: Roll, before: Decisions | None) -> Inductions:
    """Inductions for as many people as can have one, as early as all of them together can, then near home.

    Parameters
    ----------
    roll
        Rows of the scenario, with first usable weeks as if nobody needed an induction.
    before
        Decisions in force, if any: whoever is instructed to an induction keeps it as long as it can be.
    """
    needing = _needing(roll)
    owners = [min(rows, key=lambda r: (roll.first_week[r], r)) for rows in needing]
    chosen = _cheapest(_case(roll, owners, before)) if owners else []
    first_week, without = roll.first_week.copy(), np.zeros(len(roll.people), dtype=np.bool_)
    rows = []
    for mine, owner, session in zip(needing, owners, chosen, strict=True):
        if session is None:
            without[mine] = True
        else:
            first_week[mine] = np.maximum(first_week[mine], session[1] + 1)
            rows.append((owner, *session))
    return Inductions(
        frozen(np.array(sorted(rows), dtype=np.int32).reshape(-1, 3)), frozen(first_week), frozen(without)
    )


def _needing(roll: Roll) -> list[list[int]]:
    """Requirements of everyone who needs an induction, in a region that has a project for it."""
    regions = {roll.directory.region_of_pdu[row.pdu] for row in roll.projects if row.kind is ProjectKind.INDUCTION}
    done = {row.person for row in brought_up_to_date(roll.scenario) if row.induction_done}
    rows: dict[str, list[int]] = {}
    for r, person in enumerate(roll.people):
        if person.id not in done and roll.directory.region_of_person(person) in regions:
            rows.setdefault(person.id, []).append(r)
    return list(rows.values())


def _case(roll: Roll, owners: list[int], before: Decisions | None) -> _Case:
    slots = [s for s, (project, _) in enumerate(roll.slots) if project.kind is ProjectKind.INDUCTION]
    travel = roll.travel[owners][:, roll.slot_project[slots]].astype(np.int64)
    allowed = _allowed(roll, owners, slots)
    held = (roll.has_date & ~roll.closed)[slots]
    instructed = _instructed(roll, before)
    a_day = 1 + int(travel.max(initial=0))
    options: list[dict[Session, int]] = []
    for i, r in enumerate(owners):
        mine = {}
        free = ~away_weeks(roll, roll.people[r])[slots]
        for t, w in np.argwhere(allowed[i][:, None] & held & free).tolist():
            session = (slots[t], w)
            if w >= roll.first_week[r]:
                days = 7 * w + int(roll.slot_weekday[slots[t]])
                kept = instructed.get(roll.people[r].id) == session
                mine[session] = 0 if kept else 1 + days * a_day + int(travel[i, t])
        options.append(mine)
    places = {(s, w): roll.slots[s][0].places for mine in options for s, w in mine}
    return _Case(options, places, [(i, j) for i, j in who_must_not_meet([roll.people[r] for r in owners]).tolist()])


def _allowed(roll: Roll, owners: list[int], slots: list[int]) -> Bools:
    """(I, T) bool: every rule on a person and a slot but that of the kind allows the induction."""
    part = replace(
        roll,
        requirements=tuple(roll.requirements[r] for r in owners),
        people=tuple(roll.people[r] for r in owners),
        slots=tuple(roll.slots[s] for s in slots),
        slot_project=roll.slot_project[slots],
        slot_weekday=roll.slot_weekday[slots],
        slot_start=roll.slot_start[slots],
        slot_end=roll.slot_end[slots],
        travel=roll.travel[owners],
        first_week=roll.first_week[owners],
        has_date=roll.has_date[slots],
        serves=roll.serves[slots],
    )
    return np.asarray(np.logical_and.reduce([rule(part) for rule in OF_SITES]))


def _instructed(roll: Roll, before: Decisions | None) -> dict[str, Session]:
    """Inductions that people are instructed to already."""
    slot_at = {slot.id: s for s, (_, slot) in enumerate(roll.slots)}
    start = roll.scenario.horizon.start
    return {
        row.person: (slot_at[row.slot], (row.dates[0] - start).days // 7)
        for row in (before.patterns if before else ())
        if row.one_off and row.dates and row.slot in slot_at
    }


def _cheapest(case: _Case) -> list[Session | None]:
    """The cheapest sessions for everybody: where two must not meet, one of them or the other goes elsewhere."""
    best: list[Session | None] = [None] * len(case.options)
    cost = None
    waiting: list[list[dict[Session, int]]] = [case.options]
    while waiting:
        options = waiting.pop()
        total, chosen = _flow(options, case.places, case.options)
        if cost is not None and total >= cost:
            continue
        meeting = next(_meeting(chosen, case.apart), None)
        if meeting is None:
            best, cost = chosen, total
            continue
        for i in meeting:
            fewer = [
                {q: price for q, price in mine.items() if n != i or q != chosen[i]} for n, mine in enumerate(options)
            ]
            waiting.append(fewer)
    return best


def _meeting(chosen: list[Session | None], apart: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for i, n in apart:
        if chosen[i] is not None and chosen[i] == chosen[n]:
            yield i, n


def _flow(
    options: list[dict[Session, int]], places: dict[Session, int], priced: list[dict[Session, int]]
) -> tuple[int, list[Session | None]]:
    """Cheapest sessions within the places; leaving somebody out costs more than all sessions together."""
    left_out = 1 + sum(max(mine.values(), default=0) for mine in priced)
    flow: Any = min_cost_flow.SimpleMinCostFlow()
    people, sessions = len(options), sorted(places)
    node = {q: people + n for n, q in enumerate(sessions)}
    sink = people + len(sessions)
    arcs: dict[int, tuple[int, Session]] = {}
    for i, mine in enumerate(options):
        flow.set_node_supply(i, 1)
        flow.add_arc_with_capacity_and_unit_cost(i, sink, 1, left_out)
        for q, price in mine.items():
            arcs[flow.add_arc_with_capacity_and_unit_cost(i, node[q], 1, price)] = (i, q)
    for q in sessions:
        flow.add_arc_with_capacity_and_unit_cost(node[q], sink, places[q], 0)
    flow.set_node_supply(sink, -people)
    status = flow.solve()
    assert status == flow.OPTIMAL, "everybody can be left out"
    chosen: list[Session | None] = [None] * people
    for arc, (i, q) in arcs.items():
        if flow.flow(arc):
            chosen[i] = q
    return int(flow.optimal_cost()), chosen
