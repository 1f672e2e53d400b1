"""The audit's own reading of work items, their points, and what staff have available."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from models.casework import Case, CaseType, Casework, CourtReport, ReportKind, Review, TierChange, VictimContact
from models.policy import CaseCeiling, Policy, Stage, StageReduction, WorkItemPoints
from models.record import DateRange
from models.scenario import Horizon, Scenario
from models.staff import Grade, Reduction, Role, Staff
from solver.audit.capacity import NO_CEILING, capacities, case_ceilings, easy_new_cases
from solver.audit.dates import is_working_day, last_day_to_tell, working_day_after
from solver.audit.items import WorkItem, latest_day_of_report, take_over_day, work_items
from solver.audit.rows import rows_of
from solver.audit.targets import pools_of_roles, thousandths
from solver.audit.workload import period_starts, points_of_items
from tests.builders import MONDAY, OFFICE, PDU_ID, a_case, a_person, a_policy, a_scenario, a_staff, day, figure

CUSTODY: dict[str, Any] = {"case_type": CaseType.CUSTODY, "sentence_date": day(-700)}


def world(*, periods: int = 1, policy: Policy | None = None, **casework: Any) -> Scenario:
    """Four weeks of casework."""
    return a_scenario(
        people=[a_person("X000001")],
        horizon=Horizon(start=MONDAY, weeks=4, periods=periods),
        casework=Casework(**casework),
        policy=policy or a_policy(),
    )


def items_of(scenario: Scenario) -> tuple[WorkItem, ...]:
    """Work items of a scenario."""
    return work_items(rows_of(scenario))


def spans(*cases: Case) -> list[tuple[date, date]]:
    """Spans of those cases that take part."""
    return [(item.first, item.last) for item in items_of(world(cases=cases))]


def points(scenario: Scenario) -> list[list[int]]:
    """Points of each item by period."""
    rows: list[list[int]] = points_of_items(scenario, items_of(scenario)).tolist()
    return rows


@pytest.mark.parametrize(
    ("over", "span"),
    [
        ({}, (0, 27)),
        ({"start": day(3)}, (3, 27)),
        ({"sentence_end": day(20)}, (0, 20)),
        ({"sentence_end": day(0)}, (0, 0)),
        ({"sentence_end": day(-1)}, None),
        ({"start": day(28)}, None),
        ({"start": day(21), "sentence_end": day(20)}, None),
        ({**CUSTODY, "handover_date": day(6)}, (6, 27)),
        ({**CUSTODY, "handover_date": day(6), "start": day(9)}, (9, 27)),
        ({**CUSTODY, "handover_date": day(28)}, None),
    ],
)
def test_span_of_a_case(over: dict[str, Any], span: tuple[int, int] | None) -> None:
    """A case takes part from the latest of start and take-over day to its end, if a day of that is in the horizon."""
    assert spans(a_case(**over)) == ([] if span is None else [(day(span[0]), day(span[1]))])


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ({}, None),
        ({"case_type": CaseType.COMMUNITY, "handover_date": day(5)}, None),
        ({"handover_date": day(5)}, day(5)),
        ({"release_date": day(100)}, day(100 - 34 * 7)),
        ({"release_date": day(100), "handover_date": day(5)}, day(5)),
        ({"release_date": day(-700 + 43 * 7)}, day(-700 + 9 * 7)),
        ({"release_date": day(-700 + 43 * 7 - 1), "handover_date": day(5)}, day(-700)),
    ],
)
def test_take_over_day(over: dict[str, Any], expected: date | None) -> None:
    """Short sentences are seen from the start; others from the hand-over date, or so long before release."""
    assert take_over_day(a_case(**(CUSTODY | over)), a_policy()) == expected


@pytest.mark.parametrize(
    ("kind", "requested", "due", "latest"),
    [
        (ReportKind.ORAL, 2, 9, 2),
        (ReportKind.FAST, 2, 30, 10),
        (ReportKind.FAST, 2, 8, 8),
        (ReportKind.STANDARD, 0, 30, 22),
        (ReportKind.FAST, 5, 30, 14),
    ],
)
def test_latest_day_of_a_report(kind: ReportKind, requested: int, due: int, latest: int) -> None:
    """The court's day or so many working days on, bank holidays skipped, whichever is earlier."""
    report = a_report(kind=kind, requested_on=day(requested), due_on=day(due))
    horizon = Horizon(start=MONDAY, weeks=4, bank_holidays=(day(9),))
    assert latest_day_of_report(report, a_policy(), horizon) == day(latest)


def a_report(**over: Any) -> CourtReport:
    """A fast report asked for on the second day."""
    row: dict[str, Any] = {
        "id": "R1",
        "person": "X000001",
        "kind": ReportKind.FAST,
        "requested_on": day(1),
        "due_on": day(30),
        "court_office": OFFICE,
    }
    return CourtReport(**(row | over))


