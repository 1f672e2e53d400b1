"""Unpaid work: the rules on who may stand on which slot.

A rule says for one requirement and every slot at once whether the slot is allowed, so that the same lines judge the
slots that were given and all that could have been.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import chain
from typing import NamedTuple

import numpy as np

from models.goals import Part
from models.people import Person, StatedNeed
from models.record import Sex
from models.staff import Role
from models.unpaid_work import Project
from solver.audit.exceptions import dates_taken
from solver.audit.finding import Findings, violation
from solver.audit.pairs import Flags, Index
from solver.audit.rota import Rota
from solver.audit.work import KINDS
from solver.travel import distance_km


def travel_of(rota: Rota, r: int) -> Index:
    """(K,) minutes one way from the home of a requirement's person to each project, by the van where it is used."""
    return np.asarray(rota.travel[r])


def by_project(rota: Rota, rule: str, trait: object, allows: Callable[[Project], bool]) -> Flags:
    """(S,) bool: what a rule says of each slot's project; people who share the trait share the answer."""
    if (rule, trait) not in rota.answers:
        answers = np.fromiter((allows(project) for project in rota.projects), dtype=np.bool_)
        rota.answers[rule, trait] = answers[rota.project_of]
    return rota.answers[rule, trait]


def project_kind(rota: Rota, _: int) -> Flags:
    """Hours are worked off at projects of the kind."""
    return by_project(rota, "project_kind", None, lambda project: project.kind in KINDS)


def induction_first(rota: Rota, r: int) -> Flags:
    """The person has had the induction, or the plan gives one."""
    return np.full(len(rota.slots), r not in rota.waiting)


def in_region(rota: Rota, r: int) -> Flags:
    """The project's unit is in the person's region."""
    region = rota.rows.region_of(rota.people[r])
    return by_project(rota, "in_region", region, lambda project: rota.rows.region_of_pdu[project.pdu] == region)


def available(rota: Rota, r: int) -> Flags:
    """Of the slot's dates in the usable weeks commitments take none, or no more than half, rounded up, and not all."""
    first = int(rota.first_usable[r])
    trait = (rota.people[r].commitments, first)
    if ("available", trait) not in rota.answers:
        dates, taken = (days[:, first:].sum(axis=1) for days in (rota.dates, dates_taken(rota, r)))
        rota.answers["available", trait] = (taken == 0) | ((taken < dates) & (2 * taken <= dates + 1))
    return rota.answers["available", trait]


def _day(rota: Rota, day: date | None, default: int) -> int:
    return default if day is None else (day - rota.days[0]).days


def within_travel_limit(rota: Rota, r: int) -> Flags:
    """The journey is within the person's limit."""
    return np.asarray((travel_of(rota, r) <= rota.people[r].travel.max_minutes)[rota.project_of])


def restrictions(rota: Rota, r: int) -> Flags:
    """The project has no feature that the person must be kept from."""
    barred = frozenset(rota.people[r].restricted_from)
    return by_project(rota, "restrictions", barred, lambda project: barred.isdisjoint(project.features))


def outside_exclusion_zones(rota: Rota, r: int) -> Flags:
    """The project lies outside every exclusion zone of the person."""
    zones = rota.people[r].exclusion_zones
    return by_project(
        rota,
        "outside_exclusion_zones",
        zones,
        lambda project: all(distance_km(zone.centre, project.location) > zone.radius_km for zone in zones),
    )


def women_only(rota: Rota, r: int) -> Flags:
    """A women-only project takes only people who join single-sex projects as women."""
    woman = rota.people[r].group_sex == Sex.FEMALE
    return by_project(rota, "women_only", woman, lambda project: woman or not project.women_only)


def certificates(rota: Rota, r: int) -> Flags:
    """The person has every certificate that the project asks for."""
    skills = frozenset(rota.people[r].skills)
    return by_project(rota, "certificates", skills, lambda project: skills.issuperset(project.certificates))


def stated_needs(rota: Rota, r: int) -> Flags:
    """The site is step-free where it must be, and the language is spoken there, or by a supervisor of the region."""
    person, region = rota.people[r], rota.rows.region_of(rota.people[r])
    language = language_of(person)
    ours, there = spoken_in(rota, region) if language else (frozenset[str](), frozenset[str]())
    language = language if language in ours | there else None
    step_free = StatedNeed.STEP_FREE in person.needs

    def meets(project: Project) -> bool:
        heard = language is None or language in project.languages or (project.max_supervisors > 0 and language in ours)
        return (heard or project.kind not in KINDS) and (project.step_free or not step_free)

    return by_project(rota, "stated_needs", (region, language, step_free), meets)


