"""When items take part and what they bring: spans, stages, periods and capacity, against figures worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from models.casework import Case, CaseType, ReportKind, Review, Rosh, TierChange
from models.people import StatedNeed
from models.record import DateRange
from models.scenario import Scenario
from models.staff import Grade, Reduction, Role
from solver.allocation import Problem
from solver.allocation.problem import ItemKind
from solver.allocation.rules import PAIR_RULES, allowed_pairs
from solver.allocation.work import take_over_day
from tests.builders import (
    FAR_TEAM,
    OTHER_OFFICE,
    OTHER_PDU,
    OTHER_TEAM,
    a_case,
    a_contact,
    a_person,
    a_policy,
    a_report,
    a_scenario,
    a_staff,
    at,
    day,
    figure,
)
from tests.solver.allocation.instances import a_tiny_scenario, compiled

CUSTODY: dict[str, Any] = {"case_type": CaseType.CUSTODY, "tier": "A1"}
"""100 points in custody, 200 on licence."""
LONG_AGO = date(2020, 1, 6)


def points(case: Case, *, periods: int = 1, **over: Any) -> list[int]:
    """Points of a case in each period of four weeks; none at all where it takes no part."""
    problem = compiled(a_scenario(staff=[a_staff()], cases=[case], periods=periods, **over))
    return problem.points[0].tolist() if problem.num_items else []


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (a_case(), [50]),
        (a_case(sentence_end=day(13)), [25]),
        (a_case(sentence_end=day(0)), [2]),  # 50 / 28 = 1.79
        (a_case(sentence_end=day(-1)), []),
        (a_case(start=day(21)), [13]),  # 12.5 is rounded up
        (a_case(start=day(28)), []),
        (a_case(tier_changes=(TierChange(on=day(7), tier="A0"),)), [163]),  # (7 * 50 + 21 * 200) / 28 = 162.5
        (a_case(tier_changes=(TierChange(on=day(-7), tier="A0"),)), [200]),
        (a_case(**CUSTODY), [100]),
        (a_case(**CUSTODY, release_date=day(14), handover_date=day(-70)), [150]),
        (
            a_case(**CUSTODY, release_date=day(14), handover_date=day(7), sentence_date=LONG_AGO),
            [125],
        ),  # (7 * 100 + 14 * 200) / 28
        (a_case(**CUSTODY, release_date=day(300)), []),
        (a_case(**CUSTODY, release_date=day(7 * 34 + 14), sentence_date=LONG_AGO), [50]),
    ],
)
def test_points_of_a_stage_count_by_the_day(case: Case, expected: list[int]) -> None:
    """Every day of the span counts with the tier and type of that day, and nothing outside the span counts."""
    assert points(case) == expected


def test_points_go_to_the_periods_of_their_days() -> None:
    """A case that rises on day 7 and ends on day 20 brings 50, 200, 200 and nothing in four weekly periods."""
    case = a_case(tier_changes=(TierChange(on=day(7), tier="A0"),), sentence_end=day(20))
    assert points(case, periods=4) == [50, 200, 200, 0]
    assert points(case, periods=3) == [50, 200, 100]  # weeks 0, 1, 2 and 3: the third period has two


@pytest.mark.parametrize(
    ("sentenced", "release", "handover", "expected"),
    [
        (day(0), day(7 * 43 - 1), None, day(0)),  # shorter than 43 weeks: from start to end
        (day(0), day(7 * 43), None, day(7 * 9)),  # 34 weeks before release
        (day(0), day(7 * 43), day(5), day(5)),
        (day(0), day(7 * 43 - 1), day(5), day(0)),
        (day(0), None, day(5), day(5)),
        (day(0), None, None, None),
    ],
)
def test_take_over_day(sentenced: date, release: date | None, handover: date | None, expected: date | None) -> None:
    """A short sentence is taken over at once, else the hand-over date counts, else the weeks before release."""
    case = a_case(case_type=CaseType.CUSTODY, sentence_date=sentenced, release_date=release, handover_date=handover)
    assert take_over_day(case, a_policy()) == expected
    assert take_over_day(case.model_copy(update={"case_type": CaseType.COMMUNITY}), a_policy()) is None


def duties(**over: Any) -> Scenario:
    """An author and a liaison officer, and what a test gives them to do."""
    staff = [
        a_staff("S1"),
        a_staff("S2", roles=(Role.REPORT_AUTHOR,)),
        a_staff("S3", roles=(Role.COURT_DUTY,)),
        a_staff("S4", roles=(Role.VICTIM_LIAISON,)),
    ]
    row: dict[str, Any] = {"staff": staff, "periods": 4}
    return a_scenario(**(row | over))


@pytest.mark.parametrize(
    ("kind", "requested", "due", "span", "latest", "expected"),
    [
        # 65 points in 30 days are 65 * 30 / 7 = 278.6 in a period of a week, 138 are 591.4 and 30 are 128.6
        (ReportKind.FAST, day(0), day(11), (0, 7), day(7), [244, 35, 0, 0]),  # 7 and 1 of 8 days
        (ReportKind.FAST, day(0), day(3), (0, 3), day(3), [279, 0, 0, 0]),
        (ReportKind.STANDARD, day(1), day(60), (1, 22), day(22), [161, 188, 188, 54]),  # 6, 7, 7 and 2 of 22 days
        (ReportKind.STANDARD, day(20), day(60), (20, 27), day(39), [0, 0, 30, 207]),  # 1 and 7 of 20 days
        (ReportKind.STANDARD, day(-40), day(-10), (0, 0), day(-19), [591, 0, 0, 0]),
        (ReportKind.STANDARD, day(-10), day(60), (0, 11), day(11), [345, 246, 0, 0]),  # nobody has it: 7 and 5 of 12
        (ReportKind.ORAL, day(9), day(11), (9, 9), day(9), [0, 129, 0, 0]),
    ],
)
def test_reports_bring_their_points_on_the_days_that_they_last(  # noqa: PLR0917
    kind: ReportKind, requested: date, due: date, span: tuple[int, int], latest: date, expected: list[int]
) -> None:
    """A report lasts from the request to the earlier of the court's day and the policy's last working day for it."""
    problem = compiled(duties(reports=[a_report(kind=kind, requested_on=requested, due_on=due)]))
    assert problem.points[0].tolist() == expected
    assert (int(problem.starts[0]), int(problem.ends[0])) == (day(span[0]).toordinal(), day(span[1]).toordinal())
    assert int(problem.latest[0]) == latest.toordinal()


def test_bank_holidays_are_no_working_days() -> None:
    """A fast report asked for on a Monday is due on the next Tuesday, not Monday, where a holiday lies in between."""
    problem = compiled(duties(reports=[a_report()], bank_holidays=(day(2),)))
    assert int(problem.latest[0]) == day(8).toordinal()


def test_work_in_hand_has_been_gone_on_with() -> None:
    """Days of a report before the horizon have seen their share of it where it has an author."""
    problem = compiled(duties(reports=[a_report(kind=ReportKind.STANDARD, requested_on=day(-10), author="S2")]))
    assert problem.points[0].tolist() == [188, 134, 0, 0]  # 7 and 5 of 22 days


def test_victim_is_offered_contact_within_eight_weeks() -> None:
    """40 points in 30 days are 171.4 in a week, spread over the days from the sentence to the latest day."""
    contacts = [
        a_contact(sentence_date=day(-7 * 6)),
        a_contact("V2", sentence_date=day(10)),
        a_contact("V3", sentence_date=day(28)),
    ]
    problem = compiled(duties(cases=[a_case()], contacts=contacts))
    assert problem.items == ("C1", "V1", "V2")
    assert problem.points[1:].tolist() == [[80, 80, 11, 0], [0, 12, 21, 21]]  # 7, 7, 1 of 15 days; 4, 7, 7 of 57


@pytest.mark.parametrize(
    ("due", "holder", "expected"),
    [
        (-1, "S1", [279, 0, 0, 0]),
        (8, "S1", [65, 19, 0, 0]),  # 7 and 2 of 30 days
        (8, None, [217, 62, 0, 0]),  # 7 and 2 of 9 days
        (39, "S1", [0, 37, 65, 65]),  # from day 10 on
        (70, "S1", [0, 0, 0, 0]),
    ],
)
def test_reviews_add_to_their_case(due: int, holder: str | None, expected: list[int]) -> None:
    """The month up to a review has its points; what nobody has yet begins with the horizon, what is overdue is due."""
    review = Review(id="V1", case="C1", kind="report_fast", due_on=day(due))
    case = a_case(sentence_end=day(69), current_practitioner=holder)
    problem = compiled(a_scenario(staff=[a_staff()], cases=[case], reviews=[review], periods=4))
    assert [there - 50 for there in problem.points[0].tolist()] == expected


def test_reviews_are_done_while_the_case_is_held() -> None:
    """A review due before the case is taken over is done in its first period, one due after its end by nobody."""
    reviews = [Review(id=f"V{n}", case="C1", kind="report_fast", due_on=day(n)) for n in (3, 22)]
    case = a_case(start=day(7), sentence_end=day(20))
    problem = compiled(a_scenario(staff=[a_staff()], cases=[case], reviews=reviews, periods=4))
    assert problem.points[0].tolist() == [0, 50 + 279, 50, 0]


def who(problem: Problem) -> list[list[str]]:
    """Staff who may have each item."""
    table = allowed_pairs(problem, *(_all(count) for count in (problem.num_items, problem.num_staff)))
    return [[problem.staff[j] for j in range(problem.num_staff) if row[j]] for row in table]


def _all(count: int) -> Any:
    return np.arange(count, dtype=np.int32)


def test_each_kind_of_item_is_for_its_own_role() -> None:
    """Cases go to practitioners, oral reports to court duty, others to authors, contacts to liaison officers."""
    reports = [a_report(), a_report("R2", kind=ReportKind.ORAL)]
    problem = compiled(duties(cases=[a_case()], reports=reports, contacts=[a_contact()]))
    assert who(problem) == [["S1"], ["S2"], ["S3"], ["S4"]]
    assert problem.kinds.tolist() == [
        ItemKind.CASE,
        ItemKind.COURT_REPORT,
        ItemKind.COURT_REPORT,
        ItemKind.VICTIM_CONTACT,
    ]


def test_victim_contact_keeps_clear_of_its_case() -> None:
    """A contact is kept apart from its own case, and from whom the person of its case excludes."""
    both = (Role.PRACTITIONER, Role.VICTIM_LIAISON)
    staff = [a_staff("S1", roles=both), a_staff("S2", roles=both)]
    person = a_person(excluded_staff=("S2",))
    problem = compiled(a_scenario(staff=staff, people=[person], cases=[a_case()], contacts=[a_contact()]))
    assert problem.apart.tolist() == [[0, 1]]
    assert who(problem) == [["S1"], ["S1"]]


def test_travel_starts_where_the_work_is() -> None:
    """A report is written from the person's home, an oral one at court by car, and a contact costs no way."""
    person = a_person(home=at(east_km=30.0))
    reports = [a_report(), a_report("R2", kind=ReportKind.ORAL, court_office=OTHER_OFFICE)]
    problem = compiled(duties(people=[person], cases=[a_case()], reports=reports, contacts=[a_contact(pdu=OTHER_PDU)]))
    assert problem.minutes[:, problem.office[0]].tolist() == [30, 30, 20, 0]
    assert (problem.item_pdu == problem.staff_pdu[0]).tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    ("team", "roles", "expected"),
    [
        (OTHER_TEAM, (Role.PRACTITIONER,), ["S2"]),
        (FAR_TEAM, (Role.PRACTITIONER,), ["S1"]),
        (OTHER_TEAM, (Role.REPORT_AUTHOR,), ["S1"]),
    ],
)
def test_interpreter_is_booked_where_nobody_speaks_the_language(
    team: str, roles: tuple[Role, ...], expected: list[str]
) -> None:
    """A colleague of role and region who speaks the language must have the case; where there is none, anybody may."""
    person = a_person(needs=(StatedNeed.INTERPRETER,), language="pl")
    staff = [a_staff("S1"), a_staff("S2", team=team, roles=roles, languages=("pl",))]
    assert who(compiled(a_scenario(staff=staff, people=[person], cases=[a_case()]))) == [expected]


