"""Programmes of a unit: referrals, groups that could open, groups that run, rooms and facilitators."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, time, timedelta

from models.estate import Office, Room, Team
from models.programmes import GroupOption, GroupSlot, ProgrammeReferral, RunningGroup, Venue
from models.record import Location, Weekday, WeeklySlot
from models.scenario import Horizon
from models.staff import Grade, Role, Staff
from scenarios.draw.absences import annual_leave
from scenarios.draw.brief import Brief
from scenarios.draw.dice import Dice
from scenarios.draw.ground import Ground
from scenarios.draw.people import PersonDraft
from scenarios.draw.practitioners import FULL_TIME, PART_TIMES, staff_id
from scenarios.draw.projects import keep_some_apart
from scenarios.draw.referrals import DAYTIME, WORKING_DAYS, Need, draw_options, draw_referral, draw_venues
from scenarios.draw.rolling import draw_rolling
from scenarios.draw.unpaid_work import make_mobile
from scenarios.rulebook import programme_templates

GROUPS_PER_FACILITATOR, TEAM = 2.0, 3.0
GROUPS_PER_MANAGER = 4.0
"""Groups for each treatment manager who leads none, beside the one who does."""
GROUPS_PER_ROOM = 4.0
RUNNING_SIZE = 9
REFERRALS_PER_RUNNING_GROUP = 90
REFERRALS_PER_HALL, HALL_SEATS = 40, 10
LATE_DAYS = ((Weekday.TUE, Weekday.THU, Weekday.FRI), (Weekday.MON, Weekday.WED), (Weekday.MON, Weekday.FRI))
LATE_START, LATE_END = time(12, 30), time(20, 30)
LEAVE_SHARE = 0.15
"""Facilitators with leave in the horizon: most take it between the runs of their groups."""
BOTH_SURELY = 3
"""Facilitators, at least, who may deliver every programme."""


@dataclass(frozen=True, slots=True)
class Wing:
    """Everything that a unit brings to programmes."""

    referrals: tuple[ProgrammeReferral, ...]
    options: tuple[GroupOption, ...]
    halls: tuple[Office, ...]
    venues: tuple[Venue, ...]
    running: tuple[RunningGroup, ...]
    rooms: tuple[Room, ...]
    staff: tuple[Staff, ...]
    teams: tuple[Team, ...]


def draw_programmes(
    brief: Brief, ground: Ground, people: list[PersonDraft], bystanders: list[PersonDraft], first_number: int
) -> Wing:
    """Programmes of a unit.

    Parameters
    ----------
    brief, ground
        What is to be drawn, and where.
    people
        People who are referred.
    bystanders
        People without a referral, some of whom are in groups that run already.
    first_number
        Number of the first member of staff.
    """
    dice = brief.dice("programmes", ground.unit.code)
    referrals = tuple(draw_referral(brief.horizon, person, dice) for person in people)
    waiting: dict[Need, list[PersonDraft]] = {}
    for person, row in zip(people, referrals, strict=True):
        waiting.setdefault(Need(row.template, row.cohort, row.ldc), []).append(person)
    groups = sum(len(members) / need.usual_size for need, members in waiting.items()) / brief.scarcity
    rooms = _rooms(ground, groups, dice)
    halls = _halls(ground, round(len(people) / REFERRALS_PER_HALL), brief.dice("halls", ground.unit.code))
    rooms += tuple(Room(id=f"{hall.id}-R1", office=hall.id, seats=HALL_SEATS) for hall in halls)
    venues = [office for office in (*ground.offices, *halls) if any(room.office == office.id for room in rooms)]
    for person in people:
        make_mobile(person, [office.location for office in venues], 1, dice)
    facilitators = tuple(
        _facilitator(brief.horizon, ground, dice, place, first_number + place)
        for place in range(max(4, math.ceil(TEAM * groups / GROUPS_PER_FACILITATOR)))
    )
    number = first_number + len(facilitators)
    managers = tuple(_manager(ground, dice, number + k) for k in range(math.ceil(groups / GROUPS_PER_MANAGER)))
    apart = brief.dice("facilitators_apart", ground.unit.code)
    idle = [person for person in bystanders if not person.commitments]
    classes = _classes(idle, round(len(people) / REFERRALS_PER_RUNNING_GROUP))
    teams = [dice.sample(facilitators, 3) for _ in classes]
    return Wing(
        referrals=referrals,
        options=draw_options(brief.horizon, ground, dice, waiting, venues),
        halls=halls,
        venues=draw_venues(venues, brief.dice("venues", ground.unit.code)),
        running=(
            *draw_rolling(
                brief.horizon,
                ground,
                idle[RUNNING_SIZE * len(classes) :] if people else [],
                GroupSlot(weekday=DAYTIME[len(classes)][0][0], start=DAYTIME[len(classes)][0][1]),
                rooms=rooms,
                facilitators=facilitators,
                dice=brief.dice("rolling", ground.unit.code),
            ),
            *(
                RunningGroup(
                    id=f"{ground.unit.code}-RUN{k + 1}",
                    template="BC-M",
                    room=dice.pick(rooms).id,
                    facilitators=tuple(member.id for member in teams[k][:2]),
                    cover=(teams[k][2].id,),
                    treatment_manager=managers[k % len(managers)].id,
                    members=tuple(person.id for person in members),
                    slots=tuple(GroupSlot(weekday=day, start=at) for day, at in DAYTIME[k]),
                    minutes=150,
                    last=_last_day(brief.horizon, dice),
                )
                for k, members in enumerate(classes)
            ),
        ),
        rooms=rooms,
        staff=(*keep_some_apart(list(facilitators), [person.id for person in people], apart), *managers),
        teams=(Team(id=_team(ground), name=f"Programmes {ground.unit.name}", pdu=ground.unit.code),),
    )


def _team(ground: Ground) -> str:
    return f"{ground.unit.code}-PROG"


def _halls(ground: Ground, number: int, dice: Dice) -> tuple[Office, ...]:
    """Delivery venues other than offices, in different areas where there are enough of them."""
    areas = list(dict.fromkeys(ground.homes.draw(dice) for _ in range(4 * number)))[:number]
    return tuple(
        Office(
            id=f"{ground.unit.code}-H{k}",
            name=f"Venue in {area.town}",
            pdu=ground.unit.code,
            location=Location(lat=round(area.lat, 4), lon=round(area.lon, 4)),
        )
        for k, area in enumerate(areas, start=1)
    )


def _rooms(ground: Ground, groups: float, dice: Dice) -> tuple[Room, ...]:
    """Rooms for so many groups, over the offices in turn."""
    offices = dice.shuffled(ground.offices)
    number = max(1, math.ceil(groups / GROUPS_PER_ROOM))
    counts = Counter(offices[k % len(offices)].id for k in range(number))
    return tuple(
        Room(id=f"{office}-R{k}", office=office, seats=dice.between(9, 14))
        for office in sorted(counts)
        for k in range(1, counts[office] + 1)
    )


def _facilitator(horizon: Horizon, ground: Ground, dice: Dice, place: int, number: int) -> Staff:
    """The so-manieth facilitator of the unit, counted from 0; the first is a treatment manager too."""
    friday = horizon.start + timedelta(days=7 * dice.between(0, horizon.weeks - 1) + 4)
    both = place < BOTH_SURELY or dice.chance(0.7)
    specialisms = tuple(dict.fromkeys(template.qualification for template in programme_templates()))
    return Staff(
        id=staff_id(ground, number),
        grade=Grade.PSO,
        roles=(Role.FACILITATOR, Role.TREATMENT_MANAGER) if place == 0 else (Role.FACILITATOR,),
        team=_team(ground),
        office=dice.pick(ground.offices).id,
        contracted_hours=dice.pick(PART_TIMES[2:]) if dice.chance(0.2) else FULL_TIME,
        leave=annual_leave(horizon, dice)[:1] if dice.chance(LEAVE_SHARE) else (),
        training_days=(friday,) if dice.chance(0.2) else (),
        qualifications=specialisms if both else specialisms[:1],
        pattern=_pattern(place),
    )


def _manager(ground: Ground, dice: Dice, number: int) -> Staff:
    """A treatment manager who leads no groups and takes leave between their runs."""
    return Staff(
        id=staff_id(ground, number),
        grade=Grade.SPO,
        roles=(Role.TREATMENT_MANAGER,),
        team=_team(ground),
        office=dice.pick(ground.offices).id,
        contracted_hours=FULL_TIME,
        qualifications=tuple(dict.fromkeys(template.qualification for template in programme_templates())),
    )


def _pattern(place: int) -> tuple[WeeklySlot, ...]:
    """Three of six facilitators, a team, start late on some days, to lead in the evening; half have Saturdays."""
    if place % 6 < 3:
        return ()
    late = LATE_DAYS[place // 6 % len(LATE_DAYS)]
    days = [
        WeeklySlot(weekday=day, start=LATE_START if day in late else time(9), end=LATE_END if day in late else time(17))
        for day in WORKING_DAYS
    ]
    saturday = [WeeklySlot(weekday=Weekday.SAT, start=time(9), end=time(13))] if place // 6 % 2 == 0 else []
    return tuple(days + saturday)


def _classes(free: list[PersonDraft], number: int) -> list[list[PersonDraft]]:
    """So many classes of people whose weeks are free, or fewer where there are too few; each gets times of its own.

    One time is left for a rolling group.
    """
    whole = min(number, len(free) // RUNNING_SIZE, len(DAYTIME) - 1)
    return [free[RUNNING_SIZE * k : RUNNING_SIZE * (k + 1)] for k in range(whole)]


def _last_day(horizon: Horizon, dice: Dice) -> date:
    """A Saturday inside the horizon on which a running group is over."""
    return horizon.start + timedelta(weeks=dice.between(2, max(2, horizon.weeks - 2)), days=5)
