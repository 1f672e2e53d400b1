"""From the scenario's rows to arrays: the one place where ids become indices and hours become points."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

import numpy as np

from models.casework import Case, CaseType, Rosh
from models.goals import Goal, PartGoals
from models.locks import CaseLock, Force
from models.people import Person, StatedNeed
from models.policy import HoldingRule
from models.record import Sex
from models.scenario import Scenario
from models.staff import Grade, Role, Staff
from solver.allocation.capacity import available_points
from solver.allocation.goals import leaving_out_costs, load_costs, pair_costs
from solver.allocation.problem import (
    NOBODY,
    Area,
    Bools,
    Indices,
    Ints,
    Pairs,
    Problem,
    Weights,
    read_only,
)
from solver.allocation.rules import allowed_pairs
from solver.calendar import Timetable, horizon_days
from solver.directory import Directory
from solver.travel import TravelTimes

WELSH = "cy"
"""ISO 639-1 code of the language that the stated need ``welsh`` asks for."""
BLOCK_ROWS = 4096
"""Cases looked at together where a table over all of a region's pairs would be too large."""

Kind = tuple[CaseType, str, Rosh, int, bool]
"""What a holding rule reads of a case: type, tier, risk, MAPPA level, sentence for life."""

K = TypeVar("K", bound=Hashable)
C = TypeVar("C")


def compile_problem(scenario: Scenario, goals: PartGoals, taken: Timetable) -> Problem:
    """The allocation problem of a checked scenario; ``taken`` times do not matter to it."""
    problem = _facts(scenario, goals)
    problem = replace(problem, areas=_areas(problem))
    problem = replace(problem, penalty=_penalty(problem), whole_costs=_whole(problem.weights))
    return replace(problem, floor=_floor(problem))


def _facts(scenario: Scenario, goals: PartGoals) -> Problem:
    directory = Directory.of(scenario)
    cases = scenario.casework.cases
    staff = [row for row in scenario.staff if Role.PRACTITIONER in row.roles]
    people = [directory.people[case.person] for case in cases]
    index = {row.id: j for j, row in enumerate(staff)}
    days = horizon_days(scenario.horizon)
    first, last = days[0], days[-1]
    tiers = [_tier_on(case, first) for case in cases]
    holding, kinds = _numbered(
        (c.case_type, tier, c.rosh, c.mappa_level, c.life_sentence) for c, tier in zip(cases, tiers, strict=True)
    )
    requirements, sets = _numbered(frozenset(case.requires) for case in cases)
    needs, wanted = _numbered(frozenset(person.needs) for person in people)
    regions = {row.id: number for number, row in enumerate(scenario.estate.regions)}
    units = {row.id: number for number, row in enumerate(scenario.estate.pdus)}
    available = _ints(available_points(row, scenario.policy, days) for row in staff)
    existing = _ints(row.existing_points for row in staff)
    points = _points(scenario, tiers)
    must, override, must_not = _locks(scenario, index)
    previous = scenario.previous_plan.cases if scenario.previous_plan is not None else ()
    rules = scenario.policy.holding_rules
    priority = {row.rosh: row.weight for row in scenario.policy.priority_weights}
    minutes, office = _minutes(scenario, directory, people, staff)
    return Problem(
        cases=tuple(case.id for case in cases),
        people=tuple(case.person for case in cases),
        practitioners=tuple(index),
        goals=goals,
        weights=_weights(goals),
        held_from=tuple(max(first, case.start or first) for case in cases),
        previous=previous,
        points=points,
        priority=_ints(priority.get(case.rosh, 1) for case in cases),
        current_ids=tuple(case.current_practitioner for case in cases),
        current=_indices(index.get(case.current_practitioner or "", NOBODY) for case in cases),
        has_current=_bools(case.current_practitioner is not None for case in cases),
        sentenced=_ints(case.sentence_date.toordinal() for case in cases),
        starts=_ints(max(first, case.start or first).toordinal() for case in cases),
        case_region=_indices(regions[directory.region_of_person(person)] for person in people),
        case_pdu=_indices(units[person.pdu] for person in people),
        transferred=_bools(case.transfer_complete for case in cases),
        holding=holding,
        may_hold=_table(kinds, list(Grade), lambda kind, grade: _holds(rules, grade, kind)),
        requirements=requirements,
        qualified=_table(sets, staff, lambda ids, row: all(_has(row, id, last) for id in ids)),
        needs=needs,
        meets=_table(wanted, staff, _meets),
        limited=_bools(case.limited_access_to is not None for case in cases),
        named=_pairs(
            ((i, index[id]) for i, case in enumerate(cases) for id in case.limited_access_to or () if id in index),
            len(staff),
        ),
        excluded=_excluded(people, staff, index),
        must_not=_pairs(must_not, len(staff)),
        must=must,
        override=override,
        apart=_apart(cases),
        grade=_indices(list(Grade).index(row.grade) for row in staff),
        grade_names=tuple(grade.value for grade in Grade),
        practitioner_region=_indices(regions[directory.region_of_staff(row)] for row in staff),
        practitioner_pdu=_indices(units[directory.pdu_of_staff(row)] for row in staff),
        active_from=_ints((row.active_from or first).toordinal() for row in staff),
        active_until=_ints((row.active_until or last).toordinal() for row in staff),
        last_day=last.toordinal(),
        available=available,
        existing=existing,
        most_points=read_only(np.asarray(available * scenario.policy.workload_ceiling.value, dtype=np.float64)),
        minutes=minutes,
        office=office,
        target=_target(points, available, existing),
    )


