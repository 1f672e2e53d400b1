"""From the scenario's rows to arrays: the one place where ids become indices and hours become points."""

from __future__ import annotations

import gc
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from models.casework import CaseType
from models.goals import Goal, PartGoals
from models.scenario import Scenario
from models.staff import Grade, Staff
from solver.allocation import eligibility
from solver.allocation.allowed import Area
from solver.allocation.arrays import bools, flags, indices, ints
from solver.allocation.capacity import HAIR, available_points, easy_cases, hours_by_day
from solver.allocation.points import Periods, points_of
from solver.allocation.pools import high_risk_share, pool_of_role, targets
from solver.allocation.problem import (
    ANY,
    NO_CEILING,
    NOBODY,
    Bools,
    Indices,
    Ints,
    ItemKind,
    Problem,
    Weights,
    read_only,
)
from solver.allocation.resources import nothing_limited, resources_of
from solver.allocation.rules import allowed_pairs
from solver.allocation.work import ROLES, Item, items_of
from solver.allocation.yardsticks import dearest_and_cheapest
from solver.calendar import Timetable, horizon_days, working_day_after
from solver.directory import Directory
from solver.travel import TravelTimes

HIGH_RISK = ("high", "very_high")
"""Risks of the cases that ``caseload_mix`` spreads."""
ROWS = 4096
"""Items looked at together where a table over all of a region's pairs would be too large."""


