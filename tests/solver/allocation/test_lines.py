"""What a plan says of each line, why work has nobody, and where a search begins: days, notes, key figures, reasons."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from models.casework import CaseType, ReportKind
from models.change import Change
from models.decisions import Approval, CaseAllocation, Decisions, DutyAllocation, DutyKind
from models.goals import Part
from models.policy import CaseCeiling
from models.scenario import Scenario
from models.staff import Grade, Role
from solver.allocation import Problem, check, decisions, kpis, objective, unplaced
from solver.allocation.goals import leaving_out_costs, pair_costs
from solver.allocation.problem import NOBODY
from solver.allocation.solution import solution_of
from solver.audit import audit
from solver.baseline.allocation import current_practice, greedy, plan_in_force
from solver.options import Budget, Options
from solver.plan import make_plan
from tests.builders import (
    MONDAY,
    OTHER_TEAM,
    a_case,
    a_contact,
    a_person,
    a_policy,
    a_report,
    a_scenario,
    a_staff,
    day,
    figure,
)
from tests.solver.allocation.instances import a_lock, a_tiny_scenario, compiled, searched

EVERYONE = (
    a_staff("S1"),
    a_staff("S2"),
    a_staff("S3", roles=(Role.REPORT_AUTHOR,)),
    a_staff("S4", roles=(Role.VICTIM_LIAISON,)),
)


def held_by(problem: Problem, *holders: str | None) -> Any:
    """The plan in which these members of staff have the items, in order."""
    index = {id: j for j, id in enumerate(problem.staff)}
    return solution_of(np.array([NOBODY if id is None else index[id] for id in holders]))


@pytest.mark.parametrize(
    ("case", "holidays", "first", "tell_by"),
    [
        ({}, (), day(7), day(0)),  # five working days after Monday: the next Monday
        ({}, (day(2),), day(8), day(0)),
        ({"start": day(16)}, (), day(16), day(9)),  # a Wednesday, told of by the Wednesday before
        ({"start": day(19)}, (), day(19), day(11)),  # a Saturday: five working days after the Friday before last
        ({"sentence_end": day(3)}, (), day(3), day(-4)),  # too soon for due notice
    ],
)
def test_moves_have_a_day_and_notice(
    case: dict[str, Any], holidays: tuple[date, ...], first: date, tell_by: date
) -> None:
    """A move is carried out after due notice and inside the case's span; nothing else needs any."""
    row = a_case(current_practitioner="S2", **case)
    problem = compiled(a_scenario(staff=[a_staff("S1"), a_staff("S2")], cases=[row], bank_holidays=holidays))
    moved = decisions(problem, held_by(problem, "S1")).cases[0]
    assert (moved.first, moved.tell_by, moved.moved_from) == (first, tell_by, "S2")
    stayed = decisions(problem, held_by(problem, "S2")).cases[0]
    assert (stayed.first, stayed.tell_by, stayed.moved_from) == (case.get("start", MONDAY), None, None)


LONG_AGO = day(-400)
LONG_SENTENCE = {"sentence_date": LONG_AGO, "handover_date": day(-30)}


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ({"release_date": day(100)}, day(16)),  # twelve weeks before: a short sentence, seen from start to end
        ({"release_date": day(100), "start": day(20)}, day(20)),  # not before whoever holds it has taken it on
        ({"release_date": day(100), "current_practitioner": "S2"}, day(16)),
        ({"release_date": day(80), "current_practitioner": "S2"}, day(7)),  # handed over after due notice
        ({"release_date": day(80)}, MONDAY),
        ({"release_date": day(111)}, day(27)),
        ({"release_date": day(112)}, None),  # after the horizon
        ({"release_date": day(1), **LONG_SENTENCE}, MONDAY),
        ({"release_date": MONDAY, **LONG_SENTENCE}, None),  # out already
        ({"release_date": day(5), "current_practitioner": "S2", **LONG_SENTENCE}, None),  # out before the hand-over
        ({"release_date": day(100), "case_type": CaseType.LICENCE}, None),
        ({}, None),
    ],
)
def test_pre_release_work_is_dated_back_from_release(case: dict[str, Any], told: date | None) -> None:
    """Lines of custody cases say from when to work towards release, and the audit finds any other day."""
    row = a_case(**{"case_type": CaseType.CUSTODY, "sentence_date": day(-7), "sentence_end": day(400)} | case)
    staff = [a_staff("S1"), a_staff("S2", grade=Grade.OTHER)]
    scenario = a_scenario(staff=staff, cases=[row], policy=a_policy(pre_release_weeks=figure(12)))
    plan = make_plan(scenario, Options(parts=(Part.ALLOCATION,), budget=Budget(work=1)))
    (line,) = plan.decisions.cases
    assert line.pre_release_from == told
    for other in {None, day(0), day(16), day(17)} - {told}:
        changed = line.model_copy(update={"pre_release_from": other})
        decided = plan.decisions.model_copy(update={"cases": (changed,)})
        found = audit(scenario, plan.model_copy(update={"decisions": decided}))
        assert [violation.rule for violation in found] == ["figures"]


