"""The rota as a mixed-integer program: its points of whole numbers are the rotas that keep the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from solver.unpaid_work.attending import supervisors_present
from solver.unpaid_work.equipment import add_equipment
from solver.unpaid_work.language import add_languages
from solver.unpaid_work.layout import Layout
from solver.unpaid_work.lessons import add_lessons, most_at_once
from solver.unpaid_work.newcomers import add_newcomers, too_few_places
from solver.unpaid_work.places import add_places
from solver.unpaid_work.problem import NOBODY, Bools, Floats, Problem, Solution
from solver.unpaid_work.program import UNLIMITED, Index, Program, Sheet
from solver.unpaid_work.riding import riders
from solver.unpaid_work.rules import slots_clash
from solver.unpaid_work.seats import add_seats, driven_of, trips, trips_of
from solver.unpaid_work.spare import Turns, add_spare, manned_on, put_values, tie_to_running, whole_week
from solver.unpaid_work.unpopular import add_unpopular, unpopular_of


@dataclass(frozen=True, slots=True)
class Formulation:
    """The rota's program.

    Attributes
    ----------
    layout
        Where things are in the program.
    constant
        What is added to its value to get the objective.
    late
        Rows that a relaxation does well to leave out at first: fees of single weekdays, and all dates of a slot but the
        one on which most room is taken.
    person, day
        (O,): rows of ``sessions_per_week`` of each option: so many for its requirement, and one on its weekday; -1 for
        the second where one a week is wanted.
    """

    program: Program
    layout: Layout
    constant: float
    late: Index
    person: Index
    day: Index


def formulate(problem: Problem) -> Formulation:
    """The whole rota as a program."""
    sheet = Sheet()
    layout = _columns(sheet, problem)
    person, day = _person_rows(sheet, problem, layout)
    add_lessons(sheet, problem, layout)
    fees = _fee_rows(sheet, problem, layout)
    add_supervisor_rows(sheet, problem, layout)
    _running_rows(sheet, problem, layout)
    _pair_rows(sheet, problem, layout)
    add_languages(sheet, problem, layout)
    _bind_dateless(sheet, problem, layout)
    dates = add_places(sheet, problem, layout)
    add_seats(sheet, problem, layout)
    add_equipment(sheet, problem, layout)
    layout = add_unpopular(sheet, problem, _with_spare(sheet, problem, layout))
    layout = add_newcomers(sheet, problem, layout)
    rows = problem.requirements
    wanted = rows.urgency * rows.sessions_per_week * rows.active_weeks
    constant = problem.weights.unmet * float(wanted.sum()) + problem.weights.notice * len(problem.told)
    return Formulation(sheet.program(), layout, constant, np.concatenate([fees, dates]), person, day)


def point_of(problem: Problem, formulation: Formulation, solution: Solution) -> Floats:
    """The columns' values that stand for a rota."""
    layout, point = formulation.layout, np.zeros(len(formulation.program.cost))
    chosen = np.array([problem.option_of(r, s) for r, s in solution.standing.tolist()], dtype=np.int64)
    point[layout.option[chosen]] = 1.0
    fees = layout.fee[chosen]
    point[fees[fees >= 0]] = 1.0
    slot, supervisor = solution.supervised[:, 0], solution.supervised[:, 1]
    count = np.bincount(slot, minlength=len(problem.slots.ids))
    standing = np.bincount(solution.standing[:, 1], minlength=len(problem.slots.ids))
    for columns, values in ((layout.runs, standing > 0), (layout.count, count)):
        point[columns[columns >= 0]] = values[columns >= 0]
    stands = np.zeros(problem.supervisors.may_stand.shape, dtype=bool)
    stands[supervisor, slot] = True
    point[layout.turn] = stands[layout.supervisor, layout.supervisor_slot]
    here = supervisors_present(problem, solution) > 0
    point[layout.idle] = (count[layout.idle_slot] > 0) & ~here[layout.idle_slot, layout.idle_week]
    point[layout.trip] = trips_of(problem, layout, solution.driven)
    put_values(problem, layout.spare, solution.supervised, point)
    rides = riders(problem, solution.standing, solution.driven, problem.options.held[chosen])
    alone = layout.alone[chosen[~rides]]
    point[alone[alone >= 0]] = 1.0
    point[layout.starts.column] = too_few_places(problem, solution)[layout.starts.unit]
    again = layout.again
    point[again.column] = unpopular_of(problem, solution.standing)[again.requirement] > again.others
    return point


