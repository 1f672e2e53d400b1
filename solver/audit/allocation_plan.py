"""Allocation: the rules on the plan as a whole, and what its lines say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.casework import Case, CaseType
from models.decisions import CaseAllocation, Decisions
from models.goals import Part
from models.locks import CaseLock, Force
from solver.audit.casebook import NOBODY, Casebook
from solver.audit.dates import last_day_to_tell, working_day_after
from solver.audit.finding import Findings, leeway, violation
from solver.audit.items import WorkItem
from solver.audit.pairs import Flags, Index


class Held(NamedTuple):
    """What everybody holds: points in each period (J, T), and cases (J,), held already or given by this plan."""

    points: Index
    cases: Index


def held_by(a: Casebook, chosen: Flags) -> Held:
    """What everybody holds of the chosen items, and of what the scenario does not decide."""
    i = np.flatnonzero(chosen & (a.holder >= 0))
    points = np.repeat(a.existing[:, None], a.periods, axis=1)
    np.add.at(points, a.holder[i], a.points[i])
    cases = a.existing_cases.copy()
    np.add.at(cases, a.holder[i], a.is_case[i])
    return Held(points, cases)


def everything_held(a: Casebook) -> Held:
    """What everybody holds."""
    return held_by(a, np.ones(len(a.items), dtype=np.bool_))


def held_by_lock(a: Casebook) -> Held:
    """What everybody holds by ``must`` locks, and outside the scenario."""
    return held_by(a, np.asarray(a.must.holds(np.arange(len(a.items)), a.holder)) & (a.holder >= 0))


def most_points(a: Casebook, locked: Index) -> NDArray[np.float64]:
    """(J, T) float64 most points that each may hold: the ceiling, or what locks (J, T) alone amount to."""
    ceiling = a.rows.scenario.policy.workload_ceiling.value
    return np.asarray(np.maximum(ceiling * a.available, locked), dtype=np.float64)


def keep_apart(a: Casebook) -> Findings:
    """Co-defendants have different practitioners, and a victim's officer is not the practitioner of the case."""
    one, other = a.apart.T
    for k in np.flatnonzero((a.holder[one] == a.holder[other]) & (a.holder[one] >= 0)):
        ids = (a.items[one[k]].row.id, a.items[other[k]].row.id, a.staff[a.holder[one[k]]].id)
        sentence = "{} and {} must be with different staff, but {} is to have both.".format(*ids)
        yield violation("keep_apart", Part.ALLOCATION, ids, sentence)


def within_ceiling(a: Casebook) -> Findings:
    """In no period does anybody hold more than the ceiling, or than what locks alone amount to."""
    limits = most_points(a, held_by_lock(a).points)
    loads = everything_held(a).points
    for j, t in np.argwhere(loads > limits):
        load, limit = int(loads[j, t]), float(limits[j, t])
        if load > limit + leeway(limit):
            staff = a.staff[j].id
            sentence = f"{staff} is to hold {load} points in period {t + 1}, but no more than {limit:.10g} are allowed."
            yield violation("within_ceiling", Part.ALLOCATION, (staff,), sentence)


def within_case_ceiling(a: Casebook) -> Findings:
    """Nobody holds more cases than the grade's ceiling, or than locks alone amount to."""
    limits = np.maximum(a.most_cases, held_by_lock(a).cases)
    number = everything_held(a).cases
    for j in np.flatnonzero(number > limits):
        staff = a.staff[j].id
        sentence = f"{staff} is to hold {number[j]} cases, but no more than {limits[j]} are allowed."
        yield violation("within_case_ceiling", Part.ALLOCATION, (staff,), sentence)


def moves(a: Casebook, i: Index, j: Index) -> Flags:
    """Whether somebody does the item now, who is another one."""
    return np.asarray((a.present[i] != NOBODY) & (a.present[i] != j))


def most_moves(a: Casebook) -> int | None:
    """Most moves that the plan may make: what is asked for, or what locks demand; None where there is no limit."""
    if a.change.max_moves is None:
        return None
    return max(a.change.max_moves, moves_by_lock(a))


def moves_by_lock(a: Casebook) -> int:
    """Moves that ``must`` locks demand."""
    locks = (row for row in a.rows.scenario.locks if isinstance(row, CaseLock) and row.force == Force.MUST)
    asked = {a.case_at[row.case]: a.staff_at.get(row.practitioner, -1) for row in locks if row.case in a.case_at}
    i, j = (np.array(list(column), dtype=np.int64) for column in (asked.keys(), asked.values()))
    return int(moves(a, i, j).sum())


