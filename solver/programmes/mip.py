"""Programme groups as an integer program in PuLP.

Variables of each group, each 0 or 1: it is ``opened``; referral r ``joins``; facilitator f ``leads``; it ``meets`` in
room k. What can never be is not made a variable.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pulp
from numpy.typing import NDArray

from solver.programmes.cliques import binding_weeks, cliques, meeting
from solver.programmes.goals import fuller_savings, joining_costs, missing_costs, smallest_costs
from solver.programmes.problem import Mask, Problem, Solution, no_groups

Variables = dict[int, pulp.LpVariable]


@dataclass(frozen=True, slots=True)
class Group:
    """Variables of a group that could open.

    Attributes
    ----------
    opened
        The group opens.
    joins, leads, meets, oversees
        By referral, facilitator, room and treatment manager.
    fuller
        The first of them are 1, for as many members as the group has beyond the fewest.
    """

    opened: pulp.LpVariable
    joins: Variables
    leads: Variables
    meets: Variables
    oversees: Variables
    fuller: list[pulp.LpVariable]


@dataclass(frozen=True, slots=True)
class Program:
    """The integer program, and its variables by group."""

    problem: Problem
    lp: pulp.LpProblem
    groups: dict[int, Group]

    def post(self, row: pulp.LpConstraint) -> None:
        """Add a row."""
        self.lp.addConstraint(row)


def build(problem: Problem, among: NDArray[np.int64] | None = None) -> Program:
    """The integer program of the whole problem, or of a choice of its groups."""
    lp = pulp.LpProblem("programmes", pulp.LpMinimize)
    program = Program(problem, lp, {g: variables_of(problem, lp, g) for g in worth_a_variable(problem, among)})
    add_costs(program)
    for post in POSTS.values():
        post(program)
    return program


def worth_a_variable(problem: Problem, among: NDArray[np.int64] | None = None) -> list[int]:
    """Groups that could open, and those that a lock demands, so that a lock that cannot be kept is found out."""
    able = can_open(problem) if among is None else np.intersect1d(can_open(problem), among)
    return sorted({int(g) for g in able} | {int(g) for g in problem.must[:, 1]})


def variables_of(problem: Problem, lp: pulp.LpProblem, g: int) -> Group:
    """Variables of a group, for whatever can be."""

    def binaries(name: str, numbers: Mask) -> Variables:
        return {int(n): lp.add_variable(f"{name}_{g}_{n}", cat=pulp.LpBinary) for n in np.flatnonzero(numbers)}

    return Group(
        opened=lp.add_variable(f"opened_{g}", cat=pulp.LpBinary),
        joins=binaries("joins", problem.allowed[:, g]),
        leads=binaries("leads", able_facilitators(problem)[:, g]),
        meets=binaries("meets", able_rooms(problem)[:, g]),
        oversees=binaries("oversees", problem.oversight.able[:, g] & problem.oversight.wanted[g]),
        fuller=[lp.add_variable(f"fuller_{g}_{step}", cat=pulp.LpBinary) for step in range(len(steps_of(problem, g)))],
    )


def steps_of(problem: Problem, g: int) -> list[float]:
    """What members of a group beyond the fewest save by making it fuller, as long as they save anything."""
    return [float(saved) for saved in fuller_savings(problem, np.array([g]))[0] if saved > 0.0]


def can_open(problem: Problem) -> NDArray[np.int64]:
    """Groups that could open if no other did: enough people and staff, and a room for the fewest."""
    people = problem.allowed.sum(axis=0)
    team = able_facilitators(problem).sum(axis=0)
    rooms = (able_rooms(problem) & (problem.seats[:, None] >= problem.minimum[None, :])).any(axis=0)
    overseen = problem.oversight.alone(problem.calendar_of).any(axis=0) | ~problem.oversight.wanted
    return np.flatnonzero((people >= problem.minimum) & (team >= problem.needed) & rooms & overseen)


def able_facilitators(problem: Problem) -> Mask:
    """(F, G) bool: f could lead g, other groups aside."""
    return np.asarray(
        problem.facilitator_fits & problem.facilitator_free & ~problem.own_clash[problem.calendar_of][None, :]
    )


def able_rooms(problem: Problem) -> Mask:
    """(K, G) bool: g could meet in room k, other groups aside."""
    return np.asarray(problem.room_fits & problem.room_free & ~problem.own_overlap[problem.calendar_of][None, :])


def add_costs(program: Program) -> None:
    """Priced minutes: everybody left out, less what each place saves, and the groups opened."""
    problem = program.problem
    missing = missing_costs(problem)
    terms = [
        (variable, float(cost - missing[r]))
        for g, group in program.groups.items()
        for (r, variable), cost in zip(group.joins.items(), costs_of(problem, g, list(group.joins)), strict=True)
    ]
    costs = smallest_costs(problem, np.array(list(program.groups), dtype=np.int64)).tolist()
    terms += [(group.opened, cost) for group, cost in zip(program.groups.values(), costs, strict=True)]
    terms += [
        (variable, -saved)
        for g, group in program.groups.items()
        for variable, saved in zip(group.fuller, steps_of(problem, g), strict=True)
    ]
    program.lp.setObjective(pulp.LpAffineExpression(terms, constant=float(missing.sum())))


def costs_of(problem: Problem, g: int, referrals: Sequence[int]) -> NDArray[np.float64]:
    """Priced minutes of waiting and travel of referrals in a group."""
    members = np.array(referrals, dtype=np.int64)
    return joining_costs(problem, members, np.full(len(members), g))


def one_group_per_person(program: Program) -> None:
    """``sum over a person's referrals and groups of joins <= 1``."""
    places: dict[int, list[pulp.LpVariable]] = defaultdict(list)
    for group in program.groups.values():
        for r, variable in group.joins.items():
            places[int(program.problem.person[r])].append(variable)
    for variables in places.values():
        program.post(pulp.lpSum(variables) <= 1)


