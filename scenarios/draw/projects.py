"""Projects of unpaid work, their slots, and the supervisors."""

from __future__ import annotations

import math
from datetime import time, timedelta

from models.estate import Office, Team
from models.people import SiteFeature
from models.record import DateRange, Location, Weekday, WeeklySlot
from models.scenario import Horizon
from models.staff import Grade, Role, Staff
from models.unpaid_work import Frequency, PickUp, Project, ProjectKind, ProjectSlot, Van
from scenarios.draw.absences import annual_leave
from scenarios.draw.brief import Brief
from scenarios.draw.dice import Bag, Dice, apportion
from scenarios.draw.equipment import HI_VIS, equipped
from scenarios.draw.ground import Ground, km, moved, somewhere
from scenarios.draw.people import LANGUAGES
from scenarios.draw.practitioners import FULL_TIME, PART_TIMES, staff_id

Hours = tuple[time, time]
KINDS = (ProjectKind.GROUP, ProjectKind.INDIVIDUAL, ProjectKind.INDEPENDENT)
KIND_SHARES = (0.7, 0.2, 0.1)
DAY_HOURS: Bag[Hours] = Bag(
    ((time(9, 0), time(16, 0)), (time(9, 30), time(15, 30)), (time(9, 30), time(14, 30))), (0.7, 0.18, 0.12)
)
WEEKEND_HOURS: Bag[Hours] = Bag(((time(9, 0), time(16, 0)), (time(10, 0), time(16, 0))), (0.7, 0.3))
WORKSHOP_HOURS: Hours = (time(10, 0), time(14, 0))
WEEKEND = (Weekday.SAT, Weekday.SUN)
EVENING: Hours = (time(17, 30), time(20, 30))
MORNING: Hours = (time(9, 30), time(12, 30))
INDUCTIONS = {Weekday.TUE: MORNING, Weekday.THU: EVENING, Weekday.SAT: MORNING}
INDUCTED_AT_ONCE = 10
LESSONS = {Weekday.MON: MORNING, Weekday.TUE: EVENING, Weekday.WED: MORNING, Weekday.FRI: MORNING}
IN_A_LESSON = 8
OPEN_ON = dict.fromkeys(tuple(Weekday)[:5], 0.72) | {Weekday.SAT: 0.68, Weekday.SUN: 0.25}
"""Chance that a group project is open on a day of the week."""
FEATURES = {
    ProjectKind.GROUP: {
        SiteFeature.HEAVY_LIFTING: 0.35,
        SiteFeature.PUBLIC_FACING: 0.3,
        SiteFeature.HEIGHTS: 0.08,
        SiteFeature.SCHOOL: 0.08,
    },
    ProjectKind.INDIVIDUAL: {
        SiteFeature.PUBLIC_FACING: 0.7,
        SiteFeature.VULNERABLE_ADULTS: 0.4,
        SiteFeature.LONE_WORKING: 0.3,
    },
    ProjectKind.INDEPENDENT: {SiteFeature.LONE_WORKING: 0.6},
}
SKILLS = ("painting", "gardening", "catering", "retail", "carpentry")
NAMES = {ProjectKind.GROUP: "Group project", ProjectKind.INDIVIDUAL: "Placement", ProjectKind.INDEPENDENT: "Workshop"}
LICENCE = "minibus_licence"
"""Qualification of supervisors who may drive the van."""
RIDE_DETOUR, RIDE_KM_PER_HOUR = 1.3, 45.0
"""Length of the road over the straight line, and speed of a van."""
OUT_OF_TOWN_KM = (3.0, 8.0)
"""How far out projects lie for which people are picked up."""
MORE_STOPS = 3
"""Most stops of a van beside the office."""
VANS_A_PROJECT = 0.6
"""Vans of a unit for each project with pick-ups."""
SEATS = (7, 8, 8)
AT_THE_GARAGE = 0.3
"""Share of vans that are off the road for a week."""
SHIFT_HOURS = 7.0
PLACES_IN_USE = 0.9
"""Share of a session's places that is counted on when supervisors are counted."""
WOMEN_ONLY_EVERY = 14
EARLY, AFTERNOON, LATE = time(8, 30), time(17, 0), time(21, 0)
"""When supervisors begin, and when they end on most and on late days."""
LATE_DAYS = (Weekday.TUE, Weekday.THU)
WEEKEND_WORK = (0.6, 0.25)
LATE_WORK = 0.35
"""Shares of supervisors who work on Saturdays, on Sundays, and late."""
STEPS, OTHER_LANGUAGE, SUPERVISOR_LANGUAGE = 0.3, 0.08, 0.25
"""Shares of projects that are not step-free, of projects where another language is spoken, and of supervisors who
speak one."""
BARRED = 0.015
"""Share of people with whom one supervisor must not work."""


