"""``starts_without_place``: places left for people who are expected to start, of whom nothing else is known yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from models.scenario import Scenario
from models.unpaid_work import Project, ProjectKind
from solver.unpaid_work.attending import held_dates
from solver.unpaid_work.layout import Layout, Starts
from solver.unpaid_work.problem import Bools, Floats, Ints, Newcomers, Problem, Requirements, Slots, Solution, frozen
from solver.unpaid_work.program import UNLIMITED, Sheet
from solver.unpaid_work.showing_up import turn_away_chances, usual_rate

KINDS = (ProjectKind.GROUP, ProjectKind.INDIVIDUAL, ProjectKind.INDEPENDENT)
"""Kinds of project at which somebody can start."""
LEAST_RATE = 0.05
"""Lowest usual rate that is reckoned with."""
LEEWAY = 1e-9
"""Chance above the risk that is put down to rounding."""


def newcomers_of(scenario: Scenario, projects: Sequence[Project], slot_project: Ints, has_date: Bools) -> Newcomers:
    """How many people are expected in each unit, and what each slot has for them; ``projects`` by column."""
    number = {unit.id: u for u, unit in enumerate(scenario.estate.pdus)}
    expected = np.zeros(len(number), dtype=np.int32)
    week = np.full(len(number), -1, dtype=np.int32)
    for row in scenario.unpaid_work.new_starts:
        begins = (row.week - scenario.horizon.start).days // 7
        expected[number[row.pdu]] += row.people
        week[number[row.pdu]] = max(week[number[row.pdu]], min(begins + 1, scenario.horizon.weeks - 1))
    unit = np.array([number[project.pdu] for project in projects], dtype=np.int64)[slot_project]
    later = has_date & (np.arange(has_date.shape[1]) >= week[unit][:, None])
    open_to = np.array([_open(project) for project in projects], dtype=np.bool_)[slot_project]
    open_to &= (expected[unit] > 0) & later.any(axis=1)
    risk, spread = scenario.policy.turn_away_risk.value, scenario.policy.shared_day_spread.value
    rate = max(LEAST_RATE, usual_rate(scenario))
    counts = [_most_people(rate, projects[k].places, risk, spread) for k in slot_project.tolist()]
    return Newcomers(
        expected=frozen(expected),
        week=frozen(week),
        counts=frozen(np.where(open_to, np.array(counts, dtype=np.int32), 0).astype(np.int32)),
        looked_at=frozen(np.where(open_to, later.argmax(axis=1), -1).astype(np.int32)),
    )


def _open(project: Project) -> bool:
    return project.kind in KINDS and not project.women_only and not project.certificates


@lru_cache(maxsize=256)
def _most_people(rate: float, places: int, risk: float, spread: float) -> int:
    """Most people of a rate of whom more than there are places turn up with no greater chance than the risk."""
    people = places
    while people < places / LEAST_RATE:
        chance = turn_away_chances(np.full((1, people + 1), rate), np.array([places]), spread)[0]
        if chance > risk + LEEWAY:
            break
        people += 1
    return people


def stays(requirements: Requirements, slots: Slots, newcomers: Newcomers, pairs: Ints) -> Bools:
    """(N,) bool: a (requirement, slot) pair holds a place that somebody who starts could have had."""
    requirement, slot = pairs[:, 0], pairs[:, 1]
    held = held_dates(requirements, slots, requirement, slot)
    week = newcomers.looked_at[slot]
    return np.asarray(held[np.arange(len(slot)), week] & (week >= 0))


def places_left(problem: Problem, solution: Solution) -> Ints:
    """(U,) int64: places left in each unit; below 0 where sessions hold more people than they count for."""
    slots, newcomers = problem.slots, problem.newcomers
    there = np.bincount(solution.supervised[:, 0], minlength=len(slots.ids))
    runs = np.bincount(solution.standing[:, 1], minlength=len(slots.ids)) > 0
    times = np.where(slots.max_supervisors > 0, there, runs | (slots.minimum <= 1))
    held = stays(problem.requirements, slots, newcomers, solution.standing)
    left = np.bincount(problem.units.slot, newcomers.counts * times, minlength=len(newcomers.expected))
    left -= np.bincount(problem.units.slot[solution.standing[:, 1]], held, minlength=len(newcomers.expected))
    return np.asarray(np.round(left), dtype=np.int32)


def too_few_places(problem: Problem, solution: Solution) -> Ints:
    """(U,) int64: people expected in each unit for whom no place is left."""
    expected = problem.newcomers.expected
    return np.where(expected > 0, np.maximum(0, expected - places_left(problem, solution)), 0).astype(np.int32)


def places_taken(problem: Problem, solution: Solution) -> Floats:
    """(O,) float64: what an option costs those who are to start, where a rota leaves some of them without a place."""
    lacking = too_few_places(problem, solution)[problem.units.slot[problem.options.slot]] > 0
    return np.asarray(problem.weights.starts * (lacking & problem.options.stays))


def add_newcomers(sheet: Sheet, problem: Problem, layout: Layout) -> Layout:
    """A column for each unit with a forecast, the people for whom no place is left, and the row that asks for it."""
    newcomers, slots, options = problem.newcomers, problem.slots, problem.options
    units = np.flatnonzero(newcomers.expected) if problem.weights.starts else np.zeros(0, dtype=np.int64)
    most = newcomers.expected[units] + np.bincount(
        problem.units.slot[options.slot[options.stays]], minlength=len(newcomers.expected)
    )[units].astype(float)
    column = sheet.add_columns(np.full(len(units), problem.weights.starts), 0.0 * most, most, whole=True)
    starts = Starts(units, column + np.arange(len(units)))
    times = np.where(slots.max_supervisors > 0, layout.count, layout.runs)
    always = np.where(times < 0, newcomers.counts, 0)
    for u, short in zip(starts.unit.tolist(), starts.column.tolist(), strict=True):
        own = problem.units.slot == u
        row = sheet.add_rows(np.full(1, float(newcomers.expected[u] - always[own].sum())), np.full(1, UNLIMITED))
        sheet.put(np.full(1, row), np.full(1, short), 1.0)
        some = np.flatnonzero(own & (times >= 0) & (newcomers.counts > 0))
        sheet.put(np.full(len(some), row), times[some], newcomers.counts[some].astype(float))
        held = np.flatnonzero(options.stays & own[options.slot])
        sheet.put(np.full(len(held), row), layout.option[held], -1.0)
    return replace(layout, starts=starts)