def group_size(program: Program) -> None:
    """``minimum opened <= members <= maximum opened`` and ``joins <= opened``, one by one, which tightens the bound.

    Of a running group, everybody who is there at one time within its places.
    """
    problem = program.problem
    for g, group in program.groups.items():
        members = pulp.lpSum(group.joins.values())
        program.post(members >= int(problem.minimum[g]) * group.opened + pulp.lpSum(group.fuller))
        program.post(members <= int(problem.maximum[g]) * group.opened)
        for variable in (*group.joins.values(), *group.fuller):
            program.post(variable <= group.opened)
    for groups, most in places_shared(problem, list(program.groups)):
        program.post(pulp.lpSum(v for g in groups for v in program.groups[g].joins.values()) <= most)


def places_shared(problem: Problem, groups: Sequence[int]) -> list[tuple[list[int], int]]:
    """Intakes, of these groups, whose people are in one running group at one time, and the places that it has."""
    some = problem.intakes.together[:, groups]
    inside = [[groups[n] for n in np.flatnonzero(row).tolist()] for row in some]
    return [(row, int(most)) for row, most in zip(inside, problem.intakes.places, strict=True) if row]


def facilitators(program: Program) -> None:
    """``sum over f of leads = needed opened`` and ``leads <= opened``."""
    for g, group in program.groups.items():
        if not program.problem.needed[g]:
            continue
        program.post(pulp.lpSum(group.leads.values()) == int(program.problem.needed[g]) * group.opened)
        for variable in group.leads.values():
            program.post(variable <= group.opened)


def facilitators_not_double_booked(program: Program) -> None:
    """``sum of leads <= 1`` over groups that all clash; session minutes of a week within those left."""
    problem = program.problem
    for f in range(len(problem.facilitator_ids)):
        leads = {g: group.leads[f] for g, group in program.groups.items() if f in group.leads}
        for clique in meeting(problem, problem.clash, list(leads)):
            program.post(pulp.lpSum(leads[g] for g in clique) <= 1)
        for minutes, left in binding_weeks(
            problem.group_minutes(np.array(list(leads), dtype=np.int64)), problem.minutes_left[f]
        ):
            terms = [(variable, int(m)) for variable, m in zip(leads.values(), minutes, strict=True) if m]
            program.post(pulp.LpAffineExpression(terms) <= float(left))
    for clique in meeting(problem, problem.clash, [g for g in program.groups if problem.needed[g]]):
        share_of_teams(program, clique)


def treatment_manager(program: Program) -> None:
    """``sum over t of oversees = opened``; never with a clashing lead; a week's groups and minutes fit."""
    problem, oversight = program.problem, program.problem.oversight
    for g, group in program.groups.items():
        if oversight.wanted[g]:
            program.post(pulp.lpSum(group.oversees.values()) == group.opened)
    for t, f in enumerate(oversight.facilitator.tolist()):
        oversees = {g: group.oversees[t] for g, group in program.groups.items() if t in group.oversees}
        leads = {g: group.leads[f] for g, group in program.groups.items() if f in group.leads}
        for g, variable in oversees.items():
            for other, lead in leads.items():
                if problem.clash[problem.calendar_of[g], problem.calendar_of[other]]:
                    program.post(variable + lead <= 1)
        runs = oversight.runs[problem.calendar_of[list(oversees)]].astype(np.int64)
        for weeks, left in binding_weeks(runs, oversight.groups_left[t].astype(np.float64)):
            program.post(pulp.lpSum(v for v, n in zip(oversees.values(), weeks, strict=True) if n) <= float(left))
        led = problem.group_minutes(np.array(list(leads), dtype=np.int64))
        minutes = np.concatenate([oversight.minutes * runs, led])
        for pattern, left in binding_weeks(minutes, oversight.minutes_left[t]):
            terms = zip([*oversees.values(), *leads.values()], pattern.tolist(), strict=True)
            program.post(pulp.LpAffineExpression([(v, m) for v, m in terms if m]) <= float(left))


