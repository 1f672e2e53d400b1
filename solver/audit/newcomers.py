"""Unpaid work: people who are expected to start, and what slots count for with them."""

from __future__ import annotations

from collections import Counter
from functools import partial

import numpy as np

from models.unpaid_work import Project, ProjectKind
from solver.audit.finding import leeway
from solver.audit.pairs import Index
from solver.audit.rota import Rota, project_of
from solver.audit.showing_up import Floats, too_many_of

SELDOM = 0.05
"""Nobody is thought to turn up more seldom than that."""


def expected_in(rota: Rota) -> dict[str, tuple[int, int]]:
    """People forecast in each unit, and the week of the horizon that is looked at."""
    people, last = Counter[str](), dict[str, int]()
    for row in rota.rows.scenario.unpaid_work.new_starts:
        people[row.pdu] += row.people
        week = (row.week - rota.days[0]).days // 7 + 1
        last[row.pdu] = max(last.get(row.pdu, 0), min(week, len(rota.days) // 7 - 1))
    return {pdu: (number, last[pdu]) for pdu, number in people.items()}


def takes_starts(rota: Rota) -> dict[int, int]:
    """Day of the horizon that counts, of each slot that is open to people who are forecast."""
    expected, days = expected_in(rota), {}
    for s in range(len(rota.slots)):
        project = project_of(rota, s)
        if project.pdu in expected and _open(project):
            later = np.flatnonzero(rota.dates[s, 7 * expected[project.pdu][1] :])
            if later.size:
                days[s] = 7 * expected[project.pdu][1] + int(later[0])
    return days


def _open(project: Project) -> bool:
    closed = {ProjectKind.INDUCTION, ProjectKind.ETE}
    return project.kind not in closed and not (project.women_only or project.certificates)


def open_slots(rota: Rota) -> Index:
    """(S,) int64: 1 for slots that are open to people who are forecast."""
    flags = np.zeros(len(rota.slots), dtype=np.int64)
    flags[[s for s in takes_starts(rota) if most_of_the_usual(rota, project_of(rota, s).places)]] = 1
    return flags


def most_of_the_usual(rota: Rota, places: int) -> int:
    """Most people of the usual rate of whom no more than the places turn up, but for the risk."""
    risk = rota.rows.scenario.policy.turn_away_risk.value
    chance = partial(_too_many, rota.rates.seldom(SELDOM), rota.rates.share, places)
    people = places
    while people < places / SELDOM and chance(people + 1) <= risk + leeway(risk):
        people += 1
    return people


def _too_many(comes: Floats, share: Floats, places: int, people: int) -> float:
    return too_many_of([comes] * people, share, places)
