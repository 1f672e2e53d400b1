"""From a scenario to the arrays of commissioned services; the one place where days, hours and ids become numbers."""

from __future__ import annotations

import math
from datetime import date

import numpy as np

from models.errors import BadInput
from models.goals import Goal, PartGoals
from models.locks import Force
from models.record import Location
from models.scenario import Scenario
from solver.calendar import Timetable
from solver.lock_faults import forbidden
from solver.referrals.calendar import Calendar, Mask, Whole, times_of
from solver.referrals.choices import Ways, cheapest_of_each, dearest_of_each
from solver.referrals.eligibility import pair_rules, seen_in_person, seen_remotely
from solver.referrals.problem import NONE, PairRule, Problem
from solver.referrals.roll import Roll, frozen, whole
from solver.travel import TravelTimes

NO_END = date.max.toordinal()


def compile_problem(scenario: Scenario, goals: PartGoals, taken: Timetable) -> Problem:
    """Arrays of the problem of commissioned services.

    Parameters
    ----------
    scenario
        A scenario without faults.
    goals
        Goals in force for this part.
    taken
        Bookings that people have already.

    Raises
    ------
    BadInput
        A lock demands what a rule forbids.
    """
    roll = Roll.of(scenario, taken)
    offered = [times_of(contract) for contract in roll.contracts]
    times = sorted({time for row in offered for time in row})
    sessions = whole([row.sessions for row in roll.levels])
    calendar = Calendar.of(scenario.horizon, times, int(sessions.max(initial=1)))
    travel = travel_minutes(roll)
    in_person, remotely = seen_in_person(roll, travel), seen_remotely(roll)
    rules = pair_rules(roll, in_person, remotely)
    offers = frozen(np.array([[time in row for time in times] for row in map(set, offered)], dtype=np.bool_))
    offers = frozen(offers.reshape(len(offered), len(times)))
    available, no_clash = free_runs(roll, calendar, sessions)
    released = frozen(np.where(roll.pre_release, [(r.release_date or date.min).toordinal() for r in roll.referrals], 0))
    earliest, finish = roll.earliest, latest_days(roll)
    pairs = allowed_pairs(rules, len(roll.referrals), len(roll.contracts))
    days = start_days(calendar, earliest=earliest, released=released, finish=finish, sessions=sessions)
    open_days = frozen(days[pairs[:, 0]] & days_with_a_time(calendar, pairs, offers, available & no_clash))
    refuse_locks(roll, rules, pairs, open_days)
    need = whole([row.priority * level.weight for row, level in zip(roll.referrals, roll.levels, strict=True)])
    contracts = {row.id: number for number, row in enumerate(roll.contracts)}
    current = whole([contracts.get(row.current_service or "", NONE) for row in roll.referrals])
    places, guaranteed = places_by_month(roll, calendar)
    ways = Ways.of(
        goals,
        calendar,
        pairs=pairs,
        open_days=open_days,
        in_person=in_person,
        remotely=remotely,
        travel=travel,
        earliest=earliest,
        released=released,
        sessions=sessions,
        current=current,
    )
    penalty = derived_penalty(goals, ways, guaranteed)
    missing = need * goals.weight_of(Goal.NOT_SERVED) * penalty
    return Problem(
        referral_ids=tuple(row.id for row in roll.referrals),
        person_ids=tuple(row.person for row in roll.referrals),
        contract_ids=tuple(contracts),
        categories=tuple(row.category.value for row in roll.referrals),
        person=numbers([row.person for row in roll.referrals]),
        need=need,
        sessions=sessions,
        referred=whole([row.referred_on.toordinal() for row in roll.referrals]),
        earliest=earliest,
        released=released,
        finish=finish,
        calendar=calendar,
        offers=offers,
        pair_rules=rules,
        in_person=in_person,
        remotely=remotely,
        travel=travel,
        available=available,
        no_clash=no_clash,
        pairs=pairs,
        open_days=open_days,
        ways=ways,
        places=places,
        guaranteed=guaranteed,
        per_month=whole([row.places_per_month for row in roll.contracts]),
        current=current,
        must=roll.must,
        must_by=roll.must_by,
        turnaround=scenario.policy.turnaround_minutes.value,
        goals=goals,
        penalty=penalty,
        floor=float(np.minimum(missing, cheapest_of_each(ways, len(need))).sum()),
        whole_costs=all(row.weight.is_integer() for tier in goals.tiers for row in tier.goals),
    )


def numbers(ids: list[str]) -> Whole:
    """Number of each id, counted by first appearance."""
    known: dict[str, int] = {}
    return whole([known.setdefault(id, len(known)) for id in ids])


def travel_minutes(roll: Roll) -> Whole:
    """(R, C) minutes from home to where people are seen; 0 where there is no such place."""
    somewhere = Location(lat=0.0, lon=0.0)
    means, homes = [person.travel.means for person in roll.people], [person.home for person in roll.people]
    places = [contract.location or somewhere for contract in roll.contracts]
    table = TravelTimes(roll.scenario.travel).table(means, homes, places)
    has_place = np.array([contract.location is not None for contract in roll.contracts], dtype=np.bool_)
    return frozen(np.where(has_place[None, :], table, 0).astype(np.int64))