def solution_of(problem: Problem, formulation: Formulation, point: Floats) -> Solution:
    """The rota that a point of whole numbers stands for; supervisors on slots with nobody are left off."""
    layout = formulation.layout
    chosen = np.flatnonzero(point[layout.option] > 0.5)
    standing = np.column_stack([problem.options.requirement[chosen], problem.options.slot[chosen]])
    turns = np.flatnonzero(point[layout.turn] > 0.5)
    turns = turns[np.isin(layout.supervisor_slot[turns], standing[:, 1])]
    supervised = np.column_stack([layout.supervisor_slot[turns], layout.supervisor[turns]])
    trips_made = np.flatnonzero(point[layout.trip] > 0.5)
    riding = np.unique(problem.options.slot[chosen[problem.options.rides[chosen]]])
    return Solution.of(standing, supervised, driven_of(problem, layout, trips_made, riding))


def _columns(sheet: Sheet, problem: Problem) -> Layout:
    options, slots, weights = problem.options, problem.slots, problem.weights
    num_options, num_slots = len(options.slot), len(slots.ids)
    group = _fee_groups(problem)
    price = options.cost - options.gain + np.where(group < 0, weights.project, 0.0)
    sheet.add_columns(price, options.locked.astype(float), (~options.forbidden).astype(float), whole=True)
    num_fees = int(group.max(initial=-1)) + 1
    first_fee = sheet.add_columns(np.full(num_fees, weights.project), np.zeros(num_fees), np.ones(num_fees), whole=True)
    eligible = problem.supervisors.may_stand.sum(axis=0)
    supervised = slots.max_supervisors > 0
    most = np.minimum(slots.max_supervisors, eligible).astype(float)
    shifts = weights.shift * slots.has_date.sum(axis=1)
    count = _some_columns(sheet, supervised, cost=shifts, upper=most)
    own = (slots.max_supervisors > 1) | (~supervised & (slots.minimum > 1))
    runs = _some_columns(sheet, own, cost=np.zeros(num_slots), upper=np.ones(num_slots))
    runs = np.where(slots.max_supervisors == 1, count, runs)
    supervisor, turn_slot = np.nonzero(problem.supervisors.may_stand)
    zeros, ones = np.zeros(len(supervisor)), np.ones(len(supervisor))
    first_turn = sheet.add_columns(zeros, zeros, ones, whole=True)
    idle_slot, idle_week = np.nonzero(_can_be_idle(problem))
    zeros, ones = np.zeros(len(idle_slot)), np.ones(len(idle_slot))
    first_idle = sheet.add_columns(zeros, zeros, ones, whole=True)
    trip_slot, trip_kind = trips(problem)
    zeros, ones = np.zeros(len(trip_slot)), np.ones(len(trip_slot))
    first_trip = sheet.add_columns(zeros, zeros, ones, whole=True)
    return Layout(
        option=np.arange(num_options),
        fee=np.where(group < 0, -1, first_fee + group),
        count=count,
        runs=runs,
        supervisor=supervisor,
        supervisor_slot=turn_slot,
        turn=first_turn + np.arange(len(supervisor)),
        idle=first_idle + np.arange(len(idle_slot)),
        idle_slot=idle_slot,
        idle_week=idle_week,
        trip=first_trip + np.arange(len(trip_slot)),
        trip_slot=trip_slot,
        trip_kind=trip_kind,
        alone=_some_columns(sheet, options.could_come, cost=options.detour, upper=np.ones(num_options)),
    )


def _some_columns(sheet: Sheet, where: Bools, *, cost: Floats, upper: Floats) -> Index:
    """(S,): columns for the slots of the mask; -1 for the others."""
    chosen = np.flatnonzero(where)
    first = sheet.add_columns(cost[chosen], np.zeros(len(chosen)), upper[chosen], whole=True)
    columns = np.full(len(where), -1, dtype=np.int64)
    columns[chosen] = first + np.arange(len(chosen))
    return columns


def _can_be_idle(problem: Problem) -> Bools:
    """(S, W) bool: with three supervisors or more allowed, one who may stand there is away on the date."""
    away = (problem.supervisors.may_stand[:, :, None] & ~problem.supervisors.present).any(axis=0)
    return np.asarray((problem.slots.max_supervisors > 2)[:, None] & problem.slots.has_date & away)


def _fee_groups(problem: Problem) -> Index:
    """(O,): number of the option's (requirement, project) where several weekdays share the fee; else -1."""
    options, slots = problem.options, problem.slots
    key = options.requirement.astype(np.int64) * (len(slots.project_ids) + 1) + slots.project[options.slot]
    _, key = np.unique(key, return_inverse=True)
    days = np.unique(np.column_stack([key, slots.weekday[options.slot]]), axis=0)
    shared = (np.bincount(days[:, 0], minlength=int(key.max(initial=-1)) + 1) > 1)[key]
    shared &= most_at_once(problem) > 1
    group = np.full(len(key), -1, dtype=np.int64)
    group[shared] = np.unique(key[shared], return_inverse=True)[1]
    return group


