"""Outcomes of sessions added to what is recorded: once each, with the earned reduction and the history that follow."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from models.attendance import AttendanceOutcome, Outcome
from models.decisions import Decisions, StandingPattern
from models.scenario import Scenario
from models.unpaid_work import EarnedReduction, ProjectKind, Requirement
from solver.audit.record import requirements_now
from solver.audit.showing_up import rates_of
from solver.unpaid_work.hours import minutes_left
from solver.unpaid_work.off_track import off_track
from solver.unpaid_work.record import brought_up_to_date
from solver.unpaid_work.showing_up import show_up_rates
from tests.builders import a_project, a_requirement, a_scenario, clock, day
from tests.solver.unpaid_work.ground import compiled

QUALIFIES, ELIGIBLE, OUT = EarnedReduction.QUALIFYING, EarnedReduction.ELIGIBLE, EarnedReduction.DISQUALIFIED
CAME, MISSED, EXCUSED = Outcome.ATTENDED, Outcome.FAILED_TO_ATTEND, Outcome.ACCEPTABLE_ABSENCE


def row(on: date, outcome: Outcome = CAME, minutes: int = 0, slot: str | None = "K1-mon") -> AttendanceOutcome:
    """What came of a session for the requirement U1."""
    return AttendanceOutcome(requirement="U1", on=on, slot=slot, outcome=outcome, minutes=minutes)


def with_rows(requirement: Requirement, *rows: AttendanceOutcome, kind: ProjectKind = ProjectKind.GROUP) -> Scenario:
    """A scenario of one requirement and its outcomes."""
    return a_scenario(requirements=[requirement], projects=[a_project(kind=kind)], outcomes=rows)


def after(requirement: Requirement, *rows: AttendanceOutcome, kind: ProjectKind = ProjectKind.GROUP) -> Requirement:
    """The requirement with its outcomes, on which search and audit agree."""
    scenario = with_rows(requirement, *rows, kind=kind)
    (now,) = brought_up_to_date(scenario)
    assert requirements_now(scenario) == (now,)
    return now


def test_what_is_recorded_is_not_counted_again() -> None:
    """Rows up to the day to which minutes are recorded add nothing; rows after it do."""
    recorded = a_requirement(completed_minutes=420, sessions_instructed=1, sessions_attended=1, recorded_to=day(-14))
    now = after(recorded, row(day(-14), minutes=420), row(day(-7), minutes=300))
    assert (now.completed_minutes, now.sessions_instructed, now.sessions_attended) == (720, 2, 2)


@pytest.mark.parametrize(
    ("outcome", "minutes", "instructed", "attended"),
    [
        (Outcome.ATTENDED, 420, 1, 1),
        (Outcome.LATE, 360, 1, 1),
        (Outcome.FAILED_TO_COMPLY, 420, 1, 1),
        (Outcome.SENT_HOME, 60, 1, 1),
        (Outcome.STOOD_DOWN, 0, 1, 1),
        (Outcome.FAILED_TO_ATTEND, 0, 1, 0),
        (Outcome.ACCEPTABLE_ABSENCE, 0, 0, 0),
    ],
)
def test_each_outcome_counts_for_what_it_is(outcome: Outcome, minutes: int, instructed: int, attended: int) -> None:
    """Being stood down is no failure to turn up, and an acceptable absence is nothing at all."""
    now = after(a_requirement(), row(day(-7), outcome, minutes))
    assert (now.completed_minutes, now.sessions_instructed, now.sessions_attended) == (minutes, instructed, attended)


def test_hours_left_and_rates_follow() -> None:
    """The rota is planned for what is left, with rates that take the outcomes in."""
    scenario = with_rows(a_requirement(), row(day(-14), minutes=420), row(day(-7), MISSED))
    assert compiled(scenario).requirements.remaining.tolist() == [6000 - 420]
    rates = show_up_rates(scenario)
    assert rates["X000001"] == pytest.approx((1 + 8 * 0.5) / 10)
    assert rates_of(scenario).average("X000001") == pytest.approx(rates["X000001"])


def test_an_eligible_person_qualifies_with_the_minutes_that_reach_the_threshold() -> None:
    """A quarter of a hundred hours without a failure; a minute less is not enough."""
    near = a_requirement(completed_minutes=1080, earned_reduction=ELIGIBLE, recorded_to=day(-8))
    assert after(near, row(day(-7), minutes=420)).earned_reduction is QUALIFIES
    assert after(near, row(day(-7), minutes=419)).earned_reduction is ELIGIBLE
    assert after(near, row(day(-7), EXCUSED)).earned_reduction is ELIGIBLE


def test_a_failure_ends_the_reduction_and_leaves_what_was_earned() -> None:
    """Of 36 hours worked, 11 beyond the threshold have earned 5.5; the day's own minutes earn nothing."""
    row_before = a_requirement(completed_minutes=36 * 60, earned_reduction=QUALIFIES, recorded_to=day(-8))
    now = after(row_before, row(day(-7), Outcome.SENT_HOME, 120))
    assert (now.earned_reduction, now.adjustment_minutes) == (OUT, -330)
    assert minutes_left(now, with_rows(row_before).policy) == 6000 - 330 - 36 * 60 - 120