def everything(**over: Any) -> Scenario:
    """A case of S2, a report that S3 is to write, and a victim contact."""
    rows: dict[str, Any] = {
        "staff": EVERYONE,
        "cases": [a_case(current_practitioner="S2")],
        "reports": [a_report(author="S3", requested_on=day(-20))],
        "contacts": [a_contact()],
        "periods": 2,
    }
    return a_scenario(**(rows | over))


def test_lines_of_every_kind() -> None:
    """Cases and duties have lines of their own with points, days and who has them now."""
    problem = compiled(everything())
    found = decisions(problem, held_by(problem, "S1", "S3", "S4"))
    assert (found.cases[0].points, found.cases[0].points_by_period) == (50, (50, 50))
    report, contact = found.duties
    assert (report.kind, report.id, report.staff, report.points) == (DutyKind.COURT_REPORT, "R1", "S3", 139)
    assert (report.first, report.latest, report.moved_from) == (MONDAY, day(-13), None)
    assert (contact.kind, contact.first, contact.latest) == (DutyKind.VICTIM_CONTACT, MONDAY, day(56))


def test_what_was_noted_lives_on_where_nothing_changes() -> None:
    """Note, mark and approval of a line are kept for the same item with the same holder, and for no other."""
    noted: dict[str, Any] = {"note": "agreed", "sensitive": True, "approval": Approval.APPROVED}
    case = CaseAllocation(case="C1", practitioner="S2", first=MONDAY, points=9, points_by_period=(9, 9), **noted)
    duty = DutyAllocation(
        kind=DutyKind.COURT_REPORT, id="R1", staff="S3", first=MONDAY, latest=MONDAY, points=9, **noted
    )
    problem = compiled(everything(previous_plan=Decisions(cases=(case,), duties=(duty,))))
    same = decisions(problem, held_by(problem, "S2", "S3", "S4"))
    case_line, duty_line = same.cases[0], same.duties[0]
    assert (case_line.note, case_line.sensitive, case_line.approval) == ("agreed", True, Approval.APPROVED)
    assert (duty_line.note, duty_line.sensitive, duty_line.approval) == ("agreed", True, Approval.APPROVED)
    assert same.duties[1].note == ""
    other = decisions(problem, held_by(problem, "S1", "S3", "S4"))
    assert (other.cases[0].note, other.cases[0].approval) == ("", Approval.PROPOSED)


def test_key_figures_are_over_practitioners_and_periods() -> None:
    """Workloads are those of practitioners in each period; authors and officers count among duties alone."""
    staff = [*EVERYONE[:1], a_staff("S2", contracted_hours=3.7), *EVERYONE[2:]]
    cases = [a_case("C1", tier="A1", sentence_end=day(13)), a_case("C2", current_practitioner="S1")]
    problem = compiled(everything(staff=staff, cases=cases))
    found = kpis(problem, held_by(problem, "S2", "S2", None, "S4"))
    assert (found.practitioners, found.cases, found.allocated, found.duties, found.duties_placed) == (2, 2, 2, 2, 1)
    assert (found.highest_workload, found.lowest_workload) == (2.5, 0.0)  # 250 of 100 at first, then 50 of 100
    assert found.workload_spread == pytest.approx(np.std([0.0, 0.0, 2.5, 0.5]))
    assert (found.over_capacity, found.moves) == (1, 1)