def share_of_teams(program: Program, clique: Sequence[int]) -> None:
    """Groups that all clash open no oftener than whole teams can be made: implied above, but here rounded down."""
    for needed in {int(program.problem.needed[g]) for g in clique}:
        groups = [program.groups[g] for g in clique if program.problem.needed[g] >= needed]
        teams = len({f for group in groups for f in group.leads}) // needed
        if teams < len(groups):
            program.post(pulp.lpSum(group.opened for group in groups) <= teams)


def room_free(program: Program) -> None:
    """``sum over k of meets = opened``; members within the seats; ``sum of meets <= 1`` over overlapping groups."""
    problem = program.problem
    for g, group in program.groups.items():
        program.post(pulp.lpSum(group.meets.values()) == group.opened)
        seats = [(variable, int(min(problem.seats[k], problem.maximum[g]))) for k, variable in group.meets.items()]
        program.post(pulp.lpSum(group.joins.values()) <= pulp.LpAffineExpression(seats))
    for k in range(len(problem.room_ids)):
        meets = {g: group.meets[k] for g, group in program.groups.items() if k in group.meets}
        for clique in meeting(problem, problem.overlap, list(meets)):
            program.post(pulp.lpSum(meets[g] for g in clique) <= 1)


def keep_apart(program: Program) -> None:
    """``sum of joins <= opened`` over people of whom no two may meet; ``<= 1`` over who is in a running group then."""
    problem = program.problem
    count = len(problem.referral_ids)
    apart = np.zeros((count, count), dtype=np.bool_)
    apart[problem.apart[:, 0], problem.apart[:, 1]] = apart[problem.apart[:, 1], problem.apart[:, 0]] = True
    for group in program.groups.values():
        for clique in cliques([r for r in group.joins if apart[r].any()], apart):
            program.post(pulp.lpSum(group.joins[r] for r in clique) <= group.opened)
    for groups, _ in places_shared(problem, list(program.groups)):
        joins = [program.groups[g].joins for g in groups]
        for one, other in problem.apart.tolist() if len(groups) > 1 else ():
            program.post(pulp.lpSum(row[r] for row in joins for r in (one, other) if r in row) <= 1)


def not_excluded(program: Program) -> None:
    """``joins + leads <= opened`` for a person and a facilitator who must not meet."""
    shunned = program.problem.shunned
    for group in program.groups.values():
        for r, joins in group.joins.items():
            for f in np.flatnonzero(shunned[r]).tolist():
                if f in group.leads:
                    program.post(joins + group.leads[f] <= group.opened)


def locks_kept(program: Program) -> None:
    """``joins = 1`` for each ``must`` lock; without a variable, as for a pair not allowed, nothing is feasible."""
    for r, g, _ in program.problem.must:
        variable = program.groups[int(g)].joins.get(int(r))
        program.post((pulp.LpAffineExpression() if variable is None else variable) >= 1)


POSTS: dict[str, Callable[[Program], None]] = {
    "one_group_per_person": one_group_per_person,
    "group_size": group_size,
    "facilitators": facilitators,
    "facilitators_not_double_booked": facilitators_not_double_booked,
    "treatment_manager": treatment_manager,
    "room_free": room_free,
    "keep_apart": keep_apart,
    "not_excluded": not_excluded,
    "locks_kept": locks_kept,
}
"""Rules that stand as rows; those on who may join which group are kept by leaving the pair out."""


def values_of(program: Program, solution: Solution) -> dict[pulp.LpVariable, float]:
    """Variables that are 1 in a solution."""
    ones = []
    for g in np.flatnonzero(solution.opened):
        group = program.groups[int(g)]
        ones += [group.opened, group.meets[int(solution.room_of[g])]]
        ones += [group.leads[int(f)] for f in np.flatnonzero(solution.team[g])]
        ones += [group.oversees[int(t)] for t in solution.manager_of[[g]] if t >= 0]
        members = solution.members(int(g)).tolist()
        ones += [*(group.joins[r] for r in members), *group.fuller[: len(members) - int(program.problem.minimum[g])]]
    return dict.fromkeys(ones, 1.0)


def solution_of(program: Program) -> Solution:
    """The solution that the variables hold."""
    solution = no_groups(program.problem)
    for g, group in program.groups.items():
        solution.group_of[ones(group.joins)] = g
        solution.team[g, ones(group.leads)] = True
        solution.room_of[g] = next(iter(ones(group.meets)), -1)
        solution.manager_of[g] = next(iter(ones(group.oversees)), -1)
    return solution


def ones(variables: Variables) -> list[int]:
    """Numbers of the variables that are 1."""
    return [number for number, variable in variables.items() if variable.varValue > 0.5]
