"""Identifiers: which rows bear one, and which fields name one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from models.check.paths import IDENTIFIER, Path, Pattern, pattern, values, walk
from models.check.report import Finding

IDS: Mapping[str, str] = {
    "region": "estate.regions[].id",
    "unit": "estate.pdus[].id",
    "team": "estate.teams[].id",
    "office": "estate.offices[].id",
    "room": "estate.rooms[].id",
    "member of staff": "staff[].id",
    "person": "people[].id",
    "case": "casework.cases[].id",
    "court report": "casework.court_reports[].id",
    "victim contact": "casework.victim_contacts[].id",
    "review": "casework.reviews[].id",
    "requirement": "unpaid_work.requirements[].id",
    "project": "unpaid_work.projects[].id",
    "project slot": "unpaid_work.projects[].slots[].id",
    "pick-up": "unpaid_work.projects[].pick_ups[].id",
    "van": "unpaid_work.vans[].id",
    "programme": "programmes.templates[].id",
    "programme referral": "programmes.referrals[].id",
    "group option": "programmes.group_options[].id",
    "group family": "programmes.families[].id",
    "running group": "programmes.running_groups[].id",
    "contract": "services.contracts[].id",
    "service referral": "services.referrals[].id",
    "goal profile": "goals.profiles[].id",
    "kind of work item": "policy.work_item_points[].kind",
}
"""Where each kind of row says what it is called; an identifier stands once within its kind."""

REFERENCES: Mapping[str, str] = {
    "estate.pdus[].region": "region",
    "estate.teams[].pdu": "unit",
    "estate.offices[].pdu": "unit",
    "estate.rooms[].office": "office",
    "staff[].team": "team",
    "staff[].office": "office",
    "staff[].excluded_people[]": "person",
    "people[].pdu": "unit",
    "people[].non_associations[]": "person",
    "people[].excluded_staff[]": "member of staff",
    "casework.cases[].person": "person",
    "casework.cases[].current_practitioner": "member of staff",
    "casework.cases[].limited_access_to[]": "member of staff",
    "casework.cases[].specialist_team": "team",
    "casework.cases[].co_defendants[]": "case",
    "casework.court_reports[].person": "person",
    "casework.court_reports[].court_office": "office",
    "casework.court_reports[].author": "member of staff",
    "casework.victim_contacts[].case": "case",
    "casework.victim_contacts[].pdu": "unit",
    "casework.victim_contacts[].liaison_officer": "member of staff",
    "casework.reviews[].case": "case",
    "casework.reviews[].kind": "kind of work item",
    "unpaid_work.requirements[].person": "person",
    "unpaid_work.requirements[].current_project": "project",
    "unpaid_work.projects[].pdu": "unit",
    "unpaid_work.projects[].depot": "office",
    "unpaid_work.vans[].office": "office",
    "unpaid_work.equipment[].office": "office",
    "unpaid_work.new_starts[].pdu": "unit",
    "unpaid_work.outcomes[].requirement": "requirement",
    "unpaid_work.outcomes[].slot": "project slot",
    "unpaid_work.closures[].project": "project",
    "unpaid_work.closures[].slot": "project slot",
    "programmes.referrals[].person": "person",
    "programmes.referrals[].template": "programme",
    "programmes.referrals[].pdus[]": "unit",
    "programmes.group_options[].template": "programme",
    "programmes.group_options[].office": "office",
    "programmes.venues[].office": "office",
    "programmes.families[].template": "programme",
    "programmes.families[].offices[]": "office",
    "programmes.running_groups[].template": "programme",
    "programmes.running_groups[].room": "room",
    "programmes.running_groups[].facilitators[]": "member of staff",
    "programmes.running_groups[].cover[]": "member of staff",
    "programmes.running_groups[].treatment_manager": "member of staff",
    "programmes.running_groups[].members[]": "person",
    "programmes.running_groups[].stays[].person": "person",
    "services.contracts[].pdus[]": "unit",
    "services.referrals[].person": "person",
    "services.referrals[].current_service": "contract",
    "goals.profile": "goal profile",
    "locks[].case": "case",
    "locks[].practitioner": "member of staff",
    "locks[].requirement": "requirement",
    "locks[].slot": "project slot",
    "locks[].referral": "programme referral",
    "locks[].group_option": "group option",
    "locks[].service_referral": "service referral",
    "locks[].contract": "contract",
    "previous_plan.cases[].case": "case",
    "previous_plan.cases[].practitioner": "member of staff",
    "previous_plan.cases[].moved_from": "member of staff",
    "previous_plan.duties[].staff": "member of staff",
    "previous_plan.duties[].moved_from": "member of staff",
    "previous_plan.patterns[].requirement": "requirement",
    "previous_plan.patterns[].person": "person",
    "previous_plan.patterns[].project": "project",
    "previous_plan.patterns[].slot": "project slot",
    "previous_plan.sessions[].project": "project",
    "previous_plan.sessions[].slot": "project slot",
    "previous_plan.rota_changes.supervision[].slot": "project slot",
    "previous_plan.rota_changes.supervision[].supervisors[]": "member of staff",
    "previous_plan.rota_changes.covers[].slot": "project slot",
    "previous_plan.rota_changes.covers[].supervisor": "member of staff",
    "previous_plan.rota_changes.covers[].leaves": "project slot",
    "previous_plan.rota_changes.vans[].slot": "project slot",
    "previous_plan.rota_changes.vans[].van": "van",
    "previous_plan.rota_changes.places[].requirement": "requirement",
    "previous_plan.rota_changes.places[].person": "person",
    "previous_plan.rota_changes.places[].slot": "project slot",
    "previous_plan.rota_changes.places[].to_slot": "project slot",
    "previous_plan.sessions[].supervisors[]": "member of staff",
    "previous_plan.sessions[].van": "van",
    "previous_plan.patterns[].pick_up": "pick-up",
    "previous_plan.rota_changes.supervision[].van": "van",
    "previous_plan.groups[].template": "programme",
    "previous_plan.groups[].room": "room",
    "previous_plan.groups[].facilitators[]": "member of staff",
    "previous_plan.groups[].cover[]": "member of staff",
    "previous_plan.groups[].treatment_manager": "member of staff",
    "previous_plan.groups[].members[].referral": "programme referral",
    "previous_plan.groups[].members[].person": "person",
    "previous_plan.groups[].one_to_ones[].referral": "programme referral",
    "previous_plan.groups[].one_to_ones[].facilitator": "member of staff",
    "previous_plan.services[].referral": "service referral",
    "previous_plan.services[].person": "person",
    "previous_plan.services[].contract": "contract",
    "previous_plan.appointments[].case": "case",
    "previous_plan.appointments[].person": "person",
    "previous_plan.appointments[].practitioner": "member of staff",
    "previous_plan.appointments[].office": "office",
}
"""Fields that name a row, and the kind of row that they name."""


def identifiers(root: object, damaged: Iterable[Pattern] = ()) -> Iterator[Finding]:
    """Identifiers that stand twice, and references that lead nowhere.

    Parameters
    ----------
    root
        Parsed JSON, or a scenario.
    damaged
        Places that cannot be read; references to rows that may have stood there are not judged.
    """
    unreadable = set(damaged)
    known: dict[str, set[object]] = {}
    for kind, where in IDS.items():
        names = values(root, pattern(where))
        known[kind] = {name for name in names if isinstance(name, str)}
        if len(known[kind]) < len(names):
            yield from _twice(root, where, kind)
    for where, kind in REFERENCES.items():
        rows = pattern(IDS[kind])[:-2]
        if any(rows[: len(place)] == place for place in unreadable):
            continue
        if any(not isinstance(name, str) or name not in known[kind] for name in values(root, pattern(where))):
            yield from _nowhere(root, where, kind, known[kind])


def _twice(root: object, where: str, kind: str) -> Iterator[Finding]:
    seen = set()
    for path, name in _names(root, where):
        if name in seen:
            sentence = f"There is a {kind} {name} already. Every {kind} needs an identifier of its own."
            yield Finding("duplicate_id", path, sentence)
        seen.add(name)


def _nowhere(root: object, where: str, kind: str, known: Set[object]) -> Iterator[Finding]:
    for path, name in _names(root, where):
        if name not in known:
            sentence = f"There is no {kind} {name}. Add the row, or correct the identifier."
            yield Finding("unknown_id", path, sentence)


def _names(root: object, where: str) -> Iterator[tuple[Path, str]]:
    """Readable identifiers at a pattern; unreadable ones are a fault of structure."""
    for path, value in walk(root, pattern(where)):
        if isinstance(value, str) and IDENTIFIER.fullmatch(value):
            yield path, value