def draw_projects(brief: Brief, ground: Ground, number: int, first_number: int) -> list[Project]:
    """Projects of a unit: group projects, individual placements and independent working."""
    dice, stops = brief.dice("projects", ground.unit.code), brief.dice("pick_ups", ground.unit.code)
    kinds = [kind for kind, many in zip(KINDS, apportion(number, KIND_SHARES), strict=True) for _ in range(many)]
    rows = (_project(brief.horizon, ground, dice, kind, first_number + k) for k, kind in enumerate(kinds))
    projects = [equipped(project, ground) for project in rows]
    for k in range(WOMEN_ONLY_EVERY - 1, kinds.count(ProjectKind.GROUP), WOMEN_ONLY_EVERY):
        projects[k] = projects[k].model_copy(update={"women_only": True})
    return [_out_of_town(project, ground, stops) for project in projects]


def _project(horizon: Horizon, ground: Ground, dice: Dice, kind: ProjectKind, number: int) -> Project:
    id = f"{ground.unit.region}UPW{number:03d}"
    group = kind is ProjectKind.GROUP
    location = somewhere(ground.homes, dice, spread_km=2.0)
    driven = group and dice.chance(0.3)
    return Project(
        id=id,
        name=f"{NAMES[kind]} {number}",
        kind=kind,
        pdu=ground.unit.code,
        location=location,
        meeting_place=f"Gate of {NAMES[kind].lower()} {number}, {ground.unit.name}",
        slots=_slots(id, kind, horizon, dice),
        places=_places(kind, dice),
        max_supervisors=(2 if dice.chance(0.25) else 1) if group else 0,
        minimum_to_run=dice.between(2, 4) if group else 0,
        features=tuple(feature for feature, chance in FEATURES[kind].items() if dice.chance(chance)),
        certificates=("cscs",) if group and dice.chance(0.04) else (),
        supervisor_qualifications=(LICENCE,) if driven else (),
        skills_offered=tuple(sorted(dice.sample(SKILLS, dice.between(0, 2)))),
        equipment=(HI_VIS,) if group and dice.chance(0.6) else (),
        pick_ups=(_pick_up(f"{id}-P1", dice.pick(ground.offices).location, location),) if driven else (),
    )


def draw_inductions(ground: Ground) -> list[Project]:
    """Inductions at every office of a unit."""
    return [_induction(f"{ground.unit.code}IND{n:02d}", ground, office) for n, office in enumerate(ground.offices, 1)]


def with_needs_met(projects: list[Project], dice: Dice) -> list[Project]:
    """The projects, a few of which have steps, and a few of which have somebody who speaks another language."""
    return [
        project.model_copy(
            update={
                "step_free": not dice.chance(STEPS),
                "languages": (dice.pick(LANGUAGES),) if dice.chance(OTHER_LANGUAGE) else (),
            }
        )
        for project in projects
    ]


def draw_lessons(brief: Brief, ground: Ground) -> list[Project]:
    """Education, training and employment at every office of a unit."""
    dice = brief.dice("lessons", ground.unit.code)
    code = ground.unit.code
    return [_lessons(f"{code}ETE{n:02d}", ground, office, dice) for n, office in enumerate(ground.offices, 1)]


def _lessons(id: str, ground: Ground, office: Office, dice: Dice) -> Project:
    return Project(
        id=id,
        name=f"Education and training {office.name}",
        kind=ProjectKind.ETE,
        pdu=ground.unit.code,
        location=office.location,
        meeting_place=f"Reception, {office.name}",
        slots=tuple(_slot(id, day, hours) for day, hours in LESSONS.items()),
        places=IN_A_LESSON,
        max_supervisors=0,
        skills_offered=tuple(sorted(dice.sample(SKILLS, 2))),
    )


