"""The arithmetic that the generator reckons demand and capacity by: that of ``docs/formulation.md``."""

from __future__ import annotations

from datetime import date, timedelta

from models.casework import CaseType, CourtReport, ReportKind, TierChange
from models.policy import WorkItemPoints
from models.record import DateRange
from models.scenario import Horizon
from models.staff import Grade, Staff
from scenarios.draw.capacity import available_points, points_by_period
from scenarios.draw.workload import Workload
from tests.builders import MONDAY, SOURCE, a_case, a_policy, a_staff, day

FOUR = Horizon(start=MONDAY, weeks=8, periods=4)
"""Four periods of a fortnight."""


def workload(horizon: Horizon = FOUR) -> Workload:
    kinds = tuple(WorkItemPoints(kind=f"report_{kind}", points=28, source=SOURCE) for kind in ReportKind)
    return Workload(a_policy(work_item_points=kinds), horizon, "A-D")


def points(member: Staff) -> tuple[int, ...]:
    return points_by_period(member, a_policy(), FOUR)


def test_a_case_brings_points_on_the_days_of_its_span() -> None:
    """A case that starts and ends in the middle of periods brings a share of its points there, none outside."""
    case = a_case(start=day(7), sentence_end=day(34))
    assert workload().of_case(case) == (25, 50, 25, 0)


def test_a_change_of_tier_and_a_release_make_stages() -> None:
    """Points follow the tier of each day, and those of a licence from the day of release on."""
    changing = a_case(tier_changes=(TierChange(on=day(21), tier="B2"),))
    assert workload().of_case(changing) == (50, 75, 100, 100)
    leaving = a_case(case_type=CaseType.CUSTODY, release_date=day(28), handover_date=day(-1))
    assert workload().of_case(leaving) == (25, 25, 50, 50)


def test_custody_is_taken_over_when_the_formulation_says() -> None:
    """At the hand-over date, else so many weeks before release; a short sentence from the day that it is made."""
    release = day(300)
    stated = a_case(case_type=CaseType.CUSTODY, release_date=release, handover_date=day(20))
    unstated = stated.model_copy(update={"handover_date": None})
    short = stated.model_copy(update={"sentence_date": day(10)})
    found = [workload().taken_over(case) for case in (stated, unstated, short, a_case())]
    assert found == [day(20), release - timedelta(weeks=34), day(10), None]
    assert workload().span(a_case(case_type=CaseType.CUSTODY, release_date=day(600), handover_date=day(60))) is None


def test_reports_have_their_latest_day_in_working_days() -> None:
    """A fast report is due after five working days, bank holidays left out, or when the court says; points go there."""
    horizon = Horizon(start=MONDAY, weeks=8, periods=4, bank_holidays=(day(1),))
    report = CourtReport(
        id="R", person="X", kind=ReportKind.FAST, requested_on=MONDAY, due_on=day(30), court_office="O1"
    )
    reckoned = workload(horizon)
    assert reckoned.latest_day(report) == day(8)
    assert reckoned.latest_day(report.model_copy(update={"due_on": day(4)})) == day(4)
    assert reckoned.of_report(report) == (60, 0, 0, 0)


def test_capacity_is_dated() -> None:
    """Long leave, joining, leaving and the end of a stage count in their periods; short absences are spread."""
    assert points(a_staff()) == (1000,) * 4
    assert points(a_staff(leave=(DateRange(first=day(14), last=day(20)),))) == (875,) * 4
    assert points(a_staff(leave=(DateRange(first=day(14), last=day(40)),))) == (1000, 0, 71, 1000)
    assert points(a_staff(training_days=(day(0), day(1)))) == (964,) * 4
    assert points(a_staff(active_from=day(14), active_until=day(41))) == (0, 1000, 1000, 0)
    newly = a_staff(grade=Grade.NQO, qualified_on=date(2026, 4, 18))
    assert points(newly) == (800, 1000, 1000, 1000)
    assert available_points(newly, a_policy(), FOUR) == 950