def _group_rows(sheet: Sheet, keys: Index, columns: Index, high: Floats | float) -> tuple[Index, Index]:
    """One row ``sum of columns <= high`` for each key; the keys and their rows."""
    names, row = np.unique(keys, return_inverse=True)
    limits = np.broadcast_to(np.float64(high), names.shape)
    first = sheet.add_rows(np.full(len(names), -UNLIMITED), limits)
    sheet.put(first + row, columns, 1.0)
    return names, first + np.arange(len(names))


def _person_rows(sheet: Sheet, problem: Problem, layout: Layout) -> tuple[Index, Index]:
    """``sessions_per_week``: so many slots for a requirement, one a weekday; the rows of each option."""
    options, rows = problem.options, problem.requirements
    wanted = options.requirement.astype(np.int64)
    present = np.unique(wanted)
    names, of_person = _group_rows(sheet, wanted, layout.option, rows.sessions_per_week[present].astype(float))
    person = of_person[np.searchsorted(names, wanted)]
    several = np.flatnonzero(rows.sessions_per_week[wanted] > 1)
    key = wanted[several] * 7 + problem.slots.weekday[options.slot[several]]
    names, of_day = _group_rows(sheet, key, layout.option[several], 1.0)
    day = np.full(len(wanted), -1, dtype=np.int64)
    day[several] = of_day[np.searchsorted(names, key)]
    return person, day


