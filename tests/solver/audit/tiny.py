"""Tiny casework drawn at random, every plan of which can be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from models.casework import Case, Casework, CourtReport, ReportKind, Rosh
from models.change import Change
from models.decisions import Decisions
from models.goals import Goal
from models.locks import CaseLock
from models.policy import CaseCeiling, WorkItemPoints
from models.scenario import Horizon, Scenario
from models.staff import CasePreference, Grade, Role, Staff
from solver.audit.allocation import broken_pair_rules, casebook_of
from solver.audit.allocation_costs import Scales, quantities_of, reckon_allocation, scales_of
from solver.audit.allocation_plan import broken_plan_rules
from solver.audit.blocks import Journeys
from solver.audit.casebook import Casebook
from solver.audit.certificate_prices import Prices
from solver.audit.exact import resources_of
from solver.audit.rows import rows_of
from tests.builders import MONDAY, OFFICE, OTHER_TEAM, a_case, a_person, a_policy, a_scenario, a_staff, at, day, figure
from tests.solver.audit.sound import goals
from tests.solver.audit.sound_results import LESSER

BITS = (0, 3, 20, 40)


@st.composite
def tiny_scenarios(draw: st.DrawFn) -> Scenario:
    """A scenario of up to four cases, a report and three members of staff, with every kind of cost and limit."""
    members = [draw(staff_rows(f"S{n}")) for n in range(draw(st.integers(1, 3)))]
    ids = [f"C{n}" for n in range(draw(st.integers(1, 4)))]
    cases = tuple(draw(case_rows(id, ids, len(members))) for id in ids)
    locks = [CaseLock(kind="case", case="C0", practitioner="S0", reason="r", override=True)] if draw(chance(4)) else []
    ceilings = (CaseCeiling(grade=Grade.PO, cases=draw(st.integers(1, 3)), source="s"),)
    max_moves = draw(st.none() | st.integers(0, 2))
    weights = {goal.value: draw(st.sampled_from((0.0, 0.1, weight, 7.5))) for goal, weight in LESSER.items()}
    return a_scenario(
        people=[a_person(f"X{n}", home=at(east_km=float(draw(st.integers(0, 30))))) for n in range(4)],
        staff=members,
        casework=Casework(cases=cases, court_reports=a_report() if draw(st.booleans()) else ()),
        horizon=Horizon(start=MONDAY, weeks=4, periods=draw(st.integers(1, 2))),
        policy=a_policy(
            work_item_points=(WorkItemPoints(kind="report_fast", points=28, source="s"),),
            new_cases_per_week=figure(draw(st.sampled_from((0.0, 0.25)))),
            full_time_points=figure(300),
            case_ceilings=ceilings if draw(st.booleans()) else (),
        ),
        goals=goals(**weights),
        change=Change(max_moves=max_moves),
        locks=tuple(locks),
    )


def chance(of: int) -> st.SearchStrategy[bool]:
    """One in so many."""
    return st.integers(1, of).map(lambda number: number == 1)


def a_report() -> tuple[CourtReport, ...]:
    """A fast report."""
    kind = ReportKind.FAST
    return (CourtReport(id="R1", person="X0", kind=kind, requested_on=day(1), due_on=day(9), court_office=OFFICE),)


@st.composite
def staff_rows(draw: st.DrawFn, id: str) -> Staff:
    """A practitioner, at times one who writes reports, of another unit, part-time, loaded or particular."""
    over: dict[str, Any] = {
        "contracted_hours": draw(st.sampled_from((37.0, 18.5))),
        "existing_points": draw(st.sampled_from((0, 0, 120, 400))),
        "existing_cases": draw(st.integers(0, 1)),
        "roles": draw(st.sampled_from(((Role.PRACTITIONER,), (Role.PRACTITIONER, Role.REPORT_AUTHOR)))),
    }
    if draw(chance(3)):
        over |= {"team": OTHER_TEAM}
    if draw(chance(3)):
        over |= {"rather_not": (CasePreference(tier="A"),)}
    return a_staff(id, **over)


@st.composite
def case_rows(draw: st.DrawFn, id: str, ids: list[str], members: int) -> Case:
    """A case of any tier, at times of high risk, starting later, held already, or of a co-defendant."""
    return a_case(
        id,
        person=f"X{draw(st.integers(0, 3))}",
        tier=draw(st.sampled_from(("A1", "B1", "C1", "D1"))),
        rosh=draw(st.sampled_from((Rosh.MEDIUM, Rosh.HIGH))),
        start=draw(st.sampled_from((None, day(14)))),
        current_practitioner=draw(st.none() | st.integers(0, members).map("S{}".format)),
        co_defendants=tuple(draw(st.sets(st.sampled_from(ids), max_size=1)) - {id}),
    )


def books_of(scenario: Scenario) -> tuple[Casebook, Scales, float]:
    """Casebook of nothing decided, what costs are laid beside, and the penalty."""
    a = casebook_of(rows_of(scenario), Decisions(), scenario.change)
    tiers = scenario.goals.profiles[0].parts[0].tiers
    scales = scales_of(a, {row.goal: row.weight for tier in tiers for row in tier.goals})
    return a, scales, reckon_allocation(a, scales).penalties[0]


def plans_of(a: Casebook, scales: Scales, penalty: float) -> Iterator[tuple[Casebook, float]]:
    """Every plan that keeps the rules, with what it costs."""
    journeys = Journeys(a)
    for holders in product(range(-1, len(a.staff)), repeat=len(a.items)):
        plan = replace(a, holder=np.array(holders, dtype=np.int64))
        if not any(broken_pair_rules(plan)) and not any(broken_plan_rules(plan)):
            quantities = quantities_of(plan, scales, journeys)
            worth = {goal: scales.weight(goal) * (penalty if goal == Goal.UNALLOCATED else 1.0) for goal in quantities}
            yield plan, sum(worth[goal] * quantity for goal, quantity in quantities.items())


@st.composite
def random_prices(draw: st.DrawFn, a: Casebook) -> Prices:
    """Any prices, good or bad."""
    bits = draw(st.sampled_from(BITS))
    names = resources_of(a)

    def numbers(count: int, size: float) -> list[int]:
        row = st.lists(st.floats(-0.3 * size, size), min_size=count, max_size=count)
        return [int(number * 2**bits) for number in draw(row)]

    per_point = np.array([numbers(len(names), 20.0) for _ in a.staff], dtype=object).reshape(len(a.staff), len(names))
    mains = st.lists(st.integers(0, len(names) - 1), min_size=len(a.staff), max_size=len(a.staff))
    moves = numbers(1, 50.0)[0] if a.change.max_moves is not None else 0
    size = draw(st.sampled_from((100.0, 5000.0)))
    of_items = np.array(numbers(len(a.items), size), dtype=object)
    beside = st.lists(st.none() | st.integers(0, len(names) - 1), min_size=len(a.staff), max_size=len(a.staff))
    claims = st.none() | st.floats(-size, size).map(lambda number: int(number * 2**bits))
    least = draw(st.just(()) | st.lists(claims, min_size=len(a.staff), max_size=len(a.staff)).map(tuple))
    return Prices(bits, per_point, tuple(draw(mains)), tuple(draw(beside)), of_items, max(0, moves), least)
