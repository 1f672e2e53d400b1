"""Unpaid-work requirements, and what must be minded about the people who have them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from models.casework import CaseType
from models.people import ExclusionZone, Means, SiteFeature
from models.record import Location
from models.scenario import Horizon
from models.unpaid_work import Delivery, EarnedReduction, NewStarts, Project, Requirement
from scenarios.draw.brief import Brief
from scenarios.draw.cases import CaseDraft
from scenarios.draw.dice import Bag, Dice
from scenarios.draw.ground import Ground, km, somewhere
from scenarios.draw.people import PersonDraft
from scenarios.draw.projects import SKILLS
from scenarios.draw.weeks import SESSIONS, WeekKind, draw_week, with_exceptions
from scenarios.rulebook import policy

HOURS = Bag(((4, 8), (8, 15), (15, 30)), (0.34, 0.44, 0.22))
"""Low, medium and high requirements in tens of hours."""
STARTS_A_WEEK, COMING_WEEKS = 0.012, 3
"""New starts a week for each person with unpaid work, beside those who are known of, and weeks that are forecast."""
SENTENCED_LATER = 0.12
"""Share of requirements made inside the horizon."""
RESTRICTIONS = {
    SiteFeature.SCHOOL: 0.07,
    SiteFeature.VULNERABLE_ADULTS: 0.06,
    SiteFeature.PUBLIC_FACING: 0.04,
    SiteFeature.HEAVY_LIFTING: 0.06,
    SiteFeature.HEIGHTS: 0.05,
    SiteFeature.LONE_WORKING: 0.08,
}
ZONE_SHARE = 0.03
CERTIFICATE_SHARE = 0.15
NEAR_ENOUGH_KM = {Means.WALK: 2.2, Means.BICYCLE: 6.0, Means.PUBLIC_TRANSPORT: 12.0, Means.CAR: 22.0}
"""How far each means takes a person in about three quarters of an hour."""
ENOUGH_PROJECTS = 3
YEAR = timedelta(days=365)
FULL_DAY = 420
"""Minutes of a usual session."""


def choose_people(cases: list[CaseDraft], number: int, dice: Dice) -> list[PersonDraft]:
    """People with unpaid work: those sentenced to community orders first."""
    community = [case.person for case in cases if case.case_type is CaseType.COMMUNITY]
    others = [case.person for case in cases if case.case_type is not CaseType.COMMUNITY]
    return [*dice.sample(community, number), *dice.sample(others, max(0, number - len(community)))]


def draw_requirements(
    brief: Brief, ground: Ground, people: list[PersonDraft], projects: list[Project]
) -> list[Requirement]:
    """One requirement for each of the people, whose weeks and limits are drawn on the way."""
    dice = brief.dice("unpaid_work", ground.unit.code)
    history = brief.dice("attendance", ground.unit.code)
    irregular = brief.dice("exceptions", ground.unit.code)
    places = [project.location for project in projects]
    rows = []
    for person in people:
        kind, week = draw_week(dice)
        person.commitments = with_exceptions(week, brief.horizon, irregular)
        mind_limits(person, ground, dice)
        make_mobile(person, places, ENOUGH_PROJECTS, dice)
        row = _attended(_requirement(brief.horizon, person, kind, projects, dice), person, history)
        rows.append(row if _near_an_office(person, ground) else row.model_copy(update={"induction_done": True}))
    return rows


def _near_an_office(person: PersonDraft, ground: Ground) -> bool:
    """Whether the person can easily come to an office; the others have the induction by telephone."""
    near = min(km(office.location, person.home.lat, person.home.lon) for office in ground.offices)
    return near <= NEAR_ENOUGH_KM[person.means]


def mind_limits(person: PersonDraft, ground: Ground, dice: Dice) -> None:
    """What sessions and groups must mind: restrictions, zones, rate of turning up."""
    person.joins_groups = True
    person.show_up_rate = round(dice.real(0.5, 0.9), 2)
    person.restricted_from = tuple(feature for feature, chance in RESTRICTIONS.items() if dice.chance(chance))
    person.skills = ("cscs",) if dice.chance(CERTIFICATE_SHARE) else ()
    if dice.chance(ZONE_SHARE):
        centre = somewhere(ground.homes, dice)
        radius = round(dice.real(0.8, 2.5), 1)
        if km(centre, person.home.lat, person.home.lon) > radius:
            person.exclusion_zones = (ExclusionZone(centre=centre, radius_km=radius),)


def make_mobile(person: PersonDraft, places: list[Location], enough: int, dice: Dice) -> None:
    """Most of those who would reach hardly any place take the bus, or get a lift where no bus would do."""
    away = sorted(km(place, person.home.lat, person.home.lon) for place in places)[:enough]
    farthest = away[-1]
    if farthest > NEAR_ENOUGH_KM[person.means] and dice.chance(0.95):
        bus = farthest <= NEAR_ENOUGH_KM[Means.PUBLIC_TRANSPORT]
        person.means, person.max_minutes = (Means.PUBLIC_TRANSPORT, 90) if bus else (Means.CAR, 60)


def _requirement(
    horizon: Horizon, person: PersonDraft, kind: WeekKind, projects: list[Project], dice: Dice
) -> Requirement:
    low, high = HOURS.draw(dice)
    required = 600 * dice.between(low, high)
    sentenced = _sentenced(horizon, dice)
    completed = _completed(required, sentenced, horizon, dice)
    return Requirement(
        id=f"{person.id}-1-UPW",
        person=person.id,
        required_minutes=required,
        completed_minutes=completed,
        adjustment_minutes=-30 * dice.between(1, 4) if completed > 600 and dice.chance(0.1) else 0,
        ete_minutes=60 * dice.between(1, completed // 300) if completed >= 1200 and dice.chance(0.2) else 0,
        sentence_date=sentenced,
        deadline=max(sentenced + YEAR, horizon.start + timedelta(days=35)),
        **_sessions(SESSIONS[kind].draw(dice)),
        earned_reduction=_earned(required, completed, dice),
        wanted_skills=(dice.pick(SKILLS),) if dice.chance(0.3) else (),
        current_project=_nearby(person, projects, dice) if completed else None,
        induction_done=completed > 0 or dice.chance(0.5),
    )


def _sessions(wanted: int) -> dict[str, Any]:
    """What a requirement states of its sessions a week; intensive delivery has the policy's fewest without a word."""
    least = _fewest(Delivery.INTENSIVE)
    if wanted < least:
        return {"sessions_per_week": wanted}
    return {"delivery": Delivery.INTENSIVE} | ({"sessions_per_week": wanted} if wanted > least else {})