def a_contact(**over: Any) -> VictimContact:
    """A victim of the case C1, sentenced on the second day."""
    row: dict[str, Any] = {"id": "B1", "case": "C1", "sentence_date": day(1), "pdu": PDU_ID}
    return VictimContact(**(row | over))


def test_working_days_both_ways() -> None:
    """Counting leaves out Saturdays, Sundays and bank holidays; nought days on is the day itself, whatever it is."""
    holidays = (day(7),)
    assert [working_day_after(day(4), n, holidays) for n in (0, 1, 2)] == [day(4), day(8), day(9)]
    assert [working_day_after(day(6), n, holidays) for n in (0, 1)] == [day(6), day(8)]
    for first in map(day, range(4, 12)):
        for notice in range(4):
            told = last_day_to_tell(first, notice, holidays)
            assert is_working_day(told, holidays)
            assert working_day_after(told, notice, holidays) <= first
            assert working_day_after(working_day_after(told, 1, holidays), notice, holidays) > first


@pytest.mark.parametrize(
    ("row", "role", "span", "latest"),
    [
        (a_report(), Role.REPORT_AUTHOR, (1, 8), 8),
        (a_report(kind=ReportKind.ORAL), Role.COURT_DUTY, (1, 1), 1),
        (a_report(requested_on=day(-30), due_on=day(-10)), Role.REPORT_AUTHOR, (0, 0), -24),
        (a_report(requested_on=day(25)), Role.REPORT_AUTHOR, (25, 27), 30),
        (a_contact(), Role.VICTIM_LIAISON, (1, 27), 57),
        (a_contact(sentence_date=day(-70)), Role.VICTIM_LIAISON, (0, 0), -14),
    ],
)
def test_span_of_a_duty(row: CourtReport | VictimContact, role: Role, span: tuple[int, int], latest: int) -> None:
    """Reports and contacts are for their roles, from the day they arise to their latest day, cut to the horizon."""
    duty: dict[str, Any] = {"court_reports" if isinstance(row, CourtReport) else "victim_contacts": (row,)}
    scenario = world(cases=(a_case(),), **duty)
    item = items_of(scenario)[1]
    assert (item.role, item.first, item.last, item.latest) == (role, day(span[0]), day(span[1]), day(latest))
    assert item.person.id == "X000001"


def test_duties_of_later_days_take_no_part() -> None:
    """What is asked for, or sentenced, after the horizon is left to a later plan."""
    scenario = world(
        cases=(a_case(),),
        court_reports=(a_report(requested_on=day(28)),),
        victim_contacts=(a_contact(sentence_date=day(28)),),
    )
    assert [item.row.id for item in items_of(scenario)] == ["C1"]


@pytest.mark.parametrize(
    ("periods", "over", "expected"),
    [
        (1, {}, [50]),
        (1, {"tier_changes": (TierChange(on=day(-3), tier="B1"), TierChange(on=day(0), tier="A1"))}, [200]),
        (2, {"tier_changes": (TierChange(on=day(7), tier="A1"),)}, [125, 200]),
        (2, {"start": day(21)}, [0, 25]),
        (2, {"sentence_end": day(0)}, [4, 0]),
        (3, {"start": day(1)}, [43, 50, 50]),
        (2, {**CUSTODY, "release_date": day(7)}, [38, 50]),
        (2, {**CUSTODY, "release_date": day(-100)}, [50, 50]),
        (2, {**CUSTODY, "handover_date": day(7)}, [13, 25]),
        (2, {**CUSTODY, "release_date": day(21), "tier_changes": (TierChange(on=day(24), tier="A1"),)}, [25, 80]),
    ],
)
def test_points_of_a_case(periods: int, over: dict[str, Any], expected: list[int]) -> None:
    """Points are the mean over the days of each period, by the tier and type of the day, rounded half up."""
    assert points(world(periods=periods, cases=(a_case(**over),))) == [expected]


def test_points_of_other_work() -> None:
    """A review counts for its case, a duty by itself, on the days there are for it; the tables count a month's."""
    kinds = {"report_fast": 28, "report_oral": 7, "victim_contact": 14, "review": 7}
    policy = a_policy(work_item_points=tuple(WorkItemPoints(kind=k, points=p, source="s") for k, p in kinds.items()))
    scenario = world(
        periods=2,
        policy=policy,
        cases=(a_case(), a_case("C2", sentence_end=day(-1))),
        reviews=(
            Review(id="W1", case="C1", kind="review", due_on=day(14)),
            Review(id="W2", case="C1", kind="review", due_on=day(-1)),
            Review(id="W3", case="C1", kind="review", due_on=day(28)),
            Review(id="W4", case="C2", kind="review", due_on=day(3)),
        ),
        court_reports=(a_report(), a_report(id="R2", kind=ReportKind.ORAL, requested_on=day(20))),
        victim_contacts=(a_contact(), a_contact(id="B2", sentence_date=day(-70))),
    )
    # C1: 14 and 1 of 15 days of W1, all of W2 in the first period, 14 and 14 of 29 days of W3; B1: 13, 14 of 56 days
    assert points(scenario) == [[50 + 14 + 15 + 7, 50 + 1 + 7], [60, 0], [0, 15], [7, 7], [30, 0]]


