"""Groups on one weekly pattern open no oftener than whole teams can be had for them."""

from __future__ import annotations

import numpy as np
import pytest

from solver.programmes.pool import pooled
from solver.programmes.whole_teams import Leads, most_groups, on_patterns
from tests.solver.programmes.test_families import compiled, many


def leads(shifts: list[int]) -> Leads:
    """Eight facilitators of one sort who could lead both of two courses, in these shifts."""
    return Leads(
        course_ids=np.array([[0, 0], [1, 1]]),
        staff=np.array([8]),
        lead_course=np.array([0, 1]),
        lead_sort=np.array([0, 0]),
        shift_begins=np.array([0, 1, 2]),
        shift=np.array(shifts),
        shift_staff=np.full(len(set(shifts)), 8),
    )


def test_facilitators_lead_one_of_courses_that_clash() -> None:
    """Eight facilitators make eight thirds of teams of three where courses clash, and twice as many where not."""
    courses, teams = np.array([0, 1]), np.array([3, 3])
    assert most_groups(leads([0, 0]), courses, teams) == pytest.approx(8 / 3)
    assert most_groups(leads([0, 1]), courses, teams) == pytest.approx(16 / 3)


def test_every_course_is_on_one_pattern() -> None:
    """Patterns share out all courses."""
    problem = compiled(many(1))
    pool = pooled(problem)
    every = np.arange(len(pool.course_ids))
    assert sorted(np.concatenate(on_patterns(problem, pool.course_ids[:, 0], every)).tolist()) == every.tolist()