def language_of(person: Person) -> str | None:
    """Language other than English that a person must be spoken to in."""
    if StatedNeed.INTERPRETER in person.needs:
        return person.language
    return "cy" if StatedNeed.WELSH in person.needs else None


def spoken_in(rota: Rota, region: str) -> tuple[frozenset[str], frozenset[str]]:
    """Languages spoken at work in a region: by supervisors of ours, and by others on projects."""
    rows = rota.rows
    supervisors = (row for row in rows.staff.values() if row.languages and Role.SUPERVISOR in row.roles)
    ours = (row.languages for row in supervisors if rows.region_of(row) == region)
    there = (row.languages for row in rota.projects if row.kind in KINDS and rows.region_of_pdu[row.pdu] == region)
    return frozenset(chain.from_iterable(ours)), frozenset(chain.from_iterable(there))


def ete_hours_left(rota: Rota, r: int) -> Flags:
    """A session of education, training and employment is no longer than what of the requirement may still be that."""
    return np.asarray(~rota.ete | (rota.length <= rota.ete_left[r]))


def no_clash(rota: Rota, r: int) -> Flags:
    """No date of the slot in the usable weeks clashes with a group of the person."""
    allowed = np.ones(len(rota.slots), dtype=np.bool_)
    gap = rota.rows.turnaround
    for booked in rota.booked.get(rota.people[r].id, ()):
        day = _day(rota, booked.on, 0)
        if rota.first_usable[r] <= day < len(rota.days):
            meets = (rota.start < booked.end + gap) & (booked.start < rota.end + gap)
            allowed &= ~(meets & rota.dates[:, day])
    return allowed


class SlotRule(NamedTuple):
    """A rule about a requirement and every slot, and what to say where it is broken."""

    holds: Callable[[Rota, int], Flags]
    sentence: str


SLOT_RULES: tuple[SlotRule, ...] = (
    SlotRule(project_kind, "Projects of the kind of slot {slot} take no part, but requirement {requirement} is there."),
    SlotRule(induction_first, "Requirement {requirement} stands on slot {slot}, but its person has no induction."),
    SlotRule(in_region, "Slot {slot} lies outside the region of requirement {requirement}."),
    SlotRule(available, "The person of requirement {requirement} has a commitment at the time of slot {slot}."),
    SlotRule(within_travel_limit, "Slot {slot} is farther than the person of requirement {requirement} can travel."),
    SlotRule(restrictions, "The person of requirement {requirement} must be kept from the site of slot {slot}."),
    SlotRule(outside_exclusion_zones, "The site of slot {slot} is in an exclusion zone of requirement {requirement}."),
    SlotRule(women_only, "Slot {slot} is for women only; the person of requirement {requirement} is not to go there."),
    SlotRule(certificates, "The person of requirement {requirement} lacks a certificate needed at slot {slot}."),
    SlotRule(stated_needs, "Slot {slot} does not meet a need that the person of requirement {requirement} has stated."),
    SlotRule(ete_hours_left, "Requirement {requirement} may have no education as long as a session of slot {slot}."),
    SlotRule(no_clash, "Slot {slot} clashes with a group of the person of requirement {requirement}."),
)
"""Rules about one requirement and one slot, in the order of ``docs/formulation.md``."""


def allowed(rota: Rota, r: int) -> Flags:
    """(S,) bool: every rule about a requirement and a slot allows it."""
    flags = np.ones(len(rota.slots), dtype=np.bool_)
    for rule in SLOT_RULES:
        flags &= rule.holds(rota, r)
    return flags


def broken_slot_rules(rota: Rota) -> Findings:
    """Every violation of a rule about one requirement and one slot."""
    for r, slots in rota.standing.items():
        for rule in SLOT_RULES:
            holds = rule.holds(rota, r)
            for s in slots:
                if not holds[s]:
                    ids = (rota.requirements[r].id, rota.slots[s].id)
                    sentence = rule.sentence.format(requirement=ids[0], slot=ids[1])
                    yield violation(rule.holds.__name__, Part.UNPAID_WORK, ids, sentence)
