"""Generated scenarios: the same bytes for the same arguments, the sizes and shares promised, nothing absurd."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from functools import cache
from itertools import product

import numpy as np
import pytest

from models.casework import ReportKind
from models.check import check_document
from models.document import canonical_json
from models.goals import Part
from models.locks import CaseLock, Force, UnpaidWorkLock
from models.programmes import RunningGroup
from models.record import Weekday
from models.scenario import Scenario
from models.staff import Role
from models.unpaid_work import Delivery, Project, ProjectKind
from scenarios.draw.brief import Brief
from scenarios.draw.capacity import available_points, points_by_period
from scenarios.draw.cases import points_of
from scenarios.draw.workload import Workload
from scenarios.generate import Scale, describe, draw_scenario, generate, horizon_of
from scenarios.tables import Size, horizon_start, size_of
from solver.allocation import compile_problem
from solver.calendar import Timetable
from solver.programmes.intakes import intakes_of
from solver.unpaid_work.record import brought_up_to_date

SMALL = (Scale.TEAM, Scale.TOWN, Scale.PDU)
QUICK_SECONDS = 60.0
"""CPU seconds that a region may take, however busy the machine is."""
THINNED = 6
"""Part of a region that is generated in its place."""
LIMIT_BYTES = 256_000_000


@cache
def made(scale: Scale, seed: int = 1) -> Scenario:
    return generate(scale, seed)


def loads(scenario: Scenario) -> list[float]:
    """Workloads of today, as shares of available points, of practitioners who have any."""
    held: Counter[str] = Counter()
    for case in scenario.casework.cases:
        if case.current_practitioner is not None:
            held[case.current_practitioner] += points_of()[case.tier, case.case_type]
    points = {s.id: available_points(s, scenario.policy, scenario.horizon) for s in scenario.staff}
    return [
        (held[s.id] + s.existing_points) / points[s.id]
        for s in scenario.staff
        if Role.PRACTITIONER in s.roles and points[s.id]
    ]


@pytest.mark.parametrize("scale", SMALL)
def test_same_arguments_give_the_same_bytes(scale: Scale) -> None:
    """The same scale, seed, tightness and scarcity give the same document, byte for byte."""
    first, again = (canonical_json(generate(scale, 7, tightness=0.9, scarcity=1.1)) for _ in range(2))
    assert first == again


def test_other_seed_gives_another_scenario() -> None:
    """Seeds lead to different units and different people."""
    units = {made(Scale.TEAM, seed).estate.pdus[0].id for seed in range(1, 9)}
    assert len(units) > 4
    assert made(Scale.TEAM, 1).people != made(Scale.TEAM, 2).people


def working(scenario: Scenario) -> list[Project]:
    """Projects at which work is done: all but inductions and education."""
    others = {ProjectKind.INDUCTION, ProjectKind.ETE}
    return [row for row in scenario.unpaid_work.projects if row.kind not in others]


@pytest.mark.parametrize("scale", SMALL)
def test_sizes_are_as_promised(scale: Scale) -> None:
    """Cases, people on unpaid work, projects, referrals and weeks are what the table of scales says."""
    scenario, size = made(scale), size_of(scale.value)
    assert len(scenario.casework.cases) == len(scenario.people) == size.cases
    assert len(scenario.unpaid_work.requirements) == size.on_unpaid_work
    assert len(working(scenario)) == size.projects
    assert len(scenario.programmes.referrals) == size.referrals
    assert scenario.horizon.weeks == size.weeks


@pytest.mark.parametrize(
    ("scale", "seed"), [*product((Scale.TEAM, Scale.TOWN), (1, 2, 3)), (Scale.PDU, 1), (Scale.PDU, 2)]
)
def test_generated_scenarios_are_valid(scale: Scale, seed: int) -> None:
    """No generated scenario has a fault, and reading it back gives the same scenario."""
    scenario = made(scale, seed)
    report = check_document(canonical_json(scenario))
    assert report.faults == ()
    assert report.scenario == scenario


@pytest.mark.parametrize(
    ("scale", "tightness"),
    [*product((Scale.TEAM, Scale.TOWN), (0.85, 0.98, 1.1)), (Scale.PDU, 1.1)],
)
def test_tightness_is_met(scale: Scale, tightness: float) -> None:
    """Points needed over points available come within one per cent of what is asked."""
    numbers = describe(generate(scale, 2, tightness=tightness)).casework
    assert numbers.tightness == pytest.approx(tightness, rel=0.01)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shares_are_as_promised(seed: int) -> None:
    """Some 22 % of cases are for officers only, 8 % need a specialist, 86 % are held, half of the points are POs."""
    numbers = describe(made(Scale.PDU, seed)).casework
    assert numbers.officer_only_share == pytest.approx(0.22, abs=0.01)
    assert numbers.specialist_share == pytest.approx(0.08, abs=0.01)
    assert numbers.held_share == pytest.approx(0.86, abs=0.01)
    assert numbers.officer_points_available / numbers.points_available == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nearly_everybody_can_be_held(seed: int) -> None:
    """Cases for officers only fit the officers with room to spare, and hardly a case is for nobody."""
    scenario = made(Scale.PDU, seed)
    numbers = describe(scenario).casework
    assert numbers.officer_tightness < 0.9
    assert numbers.cases_for_nobody <= 0.005 * numbers.cases
    assert all(case.transfer_complete or case.current_practitioner is None for case in scenario.casework.cases)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_workloads_of_today_are_uneven(seed: int) -> None:
    """Today's holders have anything from a small part of their points to 130 %."""
    shares = loads(made(Scale.PDU, seed))
    assert min(shares) < 0.35
    assert max(shares) <= 1.31
    assert np.percentile(shares, 75) - np.percentile(shares, 25) > 0.3


