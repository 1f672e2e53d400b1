"""Scenarios of the builders' plain world, drawn at random or laid out by hand, and every plan of a tiny one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from models.casework import Case, CaseType, Rosh
from models.goals import Part
from models.locks import CaseLock, Force
from models.people import Person
from models.scenario import Scenario
from models.staff import Grade, Staff
from solver.allocation import Problem, Solution, check, compile_problem, objective, search
from solver.allocation.problem import NOBODY
from solver.allocation.rules import allowed_pairs
from solver.allocation.solution import nobody_holds, solution_of
from solver.calendar import Timetable
from solver.options import Allowance, Budget
from solver.outcome import Outcome
from tests.builders import OFFICE, OTHER_OFFICE, OTHER_TEAM, TEAM, a_case, a_person, a_scenario, a_staff, at, part_goals


def compiled(scenario: Scenario, **weights: float) -> Problem:
    """The allocation problem of a scenario under the default weights, some of them changed."""
    return compile_problem(scenario, part_goals(Part.ALLOCATION, **weights), Timetable())


def a_lock(case: str, practitioner: str, force: Force = Force.MUST, **over: Any) -> CaseLock:
    """A lock of a case."""
    return CaseLock(kind="case", case=case, practitioner=practitioner, force=force, reason="made up", **over)


def a_tiny_scenario(seed: int, *, cases: int = 5, practitioners: int = 3, scale: float = 0.25) -> Scenario:
    """A random scenario with co-defendants, exclusions, locks, present holders and, often, too little capacity."""
    rng = np.random.default_rng(seed)
    staff = [random_staff(rng, f"S{j}", scale) for j in range(practitioners)]
    people = [random_person(rng, f"X{i}", practitioners) for i in range(cases)]
    rows = [random_case(rng, i, cases, practitioners) for i in range(cases)]
    locks = [a_lock("C0", "S0", Force.MUST_NOT)] if rng.random() < 0.3 else []
    if rng.random() < 0.3 and cases > 1:
        locks.append(a_lock("C1", staff[-1].id, override=True))
    plain = [row.model_copy(update={"limited_access_to": None}) if row.id == "C1" else row for row in rows]
    free = [p.model_copy(update={"excluded_staff": ()}) if p.id == "X1" else p for p in people]
    return a_scenario(staff=staff, people=free, cases=plain, locks=tuple(locks))


def random_staff(rng: np.random.Generator, id: str, scale: float) -> Staff:
    """A practitioner of a random grade, team and share of full time, around ``scale`` times full time."""
    far = bool(rng.random() < 0.4)
    return a_staff(
        id,
        grade=list(Grade)[int(rng.integers(0, 3))],
        team=OTHER_TEAM if far else TEAM,
        office=OTHER_OFFICE if far else OFFICE,
        contracted_hours=float(round(37 * scale * rng.uniform(0.6, 1.4), 2)),
        existing_points=int(rng.integers(0, 60)) if rng.random() < 0.3 else 0,
    )


def random_person(rng: np.random.Generator, id: str, practitioners: int) -> Person:
    """A person at a random place, sometimes to be kept from one practitioner."""
    excluded = (f"S{rng.integers(0, practitioners)}",) if rng.random() < 0.15 else ()
    home = at(east_km=float(rng.uniform(-10, 30)), north_km=float(rng.uniform(-10, 10)))
    return a_person(id, home=home, excluded_staff=excluded)


def random_case(rng: np.random.Generator, i: int, cases: int, practitioners: int) -> Case:
    """A case of a random tier and risk, sometimes held, limited, or with a co-defendant."""
    other = int(rng.integers(0, cases))
    return a_case(
        f"C{i}",
        person=f"X{i}",
        tier=f"{'ABCD'[int(rng.integers(0, 4))]}{rng.integers(0, 4)}",
        case_type=CaseType.CUSTODY if rng.random() < 0.2 else CaseType.COMMUNITY,
        rosh=list(Rosh)[int(rng.integers(0, 3))],
        current_practitioner=f"S{rng.integers(0, practitioners)}" if rng.random() < 0.6 else None,
        co_defendants=(f"C{other}",) if rng.random() < 0.4 and other != i else (),
        limited_access_to=("S0",) if rng.random() < 0.05 else None,
    )


def every_plan(problem: Problem) -> Iterator[Solution]:
    """Every way to hold or leave out the cases that the rules about pairs allow."""
    everybody = np.arange(problem.num_staff, dtype=np.int32)
    allowed = allowed_pairs(problem, np.arange(problem.num_items, dtype=np.int32), everybody)
    choices = [[NOBODY, *np.flatnonzero(row).tolist()] for row in allowed]
    for holders in itertools.product(*choices):
        yield solution_of(np.array(holders, dtype=np.int32))


def least_cost(problem: Problem) -> float:
    """Cost of the best legal plan, found by trying all of them; infinite where there is none."""
    costs = ((objective(problem, plan), plan) for plan in every_plan(problem))
    return next((cost for cost, plan in sorted(costs, key=lambda row: row[0]) if not check(problem, plan)), np.inf)


def searched(problem: Problem, *, work: int = 1, seed: int = 1, start: Solution | None = None) -> Outcome[Solution]:
    """Outcome of a search with a budget of work, from the cases that are locked alone."""
    begin = start or solution_of(np.where(problem.must != NOBODY, problem.must, nobody_holds(problem)))
    return search(problem, Allowance(Budget(seconds=None, work=work)), seed, begin, lambda _: None)
