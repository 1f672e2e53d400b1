"""Locks on sessions, groups and services against the rules that the documents alone decide."""

from __future__ import annotations

from collections.abc import Iterator

from models.check.ledger import Ledger
from models.check.report import Finding
from models.locks import Force, ProgrammeLock, ServiceLock, UnpaidWorkLock
from models.people import Person, StatedNeed
from models.programmes import GroupOption, ProgrammeReferral
from models.record import Sex
from models.unpaid_work import Project, ProjectKind

KINDS_OF_WORK = frozenset(ProjectKind) - {ProjectKind.INDUCTION}
"""Kinds of project at which hours are worked off (docs/formulation.md)."""


def session_locks(ledger: Ledger) -> Iterator[Finding]:
    """Locks that demand what a rule of unpaid work, of the programmes or of commissioned services forbids."""
    for n, lock in enumerate(ledger.scenario.locks):
        if lock.force is Force.MUST_NOT:
            continue
        match lock:
            case UnpaidWorkLock():
                broken = _work_rules(ledger, lock)
            case ProgrammeLock():
                broken = _programme_rules(ledger, lock)
            case ServiceLock():
                broken = _service_rules(ledger, lock)
            case _:
                continue
        for rule in broken:
            sentence = f"The lock demands what the rule `{rule}` forbids. Take the lock out."
            yield Finding("lock_breaks_rule", ("locks", n), sentence)


def _work_rules(ledger: Ledger, lock: UnpaidWorkLock) -> Iterator[str]:
    requirement, found = ledger.requirements.get(lock.requirement), ledger.slots.get(lock.slot)
    person = ledger.people.get(requirement.person) if requirement is not None else None
    if found is not None and person is not None:
        yield from _broken_at_project(ledger, person, found[0])


def _broken_at_project(ledger: Ledger, person: Person, project: Project) -> Iterator[str]:
    if project.kind not in KINDS_OF_WORK:
        yield "project_kind"
    if not ledger.one_region(ledger.region_of_pdu.get(project.pdu), ledger.region_of_person(person)):
        yield "in_region"
    if set(person.restricted_from) & set(project.features):
        yield "restrictions"
    if project.women_only and person.group_sex is not Sex.FEMALE:
        yield "women_only"
    if not set(project.certificates) <= set(person.skills):
        yield "certificates"


def _programme_rules(ledger: Ledger, lock: ProgrammeLock) -> Iterator[str]:
    referral, option = ledger.referrals.get(lock.referral), ledger.group_options.get(lock.group_option)
    person = ledger.people.get(referral.person) if referral is not None else None
    if referral is None or option is None or person is None:
        return
    if not _eligible(referral, option, person):
        yield "eligible"
    if any(person.id in group.members for group in ledger.scenario.programmes.running_groups):
        yield "one_group_per_person"
    office = ledger.offices.get(option.office)
    if office is None:
        return
    near = ledger.one_region(ledger.region_of_office(office.id), ledger.region_of_person(person))
    if not near or (referral.pdus and office.pdu not in referral.pdus):
        yield "in_region"


def _eligible(referral: ProgrammeReferral, option: GroupOption, person: Person) -> bool:
    same = (referral.template, referral.cohort, referral.ldc) == (option.template, option.cohort, option.ldc)
    return same and (option.sex is None or option.sex is person.group_sex)


def _service_rules(ledger: Ledger, lock: ServiceLock) -> Iterator[str]:
    referral, contract = ledger.service_referrals.get(lock.service_referral), ledger.contracts.get(lock.contract)
    person = ledger.people.get(referral.person) if referral is not None else None
    if referral is None or contract is None or person is None:
        return
    if contract.category is not referral.category:
        yield "category"
    if person.pdu in ledger.region_of_pdu and person.pdu not in contract.pdus:
        yield "in_area"
    if contract.women_only and person.group_sex is not Sex.FEMALE:
        yield "women_only"
    woman = StatedNeed.WOMAN_PRACTITIONER in person.needs and not contract.woman_worker
    if woman or (StatedNeed.WELSH in person.needs and "cy" not in contract.languages):
        yield "stated_needs"