def _fee_rows(sheet: Sheet, problem: Problem, layout: Layout) -> Index:
    """``distinct_projects``: a weekday at a project asks for its fee, and so do all weekdays together.

    The second kind of row is implied for whole numbers. It makes the relaxation much stronger: n sessions a week at
    one project cannot share one fee between more than n weekdays.

    Returns
    -------
    Index
        Rows of the first kind.
    """
    paid = np.flatnonzero(layout.fee >= 0)
    fee = layout.fee[paid]
    days_of = problem.slots.weekday[problem.options.slot[paid]]
    keys, rows = _group_rows(sheet, fee * 7 + days_of, layout.option[paid], 0.0)
    sheet.put(rows, keys // 7, -1.0)
    single = np.unique(rows)
    wanted = np.zeros(int(fee.max(initial=-1)) + 1)
    wanted[fee] = most_at_once(problem)[paid]
    days = np.bincount(keys // 7, minlength=len(wanted))
    names, rows = _group_rows(sheet, fee, layout.option[paid], 0.0)
    sheet.put(rows, names, -np.minimum(wanted, days)[names])
    return single


def add_supervisor_rows(sheet: Sheet, problem: Problem, layout: Layout) -> None:
    """``supervised`` and ``supervisors_not_double_booked``: turns make up the count; a day one slot; hours a week."""
    slots = problem.slots
    counted = np.flatnonzero(layout.count >= 0)
    first = sheet.add_rows(np.zeros(len(counted)), np.zeros(len(counted)))
    sheet.put(first + np.arange(len(counted)), layout.count[counted], -1.0)
    row_of = np.full(len(slots.ids), -1, dtype=np.int64)
    row_of[counted] = first + np.arange(len(counted))
    sheet.put(row_of[layout.supervisor_slot], layout.turn, 1.0)
    _group_rows(sheet, layout.supervisor * 7 + slots.weekday[layout.supervisor_slot], layout.turn, 1.0)
    length = slots.minutes[layout.supervisor_slot].astype(float)
    names, row = np.unique(layout.supervisor, return_inverse=True)
    first = sheet.add_rows(np.full(len(names), -UNLIMITED), problem.supervisors.minutes_a_week[names])
    sheet.put(first + row, layout.turn, length)
    for turns in range(7):
        # With more than so many turns of at least this length the week would be too short.
        hours = problem.supervisors.minutes_a_week[layout.supervisor]
        long = length * (turns + 1) > hours
        _group_rows(sheet, layout.supervisor[long], layout.turn[long], float(turns))


def _with_spare(sheet: Sheet, problem: Problem, layout: Layout) -> Layout:
    """``spare_short``: the layout with the columns of spare supervisors."""
    turns = Turns(layout.supervisor, layout.supervisor_slot, layout.turn)
    nobody = manned_on(problem, NOBODY)
    columns = add_spare(sheet, problem, turns, whole_week(problem), price=problem.weights.spare, least=nobody)
    tie_to_running(sheet, problem, columns, layout.runs)
    return replace(layout, spare=columns)


def _running_rows(sheet: Sheet, problem: Problem, layout: Layout) -> None:
    """``minimum_to_run``, and what ties a running slot to its supervisors."""
    slots, options = problem.slots, problem.options
    several = np.flatnonzero(slots.max_supervisors > 1)
    first = sheet.add_rows(np.full(2 * len(several), -UNLIMITED), np.zeros(2 * len(several)))
    rows = first + np.arange(len(several))
    sheet.put(rows, layout.runs[several], 1.0)
    sheet.put(rows, layout.count[several], -1.0)
    sheet.put(rows + len(several), layout.runs[several], -slots.max_supervisors[several].astype(float))
    sheet.put(rows + len(several), layout.count[several], 1.0)
    # One person is enough by price alone, but where an empty session would count for people who are to start.
    needs = np.flatnonzero(((slots.minimum > 1) | (problem.newcomers.counts > 0)) & (layout.runs >= 0))
    first = sheet.add_rows(np.zeros(len(needs)), np.full(len(needs), UNLIMITED))
    row_of = np.full(len(slots.ids), -1, dtype=np.int64)
    row_of[needs] = first + np.arange(len(needs))
    sheet.put(row_of[needs], layout.runs[needs], -slots.minimum[needs].astype(float))
    on = np.flatnonzero(row_of[options.slot] >= 0)
    sheet.put(row_of[options.slot[on]], layout.option[on], 1.0)


def _bind_dateless(sheet: Sheet, problem: Problem, layout: Layout) -> None:
    """Rows ``option <= runs`` where no row of places closes a slot: no supervisors of ours, or no date to attend."""
    options = problem.options
    loose = (problem.slots.max_supervisors == 0)[options.slot] | ~options.held.any(axis=1)
    bound = np.flatnonzero(loose & (layout.runs[options.slot] >= 0))
    _no_more_than(sheet, layout.option[bound], layout.runs[options.slot[bound]])
    _no_more_than(sheet, layout.idle, layout.runs[layout.idle_slot])


def _no_more_than(sheet: Sheet, smaller: Index, larger: Index) -> None:
    """Rows ``smaller <= larger``."""
    first = sheet.add_rows(np.full(len(smaller), -UNLIMITED), np.zeros(len(smaller)))
    rows = first + np.arange(len(smaller))
    sheet.put(rows, smaller, 1.0)
    sheet.put(rows, larger, -1.0)


def _pair_rows(sheet: Sheet, problem: Problem, layout: Layout) -> None:
    """``keep_apart``, and the slots of two requirements of one person that clash."""
    pairs = list(_clashing_options(problem))
    first = sheet.add_rows(np.full(len(pairs), -UNLIMITED), np.ones(len(pairs)))
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    for side in both.T:
        sheet.put(first + np.arange(len(pairs)), layout.option[side], 1.0)
    _exclusion_rows(sheet, problem, layout)


def _exclusion_rows(sheet: Sheet, problem: Problem, layout: Layout) -> None:
    """``not_excluded``: a slot has the person or the supervisor, and never both."""
    for r, j in problem.excluded.tolist():
        first, last = problem.options.first[r], problem.options.first[r + 1]
        turns = np.flatnonzero(layout.supervisor == j)
        _, at, there = np.intersect1d(
            problem.options.slot[first:last], layout.supervisor_slot[turns], return_indices=True
        )
        row = sheet.add_rows(np.full(len(at), -UNLIMITED), np.ones(len(at))) + np.arange(len(at))
        sheet.put(row, layout.option[int(first) + at], 1.0)
        sheet.put(row, layout.turn[turns[there]], 1.0)


def _clashing_options(problem: Problem) -> Iterator[tuple[int, int]]:
    first, slot = problem.options.first, problem.options.slot
    for one, other in problem.apart.tolist():
        mine, theirs = range(first[one], first[one + 1]), slice(first[other], first[other + 1])
        _, at, there = np.intersect1d(slot[mine.start : mine.stop], slot[theirs], return_indices=True)
        yield from zip((mine.start + at).tolist(), (int(first[other]) + there).tolist(), strict=True)
    for one, other in problem.twins.tolist():
        for o in range(first[one], first[one + 1]):
            for q in range(first[other], first[other + 1]):
                same_day = problem.slots.weekday[slot[o]] == problem.slots.weekday[slot[q]]
                if same_day and slots_clash(problem, int(slot[o]), int(slot[q])):
                    yield o, q
