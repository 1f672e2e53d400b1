"""Dates, weeks, urgency and prices: what the arrays say of a scenario."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import comb

import numpy as np
import pytest

from models.errors import BadInput
from models.unpaid_work import Frequency, ProjectSlot
from solver.audit.showing_up import fewer_than
from solver.unpaid_work.roll import first_usable_week
from solver.unpaid_work.urgency import chance_of_too_few
from tests.builders import (
    MONDAY,
    a_person,
    a_policy,
    a_project,
    a_requirement,
    a_scenario,
    a_slot,
    a_supervisor,
    at,
    day,
    figure,
)
from tests.solver.unpaid_work.ground import a_lock, compiled


def weeks_of(slot: ProjectSlot, *, ends: date | None = None, holidays: tuple[date, ...] = ()) -> list[int]:
    """Weeks of a four-week horizon in which a slot has a date."""
    scenario = a_scenario(projects=[a_project(slots=(slot,), ends=ends)], bank_holidays=holidays)
    return [week for week, has in enumerate(compiled(scenario).slots.has_date[0].tolist()) if has]


DATES = {
    "every week": (a_slot(), {}, [0, 1, 2, 3]),
    "from the first day on": (a_slot(first=day(7)), {}, [1, 2, 3]),
    "not a day before the first": (a_slot(first=day(8)), {}, [2, 3]),
    "up to the last day": (a_slot(last=day(14)), {}, [0, 1, 2]),
    "up to the project's end": (a_slot(), {"ends": day(13)}, [0, 1]),
    "every second week from the horizon's start": (a_slot(frequency=Frequency.FORTNIGHTLY), {}, [0, 2]),
    "every second week from a day in the horizon": (
        a_slot(frequency=Frequency.FORTNIGHTLY, first=day(7)),
        {},
        [1, 3],
    ),
    "every second week from a day long ago": (
        a_slot(frequency=Frequency.FORTNIGHTLY, first=day(-21)),
        {},
        [1, 3],
    ),
    "once": (a_slot(frequency=Frequency.ONCE, first=day(14)), {}, [2]),
    "once, on another weekday than the slot's": (a_slot(frequency=Frequency.ONCE, first=day(15)), {}, []),
    "never on a bank holiday": (a_slot(), {"holidays": (day(21),)}, [0, 1, 2]),
    "a bank holiday on the only date": (
        a_slot(frequency=Frequency.ONCE, first=day(14)),
        {"holidays": (day(14),)},
        [],
    ),
}


@pytest.mark.parametrize("trial", DATES)
def test_dates_of_a_slot(trial: str) -> None:
    """A slot has exactly the dates that its frequency, first and last day, its project and bank holidays leave."""
    slot, over, weeks = DATES[trial]
    assert weeks_of(slot, **over) == weeks


@pytest.mark.parametrize(("sentence", "week"), [(-100, 0), (-1, 0), (0, 1), (5, 1), (6, 1), (7, 2), (26, 4)], ids=str)
def test_usable_weeks(sentence: int, week: int) -> None:
    """The first usable week is the first whose Monday lies after the day of sentence."""
    assert first_usable_week(MONDAY, MONDAY + timedelta(days=sentence)) == week


def active(**over: object) -> int:
    """Active weeks of one requirement beside a Monday project of seven hours."""
    problem = compiled(a_scenario(requirements=[a_requirement(**over)], projects=[a_project()]))
    return int(problem.requirements.active_weeks[0])


def test_active_weeks_follow_from_minutes_left() -> None:
    """Active weeks are the first usable ones that the minutes left need at so many sessions a week, or all."""
    assert active(required_minutes=6000) == 4
    assert active(required_minutes=840) == 2
    assert active(required_minutes=841) == 3
    assert active(required_minutes=2400, completed_minutes=1600) == 2
    assert active(required_minutes=2400, completed_minutes=1600, adjustment_minutes=60) == 3
    assert active(required_minutes=2520, sessions_per_week=3) == 2
    assert active(required_minutes=6000, sentence_date=day(10)) == 2
    assert active(required_minutes=6000, sentence_date=day(27)) == 0


def test_nothing_left_takes_no_part() -> None:
    """A requirement without minutes left is not in the problem."""
    scenario = a_scenario(requirements=[a_requirement(required_minutes=600, completed_minutes=600)])
    assert compiled(scenario).requirements.ids == ()


@pytest.mark.parametrize(
    ("minutes", "weeks", "rate", "urgency"),
    [
        (1260, 4, 0.9, 1),
        (1261, 4, 0.9, 2),
        (1681, 4, 0.9, 3),
        (420, 4, 0.5, 1),
        (840, 4, 0.5, 2),
        (841, 4, 0.5, 3),
        (420, 1, 0.5, 2),
        (1680, 4, 1.0, 1),
        (420, 4, 0.0, 3),
        (420, 400, 0.05, 1),
    ],
)
def test_urgency(minutes: int, weeks: int, rate: float, urgency: int) -> None:
    """Urgency is 2 above a chance of one in ten, 3 above one half, that too few sessions by the deadline are kept."""
    row = a_requirement(required_minutes=minutes, deadline=day(7 * weeks + 6))
    scenario = a_scenario(
        people=[a_person(show_up_rate=rate)],
        requirements=[row],
        projects=[a_project()],
        policy=a_policy(shared_day_spread=figure(0)),
    )
    assert compiled(scenario).requirements.urgency.tolist() == [urgency]


@pytest.mark.parametrize("rate", [0.03, 0.5, 0.97])
@pytest.mark.parametrize(("needed", "offered"), [(0, 3), (1, 1), (5, 9), (40, 52), (300, 700), (3, 2)])
def test_chance_of_too_few(needed: int, offered: int, rate: float) -> None:
    """Search and audit work out the same binomial chance, also where single terms are too small for a number."""
    p, most = Fraction(rate), range(min(needed, offered + 1))
    exact = sum((comb(offered, n) * p**n * (1 - p) ** (offered - n) for n in most), start=Fraction(0))
    assert chance_of_too_few(needed, offered, rate) == pytest.approx(float(exact), abs=1e-9)
    assert fewer_than(needed, offered, rate) == pytest.approx(float(exact), abs=1e-9)


def test_penalty_and_floor() -> None:
    """The penalty is just above a session a week of the dearest allowed pair; the floor takes each one's cheapest."""
    scenario = a_scenario(
        people=[a_person("X000001"), a_person("X000002", max_minutes=5)],
        requirements=[a_requirement("U1"), a_requirement("U2", person="X000002")],
        projects=[a_project("K1", location=at(east_km=21.0)), a_project("K2", location=at(east_km=30.0))],
    )
    problem = compiled(scenario)
    assert problem.penalty == 30 + (60 + 50 * 4) / 4 + 1
    assert problem.floor == 4 * 21 + 4 * problem.penalty
    assert problem.whole_costs


