"""The rota before the news: who is instructed and brought where, and who supervises, as the plan in force tells it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from models.decisions import Decisions
from models.scenario import Scenario
from models.unpaid_work import ProjectKind
from solver.unpaid_work.problem import Problem


@dataclass(frozen=True, slots=True)
class Before:
    """The rota before the news.

    Attributes
    ----------
    instructed
        Requirement, slot and week of every attendance.
    busy
        Requirement and day of everything else that the plan has the person do after the rota.
    riding
        Those among them whom a van was to bring.
    people, crew
        (S, W) int64: how many attend each session, and how many supervise it.
    """

    instructed: Set[tuple[int, int, int]]
    riding: Set[tuple[int, int, int]]
    busy: Set[tuple[int, date]]
    people: NDArray[np.int64]
    crew: NDArray[np.int64]


def before_news(problem: Problem, scenario: Scenario, decisions: Decisions) -> Before:
    """What a plan in force tells people and supervisors of the rota."""
    slot_at = {id: s for s, id in enumerate(problem.slots.ids)}
    row_at = {id: r for r, id in enumerate(problem.requirements.ids)}
    inductions = _slots_of_inductions(scenario)

    def week(on: date) -> int:
        return (on - problem.horizon_start).days // 7

    rows = [row for row in decisions.patterns if row.requirement in row_at]
    dates = [(row, (row_at[row.requirement], slot_at[row.slot], week(on)), on) for row in rows for on in row.dates]
    instructed = {place for row, place, _ in dates if not (row.one_off and row.slot in inductions)}
    people, crew = (np.zeros(problem.slots.has_date.shape, dtype=np.int64) for _ in range(2))
    for _, s, w in instructed:
        people[s, w] += 1
    for session in decisions.sessions:
        crew[slot_at[session.slot], week(session.on)] = len(session.supervisors)
    return Before(
        instructed=instructed,
        riding={place for row, place, on in dates if row.pick_up is not None and on not in row.alone_on},
        busy=_appointments(problem, decisions),
        people=people,
        crew=crew,
    )


def _slots_of_inductions(scenario: Scenario) -> set[str]:
    projects = (project for project in scenario.unpaid_work.projects if project.kind is ProjectKind.INDUCTION)
    return {slot.id for project in projects for slot in project.slots}


def _appointments(problem: Problem, decisions: Decisions) -> set[tuple[int, date]]:
    """Requirement and day of every appointment with a service of the requirement's person."""
    rows_of_person: dict[str, list[int]] = {}
    for r, person in enumerate(problem.requirements.person_ids):
        rows_of_person.setdefault(person, []).append(r)
    return {
        (r, appointment.on)
        for row in decisions.services
        for appointment in row.appointments
        for r in rows_of_person.get(row.person, ())
    }