def compile_problem(scenario: Scenario, goals: PartGoals, taken: Timetable) -> Problem:
    """The allocation problem of a checked scenario; ``taken`` times do not matter to it."""
    with _no_search_for_garbage():
        problem = _facts(scenario, goals)
    problem = replace(problem, areas=_areas(problem))
    problem = _with_mix(problem)
    problem = replace(problem, resources=resources_of(problem), whole_costs=_whole(problem.weights))
    dearest, cheapest = dearest_and_cheapest(problem)
    # A largest cost that only rounding keeps below a whole number counts as that number.
    problem = replace(problem, penalty=float(math.floor(dearest + HAIR * max(1.0, dearest)) + 1))
    leaving_out = problem.priority * (problem.weights.unallocated * problem.penalty)
    return replace(problem, floor=float(np.minimum(cheapest, leaving_out).sum()))


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Rows by the hundred thousand are made here, none in a cycle: looking for cycles would take half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _facts(scenario: Scenario, goals: PartGoals) -> Problem:
    directory = Directory.of(scenario)
    policy, horizon = scenario.policy, scenario.horizon
    items = items_of(scenario, directory)
    staff = [row for row in scenario.staff if not set(ROLES).isdisjoint(row.roles)]
    index = {row.id: j for j, row in enumerate(staff)}
    days = horizon_days(horizon)
    periods = Periods.of(horizon)
    units = {row.id: number for number, row in enumerate(scenario.estate.pdus)}
    regions = {row.id: number for number, row in enumerate(scenario.estate.regions)}
    of_item = [directory.region_of_pdu[item.unit] for item in items]
    of_staff = [directory.region_of_staff(row) for row in staff]
    teams = {row.id: number for number, row in enumerate(scenario.estate.teams)}
    points = points_of(scenario, items, periods)
    hours = [hours_by_day(row, policy, days) for row in staff]
    available = read_only(
        np.array([available_points(row, policy, periods.days) for row in hours], dtype=np.int64).reshape(
            len(staff), periods.days.size
        )
    )
    existing = ints(row.existing_points for row in staff)
    role = indices(ROLES.index(item.role) for item in items)
    holding, may_hold = eligibility.grades(items, policy.holding_rules)
    requirements, qualified_until = eligibility.qualifications(items, staff)
    needs, meets = eligibility.stated_needs(items, of_item, staff, of_staff)
    presence, at_work = eligibility.presence(items, staff, [row.actual for row in hours], days, horizon.bank_holidays)
    taste, rather_not = eligibility.tastes(items, staff)
    limited, named = eligibility.named(items, index)
    must, override, override_reasons, must_not = eligibility.locks(scenario, items, index)
    minutes, office = _minutes(scenario, directory, items, of_item, staff, of_staff)
    before = scenario.previous_plan
    problem = Problem(
        items=tuple(item.id for item in items),
        kinds=read_only(np.array([item.kind for item in items], dtype=np.int8)),
        people=tuple(item.person.id for item in items),
        staff=tuple(index),
        goals=goals,
        weights=weights_of(goals),
        change=scenario.change,
        previous=() if before is None else before.cases,
        previous_duties=() if before is None else before.duties,
        weeks_of_period=periods.weeks,
        points=points,
        mix=_high_risk(items, points),
        priority=eligibility.priorities(items, {row.rosh: row.weight for row in policy.priority_weights}),
        current_ids=tuple(item.holder for item in items),
        current=indices(index.get(item.holder or "", NOBODY) for item in items),
        has_current=bools(item.holder is not None for item in items),
        sentenced=ints(item.since for item in items),
        starts=ints(item.first for item in items),
        ends=ints(item.last for item in items),
        latest=ints(item.latest for item in items),
        release=ints(_release(item) for item in items),
        pre_release_days=7 * int(policy.pre_release_weeks.value),
        handover=working_day_after(
            horizon.start, int(policy.handover_notice_days.value), horizon.bank_holidays
        ).toordinal(),
        notice_days=int(policy.handover_notice_days.value),
        bank_holidays=frozenset(horizon.bank_holidays),
        role=role,
        has_role=flags(ROLES, staff, lambda wanted, row: wanted in row.roles),
        item_region=indices(regions[region] for region in of_item),
        item_pdu=indices(units[item.unit] for item in items),
        transferred=bools(item.kind is not ItemKind.CASE or _transferred(item) for item in items),
        holding=holding,
        may_hold=may_hold,
        requirements=requirements,
        qualified_until=qualified_until,
        needs=needs,
        meets=meets,
        presence=presence,
        at_work=at_work,
        specialist=indices(_specialist(item, teams) for item in items),
        team=indices(teams[row.team] for row in staff),
        taste=taste,
        rather_not=rather_not,
        near_end=_near_end(scenario, items),
        limited=limited,
        named=named,
        excluded=eligibility.excluded(items, staff, index),
        must_not=must_not,
        must=must,
        override=override,
        override_reasons=override_reasons,
        apart=eligibility.apart(items),
        grade=indices(list(Grade).index(row.grade) for row in staff),
        grade_names=tuple(grade.value for grade in Grade),
        staff_region=indices(regions[region] for region in of_staff),
        staff_pdu=indices(units[directory.pdu_of_staff(row)] for row in staff),
        active_from=ints((row.active_from or days[0]).toordinal() for row in staff),
        active_until=ints((row.active_until or days[-1]).toordinal() for row in staff),
        available=available,
        existing=existing,
        existing_cases=ints(row.existing_cases for row in staff),
        ceiling=policy.workload_ceiling.value,
        most_cases=_most_cases(scenario, staff),
        easy_cases=ints(easy_cases(row, policy) for row in hours),
        target=_targets(staff, role, points, available, existing),
        minutes=minutes,
        office=office,
        areas=(),
        mix_target=0.0,
        mixed=bools([False] * len(staff)),
        resources=nothing_limited(),
    )
    return problem


def weights_of(goals: PartGoals) -> Weights:
    """Weight of every goal of the part, 0 where the profile leaves it out."""
    return Weights(**{name: goals.weight_of(Goal(name)) for name in Weights.__slots__})