def test_a_requirement_without_a_slot_is_reckoned_with_seven_hours() -> None:
    """Active weeks without any allowed slot are those of sessions of 420 minutes."""
    scenario = a_scenario(requirements=[a_requirement(required_minutes=841)])
    assert compiled(scenario).requirements.active_weeks.tolist() == [3]


LOCKS = {
    "a slot that is not allowed": ("K2-mon",),
    "two slots for one session a week": ("K1-mon", "K1-tue"),
}


@pytest.mark.parametrize("trial", LOCKS)
def test_locks_that_cannot_be_kept_are_refused(trial: str) -> None:
    """A lock against a rule of the pair, or against another lock, is the input's fault and is named as one."""
    scenario = a_scenario(
        requirements=[a_requirement()],
        projects=[
            a_project("K1", slots=(a_slot("K1-mon"), a_slot("K1-tue", "tue"))),
            a_project("K2", women_only=True),
        ],
        staff=[a_supervisor()],
        locks=tuple(a_lock("U1", slot) for slot in LOCKS[trial]),
    )
    with pytest.raises(BadInput) as refused:
        compiled(scenario)
    last = f"/locks/{len(LOCKS[trial]) - 1}"
    assert {(fault.code, fault.pointer, fault.id) for fault in refused.value.faults} == {
        ("lock_breaks_rule", last, "U1")
    }


HELD: dict[str, tuple[dict[str, int], tuple[date, ...], list[int], int]] = {
    "as many dates as the hours need": ({"required_minutes": 840}, (), [0, 1], 2),
    "a bank holiday puts a date off, and costs no served week": (
        {"required_minutes": 840},
        (day(7),),
        [0, 2],
        2,
    ),
    "two sessions a week share the hours": (
        {"required_minutes": 1680, "sessions_per_week": 2},
        (),
        [0, 1],
        2,
    ),
    "no served week where only a bank holiday is left": (
        {"required_minutes": 60},
        (day(0),),
        [1],
        0,
    ),
    "one hour left": ({"required_minutes": 60}, (), [0], 1),
}


@pytest.mark.parametrize("trial", HELD)
def test_places_are_held_as_long_as_the_share_of_the_hours_needs(trial: str) -> None:
    """Held dates are the first ones, as many as the share needs; weeks that a bank holiday took are served."""
    over, holidays, weeks, served = HELD[trial]
    scenario = a_scenario(
        people=[a_person("X1")],
        requirements=[a_requirement("U1", person="X1").model_copy(update=over)],
        projects=[a_project()],
        staff=[a_supervisor("V1")],
        bank_holidays=holidays,
    )
    problem = compiled(scenario)
    assert np.flatnonzero(problem.options.held[0]).tolist() == weeks
    assert problem.options.gain[0] == served * problem.weights.unmet * problem.requirements.urgency[0]
