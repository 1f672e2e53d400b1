"""The commissioned services as the audit reads them: referrals (R), contracts, times, and when people are free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from models.decisions import ServicePlacement
from models.locks import Force, ServiceLock
from models.people import Person, StatedNeed
from models.record import Sex
from models.services import CommissionedService, ServiceLevel, ServiceReferral
from solver.audit.dates import SATURDAY, USUAL_END, USUAL_START, WEEK, Taken, engaged, minute, weekday_number
from solver.audit.pairs import Flags, Index
from solver.audit.rows import Rows
from solver.travel import distance_km


class Time(NamedTuple):
    """A weekly time at which people are seen: weekday, and minutes since midnight."""

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Services:
    """Referrals, contracts, and the placements that the plan makes.

    Attributes
    ----------
    levels
        Level of each referral.
    times
        Weekly times of each contract, by its id.
    all_times
        Every time of any contract, in order.
    opening
        For each weekday, the days from the horizon's start on that are no bank holidays.
    taken
        What people are booked for beside their appointments with services.
    must, must_not
        Contracts that locks demand and forbid, by referral.
    """

    rows: Rows
    referrals: tuple[ServiceReferral, ...]
    people: tuple[Person, ...]
    levels: tuple[ServiceLevel, ...]
    contracts: tuple[CommissionedService, ...]
    referral_at: dict[str, int]
    contract_at: dict[str, int]
    times: dict[str, frozenset[Time]]
    all_times: tuple[Time, ...]
    opening: tuple[tuple[date, ...], ...]
    taken: Mapping[str, Sequence[Taken]]
    must: dict[str, set[str]]
    must_not: dict[str, set[str]]
    placements: tuple[ServicePlacement, ...]

    def earliest(self, r: int) -> date:
        """First day on which a referral can start."""
        row, start = self.referrals[r], self.rows.scenario.horizon.start
        return max(start, row.referred_on, row.start_from or start)

    def release(self, r: int) -> date | None:
        """Day of release of a pre-release referral."""
        day = self.referrals[r].release_date
        return day if day and day > self.earliest(r) else None

    def latest(self, r: int) -> date:
        """Latest day of the last appointment."""
        end = self.referrals[r].sentence_end
        slack = self.rows.scenario.policy.sentence_slack_days.value
        return date.max if end is None else end - timedelta(days=int(slack))

    def need(self, r: int) -> int:
        """What leaving a referral out weighs."""
        return self.referrals[r].priority * self.levels[r].weight


def read_services(
    rows: Rows, placements: tuple[ServicePlacement, ...], taken: Mapping[str, Sequence[Taken]]
) -> Services:
    """Reading of the commissioned services; every id in ``placements`` is known."""
    services, horizon = rows.scenario.services, rows.scenario.horizon
    level_of = {level.complexity: level for level in rows.scenario.policy.service_levels}
    levels = tuple(level_of[row.complexity] for row in services.referrals)
    times = {contract.id: frozenset(_times(contract)) for contract in services.contracts}
    reach = horizon.weeks + max((level.sessions for level in levels), default=0) + 2 * len(horizon.bank_holidays)
    weekly = [[horizon.start + timedelta(days=w) + k * WEEK for k in range(reach)] for w in range(7)]
    must: dict[str, set[str]] = {}
    must_not: dict[str, set[str]] = {}
    for lock in rows.scenario.locks:
        if isinstance(lock, ServiceLock):
            of_force = must if lock.force == Force.MUST else must_not
            of_force.setdefault(lock.service_referral, set()).add(lock.contract)
    return Services(
        rows=rows,
        referrals=services.referrals,
        people=tuple(rows.people[row.person] for row in services.referrals),
        levels=levels,
        contracts=services.contracts,
        referral_at={row.id: r for r, row in enumerate(services.referrals)},
        contract_at={row.id: c for c, row in enumerate(services.contracts)},
        times=times,
        all_times=tuple(sorted(set().union(*times.values()))),
        opening=tuple(tuple(day for day in days if day not in horizon.bank_holidays) for days in weekly),
        taken=taken,
        must=must,
        must_not=must_not,
        placements=placements,
    )


def _times(contract: CommissionedService) -> list[Time]:
    hours = [(weekday_number(row.weekday), minute(row.start), minute(row.end)) for row in contract.open]
    found = []
    for weekday, start, end in hours or [(w, USUAL_START, USUAL_END) for w in range(SATURDAY)]:
        begins = start
        while begins + contract.minutes <= end:
            found.append(Time(weekday, begins, begins + contract.minutes))
            begins += contract.minutes
    return found


def run_from(s: Services, day: date, sessions: int) -> list[date]:
    """Weekly days from one on, bank holidays skipped; none where that day is a bank holiday."""
    days = s.opening[day.weekday()]
    if day not in days:
        return []
    at = days.index(day)
    return list(days[at : at + sessions])


def unmet_rules(s: Services, r: int, c: int) -> list[str]:
    """Rules on a referral and a contract that the pair breaks, but for how the person is seen."""
    referral, person, contract = s.referrals[r], s.people[r], s.contracts[c]
    broken = []
    if contract.category != referral.category:
        broken.append("category")
    if person.pdu not in contract.pdus:
        broken.append("in_area")
    if contract.women_only and person.group_sex != Sex.FEMALE:
        broken.append("women_only")
    if not _needs_met(s, referral, person, contract):
        broken.append("stated_needs")
    if s.release(r) and not contract.in_prison:
        broken.append("before_release")
    if contract.id in s.must_not.get(referral.id, ()) or contract.id not in s.must.get(referral.id, {contract.id}):
        broken.append("locks_kept")
    return broken


def _needs_met(s: Services, referral: ServiceReferral, person: Person, contract: CommissionedService) -> bool:
    woman = StatedNeed.WOMAN_PRACTITIONER not in person.needs or contract.woman_worker
    welsh = StatedNeed.WELSH not in person.needs or "cy" in contract.languages
    spoken = StatedNeed.INTERPRETER not in person.needs or person.language in contract.languages
    found = any(
        other.category == referral.category and person.pdu in other.pdus and person.language in other.languages
        for other in s.contracts
    )
    return woman and welsh and (spoken or not found)


def minutes_to(s: Services, r: int, c: int) -> int:
    """Minutes one way to where people are seen; 0 where there is no such place."""
    place, person = s.contracts[c].location, s.people[r]
    return 0 if place is None else s.rows.travel.minutes(person.travel.means, person.home, place)


def ways_seen(s: Services, r: int, c: int) -> tuple[bool, bool]:
    """Whether the person could be seen in person, and remotely, under a contract."""
    contract, person = s.contracts[c], s.people[r]
    step_free = contract.step_free or StatedNeed.STEP_FREE not in person.needs
    place = contract.location
    near = (
        place is not None
        and step_free
        and minutes_to(s, r, c) <= person.travel.max_minutes
        and all(distance_km(zone.centre, place) > zone.radius_km for zone in person.exclusion_zones)
    )
    return near, contract.remote and StatedNeed.NO_INTERNET not in person.needs


def meets_commitment(person: Person, on: date, time: Time) -> bool:
    """Whether a time on a day overlaps a commitment of a person."""
    return any(
        engaged(row, on) and time.start < minute(row.end) and minute(row.start) < time.end for row in person.commitments
    )


def open_starts(s: Services, r: int) -> Flags:
    """(times, weeks) bool: a run could begin at the time in the week, as far as the person is free."""
    weeks, sessions = s.rows.scenario.horizon.weeks, s.levels[r].sessions
    start = s.rows.scenario.horizon.start
    found = np.zeros((len(s.all_times), weeks), dtype=np.bool_)
    for weekday in sorted({time.weekday for time in s.all_times}):
        mine = [n for n, time in enumerate(s.all_times) if time.weekday == weekday]
        clear = ~_blocked(s, r, weekday, [s.all_times[n] for n in mine])
        runs = np.asarray(np.lib.stride_tricks.sliding_window_view(clear, sessions, axis=1).all(axis=-1))
        for position, day in enumerate(s.opening[weekday]):
            week = (day - start).days // 7
            if week >= weeks:
                break
            found[mine, week] = runs[:, position]
    return found


def _blocked(s: Services, r: int, weekday: int, times: list[Time]) -> Flags:
    """(times, days) bool: the person is taken at the time on the day of that weekday."""
    person, gap = s.people[r], s.rows.turnaround
    days = s.opening[weekday]
    starts: Index = np.array([time.start for time in times], dtype=np.int64)
    ends: Index = np.array([time.end for time in times], dtype=np.int64)
    blocked = np.zeros((len(times), len(days)), dtype=np.bool_)
    for row in person.commitments:
        if weekday_number(row.weekday) == weekday:
            hit = np.asarray((starts < minute(row.end)) & (minute(row.start) < ends))
            blocked |= hit[:, None] & np.array([engaged(row, day) for day in days], dtype=np.bool_)
    number = {day: n for n, day in enumerate(days)}
    for taken in s.taken.get(person.id, ()):
        if taken.on in number:
            near = np.asarray((starts < taken.end + gap) & (taken.start < ends + gap))
            blocked[near, number[taken.on]] = True
    return blocked
