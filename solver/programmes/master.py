"""The integer program of a choice of groups, in which teams are only counted where there are very many.

Who leads is then settled afterwards (``crew.py``); what is left out makes the program easier, never harder to satisfy,
so that its bound holds for the whole problem restricted to these groups.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pulp
from numpy.typing import NDArray

from solver.programmes.cliques import binding_weeks, cliques, meeting
from solver.programmes.mip import able_rooms, places_shared
from solver.programmes.pool import Pool
from solver.programmes.problem import Problem, Solution

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Master:
    """The program, with its variables by place of the group in the pool.

    Attributes
    ----------
    opened, joins
        Variables of a group, and of its pairs by place among the pool's.
    leads
        Variables of a facilitator on a course; empty where the pool only counts teams.
    meets
        Variables of a group in a room.
    fuller
        Variables of a group, the first of them 1 for as many members as it has beyond the fewest.
    """

    lp: pulp.LpProblem
    opened: dict[int, pulp.LpVariable]
    joins: dict[int, dict[int, pulp.LpVariable]]
    leads: dict[tuple[int, int], pulp.LpVariable]
    meets: dict[tuple[int, int], pulp.LpVariable]
    fuller: dict[int, list[pulp.LpVariable]]

    def values(self, pool: Pool, solution: Solution) -> dict[pulp.LpVariable, float]:
        """Variables that are 1 in a solution whose free groups are all among these."""
        ones = []
        for n, pairs in self.joins.items():
            if solution.room_of[pool.groups[n]] >= 0:
                ones.append(self.opened[n])
                inside = [v for k, v in pairs.items() if solution.group_of[pool.referral[k]] == pool.groups[n]]
                ones += [*inside, *self.fuller[n][: len(inside) - int(pool.fewest[n])]]
                ones.append(self.meets[n, int(solution.room_of[pool.groups[n]])])
                for f in np.flatnonzero(solution.team[pool.groups[n]]).tolist() if self.leads else ():
                    ones.append(self.leads[int(pool.course[n]), f])
        return dict.fromkeys(ones, 1.0)

    def teams(self, pool: Pool) -> dict[int, list[int]]:
        """Facilitators of each group that opens, shared out among the groups of a course; empty if only counted."""
        free: dict[int, list[int]] = defaultdict(list)
        for (course, f), variable in self.leads.items():
            if variable.varValue > 0.5:
                free[course].append(f)
        teams = {}
        for n, variable in self.opened.items() if self.leads else ():
            if variable.varValue > 0.5:
                staff, needed = free[int(pool.course[n])], int(pool.needed[n])
                teams[int(pool.groups[n])] = [staff.pop() for _ in range(needed)]
        return teams

    def rooms(self, pool: Pool) -> dict[int, int]:
        """Room of each group that opens."""
        return {int(pool.groups[n]): k for (n, k), variable in self.meets.items() if variable.varValue > 0.5}

    def chosen(self, pool: Pool) -> dict[int, list[int]]:
        """Members (referrals) of each group that opens, by number of the group."""
        return {
            int(pool.groups[n]): [int(pool.referral[k]) for k, v in self.joins[n].items() if v.varValue > 0.5]
            for n, variable in self.opened.items()
            if variable.varValue > 0.5
        }


def master_of(problem: Problem, pool: Pool, among: Sequence[int], kept: Sequence[int], solution: Solution) -> Master:
    """The program of some groups, with others kept as they are.

    Parameters
    ----------
    among
        Groups to choose from, by place in the pool.
    kept
        Open groups that stay as ``solution`` has them; their people, rooms and teams are not there for others. Intakes
        of one running group are all among the choice, or none is.
    """
    lp = pulp.LpProblem("groups", pulp.LpMinimize)
    away = {int(p) for n in kept for p in problem.person[solution.members(int(pool.groups[n]))]}
    opened = {n: lp.add_variable(f"opened_{n}", cat=pulp.LpBinary) for n in among}
    joins = {
        n: {
            k: lp.add_variable(f"joins_{n}_{k}", cat=pulp.LpBinary)
            for k in range(pool.begins[n], pool.begins[n + 1])
            if int(pool.person[k]) not in away
        }
        for n in among
    }
    leads = {
        (c, f): lp.add_variable(f"leads_{c}_{f}", cat=pulp.LpBinary)
        for c, f in free_leads(problem, pool, {int(pool.course[n]) for n in among}, kept, solution)
    }
    meets = {
        (n, k): lp.add_variable(f"meets_{n}_{k}", cat=pulp.LpBinary)
        for n, k in free_rooms(problem, pool, among, kept, solution)
    }
    fuller = {
        n: [lp.add_variable(f"fuller_{n}_{s}", cat=pulp.LpBinary) for s in range(len(pool.steps(n)))] for n in among
    }
    master = Master(lp, opened, joins, leads, meets, fuller)
    costs = [(v, float(pool.opening[n])) for n, v in opened.items()]
    costs += [(v, -saved) for n, steps in fuller.items() for v, saved in zip(steps, pool.steps(n), strict=True)]
    costs += [(v, -float(pool.gain[k])) for pairs in joins.values() for k, v in pairs.items()]
    lp.setObjective(pulp.LpAffineExpression(costs, constant=pool.left_out - worth_kept(pool, kept, solution)))
    _sizes(master, pool)
    _berths(master, problem, pool)
    _people(master, pool)
    _together(master, pool, kept)
    _rooms(master, problem, pool)
    _teams(master, problem, pool, kept, solution)
    _apart(master, problem, pool)
    _excluded(master, problem, pool)
    _locks(master, problem, pool)
    return master


def worth_kept(pool: Pool, kept: Sequence[int], solution: Solution) -> float:
    """What groups that stay as they are save."""
    total = 0.0
    for n in kept:
        pairs = slice(pool.begins[n], pool.begins[n + 1])
        inside = solution.group_of[pool.referral[pairs]] == pool.groups[n]
        fuller = pool.fuller[n, : int(inside.sum()) - int(pool.fewest[n])]
        total += float(pool.gain[pairs][inside].sum()) - float(pool.opening[n]) + float(fuller.sum())
    return total


def _sizes(master: Master, pool: Pool) -> None:
    for n, opened in master.opened.items():
        members = list(master.joins[n].values())
        fuller = master.fuller[n]
        master.lp.addConstraint(pulp.lpSum(members) >= int(pool.fewest[n]) * opened + pulp.lpSum(fuller))
        master.lp.addConstraint(pulp.lpSum(members) <= int(pool.most[n]) * opened)
        for variable in (*members, *fuller):
            master.lp.addConstraint(variable <= opened)


def _berths(master: Master, problem: Problem, pool: Pool) -> None:
    """Everybody who is in a running group at one time finds a place there; of two who must not meet, one at most."""
    place = {int(pool.groups[n]): n for n in master.opened}
    for groups, most in places_shared(problem, list(place)):
        pairs = [(int(pool.referral[k]), v) for g in groups for k, v in master.joins[place[g]].items()]
        master.lp.addConstraint(pulp.lpSum(v for _, v in pairs) <= most)
        for two in problem.apart.tolist() if len(groups) > 1 else ():
            master.lp.addConstraint(pulp.lpSum(v for r, v in pairs if r in two) <= 1)


def _people(master: Master, pool: Pool) -> None:
    places: dict[int, list[pulp.LpVariable]] = defaultdict(list)
    for pairs in master.joins.values():
        for k, variable in pairs.items():
            places[int(pool.person[k])].append(variable)
    for variables in places.values():
        master.lp.addConstraint(pulp.lpSum(variables) <= 1)


def _together(master: Master, pool: Pool, kept: Sequence[int]) -> None:
    left = pool.room_for.copy()
    for n in kept:
        left[pool.row[pool.row_begins[n] : pool.row_begins[n + 1]]] -= 1
    rows: dict[int, list[pulp.LpVariable]] = defaultdict(list)
    for n, opened in master.opened.items():
        for i in pool.row[pool.row_begins[n] : pool.row_begins[n + 1]]:
            rows[int(i)].append(opened)
    for i, groups in rows.items():
        if len(groups) > left[i]:
            master.lp.addConstraint(pulp.lpSum(groups) <= int(max(0, left[i])))


def free_leads(
    problem: Problem, pool: Pool, courses: set[int], kept: Sequence[int], solution: Solution
) -> list[tuple[int, int]]:
    """Courses and facilitators who could lead them beside the groups that stay."""
    calendars: dict[int, list[int]] = defaultdict(list)
    for n in kept:
        for f in np.flatnonzero(solution.team[pool.groups[n]]).tolist():
            calendars[f].append(int(problem.calendar_of[pool.groups[n]]))
        if (manager := int(solution.manager_of[pool.groups[n]])) >= 0:
            calendars[int(problem.oversight.facilitator[manager])].append(int(problem.calendar_of[pool.groups[n]]))
    return [
        (c, f)
        for c, sort in zip(pool.lead_course.tolist(), pool.lead_sort.tolist(), strict=True)
        for f in (np.flatnonzero(pool.sort_of == sort).tolist() if c in courses else ())
        if not problem.clash[pool.course_ids[c, 0], calendars[f]].any()
    ]


def free_rooms(
    problem: Problem, pool: Pool, among: Sequence[int], kept: Sequence[int], solution: Solution
) -> list[tuple[int, int]]:
    """Groups and rooms in which they could meet beside the groups that stay."""
    taken: dict[int, list[int]] = defaultdict(list)
    for n in kept:
        taken[int(solution.room_of[pool.groups[n]])].append(int(problem.calendar_of[pool.groups[n]]))
    able = able_rooms(problem)
    return [
        (n, k)
        for n in among
        for k in np.flatnonzero(able[:, pool.groups[n]]).tolist()
        if not problem.overlap[problem.calendar_of[pool.groups[n]], taken[k]].any()
    ]


def _rooms(master: Master, problem: Problem, pool: Pool) -> None:
    rooms_of: dict[int, list[tuple[int, pulp.LpVariable]]] = defaultdict(list)
    groups_of: dict[int, list[int]] = defaultdict(list)
    for (n, k), variable in master.meets.items():
        rooms_of[n].append((k, variable))
        groups_of[k].append(n)
    for n, opened in master.opened.items():
        rooms = rooms_of[n]
        master.lp.addConstraint(pulp.lpSum(variable for _, variable in rooms) == opened)
        seats = [(variable, int(min(problem.seats[k], pool.most[n]))) for k, variable in rooms]
        if any(most < pool.most[n] for _, most in seats):
            master.lp.addConstraint(pulp.lpSum(master.joins[n].values()) <= pulp.LpAffineExpression(seats))
    place = {int(pool.groups[n]): n for n in master.opened}
    for k, groups in groups_of.items():
        for clique in meeting(problem, problem.overlap, [int(pool.groups[n]) for n in groups]):
            master.lp.addConstraint(pulp.lpSum(master.meets[place[g], k] for g in clique) <= 1)


def _teams(master: Master, problem: Problem, pool: Pool, kept: Sequence[int], solution: Solution) -> None:
    wanted: dict[int, list[tuple[pulp.LpVariable, int]]] = defaultdict(list)
    for n, opened in master.opened.items():
        if pool.needed[n]:
            wanted[int(pool.course[n])].append((opened, int(pool.needed[n])))
    staff: dict[int, list[pulp.LpVariable]] = defaultdict(list)
    courses: dict[int, list[int]] = defaultdict(list)
    for (c, f), variable in master.leads.items():
        staff[c].append(variable)
        courses[f].append(c)
    for c, groups in wanted.items():
        master.lp.addConstraint(pulp.LpAffineExpression(groups) == pulp.lpSum(staff[c]))
    led = pool.groups[list(kept)] if kept else np.zeros(0, dtype=np.int64)
    load = solution.team[led].T.astype(np.int64) @ problem.group_minutes(led)
    for f, mine in courses.items():
        by_calendar: dict[int, list[int]] = defaultdict(list)
        for c in mine:
            by_calendar[int(pool.course_ids[c, 0])].append(c)
        for clique in [*cliques(list(by_calendar), problem.clash), *([k] for k in by_calendar)]:
            members = [master.leads[c, f] for calendar in clique for c in by_calendar[calendar]]
            if len(members) > 1:
                master.lp.addConstraint(pulp.lpSum(members) <= 1)
        minutes = problem.week_minutes[pool.course_ids[mine, 0]]
        for pattern, left in binding_weeks(minutes, problem.minutes_left[f] - load[f]):
            terms = [(master.leads[c, f], int(m)) for c, m in zip(mine, pattern, strict=True) if m]
            master.lp.addConstraint(pulp.LpAffineExpression(terms) <= float(left))


def _apart(master: Master, problem: Problem, pool: Pool) -> None:
    count = len(problem.referral_ids)
    apart = np.zeros((count, count), dtype=np.bool_)
    apart[problem.apart[:, 0], problem.apart[:, 1]] = apart[problem.apart[:, 1], problem.apart[:, 0]] = True
    if not len(problem.apart):
        return
    for n, pairs in master.joins.items():
        by_referral = {int(pool.referral[k]): variable for k, variable in pairs.items()}
        for clique in cliques([r for r in by_referral if apart[r].any()], apart):
            master.lp.addConstraint(pulp.lpSum(by_referral[r] for r in clique) <= master.opened[n])


def _excluded(master: Master, problem: Problem, pool: Pool) -> None:
    """Groups of one course share its facilitators: who leads which is known only where one has a course to itself."""
    courses = Counter(int(pool.course[n]) for n in master.opened)
    for n, pairs in master.joins.items():
        course = int(pool.course[n])
        for k, joins in pairs.items() if courses[course] == 1 else ():
            for f in np.flatnonzero(problem.shunned[pool.referral[k]]).tolist():
                if (course, f) in master.leads:
                    master.lp.addConstraint(joins + master.leads[course, f] <= master.opened[n])


def _locks(master: Master, problem: Problem, pool: Pool) -> None:
    place = {int(pool.groups[n]): n for n in master.opened}
    for r, g, _ in problem.must.tolist():
        for k, variable in master.joins[place[g]].items() if g in place else ():
            if int(pool.referral[k]) == r:
                master.lp.addConstraint(variable >= 1)
