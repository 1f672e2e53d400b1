"""Realistic scenarios of any size, the same bytes for the same arguments on every machine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from models.casework import Casework, CourtReport, Review, VictimContact
from models.estate import Estate, Room, Team
from models.locks import CaseLock, Force, Lock
from models.programmes import GroupOption, ProgrammeReferral, Programmes, RunningGroup
from models.scenario import Horizon, Scenario
from models.services import Services
from models.staff import Staff
from models.unpaid_work import Project, Requirement, UnpaidWork, Van
from scenarios.describe import Description, describe
from scenarios.draw.cases import CaseDraft, draw_cases
from scenarios.draw.dice import Dice, apportion
from scenarios.draw.duties import (
    draw_court_reports,
    draw_court_staff,
    draw_reviews,
    draw_services,
    draw_victim_contacts,
)
from scenarios.draw.ground import Ground, lay_ground, pdu_rows, region_rows
from scenarios.draw.holders import draw_holders
from scenarios.draw.people import PersonDraft, draw_people
from scenarios.draw.practitioners import draw_practitioners, teams
from scenarios.draw.programmes import draw_programmes
from scenarios.draw.projects import draw_projects, draw_supervisors, draw_vans, supervisors_needed
from scenarios.draw.unpaid_work import choose_people, draw_requirements, mind_limits, weekly_sessions
from scenarios.draw.weeks import draw_week
from scenarios.rulebook import contact_standards, goals, policy, programme_templates, travel
from scenarios.tables import (
    Size,
    bank_holidays,
    default_scarcity,
    default_tightness,
    horizon_start,
    share,
    size_of,
)

__all__ = ["Description", "Scale", "describe", "generate"]

CASES_PER_LOCK = 700
NON_ASSOCIATION_SHARE = 0.02
COURT_STAFF_PER_CASE = 1 / 700


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
    projects: list[Project] = field(default_factory=list)
    vans: list[Van] = field(default_factory=list)
    referrals: list[ProgrammeReferral] = field(default_factory=list)
    options: list[GroupOption] = field(default_factory=list)
    running: list[RunningGroup] = field(default_factory=list)
    locks: list[Lock] = field(default_factory=list)
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
    """
    size = size_of(scale.value)
    horizon = _horizon(weeks or size.weeks)
    lean = size.area == "country"
    grounds = lay_ground(size, seed, small=scale in (Scale.TEAM, Scale.TOWN))
    draft = _Draft()
    for ground in grounds:
        _add_casework(draft, ground, horizon, seed, tightness or default_tightness(), lean=lean)
    if not lean:
        _add_sessions(draft, grounds, size, horizon, seed, scarcity or default_scarcity())
        _add_locks(draft, seed)
    services = Services() if lean else draw_services(grounds, draft.cases, horizon, seed)
    return _scenario(scale, seed, grounds, draft, horizon, services)


def _horizon(weeks: int) -> Horizon:
    start = horizon_start()
    until = start + timedelta(weeks=weeks + 60)
    return Horizon(
        start=start, weeks=weeks, bank_holidays=tuple(day for day in bank_holidays() if start <= day <= until)
    )


def _add_casework(draft: _Draft, ground: Ground, horizon: Horizon, seed: int, tightness: float, *, lean: bool) -> None:
    people = draw_people(ground, len(draft.people), seed, lean=lean)
    cases = draw_cases(ground, people, horizon, seed, lean=lean)
    region = ground.unit.region
    force = draw_practitioners(ground, cases, horizon, seed, tightness, 1 + draft.numbered[region])
    draw_holders(ground, cases, force, seed)
    draft.people += people
    draft.cases += cases
    draft.hire(region, force.staff, teams(ground, force))
    if not lean:
        authors = 1 + round(len(cases) * COURT_STAFF_PER_CASE)
        draft.hire(region, *draw_court_staff(ground, authors, 1 + draft.numbered[region]))
        draft.reports += draw_court_reports(ground, cases, horizon, seed)
        draft.victims += draw_victim_contacts(ground, cases, seed)
        draft.reviews += draw_reviews(ground, cases, horizon, seed)


def _add_sessions(
    draft: _Draft, grounds: list[Ground], size: Size, horizon: Horizon, seed: int, scarcity: float
) -> None:
    """Unpaid work and programmes of every unit, in proportion to its cases."""
    if not size.on_unpaid_work:
        return
    weights = [ground.cases for ground in grounds]
    shares = zip(
        grounds,
        apportion(size.on_unpaid_work, weights),
        apportion(size.projects, weights),
        apportion(size.referrals, weights),
        strict=True,
    )
    for ground, workers, projects, referrals in shares:
        dice = Dice(seed, "sessions", ground.unit.code)
        cases = [case for case in draft.cases if case.person.pdu == ground.unit.code and not case.life_sentence]
        on_work = choose_people(cases, workers, dice)
        _add_unpaid_work(draft, ground, on_work, projects, horizon, seed, scarcity)
        _add_programmes(draft, ground, cases, on_work, referrals, horizon, seed, scarcity, dice)


