"""Rules on which referral may be placed under which contract, each laid out for all pairs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import numpy as np

from models.locks import Force
from models.people import ExclusionZone, Person, StatedNeed
from models.record import Sex
from models.services import CommissionedService, ServiceReferral
from solver.referrals.calendar import Mask, Whole
from solver.referrals.problem import NONE, PairRule
from solver.referrals.roll import Roll, frozen
from solver.travel import distance_km

Trait = TypeVar("Trait", bound=Hashable)
"""What a rule sees of a referral and its person."""


def pair_rules(roll: Roll, in_person: Mask, remotely: Mask) -> tuple[PairRule, ...]:
    """Rules on referral and contract, in the order in which they explain."""
    women = np.array([person.group_sex is Sex.FEMALE for person in roll.people], dtype=np.bool_)
    return (
        PairRule(
            "category", by_trait(roll, [row.category for row in roll.referrals], lambda need, c: c.category is need)
        ),
        PairRule("in_area", by_trait(roll, [person.pdu for person in roll.people], lambda pdu, c: pdu in c.pdus)),
        PairRule("women_only", frozen(women[:, None] | ~roll.column("women_only")[None, :])),
        PairRule("stated_needs", stated_needs(roll)),
        PairRule("before_release", frozen(~roll.pre_release[:, None] | roll.column("in_prison")[None, :])),
        PairRule("within_travel_limit", frozen(in_person | remotely)),
        PairRule("locks_kept", locks_kept(roll)),
    )


def by_trait(roll: Roll, traits: Sequence[Trait], keeps: Callable[[Trait, CommissionedService], bool]) -> Mask:
    """(R, C) bool: what a rule says of every contract, asked once for each trait that a referral can have."""
    rows: dict[Trait, Mask] = {}
    for trait in traits:
        if trait not in rows:
            rows[trait] = np.array([keeps(trait, contract) for contract in roll.contracts], dtype=np.bool_)
    table = [rows[trait] for trait in traits]
    return frozen(np.array(table, dtype=np.bool_).reshape(len(traits), len(roll.contracts)))


def stated_needs(roll: Roll) -> Mask:
    """(R, C) bool: a woman, Welsh and the person's language are there where they are asked for."""
    spoken = {(c.category, pdu, word) for c in roll.contracts for pdu in c.pdus for word in c.languages}

    def asked(referral: ServiceReferral, person: Person) -> tuple[bool, bool, str | None]:
        # Where nobody speaks the language, an interpreter is booked.
        interpreted = (referral.category, person.pdu, person.language) not in spoken
        language = None if StatedNeed.INTERPRETER not in person.needs or interpreted else person.language
        return StatedNeed.WOMAN_PRACTITIONER in person.needs, StatedNeed.WELSH in person.needs, language

    def met(needs: tuple[bool, bool, str | None], contract: CommissionedService) -> bool:
        woman, welsh, language = needs
        if (woman and not contract.woman_worker) or (welsh and "cy" not in contract.languages):
            return False
        return language is None or language in contract.languages

    return by_trait(roll, [asked(r, person) for r, person in zip(roll.referrals, roll.people, strict=True)], met)


def seen_in_person(roll: Roll, travel: Whole) -> Mask:
    """(R, C) bool: there is a place, near enough, that the person can and may enter."""

    def may_enter(trait: tuple[bool, tuple[ExclusionZone, ...]], contract: CommissionedService) -> bool:
        step_free, zones = trait
        place = contract.location
        if place is None or (step_free and not contract.step_free):
            return False
        return all(distance_km(zone.centre, place) > zone.radius_km for zone in zones)

    traits = [(StatedNeed.STEP_FREE in person.needs, person.exclusion_zones) for person in roll.people]
    limits = np.array([person.travel.max_minutes for person in roll.people], dtype=np.int64)
    return frozen(by_trait(roll, traits, may_enter) & (travel <= limits[:, None]))


def seen_remotely(roll: Roll) -> Mask:
    """(R, C) bool: people are seen remotely under the contract, and the person is not without internet."""
    connected = np.array([StatedNeed.NO_INTERNET not in person.needs for person in roll.people], dtype=np.bool_)
    return frozen(connected[:, None] & roll.column("remote")[None, :])


def locks_kept(roll: Roll) -> Mask:
    """(R, C) bool: no lock forbids the pair, and none ties the referral to another contract."""
    must, forbidden = roll.must, roll.locks(Force.MUST_NOT)
    keeps = (must == NONE)[:, None] | (must[:, None] == np.arange(len(roll.contracts))[None, :])
    keeps[forbidden[:, 0], forbidden[:, 1]] = False
    return frozen(keeps)
