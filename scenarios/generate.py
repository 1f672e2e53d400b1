"""Realistic scenarios of any size, the same bytes for the same arguments on every machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from models.attendance import AttendanceOutcome
from models.casework import Casework, CourtReport, Review, VictimContact
from models.decisions import Decisions, StandingPattern
from models.estate import Estate, Office, Room, Team
from models.locks import Lock
from models.programmes import GroupOption, ProgrammeReferral, Programmes, RunningGroup, Venue
from models.scenario import Horizon, Scenario
from models.services import Services
from models.staff import Staff
from models.unpaid_work import Closure, EquipmentStock, NewStarts, Project, Requirement, UnpaidWork, Van
from scenarios.describe import describe
from scenarios.draw.brief import Brief
from scenarios.draw.cases import CaseDraft, draw_cases
from scenarios.draw.closures import draw_closures
from scenarios.draw.court import court_team, draw_court_staff, draw_liaison_officers, name_authors, name_officers
from scenarios.draw.dice import Dice, apportion
from scenarios.draw.duties import draw_court_reports, draw_reviews, draw_victim_contacts
from scenarios.draw.equipment import draw_equipment, draw_sizes
from scenarios.draw.ground import Ground, lay_ground, pdu_rows, region_rows
from scenarios.draw.holders import draw_holders
from scenarios.draw.instructions import draw_instructions
from scenarios.draw.locks import draw_case_locks, draw_rota_locks
from scenarios.draw.outcomes import told_one_by_one
from scenarios.draw.people import PersonDraft, draw_people
from scenarios.draw.practitioners import add_long_absent, draw_practitioners, number_staff, teams
from scenarios.draw.programmes import draw_programmes
from scenarios.draw.projects import (
    draw_inductions,
    draw_lessons,
    draw_projects,
    draw_supervisors,
    draw_vans,
    keep_some_apart,
    supervisors_needed,
    with_needs_met,
)
from scenarios.draw.referrals import families
from scenarios.draw.services import draw_services
from scenarios.draw.specialists import draw_specialists
from scenarios.draw.unpaid_work import choose_people, draw_new_starts, draw_requirements, mind_limits, weekly_sessions
from scenarios.draw.weeks import draw_week
from scenarios.draw.workload import Workload, mean, whole
from scenarios.numbers import Description
from scenarios.rulebook import TIER_MODEL, contact_standards, goals, policy, programme_templates, travel
from scenarios.tables import (
    bank_holidays,
    default_scarcity,
    default_tightness,
    horizon_start,
    share,
    size_of,
)

__all__ = ["Description", "Scale", "describe", "generate"]

NON_ASSOCIATION_SHARE = 0.02


D = TypeVar("D")
R = TypeVar("R")


class Scale(StrEnum):
    """Size of a scenario; ``scenarios/reference/scales.json`` says what each promises."""

    TEAM = "team"
    TOWN = "town"
    PDU = "pdu"
    REGION = "region"
    NATIONAL = "national"


@dataclass(slots=True)
class _Draft:
    """Rows gathered unit by unit."""

    people: list[PersonDraft] = field(default_factory=list)
    cases: list[CaseDraft] = field(default_factory=list)
    staff: list[Staff] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    reports: list[CourtReport] = field(default_factory=list)
    victims: list[VictimContact] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    outcomes: list[AttendanceOutcome] = field(default_factory=list)
    told: list[StandingPattern] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    vans: list[Van] = field(default_factory=list)
    equipment: list[EquipmentStock] = field(default_factory=list)
    new_starts: list[NewStarts] = field(default_factory=list)
    closures: list[Closure] = field(default_factory=list)
    referrals: list[ProgrammeReferral] = field(default_factory=list)
    options: list[GroupOption] = field(default_factory=list)
    halls: list[Office] = field(default_factory=list)
    venues: list[Venue] = field(default_factory=list)
    running: list[RunningGroup] = field(default_factory=list)
    locks: list[Lock] = field(default_factory=list)
    steady: set[str] = field(default_factory=set)
    """Practitioners who are there, with points, all through the horizon."""
    numbered: Counter[str] = field(default_factory=Counter)
    """Members of staff with a number, by region."""

    def hire(self, region: str, staff: list[Staff], teams: tuple[Team, ...]) -> None:
        """Add staff and their teams."""
        self.staff += staff
        self.teams += teams
        self.numbered[region] += len(staff)


def generate(
    scale: Scale,
    seed: int,
    tightness: float | None = None,
    scarcity: float | None = None,
    weeks: int | None = None,
    *,
    periods: int = 1,
) -> Scenario:
    """A scenario of a scale.

    Parameters
    ----------
    scale
        How large it is.
    seed
        Seed; the same arguments give the same document, byte for byte.
    tightness
        Workload points needed over points available; the default stands in the table of scales.
    scarcity
        Supervisors, facilitators and rooms needed over those that are there; likewise.
    weeks
        Length of the horizon; the scale's own when left out.
    periods
        Periods in which workloads are balanced, no more than there are weeks.
    """
    size = size_of(scale.value)
    brief = Brief(
        seed=seed,
        size=size,
        horizon=horizon_of(weeks or size.weeks, periods),
        tightness=default_tightness() if tightness is None else tightness,
        scarcity=default_scarcity() if scarcity is None else scarcity,
        compact=scale in (Scale.TEAM, Scale.TOWN),
        lean=size.area == "country",
    )
    return draw_scenario(brief, scale.value)


def horizon_of(weeks: int, periods: int = 1) -> Horizon:
    """So many weeks from the day that the table of scales names, with the bank holidays of a year beyond."""
    start = horizon_start()
    until = start + timedelta(weeks=weeks + 60)
    holidays = tuple(day for day in bank_holidays() if start <= day <= until)
    return Horizon(start=start, weeks=weeks, periods=periods, bank_holidays=holidays)


def draw_scenario(brief: Brief, name: str) -> Scenario:
    """A scenario as briefed; its id is made of the name and the seed."""
    grounds = lay_ground(brief)
    draft = _Draft()
    for ground in grounds:
        _add_casework(draft, brief, ground)
    _add_sessions(draft, brief, grounds)
    if not brief.lean:
        draft.locks += draw_case_locks(draft.cases, draft.staff, draft.steady, brief.dice("locks"))
    return _scenario(name, brief, grounds, draft)


def _add_casework(draft: _Draft, brief: Brief, ground: Ground) -> None:
    people = draw_people(brief, ground, len(draft.people))
    cases = draw_cases(brief, ground, people)
    reviews = draw_reviews(brief, ground, cases)
    reports = draw_court_reports(brief, ground, cases)
    workload = Workload(policy(), brief.horizon, TIER_MODEL)
    for_reports = mean(workload.total(map(workload.of_report, reports)))
    region = ground.unit.region
    force = draw_practitioners(brief, ground, cases, duties=for_reports if brief.compact else 0.0)
    draw_specialists(brief, ground, cases, force)
    add_long_absent(force, brief, ground)
    number_staff(force, ground, 1 + draft.numbered[region])
    draw_holders(brief, ground, cases, force)
    draft.people += people
    draft.cases += cases
    draft.hire(region, force.staff, teams(ground, force))
    draft.steady |= {force.staff[j].id for j in force.staying()}
    authors = force.staff
    if not brief.compact:
        authors = draw_court_staff(brief, ground, for_reports, 1 + draft.numbered[region])
        draft.hire(region, authors, ())
    officers = draw_liaison_officers(brief, ground, 1 + draft.numbered[region])
    draft.hire(region, officers, (court_team(ground),))
    dice = brief.dice("named", ground.unit.code)
    draft.reviews += reviews
    draft.reports += name_authors(reports, people, authors, brief.horizon.start, dice)
    draft.victims += name_officers(draw_victim_contacts(brief, ground, cases), officers, dice)


def _add_sessions(draft: _Draft, brief: Brief, grounds: list[Ground]) -> None:
    """Unpaid work and programmes of every unit, in proportion to its cases."""
    size = brief.size
    if not size.on_unpaid_work:
        return
    weights = [ground.cases for ground in grounds]
    workers, projects, referrals = (
        apportion(total, weights) for total in (size.on_unpaid_work, size.projects, size.referrals)
    )
    for k, ground in enumerate(grounds):
        dice = brief.dice("sessions", ground.unit.code)
        cases = [case for case in draft.cases if case.person.pdu == ground.unit.code and _stays(case, brief.horizon)]
        on_work = choose_people(cases, workers[k], dice)
        _add_unpaid_work(draft, brief, ground, on_work, projects[k])
        both = dice.sample(on_work, round(referrals[k] * share("both_regimes")))
        only = _choose_others(cases, on_work, referrals[k] - len(both), ground, dice)
        _add_programmes(draft, brief, ground, [*both, *only], [case.person for case in cases])
        _keep_some_apart([*on_work, *only], dice)


def _stays(case: CaseDraft, horizon: Horizon) -> bool:
    """Whether a sentence lasts beyond the horizon, but not for life: others have no unpaid work and no programme."""
    return not case.life_sentence and case.sentence_end > whole(horizon).last


def _add_unpaid_work(draft: _Draft, brief: Brief, ground: Ground, people: list[PersonDraft], number: int) -> None:
    region = ground.unit.region
    projects = draw_projects(brief, ground, number, 1 + len(draft.projects))
    requirements = draw_requirements(brief, ground, people, projects)
    needed = supervisors_needed(weekly_sessions(requirements, brief.horizon), projects)
    supervisors, team = draw_supervisors(brief, ground, needed, 1 + draft.numbered[region])
    apart = brief.dice("supervisors_apart", ground.unit.code)
    draft.hire(region, keep_some_apart(supervisors, [person.id for person in people], apart), team)
    projects = with_needs_met(projects, brief.dice("needs_met", ground.unit.code))
    told, outcomes = told_one_by_one(requirements, projects, brief.horizon, brief.dice("outcomes", ground.unit.code))
    draft.requirements += told
    draft.outcomes += outcomes
    instructed = draw_instructions(told, people, projects, brief.horizon, brief.dice("told", ground.unit.code))
    draft.told += instructed
    draft.locks += draw_rota_locks(instructed, brief.dice("rota_locks", ground.unit.code))
    draft.closures += draw_closures(projects, brief.horizon, brief.dice("closures", ground.unit.code))
    draft.projects += [*projects, *draw_inductions(ground), *draw_lessons(brief, ground)]
    draft.vans += draw_vans(brief, ground, projects)
    draft.equipment += draw_equipment(ground, projects)
    draw_sizes(people, brief.dice("sizes", ground.unit.code))
    draft.new_starts += draw_new_starts(brief, ground, len(people))


def _choose_others(
    cases: list[CaseDraft], on_work: list[PersonDraft], number: int, ground: Ground, dice: Dice
) -> list[PersonDraft]:
    """People in the community who are referred but not on unpaid work, with weeks of their own."""
    working = {person.id for person in on_work}
    free = [case.person for case in cases if case.person.id not in working and case.release_date is None]
    chosen = dice.sample(free, number)
    for person in chosen:
        _, person.commitments = draw_week(dice)
        mind_limits(person, ground, dice)
    return chosen


def _add_programmes(
    draft: _Draft, brief: Brief, ground: Ground, people: list[PersonDraft], everybody: list[PersonDraft]
) -> None:
    referred = {person.id for person in people}
    bystanders = [person for person in everybody if person.id not in referred]
    wing = draw_programmes(brief, ground, people, bystanders, 1 + draft.numbered[ground.unit.region])
    draft.hire(ground.unit.region, list(wing.staff), wing.teams)
    draft.rooms += wing.rooms
    draft.referrals += wing.referrals
    draft.options += wing.options
    draft.halls += wing.halls
    draft.venues += wing.venues
    draft.running += wing.running


def _keep_some_apart(people: list[PersonDraft], dice: Dice) -> None:
    """Some pairs must never meet; one side says so, now and then both."""
    chosen = dice.sample(people, 2 * round(len(people) * NON_ASSOCIATION_SHARE / 2))
    for one, other in zip(chosen[::2], chosen[1::2], strict=True):
        one.non_associations.append(other.id)
        if dice.chance(0.3):
            other.non_associations.append(one.id)


def _rows(drafts: list[D], row: Callable[[D], R]) -> tuple[R, ...]:
    """Rows of what was drawn, in order; each draft is let go as its row is made, for a country has many."""
    drafts.reverse()
    return tuple(row(drafts.pop()) for _ in range(len(drafts)))


def _scenario(name: str, brief: Brief, grounds: list[Ground], draft: _Draft) -> Scenario:
    where = grounds[0].unit.name if len(grounds) == 1 else f"{len(grounds)} units"
    services, locks = (Services(), ()) if brief.lean else draw_services(brief, grounds, draft.cases)
    # Cases first: as long as they are drafts, they keep the people's drafts.
    cases, people = _rows(draft.cases, CaseDraft.row), _rows(draft.people, PersonDraft.row)
    return Scenario(
        schema_version="1.0",
        id=f"{name}-{brief.seed}",
        title=f"Generated {name}, seed {brief.seed}: {where}",
        horizon=brief.horizon,
        estate=Estate(
            regions=region_rows(grounds),
            pdus=pdu_rows(grounds),
            teams=tuple(draft.teams),
            offices=(*(office for ground in grounds for office in ground.offices), *draft.halls),
            rooms=tuple(draft.rooms),
        ),
        staff=tuple(draft.staff),
        people=people,
        casework=Casework(
            cases=cases,
            court_reports=tuple(draft.reports),
            victim_contacts=tuple(draft.victims),
            reviews=tuple(draft.reviews),
        ),
        unpaid_work=UnpaidWork(
            requirements=tuple(draft.requirements),
            projects=tuple(draft.projects),
            vans=tuple(draft.vans),
            equipment=tuple(draft.equipment),
            new_starts=tuple(draft.new_starts),
            closures=tuple(draft.closures),
            outcomes=tuple(draft.outcomes),
        ),
        programmes=Programmes(
            templates=() if brief.lean else programme_templates(),
            referrals=tuple(draft.referrals),
            group_options=tuple(draft.options),
            venues=tuple(draft.venues),
            families=families(draft.referrals),
            running_groups=tuple(draft.running),
        ),
        services=services,
        contact_standards=() if brief.lean else contact_standards(),
        travel=travel(),
        policy=policy(),
        goals=goals(),
        locks=(*draft.locks, *locks),
        previous_plan=Decisions(patterns=tuple(draft.told)) if draft.told else None,
    )
