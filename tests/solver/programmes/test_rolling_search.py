"""The search among groups that could open and running groups that people can join: exact, bounded, and in parts."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from models.programmes import GroupFamily, GroupStay
from models.scenario import Scenario
from solver.baseline.programmes import greedy
from solver.options import Allowance, Budget
from solver.programmes import check, objective, search
from solver.programmes.exact import SMALL, Best
from solver.programmes.master import master_of
from solver.programmes.mip import can_open
from solver.programmes.part import part_of
from solver.programmes.pool import pooled
from solver.programmes.prices import Prices, evaluated
from solver.programmes.pricing import searched_by_prices, with_siblings
from solver.programmes.problem import no_groups
from solver.progress import silent
from tests.builders import a_facilitator, a_group_option, a_group_slot, a_person, a_referral, a_room, an_estate, at, day
from tests.solver.programmes.ground import best_of, compiled, priced, referrals, searched
from tests.solver.programmes.rolling import a_rolling_group, a_rolling_template, rolling
from tests.solver.programmes.test_families import PATTERNS, a_pattern, a_venue
from tests.solver.programmes.tiny import cheapest_of_all


def tiny(seed: int) -> Scenario:
    """Four people, a group that could open, and a running group of two modules with few places."""
    dice = random.Random(seed)
    people = tuple(
        a_person(
            f"X{n}",
            home=at(east_km=dice.choice((0, 10, 40))),
            non_associations=tuple({f"X{dice.randint(1, 6)}"} - {f"X{n}"}) if dice.random() < 0.4 else (),
        )
        for n in range(1, 7)
    )
    rows = tuple(a_referral(f"A{n}", person=f"X{n}", priority=dice.randint(1, 4)) for n in range(1, 5))
    template = a_rolling_template(
        (1, dice.randint(1, 2)), minimum_size=dice.randint(1, 2), maximum_size=dice.randint(2, 4), drop_out_rate=0.3
    )
    stays = (GroupStay(person="X5", last=day(dice.choice((1, 8, 15)))), GroupStay(person="X6", first=day(15)))
    return rolling(
        people=people,
        referrals=rows,
        templates=(template,),
        group_options=(a_group_option(slots=(a_group_slot("wed", "14:00"),)),),
        estate=an_estate(rooms=(a_room(seats=dice.randint(2, 4)),)),
        group={
            "members": ("X5", "X6")[: dice.randint(0, 2)],
            "stays": stays if seed % 2 else (),
            "next_module": 1,
            "last": day(dice.choice((22, 29))),
        },
    )


@pytest.mark.parametrize("seed", [1, 3, 4, 5, 6])
def test_the_search_finds_the_best_of_all(seed: int) -> None:
    """What the search finds and proves is what trying every solution finds."""
    problem = compiled(tiny(seed))
    outcome = searched(problem)
    optimum = cheapest_of_all(problem)
    assert not check(problem, outcome.solution)
    assert objective(problem, outcome.solution) == pytest.approx(optimum)
    assert outcome.bound == pytest.approx(optimum)


def many(seed: int) -> Scenario:
    """A dozen people, one venue, four patterns and weeks, and two running groups with a few places each."""
    dice = random.Random(seed)
    patterns = (*PATTERNS[:2], a_pattern("MO", "mon", "10:00"), a_pattern("TH", "thu", "10:00"))
    patterns = (*patterns, a_pattern("WE", "wed", "09:00"), a_pattern("TL", "thu", "14:00"))
    people = tuple(a_person(f"X{n}", home=at(east_km=dice.choice((0, 8, 20)))) for n in range(1, 17))
    people = (*people[:1], people[1].model_copy(update={"non_associations": ("X1",)}), *people[2:])
    template = a_rolling_template(
        (2, 1), minimum_size=3, maximum_size=5, facilitators=2, patterns=patterns, drop_out_rate=0.2
    )
    groups = tuple(
        a_rolling_group(
            id=f"RG{n}",
            slots=(a_group_slot("fri", start),),
            members=(f"X{12 + n}", f"X{14 + n}"),
            stays=(GroupStay(person=f"X{12 + n}", last=day(11)),),
            next_module=n,
            last=day(dice.choice((32, 39))),
        )
        for n, start in ((1, "10:00"), (2, "14:00"))
    )
    scenario = rolling(
        people=people,
        referrals=referrals(12),
        templates=(template,),
        estate=an_estate(rooms=(a_room(seats=4),)),
        staff=tuple(a_facilitator(f"F{n}", training_days=(day(dice.randint(0, 25)),)) for n in range(1, 5)),
        running_groups=groups,
    )
    update: dict[str, Any] = {"families": (GroupFamily(id="BC", template="BC"),), "venues": (a_venue(),)}
    return scenario.model_copy(update={"programmes": scenario.programmes.model_copy(update=update)})


@pytest.mark.parametrize("seed", [1, 2])
def test_prices_agree_with_the_whole_program(seed: int) -> None:
    """Among many groups and intakes the search finds and bounds what the program of all of them proves."""
    problem = compiled(many(seed))
    assert len(can_open(problem)) > SMALL
    assert len(problem.intakes.company) > 4
    outcome = search(problem, Allowance(Budget(work=20)), 1, greedy(problem), silent)
    optimum = best_of(problem)
    assert not check(problem, outcome.solution)
    assert (~problem.intakes.opens & outcome.solution.opened).any()
    assert objective(problem, outcome.solution) == pytest.approx(optimum)
    assert outcome.bound <= optimum + 1e-6
    assert problem.floor <= priced(problem).priced.bound <= optimum + 1e-6


def test_any_prices_of_places_give_a_bound() -> None:
    """Prices drawn at random, of places in running groups too, never prove more than the best plan costs."""
    problem = compiled(many(3))
    pool, dice, optimum = pooled(problem), np.random.default_rng(1), best_of(problem)
    sizes = (pool.people, len(pool.room_for), len(pool.course_ids), len(pool.shift_staff), len(pool.berths))
    assert sizes[-1] > 0
    for scale in (0.01, 0.1, 0.5, 1.0, 2.0):
        prices = Prices(*(scale * problem.penalty * dice.random(size) for size in sizes))
        assert evaluated(pool, prices).bound <= optimum + 1e-6


def test_places_have_a_price_where_they_are_scarce() -> None:
    """Where more would join than can, the relaxation asks for a price for places, and none for those to spare."""
    scarce = priced(compiled(many(1))).priced
    assert scarce.prices.berth.max() > 0
    plenty = many(1)
    groups = tuple(row.model_copy(update={"members": ()}) for row in plenty.programmes.running_groups)
    plenty = plenty.model_copy(update={"programmes": plenty.programmes.model_copy(update={"running_groups": groups})})
    assert priced(compiled(plenty)).priced.bound <= scarce.bound


def test_intakes_of_one_group_are_chosen_together() -> None:
    """A choice that has one intake of a running group has all of them, and no others."""
    problem = compiled(many(1))
    pool = pooled(problem)
    intakes = [n for n, g in enumerate(pool.groups.tolist()) if problem.intakes.group_of[g] == 0]
    closed = [n for n, g in enumerate(pool.groups.tolist()) if problem.intakes.opens[g]][:3]
    assert with_siblings(problem, pool, closed) == closed
    assert with_siblings(problem, pool, [*closed, intakes[-1]]) == sorted([*closed, *intakes])
    program = master_of(problem, pool, intakes, [], no_groups(problem))
    assert set(program.joins) == set(intakes)


def test_an_office_planned_anew_keeps_places() -> None:
    """The groups of an office, intakes among them, are planned anew within the places of its running groups."""
    problem = compiled(many(2))
    solution = greedy(problem)
    groups = np.flatnonzero(problem.office_of == problem.office_of[0])
    part = part_of(problem, solution, groups)
    assert not check(part.problem, part.start)
    inner = Best(part.problem, part.start, keeps_rules=True)
    searched_by_prices(inner, Allowance(Budget(work=5)), seed=1, tell=lambda cost, bound=None: None)
    assert not check(problem, part.with_part(inner.solution))
