"""Unpaid work: the rules of the whole rota."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from itertools import combinations

from models.errors import Violation
from models.goals import Part
from models.locks import Force, UnpaidWorkLock
from models.staff import Role
from solver.audit.attendance import held_on, kept_on, places_on, supervisors_on
from solver.audit.dates import Taken, active_throughout, clash, qualifications_held, working
from solver.audit.equipment import equipment_stock
from solver.audit.finding import Findings, leeway, violation
from solver.audit.rota import Rota, dates_of, is_induction, project_of
from solver.audit.seats import seats_in_van, vans_not_double_booked
from solver.audit.showing_up import too_many
from solver.audit.unpaid_work import language_of, spoken_in


def sessions_per_week(rota: Rota) -> Findings:
    """No more standing slots than sessions a week, on different weekdays; slots of one person never clash."""
    by_person: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for r, slots in rota.standing.items():
        row = rota.requirements[r]
        by_person[row.person] += [(r, s) for s in slots]
        if len(slots) > row.sessions_per_week or len({rota.slots[s].weekday for s in slots}) < len(slots):
            sentence = f"Requirement {row.id} has more standing slots than sessions a week, or two on one weekday."
            yield violation("sessions_per_week", Part.UNPAID_WORK, (row.id,), sentence)
    for person, held in by_person.items():
        for (r, s), (q, t) in combinations(held, 2):
            if r != q and slots_clash(rota, s, t):
                ids = (person, rota.slots[s].id, rota.slots[t].id)
                sentence = "Slots {1} and {2} of person {0} clash.".format(*ids)
                yield violation("sessions_per_week", Part.UNPAID_WORK, ids, sentence)


def slots_clash(rota: Rota, s: int, t: int) -> bool:
    """Whether two slots fall on one weekday with too little time between them."""
    gap = rota.rows.turnaround
    near = rota.start[s] < rota.end[t] + gap and rota.start[t] < rota.end[s] + gap
    return bool(rota.weekday[s] == rota.weekday[t] and near)


def within_places(rota: Rota) -> Findings:
    """On every date, the chance that more of those who hold a place turn up than there are places is low enough."""
    held: dict[tuple[int, date], list[str]] = defaultdict(list)
    for r, slots in rota.standing.items():
        for s in slots:
            for day in kept_on(rota, r, s):
                held[s, day].append(rota.people[r].id)
    for (r, s), days in rota.changes.arriving.items():
        for day in days:
            held[s, day].append(rota.people[r].id)
    risk = rota.rows.scenario.policy.turn_away_risk.value
    for (s, day), people in held.items():
        places = places_on(rota, s, max(1, len(supervisors_on(rota, s, day))))
        chance = too_many(rota.rates, people, places)
        if chance > risk + leeway(risk):
            sentence = (
                f"Of {len(people)} people who hold a place at slot {rota.slots[s].id} on {day} more turn up than the "
                f"{places} places with a chance of {chance:.4f}; {risk:g} is allowed."
            )
            yield violation("within_places", Part.UNPAID_WORK, (rota.slots[s].id,), sentence)


def supervised(rota: Rota) -> Findings:
    """A running slot has 1 to ``max_supervisors`` standing supervisors, or none of ours; each may stand there."""
    for s in sorted({s for slots in rota.standing.values() for s in slots} | set(rota.supervisors)):
        names, most = rota.supervisors.get(s, []), project_of(rota, s).max_supervisors
        if not min(1, most) <= len(names) <= most:
            sentence = (
                f"Slot {rota.slots[s].id} has {len(names)} standing supervisors; {min(1, most)} to {most} may be."
            )
            yield violation("supervised", Part.UNPAID_WORK, (rota.slots[s].id,), sentence)
        for id in names:
            if not may_supervise(rota, id, s):
                sentence = f"{id} may not supervise at slot {rota.slots[s].id}."
                yield violation("supervised", Part.UNPAID_WORK, (id, rota.slots[s].id), sentence)


def may_supervise(rota: Rota, id: str, s: int) -> bool:
    """Whether a member of staff may stand on a slot, by role, qualifications, time in the team and region."""
    staff, project = rota.rows.staff[id], project_of(rota, s)
    return (
        Role.SUPERVISOR in staff.roles
        and qualifications_held(staff, rota.days[-1]).issuperset(project.supervisor_qualifications)
        and active_throughout(staff, rota.days[0], rota.days[-1])
        and all(working(staff, Taken(day, int(rota.start[s]), int(rota.end[s]))) for day in dates_of(rota, s)[:1])
        and rota.rows.region_of(staff) == rota.rows.region_of_pdu[project.pdu]
    )


def supervisors_not_double_booked(rota: Rota) -> Findings:
    """One slot a weekday at the most, within the contracted hours of a week, no clash with other bookings."""
    slots_of: dict[str, list[int]] = defaultdict(list)
    for s, names in rota.supervisors.items():
        for id in names:
            slots_of[id].append(s)
    for id, slots in slots_of.items():
        if len({rota.slots[s].weekday for s in slots}) < len(slots):
            yield _double_booked(id, "stands on two slots of one weekday")
        hours = rota.rows.staff[id].contracted_hours
        if sum(int(rota.length[s]) for s in slots) > 60 * hours + leeway(60 * hours):
            yield _double_booked(id, "stands on slots for more than the contracted hours of a week")
        if any(booked_elsewhere(rota, id, s) for s in slots):
            yield _double_booked(id, "stands on a slot at the time of a group")


def _double_booked(id: str, what: str) -> Violation:
    return violation("supervisors_not_double_booked", Part.UNPAID_WORK, (id,), f"Supervisor {id} {what}.")


def booked_elsewhere(rota: Rota, id: str, s: int) -> bool:
    """Whether a supervisor is booked for something else at the time of one of a slot's dates."""
    dates = set(dates_of(rota, s))
    return any(
        booked.on in dates
        and clash(Taken(booked.on, int(rota.start[s]), int(rota.end[s])), booked, rota.rows.turnaround)
        for booked in rota.staff_booked.get(id, ())
    )