@pytest.mark.parametrize(
    ("weeks", "periods", "firsts"), [(4, 1, (0, 28)), (5, 2, (0, 14, 35)), (7, 3, (0, 14, 28, 49))]
)
def test_periods_are_whole_weeks(weeks: int, periods: int, firsts: tuple[int, ...]) -> None:
    """Periods begin on Mondays, as evenly as whole weeks allow."""
    starts = period_starts(Horizon(start=MONDAY, weeks=weeks, periods=periods))
    assert [date.fromordinal(n) for n in starts.tolist()] == [day(n) for n in firsts]


MEMBERS: dict[str, tuple[Staff, int]] = {
    "full time": (a_staff(), 1000),
    "part time": (a_staff(contracted_hours=18.5), 500),
    "a fortnight's leave": (a_staff(leave=(DateRange(first=day(7), last=day(20)),)), 500),
    "leave from before": (a_staff(leave=(DateRange(first=day(-9), last=day(6)),)), 750),
    "leave long ago": (a_staff(leave=(DateRange(first=day(-9), last=day(-2)),)), 1000),
    "a week's reduction": (a_staff(reductions=(Reduction(reason="r", hours=7.4, first=day(0), last=day(6)),)), 950),
    "reduced to nothing": (a_staff(reductions=(Reduction(reason="r", hours=40.0, first=day(14)),)), 500),
    "joins in the last week": (a_staff(active_from=day(21)), 250),
    "joins afterwards": (a_staff(active_from=day(40)), 0),
    "leaves after the first": (a_staff(active_until=day(6)), 250),
    "left before": (a_staff(active_until=day(-6)), 0),
    "a week of training days": (a_staff(training_days=tuple(day(n) for n in range(7))), 750),
    "newly qualified for two more weeks": (a_staff(grade=Grade.NQO, qualified_on=date(2026, 12, 18)), 750),
    "another grade has no stage": (a_staff(qualified_on=date(2026, 12, 18)), 1000),
}


def test_available_points() -> None:
    """Points follow the mean hours over the days: reductions, stages, leave, training, the days in the team."""
    stage = StageReduction(stage=Stage.NEWLY_QUALIFIED, from_month=0, to_month=1, share=0.5, source="s")
    scenario = world(policy=a_policy(stage_reductions=(stage,)))
    available, _ = capacities(scenario, [staff for staff, _ in MEMBERS.values()])
    assert dict(zip(MEMBERS, available[:, 0].tolist(), strict=True)) == {name: row[1] for name, row in MEMBERS.items()}


def test_available_points_by_period() -> None:
    """Each period has its own mean."""
    joiner = a_staff(active_from=day(21))
    assert capacities(world(periods=2), [joiner])[0].tolist() == [[0, 500]]


def test_new_cases_without_strain() -> None:
    """They go with the weeks and the mean hours, rounded half up."""
    scenario = world(policy=a_policy(new_cases_per_week=figure(0.5)))
    hours = np.array([37.0, 18.5, 46.25, 9.0])
    assert easy_new_cases(scenario, hours).tolist() == [2, 1, 3, 0]


def test_case_ceilings_go_with_contracted_hours() -> None:
    """A part-timer's ceiling is rounded down; a grade without a row has none."""
    policy = a_policy(case_ceilings=(CaseCeiling(grade=Grade.PO, cases=45, source="s"),))
    staff = [a_staff(), a_staff(contracted_hours=18.5), a_staff(grade=Grade.PSO)]
    assert case_ceilings(policy, staff).tolist() == [45, 22, NO_CEILING]


def test_pools_join_roles_that_somebody_has_both_of() -> None:
    """Roles are joined step by step, and stay apart where nobody has both."""
    court, author, officer = Role.COURT_DUTY, Role.REPORT_AUTHOR, Role.VICTIM_LIAISON
    apart = pools_of_roles((a_staff(roles=(Role.PRACTITIONER,)), a_staff(roles=(court, Role.SUPERVISOR))))
    assert len(set(apart.values())) == 4
    pools = pools_of_roles((a_staff(roles=(court, author)), a_staff(roles=(author, officer))))
    assert len({pools[court], pools[author], pools[officer]}) == 1
    assert pools[Role.PRACTITIONER] != pools[court]


def test_targets_are_rounded_half_up_to_thousandths() -> None:
    """Half a thousandth counts as one; nothing to fill gives 0."""
    parts, wholes = np.array([315, 5, 4, 7]), np.array([2000, 10_000, 10_000, 0])
    assert thousandths(parts, wholes).tolist() == [158, 1, 0, 0]
