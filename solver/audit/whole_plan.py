"""Checks of the whole plan: who is where when, who is accounted for, and where the plan comes from."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, time
from itertools import combinations
from typing import NamedTuple

from models.decisions import Decisions, DutyKind, ServicePlacement
from models.document import content_hash
from models.goals import Part
from models.plan import Plan
from models.scenario import Scenario
from solver.audit.dates import Taken, clash, minute
from solver.audit.finding import WHOLE_PLAN, Findings, violation
from solver.audit.items import work_items
from solver.audit.one_to_ones import member_bookings, staff_bookings
from solver.audit.rota import Rota
from solver.audit.rows import Rows
from solver.audit.waitlist import Bookings, Waitlist, running_bookings
from solver.audit.work import minutes_left


class Booking(NamedTuple):
    """What somebody or something is taken for, and whether the plan has decided so."""

    taken: Taken
    decided: bool


def one_place_at_a_time(w: Waitlist, rota: Rota, services: tuple[ServicePlacement, ...]) -> Findings:
    """Nobody, and no room, is booked twice at one time; people and staff have the turnaround between bookings."""
    running = running_bookings(w.rows)
    decided = _decided_bookings(w, rota, services)
    gaps = (w.rows.turnaround, w.rows.turnaround, 0.0)
    for kind, gap, old, new in zip(("person", "member of staff", "room"), gaps, running, decided, strict=True):
        for id, day in double_bookings(old, new, gap):
            sentence = f"The {kind} {id} is booked for two things at one time, or too close together, on {day}."
            yield violation("one_place_at_a_time", WHOLE_PLAN, (id,), sentence)


def _decided_bookings(
    w: Waitlist, rota: Rota, services: tuple[ServicePlacement, ...]
) -> tuple[Bookings, Bookings, Bookings]:
    """What the plan takes up of people's, staff's and rooms' time, by the dates and times that it tells."""
    people: Bookings = defaultdict(list)
    staff: Bookings = defaultdict(list)
    rooms: Bookings = defaultdict(list)
    for run in w.runs:
        for member in run.members:
            people[member.person] += member_bookings(w, run, member.referral)
    for run in w.opened:
        rooms[run.room] += [_taken(s.on, s.start, s.end) for s in run.sessions]
        for id in run.team:
            staff[id] += staff_bookings(w, run, id)
    for pattern in rota.patterns:
        people[pattern.person] += [_taken(day, pattern.start, pattern.end) for day in pattern.dates]
    for placement in services:
        people[placement.person] += [_taken(a.on, a.start, a.end) for a in placement.appointments]
    for session in rota.sessions:
        for id in session.supervisors:
            staff[id].append(_taken(session.on, session.start, session.end))
    return people, staff, rooms


def double_bookings(old: Bookings, new: Bookings, gap: float) -> Iterator[tuple[str, date]]:
    """Whom and on which day a new booking clashes with another new or an old one."""
    for id in sorted(new):
        by_day: dict[date, list[Booking]] = defaultdict(list)
        for taken in new[id]:
            by_day[taken.on].append(Booking(taken, decided=True))
        for taken in old.get(id, ()):
            if taken.on in by_day:
                by_day[taken.on].append(Booking(taken, decided=False))
        for day, bookings in by_day.items():
            pairs = combinations(bookings, 2)
            if any(one.decided and clash(one.taken, other.taken, gap) for one, other in pairs):
                yield id, day


Key = tuple[str, str]
"""Kind and id: two things of different kinds may have one id."""


class Account(NamedTuple):
    """What there is to place in a part, and what the plan has decided in it.

    Attributes
    ----------
    wanted
        Id and person of everything that is to be placed, by kind and id.
    placed
        How often each is placed; a requirement is once it has a standing slot.
    opened
        How often anything else is decided on: a group opened, a session told of.
    """

    wanted: dict[Key, tuple[str, str]]
    placed: Counter[Key]
    opened: Counter[Key]


