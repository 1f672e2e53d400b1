"""Programmes: the rules on groups as they are given: who joins, who leads, where and when, and with whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations, product

from models.decisions import GroupRun
from models.errors import Violation
from models.goals import Part
from models.locks import Force, ProgrammeLock
from models.programmes import GroupOption, ProgrammeTemplate
from models.staff import Role, Staff
from solver.audit.dates import Taken, clash, clock_at, present, qualifications_held, working
from solver.audit.finding import Findings, leeway, violation
from solver.audit.one_to_ones import one_to_ones
from solver.audit.programmes_members import MEMBER_RULES, MemberRule
from solver.audit.programmes_rolling import joined_groups
from solver.audit.waitlist import Waitlist


def places(w: Waitlist) -> Iterator[tuple[int, int]]:
    """Referral and group of every place that the plan gives."""
    for run in w.runs:
        for member in run.members:
            yield w.referral_at[member.referral], w.option_at[run.group_option]


def one_group_per_person(w: Waitlist) -> Findings:
    """A person has at most one place."""
    count = Counter(member.person for run in w.runs for member in run.members)
    for person, number in count.items():
        if number > 1:
            sentence = f"Person {person} has {number} places in groups."
            yield violation("one_group_per_person", Part.PROGRAMMES, (person,), sentence)


def group_size(w: Waitlist) -> Findings:
    """An open group has no fewer members than its template's minimum and no more than its maximum."""
    for run in w.opened:
        template, number = template_of(w, run), len(run.members)
        if not template.minimum_size <= number <= template.maximum_size:
            limits = f"{template.minimum_size} to {template.maximum_size}"
            sentence = f"Group {run.group_option} has {number} members, not {limits}."
            yield violation("group_size", Part.PROGRAMMES, (run.group_option,), sentence)


def facilitators(w: Waitlist) -> Findings:
    """As many different facilitators and cover as the template says, each fit for the group and at work throughout."""
    for run in w.opened:
        needed = template_of(w, run).facilitators, template_of(w, run).cover
        if (len(run.facilitators), len(run.cover)) != needed or len(set(run.team)) != sum(needed):
            sentence = "Group {} needs exactly {} different facilitators, and {} for cover.".format(
                run.group_option, *needed
            )
            yield violation("facilitators", Part.PROGRAMMES, (run.group_option, *run.team), sentence)
        for id in run.team:
            if not _fit(w, run, w.rows.staff[id]):
                sentence = f"{id} cannot facilitate group {run.group_option} in every session."
                yield violation("facilitators", Part.PROGRAMMES, (id, run.group_option), sentence)


def _fit(w: Waitlist, run: GroupRun, staff: Staff) -> bool:
    office, sessions = w.rows.offices[option_of(w, run).office], sessions_of(w, run)
    return (
        Role.FACILITATOR in staff.roles
        and template_of(w, run).qualification in qualifications_held(staff, sessions[-1].on)
        and w.rows.region_of(staff) == w.rows.region_of(office)
        and all(present(staff, taken.on) and working(staff, taken) for taken in sessions)
    )


def facilitators_not_double_booked(w: Waitlist) -> Findings:
    """No two sessions of a facilitator clash, and no week holds more than the contracted hours."""
    for id, groups in by_team_member(w).items():
        new = [taken for run in groups for taken in sessions_of(w, run)]
        old = w.staff_taken.get(id, [])
        if meets(new, old, w.rows.turnaround):
            sentence = f"Sessions of facilitator {id} stand in each other's way."
            yield violation("facilitators_not_double_booked", Part.PROGRAMMES, (id,), sentence)
        hours = w.rows.staff[id].contracted_hours
        weeks = {taken.on.isocalendar()[:2] for taken in new}
        for week, minutes in minutes_by_week(new + old).items():
            if week in weeks and minutes > 60 * hours + leeway(60 * hours):
                sentence = f"Facilitator {id} has {minutes} minutes of sessions in week {week[1]} of {week[0]}."
                yield violation("facilitators_not_double_booked", Part.PROGRAMMES, (id,), sentence)


def by_team_member(w: Waitlist) -> dict[str, list[GroupRun]]:
    """Groups that open of everybody who leads or covers one."""
    groups: dict[str, list[GroupRun]] = defaultdict(list)
    for run in w.opened:
        for id in dict.fromkeys(run.team):
            groups[id].append(run)
    return groups


def minutes_by_week(sessions: list[Taken]) -> dict[tuple[int, int], int]:
    """Minutes of sessions in each ISO week."""
    minutes: dict[tuple[int, int], int] = defaultdict(int)
    for taken in sessions:
        year, week, _ = taken.on.isocalendar()
        minutes[year, week] += taken.end - taken.start
    return minutes


def meets(new: list[Taken], old: list[Taken], turnaround: float) -> bool:
    """Whether two new bookings, or a new and an old one, stand in each other's way."""
    by_day: dict[date, tuple[list[Taken], list[Taken]]] = defaultdict(lambda: ([], []))
    for which, bookings in enumerate((new, old)):
        for taken in bookings:
            by_day[taken.on][which].append(taken)
    return any(
        any(clash(one, other, turnaround) for one, other in combinations(news, 2))
        or any(clash(one, other, turnaround) for one in news for other in olds)
        for news, olds in by_day.values()
    )


