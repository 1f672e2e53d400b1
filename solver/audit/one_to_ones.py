"""One-to-ones of group members: who sees whom when, near the slot that the run holds for them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple

from models.decisions import GroupRun, OneToOne
from models.goals import Part
from models.people import Person
from models.programmes import SessionKind
from models.staff import Staff
from solver.audit.dates import Sitting, Taken, clash, engaged, minute, monday_of, present, working
from solver.audit.finding import Findings, leeway, violation
from solver.audit.waitlist import Waitlist

ALONE = SessionKind.ONE_TO_ONE


class Held(NamedTuple):
    """A one-to-one of a member as the plan dates it."""

    row: OneToOne
    person: Person
    taken: Taken
    place: int
    """Place in the run of the slot held for it, from 0."""


def one_to_ones(w: Waitlist) -> Findings:
    """Every member's one-to-ones are listed once; one with a date is near its slot, when both of the two are free."""
    for run in w.runs:
        sittings = run_of(w, run)
        due = [place + 1 for place, sitting in enumerate(sittings) if sitting.kind == ALONE]
        wanted = [(member.referral, number) for number in due for member in run.members]
        if wanted != [(row.referral, row.number) for row in run.one_to_ones]:
            sentence = f"One-to-ones of group {run.group_option} are not those of its members and sessions, in order."
            yield violation("one_to_ones", Part.PROGRAMMES, (run.group_option,), sentence)
            continue
        for row in run.one_to_ones:
            stated = [part is not None for part in (row.facilitator, row.on, row.start, row.end)]
            if (any(stated) and not all(stated)) or (row.facilitator not in run.team and any(stated)):
                sentence = f"A one-to-one of referral {row.referral} has no facilitator of the group, or half a date."
                yield violation("one_to_ones", Part.PROGRAMMES, (row.referral, run.group_option), sentence)
        for held in dated(w, run):
            if not all(_parts(w, run, sittings, held)):
                sentence = f"The one-to-one of referral {held.row.referral} on {held.taken.on} cannot be held then."
                yield violation("one_to_ones", Part.PROGRAMMES, (held.row.referral, run.group_option), sentence)
    yield from _of_facilitators(w)


def run_of(w: Waitlist, run: GroupRun) -> list[Sitting]:
    """Sessions of an open group, by the group's own calendar."""
    return w.calendars[w.option_at[run.group_option]]


def dated(w: Waitlist, run: GroupRun) -> Iterator[Held]:
    """One-to-ones of a group that have a date and name its members, its sessions and a member of staff."""
    people, sessions = {member.referral: member.person for member in run.members}, len(run_of(w, run))
    for row in run.one_to_ones:
        if row.on is None or row.start is None or row.end is None or row.facilitator not in w.rows.staff:
            continue
        if row.referral in people and row.number <= sessions:
            person = w.rows.people[people[row.referral]]
            yield Held(row, person, Taken(row.on, minute(row.start), minute(row.end)), row.number - 1)


def _parts(w: Waitlist, run: GroupRun, sittings: list[Sitting], held: Held) -> Iterator[bool]:
    """Length, nearness to the slot, order among the sessions, sentence, the person's week, the facilitator's hours."""
    slot, on = sittings[held.place].taken, held.taken.on
    yield held.taken.end - held.taken.start == slot.end - slot.start
    days = w.templates[w.option_at[run.group_option]].one_to_one_days
    yield abs((on - slot.on).days) <= days and on >= sittings[0].taken.on
    yield held.place == 0 or _after(sittings[held.place - 1], held.taken)
    yield held.place == len(sittings) - 1 or _before(sittings[held.place + 1], slot, held.taken)
    slack = timedelta(days=w.rows.scenario.policy.sentence_slack_days.value)
    yield on + slack <= w.referrals[w.referral_at[held.row.referral]].sentence_end
    yield not _committed(held.person, held.taken)
    yield not any(clash(held.taken, other, w.rows.turnaround) for other in w.booked.get(held.person.id, ()))
    yield _at_work(w, w.rows.staff[held.row.facilitator or ""], held.taken)


def _after(previous: Sitting, taken: Taken) -> bool:
    """Whether a one-to-one follows the session before its slot; after a slot for one-to-ones, on a later day."""
    if previous.kind == ALONE:
        return taken.on > previous.taken.on
    return (taken.on, taken.start) >= (previous.taken.on, previous.taken.end)


