"""Rows of the pictures: what a plan and current practice come to, practitioner by practitioner and week by week."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import numpy as np

from models.decisions import Decisions
from models.goals import Part
from models.plan import Plan
from models.scenario import Scenario
from models.staff import Role
from solver.allocation import Problem, compile_problem
from solver.allocation.problem import ITEM_KINDS, NOBODY, Indices, ItemKind
from solver.allocation.solution import loads
from solver.allocation.work import ROLES
from solver.baseline.allocation import current_practice
from solver.calendar import running_timetable
from solver.plan import goals_of_plan

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
    goals = goals_of_plan(scenario, plan, Part.ALLOCATION)
    problem = compile_problem(scenario, goals, running_timetable(scenario))
    ours = shares(problem, holders_of(problem, plan.decisions))
    theirs = shares(problem, current_practice(problem).holder)
    order = sorted(theirs, key=lambda practitioner: (theirs[practitioner], practitioner))
    return [
        {"place": place, "practitioner": practitioner, "of": of, "workload": round(100 * found[practitioner], 2)}
        for place, practitioner in enumerate(order, start=1)
        for of, found in ((PRACTICE, theirs), (PLAN, ours))
    ]


def holders_of(problem: Problem, decisions: Decisions) -> Indices:
    """(N,) int32 who has each item by the decisions of a plan."""
    taker = {(ItemKind.CASE, row.case): row.practitioner for row in decisions.cases}
    taker |= {(ITEM_KINDS[row.kind], row.id): row.staff for row in decisions.duties}
    index = {id: j for j, id in enumerate(problem.staff)}
    named = (taker.get((ItemKind(kind), id)) for kind, id in zip(problem.kinds.tolist(), problem.items, strict=True))
    return np.array([NOBODY if id is None else index[id] for id in named], dtype=np.int32)


def shares(problem: Problem, holder: Indices) -> dict[str, float]:
    """Workload as a share of available points, all periods together, by practitioner with any."""
    load, available = loads(problem, holder).sum(axis=1), problem.available.sum(axis=1)
    practitioners = problem.has_role[ROLES.index(Role.PRACTITIONER)]
    return {
        problem.staff[j]: float(load[j] / available[j])
        for j in np.flatnonzero(practitioners & (available > 0)).tolist()
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
    """Groups that open or are joined: first and last day, and how many people join."""
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