def test_staff_are_of_every_kind() -> None:
    """A unit has POs, PSOs, NQOs and trainees, part-timers, leave, and somebody away for the whole horizon."""
    scenario = made(Scale.PDU)
    practitioners = [s for s in scenario.staff if Role.PRACTITIONER in s.roles]
    assert {s.grade.value for s in practitioners} == {"PO", "PSO", "NQO", "PQiP"}
    assert all((s.qualified_on is not None) == (s.grade.value == "NQO") for s in practitioners)
    assert all((s.trainee_since is not None) == (s.grade.value == "PQiP") for s in practitioners)
    assert any(s.contracted_hours < 30 for s in practitioners)
    assert any(s.leave for s in practitioners)
    assert any(available_points(s, scenario.policy, scenario.horizon) == 0 for s in practitioners)
    assert {Role.SUPERVISOR, Role.FACILITATOR, Role.REPORT_AUTHOR, Role.VICTIM_LIAISON} <= {
        role for s in scenario.staff for role in s.roles
    }


def test_every_part_has_rows() -> None:
    """A unit's document holds something of every part, those that later work plans included."""
    scenario = made(Scale.PDU)
    assert scenario.casework.court_reports
    assert scenario.casework.victim_contacts
    assert scenario.casework.reviews
    assert scenario.services.contracts
    assert scenario.services.referrals
    assert scenario.contact_standards
    assert scenario.programmes.running_groups
    assert scenario.locks


def test_some_decisions_are_taken_already() -> None:
    """A unit has a case given to somebody who by the rules may not hold it, slots to keep from, and closed sites."""
    scenario = made(Scale.PDU)
    cases = [lock for lock in scenario.locks if isinstance(lock, CaseLock)]
    assert {lock.force for lock in cases} == set(Force)
    assert any(lock.override for lock in cases)
    assert any(isinstance(lock, UnpaidWorkLock) for lock in scenario.locks)
    assert scenario.unpaid_work.closures