def _numbered(rows: Iterable[K]) -> tuple[Indices, list[K]]:
    """Number of each row's kind, and the kinds in order of first appearance."""
    kinds: dict[K, int] = {}
    numbers = [kinds.setdefault(row, len(kinds)) for row in rows]
    return _indices(numbers), list(kinds)


def _points(scenario: Scenario, tiers: Sequence[str]) -> Ints:
    model, cases = scenario.casework.tier_model, scenario.casework.cases
    table = {(row.tier, row.case_type): row.points for row in scenario.policy.tier_points if row.tier_model == model}
    return _ints(table[tier, case.case_type] for tier, case in zip(tiers, cases, strict=True))


def _tier_on(case: Case, day: date) -> str:
    past = [change.tier for change in case.tier_changes if change.on <= day]
    return past[-1] if past else case.tier


def _holds(rules: Sequence[HoldingRule], grade: Grade, kind: Kind) -> bool:
    case_type, tier, rosh, mappa_level, life_sentence = kind
    order = list(Rosh)
    return any(
        row.grade is grade
        and case_type in row.case_types
        and tier.startswith(row.tiers)
        and order.index(rosh) <= order.index(row.max_rosh)
        and mappa_level <= row.max_mappa_level
        and (row.life_sentences or not life_sentence)
        for row in rules
    )


def _has(staff: Staff, qualification: str, last: date) -> bool:
    entries = [entry.expires for entry in staff.register_entries if entry.qualification == qualification]
    return qualification in staff.qualifications and all(expires >= last for expires in entries)


def _meets(needs: frozenset[StatedNeed], staff: Staff) -> bool:
    woman = StatedNeed.WOMAN_PRACTITIONER not in needs or staff.sex is Sex.FEMALE
    return woman and (StatedNeed.WELSH not in needs or WELSH in staff.languages)


def _excluded(people: Sequence[Person], staff: Sequence[Staff], index: dict[str, int]) -> Pairs:
    cases_of: dict[str, list[int]] = {}
    for i, person in enumerate(people):
        cases_of.setdefault(person.id, []).append(i)
    by_person = ((i, index[id]) for i, person in enumerate(people) for id in person.excluded_staff if id in index)
    by_staff = ((i, j) for j, row in enumerate(staff) for id in row.excluded_people for i in cases_of.get(id, ()))
    return _pairs((*by_person, *by_staff), len(staff))


def _locks(scenario: Scenario, index: dict[str, int]) -> tuple[Indices, Bools, list[tuple[int, int]]]:
    case_index = {case.id: i for i, case in enumerate(scenario.casework.cases)}
    must = np.full(len(case_index), NOBODY, dtype=np.int32)
    override = np.zeros(len(case_index), dtype=np.bool_)
    must_not: list[tuple[int, int]] = []
    for lock in scenario.locks:
        if not isinstance(lock, CaseLock) or lock.practitioner not in index:
            continue
        i, j = case_index[lock.case], index[lock.practitioner]
        if lock.force is Force.MUST_NOT:
            must_not.append((i, j))
        else:
            must[i], override[i] = j, override[i] or lock.override
    return _indices(must), _bools(override), must_not


def _apart(cases: Sequence[Case]) -> Indices:
    index = {case.id: i for i, case in enumerate(cases)}
    pairs = {
        (min(i, index[id]), max(i, index[id]))
        for i, case in enumerate(cases)
        for id in case.co_defendants
        if id in index
    }
    return _indices(sorted(pairs)).reshape(-1, 2)


