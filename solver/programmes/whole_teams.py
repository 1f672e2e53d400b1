"""How many groups on one weekly pattern whole teams can be had for, whoever leads which and in whichever weeks.

The relaxation lets two thirds of a team lead two thirds of a group. Over all groups on a pattern, in all their weeks,
the teams that it could make are counted here by a small linear program, and rounded down.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from solver.programmes.calendar import DatedSession
from solver.programmes.problem import Problem

Ints = NDArray[np.int64]

HAIR = 1e-6
"""Part of a group that arithmetic may have taken off."""


class Leads(NamedTuple):
    """Who could lead what, by courses and sorts of facilitators (see ``Pool`` for the arrays)."""

    course_ids: Ints
    staff: Ints
    lead_course: Ints
    lead_sort: Ints
    shift_begins: Ints
    shift: Ints
    shift_staff: Ints


def pattern_rows(problem: Problem, leads: Leads, course: Ints, needed: Ints) -> list[tuple[Ints, int]]:
    """Groups on one weekly pattern open no oftener than whole teams can be had for them.

    Parameters
    ----------
    course, needed
        (N,) course of each group, and facilitators, of whom people who join a running group need none.
    """
    led = np.flatnonzero(needed > 0)
    of_course = np.full(len(leads.course_ids), np.iinfo(np.int64).max)
    np.minimum.at(of_course, course[led], needed[led])
    rows = []
    for courses in on_patterns(problem, leads.course_ids[:, 0], np.unique(course[led])):
        inside = led[np.isin(course[led], courses)]
        most = int(most_groups(leads, courses, of_course[courses]) + HAIR)
        if most < len(inside):
            rows.append((inside, most))
    return rows


def on_patterns(problem: Problem, calendars: Ints, courses: Ints) -> list[Ints]:
    """Some courses by the weekly times of their sessions, of which each has its calendar."""
    inside: dict[frozenset[tuple[int, int, int]], list[int]] = defaultdict(list)
    for q in courses.tolist():
        inside[weekly_times(problem.calendars[calendars[q]])].append(q)
    return [np.array(alike, dtype=np.int64) for alike in inside.values()]


def weekly_times(sessions: tuple[DatedSession, ...]) -> frozenset[tuple[int, int, int]]:
    """Weekdays, hours and minutes at which sessions begin."""
    return frozenset((row.start.weekday(), row.start.hour, row.start.minute) for row in sessions)


def most_groups(leads: Leads, courses: Ints, needed: Ints) -> float:
    """The most groups of these courses, in fractions, whose teams could be made.

    Parameters
    ----------
    needed
        Facilitators of a group, by course.
    """
    mine = np.flatnonzero(np.isin(leads.lead_course, courses))
    lengths = np.diff(leads.shift_begins)[mine]
    lead = np.repeat(np.arange(len(mine)), lengths)
    entry = np.repeat(leads.shift_begins[mine] - np.cumsum(lengths) + lengths, lengths) + np.arange(len(lead))
    shifts, row = np.unique(leads.shift[entry], return_inverse=True)
    teams, groups = len(shifts) + np.arange(len(courses)), len(mine) + np.arange(len(courses))
    columns = np.concatenate([lead, np.arange(len(mine)), groups])
    rows = np.concatenate([row.reshape(-1), teams[np.searchsorted(courses, leads.lead_course[mine])], teams])
    values = np.concatenate([np.ones(len(lead)), -np.ones(len(mine)), needed.astype(np.float64)])
    order = np.argsort(columns, kind="stable")
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(mine) + len(courses), len(shifts) + len(courses)
    lp.col_cost_ = np.concatenate([np.zeros(len(mine)), -np.ones(len(courses))])
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.concatenate([leads.staff[leads.lead_sort[mine]], np.full(len(courses), np.inf)])
    lp.row_lower_ = np.full(lp.num_row_, -np.inf)
    lp.row_upper_ = np.concatenate([leads.shift_staff[shifts], np.zeros(len(courses))]).astype(np.float64)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=lp.num_col_))]).astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = rows[order].astype(np.int32), values[order]
    return solved(lp)


def solved(lp: highspy.HighsLp) -> float:
    """The largest value of a linear program that is written as a minimisation."""
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("solver", "simplex")):
        highs.setOptionValue(option, value)
    highs.passModel(lp)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ValueError(f"HiGHS says {highs.getModelStatus()} of a program that always has a solution")
    return -float(highs.getInfo().objective_function_value)