@pytest.mark.parametrize("seed", range(6))
def test_resources_cost_what_the_goals_cost(seed: int) -> None:
    """Loads priced resource by resource, pairs and what is left out add up to the goals' objective."""
    scenario = a_tiny_scenario(seed, cases=9, practitioners=4)
    row = CaseCeiling(grade=Grade.PO, cases=40, source="made up")
    policy = scenario.policy.model_copy(update={"case_ceilings": (row,)})
    horizon = scenario.horizon.model_copy(update={"periods": 1 + seed % 4})
    problem = compiled(scenario.model_copy(update={"policy": policy, "horizon": horizon}), overload_points=3.0)
    plan = greedy(problem)
    items = np.flatnonzero(plan.holder != NOBODY).astype(np.int32)
    everybody = np.arange(problem.num_staff, dtype=np.int32)
    load = problem.resources.carried(problem, plan.holder).astype(np.float64)
    cost = problem.resources.cost(everybody, load).sum() + pair_costs(problem, items, plan.holder[items]).sum()
    cost += leaving_out_costs(problem)[plan.holder == NOBODY].sum()
    assert cost == pytest.approx(objective(problem, plan))


REASONS: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "nobody writes reports": ({"staff": EVERYONE[:2]}, "R1", ["role"]),
    "the only author is away": (
        {"staff": [*EVERYONE[:2], a_staff("S3", roles=(Role.REPORT_AUTHOR,), contracted_hours=0.0)]},
        "R1",
        ["role", "has_capacity"],
    ),
    "the officer and the person exclude each other": (
        {"people": [a_person(excluded_staff=("S4",))]},
        "V1",
        ["role", "not_excluded"],
    ),
    "of a team that has no practitioner": (
        {"cases": [a_case(specialist_team=OTHER_TEAM)]},
        "C1",
        ["role", "specialist_team"],
    ),
    "it could only move": (
        {
            "staff": [*EVERYONE[:1], a_staff("S2", grade=Grade.OTHER), *EVERYONE[2:]],
            "change": Change(max_moves=0),
        },
        "C1",
        ["role", "grade_may_hold", "within_max_moves"],
    ),
    "nobody may hold one more case": (
        {"policy": a_policy(case_ceilings=(CaseCeiling(grade=Grade.PO, cases=0, source="made up"),))},
        "C1",
        ["role", "within_case_ceiling"],
    ),
}


@pytest.mark.parametrize("name", REASONS)
def test_reasons_of_every_kind(name: str) -> None:
    """Work that nobody has says which rules took everybody away, in order, and names nobody else."""
    rows, id, rules = REASONS[name]
    problem = compiled(everything(**rows))
    row = next(row for row in unplaced(problem, searched(problem, start=greedy(problem)).solution) if row.id == id)
    assert [reason.rule for reason in row.reasons] == rules
    assert row.reasons[-1].options_left == 0
    assert not any(staff in reason.sentence for reason in row.reasons for staff in problem.staff)


@pytest.mark.parametrize("change", [{}, {"max_moves": 2}, {"only_new": True}, {"settled_weeks": 60}])
@pytest.mark.parametrize("seed", range(4))
def test_yardsticks_keep_every_rule(seed: int, change: dict[str, Any]) -> None:
    """Current practice and the greedy place all kinds of items and keep every rule, limits on change included."""
    scenario = a_tiny_scenario(seed, cases=14, practitioners=5, scale=0.5)
    extra = [
        a_staff("S8", roles=(Role.REPORT_AUTHOR, Role.PRACTITIONER)),
        a_staff("S9", roles=(Role.VICTIM_LIAISON, Role.COURT_DUTY)),
    ]
    reports = (a_report(person="X1", author="S0"), a_report("R2", person="X2", kind=ReportKind.ORAL))
    work = {"court_reports": reports, "victim_contacts": (a_contact(case="C2"),)}
    row = CaseCeiling(grade=Grade.PO, cases=12, source="made up")
    problem = compiled(
        scenario.model_copy(
            update={
                "staff": (*scenario.staff, *extra),
                "casework": scenario.casework.model_copy(update=work),
                "horizon": scenario.horizon.model_copy(update={"periods": 1 + seed}),
                "policy": scenario.policy.model_copy(update={"case_ceilings": (row,)}),
                "change": Change(**change),
            }
        )
    )
    for plan in (current_practice(problem), greedy(problem)):
        assert check(problem, plan) == []
    assert (greedy(problem).holder[~problem.is_case] != NOBODY).any()
    assert problem.floor <= objective(problem, greedy(problem))