def room_free(w: Waitlist) -> Findings:
    """The room is in the option's office, has seats for all, and nothing else is in it at the time."""
    by_room: dict[str, list[Taken]] = defaultdict(list)
    for run in w.opened:
        room = w.rows.rooms[run.room]
        if room.office != option_of(w, run).office or room.seats < len(run.members):
            sentence = f"Room {room.id} is not in the office of group {run.group_option}, or too small for it."
            yield violation("room_free", Part.PROGRAMMES, (room.id, run.group_option), sentence)
        by_room[run.room] += sessions_of(w, run)
    for id, sessions in by_room.items():
        if meets(sessions, w.rooms_taken.get(id, []), 0.0):
            yield violation("room_free", Part.PROGRAMMES, (id,), f"Two sessions meet in room {id} at one time.")


def keep_apart(w: Waitlist) -> Findings:
    """Non-associates are never in one group."""
    for run in w.runs:
        people = [w.rows.people[member.person] for member in run.members]
        for one, other in combinations(people, 2):
            if one.id in other.non_associations or other.id in one.non_associations:
                ids = (one.id, other.id, run.group_option)
                sentence = "{} and {} must never meet, but both are in group {}.".format(*ids)
                yield violation("keep_apart", Part.PROGRAMMES, ids, sentence)


def not_excluded(w: Waitlist) -> Findings:
    """No facilitator leads a group with somebody in it whom one of the two says must not be met."""
    for run in w.runs:
        for member, id in product(run.members, run.team):
            person, staff = w.rows.people[member.person], w.rows.staff[id]
            if staff.id in person.excluded_staff or person.id in staff.excluded_people:
                ids = (person.id, staff.id, run.group_option)
                sentence = "{} and facilitator {} must not meet, but both are in group {}.".format(*ids)
                yield violation("not_excluded", Part.PROGRAMMES, ids, sentence)


def locks_kept(w: Waitlist) -> Findings:
    """Every lock on a referral is kept."""
    given = set(places(w))
    for lock in w.rows.scenario.locks:
        if not isinstance(lock, ProgrammeLock):
            continue
        placed = (w.referral_at[lock.referral], w.option_at[lock.group_option]) in given
        if placed != (lock.force == Force.MUST):
            word = "must" if lock.force == Force.MUST else "must not"
            sentence = f"By a lock, referral {lock.referral} {word} have a place in group {lock.group_option}."
            yield violation("locks_kept", Part.PROGRAMMES, (lock.referral, lock.group_option), sentence)


PLAN_RULES: tuple[Callable[[Waitlist], Findings], ...] = (
    one_group_per_person,
    group_size,
    facilitators,
    facilitators_not_double_booked,
    room_free,
    keep_apart,
    not_excluded,
    one_to_ones,
    locks_kept,
)
"""Rules about several decisions, in the order of ``docs/formulation.md``."""


def broken_rules(w: Waitlist) -> Findings:
    """Every violation of a rule of the programmes, but for those on treatment managers (``programmes_oversight``)."""
    for r, g in places(w):
        for rule in MEMBER_RULES:
            if not rule.holds(w, r)[g]:
                yield _broken(w, rule, r, g)
    for check in (*PLAN_RULES, joined_groups):
        yield from check(w)


def _broken(w: Waitlist, rule: MemberRule, r: int, g: int) -> Violation:
    ids = (w.referrals[r].id, w.options[g].id)
    return violation(rule.name, Part.PROGRAMMES, ids, rule.sentence.format(referral=ids[0], group=ids[1]))


def calendar(w: Waitlist) -> Findings:
    """Every session of an open group stands where its option, its template and the bank holidays put it."""
    for run in w.runs:
        own = [
            (number, s.module, s.name, s.kind, s.taken.on, clock_at(s.taken.start), clock_at(s.taken.end))
            for number, s in enumerate(w.calendars[w.option_at[run.group_option]], start=1)
        ]
        told = [(s.number, s.module, s.name, s.kind, s.on, s.start, s.end) for s in run.sessions]
        if own != told or run.template != option_of(w, run).template:
            sentence = f"Sessions of group {run.group_option} are not those that its calendar gives."
            yield violation("calendar", Part.PROGRAMMES, (run.group_option,), sentence)


def sessions_of(w: Waitlist, run: GroupRun) -> list[Taken]:
    """Sessions of an open group, by the group's own calendar."""
    return [sitting.taken for sitting in w.calendars[w.option_at[run.group_option]]]


def option_of(w: Waitlist, run: GroupRun) -> GroupOption:
    """The group option of an open group."""
    return w.options[w.option_at[run.group_option]]


def template_of(w: Waitlist, run: GroupRun) -> ProgrammeTemplate:
    """The programme of an open group."""
    return w.templates[w.option_at[run.group_option]]
