"""Tiny problems of every shape for properties, and the best that trying everything finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations, product

import numpy as np

from models.scenario import Scenario
from models.staff import Role
from solver.programmes import Problem, Solution, check, objective
from solver.programmes.problem import no_groups
from tests.builders import (
    a_commitment,
    a_facilitator,
    a_group_option,
    a_group_slot,
    a_manager,
    a_person,
    a_referral,
    a_room,
    a_template,
    an_estate,
    at,
    day,
)
from tests.solver.programmes.ground import scenario_of

STAFFING_RULES = {"facilitators", "facilitators_not_double_booked", "treatment_manager", "room_free"}


def tiny(seed: int, *, more_seats: int = 0, more_staff: int = 0) -> Scenario:
    """A scenario with a handful of people and up to three groups, rooms and facilitators; more seats, more staff."""
    dice = random.Random(seed)
    count = dice.randint(1, 5)
    people = tuple(
        a_person(
            f"X{n}",
            home=at(east_km=dice.choice((0, 0, 10, 40, 70))),
            non_associations=tuple({f"X{dice.randint(1, count)}"} - {f"X{n}"}) if dice.random() < 0.3 else (),
            commitments=(a_commitment(dice.choice(("tue", "wed")), "13:00", "18:00"),) if dice.random() < 0.3 else (),
        )
        for n in range(1, count + 1)
    )
    referrals = tuple(
        a_referral(
            f"A{n}", person=f"X{dice.choice((n, n, n, 1))}", priority=dice.randint(1, 4), ldc=dice.random() < 0.1
        )
        for n in range(1, count + 1)
    )
    options = tuple(
        a_group_option(
            f"G{n}",
            earliest_start=day(7 * dice.randint(0, 2)),
            slots=(a_group_slot(dice.choice(("tue", "wed")), dice.choice(("10:00", "12:00", "14:00"))),),
        )
        for n in range(1, dice.randint(1, 3) + 1)
    )
    template = a_template(
        sessions=dice.randint(1, 3),
        minimum_size=dice.randint(1, 3),
        maximum_size=dice.randint(3, 4) + more_seats,
        facilitators=dice.randint(1, 2),
        start_rate=0.9,
        drop_out_rate=0.4 * (seed % 2),
        cover=int(dice.random() < 0.2),
        treatment_manager=dice.random() < 0.5,
    )
    rooms = tuple(a_room(f"R{n}", seats=dice.randint(1, 4) + more_seats) for n in range(dice.randint(1, 2)))
    managers = (a_manager(contracted_hours=dice.choice((37.0, 1.0))),) if dice.random() < 0.7 else ()
    hours = [dice.choice((37.0, 37.0, 2.0)) for _ in range(dice.randint(1, 3))] + [37.0] * more_staff
    staff = tuple(a_facilitator(f"F{n}", contracted_hours=h, roles=either(dice)) for n, h in enumerate(hours))
    return scenario_of(
        people=people,
        referrals=referrals,
        group_options=options,
        templates=(template,),
        estate=an_estate(rooms=rooms),
        staff=(*staff, *managers),
    )


def either(dice: random.Random) -> tuple[Role, ...]:
    """A facilitator, some of whom are treatment managers as well."""
    return (Role.FACILITATOR, Role.TREATMENT_MANAGER) if dice.random() < 0.2 else (Role.FACILITATOR,)


def cheapest_of_all(problem: Problem) -> float:
    """Cost of the best solution, found by trying every one."""
    best = objective(problem, no_groups(problem))
    for solution in every_staffing(problem):
        for places in every_placing(problem, solution):
            candidate = Solution(places, solution.room_of, solution.team, solution.manager_of)
            cost = objective(problem, candidate)
            if cost < best and not check(problem, candidate):
                best = cost
    return best


def every_staffing(problem: Problem) -> Iterator[Solution]:
    """Every set of open groups with rooms and facilitators that break no rule, one for each choice of rooms."""
    groups, rooms = range(len(problem.option_ids)), range(len(problem.room_ids))
    for number in range(1, len(groups) + 1):
        for opened in combinations(groups, number):
            for meets in product(rooms, repeat=number):
                crews = product(*(crews_of(problem, g) for g in opened))
                for crew in crews:
                    solution = no_groups(problem)
                    solution.room_of[list(opened)] = meets
                    for g, (team, manager) in zip(opened, crew, strict=True):
                        solution.team[g, list(team)] = True
                        solution.manager_of[g] = manager
                    if not STAFFING_RULES & {violation.rule for violation in check(problem, solution)}:
                        yield solution
                        break


def crews_of(problem: Problem, g: int) -> Iterator[tuple[tuple[int, ...], int]]:
    """Every team of a group with every treatment manager, where one is wanted."""
    managers = range(len(problem.oversight.ids)) if problem.oversight.wanted[g] else (-1,)
    return product(combinations(range(len(problem.facilitator_ids)), int(problem.needed[g])), managers)


def every_placing(problem: Problem, solution: Solution) -> Iterator[np.ndarray]:
    """Every way to give the people allowed places in the open groups."""
    choices = [
        [-1, *(g for g in np.flatnonzero(solution.opened) if problem.allowed[r, g])]
        for r in range(len(problem.referral_ids))
    ]
    for places in product(*choices):
        yield np.array(places, dtype=np.int64)