def test_a_failure_before_the_threshold_leaves_nothing() -> None:
    """Whoever fails before qualifying never does."""
    now = after(a_requirement(earned_reduction=ELIGIBLE), row(day(-14), MISSED), row(day(-7), minutes=420))
    assert (now.earned_reduction, now.adjustment_minutes) == (OUT, 0)


def test_induction_and_education_are_taken_down_as_such() -> None:
    """Turning up to an induction makes it done; minutes at a training project are minutes of training."""
    new = a_requirement(induction_done=False)
    assert after(new, row(day(-7)), kind=ProjectKind.INDUCTION).induction_done
    assert not after(new, row(day(-7), MISSED), kind=ProjectKind.INDUCTION).induction_done
    assert after(new, row(day(-7), minutes=60), kind=ProjectKind.ETE).ete_minutes == 60


def test_search_and_audit_agree_on_every_short_history() -> None:
    """Three weeks of any outcomes, from any standing, near the threshold."""
    for standing, *three in product(EarnedReduction, *3 * [(CAME, MISSED, EXCUSED, Outcome.SENT_HOME)]):
        rows = [row(day(7 * n - 21), outcome, 211 if outcome.turned_up else 0) for n, outcome in enumerate(three)]
        start = a_requirement(
            required_minutes=5777, completed_minutes=1233, earned_reduction=standing, recorded_to=day(-22)
        )
        after(start, *rows)


def test_nobody_off_track_is_told_of_without_reason() -> None:
    """Someone just sentenced is behind by nothing, but without any sessions nobody knows when the work is done."""
    fresh = a_requirement(sentence_date=day(0))
    (told,) = off_track(with_rows(fresh), Decisions())
    assert (told.minutes_behind, told.expected_finish, told.weeks_late) == (0, None, None)
    done = a_requirement(completed_minutes=6000)
    assert off_track(with_rows(done), Decisions()) == ()


def test_lateness_and_words_follow_from_the_pace() -> None:
    """Two weeks planned at full attendance go on until the hours are done; the sentence says by how much too late."""
    pattern = StandingPattern(
        requirement="U1",
        person="X000001",
        project="K1",
        slot="K1-mon",
        start=clock("09:00"),
        end=clock("16:00"),
        dates=(day(0), day(7)),
        minutes=840,
    )
    late = a_requirement(
        required_minutes=2400,
        completed_minutes=300,
        sentence_date=day(-10),
        deadline=day(20),
        recorded_to=day(-9),
    )
    scenario = with_rows(late, row(day(-10), MISSED), row(day(-8)))
    (told,) = off_track(scenario, Decisions(patterns=(pattern,)))
    assert (told.minutes_left, told.minutes_behind, told.failures) == (2100, 500, 1)
    assert (told.expected_finish, told.weeks_late) == (day(28), 2)
    assert told.sentence == (
        "35.0 hours are left, 8.3 more than the straight line to the deadline has; at the pace to be expected they are "
        "done on 2027-02-01, 2 weeks late; failures in the last twelve months: 1."
    )