def _high_risk(items: Sequence[Item], points: Ints) -> Ints:
    high = np.array([item.kind is ItemKind.CASE and item.rosh in HIGH_RISK for item in items], dtype=np.bool_)
    return read_only(np.where(high, points.sum(axis=1) // points.shape[1], 0))


def _release(item: Item) -> int:
    case = item.case if item.kind is ItemKind.CASE else None
    if case is None or case.case_type is not CaseType.CUSTODY or case.release_date is None:
        return 0
    return case.release_date.toordinal()


def _transferred(item: Item) -> bool:
    return item.case is None or item.case.transfer_complete


def _specialist(item: Item, teams: dict[str, int]) -> int:
    if item.kind is not ItemKind.CASE or item.case is None or item.case.specialist_team is None:
        return ANY
    return teams[item.case.specialist_team]


def _near_end(scenario: Scenario, items: Sequence[Item]) -> Bools:
    settled = scenario.change.settled_weeks
    soon = 0 if settled is None else scenario.horizon.start.toordinal() + 7 * settled
    return bools(
        item.kind is ItemKind.CASE and item.case is not None and item.case.sentence_end.toordinal() < soon
        for item in items
    )


def _most_cases(scenario: Scenario, staff: Sequence[Staff]) -> Ints:
    at_full_time = {row.grade: row.cases for row in scenario.policy.case_ceilings}
    hours = scenario.policy.full_time_hours.value
    return ints(
        math.floor(at_full_time[row.grade] * row.contracted_hours / hours + HAIR)
        if row.grade in at_full_time
        else NO_CEILING
        for row in staff
    )


def _targets(staff: Sequence[Staff], role: Indices, points: Ints, available: Ints, existing: Ints) -> np.ndarray:
    pool = pool_of_role(staff)
    of_role = np.array([pool[name] for name in ROLES], dtype=np.int32)
    of_staff = indices(next(pool[name] for name in row.roles if name in pool) for row in staff)
    return targets(of_role[role], of_staff, points, available, existing)


def _minutes(  # noqa: PLR0917 - both ends of every journey
    scenario: Scenario,
    directory: Directory,
    items: Sequence[Item],
    of_item: Sequence[str],
    staff: Sequence[Staff],
    of_staff: Sequence[str],
) -> tuple[Indices, Indices]:
    """Minutes from each item's home to the offices of its region, and the column of each member of staff's office."""
    times = TravelTimes(scenario.travel)
    offices: dict[str, dict[str, int]] = {region.id: {} for region in scenario.estate.regions}
    office = []
    for row, region in zip(staff, of_staff, strict=True):
        columns = offices[region]
        office.append(columns.setdefault(row.office, len(columns)))
    minutes = np.zeros((len(items), max((len(columns) for columns in offices.values()), default=0)), dtype=np.int32)
    rows_of: dict[str, list[int]] = {}
    for i, item in enumerate(items):
        if item.home is not None:
            rows_of.setdefault(of_item[i], []).append(i)
    for region, rows in rows_of.items():
        places = [directory.offices[id].location for id in offices[region]]
        homes = [home for home in (items[i].home for i in rows) if home is not None]
        minutes[rows, : len(places)] = times.table([items[i].means for i in rows], homes, places)
    return indices(minutes), indices(office)


def _whole(weights: Weights) -> bool:
    smooth = weights.workload_balance or weights.overload or weights.caseload_mix or weights.overload_points
    linear = (
        weights.unallocated,
        weights.new_cases,
        weights.preferences,
        weights.case_travel,
        weights.continuity,
        weights.pdu_crossing,
    )
    return not smooth and all(weight == round(weight) for weight in linear)


def _areas(problem: Problem) -> tuple[Area, ...]:
    areas = []
    for region in np.unique(problem.item_region):
        items = indices(np.flatnonzero(problem.item_region == region))
        staff = indices(np.flatnonzero(problem.staff_region == region))
        bits = [
            np.packbits(allowed_pairs(problem, items[begin : begin + ROWS], staff), axis=1)
            for begin in range(0, items.size, ROWS)
        ]
        areas.append(Area(items, staff, read_only(np.concatenate(bits))))
    return tuple(areas)


def _with_mix(problem: Problem) -> Problem:
    """The problem with those who may hold high-risk cases, and the share of these that is even."""
    may_hold = np.zeros(problem.num_staff, dtype=np.bool_)
    for area in problem.areas:
        rows = area.bits[problem.mix[area.items] > 0]
        may_hold[area.staff] |= np.unpackbits(np.bitwise_or.reduce(rows, axis=0), count=area.staff.size).view(np.bool_)
    mean = problem.mean_available
    return replace(
        problem, mix_target=high_risk_share(problem.mix, mean, may_hold), mixed=read_only(may_hold & (mean > 0))
    )