def _induction(id: str, ground: Ground, office: Office) -> Project:
    return Project(
        id=id,
        name=f"Induction {office.name}",
        kind=ProjectKind.INDUCTION,
        pdu=ground.unit.code,
        location=office.location,
        meeting_place=f"Reception, {office.name}",
        slots=tuple(_slot(id, day, hours) for day, hours in INDUCTIONS.items()),
        places=INDUCTED_AT_ONCE,
        max_supervisors=0,
    )


def _places(kind: ProjectKind, dice: Dice) -> int:
    if kind is ProjectKind.GROUP:
        return dice.between(8, 10)
    return dice.between(1, 4) if kind is ProjectKind.INDIVIDUAL else dice.between(6, 10)


def _slots(project: str, kind: ProjectKind, horizon: Horizon, dice: Dice) -> tuple[ProjectSlot, ...]:
    if kind is ProjectKind.INDEPENDENT:
        return tuple(_slot(project, day, WORKSHOP_HOURS) for day in tuple(Weekday)[:4])
    weekday_hours, weekend_hours = DAY_HOURS.draw(dice), WEEKEND_HOURS.draw(dice)
    slots = [
        _timed(_slot(project, day, weekend_hours if day in WEEKEND else weekday_hours), horizon, dice)
        for day, chance in OPEN_ON.items()
        if dice.chance(chance)
    ]
    if dice.chance(0.12):
        slots.append(_slot(project, dice.pick((Weekday.TUE, Weekday.THU)), EVENING, name="evening"))
    return tuple(slots) or (_slot(project, Weekday.SAT, weekend_hours),)


def _slot(project: str, day: Weekday, hours: Hours, *, name: str = "") -> ProjectSlot:
    start, end = hours
    return ProjectSlot(id=f"{project}-{name or day.value}", weekday=day, start=start, end=end)


def _timed(slot: ProjectSlot, horizon: Horizon, dice: Dice) -> ProjectSlot:
    """The slot, now and then fortnightly or only from the second week on."""
    in_week_one = horizon.start + timedelta(days=tuple(Weekday).index(slot.weekday))
    if dice.chance(0.05):
        first = in_week_one + timedelta(weeks=dice.between(0, 1))
        return slot.model_copy(update={"frequency": Frequency.FORTNIGHTLY, "first": first})
    if dice.chance(0.02):
        return slot.model_copy(update={"first": in_week_one + timedelta(weeks=1)})
    return slot


def _pick_up(id: str, point: Location, site: Location) -> PickUp:
    """A stop from which the ride takes as long as the road is, in steps of five minutes."""
    minutes = 60.0 * RIDE_DETOUR * km(site, point.lat, point.lon) / RIDE_KM_PER_HOUR
    before = max(10, 5 * math.ceil(minutes / 5))
    return PickUp(id=id, location=point, minutes_before=before, meeting_place=f"Bus stop {id}")


def _out_of_town(project: Project, ground: Ground, dice: Dice) -> Project:
    """The project, if people are picked up for it, in the country, with further stops among the homes."""
    if not project.pick_ups:
        return project
    away, turn = dice.real(*OUT_OF_TOWN_KM), dice.real(0.0, 2.0 * math.pi)
    site = moved(project.location, away * math.cos(turn), away * math.sin(turn))
    stops = [project.pick_ups[0].location] + [somewhere(ground.homes, dice) for _ in range(dice.between(1, MORE_STOPS))]
    pick_ups = tuple(_pick_up(f"{project.id}-P{n}", stop, site) for n, stop in enumerate(stops, 1))
    return project.model_copy(update={"location": site, "pick_ups": pick_ups})


def draw_vans(brief: Brief, ground: Ground, projects: list[Project]) -> tuple[Van, ...]:
    """Vans for the unit's projects, fewer than would pick people up for all at once; some are at the garage a week."""
    dice = brief.dice("vans", ground.unit.code)
    number = math.ceil(VANS_A_PROJECT * sum(bool(project.pick_ups) for project in projects))
    return tuple(
        Van(
            id=f"{ground.unit.code}-VAN{n}",
            seats=dice.pick(SEATS),
            office=dice.pick(ground.offices).id,
            off_road=(_week_off(brief.horizon, dice),) if dice.chance(AT_THE_GARAGE) else (),
        )
        for n in range(1, number + 1)
    )


def _week_off(horizon: Horizon, dice: Dice) -> DateRange:
    first = horizon.start + timedelta(weeks=dice.between(0, horizon.weeks - 1))
    return DateRange(first=first, last=first + timedelta(days=4))