def test_people_of_all_parts_are_people_with_cases() -> None:
    """Everybody on unpaid work or referred to a programme has a case, and some are in both."""
    scenario = made(Scale.PDU)
    with_cases = {case.person for case in scenario.casework.cases}
    working = {row.person for row in scenario.unpaid_work.requirements}
    referred = {row.person for row in scenario.programmes.referrals}
    assert working <= with_cases
    assert referred <= with_cases
    assert 0.15 * len(referred) < len(working & referred) < 0.5 * len(referred)


def test_unpaid_work_is_as_the_service_knows_it() -> None:
    """Show-up rates, hours, sessions a week and sentence dates stay within the bounds that are promised."""
    scenario = made(Scale.PDU)
    people = {person.id: person for person in scenario.people}
    rows = scenario.unpaid_work.requirements
    rates = [people[row.person].show_up_rate for row in rows if not row.sessions_instructed]
    assert all(rate is not None and 0.5 <= rate <= 0.9 for rate in rates)
    assert all(0 < row.sessions_attended <= row.sessions_instructed for row in rows if row.completed_minutes)
    assert all(2400 <= row.required_minutes <= 18_000 for row in rows)
    assert all(row.completed_minutes < row.required_minutes + row.adjustment_minutes for row in rows)
    given = [(row.delivery, row.sessions_per_week) for row in brought_up_to_date(scenario)]
    assert {number for delivery, number in given if delivery is Delivery.STANDARD} == {1, 2}
    assert {number for delivery, number in given if delivery is Delivery.INTENSIVE} == {3, 4}
    assert any(row.sentence_date > scenario.horizon.start for row in rows)
    assert any(row.current_project for row in rows)


def test_scarcity_takes_supervisors_facilitators_and_rooms_away() -> None:
    """The scarcer, the fewer of each; nothing else about people changes."""
    plenty, scarce = (describe(generate(Scale.PDU, 1, scarcity=scarcity)) for scarcity in (0.8, 1.6))
    assert scarce.unpaid_work.supervisors < 0.6 * plenty.unpaid_work.supervisors
    assert scarce.programmes.facilitators < 0.6 * plenty.programmes.facilitators
    assert scarce.programmes.rooms < plenty.programmes.rooms
    assert scarce.unpaid_work.sessions_asked == plenty.unpaid_work.sessions_asked


def test_options_are_neither_none_nor_all() -> None:
    """People and cases have a choice, and something is closed to them."""
    description = describe(made(Scale.PDU))
    numbers = description.unpaid_work
    assert 10 < numbers.slots_per_person < 0.9 * numbers.slots
    assert 2 < description.programmes.options_per_referral < description.programmes.group_options
    assert 20 < description.casework.practitioners_per_case < description.casework.practitioners


@pytest.mark.parametrize("scale", [Scale.TOWN, Scale.PDU])
def test_a_rolling_group_runs_that_people_can_join(scale: Scale) -> None:
    """A group of a rolling programme runs, members leave it and one is promised a place, and others find one."""
    scenario = made(scale)
    intakes = list(intakes_of(scenario))
    (group,) = {row.group.id: row.group for row in intakes}.values()
    assert any(stay.first for stay in group.stays)
    assert all(row.seats > 0 for row in intakes)
    assert any(row.template == group.template for row in scenario.programmes.referrals)


def test_running_groups_share_no_time_with_each_other() -> None:
    """No two running groups have a slot in common, so that nobody and no room is needed twice."""

    def slots(group: RunningGroup) -> set[tuple[Weekday, int]]:
        return {(slot.weekday, 60 * slot.start.hour + slot.start.minute) for slot in group.slots}

    groups = made(Scale.PDU).programmes.running_groups
    for n, one in enumerate(groups):
        for other in groups[n + 1 :]:
            apart = [abs(a - b) >= one.minutes + 30 or day != on for day, a in slots(one) for on, b in slots(other)]
            assert all(apart)


