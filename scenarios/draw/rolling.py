"""Running groups that people can join: where they stand, and when members come and go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from models.estate import Room
from models.programmes import GroupSlot, GroupStay, ProgrammeTemplate, RunningGroup
from models.record import Weekday
from models.scenario import Horizon
from models.staff import Staff
from scenarios.draw.dice import Dice
from scenarios.draw.ground import Ground
from scenarios.draw.people import PersonDraft
from scenarios.rulebook import programme_templates

MEMBERS, PROMISED = 6, 1
"""People in a group, of whom so many are promised a place at the next module."""
LAST_WEEK = 9
"""Week from the horizon's start in which, or in the one after, room and team are no longer given to the group."""
WEEK = timedelta(weeks=1)


def draw_rolling(
    horizon: Horizon,
    ground: Ground,
    bystanders: list[PersonDraft],
    at: GroupSlot,
    *,
    rooms: tuple[Room, ...],
    facilitators: tuple[Staff, ...],
    dice: Dice,
) -> Iterator[RunningGroup]:
    """A running group of the first rolling programme, if there are people and facilitators for it.

    Parameters
    ----------
    bystanders
        People without a referral, and in no other running group, whose weeks are free.
    at
        Weekly time at which no other group of the unit runs.
    """
    template = next(row for row in programme_templates() if row.rolling)
    able = [row for row in facilitators if template.qualification in row.qualifications and not row.leave]
    team = dice.sample([row.id for row in able], template.facilitators + template.cover)
    members = [person.id for person in bystanders[:MEMBERS]]
    if len(members) == MEMBERS and len(team) == template.facilitators + template.cover:
        begins = horizon.start + dice.between(1, 2) * WEEK + timedelta(days=list(Weekday).index(at.weekday))
        module = dice.between(1, len(template.modules))
        yield RunningGroup(
            id=f"{ground.unit.code}-ROLL",
            template=template.id,
            room=dice.pick(rooms).id,
            facilitators=tuple(team[: template.facilitators]),
            cover=tuple(team[template.facilitators :]),
            members=tuple(members),
            slots=(at,),
            minutes=max(session.minutes for one in template.modules for session in one.sessions),
            last=horizon.start + (LAST_WEEK + dice.between(0, 1)) * WEEK + timedelta(days=5),
            next_module=module,
            next_on=begins,
            stays=tuple(_stays(members, template, module, list(islice(_weekly(begins, horizon), 2 * len(members))))),
        )


def _stays(members: list[str], template: ProgrammeTemplate, module: int, days: list[date]) -> Iterator[GroupStay]:
    """When members are there: some are done when the next module begins, others after it; some come then.

    Parameters
    ----------
    days
        Days of the sessions from the next module on.
    """
    length = len(template.modules[module - 1].sessions)
    whole = sum(len(one.sessions) for one in template.modules)
    half = (len(members) - PROMISED) // 2
    for place, person in enumerate(members):
        if place < half:
            yield GroupStay(person=person, last=days[0] - WEEK)
        elif place < len(members) - PROMISED:
            yield GroupStay(person=person, last=days[length - 1])
        else:
            yield GroupStay(person=person, first=days[0], last=days[whole - 1])


def _weekly(first: date, horizon: Horizon) -> Iterator[date]:
    """The day in every week from the first on, bank holidays aside."""
    day = first
    while True:
        if day not in horizon.bank_holidays:
            yield day
        day += WEEK