def supervisors_needed(sessions: float, projects: list[Project]) -> float:
    """Full-time supervisors that so many supervised attendances a week need.

    The placements and workshops without supervisors of ours take their share first; education is not counted on.
    """
    groups = [project for project in projects if project.max_supervisors]
    if not groups:
        return 0.0
    unsupervised = sum(project.places * len(project.slots) for project in projects if _takes_hours(project))
    places = sum(project.places for project in groups) / len(groups)
    shifts = max(0.0, sessions - PLACES_IN_USE * unsupervised) / (PLACES_IN_USE * places)
    return shifts / math.floor(FULL_TIME / SHIFT_HOURS)


def _takes_hours(project: Project) -> bool:
    """Whether work is done at a project without supervisors of ours."""
    return not project.max_supervisors and project.kind not in {ProjectKind.INDUCTION, ProjectKind.ETE}


def draw_supervisors(
    brief: Brief, ground: Ground, needed: float, first_number: int
) -> tuple[list[Staff], tuple[Team, ...]]:
    """Supervisors of a unit: what is needed over the scarcity, part-timers counting by their shifts."""
    dice, weeks = brief.dice("supervisors", ground.unit.code), brief.dice("supervisors_weeks", ground.unit.code)
    speech = brief.dice("supervisors_languages", ground.unit.code)
    team = f"{ground.unit.code}-UPW"
    staff: list[Staff] = []
    shifts = 0
    wanted = max(1, round(needed / brief.scarcity * math.floor(FULL_TIME / SHIFT_HOURS)))
    while shifts < wanted:
        hours = _hours_for(wanted - shifts, dice)
        member = _supervisor(brief.horizon, ground, dice, hours, first_number + len(staff))
        spoken = (speech.pick(LANGUAGES),) if speech.chance(SUPERVISOR_LANGUAGE) else ()
        pattern = _week(hours, weeks, any_day=not staff)
        staff.append(member.model_copy(update={"pattern": pattern, "languages": spoken}))
        shifts += math.floor(hours / SHIFT_HOURS)
    return staff, (Team(id=team, name=f"Unpaid work {ground.unit.name}", pdu=ground.unit.code),)


def _week(hours: float, dice: Dice, *, any_day: bool) -> tuple[WeeklySlot, ...]:
    """Working pattern of a supervisor: weekdays, Saturdays for most, Sundays for some, two late days for a few."""
    days = list(Weekday)[:5]
    if hours < FULL_TIME and not any_day:
        days.remove(dice.pick(days))
    days += [day for day, share in zip(WEEKEND, WEEKEND_WORK, strict=True) if dice.chance(share) or any_day]
    late = LATE_DAYS if dice.chance(LATE_WORK) or any_day else ()
    return tuple(WeeklySlot(weekday=day, start=EARLY, end=LATE if day in late else AFTERNOON) for day in days)


def keep_some_apart(staff: list[Staff], people: list[str], dice: Dice) -> list[Staff]:
    """The staff who lead sessions, a few of whom must not work with one of the people."""
    barred: dict[int, list[str]] = {}
    for person in people:
        if len(staff) > 1 and dice.chance(BARRED):
            barred.setdefault(dice.between(0, len(staff) - 1), []).append(person)
    return [row.model_copy(update={"excluded_people": tuple(barred.get(n, ()))}) for n, row in enumerate(staff)]


def _hours_for(shifts: int, dice: Dice) -> float:
    """Contracted hours of the next supervisor; the last has only the hours that the shifts left over need."""
    if dice.chance(0.2):
        return dice.pick(PART_TIMES)
    return next((hours for hours in PART_TIMES if math.floor(hours / SHIFT_HOURS) >= shifts), FULL_TIME)


def _supervisor(horizon: Horizon, ground: Ground, dice: Dice, hours: float, number: int) -> Staff:
    training = horizon.start + timedelta(days=dice.between(0, 7 * horizon.weeks - 1))
    return Staff(
        id=staff_id(ground, number),
        grade=Grade.OTHER,
        roles=(Role.SUPERVISOR,),
        team=f"{ground.unit.code}-UPW",
        office=dice.pick(ground.offices).id,
        contracted_hours=hours,
        leave=annual_leave(horizon, dice),
        training_days=(training,) if dice.chance(0.4) else (),
        qualifications=(LICENCE,) if dice.chance(0.65) else (),
    )