def test_plan_in_force_is_brought_up_to_date() -> None:
    """Lines that can still be kept are kept, locks come first, and new work is added."""
    lines = [("C1", "S2"), ("C2", "S2"), ("C9", "S2")]
    before = Decisions(
        cases=tuple(
            CaseAllocation(case=c, practitioner=s, first=MONDAY, points=50, points_by_period=(50,)) for c, s in lines
        )
    )
    cases = [a_case(id, current_practitioner="S1") for id in ("C1", "C2", "C3")]
    scenario = a_scenario(staff=EVERYONE, cases=cases, locks=(a_lock("C2", "S1"),), previous_plan=before)
    problem = compiled(scenario)
    plan = plan_in_force(problem)
    assert plan is not None
    assert check(problem, plan) == []
    assert [problem.staff[j] for j in plan.holder] == ["S2", "S1", "S1"]
    assert plan_in_force(compiled(a_scenario(staff=EVERYONE, cases=cases))) is None


def test_never_worse_than_the_plan_in_force() -> None:
    """Stopped before it begins, planning again costs no more than the plan in force."""
    scenario = a_tiny_scenario(3, cases=12, practitioners=4, scale=0.5)
    options = Options(parts=(Part.ALLOCATION,), budget=Budget(seconds=None, work=2))
    first = make_plan(scenario, options)
    again = make_plan(scenario.model_copy(update={"previous_plan": first.decisions}), options, stop_asked=lambda: True)
    assert again.parts[0].objective <= first.parts[0].objective + 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_never_worse_than_what_needs_no_search(seed: int) -> None:
    """Stopped before it begins or not, a plan costs no more than current practice and the greedy would."""
    scenario = a_tiny_scenario(seed, cases=12, practitioners=4, scale=(0.3, 0.5)[seed % 2])
    options = Options(parts=(Part.ALLOCATION,), budget=Budget(seconds=None, work=1))
    for plan in (make_plan(scenario, options), make_plan(scenario, options, stop_asked=lambda: True)):
        result = plan.parts[0]
        assert result.objective <= min(result.baseline_objective, result.greedy_objective) + 1e-9


def test_limits_on_moves_of_the_caller_are_in_force() -> None:
    """What the caller allows takes the place of the scenario's, stands in the provenance, and passes the audit."""
    scenario = a_tiny_scenario(5, cases=12, practitioners=4, scale=0.5)
    held = [case for case in scenario.casework.cases if case.current_practitioner]
    assert held
    options = Options(
        parts=(Part.ALLOCATION,), budget=Budget(seconds=None, work=1), change=Change(max_moves=0, settled_weeks=2)
    )
    plan = make_plan(scenario, options)
    assert plan.provenance.change == options.change
    demanded = sum(
        1
        for lock in scenario.locks
        for case in held
        if lock.kind == "case" and lock.force == "must" and lock.case == case.id
    )
    assert plan.kpis.allocation is not None
    assert plan.kpis.allocation.moves <= demanded


def test_periods_of_a_year() -> None:
    """Twelve periods of a year are planned, audited and told line by line."""
    scenario = a_scenario(
        staff=EVERYONE, cases=[a_case(sentence_end=MONDAY + timedelta(days=200))], weeks=52, periods=12
    )
    plan = make_plan(scenario, Options(parts=(Part.ALLOCATION,), budget=Budget(seconds=None, work=1)))
    line = plan.decisions.cases[0]
    assert len(line.points_by_period) == 12
    assert line.points_by_period[0] == 50
    assert line.points_by_period[-1] == 0


def test_line_of_an_override_gives_its_reason() -> None:
    """Whoever holds a case by a lock that overrules rules is told with the reason, which the audit looks at."""
    staff, locks = [a_staff("S1"), a_staff("S2")], (a_lock("C1", "S1"), a_lock("C2", "S2", override=True))
    scenario = a_scenario(staff=staff, cases=[a_case("C1"), a_case("C2", tier="A0")], locks=locks)
    plan = make_plan(scenario, Options(parts=(Part.ALLOCATION,), budget=Budget(work=1)))
    assert {row.case: row.override_reason for row in plan.decisions.cases} == {"C1": "", "C2": "made up"}
    for n, reason in ((0, "made up"), (1, ""), (1, "another")):
        rows = list(plan.decisions.cases)
        rows[n] = rows[n].model_copy(update={"override_reason": reason})
        changed = plan.model_copy(update={"decisions": plan.decisions.model_copy(update={"cases": tuple(rows)})})
        assert [violation.rule for violation in audit(scenario, changed)] == ["figures"]
