"""Rules on which referral may be placed under which contract, each laid out for all pairs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.locks import Force
from models.people import Person, StatedNeed
from models.record import Sex
from models.services import CommissionedService, ServiceReferral
from solver.referrals.calendar import Mask, Whole
from solver.referrals.problem import NONE, PairRule
from solver.referrals.roll import Roll, frozen
from solver.travel import distance_km


def pair_rules(roll: Roll, in_person: Mask, remotely: Mask) -> tuple[PairRule, ...]:
    """Rules on referral and contract, in the order in which they explain."""
    return (
        PairRule("category", _grid(roll, lambda r, person, c: r.category is c.category)),
        PairRule("in_area", _grid(roll, lambda r, person, c: person.pdu in c.pdus)),
        PairRule("women_only", _grid(roll, lambda r, person, c: not c.women_only or person.group_sex is Sex.FEMALE)),
        PairRule("stated_needs", stated_needs(roll)),
        PairRule("before_release", frozen(~roll.pre_release[:, None] | roll.column("in_prison")[None, :])),
        PairRule("within_travel_limit", frozen(in_person | remotely)),
        PairRule("locks_kept", locks_kept(roll)),
    )


def _grid(roll: Roll, keeps: Callable[[ServiceReferral, Person, CommissionedService], bool]) -> Mask:
    rows = [
        [keeps(referral, person, contract) for contract in roll.contracts]
        for referral, person in zip(roll.referrals, roll.people, strict=True)
    ]
    return frozen(np.array(rows, dtype=np.bool_).reshape(len(roll.referrals), len(roll.contracts)))


def stated_needs(roll: Roll) -> Mask:
    """(R, C) bool: a woman, Welsh and the person's language are there where they are asked for."""
    spoken = {(c.category, pdu, word) for c in roll.contracts for pdu in c.pdus for word in c.languages}

    def met(referral: ServiceReferral, person: Person, contract: CommissionedService) -> bool:
        if StatedNeed.WOMAN_PRACTITIONER in person.needs and not contract.woman_worker:
            return False
        if StatedNeed.WELSH in person.needs and "cy" not in contract.languages:
            return False
        # Where nobody speaks the language, an interpreter is booked.
        asked = StatedNeed.INTERPRETER in person.needs and (referral.category, person.pdu, person.language) in spoken
        return not asked or person.language in contract.languages

    return _grid(roll, met)


def seen_in_person(roll: Roll, travel: Whole) -> Mask:
    """(R, C) bool: there is a place, near enough, that the person can and may enter."""

    def may_enter(_: ServiceReferral, person: Person, contract: CommissionedService) -> bool:
        if contract.location is None or (StatedNeed.STEP_FREE in person.needs and not contract.step_free):
            return False
        return all(distance_km(zone.centre, contract.location) > zone.radius_km for zone in person.exclusion_zones)

    limits = np.array([person.travel.max_minutes for person in roll.people], dtype=np.int64)
    return frozen(_grid(roll, may_enter) & (travel <= limits[:, None]))


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
