"""``within_places`` in the rota's program: who is counted against which places on which dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from solver.unpaid_work.attending import active_dates
from solver.unpaid_work.layout import Layout
from solver.unpaid_work.problem import Bools, Floats, Problem
from solver.unpaid_work.program import UNLIMITED, Index, Sheet


def certain_places(sheet: Sheet, problem: Problem, layout: Layout) -> Layout:
    """Rows for those instructed for certain, on dates that no supervisor can miss altogether."""
    pairs: list[tuple[int, tuple[int, ...], int]] = []
    for s in range(len(problem.slots.ids)):
        pairs += _certain_places(sheet, problem, layout, s)
    return replace(layout, pairs=tuple(pairs))


def likely_places(sheet: Sheet, problem: Problem, layout: Layout) -> None:
    """Rows for those likely to be instructed, date by date."""
    for s in range(len(problem.slots.ids)):
        options = np.flatnonzero(problem.options.slot == s)
        _places_by_date(
            sheet, problem, layout, s, columns=layout.option[options], comes=problem.options.likely_attend[options]
        )


def dated_places(sheet: Sheet, problem: Problem, layout: Layout) -> Layout:
    """Rows for those instructed for certain and for those for whom it hangs on their other slots, date by date.

    ``comes`` is a column for each such (option, date): with ``left`` minutes left after the slot's own earlier dates,
    ``left x option - sum of minutes that other slots have had by then <= left x comes``.
    """
    options = problem.options
    dates = active_dates(problem.requirements, problem.slots, options.requirement, options.slot)
    hangs = dates & ~options.must_attend & (problem.requirements.sessions_per_week[options.requirement] > 1)[:, None]
    worked = np.cumsum(dates, axis=1, dtype=np.int64) * problem.slots.minutes[options.slot][:, None]
    option, week = np.nonzero(hangs)
    own = worked[option, week] - problem.slots.minutes[options.slot[option]]
    left = (problem.requirements.remaining[options.requirement[option]] - own).astype(float)
    option, week, left = option[left > 0], week[left > 0], left[left > 0]
    zeros, ones = np.zeros(len(option)), np.ones(len(option))
    comes = sheet.add_columns(zeros, zeros, ones, whole=True) + np.arange(len(option))
    _what_hangs(sheet, problem, layout, worked, option=option, week=week, left=left, comes=comes)
    for s in range(len(problem.slots.ids)):
        mine, extra = np.flatnonzero(options.slot == s), np.flatnonzero(options.slot[option] == s)
        shown = np.zeros((len(extra), problem.num_weeks), dtype=bool)
        shown[np.arange(len(extra)), week[extra]] = True
        columns = np.concatenate([layout.option[mine], comes[extra]])
        _places_by_date(
            sheet, problem, layout, s, columns=columns, comes=np.concatenate([options.must_attend[mine], shown])
        )
    return replace(layout, comes=comes, comes_option=option, comes_week=week)


def _what_hangs(
    sheet: Sheet,
    problem: Problem,
    layout: Layout,
    worked: Index,
    *,
    option: Index,
    week: Index,
    left: Floats,
    comes: Index,
) -> None:
    first = sheet.add_rows(np.full(len(option), -UNLIMITED), np.zeros(len(option)))
    rows = first + np.arange(len(option))
    sheet.put(rows, layout.option[option], left)
    sheet.put(rows, comes, -left)
    weekday = problem.slots.weekday[problem.options.slot]
    for n, (o, w) in enumerate(zip(option.tolist(), week.tolist(), strict=True)):
        r = problem.options.requirement[o]
        others = np.arange(problem.options.first[r], problem.options.first[r + 1])
        others = others[weekday[others] != weekday[o]]
        earlier = worked[others, w - 1] if w else np.zeros(len(others), dtype=np.int64)
        had = np.minimum(np.where(weekday[others] < weekday[o], worked[others, w], earlier), left[n])
        sheet.put(np.full(int((had > 0).sum()), rows[n]), layout.option[others[had > 0]], -had[had > 0].astype(float))


def _certain_places(
    sheet: Sheet, problem: Problem, layout: Layout, s: int
) -> Iterator[tuple[int, tuple[int, ...], int]]:
    """Rows of one slot; its pairs of supervisors who share their dates away."""
    options = np.flatnonzero(problem.options.slot == s)
    must = problem.options.must_attend[options]
    for chosen in _largest([np.asarray(must[:, list(weeks)].all(axis=1)) for weeks in _covered_dates(problem, s)]):
        _add_places(sheet, problem, layout, s, layout.option[options[chosen]])
    if problem.slots.max_supervisors[s] == 2:
        yield from _add_pair_places(sheet, problem, layout, s, options=options)


def _add_pair_places(
    sheet: Sheet, problem: Problem, layout: Layout, s: int, *, options: Index
) -> Iterator[tuple[int, tuple[int, ...], int]]:
    """Rows for slots that two supervisors may share: the second helps only if both are away on the same dates.

    Two who are not leave one of them alone on some date, with places for one. So over a stretch of dates that nobody
    misses altogether, ``sum of options <= places x (runs + pairs)``, with a pair only where two who share their
    dates away stand on the slot.
    """
    must = problem.options.must_attend[options]
    places = float(problem.slots.places[s])
    pairs: dict[tuple[int, ...], int] = {}
    cores: dict[tuple[tuple[int, ...], ...], list[Bools]] = {}
    for weeks, groups in _stretches(problem, s):
        cores.setdefault(groups, []).append(np.asarray(must[:, weeks].all(axis=1)))
    for groups, sets in cores.items():
        for group in groups:
            if group not in pairs:
                pairs[group] = _add_pair(sheet, layout, s, group)
                yield s, group, pairs[group]
        for core in _largest(sets):
            row = sheet.add_rows(np.full(1, -UNLIMITED), np.zeros(1))
            sheet.put(np.full(int(core.sum()), row), layout.option[options[core]], 1.0)
            sheet.put(np.full(1, row), layout.runs[s : s + 1], -places)
            sheet.put(np.full(len(groups), row), np.array([pairs[group] for group in groups], dtype=np.int64), -places)


def _add_pair(sheet: Sheet, layout: Layout, s: int, group: tuple[int, ...]) -> int:
    """Column that is 1 only where two of a group stand on the slot: without any one of them, another still does."""
    column = sheet.add_columns(np.zeros(1), np.zeros(1), np.ones(1), whole=True)
    turn = layout.turn[(layout.supervisor_slot == s) & np.isin(layout.supervisor, group)]
    first = sheet.add_rows(np.full(len(turn), -UNLIMITED), np.zeros(len(turn)))
    rows = first + np.arange(len(turn))
    sheet.put(rows, np.full(len(turn), column), 1.0)
    others = ~np.eye(len(turn), dtype=bool)
    at, other = np.nonzero(others)
    sheet.put(first + at, turn[other], -1.0)
    return column


def _stretches(problem: Problem, s: int) -> Iterator[tuple[Index, tuple[tuple[int, ...], ...]]]:
    """First and last stretches of a slot's dates, and the groups of supervisors who share their dates away in it."""
    may = np.flatnonzero(problem.supervisors.may_stand[:, s])
    weeks = np.flatnonzero(problem.slots.has_date[s])
    for stretch in [weeks[:n] for n in range(1, len(weeks) + 1)] + [weeks[n:] for n in range(1, len(weeks))]:
        away = ~problem.supervisors.present[may, s][:, stretch]
        _, kind, count = np.unique(away, axis=0, return_inverse=True, return_counts=True)
        if len(count) > 1 and not away.all(axis=1).any():
            yield stretch, tuple(tuple(may[kind.ravel() == k].tolist()) for k in np.flatnonzero(count > 1).tolist())


