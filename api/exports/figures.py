"""Rows of the pictures: what a plan and current practice come to, practitioner by practitioner and week by week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np

from models.goals import Part
from models.plan import Plan
from models.scenario import Scenario
from solver.allocation import Problem, compile_problem
from solver.baseline.allocation import current_practice
from solver.calendar import running_timetable
from solver.plan import chosen_profile, goals_of

Row = dict[str, str | int | float]
"""A row of a picture's data."""

PLAN, PRACTICE = "this plan", "current practice"
"""The two that are compared, by the words that stand in the pictures."""
TAKEN, LEFT_OVER = "places taken", "places left over"
"""What becomes of a place in a session, by the words that stand in the pictures."""


def workloads(scenario: Scenario, plan: Plan) -> list[Row]:
    """Workload of every practitioner with available points, in this plan and under current practice, in per cent.

    ``place`` numbers the practitioners from 1 by their workload under current practice, lowest first.
    """
    goals = goals_of(chosen_profile(scenario, plan.provenance.profile), Part.ALLOCATION)
    problem = compile_problem(scenario, goals, running_timetable(scenario))
    ours = shares(problem, ((row.case, row.practitioner) for row in plan.decisions.cases))
    holders = current_practice(problem).holder
    theirs = shares(
        problem, ((c, problem.practitioners[j]) for c, j in zip(problem.cases, holders, strict=True) if j >= 0)
    )
    order = sorted(theirs, key=lambda practitioner: (theirs[practitioner], practitioner))
    return [
        {"place": place, "practitioner": practitioner, "of": of, "workload": round(100 * found[practitioner], 2)}
        for place, practitioner in enumerate(order, start=1)
        for of, found in ((PRACTICE, theirs), (PLAN, ours))
    ]


def shares(problem: Problem, held: Iterable[tuple[str, str]]) -> dict[str, float]:
    """Workload as a share of available points, by practitioner with any.

    Parameters
    ----------
    held
        Pairs of case and practitioner.
    """
    points = dict(zip(problem.cases, problem.points.tolist(), strict=True))
    load: Counter[str] = Counter(dict(zip(problem.practitioners, problem.existing.tolist(), strict=True)))
    for case, practitioner in held:
        load[practitioner] += points[case]
    return {
        practitioner: load[practitioner] / int(problem.available[j])
        for j, practitioner in enumerate(problem.practitioners)
        if problem.available[j] > 0
    }


def weeks_of_work(scenario: Scenario, plan: Plan) -> list[Row]:
    """Places of unpaid-work sessions in each week of the horizon, taken and left over."""
    taken: Counter[date] = Counter()
    places: Counter[date] = Counter()
    for session in plan.decisions.sessions:
        monday = session.on - timedelta(days=session.on.weekday())
        taken[monday] += session.instructed
        places[monday] += session.places
    return [
        {"week": number, "of": of, "rank": rank, "places": amount}
        for number in range(1, scenario.horizon.weeks + 1)
        for monday in (scenario.horizon.start + timedelta(weeks=number - 1),)
        for rank, (of, amount) in enumerate(
            ((TAKEN, taken[monday]), (LEFT_OVER, max(0, places[monday] - taken[monday])))
        )
    ]


def groups(plan: Plan) -> list[Row]:
    """Groups that open: first and last day, and how many people join."""
    runs = sorted(plan.decisions.groups, key=lambda run: (run.sessions[0].on, run.sessions[-1].on, run.group_option))
    return [
        {
            "group": run.group_option,
            "programme": run.template,
            "first": run.sessions[0].on.isoformat(),
            "last": run.sessions[-1].on.isoformat(),
            "members": len(run.members),
            "label": f"{len(run.members)} people",
        }
        for run in runs
    ]


def spread(rows: list[Row], of: str) -> tuple[float, float]:
    """Lowest and highest workload in per cent, of the plan or of current practice."""
    found = np.array([float(row["workload"]) for row in rows if row["of"] == of])
    return float(found.min()), float(found.max())