def within_max_moves(a: Casebook) -> Findings:
    """No more items move than the change in force allows, or than locks demand."""
    held = np.flatnonzero(a.holder >= 0)
    number, limit = int(moves(a, held, a.holder[held]).sum()), most_moves(a)
    if limit is not None and number > limit:
        sentence = f"{number} items go to another than the one who does them now, but no more than {limit} may."
        yield violation("within_max_moves", Part.ALLOCATION, (), sentence)


def locks_kept(a: Casebook) -> Findings:
    """Every lock on a case that takes part is kept."""
    for lock in a.rows.scenario.locks:
        if not isinstance(lock, CaseLock) or lock.case not in a.case_at:
            continue
        holds = a.holder[a.case_at[lock.case]] == a.staff_at.get(lock.practitioner, -2)
        if holds != (lock.force == Force.MUST):
            word = "must" if lock.force == Force.MUST else "must not"
            sentence = f"By a lock, case {lock.case} {word} be held by {lock.practitioner}."
            yield violation("locks_kept", Part.ALLOCATION, (lock.case, lock.practitioner), sentence)


PLAN_RULES: tuple[Callable[[Casebook], Findings], ...] = (
    keep_apart,
    within_ceiling,
    within_case_ceiling,
    within_max_moves,
    locks_kept,
)
"""Rules about several decisions, in the order of ``docs/formulation.md``."""


def broken_plan_rules(a: Casebook) -> Findings:
    """Every violation of a rule about several decisions."""
    for check in PLAN_RULES:
        yield from check(a)


def figures(a: Casebook, decided: Decisions) -> Findings:
    """What a line says beside the item and who is given it is what follows from the scenario."""
    item_at = {(item.duty, item.row.id): i for i, item in enumerate(a.items)}
    overrides = _overrides(a)
    for case in decided.cases:
        told = (case.first, case.points, case.points_by_period, case.moved_from, case.tell_by)
        item = a.items[item_at[None, case.case]]
        overruled = case.override_reason == overrides.get((case.case, case.practitioner), "")
        same = overruled and told == _of_case(a, item_at[None, case.case], case)
        if not same or case.pre_release_from != _pre_release(a, item, case):
            sentence = f"Case {case.case}: a day, points, a lock's reason or the present holder are not the scenario's."
            yield violation("figures", Part.ALLOCATION, (case.case,), sentence)
    for duty in decided.duties:
        i = item_at[duty.kind, duty.id]
        item = a.items[i]
        own = (item.first, item.latest, int(a.points[i].max()), _moved_from(item.now, duty.staff))
        if (duty.first, duty.latest, duty.points, duty.moved_from) != own:
            sentence = f"{duty.id}: a day, the points or who does it now are not the scenario's."
            yield violation("figures", Part.ALLOCATION, (duty.id,), sentence)


def _overrides(a: Casebook) -> dict[tuple[str, str], str]:
    """Case and practitioner of every lock that overrules rules, with its reason."""
    locks = (row for row in a.rows.scenario.locks if isinstance(row, CaseLock) and row.force is Force.MUST)
    return {(row.case, row.practitioner): row.reason for row in locks if row.override}


def _of_case(a: Casebook, i: int, line: CaseAllocation) -> tuple[object, ...]:
    item = a.items[i]
    moved_from = _moved_from(item.now, line.practitioner)
    policy, horizon = a.rows.scenario.policy, a.rows.scenario.horizon
    points = tuple(a.points[i].tolist())
    if moved_from is None:
        return item.first, max(points), points, None, None
    notice = int(policy.handover_notice_days.value)
    earliest = working_day_after(horizon.start, notice, horizon.bank_holidays)
    first = min(max(item.first, earliest), item.last)
    return first, max(points), points, moved_from, last_day_to_tell(first, notice, horizon.bank_holidays)


def _pre_release(a: Casebook, item: WorkItem, line: CaseAllocation) -> date | None:
    """Day from which to work towards release, counted back from it; None where there is none in the case's span."""
    case = item.row
    if not isinstance(case, Case) or case.case_type != CaseType.CUSTODY or case.release_date is None:
        return None
    weeks_before = case.release_date - timedelta(weeks=a.rows.scenario.policy.pre_release_weeks.value)
    if case.release_date <= line.first or weeks_before > item.last:
        return None
    return max(line.first, weeks_before)


def _moved_from(now: str | None, given: str) -> str | None:
    return None if now == given else now