def _covered_dates(problem: Problem, s: int) -> Iterator[tuple[int, ...]]:
    """Sets of one or two dates such that whoever stands on the slot, somebody is present on one of them."""
    may = problem.supervisors.may_stand[:, s]
    away = may[:, None] & ~problem.supervisors.present[:, s]
    weeks = np.flatnonzero(problem.slots.has_date[s]).tolist()
    if problem.slots.max_supervisors[s] == 0:
        away = np.zeros_like(away)
    for w in weeks:
        if not away[:, w].any():
            yield (w,)
            continue
        partners = [v for v in weeks if not (away[:, w] & away[:, v]).any()]
        if partners:
            yield (w, min(partners, key=lambda v: (abs(v - w), v)))


def _largest(sets: list[Bools]) -> list[Bools]:
    """The sets that none of the others contains."""
    unique = list({one.tobytes(): one for one in sets if one.any()}.values())
    return [
        one
        for n, one in enumerate(unique)
        if not any(n != m and (one <= other).all() for m, other in enumerate(unique))
    ]


def _add_places(sheet: Sheet, problem: Problem, layout: Layout, s: int, columns: Index) -> int:
    """Row ``sum of columns <= places x supervisors``, or ``<= places`` where none are needed; its number."""
    places = float(problem.slots.places[s])
    supervised = layout.count[s] >= 0
    row = sheet.add_rows(np.full(1, -UNLIMITED), np.full(1, 0.0 if supervised else places))
    sheet.put(np.full(len(columns), row), columns, 1.0)
    if supervised:
        sheet.put(np.full(1, row), layout.count[s : s + 1], -places)
    return row