@pytest.mark.parametrize(
    ("staff", "expected"),
    [
        ({}, [1000, 1000]),
        ({"contracted_hours": 18.5}, [500, 500]),
        ({"reductions": (Reduction(reason="spoc", hours=3.7, first=day(7)),)}, [950, 900]),
        ({"leave": (DateRange(first=day(0), last=day(6)),)}, [750, 750]),  # short: spread over the horizon
        ({"leave": (DateRange(first=day(-30), last=day(6)),)}, [500, 1000]),
        ({"training_days": (day(0), day(15))}, [928, 928]),  # 13 / 14 of 1,000
        ({"active_from": day(21)}, [0, 500]),
        ({"active_until": day(13)}, [1000, 0]),
        ({"grade": Grade.NQO, "qualified_on": date(2026, 4, 18)}, [800, 1000]),  # nine months on day 14
        ({"grade": Grade.PQIP, "trainee_since": date(2026, 12, 1)}, [200, 200]),
        ({"contracted_hours": 0.0}, [0, 0]),
    ],
)
def test_capacity_of_each_period(staff: dict[str, Any], expected: list[int]) -> None:
    """Points follow the dated hours, period by period, rounded down."""
    problem = compiled(a_scenario(staff=[a_staff(**staff)], periods=2))
    assert problem.available[0].tolist() == expected


