"""Resources that there could be one more of: each the rows that a scenario would have with it, and in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.estate import Room
from models.one_more import Resource
from models.programmes import GroupSlot, Venue
from models.record import WeeklySlot
from models.scenario import Scenario
from models.staff import Role, Staff
from solver.programmes.candidates import formed, longest_session, open_for

EXTRA = "one-more"
"""Beginning of the id of a row that is added."""


@dataclass(frozen=True, slots=True)
class Extra:
    """One more of something, and the rows that a scenario would have with it.

    Attributes
    ----------
    at
        Office, or the facilitator whose like it is.
    sentence
        What it is, in words.
    staff, room
        A new member of staff; a new room.
    venue
        A venue as it would be, new or open for longer.
    """

    resource: Resource
    at: str
    sentence: str
    staff: Staff | None = None
    room: Room | None = None
    venue: Venue | None = None


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
    for number, row in enumerate(like.values()):
        new = Staff(
            id=f"{EXTRA}-{number}",
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
        yield Extra(Resource.FACILITATOR, row.id, sentence, staff=new)


def delivers(row: Staff) -> tuple[Role, ...]:
    """Roles in the delivery of programmes."""
    return tuple(role for role in (Role.FACILITATOR, Role.TREATMENT_MANAGER) if role in row.roles)


def rooms(scenario: Scenario) -> Iterator[Extra]:
    """A room as large as the largest, at each office where groups could meet."""
    for number, office in enumerate(places(scenario)):
        new = Room(id=f"{EXTRA}-room-{number}", office=office, seats=seats_of(scenario))
        yield Extra(Resource.ROOM, office, f"a room at {office} for {new.seats} people", room=new)


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
            yield Extra(Resource.TIME, venue.office, sentence, venue=longer)


def venues(scenario: Scenario) -> Iterator[Extra]:
    """Each office at which no group could meet now, with a room, open as the venue that is open longest."""
    usual = max(scenario.programmes.venues, key=lambda row: (len(row.open), row.office), default=None)
    if usual is None:
        return
    offices = [row.id for row in scenario.estate.offices if row.id not in places(scenario)]
    for number, office in enumerate(offices):
        room = Room(id=f"{EXTRA}-venue-{number}", office=office, seats=seats_of(scenario))
        sentence = f"a venue at {office} with a room, open like {usual.office}"
        yield Extra(Resource.VENUE, office, sentence, room=room, venue=Venue(office=office, open=usual.open))


def places(scenario: Scenario) -> list[str]:
    """Offices at which groups could meet."""
    programmes = scenario.programmes
    options = [row.office for row in programmes.group_options]
    return list(dict.fromkeys([*(row.office for row in programmes.venues), *options]))


def seats_of(scenario: Scenario) -> int:
    """Seats of the largest room there is, or as many as the largest group could need."""
    seats = [room.seats for room in scenario.estate.rooms]
    return max(seats, default=max((row.maximum_size for row in scenario.programmes.templates), default=1))


def with_all(scenario: Scenario, added: Sequence[Extra]) -> Scenario:
    """The scenario with all of these resources; rows that are added come last."""
    staff = [extra.staff for extra in added if extra.staff is not None]
    rooms = [extra.room for extra in added if extra.room is not None]
    venues = {row.office: row for row in scenario.programmes.venues}
    for venue in (extra.venue for extra in added if extra.venue is not None):
        open_now = venues[venue.office].open if venue.office in venues else ()
        longer = tuple(dict.fromkeys((*open_now, *venue.open)))
        venues[venue.office] = venue.model_copy(update={"open": longer})
    estate = scenario.estate.model_copy(update={"rooms": (*scenario.estate.rooms, *rooms)})
    programmes = scenario.programmes.model_copy(update={"venues": tuple(venues.values())})
    changed = {"staff": (*scenario.staff, *staff), "estate": estate, "programmes": programmes}
    return scenario.model_copy(update=changed)


def groups_formed(scenario: Scenario, extra: Extra) -> set[str]:
    """Ids of the groups that the planner could form at the venue of a resource."""
    if extra.venue is None:
        return set()
    there = scenario.programmes.model_copy(update={"venues": (extra.venue,)})
    return {option.id for option in formed(scenario.model_copy(update={"programmes": there}))}


def opening(slot: GroupSlot, minutes: int) -> WeeklySlot:
    """Opening time for so many minutes from a weekly time on."""
    start = datetime.combine(datetime.min, slot.start)
    return WeeklySlot(weekday=slot.weekday, start=slot.start, end=(start + timedelta(minutes=minutes)).time())
