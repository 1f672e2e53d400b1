"""The rules of the check in their order, each with the places that it needs whole to be sure of its verdict."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from models.check import (
    case_locks,
    casework,
    locks,
    oddities,
    outcomes,
    people,
    policy,
    rolling,
    session_locks,
    spans,
    work,
)
from models.check.ledger import Ledger
from models.check.paths import Pattern, pattern, pattern_of
from models.check.report import Finding


class Rule(NamedTuple):
    """A rule of the check.

    Attributes
    ----------
    find
        Finds what breaks it.
    whole
        Patterns of the places without which it would find faults that are none.
    """

    find: Callable[[Ledger], Iterator[Finding]]
    whole: tuple[str, ...] = ()


RULES: tuple[Rule, ...] = (
    Rule(spans.horizon, ("horizon",)),
    Rule(spans.spans, ()),
    Rule(spans.clocks, ()),
    Rule(spans.slot_dates, ()),
    Rule(spans.turns, ()),
    Rule(spans.tier_changes, ()),
    Rule(policy.empty_tables, ("estate.regions", "estate.pdus", "staff", "people", "policy.holding_rules")),
    Rule(policy.figures, ("policy",)),
    Rule(policy.rows_twice, ("policy",)),
    Rule(policy.stages_twice, ("policy.stage_reductions",)),
    Rule(policy.points_missing, ("policy.tier_points", "casework.tier_model")),
    Rule(casework.duty_points, ("policy.work_item_points",)),
    Rule(casework.previous_duties, ("casework.court_reports", "casework.victim_contacts")),
    Rule(casework.licence_points, ("policy", "horizon", "casework.tier_model")),
    Rule(policy.speeds_missing, ("travel.speeds",)),
    Rule(policy.goal_profiles, ("goals",)),
    Rule(people.rooms, ()),
    Rule(people.availability, ("horizon",)),
    Rule(people.themselves, ()),
    Rule(people.exclusions_of_themselves, ()),
    Rule(people.register_entries, ("staff[].qualifications",)),
    Rule(work.legal_hours, ("policy",)),
    Rule(work.ete_share, ("policy",)),
    Rule(work.attendance_history, ()),
    Rule(outcomes.outcomes, ("horizon",)),
    Rule(outcomes.records, ("horizon", "policy", "unpaid_work.outcomes", "unpaid_work.projects")),
    Rule(work.no_supervisors_of_ours, ()),
    Rule(work.pick_up_times, ()),
    Rule(work.new_starts, ("horizon",)),
    Rule(work.depots, ()),
    Rule(work.equipment, ()),
    Rule(work.group_sizes, ()),
    Rule(work.catch_ups, ()),
    Rule(work.structured_sessions, ("policy",)),
    Rule(work.doses, ()),
    Rule(rolling.rolling_sessions, ()),
    Rule(rolling.next_modules, ("horizon", "programmes.templates")),
    Rule(rolling.stays, ()),
    Rule(work.formed_ids, ("horizon", "programmes.venues", "programmes.templates")),
    Rule(work.promised_places, ()),
    Rule(work.levels_missing, ("policy.service_levels",)),
    Rule(locks.contradictions, ()),
    Rule(locks.reasons, ()),
    Rule(
        case_locks.case_locks,
        ("horizon", "policy", "estate", "staff", "casework.reviews", "casework.tier_model", "people[].needs"),
    ),
    Rule(session_locks.session_locks, ("estate", "people[].skills", "people[].needs")),
    Rule(oddities.nothing_to_plan, ("casework", "unpaid_work", "programmes", "services")),
    Rule(oddities.no_capacity, ("horizon", "policy")),
    Rule(oddities.stage_unknown, ("policy.stage_reductions",)),
    Rule(oddities.nobody_qualified, ("staff",)),
    Rule(casework.tastes, ("policy.tier_points", "casework.tier_model")),
    Rule(oddities.case_ended, ("horizon",)),
    Rule(oddities.no_supervisor, ("staff", "estate")),
    Rule(oddities.cannot_run, ()),
    Rule(oddities.van_without_seats, ()),
    Rule(oddities.nobody_picked_up, ("estate.offices", "unpaid_work.vans")),
    Rule(oddities.deadline_past, ("horizon",)),
    Rule(oddities.no_show_up_rate, ()),
    Rule(oddities.no_facilitator, ("staff",)),
    Rule(oddities.leaves_in_mid_run, ("staff",)),
    Rule(oddities.no_group_room, ("estate.rooms",)),
    Rule(oddities.sentence_too_short, ("programmes.group_options",)),
    Rule(oddities.nobody_seen, ()),
    Rule(oddities.no_contract, ("services.contracts",)),
    Rule(oddities.language_missing, ()),
    Rule(oddities.tier_for_nobody, ("policy.holding_rules",)),
    Rule(oddities.slack_of_last_tier, ()),
    Rule(oddities.leaving_out_is_free, ("goals",)),
)
"""Every rule, in the order in which findings are told."""


def findings(ledger: Ledger, damaged: Collection[Pattern]) -> Iterator[Finding]:
    """What the rules find, but for those that need a damaged place whole, or one that is out of all range."""
    wounds = set(damaged)
    for rule in RULES:
        if any(_touches(pattern(place), wound) for place in rule.whole for wound in wounds):
            continue
        for finding in rule.find(ledger):
            if finding.code == "out_of_range":
                wounds.add(pattern_of(finding.path))
            yield finding


def _touches(place: Pattern, wound: Pattern) -> bool:
    shorter = min(len(place), len(wound))
    return place[:shorter] == wound[:shorter]