def test_pools_have_targets_of_their_own() -> None:
    """Roles that one member of staff has share a target; a role nobody shares has its own."""
    staff = [
        a_staff("S1", existing_points=200),
        a_staff("S2", roles=(Role.PRACTITIONER, Role.REPORT_AUTHOR)),
        a_staff("S3", roles=(Role.REPORT_AUTHOR,)),
        a_staff("S4", roles=(Role.VICTIM_LIAISON,)),
    ]
    scenario = a_scenario(staff=staff, cases=[a_case(tier="A1")], reports=[a_report()], contacts=[a_contact()])
    problem = compiled(scenario)
    assert problem.points[:, 0].tolist() == [200, 70, 21]
    assert problem.target[:, 0].tolist() == [0.157, 0.157, 0.157, 0.021]  # (200 + 200 + 70) / 3,000; 21 / 1,000


def test_mix_is_shared_among_those_who_may_hold_high_risk() -> None:
    """High-risk points are laid beside the points of those who may hold such a case alone."""
    staff = [a_staff("S1"), a_staff("S2", grade=Grade.PSO), a_staff("S3", contracted_hours=18.5)]
    cases = [a_case("C1", rosh=Rosh.HIGH), a_case("C2", rosh=Rosh.MEDIUM), a_case("C3", rosh=Rosh.VERY_HIGH, tier="A1")]
    problem = compiled(a_scenario(staff=staff, cases=cases))
    assert problem.mix.tolist() == [50, 0, 200]
    assert problem.mixed.tolist() == [True, False, True]
    assert problem.mix_target == 0.167  # 250 / 1,500


