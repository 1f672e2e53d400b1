"""Everything that a referral could be given, by the rules on it alone; what prices and floors are reckoned from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from solver.audit.pairs import Flags, Index
from solver.audit.services import Services, Time, minutes_to, open_starts, run_from, unmet_rules, ways_seen


class Offer(NamedTuple):
    """Days on which a referral could start under a contract, seen in one way.

    Attributes
    ----------
    contract
        Index of the contract.
    remote
        Whether the person is seen remotely.
    days
        (n,) int64: days on which it could start, counted from the horizon's first.
    weeks
        (n,) int64: whole weeks of waiting, for each of these days.
    journey
        (n,) int64: minutes one way, 0 where there is no journey.
    """

    contract: int
    remote: bool
    days: Index
    weeks: Index
    journey: Index


def offers_of(s: Services) -> tuple[tuple[Offer, ...], ...]:
    """Offers of every referral."""
    has: dict[frozenset[Time], Index] = {}
    runs: dict[tuple[date, int], date | None] = {}
    return tuple(tuple(_offers(s, r, has, runs)) for r in range(len(s.referrals)))


def _offers(
    s: Services, r: int, has: dict[frozenset[Time], Index], runs: dict[tuple[date, int], date | None]
) -> list[Offer]:
    mine = [c for c in range(len(s.contracts)) if not _far(s, r, c) and not unmet_rules(s, r, c)]
    mine = [c for c in mine if any(ways_seen(s, r, c))]
    if not mine:
        return []
    days, last = _days_in_time(s, r, runs)
    free = open_starts(s, r)
    found = []
    for c in mine:
        times = s.times[s.contracts[c].id]
        if times not in has:
            has[times] = np.array([n for n, time in enumerate(s.all_times) if time in times], dtype=np.int64)
        open_days = days & _open_days(s, has[times], free)
        starts = np.flatnonzero(open_days)
        if starts.size:
            found += _seen(s, r, c, starts, last[starts])
    return found


def _far(s: Services, r: int, c: int) -> bool:
    """Whether a contract is for something or somewhere else, which most are."""
    contract = s.contracts[c]
    return contract.category != s.referrals[r].category or s.people[r].pdu not in contract.pdus


def _days_in_time(s: Services, r: int, runs: dict[tuple[date, int], date | None]) -> tuple[Flags, Index]:
    """(H,) bool: the referral could start on the day, as far as dates go; and (H,) ordinal of the last appointment."""
    horizon, sessions = s.rows.scenario.horizon, s.levels[r].sessions
    number = 7 * horizon.weeks
    days, last = np.zeros(number, dtype=np.bool_), np.zeros(number, dtype=np.int64)
    release, latest, earliest = s.release(r) or date.max, s.latest(r), s.earliest(r)
    for n in range(max(0, (earliest - horizon.start).days), number):
        day = horizon.start + timedelta(days=n)
        if (day, sessions) not in runs:
            run = run_from(s, day, sessions)
            runs[day, sessions] = run[-1] if run else None
        end = runs[day, sessions]
        if end is not None and day < release and end <= latest:
            days[n], last[n] = True, end.toordinal()
    return days, last


def _open_days(s: Services, times: Index, free: Flags) -> Flags:
    """(H,) bool: some of the times could be had on the day."""
    found = np.zeros((free.shape[1], 7), dtype=np.bool_)
    for n in times.tolist():
        found[:, s.all_times[n].weekday] |= free[n]
    return found.ravel()


def _seen(s: Services, r: int, c: int, starts: Index, last: Index) -> list[Offer]:
    start = s.rows.scenario.horizon.start
    weeks = (starts - (s.earliest(r) - start).days) // 7
    release = s.release(r)
    outside = last >= release.toordinal() if release else np.ones(starts.shape, dtype=np.bool_)
    minutes = minutes_to(s, r, c)
    return [
        Offer(c, remote, starts, weeks, np.where(outside & (not remote), minutes, 0))
        for remote, can in zip((False, True), ways_seen(s, r, c), strict=True)
        if can
    ]
