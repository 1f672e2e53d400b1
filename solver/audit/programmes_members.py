"""Programmes: the rules on who may join which group, each looked at alone.

A rule about a referral says for every group at once whether it may take the person, so that the same lines judge the
places that were given and all that could have been.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from models.estate import Office
from models.people import StatedNeed
from models.programmes import GroupOption
from solver.audit.pairs import Flags, Index
from solver.audit.waitlist import Waitlist, groups_meeting, sessions_clashing, sessions_in_commitments
from solver.travel import distance_km


def travel_of(w: Waitlist, r: int) -> Index:
    """(G,) minutes one way from the home of a referral's person to each group's office."""
    person = w.people[r]
    places = [w.rows.offices[office].location for office in w.offices]
    minutes = w.rows.travel.table([person.travel.means], [person.home], places)[0]
    return np.asarray(minutes, dtype=np.int64)[w.office_of]


def _by_option(w: Waitlist, rule: str, trait: object, allows: Callable[[GroupOption], bool]) -> Flags:
    """(G,) bool: what a rule says of each group; people who share the trait share the answer."""
    if (rule, trait) not in w.answers:
        w.answers[rule, trait] = np.fromiter((allows(option) for option in w.options), dtype=np.bool_)
    return w.answers[rule, trait]


def _by_office(w: Waitlist, rule: str, trait: object, allows: Callable[[Office], bool]) -> Flags:
    """(G,) bool: what a rule says of each group's office; people who share the trait share the answer."""
    if (rule, trait) not in w.answers:
        offices = np.fromiter((allows(w.rows.offices[office]) for office in w.offices), dtype=np.bool_)
        w.answers[rule, trait] = offices[w.office_of]
    return w.answers[rule, trait]


def eligible(w: Waitlist, r: int) -> Flags:
    """Template, cohort, adaptation and sex of the group are those of the referral and the person."""
    referral = w.referrals[r]
    wanted, sexes = (referral.template, referral.cohort, referral.ldc), (None, w.people[r].group_sex)
    return _by_option(
        w,
        "eligible",
        (wanted, sexes),
        lambda option: (option.template, option.cohort, option.ldc) == wanted and option.sex in sexes,
    )


def not_in_running_group(w: Waitlist, r: int) -> Flags:
    """The person is in no running group."""
    return np.full(len(w.options), w.referrals[r].person not in w.in_running_group)


def available_every_week(w: Waitlist, r: int) -> Flags:
    """No session meets a commitment of the person or clashes with what the person is booked for."""
    person = w.people[r]
    hit = sessions_in_commitments(w, person) | sessions_clashing(w, w.booked.get(person.id, []))
    return ~groups_meeting(w, hit)


def within_travel_limit(w: Waitlist, r: int) -> Flags:
    """The office is near enough, outside the person's exclusion zones, and step-free where needed."""
    person = w.people[r]
    step_free, zones = StatedNeed.STEP_FREE in person.needs, person.exclusion_zones

    def may_enter(office: Office) -> bool:
        outside = all(distance_km(zone.centre, office.location) > zone.radius_km for zone in zones)
        return outside and (office.step_free or not step_free)

    enterable = _by_office(w, "within_travel_limit", (step_free, zones), may_enter)
    return enterable & (travel_of(w, r) <= person.travel.max_minutes)


def in_region(w: Waitlist, r: int) -> Flags:
    """The office is in the person's region and in one of the units that the referral names, if any."""
    region, units = w.rows.region_of(w.people[r]), w.referrals[r].pdus

    def inside(office: Office) -> bool:
        return w.rows.region_of(office) == region and (not units or office.pdu in units)

    return _by_office(w, "in_region", (region, units), inside)


def finish_before_sentence_end(w: Waitlist, r: int) -> Flags:
    """The last session leaves so many days before the end of the sentence."""
    slack = w.rows.scenario.policy.sentence_slack_days.value
    return np.asarray(w.last_day + slack <= w.referrals[r].sentence_end.toordinal())


def lock_allows(w: Waitlist, r: int) -> Flags:
    """No lock keeps the referral from the group."""
    flags = np.full(len(w.options), r not in w.must)
    flags[list(w.must.get(r, ()))] = True
    flags[list(w.must_not.get(r, ()))] = False
    return flags


class MemberRule(NamedTuple):
    """A rule about a referral and every group: its name, what holds, what to say where it does not."""

    name: str
    holds: Callable[[Waitlist, int], Flags]
    sentence: str


MEMBER_RULES: tuple[MemberRule, ...] = (
    MemberRule("eligible", eligible, "Group {group} is not for people like that of referral {referral}."),
    MemberRule(
        "one_group_per_person", not_in_running_group, "The person of referral {referral} is in a running group."
    ),
    MemberRule(
        "available_every_week",
        available_every_week,
        "The person of referral {referral} is not free for every session of group {group}.",
    ),
    MemberRule(
        "within_travel_limit",
        within_travel_limit,
        "The person of referral {referral} cannot get to, or must not enter, the office of group {group}.",
    ),
    MemberRule("in_region", in_region, "The office of group {group} lies outside the area of referral {referral}."),
    MemberRule(
        "finish_before_sentence_end",
        finish_before_sentence_end,
        "Group {group} ends too late for the sentence of referral {referral}.",
    ),
)
"""Rules about one referral and one group, in the order of ``docs/formulation.md``."""


def allowed(w: Waitlist, r: int) -> Flags:
    """(G,) bool: every rule about a referral and a group, locks included, allows the place."""
    flags = lock_allows(w, r)
    for rule in MEMBER_RULES:
        if flags.any():
            flags = flags & rule.holds(w, r)
    return flags
