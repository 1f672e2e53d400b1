"""Commissioned services: the rules on who is placed where, from when, and at which hours; and the waiting list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import combinations

from models.decisions import ServicePlacement
from models.errors import Violation
from models.explanation import Unplaced
from models.goals import Part
from models.locks import Force, ServiceLock
from solver.audit.dates import Taken, clash, minute
from solver.audit.finding import Findings, violation
from solver.audit.services import Services, Time, meets_commitment, run_from, unmet_rules, ways_seen
from solver.audit.services_offers import Offer

PAIR_RULES: Mapping[str, str] = {
    "category": "Contract {contract} is for another need than that of referral {referral}.",
    "in_area": "Contract {contract} does not cover the unit of the person of referral {referral}.",
    "women_only": "Contract {contract} is for women only; the person of referral {referral} is not to go there.",
    "stated_needs": "Contract {contract} does not meet what the person of referral {referral} needs.",
    "before_release": "Nobody is seen in prison under contract {contract}, but referral {referral} asks for it.",
    "locks_kept": "A lock keeps referral {referral} from contract {contract}.",
}
"""Rules on a referral and a contract, and what to say where one is broken."""


def at(s: Services, row: ServicePlacement) -> tuple[int, int]:
    """Indices of the referral and the contract of a placement."""
    return s.referral_at[row.referral], s.contract_at[row.contract]


def time_of(row: ServicePlacement) -> Time:
    """Weekly time of a placement, by its first appointment."""
    first = row.appointments[0]
    return Time(first.on.weekday(), minute(first.start), minute(first.end))


def taken_by(row: ServicePlacement) -> list[Taken]:
    """Appointments of a placement."""
    return [Taken(a.on, minute(a.start), minute(a.end)) for a in row.appointments]


def _broken(rule: str, row: ServicePlacement, sentence: str) -> Violation:
    return violation(rule, Part.REFERRALS, (row.referral, row.contract), sentence)


def pairs(s: Services) -> Findings:
    """Rules on a referral and a contract hold."""
    for row in s.placements:
        for rule in unmet_rules(s, *at(s, row)):
            yield _broken(rule, row, PAIR_RULES[rule].format(contract=row.contract, referral=row.referral))


def before_release(s: Services) -> Findings:
    """A pre-release referral starts before the release."""
    for row in s.placements:
        release = s.release(at(s, row)[0])
        if release and row.start >= release:
            yield _broken("before_release", row, f"Referral {row.referral} starts only after the release.")


def within_travel_limit(s: Services) -> Findings:
    """The person can be seen as the placement says: in person or remotely."""
    for row in s.placements:
        if not ways_seen(s, *at(s, row))[row.remote]:
            way = "remotely" if row.remote else "in person"
            sentence = f"The person of referral {row.referral} cannot be seen {way} under contract {row.contract}."
            yield _broken("within_travel_limit", row, sentence)


def start_in_time(s: Services) -> Findings:
    """The first appointment lies in the horizon, on the referral's earliest day or later."""
    horizon = s.rows.scenario.horizon
    for row in s.placements:
        inside = (row.start - horizon.start).days < 7 * horizon.weeks
        if not inside or row.start < s.earliest(at(s, row)[0]):
            sentence = f"Referral {row.referral} starts on {row.start}, too early or beyond the horizon."
            yield _broken("start_in_time", row, sentence)


def available(s: Services) -> Findings:
    """No appointment overlaps a commitment of the person."""
    for row in s.placements:
        person = s.rows.people[row.person]
        if any(meets_commitment(person, a.on, Time(0, a.start, a.end)) for a in taken_by(row)):
            sentence = f"The person of referral {row.referral} has a commitment at the time of an appointment."
            yield _broken("available", row, sentence)


def no_clash(s: Services) -> Findings:
    """No appointment clashes with what the person is booked for, other referrals included."""
    gap = s.rows.turnaround
    by_person: dict[str, list[ServicePlacement]] = defaultdict(list)
    for row in s.placements:
        by_person[row.person].append(row)
        booked = s.taken.get(row.person, ())
        if any(clash(one, other, gap) for one in taken_by(row) for other in booked):
            sentence = f"The person of referral {row.referral} is booked for something else at an appointment."
            yield _broken("no_clash", row, sentence)
    for rows in by_person.values():
        for one, other in combinations(rows, 2):
            if any(clash(a, b, gap) for a in taken_by(one) for b in taken_by(other)):
                sentence = f"Appointments of referrals {one.referral} and {other.referral} of one person clash."
                yield violation("no_clash", Part.REFERRALS, (one.referral, other.referral), sentence)