def _places_by_date(sheet: Sheet, problem: Problem, layout: Layout, s: int, *, columns: Index, comes: Bools) -> None:
    """Rows of one slot, date by date, with the supervisors of the day.

    ``sum of columns <= places x turns of those present``; on a date that nobody is present there is no limit, which
    the turn of the one who is away lifts, or for several supervisors the idle column.
    """
    may_stand = problem.supervisors.may_stand[:, s]
    away = may_stand[:, None] & ~problem.supervisors.present[:, s]
    done: set[tuple[bytes, bytes]] = set()
    for w in np.flatnonzero(problem.slots.has_date[s]).tolist():
        key = (comes[:, w].tobytes(), away[:, w].tobytes())
        if comes[:, w].any() and key not in done:
            done.add(key)
            row = _add_places(sheet, problem, layout, s, columns[comes[:, w]])
            _lift_when_away(sheet, problem, layout, row=row, s=s, w=w, people=int(comes[:, w].sum()))


def _lift_when_away(sheet: Sheet, problem: Problem, layout: Layout, *, row: int, s: int, w: int, people: int) -> None:
    mine = np.flatnonzero(layout.supervisor_slot == s)
    missing = mine[~problem.supervisors.present[layout.supervisor[mine], s, w]]
    if problem.slots.max_supervisors[s] == 0 or len(missing) == 0:
        return
    places = float(problem.slots.places[s])
    if problem.slots.max_supervisors[s] == 1:
        sheet.put(np.full(len(missing), row), layout.turn[missing], -max(0.0, people - places))
        return
    sheet.put(np.full(len(missing), row), layout.turn[missing], places)
    idle = np.flatnonzero((layout.idle_slot == s) & (layout.idle_week == w))
    if len(idle):
        sheet.put(np.full(1, row), layout.idle[idle], -float(people))
        here = mine[problem.supervisors.present[layout.supervisor[mine], s, w]]
        _idle_only_without(sheet, layout, int(idle[0]), here)
    else:
        # Everyone who may stand there is away: no session at all on this date.
        sheet.put(np.full(1, row), layout.runs[s : s + 1], -float(people))


def _idle_only_without(sheet: Sheet, layout: Layout, idle: int, here: Index) -> None:
    """A date is idle only if none of those who are present stands on the slot."""
    first = sheet.add_rows(np.full(len(here), -UNLIMITED), np.ones(len(here)))
    rows = first + np.arange(len(here))
    sheet.put(rows, np.full(len(here), layout.idle[idle]), 1.0)
    sheet.put(rows, layout.turn[here], 1.0)