def _add_unpaid_work(
    draft: _Draft,
    ground: Ground,
    people: list[PersonDraft],
    number: int,
    horizon: Horizon,
    seed: int,
    scarcity: float,
) -> None:
    region = ground.unit.region
    projects = draw_projects(ground, number, 1 + len(draft.projects), horizon, seed)
    requirements = draw_requirements(ground, people, projects, horizon, seed)
    needed = supervisors_needed(weekly_sessions(requirements, horizon), projects)
    draft.hire(region, *draw_supervisors(ground, needed, scarcity, horizon, seed, 1 + draft.numbered[region]))
    draft.projects += projects
    draft.requirements += requirements
    draft.vans += draw_vans(ground, projects)


def _add_programmes(
    draft: _Draft,
    ground: Ground,
    cases: list[CaseDraft],
    on_work: list[PersonDraft],
    number: int,
    horizon: Horizon,
    seed: int,
    scarcity: float,
    dice: Dice,
) -> None:
    region = ground.unit.region
    working = {person.id for person in on_work}
    others = [case.person for case in cases if case.person.id not in working and case.release_date is None]
    both = min(len(on_work), round(number * share("both_regimes")))
    only = dice.sample(others, number - both)
    for person in only:
        _, person.commitments = draw_week(dice)
        mind_limits(person, ground, dice)
    people = [*dice.sample(on_work, both), *only]
    referred = {person.id for person in people}
    bystanders = [case.person for case in cases if case.person.id not in referred]
    wing = draw_programmes(
        ground, people, bystanders, horizon, seed, scarcity=scarcity, first_number=1 + draft.numbered[region]
    )
    draft.hire(region, list(wing.facilitators), wing.teams)
    draft.rooms += wing.rooms
    draft.referrals += wing.referrals
    draft.options += wing.options
    draft.running += wing.running
    _keep_some_apart([*on_work, *only], dice)


def _keep_some_apart(people: list[PersonDraft], dice: Dice) -> None:
    """Some pairs must never meet; one side says so, now and then both."""
    chosen = dice.sample(people, 2 * round(len(people) * NON_ASSOCIATION_SHARE / 2))
    for one, other in zip(chosen[::2], chosen[1::2], strict=True):
        one.non_associations.append(other.id)
        if dice.chance(0.3):
            other.non_associations.append(one.id)


def _add_locks(draft: _Draft, seed: int) -> None:
    """Some cases must stay where they are, some must not go to somebody."""
    dice = Dice(seed, "locks")
    absent = {member.id for member in draft.staff if len(member.leave) == 1 and _all_horizon(member)}
    held = [c for c in draft.cases if c.holder and c.holder not in absent and not c.co_defendant]
    chosen = dice.sample(held, 2 * (len(draft.cases) // CASES_PER_LOCK))
    for n, case in enumerate(chosen):
        force = Force.MUST if n % 2 == 0 else Force.MUST_NOT
        reason = "Trusted relationship" if force is Force.MUST else "Asked for a change of practitioner"
        assert case.holder is not None
        draft.locks.append(CaseLock(kind="case", case=case.id, practitioner=case.holder, force=force, reason=reason))


def _all_horizon(member: Staff) -> bool:
    return (member.leave[0].last - member.leave[0].first).days > 7 * 52


def _scenario(
    scale: Scale, seed: int, grounds: list[Ground], draft: _Draft, horizon: Horizon, services: Services
) -> Scenario:
    lean = not draft.requirements and not draft.referrals
    where = grounds[0].unit.name if len(grounds) == 1 else f"{len(grounds)} units"
    return Scenario(
        schema_version="1.0",
        id=f"{scale.value}-{seed}",
        title=f"Generated scenario at scale {scale.value}, seed {seed}: {where}",
        horizon=horizon,
        estate=Estate(
            regions=region_rows(grounds),
            pdus=pdu_rows(grounds),
            teams=tuple(draft.teams),
            offices=tuple(office for ground in grounds for office in ground.offices),
            rooms=tuple(draft.rooms),
        ),
        staff=tuple(draft.staff),
        people=tuple(person.row() for person in draft.people),
        casework=Casework(
            cases=tuple(case.row() for case in draft.cases),
            court_reports=tuple(draft.reports),
            victim_contacts=tuple(draft.victims),
            reviews=tuple(draft.reviews),
        ),
        unpaid_work=UnpaidWork(
            requirements=tuple(draft.requirements), projects=tuple(draft.projects), vans=tuple(draft.vans)
        ),
        programmes=Programmes(
            templates=() if lean else programme_templates(),
            referrals=tuple(draft.referrals),
            group_options=tuple(draft.options),
            running_groups=tuple(draft.running),
        ),
        services=services,
        contact_standards=contact_standards(),
        travel=travel(),
        policy=policy(),
        goals=goals(),
        locks=tuple(draft.locks),
    )