def accounted_for(rows: Rows, plan: Plan, known: Decisions) -> Findings:
    """Everything of a planned part is placed once or listed as unplaced, and nothing else is listed or decided."""
    for part, account in _accounts(rows, known).items():
        planned = part in plan.provenance.parts
        missing = [row for key, row in account.wanted.items() if key not in account.placed] if planned else []
        listed, right = Counter((row.id, row.person) for row in plan.unplaced if row.part == part), Counter(missing)
        for id, person in (listed - right) + (right - listed):
            sentence = f"{id} of {person} is listed as unplaced where it should not be, or not where it should."
            yield violation("accounted_for", part, (id,), sentence)
        for (_, id), number in (*account.placed.items(), *account.opened.items()):
            if number > 1 or not planned:
                sentence = f"{id} is decided on more than once, or although its part was not planned."
                yield violation("accounted_for", part, (id,), sentence)
    if plan.decisions.appointments:
        sentence = "The plan has decisions on appointments with practitioners, which no part of it makes."
        yield violation("accounted_for", WHOLE_PLAN, (), sentence)


def _accounts(rows: Rows, known: Decisions) -> dict[Part, Account]:
    scenario = rows.scenario
    work = [row for row in rows.requirements if minutes_left(row, scenario.policy)]
    return {
        Part.ALLOCATION: Account(
            wanted={(_kind(item.duty), item.row.id): (item.row.id, item.person.id) for item in work_items(rows)},
            placed=Counter(
                [(_kind(None), row.case) for row in known.cases] + [(_kind(row.kind), row.id) for row in known.duties]
            ),
            opened=Counter(),
        ),
        Part.UNPAID_WORK: Account(
            wanted={("requirement", row.id): (row.id, row.person) for row in work},
            placed=Counter({("requirement", row.requirement) for row in known.patterns if not row.one_off}),
            opened=Counter({("slot", row.slot) for row in known.sessions}),
        ),
        Part.PROGRAMMES: Account(
            wanted={("referral", row.id): (row.id, row.person) for row in scenario.programmes.referrals},
            placed=Counter(("referral", member.referral) for row in known.groups for member in row.members),
            opened=Counter(("group", row.group_option) for row in known.groups),
        ),
        Part.REFERRALS: Account(
            wanted={("referral", row.id): (row.id, row.person) for row in scenario.services.referrals},
            placed=Counter(("referral", row.referral) for row in known.services),
            opened=Counter(),
        ),
    }


def _kind(duty: DutyKind | None) -> str:
    return duty.value if duty else "case"


def provenance(scenario: Scenario, plan: Plan) -> Findings:
    """The plan names this scenario, one of its profiles and the parts planned; no clock goes with a work budget."""
    told = plan.provenance
    parts = sorted(told.parts)
    has = {part for part, kpis in _kpis_by_part(plan).items() if kpis == (True, True)}
    lacks = {part for part, kpis in _kpis_by_part(plan).items() if kpis == (False, False)}
    clocks = [told.time_limit, told.wall_seconds, told.cpu_seconds]
    clocks += [clock for row in plan.parts for clock in (row.first_plan_seconds, row.seconds, row.cpu_seconds)]
    faults = {
        "The plan was made from another scenario than this one.": told.scenario != scenario.id
        or told.scenario_hash != content_hash(scenario),
        "The profile of goals is none of the scenario's.": told.profile
        not in {profile.id for profile in scenario.goals.profiles},
        "Parts planned, their results and their key figures do not go together.": len(set(parts)) < len(parts)
        or sorted(row.part for row in plan.parts) != parts
        or has != set(parts)
        or lacks != set(Part) - set(parts),
        "A plan made with a work budget must not tell of any clock.": told.work is not None
        and any(clock is not None for clock in clocks),
        "A time is not a finite number.": not all(math.isfinite(clock) for clock in clocks if clock is not None),
    }
    for sentence, wrong in faults.items():
        if wrong:
            yield violation("provenance", WHOLE_PLAN, (told.scenario,), sentence)


def _kpis_by_part(plan: Plan) -> dict[Part, tuple[bool, bool]]:
    """Whether the plan, and current practice, have key figures of a part."""
    return {
        part: (getattr(plan.kpis, part.value) is not None, getattr(plan.baseline, part.value) is not None)
        for part in Part
    }


def _taken(on: date, start: time, end: time) -> Taken:
    return Taken(on, minute(start), minute(end))
