"""The audit of a whole plan: every rule, then every number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from models.decisions import Decisions
from models.errors import Violation
from models.goals import Part
from models.plan import Plan
from models.scenario import Scenario
from solver.audit import (
    allocation,
    allocation_plan,
    attendance,
    dated_changes,
    figures,
    inductions,
    off_track,
    one_more,
    outlook,
    programmes,
    programmes_finish,
    programmes_members,
    programmes_oversight,
    programmes_waiting,
    referrals,
    rota_rules,
    unpaid_work,
)
from solver.audit.certificate import reckonings, reports_at
from solver.audit.certificate_report import CertificateReport, uncertified
from solver.audit.dates import Taken, minute
from solver.audit.decided import known_decisions
from solver.audit.finding import Findings, violation
from solver.audit.one_to_ones import member_bookings, staff_bookings
from solver.audit.programmes_costs import reckon_programmes
from solver.audit.prospects import prospects_of
from solver.audit.reckoning import Reckoning
from solver.audit.rota import Rota, read_rota
from solver.audit.rows import Rows, goals_in_force, rows_of, weights_of
from solver.audit.services import Services, read_services
from solver.audit.services_certificate import reports_of_services
from solver.audit.services_costs import reckon_services
from solver.audit.services_offers import offers_of
from solver.audit.slack import tier_slack
from solver.audit.unpaid_work_costs import reckon_unpaid_work
from solver.audit.waitlist import Waitlist, read_waitlist, running_bookings
from solver.audit.whole_plan import accounted_for, one_place_at_a_time, provenance

Reports = dict[str, CertificateReport]
"""What was found of certificates, by the tier they are for."""

Certified = dict[Part, Reports]
"""The same by part."""

RULES: dict[str, tuple[str, ...]] = {
    "allocation": (
        *(rule.holds.__name__ for rule in allocation.PAIR_RULES),
        *(rule.__name__ for rule in allocation_plan.PLAN_RULES),
    ),
    "programmes": tuple(
        dict.fromkeys(
            (
                *(rule.name for rule in programmes_members.MEMBER_RULES),
                *(rule.__name__ for rule in programmes.PLAN_RULES),
                programmes_oversight.RULE,
            )
        )
    ),
    "unpaid_work": (
        *(rule.holds.__name__ for rule in unpaid_work.SLOT_RULES),
        *(rule.__name__ for rule in rota_rules.ROTA_RULES),
    ),
    "referrals": tuple(dict.fromkeys((*referrals.PAIR_RULES, *(rule.__name__ for rule in referrals.PLAN_RULES)))),
    "plan": (
        "unknown_id",
        "accounted_for",
        "provenance",
        "one_place_at_a_time",
        "calendar",
        "attendance_dates",
        "dated_changes",
        "off_track",
        "spare",
        "new_starts",
        "one_more",
        "figures",
        *(check.__name__ for check in figures.CHECKS),
        "tier_slack",
    ),
}
"""Names of every rule by part, and of the checks of the whole plan."""


def audit(scenario: Scenario, plan: Plan, *, certificate: bool = False) -> tuple[Violation, ...]:
    """Everything in a plan that breaks a rule or is not so; empty when all is well.

    Parameters
    ----------
    scenario
        A scenario without faults (``models.check``).
    plan
        Any plan, whoever made it.
    certificate
        Whether bounds are worked out again from certificates, where there are any.
    """
    return audit_with_certificates(scenario, plan).violations if certificate else tuple(_findings(scenario, plan, None))


class Audited(NamedTuple):
    """Everything wrong with a plan, and what certificates prove, by part: that of the part, "", and those of tiers."""

    violations: tuple[Violation, ...]
    certificates: Certified


def audit_with_certificates(scenario: Scenario, plan: Plan) -> Audited:
    """The audit with the check of every certificate of the plan, in one reading of the scenario."""
    certificates: Certified = {}
    return Audited(tuple(_findings(scenario, plan, certificates)), certificates)


def _findings(scenario: Scenario, plan: Plan, certificates: Certified | None) -> Findings:
    """Everything wrong with a plan; checks of certificates are put among ``certificates``, where these are wanted."""
    rows = rows_of(scenario)
    known, strangers = known_decisions(rows, plan.decisions)
    yield from strangers
    yield from provenance(scenario, plan)
    yield from accounted_for(rows, plan, known)
    if Part.ALLOCATION in plan.provenance.parts:
        yield from _allocation(rows, plan, known, certificates, complete=not strangers)
    if set(plan.provenance.parts) != {Part.ALLOCATION} or any(
        (known.patterns, known.sessions, known.groups, known.services)
    ):
        yield from _dated(rows, plan, known, certificates)


def _dated(rows: Rows, plan: Plan, known: Decisions, certificates: Certified | None) -> Findings:
    """What is wrong with the parts that have dates; whoever plans the allocation alone need not wait for these."""
    waitlist = read_waitlist(rows, known.groups)
    rota = _rota(rows, known, waitlist)
    yield from one_place_at_a_time(waitlist, rota, known.services)
    if Part.PROGRAMMES in plan.provenance.parts:
        yield from _programmes(plan, waitlist)
    if Part.UNPAID_WORK in plan.provenance.parts:
        yield from _unpaid_work(plan, rota)
    if Part.REFERRALS in plan.provenance.parts:
        yield from _referrals(plan, _services(rows, known, waitlist), certificates)


def _rota(rows: Rows, known: Decisions, waitlist: Waitlist) -> Rota:
    """Reading of the unpaid work, which sees what groups take up, those running and those that the plan opens."""
    people, staff, _ = running_bookings(rows)
    for run in waitlist.runs:
        for member in run.members:
            people[member.person] += member_bookings(waitlist, run, member.referral)
        for id in run.team:
            staff[id] += staff_bookings(waitlist, run, id)
    return read_rota(rows, known.patterns, known.sessions, booked=people, staff_booked=staff, told=known.rota_changes)


def _services(rows: Rows, known: Decisions, waitlist: Waitlist) -> Services:
    """Reading of the commissioned services, which see what groups and unpaid work take up."""
    people, _, _ = running_bookings(rows)
    for run in waitlist.runs:
        for member in run.members:
            people[member.person] += member_bookings(waitlist, run, member.referral)
    for pattern in known.patterns:
        start, end = minute(pattern.start), minute(pattern.end)
        people[pattern.person] += [Taken(day, start, end) for day in pattern.dates]
    return read_services(rows, known.services, people)


def _allocation(
    rows: Rows, plan: Plan, known: Decisions, certificates: Certified | None, *, complete: bool
) -> Findings:
    casebook = allocation.casebook_of(rows, known, plan.provenance.change)
    yield from allocation.broken_pair_rules(casebook)
    yield from allocation_plan.broken_plan_rules(casebook)
    yield from allocation_plan.figures(casebook, known)
    at = reckonings(casebook)
    yield from _numbers(rows, plan, Part.ALLOCATION, lambda weights: at(weights)[1])
    goals = goals_in_force(rows.scenario, plan.provenance.profile, Part.ALLOCATION)
    told = next((result for result in plan.parts if result.part == Part.ALLOCATION), None)
    if certificates is not None and told is not None:
        certificates[Part.ALLOCATION] = reports_at(casebook, told, goals, at, complete=complete)
        yield from uncertified(told)
        for report in certificates[Part.ALLOCATION].values():
            yield from report.violations


def _programmes(plan: Plan, waitlist: Waitlist) -> Findings:
    yield from programmes.broken_rules(waitlist)
    yield from programmes_oversight.treatment_manager(waitlist)
    yield from programmes.calendar(waitlist)
    yield from programmes_finish.figures(waitlist)
    yield from programmes_waiting.waiting_list(waitlist, plan.unplaced)
    yield from one_more.one_more(waitlist, plan.one_more)
    yield from _numbers(waitlist.rows, plan, Part.PROGRAMMES, lambda weights: reckon_programmes(waitlist, weights))


def _unpaid_work(plan: Plan, rota: Rota) -> Findings:
    prospects = prospects_of(rota)
    yield from unpaid_work.broken_slot_rules(rota)
    for rule in rota_rules.ROTA_RULES:
        yield from rule(rota)
    yield from inductions.inductions(rota)
    yield from attendance.calendar(rota)
    yield from attendance.attendance_dates(rota)
    yield from dated_changes.dated_changes(rota)
    yield from attendance.figures(rota)
    yield from off_track.off_track(rota, plan.off_track)
    yield from outlook.spare(rota, plan.spare)
    yield from outlook.new_starts(rota, plan.new_starts)
    yield from _numbers(rota.rows, plan, Part.UNPAID_WORK, lambda weights: reckon_unpaid_work(rota, prospects, weights))


def _referrals(plan: Plan, services: Services, certificates: Certified | None) -> Findings:
    offers = offers_of(services)
    yield from referrals.broken_rules(services)
    yield from referrals.calendar(services)
    yield from referrals.waiting_list(services, offers, plan.unplaced)
    reckon = partial(reckon_services, services, offers)
    yield from _numbers(services.rows, plan, Part.REFERRALS, reckon)
    goals = goals_in_force(services.rows.scenario, plan.provenance.profile, Part.REFERRALS)
    told = next((result for result in plan.parts if result.part == Part.REFERRALS), None)
    if certificates is not None and told is not None:
        certificates[Part.REFERRALS] = reports_of_services(services, offers, told, goals)
        yield from uncertified(told)
        for report in certificates[Part.REFERRALS].values():
            yield from report.violations


def _numbers(rows: Rows, plan: Plan, part: Part, reckon: Callable[[Mapping[str, float]], Reckoning]) -> Findings:
    """Wrong numbers in the plan's result of a part; ``provenance`` tells where there is no result."""
    goals = goals_in_force(rows.scenario, plan.provenance.profile, part)
    told = next((result for result in plan.parts if result.part == part), None)
    if told is None:
        return
    if goals is None:
        sentence = f"The profile {plan.provenance.profile} has no goals for {part}."
        yield violation("goal_value", part, (plan.provenance.profile,), sentence)
        return
    read = figures.Figures(
        told=told,
        kpis=getattr(plan.kpis, part.value),
        yardstick=getattr(plan.baseline, part.value),
        goals=goals,
        own=reckon(weights_of(goals, told)),
    )
    yield from figures.wrong_figures(read)
    yield from tier_slack(told, goals, reckon)