def latest_days(roll: Roll) -> Whole:
    """(R,) ordinal of the latest day of the last appointment."""
    slack = math.ceil(roll.scenario.policy.sentence_slack_days.value)
    return whole([NO_END if r.sentence_end is None else r.sentence_end.toordinal() - slack for r in roll.referrals])


def allowed_pairs(rules: tuple[PairRule, ...], referrals: int, contracts: int) -> Whole:
    """(N, 2) referral and contract of each pair that every rule on pairs allows."""
    allowed = np.ones((referrals, contracts), dtype=np.bool_)
    for rule in rules:
        allowed &= rule.keeps
    return frozen(np.argwhere(allowed).astype(np.int64).reshape(-1, 2))


def free_runs(roll: Roll, calendar: Calendar, sessions: Whole) -> tuple[Mask, Mask]:
    """(R, T, D) bool twice: a run of appointments meets no commitment; clashes with nothing that is booked."""
    shape = (len(roll.referrals), len(calendar.weekday), calendar.weeks)
    available, no_clash = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    turnaround = roll.scenario.policy.turnaround_minutes.value
    taken_of: dict[str, tuple[Mask, Mask]] = {}
    for r, (person, number) in enumerate(zip(roll.people, sessions.tolist(), strict=True)):
        if person.id not in taken_of:
            booked = calendar.booked(roll.taken.people.get(person.id, ()), turnaround)
            taken_of[person.id] = calendar.committed(person), booked
        committed, booked = taken_of[person.id]
        available[r], no_clash[r] = calendar.clear_runs(committed, number), calendar.clear_runs(booked, number)
    return frozen(available), frozen(no_clash)


def start_days(calendar: Calendar, *, earliest: Whole, released: Whole, finish: Whole, sessions: Whole) -> Mask:
    """(R, H) bool: late enough, before a release, early enough before the end of the sentence, no bank holiday."""
    last, days = calendar.last_days(sessions), calendar.days[None, :]
    in_time = (days >= earliest[:, None]) & ((released == 0)[:, None] | (days < released[:, None]))
    return np.asarray(in_time & (last > 0) & (last <= finish[:, None]))


def days_with_a_time(calendar: Calendar, pairs: Whole, offers: Mask, free: Mask) -> Mask:
    """(N, H) bool: a run could begin on the day at one of the contract's times, as far as the person is free."""
    found = np.zeros((len(pairs), calendar.weeks, 7), dtype=np.bool_)
    for c in np.unique(pairs[:, 1]).tolist():
        mine = np.flatnonzero(pairs[:, 1] == c)
        for weekday in range(7):
            times = np.flatnonzero(offers[c] & (calendar.weekday == weekday))
            if len(times):
                found[mine, :, weekday] = free[pairs[mine, 0]][:, times].any(axis=1)
    return found.reshape(len(pairs), 7 * calendar.weeks)


def places_by_month(roll: Roll, calendar: Calendar) -> tuple[Whole, Whole]:
    """(C, M) places left, and places promised and not taken up yet: none in a month that the horizon cuts short."""
    months = len(calendar.months)
    places = np.array([[row.places_per_month] * months for row in roll.contracts], dtype=np.int64)
    promised = np.array([[row.guaranteed_per_month] * months for row in roll.contracts], dtype=np.int64)
    places, promised = places.reshape(-1, months), promised.reshape(-1, months)
    taken = whole([row.taken_up for row in roll.contracts])
    places[:, 0] -= taken
    promised[:, 0] -= taken
    end = calendar.first + 7 * calendar.weeks
    last = calendar.months[-1]
    following = last.replace(year=last.year + last.month // 12, month=last.month % 12 + 1)
    if following.toordinal() > end:
        promised[:, -1] = 0
    return frozen(np.maximum(0, places)), frozen(np.clip(promised, 0, np.maximum(0, places)))


def refuse_locks(roll: Roll, rules: tuple[PairRule, ...], pairs: Whole, open_days: Mask) -> None:
    """Refuse locks that demand what a rule forbids, whatever else is decided."""
    could = {(int(r), int(c)) for r, c in pairs[open_days.any(axis=1)]}
    faults = []
    for r, c, n in roll.locks(Force.MUST).tolist():
        if (r, c) not in could:
            broken = [rule.name for rule in rules if not rule.keeps[r, c]] or ["available"]
            faults += [forbidden(n, roll.referrals[r].id, roll.contracts[c].id, rule) for rule in broken]
    if faults:
        raise BadInput(faults)


def derived_penalty(goals: PartGoals, ways: Ways, guaranteed: Whole) -> float:
    """The first whole number above all that the lesser goals could ever cost together."""
    dearest = dearest_of_each(ways)
    if not dearest.size:
        return 1.0
    return float(math.floor(dearest.sum() + goals.weight_of(Goal.GUARANTEE_UNUSED) * guaranteed.sum()) + 1)
