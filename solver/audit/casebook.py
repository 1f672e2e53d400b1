"""The casework as arrays, as the audit reads it: work items (I), staff (J), periods (T), and what stands between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from models.casework import Case, Rosh, VictimContact
from models.change import Change
from models.decisions import Decisions
from models.locks import CaseLock, Force
from models.staff import Staff
from solver.audit import answers
from solver.audit.answers import Answers
from solver.audit.capacity import capacities, case_ceilings, easy_new_cases
from solver.audit.items import ROLES, WorkItem, work_items
from solver.audit.pairs import Flags, Index, Pairs
from solver.audit.rows import Rows
from solver.audit.workload import points_of_items

NOBODY, OUTSIDER = -2, -3
RISKY = frozenset({Rosh.HIGH, Rosh.VERY_HIGH})


@dataclass(frozen=True, slots=True)
class Casebook:
    """Work items (I), staff (J), periods (T), and who the plan says does what.

    Attributes
    ----------
    change
        Limits on moves in force.
    is_case
        (I,) bool: the item is a case.
    points
        (I, T) int64: points of each item in each period.
    mix
        (I,) int64: points that count for the mix of caseloads.
    available
        (J, T) int64: points available in each period.
    periods_needed, periods_given
        (I,) and (J,) int64: bit t is set where the item has points, or the member of staff available points, in t.
    existing, existing_cases
        (J,) int64: points and cases held that the scenario does not decide.
    most_cases
        (J,) int64: most cases that each may hold.
    easy_new
        (J,) int64: new cases that each can take on without strain.
    holder
        (I,) int64: index of the member of staff, -1 for none.
    present
        (I,) int64: index of who does it now; ``NOBODY`` for none, ``OUTSIDER`` for one who has no role for any item.
    first, last
        (I,) int64 ordinals of the span.
    apart
        (K, 2) int64: items that must be with different staff.
    must, must_not, overridden
        Pairs that locks demand, forbid, and demand against some rules.
    settled, held_now
        (I,) bool: the item stays with who does it now, because it is near its end, or because only new work is given
        out; ``solver.audit.allocation`` fills them in, who may keep it being a matter of its rules.
    """

    rows: Rows
    change: Change
    items: tuple[WorkItem, ...]
    staff: tuple[Staff, ...]
    case_at: dict[str, int]
    staff_at: dict[str, int]
    is_case: Flags
    points: Index
    mix: Index
    available: Index
    periods_needed: Index
    periods_given: Index
    existing: Index
    existing_cases: Index
    most_cases: Index
    easy_new: Index
    holder: Index
    present: Index
    role: Answers
    holding: Answers
    qualified: Answers
    team: Answers
    needs: Answers
    presence: Answers
    rather_not: Answers
    unit_of_item: Index
    unit_of_staff: Index
    region_of_item: Index
    region_of_staff: Index
    first: Index
    last: Index
    active_from: Index
    active_until: Index
    transferred: Flags
    limited: Flags
    named: Pairs
    excluded: Pairs
    apart: Index
    overridden: Pairs
    must: Pairs
    must_not: Pairs
    bound_by_must: Flags
    settled: Flags
    held_now: Flags

    @property
    def periods(self) -> int:
        """Number of periods T."""
        return int(self.points.shape[1])


def read_casebook(rows: Rows, decided: Decisions, change: Change) -> Casebook:
    """Casebook of a scenario and what was decided; every id in ``decided`` is known."""
    items = work_items(rows)
    staff = tuple(row for row in rows.scenario.staff if not set(ROLES).isdisjoint(row.roles))
    staff_at = {row.id: j for j, row in enumerate(staff)}
    case_at = {item.row.id: i for i, item in enumerate(items) if item.duty is None}
    region_at = {region.id: r for r, region in enumerate(rows.scenario.estate.regions)}
    unit_at = {pdu.id: u for u, pdu in enumerate(rows.scenario.estate.pdus)}
    points = points_of_items(rows.scenario, items)
    available, mean_hours = capacities(rows.scenario, staff)
    locks = [row for row in rows.scenario.locks if isinstance(row, CaseLock) and row.case in case_at]
    bound_by_must = np.zeros(len(items), dtype=np.bool_)
    bound_by_must[[case_at[row.case] for row in locks if row.force == Force.MUST]] = True

    def locked(force: Force, *, overriding: bool = False) -> Pairs:
        wanted = [row for row in locks if row.force == force and (row.override or not overriding)]
        pairs = ((case_at[row.case], staff_at[row.practitioner]) for row in wanted if row.practitioner in staff_at)
        return Pairs(pairs, len(staff))

    return Casebook(
        rows=rows,
        change=change,
        items=items,
        staff=staff,
        case_at=case_at,
        staff_at=staff_at,
        is_case=_flags(item.duty is None for item in items),
        points=points,
        mix=np.where(_flags(_risky(item) for item in items), points.sum(axis=1) // points.shape[1], 0),
        available=available,
        periods_needed=(points > 0) @ (1 << np.arange(points.shape[1])),
        periods_given=(available > 0) @ (1 << np.arange(points.shape[1])),
        existing=_whole(row.existing_points for row in staff),
        existing_cases=_whole(row.existing_cases for row in staff),
        most_cases=case_ceilings(rows.scenario.policy, staff),
        easy_new=easy_new_cases(rows.scenario, mean_hours),
        holder=holders_of(items, staff_at, decided),
        present=_whole(NOBODY if item.now is None else staff_at.get(item.now, OUTSIDER) for item in items),
        role=answers.roles(items, staff),
        holding=answers.holding(rows, items, staff),
        qualified=answers.qualifications(items, staff),
        team=answers.teams(items, staff),
        needs=answers.needs(rows, items, staff),
        presence=answers.presence(rows, items, staff),
        rather_not=answers.rather_not(items, staff),
        unit_of_item=_whole(unit_at[item.pdu] for item in items),
        unit_of_staff=_whole(unit_at[rows.pdu_of(row)] for row in staff),
        region_of_item=_whole(region_at[rows.region_of_pdu[item.pdu]] for item in items),
        region_of_staff=_whole(region_at[rows.region_of(row)] for row in staff),
        first=_whole(item.first.toordinal() for item in items),
        last=_whole(item.last.toordinal() for item in items),
        active_from=_whole(row.active_from.toordinal() if row.active_from else 0 for row in staff),
        active_until=_whole(row.active_until.toordinal() if row.active_until else 10**7 for row in staff),
        transferred=_flags(not isinstance(item.row, Case) or item.row.transfer_complete for item in items),
        limited=_flags(isinstance(item.row, Case) and item.row.limited_access_to is not None for item in items),
        named=_named(items, staff_at),
        excluded=_excluded(items, staff, staff_at),
        apart=_apart(items, case_at),
        overridden=locked(Force.MUST, overriding=True),
        must=locked(Force.MUST),
        must_not=locked(Force.MUST_NOT),
        bound_by_must=bound_by_must,
        settled=np.zeros(len(items), dtype=np.bool_),
        held_now=np.zeros(len(items), dtype=np.bool_),
    )


def holders_of(items: Sequence[WorkItem], staff_at: dict[str, int], decided: Decisions) -> Index:
    """(I,) int64: index of who is given each item, -1 for nobody; every id in ``decided`` is known."""
    item_at = {(item.duty, item.row.id): i for i, item in enumerate(items)}
    holder = np.full(len(items), -1, dtype=np.int64)
    for line in decided.cases:
        holder[item_at[None, line.case]] = staff_at[line.practitioner]
    for duty in decided.duties:
        holder[item_at[duty.kind, duty.id]] = staff_at[duty.staff]
    return holder


def _whole(numbers: Iterable[int]) -> Index:
    return np.array(list(numbers), dtype=np.int64)


def _flags(flags: Iterable[bool]) -> Flags:
    return np.array(list(flags), dtype=np.bool_)


def _risky(item: WorkItem) -> bool:
    return isinstance(item.row, Case) and item.row.rosh in RISKY


def _named(items: Sequence[WorkItem], staff_at: dict[str, int]) -> Pairs:
    named = (
        (i, staff_at[staff])
        for i, item in enumerate(items)
        if isinstance(item.row, Case)
        for staff in item.row.limited_access_to or ()
        if staff in staff_at
    )
    return Pairs(named, len(staff_at))


def _excluded(items: Sequence[WorkItem], staff: Sequence[Staff], staff_at: dict[str, int]) -> Pairs:
    items_of = defaultdict(list)
    for i, item in enumerate(items):
        items_of[item.person.id].append(i)
    by_staff = [(i, j) for j, row in enumerate(staff) for id in row.excluded_people for i in items_of.get(id, ())]
    by_person = [
        (i, staff_at[id]) for i, item in enumerate(items) for id in item.person.excluded_staff if id in staff_at
    ]
    return Pairs(by_staff + by_person, len(staff))


def _apart(items: Sequence[WorkItem], case_at: dict[str, int]) -> Index:
    """(K, 2) int64: co-defendants, and a victim contact with its case; each pair once, the lower index first."""
    pairs = set()
    for i, item in enumerate(items):
        if isinstance(item.row, Case):
            others = item.row.co_defendants
        else:
            others = (item.row.case,) if isinstance(item.row, VictimContact) else ()
        for other in others:
            k = case_at.get(other, i)
            if k != i:
                pairs.add((min(i, k), max(i, k)))
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