def test_a_few_people_and_facilitators_must_not_meet() -> None:
    """Some facilitator excludes somebody who is referred, and most exclude nobody."""
    scenario = made(Scale.PDU)
    referred = {row.person for row in scenario.programmes.referrals}
    facilitators = [row for row in scenario.staff if Role.FACILITATOR in row.roles]
    excluding = [row for row in facilitators if referred & set(row.excluded_people)]
    assert 0 < len(excluding) < len(facilitators) / 2


def test_horizon_holds_christmas() -> None:
    """The horizon starts on the Monday of the table, and Christmas lies inside."""
    horizon = made(Scale.TOWN).horizon
    assert horizon.start == horizon_start()
    assert horizon.start.weekday() == 0
    assert any(day.month == 12 and day.day == 25 for day in horizon.bank_holidays)


def test_region_is_generated_quickly() -> None:
    """A region, thinned out, has the sizes that are asked for, over all units of one region, and takes seconds."""
    whole = size_of("region")
    size = whole._replace(
        **{name: getattr(whole, name) // THINNED for name in ("cases", "on_unpaid_work", "projects", "referrals")}
    )
    brief = Brief(
        seed=1, size=size, horizon=horizon_of(size.weeks), tightness=0.98, scarcity=1.0, compact=False, lean=False
    )
    began = time.process_time()
    scenario = draw_scenario(brief, "thin")
    assert THINNED * (time.process_time() - began) < QUICK_SECONDS
    assert len(scenario.casework.cases) == size.cases
    assert len(scenario.unpaid_work.requirements) == size.on_unpaid_work
    assert len(working(scenario)) == size.projects
    assert len(scenario.programmes.referrals) == size.referrals
    assert len(scenario.estate.regions) == 1
    assert len(scenario.estate.pdus) > 1
    assert describe(scenario).casework.tightness == pytest.approx(0.98, rel=0.005)
    assert check_document(canonical_json(scenario)).faults == ()


def test_country_is_lean() -> None:
    """The whole country, thinned out, is casework only, covers every unit, and stays far below the limit in size."""
    cases = 5400
    size = Size(cases=cases, on_unpaid_work=0, projects=0, weeks=12, referrals=0, area="country")
    brief = Brief(seed=1, size=size, horizon=horizon_of(12), tightness=0.98, scarcity=1.0, compact=False, lean=True)
    scenario = draw_scenario(brief, "thin")
    content = canonical_json(scenario)
    assert check_document(content).faults == ()
    assert len(scenario.estate.pdus) == 108
    assert not scenario.unpaid_work.projects
    assert len(content) / cases * size_of("national").cases < 0.6 * LIMIT_BYTES


@pytest.mark.parametrize("periods", [4, 12])
def test_tightness_is_met_over_periods(periods: int) -> None:
    """However many periods, the points needed over those available are what is asked, on the mean over them."""
    scenario = generate(Scale.PDU, 4, periods=periods)
    assert scenario.horizon.periods == periods
    assert describe(scenario).casework.tightness == pytest.approx(0.98, rel=0.002)
    assert check_document(canonical_json(scenario)).faults == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cases_come_and_go_inside_the_horizon(seed: int) -> None:
    """Some 10 to 16 % of cases start or end inside the horizon, and a few in custody are taken over after it."""
    scenario = made(Scale.PDU, seed)
    numbers = describe(scenario).casework
    assert 0.1 * numbers.cases < numbers.starting + numbers.ending < 0.16 * numbers.cases
    assert 0 < numbers.cases - numbers.taking_part < 0.01 * numbers.cases
    assert 0.02 < sum(bool(case.tier_changes) for case in scenario.casework.cases) / numbers.cases < 0.08
    releases = [case.release_date for case in scenario.casework.cases if case.release_date]
    last = scenario.horizon.start + timedelta(weeks=scenario.horizon.weeks)
    assert min(releases) < scenario.horizon.start < last < max(releases)
    assert any(scenario.horizon.start <= day < last for day in releases)


def test_staff_come_and_go() -> None:
    """Some practitioners join, leave, train, would rather not hold some cases, or hold work from elsewhere."""
    staff = [s for s in made(Scale.PDU).staff if Role.PRACTITIONER in s.roles]
    for has in ("active_from", "active_until", "training_days", "rather_not", "existing_cases"):
        assert 0 < sum(bool(getattr(member, has)) for member in staff) < 0.6 * len(staff), has
    everybody = [s for seed in range(1, 4) for s in made(Scale.PDU, seed).staff if Role.PRACTITIONER in s.roles]
    for has in ("active_from", "active_until"):
        assert 0.02 < sum(bool(getattr(member, has)) for member in everybody) / len(everybody) < 0.09


def test_public_protection_cases_have_their_team() -> None:
    """In a unit, cases of MAPPA level 2 and 3 belong to one team, whose officers have points for twice as many."""
    scenario = made(Scale.PDU)
    cases = [case for case in scenario.casework.cases if case.specialist_team]
    (team,) = {case.specialist_team for case in cases}
    assert len(cases) > 20
    assert min(case.mappa_level for case in cases) == 2
    members = [s for s in scenario.staff if s.team == team]
    points = sum(available_points(s, scenario.policy, scenario.horizon) for s in members)
    assert points > 2 * sum(points_of()[case.tier, case.case_type] for case in cases) - 500
    assert not any(case.specialist_team for case in made(Scale.TEAM).casework.cases)


def test_courts_and_victims_have_their_staff() -> None:
    """Every kind of report is asked for; in a town practitioners write them, in a unit authors of its own do."""
    unit, town = made(Scale.PDU), made(Scale.TOWN)
    for scenario in (unit, town):
        assert {report.kind for report in scenario.casework.court_reports} == set(ReportKind)
        assert scenario.casework.victim_contacts
    court = {Role.REPORT_AUTHOR, Role.COURT_DUTY}
    assert any(court < set(s.roles) for s in town.staff)
    assert all(Role.PRACTITIONER not in s.roles for s in unit.staff if court & set(s.roles))
    assert any(report.author for report in unit.casework.court_reports)


@pytest.mark.parametrize(("scale", "periods"), [(Scale.TOWN, 1), (Scale.PDU, 4)])
def test_points_are_those_of_the_search(scale: Scale, periods: int) -> None:
    """The generator reckons points as the search does: each practitioner's in each period, and those of all cases."""
    scenario = generate(scale, 1, periods=periods)
    goals = next(part for part in scenario.goals.profiles[0].parts if part.part is Part.ALLOCATION)
    problem = compile_problem(scenario, goals, Timetable())
    staff = {member.id: member for member in scenario.staff}
    for j, id in enumerate(problem.staff):
        own = points_by_period(staff[id], scenario.policy, scenario.horizon)
        assert problem.available[j].tolist() == list(own)
    numbers = describe(scenario).casework
    assert len(problem.items) == numbers.taking_part + numbers.court_reports + numbers.victim_contacts
    workload = Workload(scenario.policy, scenario.horizon, scenario.casework.tier_model)
    reports = {report.id: workload.of_report(report) for report in scenario.casework.court_reports}
    contacts = {contact.id: workload.of_contact(contact) for contact in scenario.casework.victim_contacts}
    found = dict(zip(problem.items, problem.points.tolist(), strict=True))
    assert {id: tuple(found[id]) for id in (*reports, *contacts)} == reports | contacts
    reviewed = {review.case for review in scenario.casework.reviews}
    plain = {c.id: workload.of_case(c) for c in scenario.casework.cases if c.id in found and c.id not in reviewed}
    assert {id: tuple(found[id]) for id in plain} == plain
