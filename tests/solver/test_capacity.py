"""Available points, worked out by hand, against each of the four places that reckon them on their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.check import check_document
from models.check.capacity import available_points as points_of_the_check
from models.document import canonical_json
from models.goals import Part
from models.locks import CaseLock
from models.policy import Policy
from models.record import DateRange
from models.scenario import Horizon
from models.staff import Grade, Reduction, Staff
from scenarios.draw.capacity import points_by_period as points_of_the_generator
from solver.allocation import capacity, check, compile_problem
from solver.audit.capacity import capacities
from solver.baseline.allocation import current_practice, greedy
from solver.calendar import Timetable, horizon_days
from tests.builders import MONDAY, a_case, a_policy, a_scenario, a_staff, day, figure

FORTNIGHTS = Horizon(start=MONDAY, weeks=8, periods=4)
"""Four periods of a fortnight."""

Reading = Callable[[Staff, Policy, Horizon], tuple[int, ...]]


def by_the_search(staff: Staff, policy: Policy, horizon: Horizon) -> tuple[int, ...]:
    weeks = [t * horizon.weeks // horizon.periods for t in range(horizon.periods + 1)]
    hours = capacity.hours_by_day(staff, policy, horizon_days(horizon))
    return tuple(capacity.available_points(hours, policy, 7 * np.diff(weeks)))


def by_the_audit(staff: Staff, policy: Policy, horizon: Horizon) -> tuple[int, ...]:
    points, _ = capacities(a_scenario(staff=[staff], policy=policy, horizon=horizon), [staff])
    return tuple(points[0].tolist())


def by_the_check(staff: Staff, policy: Policy, horizon: Horizon) -> tuple[int, ...]:
    return tuple(points_of_the_check(staff, horizon, policy))


READINGS: dict[str, Reading] = {
    "search": by_the_search,
    "audit": by_the_audit,
    "check": by_the_check,
    "generator": points_of_the_generator,
}


def away(first: int, last: int) -> DateRange:
    return DateRange(first=day(first), last=day(last))


MEMBERS: dict[str, tuple[Staff, tuple[int, ...]]] = {
    "always there": (a_staff(), (1000,) * 4),
    "a week of leave": (a_staff(leave=(away(14, 20),)), (875,) * 4),
    "a fortnight that fills a period": (a_staff(leave=(away(14, 27),)), (750,) * 4),
    "as long as a short absence may be": (a_staff(leave=(away(14, 34),)), (625,) * 4),
    "a day longer": (a_staff(leave=(away(7, 28),)), (500, 0, 928, 1000)),
    "short, and begun before": (a_staff(leave=(away(-14, 6),)), (875,) * 4),
    "long, and begun before": (a_staff(leave=(away(-20, 6),)), (500, 1000, 1000, 1000)),
    "long, and going on afterwards": (a_staff(leave=(away(49, 90),)), (1000, 1000, 1000, 500)),
    "two weeks that are two ranges": (a_staff(leave=(away(0, 13), away(14, 27))), (500,) * 4),
    "a week beside long leave": (a_staff(leave=(away(0, 27), away(28, 34))), (0, 0, 750, 750)),
    "a week inside long leave": (a_staff(leave=(away(0, 27), away(7, 13))), (0, 0, 1000, 1000)),
    "two days of training": (a_staff(training_days=(day(0), day(1))), (964,) * 4),
    "training on leave": (a_staff(training_days=(day(14),), leave=(away(14, 20),)), (875,) * 4),
    "leave after joining": (a_staff(active_from=day(28), leave=(away(28, 34),)), (0, 0, 750, 750)),
    "leave before joining": (a_staff(active_from=day(28), leave=(away(14, 20),)), (0, 0, 1000, 1000)),
    "leave to the last day": (a_staff(active_until=day(27), leave=(away(21, 34),)), (750, 750, 0, 0)),
    "never there": (a_staff(active_from=day(90), leave=(away(14, 20),)), (0,) * 4),
    "a week off in a reduction": (
        a_staff(reductions=(Reduction(reason="r", hours=18.5, first=day(28)),), leave=(away(28, 34),)),
        (916, 916, 458, 458),
    ),
    "a week off in a stage": (
        a_staff(grade=Grade.NQO, qualified_on=date(2026, 4, 18), leave=(away(14, 20),)),
        (694, 868, 868, 868),
    ),
}
"""Of 1000 points at full time; the stage of a newly qualified officer ends after the first fortnight."""


@pytest.mark.parametrize("name", READINGS)
def test_short_absences_are_spread_and_long_ones_count_where_they_are(name: str) -> None:
    """A short absence takes its share of every period; a longer one empties its days."""
    found = {member: READINGS[name](staff, a_policy(), FORTNIGHTS) for member, (staff, _) in MEMBERS.items()}
    assert found == {member: points for member, (_, points) in MEMBERS.items()}


@pytest.mark.parametrize("name", READINGS)
def test_how_long_a_short_absence_is_stands_in_the_policy(name: str) -> None:
    """With 0 days every absence empties its days, with 7 a week does not, and one day less makes it long."""
    member = a_staff(leave=(away(14, 20),), training_days=(day(0),))
    found = [READINGS[name](member, a_policy(short_absence_days=figure(days)), FORTNIGHTS) for days in (0, 6, 7)]
    assert found == [(928, 500, 1000, 1000), (979, 489, 979, 979), (857,) * 4]


@pytest.mark.parametrize("name", READINGS)
def test_with_one_period_nothing_is_spread(name: str) -> None:
    """Over the whole horizon the mean hours are what they are, however long somebody is away."""
    whole = Horizon(start=MONDAY, weeks=8)
    for member, _ in MEMBERS.values():
        short, long = (READINGS[name](member, a_policy(short_absence_days=figure(days)), whole) for days in (21, 0))
        assert short == long


@st.composite
def members(draw: st.DrawFn) -> Staff:
    """Staff with any dates: leave and training, joining and leaving, reductions and stages."""
    firsts = draw(st.lists(st.tuples(st.integers(-30, 60), st.integers(0, 30)), max_size=3))
    reductions = draw(st.lists(st.tuples(st.integers(-30, 60), st.integers(0, 40), st.integers(1, 200)), max_size=2))
    joining = draw(st.none() | st.integers(-5, 60))
    return a_staff(
        contracted_hours=draw(st.integers(0, 370)) / 10,
        leave=tuple(away(first, first + length) for first, length in firsts),
        training_days=tuple(day(n) for n in sorted(draw(st.sets(st.integers(-3, 60), max_size=3)))),
        reductions=tuple(
            Reduction(reason="r", hours=hours / 10, first=day(first), last=day(first + length))
            for first, length, hours in reductions
        ),
        active_from=None if joining is None else day(joining),
        active_until=None if joining is None else day(joining + draw(st.integers(0, 60))),
        grade=draw(st.sampled_from((Grade.PO, Grade.NQO))),
        qualified_on=date(2026, 4, 18),
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(member=members(), days=st.sampled_from((0, 1, 7, 21)), periods=st.integers(1, 8))
def test_all_four_agree(member: Staff, days: int, periods: int) -> None:
    """Whatever the dates are, the four readings come to the same points."""
    horizon = Horizon(start=MONDAY, weeks=8, periods=periods)
    found = {reading(member, a_policy(short_absence_days=figure(days)), horizon) for reading in READINGS.values()}
    assert len(found) == 1


@pytest.mark.parametrize("periods", [1, 2, 4, 8])
@pytest.mark.parametrize(("leave", "is_fault"), [(away(14, 20), False), (away(14, 34), False), (away(0, 27), True)])
def test_a_lock_that_the_check_accepts_is_held(periods: int, leave: DateRange, *, is_fault: bool) -> None:
    """Where the check has nothing against a lock, every yardstick keeps it, however short the periods are."""
    scenario = a_scenario(
        staff=[a_staff(leave=(leave,)), a_staff("S2")],
        cases=[a_case()],
        locks=(CaseLock(kind="case", case="C1", practitioner="S1", reason="agreed"),),
        horizon=Horizon(start=MONDAY, weeks=8, periods=periods),
    )
    report = check_document(canonical_json(scenario))
    assert bool(report.faults) is (is_fault and periods > 1)
    if not report.faults:
        goals = next(row for row in scenario.goals.profiles[0].parts if row.part == Part.ALLOCATION)
        problem = compile_problem(scenario, goals, Timetable())
        for plan in (greedy(problem), current_practice(problem)):
            assert check(problem, plan) == []
            assert plan.holder.tolist() == [0]
