"""Rooms and teams for groups whose members are chosen: one after the other where that works, else by CP-SAT."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from ortools.sat.python import cp_model

from solver.programmes.cliques import binding_weeks, meeting
from solver.programmes.filling import fill, open_the_best
from solver.programmes.mip import able_facilitators
from solver.programmes.problem import Problem, Solution
from solver.programmes.staffing import Draft

DETERMINISTIC_TIME = 2.0
"""Deterministic time that CP-SAT gets for teams and rooms."""
MOST_TOGETHER = 80
"""Groups whose teams and rooms CP-SAT settles at a time."""

Members = dict[int, list[int]]
"""Referrals by group."""
Bools = dict[tuple[int, int], cp_model.IntVar]


def crewed(
    problem: Problem, members: Members, teams: Members, rooms: dict[int, int], kept: Solution | None = None
) -> Solution:
    """A solution with these groups beside those kept, as far as rooms and teams go, filled up as well as can be.

    Parameters
    ----------
    teams
        Facilitators by group where they are chosen already, else empty.
    rooms
        Room of each group.
    """
    draft = Draft(problem, kept)
    closed = with_teams(draft, members, teams, rooms) if teams else one_by_one(draft, members)
    if closed:
        draft = Draft(problem, kept)
        if len(members) <= MOST_TOGETHER:
            together(draft, members)
        one_by_one(draft, {g: members[g] for g in [*closed, *members] if draft.room_of[g] < 0})
        open_the_best(draft)
    fill(draft)
    return draft.solution


def with_teams(draft: Draft, members: Members, teams: Members, rooms: dict[int, int]) -> list[int]:
    """Open groups with their teams in their rooms; those without a manager, or with people apart, stay closed.

    So do those of whose team somebody oversees a group that is open already, at that time or without an hour to spare.
    """
    closed = [g for g, people in members.items() if draft.problem.shunned[np.ix_(people, teams[g])].any()]
    opened: list[int] = []
    for g in members:
        if g not in closed and np.isin(teams[g], draft.free_facilitators(g)).all():
            draft.open_as(g, rooms[g], teams[g])
            opened.append(g)
    closed = [g for g in members if g not in opened]
    for g in opened:
        if not draft.find_manager(g):
            closed.append(g)
        else:
            draft.place_all(g, members[g])
    return closed


def one_by_one(draft: Draft, members: Members) -> list[int]:
    """Open groups, those first that fewest could lead; those that could not open."""
    able = able_facilitators(draft.problem)[:, list(members)].sum(axis=0)
    sizes = np.array([len(people) for people in members.values()])
    groups = list(members)
    closed = []
    for place in np.lexsort((-sizes, able)).tolist():
        g = groups[place]
        if draft.seats(g) < len(members[g]) or not draft.staffed(g):
            closed.append(g)
            continue
        draft.open(g, len(members[g]), members[g])
        if not draft.place_all(g, members[g]):
            closed.append(g)
    return closed


def together(draft: Draft, members: Members) -> None:
    """Let CP-SAT find rooms and teams for as many people as can be, beside the groups that the draft has open."""
    problem, groups = draft.problem, list(members)
    model = cp_model.CpModel()
    opened = {g: model.new_bool_var(f"opened_{g}") for g in groups}
    leads: Bools = {}
    meets: Bools = {}
    for g in groups:
        free = {f for f in draft.free_facilitators(g).tolist() if not problem.shunned[members[g], f].any()}
        for f in free:
            leads[g, f] = model.new_bool_var(f"leads_{g}_{f}")
        model.add(sum(leads[g, f] for f in free) == int(problem.needed[g]) * opened[g])
        rooms = [k for k in draft.free_rooms(g).tolist() if problem.seats[k] >= len(members[g])]
        for k in rooms:
            meets[g, k] = model.new_bool_var(f"meets_{g}_{k}")
        model.add(sum(meets[g, k] for k in rooms) == opened[g])
    _once(model, problem, leads, meets)
    _hours(model, draft, leads)
    worth = {g: int(problem.priority[people].sum()) for g, people in members.items()}
    model.maximize(sum(worth[g] * variable for g, variable in opened.items()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = DETERMINISTIC_TIME
    solver.parameters.catch_sigint_signal = False
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return
    found = [g for g in groups if solver.value(opened[g])]
    for g in found:
        team = [f for (h, f), variable in leads.items() if h == g and solver.value(variable)]
        room = next(k for (h, k), variable in meets.items() if h == g and solver.value(variable))
        draft.open_as(g, room, team)
    for g in found:
        if draft.find_manager(g):
            draft.place_all(g, members[g])


def _once(model: cp_model.CpModel, problem: Problem, leads: Bools, meets: Bools) -> None:
    """Nobody leads two groups that clash; no room holds two that overlap."""
    for variables, clash in ((leads, problem.clash), (meets, problem.overlap)):
        groups_of: dict[int, list[int]] = defaultdict(list)
        for g, other in variables:
            groups_of[other].append(g)
        for other, groups in groups_of.items():
            for clique in meeting(problem, clash, groups):
                model.add_at_most_one(variables[g, other] for g in clique)


def _hours(model: cp_model.CpModel, draft: Draft, leads: Bools) -> None:
    """No week holds more minutes than a facilitator has left."""
    problem = draft.problem
    groups_of: dict[int, list[int]] = defaultdict(list)
    for g, f in leads:
        groups_of[f].append(g)
    for f, groups in groups_of.items():
        minutes = problem.group_minutes(np.array(groups, dtype=np.int64))
        for pattern, left in binding_weeks(minutes, draft.minutes_left(f)):
            terms = [int(m) * leads[g, f] for g, m in zip(groups, pattern, strict=True) if m]
            model.add(sum(terms) <= int(left + 1e-6))
