"""Programme referrals, the groups that could open, facilitators and rooms."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import time, timedelta

from models.estate import Office, Room, Team
from models.programmes import Cohort, GroupOption, GroupSlot, ProgrammeReferral, ProgrammeTemplate, RunningGroup
from models.record import Sex, Weekday
from models.scenario import Horizon
from models.staff import Grade, Role, Staff
from scenarios.draw.dice import Bag, Dice
from scenarios.draw.ground import Ground, km
from scenarios.draw.people import PersonDraft
from scenarios.draw.practitioners import FULL_TIME, PART_TIMES, annual_leave, staff_id
from scenarios.rulebook import programme_templates
from scenarios.tables import rows

SEXUAL_SHARE, LDC_SHARE = 0.16, 0.1
TOO_SHORT_SHARE = 0.1
"""Share of sentences that end before a programme of full length could."""
OPTIONS_PER_GROUP = 2.0
"""Groups that could open for each group that the referrals would fill."""
GROUPS_PER_FACILITATOR = 3.0
GROUPS_PER_ROOM = 4.0
SINGLE_SEX_SHARE = 0.15
Pattern = tuple[tuple[Weekday, time], ...]
PATTERNS: Bag[Pattern] = Bag(
    (
        ((Weekday.TUE, time(10, 0)), (Weekday.THU, time(10, 0))),
        ((Weekday.MON, time(13, 30)), (Weekday.WED, time(13, 30))),
        ((Weekday.TUE, time(17, 45)), (Weekday.THU, time(17, 45))),
        ((Weekday.MON, time(9, 30)), (Weekday.WED, time(9, 30))),
        ((Weekday.MON, time(17, 45)), (Weekday.WED, time(17, 45))),
        ((Weekday.WED, time(18, 0)), (Weekday.SAT, time(9, 30))),
        ((Weekday.TUE, time(13, 30)), (Weekday.FRI, time(10, 0))),
    ),
    (0.17, 0.13, 0.23, 0.1, 0.2, 0.1, 0.07),
)
"""Two times a week; a short programme takes the first of them. No two of them overlap."""
START_WEEKS = (0, 1, 2, 3, 5, 6, 7, 8)


@dataclass(frozen=True, slots=True)
class Need:
    """What a referral asks of a group."""

    template: str
    cohort: Cohort
    ldc: bool


@dataclass(frozen=True, slots=True)
class Wing:
    """Everything that a unit brings to programmes."""

    referrals: tuple[ProgrammeReferral, ...] = ()
    options: tuple[GroupOption, ...] = ()
    running: tuple[RunningGroup, ...] = ()
    rooms: tuple[Room, ...] = ()
    facilitators: tuple[Staff, ...] = ()
    teams: tuple[Team, ...] = ()


def draw_programmes(
    ground: Ground,
    people: list[PersonDraft],
    bystanders: list[PersonDraft],
    horizon: Horizon,
    seed: int,
    *,
    scarcity: float,
    first_number: int,
) -> Wing:
    """Programmes of a unit.

    Parameters
    ----------
    ground
        The unit's ground.
    people
        People who are referred.
    bystanders
        People without a referral, some of whom are in groups that run already.
    horizon, seed
        Horizon and seed of the scenario.
    scarcity
        Facilitators and rooms that the groups need, over those that are there.
    first_number
        Staff of the region that have a number already.
    """
    dice = Dice(seed, "programmes", ground.unit.code)
    referrals = [_referral(person, horizon, dice) for person in people]
    needs = Counter(Need(r.template, r.cohort, r.ldc) for r in referrals)
    templates = {template.id: template for template in programme_templates()}
    groups = sum(number / _usual_size(templates[need.template]) for need, number in needs.items())
    team = f"{ground.unit.code}-PROG"
    rooms = _rooms(ground, groups, scarcity, dice)
    with_rooms = [office for office in ground.offices if any(room.office == office.id for room in rooms)]
    options = _options(ground, needs, people, referrals, with_rooms, horizon, dice)
    facilitators = _facilitators(ground, groups, scarcity, team, horizon, dice, first_number)
    running = _running(ground, round(len(people) / 90), bystanders, rooms, facilitators, horizon, dice)
    name = f"Programmes {ground.unit.name}"
    return Wing(
        referrals=tuple(referrals),
        options=tuple(options),
        running=tuple(running),
        rooms=tuple(rooms),
        facilitators=tuple(facilitators),
        teams=(Team(id=team, name=name, pdu=ground.unit.code),),
    )


def _usual_size(template: ProgrammeTemplate) -> float:
    return (template.minimum_size + template.maximum_size) / 2.0


def _referral(person: PersonDraft, horizon: Horizon, dice: Dice) -> ProgrammeReferral:
    table = rows("programme_templates.csv")
    template = Bag([r["id"] for r in table], [float(r["share_of_referrals"]) for r in table]).draw(dice)
    accredited = template == "BC-M"
    sexual = accredited and person.sex is Sex.MALE and dice.chance(SEXUAL_SHARE)
    short = dice.chance(TOO_SHORT_SHARE)
    return ProgrammeReferral(
        id=f"{person.id}-1-ACP",
        person=person.id,
        template=template,
        cohort=Cohort.SEXUAL if sexual else Cohort.GENERAL,
        ldc=accredited and dice.chance(LDC_SHARE),
        referred_on=horizon.start - timedelta(days=dice.between(5, 240)),
        sentence_end=horizon.start + timedelta(days=dice.between(40, 150) if short else dice.between(230, 900)),
        priority=min(10, 1 + dice.between(0, 4) + (4 if sexual else 0) + dice.between(0, 2)),
        pdus=(person.pdu,) if dice.chance(0.1) else (),
    )


def _rooms(ground: Ground, groups: float, scarcity: float, dice: Dice) -> list[Room]:
    number = max(1, math.ceil(groups / GROUPS_PER_ROOM / scarcity))
    offices = dice.shuffled(ground.offices)
    found = [offices[k % len(offices)] for k in range(number)]
    counts: Counter[str] = Counter()
    rooms = []
    for office in sorted(found, key=lambda office: office.id):
        counts[office.id] += 1
        rooms.append(Room(id=f"{office.id}-R{counts[office.id]}", office=office.id, seats=dice.between(9, 14)))
    return rooms


def _options(
    ground: Ground,
    needs: Counter[Need],
    people: list[PersonDraft],
    referrals: list[ProgrammeReferral],
    offices: list[Office],
    horizon: Horizon,
    dice: Dice,
) -> list[GroupOption]:
    """Options for each need that could nearly fill a group, at offices near those who have it."""
    templates = {template.id: template for template in programme_templates()}
    options: list[GroupOption] = []
    for need, number in needs.items():
        template = templates[need.template]
        if number < template.minimum_size - 1:
            continue
        having = [p for p, r in zip(people, referrals, strict=True) if Need(r.template, r.cohort, r.ldc) == need]
        venues = _popular(offices, having)
        for _ in range(max(1, round(OPTIONS_PER_GROUP * number / _usual_size(template)))):
            options.append(_option(ground, need, having, venues, horizon, dice, len(options) + 1))
    return options


def _popular(offices: list[Office], people: list[PersonDraft]) -> Bag[Office]:
    """Offices, as likely as people live nearest to them."""

    def nearest(person: PersonDraft) -> str:
        return min(offices, key=lambda o: km(o.location, person.home.lat, person.home.lon)).id

    near = Counter(nearest(person) for person in people)
    return Bag(offices, [near[office.id] + 0.5 for office in offices])


def _option(
    ground: Ground,
    need: Need,
    people: list[PersonDraft],
    venues: Bag[Office],
    horizon: Horizon,
    dice: Dice,
    number: int,
) -> GroupOption:
    template = next(t for t in programme_templates() if t.id == need.template)
    pattern = PATTERNS.draw(dice)
    if need.template != "BC-M":
        pattern = pattern[:1]
    women = sum(person.sex is Sex.FEMALE for person in people)
    sex = None
    if dice.chance(SINGLE_SEX_SHARE):
        sex = Sex.FEMALE if women >= template.minimum_size and dice.chance(0.5) else Sex.MALE
    start = horizon.start + timedelta(weeks=dice.pick([w for w in START_WEEKS if w < horizon.weeks]))
    return GroupOption(
        id=f"{ground.unit.code}-G{number:02d}",
        template=need.template,
        office=venues.draw(dice).id,
        cohort=need.cohort,
        ldc=need.ldc,
        sex=sex,
        earliest_start=start,
        slots=tuple(GroupSlot(weekday=day, start=at) for day, at in pattern),
    )


def _facilitators(
    ground: Ground, groups: float, scarcity: float, team: str, horizon: Horizon, dice: Dice, first_number: int
) -> list[Staff]:
    number = max(2, math.ceil(2.0 * groups / GROUPS_PER_FACILITATOR / scarcity))
    return [
        Staff(
            id=staff_id(ground.unit.region, first_number + k),
            grade=Grade.PSO,
            roles=(Role.FACILITATOR, Role.TREATMENT_MANAGER) if k == 0 else (Role.FACILITATOR,),
            team=team,
            office=dice.pick(ground.offices).id,
            contracted_hours=dice.pick(PART_TIMES[2:]) if dice.chance(0.2) else FULL_TIME,
            leave=annual_leave(horizon, dice)[:1] if dice.chance(0.4) else (),
            training_days=(horizon.start + timedelta(days=7 * dice.between(0, horizon.weeks - 1) + 4),)
            if dice.chance(0.2)
            else (),
            qualifications=("building_choices", "structured_interventions")[: 2 if k < 2 or dice.chance(0.7) else 1],
        )
        for k in range(number)
    ]


def _running(
    ground: Ground,
    number: int,
    bystanders: list[PersonDraft],
    rooms: list[Room],
    facilitators: list[Staff],
    horizon: Horizon,
    dice: Dice,
) -> list[RunningGroup]:
    """Groups that run already, each at times of its own so that they share neither hours nor people."""
    free = [person for person in bystanders if not person.commitments]
    patterns = dice.shuffled(PATTERNS.items)
    return [
        RunningGroup(
            id=f"{ground.unit.code}-RUN{k + 1}",
            template="BC-M",
            room=dice.pick(rooms).id,
            facilitators=tuple(f.id for f in dice.sample(facilitators, 2)),
            members=tuple(person.id for person in free[9 * k : 9 * k + 9]),
            slots=tuple(GroupSlot(weekday=day, start=at) for day, at in patterns[k]),
            minutes=150,
            last=horizon.start + timedelta(days=7 * dice.between(2, max(2, horizon.weeks - 2)) + 5),
        )
        for k in range(min(number, len(patterns), len(free) // 9))
    ]
