"""Resources that there could be one more of: each a scenario that has it, in the service's words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.estate import Room
from models.one_more import Resource
from models.programmes import GroupSlot, Venue
from models.record import WeeklySlot
from models.scenario import Scenario
from models.staff import Role, Staff
from solver.programmes.candidates import longest_session, open_for

EXTRA = "one-more"
"""Id of the row that is added."""


@dataclass(frozen=True, slots=True)
class Extra:
    """One more of something.

    Attributes
    ----------
    at
        Office, or the facilitator whose like it is.
    sentence
        What it is, in words.
    scenario
        The scenario with it.
    """

    resource: Resource
    at: str
    sentence: str
    scenario: Scenario


def extras(scenario: Scenario) -> list[Extra]:
    """Every single resource that could be added, of each kind in turn, so that a short look sees all kinds."""
    kinds = [list(kind(scenario)) for kind in (facilitators, rooms, times, venues)]
    longest = max(len(rows) for rows in kinds)
    return [rows[place] for place in range(longest) for rows in kinds if place < len(rows)]


def facilitators(scenario: Scenario) -> Iterator[Extra]:
    """One more like each facilitator or treatment manager; those of one region, skill and working pattern are alike."""
    pdu_of = {team.id: team.pdu for team in scenario.estate.teams}
    region_of = {pdu.id: pdu.region for pdu in scenario.estate.pdus}
    like: dict[tuple[object, ...], Staff] = {}
    for row in scenario.staff:
        if delivers(row):
            key = (region_of[pdu_of[row.team]], delivers(row), frozenset(row.qualifications), frozenset(row.pattern))
            like.setdefault(key, row)
    for row in like.values():
        new = Staff(
            id=EXTRA,
            grade=row.grade,
            roles=delivers(row),
            team=row.team,
            office=row.office,
            contracted_hours=row.contracted_hours,
            qualifications=row.qualifications,
            pattern=row.pattern,
        )
        word = " and ".join(role.value.replace("_", " ") for role in delivers(row))
        sentence = f"a {word} qualified like {row.id} ({', '.join(row.qualifications)}), with the same working week"
        yield Extra(
            Resource.FACILITATOR, row.id, sentence, scenario.model_copy(update={"staff": (*scenario.staff, new)})
        )


def delivers(row: Staff) -> tuple[Role, ...]:
    """Roles in the delivery of programmes."""
    return tuple(role for role in (Role.FACILITATOR, Role.TREATMENT_MANAGER) if role in row.roles)


def rooms(scenario: Scenario) -> Iterator[Extra]:
    """A room as large as the largest, at each office where groups could meet."""
    for office in places(scenario):
        with_room = with_one_room(scenario, office)
        yield Extra(Resource.ROOM, office, f"a room at {office} for {seats_of(scenario)} people", with_room)


def times(scenario: Scenario) -> Iterator[Extra]:
    """Each venue open for a weekly pattern of some programme for which it is closed now."""
    programmes = scenario.programmes
    templates = {row.id: row for row in programmes.templates}
    closed: dict[str, dict[tuple[GroupSlot, ...], int]] = defaultdict(dict)
    for template in (templates[id] for id in dict.fromkeys(family.template for family in programmes.families)):
        minutes = longest_session(template)
        for venue in programmes.venues:
            for pattern in template.patterns:
                if not all(open_for(venue.open, slot, minutes) for slot in pattern.slots):
                    closed[venue.office][pattern.slots] = max(minutes, closed[venue.office].get(pattern.slots, 0))
    for venue in programmes.venues:
        for slots, minutes in closed[venue.office].items():
            longer = venue.model_copy(update={"open": (*venue.open, *(opening(slot, minutes) for slot in slots))})
            when = " and ".join(f"{slot.weekday.value} {slot.start:%H:%M}" for slot in slots)
            sentence = f"{venue.office} open for groups on {when}"
            yield Extra(Resource.TIME, venue.office, sentence, with_venue(scenario, longer))


def venues(scenario: Scenario) -> Iterator[Extra]:
    """Each office at which no group could meet now, with a room, open as the venue that is open longest."""
    usual = max(scenario.programmes.venues, key=lambda row: (len(row.open), row.office), default=None)
    if usual is None:
        return
    for office in (row.id for row in scenario.estate.offices if row.id not in places(scenario)):
        new = with_venue(with_one_room(scenario, office), Venue(office=office, open=usual.open))
        yield Extra(Resource.VENUE, office, f"a venue at {office} with a room, open like {usual.office}", new)


def places(scenario: Scenario) -> list[str]:
    """Offices at which groups could meet."""
    programmes = scenario.programmes
    options = [row.office for row in programmes.group_options]
    return list(dict.fromkeys([*(row.office for row in programmes.venues), *options]))


def seats_of(scenario: Scenario) -> int:
    """Seats of the largest room there is, or as many as the largest group could need."""
    seats = [room.seats for room in scenario.estate.rooms]
    return max(seats, default=max((row.maximum_size for row in scenario.programmes.templates), default=1))


def with_one_room(scenario: Scenario, office: str) -> Scenario:
    """The scenario with one more room."""
    new = Room(id=EXTRA, office=office, seats=seats_of(scenario))
    estate = scenario.estate.model_copy(update={"rooms": (*scenario.estate.rooms, new)})
    return scenario.model_copy(update={"estate": estate})


def with_venue(scenario: Scenario, venue: Venue) -> Scenario:
    """The scenario with a venue, in place of the one at its office."""
    others = tuple(row for row in scenario.programmes.venues if row.office != venue.office)
    programmes = scenario.programmes.model_copy(update={"venues": (*others, venue)})
    return scenario.model_copy(update={"programmes": programmes})


def opening(slot: GroupSlot, minutes: int) -> WeeklySlot:
    """Opening time for so many minutes from a weekly time on."""
    start = datetime.combine(datetime.min, slot.start)
    return WeeklySlot(weekday=slot.weekday, start=slot.start, end=(start + timedelta(minutes=minutes)).time())