def _minutes(
    scenario: Scenario, directory: Directory, people: Sequence[Person], staff: Sequence[Staff]
) -> tuple[Indices, Indices]:
    """Minutes from each case's home to the offices of its region, and the column of each practitioner's office."""
    times = TravelTimes(scenario.travel)
    offices: dict[str, dict[str, int]] = {region.id: {} for region in scenario.estate.regions}
    office = []
    for row in staff:
        columns = offices[directory.region_of_staff(row)]
        office.append(columns.setdefault(row.office, len(columns)))
    minutes = np.zeros((len(people), max((len(columns) for columns in offices.values()), default=0)), dtype=np.int32)
    rows_of: dict[str, list[int]] = {}
    for i, person in enumerate(people):
        rows_of.setdefault(directory.region_of_person(person), []).append(i)
    for region, rows in rows_of.items():
        places = [directory.offices[id].location for id in offices[region]]
        here = [people[i] for i in rows]
        table = times.table([p.travel.means for p in here], [p.home for p in here], places)
        minutes[rows, : len(places)] = table
    return _indices(minutes), _indices(office)


def _target(points: Ints, available: Ints, existing: Ints) -> float:
    """Demand over capacity, rounded half up to a thousandth."""
    capacity = int(available.sum())
    demand = int(points.sum()) + int(existing[available > 0].sum())
    return (2000 * demand + capacity) // (2 * capacity) / 1000 if capacity else 0.0


def _weights(goals: PartGoals) -> Weights:
    total = dict.fromkeys(Goal, 0.0)
    for tier in goals.tiers:
        for row in tier.goals:
            total[row.goal] += row.weight
    return Weights(
        unallocated=total[Goal.UNALLOCATED],
        workload_balance=total[Goal.WORKLOAD_BALANCE],
        overload=total[Goal.OVERLOAD],
        case_travel=total[Goal.CASE_TRAVEL],
        continuity=total[Goal.CONTINUITY],
        pdu_crossing=total[Goal.PDU_CROSSING],
    )


def _whole(weights: Weights) -> bool:
    smooth = weights.workload_balance or weights.overload
    linear = (weights.unallocated, weights.case_travel, weights.continuity, weights.pdu_crossing)
    return not smooth and all(weight == round(weight) for weight in linear)


def _areas(problem: Problem) -> tuple[Area, ...]:
    areas = []
    for region in np.unique(problem.case_region):
        cases = _indices(np.flatnonzero(problem.case_region == region))
        practitioners = _indices(np.flatnonzero(problem.practitioner_region == region))
        areas.append(Area(cases, practitioners, read_only(allowed_pairs(problem, cases, practitioners))))
    return tuple(areas)


def _penalty(problem: Problem) -> float:
    """The first whole number above what one more case could cost its practitioner; 1 where no pair is allowed."""
    most = 0.0
    for area, rows in _blocks(problem):
        cases, j = area.cases[rows, None], area.practitioners
        able = j[problem.available[j] > 0]
        allowed = area.allowed[rows][:, problem.available[j] > 0]
        points = problem.points[cases]
        full = np.maximum(problem.most_points[able], problem.existing[able] + points)
        rise = load_costs(problem, able, full) - load_costs(problem, able, full - points)
        cost = (pair_costs(problem, cases, able) + rise)[allowed]
        most = max(most, float(cost.max(initial=0.0)))
    return float(math.floor(most) + 1)


def _floor(problem: Problem) -> float:
    """Sum over cases of the cheapest option, leaving the case out among them."""
    leaving_out = leaving_out_costs(problem)
    total = 0.0
    for area, rows in _blocks(problem):
        cost = pair_costs(problem, area.cases[rows, None], area.practitioners)
        cheapest = np.where(area.allowed[rows], cost, np.inf).min(axis=1, initial=np.inf)
        total += float(np.minimum(cheapest, leaving_out[area.cases[rows]]).sum())
    return total


def _blocks(problem: Problem) -> Iterable[tuple[Area, slice]]:
    for area in problem.areas:
        for start in range(0, area.cases.size, BLOCK_ROWS):
            yield area, slice(start, start + BLOCK_ROWS)


def _table(rows: Sequence[K], columns: Sequence[C], holds: Callable[[K, C], bool]) -> Bools:
    flags = np.array([[holds(row, column) for column in columns] for row in rows], dtype=np.bool_)
    return _bools(flags.reshape(len(rows), len(columns)))


def _pairs(pairs: Iterable[tuple[int, int]], practitioners: int) -> Pairs:
    keys = np.array(sorted({i * practitioners + j for i, j in pairs}), dtype=np.int64)
    return Pairs(read_only(keys), practitioners)


def _ints(values: Iterable[int]) -> Ints:
    return read_only(np.array(list(values), dtype=np.int64))


def _indices(values: Iterable[object]) -> Indices:
    return read_only(np.array(values if isinstance(values, np.ndarray) else list(values), dtype=np.int32))


def _bools(values: Iterable[object]) -> Bools:
    return read_only(np.array(values if isinstance(values, np.ndarray) else list(values), dtype=np.bool_))