def _fewest(delivery: Delivery) -> int:
    return next((row.minimum for row in policy().weekly_sessions if row.delivery is delivery), 1)


def _attended(row: Requirement, person: PersonDraft, dice: Dice) -> Requirement:
    """The requirement with its history of sessions; somebody who has one has no rate stated."""
    rate, person.show_up_rate = person.show_up_rate, None if row.completed_minutes else person.show_up_rate
    if rate is None or not row.completed_minutes:
        return row
    attended = -(-row.completed_minutes // FULL_DAY)
    missed = 0
    for _ in range(attended):
        while not dice.chance(rate):
            missed += 1
    return row.model_copy(update={"sessions_instructed": attended + missed, "sessions_attended": attended})


def _sentenced(horizon: Horizon, dice: Dice) -> date:
    if dice.chance(SENTENCED_LATER):
        return horizon.start + timedelta(days=dice.between(0, 5 * horizon.weeks))
    return horizon.start - timedelta(days=dice.between(10, 330))


def _completed(required: int, sentenced: date, horizon: Horizon, dice: Dice) -> int:
    """Minutes worked so far, in half hours: the older the sentence the more, and never all."""
    days = (horizon.start - sentenced).days
    if days < 30:
        return 0
    portion = dice.unit() * min(0.95, 0.15 + days / 400)
    return 30 * int(required * portion / 30)


def _earned(required: int, completed: int, dice: Dice) -> EarnedReduction:
    if dice.chance(0.25):
        return EarnedReduction.DISQUALIFIED if dice.chance(0.5) else EarnedReduction.INELIGIBLE
    return EarnedReduction.QUALIFYING if 4 * completed >= required else EarnedReduction.ELIGIBLE


def _nearby(person: PersonDraft, projects: list[Project], dice: Dice) -> str:
    nearest = sorted(projects, key=lambda p: (km(p.location, person.home.lat, person.home.lon), p.id))
    return dice.pick(nearest[:4]).id


def draw_new_starts(brief: Brief, ground: Ground, people: int) -> tuple[NewStarts, ...]:
    """A forecast of new starts in the coming weeks: about one for so many people who have unpaid work now."""
    dice, start = brief.dice("new_starts", ground.unit.code), brief.horizon.start
    coming = [
        round(people * STARTS_A_WEEK * dice.real(0.5, 1.5)) for _ in range(min(COMING_WEEKS, brief.horizon.weeks))
    ]
    return tuple(
        NewStarts(pdu=ground.unit.code, week=start + timedelta(weeks=n), people=number)
        for n, number in enumerate(coming)
        if number
    )


def weekly_sessions(requirements: list[Requirement], horizon: Horizon) -> float:
    """Attendances a week that the requirements ask for, on average over the first, busiest, quarter of the horizon."""
    weeks = max(1, horizon.weeks // 4)
    total = 0
    for row in requirements:
        remaining = row.required_minutes + row.adjustment_minutes - row.completed_minutes
        late = max(0, -(-(row.sentence_date - horizon.start).days // 7))
        a_week = max(row.sessions_per_week, _fewest(row.delivery))
        total += min(-(-remaining // FULL_DAY), a_week * max(0, weeks - late))
    return total / weeks