@pytest.mark.parametrize(("hours", "expected"), [(37.0, 4), (18.5, 2), (4.0, 0), (4.7, 1)])
def test_new_cases_without_strain(hours: float, expected: int) -> None:
    """One new case a week at full time, over four weeks, rounded half up."""
    assert compiled(a_scenario(staff=[a_staff(contracted_hours=hours)])).easy_cases.tolist() == [expected]


def test_priority_of_a_report_is_that_of_the_riskiest_case() -> None:
    """A report on somebody without a case weighs 1, on others as much as the case of the highest risk."""
    cases = [a_case("C1", rosh=Rosh.LOW), a_case("C2", rosh=Rosh.HIGH)]
    reports = [a_report(), a_report("R2", person="X000002")]
    problem = compiled(duties(cases=cases, reports=reports, contacts=[a_contact()]))
    assert problem.priority.tolist() == [1, 3, 3, 1, 3]


def test_packed_tables_say_what_the_rules_say() -> None:
    """What an area holds as bits is what the rules say pair by pair."""
    for seed in range(6):
        problem = compiled(a_tiny_scenario(seed, cases=12, practitioners=9))
        area = problem.areas[0]
        one_by_one = [
            [
                all(
                    bool(rule(problem, area.items[i : i + 1], area.staff[j : j + 1])[0]) for rule in PAIR_RULES.values()
                )
                for j in range(area.staff.size)
            ]
            for i in range(area.items.size)
        ]
        assert area.allowed.tolist() == one_by_one


def test_monthly_points_of_an_uneven_period() -> None:
    """The table counts a month's items: what falls into a period of four weeks weighs a little more."""
    policy = a_policy(work_item_days=figure(56))
    assert points(a_case(), policy=policy) == [50]
    problem = compiled(duties(reports=[a_report()], policy=policy, periods=1))
    assert problem.points.tolist() == [[130]]  # 65 * 56 / 28