def finish_before_sentence_end(s: Services) -> Findings:
    """The last appointment leaves so many days before the end of the sentence."""
    for row in s.placements:
        if row.appointments and row.appointments[-1].on > s.latest(at(s, row)[0]):
            sentence = f"Referral {row.referral} ends too late for the sentence."
            yield _broken("finish_before_sentence_end", row, sentence)


def within_places(s: Services) -> Findings:
    """No more placements start in a month than the contract has places left in it."""
    started = Counter((row.contract, row.start.replace(day=1)) for row in s.placements)
    for (id, month), number in started.items():
        left = places_left(s, s.contract_at[id], month)
        if number > left:
            sentence = f"Under contract {id}, {number} start in {month:%Y-%m}, where {left} places are left."
            yield violation("within_places", Part.REFERRALS, (id,), sentence)


def places_left(s: Services, c: int, month: date) -> int:
    """Places of a contract in a month, less those taken up already."""
    contract, first = s.contracts[c], s.rows.scenario.horizon.start.replace(day=1)
    return max(0, contract.places_per_month - (contract.taken_up if month == first else 0))


def locks_kept(s: Services) -> Findings:
    """Every lock that demands a contract is kept."""
    given = {(row.referral, row.contract) for row in s.placements}
    for lock in s.rows.scenario.locks:
        if isinstance(lock, ServiceLock) and lock.force == Force.MUST:
            pair = (lock.service_referral, lock.contract)
            if pair not in given and not any(row.referral == lock.service_referral for row in s.placements):
                sentence = f"By a lock, referral {pair[0]} must be placed with contract {pair[1]}."
                yield violation("locks_kept", Part.REFERRALS, pair, sentence)


PLAN_RULES: tuple[Callable[[Services], Findings], ...] = (
    before_release,
    within_travel_limit,
    start_in_time,
    available,
    no_clash,
    finish_before_sentence_end,
    within_places,
    locks_kept,
)
"""Rules on days and hours, and on several placements, in the order of ``docs/formulation.md``."""


def broken_rules(s: Services) -> Findings:
    """Every violation of a rule of the commissioned services."""
    yield from pairs(s)
    for rule in PLAN_RULES:
        yield from rule(s)


def calendar(s: Services) -> Findings:
    """Appointments stand at a time of the contract, a week apart from the first day on, bank holidays skipped."""
    for row in s.placements:
        r, _ = at(s, row)
        days = run_from(s, row.start, s.levels[r].sessions)
        hours = {(a.start, a.end) for a in row.appointments}
        right = days and [a.on for a in row.appointments] == days and len(hours) == 1
        if not right or time_of(row) not in s.times[row.contract]:
            sentence = f"Appointments of referral {row.referral} are not those that its contract and first day give."
            yield violation("calendar", Part.REFERRALS, (row.referral,), sentence)


def waiting_list(s: Services, offers: Sequence[Sequence[Offer]], unplaced: Sequence[Unplaced]) -> Findings:
    """Those not placed stand in order of need, each with the month in which a place can be expected."""
    listed = [row for row in unplaced if row.part == Part.REFERRALS and row.id in s.referral_at]
    order = sorted((s.referral_at[row.id] for row in listed), key=lambda r: (-s.need(r), s.referrals[r].referred_on, r))
    if [s.referral_at[row.id] for row in listed] != order:
        sentence = "Referrals that are not placed do not stand in order of need."
        yield violation("waiting_list", Part.REFERRALS, (), sentence)
        return
    expected = _expected(s, offers, order)
    for row, month in zip(listed, expected, strict=True):
        if row.expected_start != month:
            sentence = f"Referral {row.id} is told to expect {row.expected_start}, but {month} follows."
            yield violation("waiting_list", Part.REFERRALS, (row.id,), sentence)


def _expected(s: Services, offers: Sequence[Sequence[Offer]], order: Sequence[int]) -> list[date | None]:
    horizon = s.rows.scenario.horizon
    last = date.fromordinal(horizon.start.toordinal() + 7 * horizon.weeks - 1)
    queue: Counter[int] = Counter()
    expected: list[date | None] = []
    for r in order:
        waits = [
            (1 + queue[c] // s.contracts[c].places_per_month, c)
            for c in sorted({offer.contract for offer in offers[r]})
            if s.contracts[c].places_per_month
        ]
        month = None
        if waits:
            wait, c = min(waits)
            years, rest = divmod(last.month - 1 + wait, 12)
            month = date(last.year + years, rest + 1, 1)
            if month > s.latest(r):
                month = None
            else:
                queue[c] += 1
        expected.append(month)
    return expected