def minimum_to_run(rota: Rota) -> Findings:
    """A running slot has so many requirements standing on it, and at least one."""
    standing = Counter(s for slots in rota.standing.values() for s in set(slots))
    told = {rota.slot_at[session.slot] for session in rota.sessions}
    for s in sorted(set(standing) | {s for s in told if not is_induction(project_of(rota, s))}):
        least = max(1, project_of(rota, s).minimum_to_run)
        if standing[s] < least:
            sentence = f"{standing[s]} requirements stand on slot {rota.slots[s].id}, which runs for {least} or more."
            yield violation("minimum_to_run", Part.UNPAID_WORK, (rota.slots[s].id,), sentence)


def keep_apart(rota: Rota) -> Findings:
    """Non-associates never stand on one slot."""
    people: dict[int, set[str]] = defaultdict(set)
    for r, slots in rota.standing.items():
        for s in slots:
            people[s].add(rota.people[r].id)
    for s, names in people.items():
        apart = {
            (min(one, other), max(one, other))
            for one in names
            for other in rota.rows.people[one].non_associations
            if other in names and other != one
        }
        for one, other in sorted(apart):
            ids = (one, other, rota.slots[s].id)
            sentence = "{} and {} must never meet, but both stand on slot {}.".format(*ids)
            yield violation("keep_apart", Part.UNPAID_WORK, ids, sentence)


def not_excluded(rota: Rota) -> Findings:
    """Nobody stands with a supervisor where the one must not work with the other."""
    for r, slots in rota.standing.items():
        person = rota.people[r]
        for s in slots:
            for id in rota.supervisors.get(s, []):
                if id in person.excluded_staff or person.id in rota.rows.staff[id].excluded_people:
                    ids = (person.id, id, rota.slots[s].id)
                    sentence = "{} and supervisor {} must not work together, but both are on slot {}.".format(*ids)
                    yield violation("not_excluded", Part.UNPAID_WORK, ids, sentence)


def language_spoken(rota: Rota) -> Findings:
    """Where nobody else on the project speaks a person's language, a standing supervisor does."""
    for r, slots in rota.standing.items():
        language = language_of(rota.people[r])
        if language is None or not any(
            language in said for said in spoken_in(rota, rota.rows.region_of(rota.people[r]))
        ):
            continue
        for s in slots:
            if not is_heard(rota, language, s, rota.supervisors.get(s, [])):
                ids = (rota.requirements[r].id, rota.slots[s].id)
                sentence = "Nobody speaks the language of the person of requirement {} at slot {}.".format(*ids)
                yield violation("language_spoken", Part.UNPAID_WORK, ids, sentence)


def is_heard(rota: Rota, language: str, s: int, supervisors: Iterable[str]) -> bool:
    """Whether somebody on a slot's project, or one of these supervisors, speaks a language."""
    ours = (rota.rows.staff[id].languages for id in supervisors)
    return language in project_of(rota, s).languages or any(language in said for said in ours)


def within_remaining_hours(rota: Rota) -> Findings:
    """No more minutes are worked off than are left."""
    worked: Counter[str] = Counter()
    for row in rota.patterns:
        worked[row.requirement] += row.minutes
    for id, minutes in worked.items():
        left = int(rota.left[rota.requirement_at[id]])
        if minutes > left:
            sentence = f"Requirement {id} is to work off {minutes} minutes, but {left} are left."
            yield violation("within_remaining_hours", Part.UNPAID_WORK, (id,), sentence)


def within_ete_share(rota: Rota) -> Findings:
    """Places held in education, training and employment come to no more than a requirement may still have of it."""
    for r, slots in rota.standing.items():
        minutes = sum(int(rota.length[s]) * len(held_on(rota, r, s)) for s in slots if rota.ete[s])
        if minutes > rota.ete_left[r]:
            id = rota.requirements[r].id
            sentence = f"{minutes} minutes of education are planned for {id}, of which {rota.ete_left[r]} may be."
            yield violation("within_ete_share", Part.UNPAID_WORK, (id,), sentence)


def locks_kept(rota: Rota) -> Findings:
    """Every lock on a requirement with hours left is kept."""
    for lock in rota.rows.scenario.locks:
        if not isinstance(lock, UnpaidWorkLock) or lock.requirement not in rota.requirement_at:
            continue
        r, s = rota.requirement_at[lock.requirement], rota.slot_at[lock.slot]
        if (s in rota.standing.get(r, [])) != (lock.force == Force.MUST):
            word = "must" if lock.force == Force.MUST else "must not"
            sentence = f"By a lock, requirement {lock.requirement} {word} stand on slot {lock.slot}."
            yield violation("locks_kept", Part.UNPAID_WORK, (lock.requirement, lock.slot), sentence)


ROTA_RULES: tuple[Callable[[Rota], Findings], ...] = (
    sessions_per_week,
    within_places,
    supervised,
    supervisors_not_double_booked,
    seats_in_van,
    vans_not_double_booked,
    equipment_stock,
    minimum_to_run,
    keep_apart,
    not_excluded,
    language_spoken,
    within_remaining_hours,
    within_ete_share,
    locks_kept,
)
"""Rules of the whole rota, in the order of ``docs/formulation.md``."""