def _before(following: Sitting, slot: Taken, taken: Taken) -> bool:
    """Whether a one-to-one comes before the session after its slot; before another slot held, by the day of its own."""
    if following.kind == ALONE:
        return taken.on <= slot.on
    return (taken.on, taken.end) <= (following.taken.on, following.taken.start)


def _committed(person: Person, taken: Taken) -> bool:
    return any(
        engaged(row, taken.on) and minute(row.start) < taken.end and taken.start < minute(row.end)
        for row in person.commitments
    )


def _at_work(w: Waitlist, staff: Staff, taken: Taken) -> bool:
    if taken.on in w.rows.scenario.horizon.bank_holidays or not (present(staff, taken.on) and working(staff, taken)):
        return False
    return not any(clash(taken, other, w.rows.turnaround) for other in w.staff_taken.get(staff.id, ()))


class Work(NamedTuple):
    """Something that a facilitator does: a session, a slot held for one-to-ones, or a one-to-one."""

    group: str
    kind: str
    taken: Taken


def _of_facilitators(w: Waitlist) -> Findings:
    """A facilitator's one-to-ones meet nothing else but the slot held for their own group, and fit into the hours."""
    for id, work in _work(w).items():
        days: dict[date, list[Work]] = defaultdict(list)
        minutes: Counter[date] = Counter()
        for one in work:
            days[one.taken.on].append(one)
            minutes[monday_of(one.taken.on)] += one.taken.end - one.taken.start
        for taken in w.staff_taken.get(id, ()):
            minutes[monday_of(taken.on)] += taken.end - taken.start
        for monday in _oversight(w, id):
            minutes[monday] += int(w.rows.scenario.policy.oversight_minutes.value)
        hours = 60 * w.rows.staff[id].contracted_hours
        for on, today in days.items():
            if not any(one.kind == "own" for one in today):
                continue
            met = any(
                clash(one.taken, other.taken, w.rows.turnaround) and not _may_meet(one, other)
                for one, other in combinations(today, 2)
            )
            if met or minutes[monday_of(on)] > hours + leeway(hours):
                sentence = f"One-to-ones of facilitator {id} on {on} meet something else, or are beyond the hours."
                yield violation("one_to_ones", Part.PROGRAMMES, (id,), sentence)


def _oversight(w: Waitlist, manager: str) -> Iterator[date]:
    """Monday of every week in which a manager oversees a group, once for each, those that run already included."""
    spans = [
        (w.calendars[g][0].taken.on, w.calendars[g][-1].taken.on)
        for g in (w.option_at[run.group_option] for run in w.opened if run.treatment_manager == manager)
    ]
    already = [row.last for row in w.rows.scenario.programmes.running_groups if row.treatment_manager == manager]
    spans += [(w.rows.scenario.horizon.start, last) for last in already]
    for first, last in spans:
        yield from (monday_of(first) + timedelta(weeks=n) for n in range((last - monday_of(first)).days // 7 + 1))


def _work(w: Waitlist) -> dict[str, list[Work]]:
    work: dict[str, list[Work]] = defaultdict(list)
    for run in w.opened:
        for id in dict.fromkeys(run.team):
            work[id] += [
                Work(run.group_option, "slot" if one.kind == ALONE else "session", one.taken) for one in run_of(w, run)
            ]
        for held in dated(w, run):
            work[held.row.facilitator or ""].append(Work(run.group_option, "own", held.taken))
    return work


def _may_meet(one: Work, other: Work) -> bool:
    """Sessions are looked at by another rule; a one-to-one may be in the slot that its group holds."""
    kinds = {one.kind, other.kind}
    return "own" not in kinds or (kinds == {"own", "slot"} and one.group == other.group)


def member_bookings(w: Waitlist, run: GroupRun, referral: str) -> list[Taken]:
    """What a member is booked for: sessions together, own one-to-ones, and the slots of those without a date."""
    own = [held for held in dated(w, run) if held.row.referral == referral]
    settled = {held.place for held in own}
    shared = [s.taken for place, s in enumerate(run_of(w, run)) if s.kind != ALONE or place not in settled]
    return shared + [held.taken for held in own]


def staff_bookings(w: Waitlist, run: GroupRun, facilitator: str) -> list[Taken]:
    """What a facilitator of a group is booked for: its sessions, and one-to-ones of its members."""
    together = [sitting.taken for sitting in run_of(w, run) if sitting.kind != ALONE]
    return together + [held.taken for held in dated(w, run) if held.row.facilitator == facilitator]
