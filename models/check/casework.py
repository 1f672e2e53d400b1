"""When a case takes part and what it is then (docs/formulation.md), as the check sees it; and the work of duties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from models.casework import Case, CaseType
from models.check.ledger import Ledger
from models.check.report import Finding
from models.decisions import DutyKind
from models.policy import Policy
from models.scenario import Horizon

VICTIM_CONTACT = "victim_contact"
"""Kind of work item under which the policy has the points of a victim contact."""


def last_day(horizon: Horizon) -> date:
    """Last day of the horizon."""
    return horizon.start + timedelta(days=7 * horizon.weeks - 1)


def span(case: Case, horizon: Horizon, policy: Policy) -> tuple[date, date] | None:
    """First and last day on which a case needs a practitioner in the horizon; None where it needs none."""
    days = (horizon.start, case.start, take_over_day(case, policy))
    first = max(day for day in days if day is not None)
    last = min(case.sentence_end, last_day(horizon))
    return (first, last) if first <= last else None


def take_over_day(case: Case, policy: Policy) -> date | None:
    """Day from which a custody case is the community practitioner's."""
    if case.case_type is not CaseType.CUSTODY:
        return None
    release = case.release_date
    if release is not None and (release - case.sentence_date).days < 7 * policy.short_sentence_weeks.value:
        return case.sentence_date
    if case.handover_date is not None or release is None:
        return case.handover_date
    return release - timedelta(weeks=policy.handover_weeks.value)


def stages(case: Case, first: date, last: date) -> Iterator[tuple[date, str, CaseType]]:
    """First day, tier and type of each stretch of a case's span."""
    released = case.release_date if case.case_type is CaseType.CUSTODY else None
    turns = {change.on for change in case.tier_changes} | ({released} if released is not None else set())
    for day in sorted({first, *(turn for turn in turns if first < turn <= last)}):
        tiers = [change.tier for change in case.tier_changes if change.on <= day]
        on_licence = released is not None and day >= released
        yield day, tiers[-1] if tiers else case.tier, CaseType.LICENCE if on_licence else case.case_type


def duty_points(ledger: Ledger) -> Iterator[Finding]:
    """Court reports and victim contacts of a kind that the policy has no points for; one finding for each kind."""
    casework = ledger.scenario.casework
    stated = {row.kind for row in ledger.scenario.policy.work_item_points}
    rows = [
        *(
            (f"report_{row.kind}", ("casework", "court_reports", n, "kind"))
            for n, row in enumerate(casework.court_reports)
        ),
        *((VICTIM_CONTACT, ("casework", "victim_contacts", n)) for n in range(len(casework.victim_contacts))),
    ]
    for kind, path in rows:
        if kind not in stated:
            stated.add(kind)
            sentence = f"The policy has no points for work of the kind {kind}. Add a row to policy.work_item_points."
            yield Finding("points_missing", path, sentence)


def previous_duties(ledger: Ledger) -> Iterator[Finding]:
    """Reports and contacts of the previous plan that are none of the scenario's."""
    if ledger.scenario.previous_plan is None:
        return
    casework = ledger.scenario.casework
    known = {
        DutyKind.COURT_REPORT: {row.id for row in casework.court_reports},
        DutyKind.VICTIM_CONTACT: {row.id for row in casework.victim_contacts},
    }
    for n, row in enumerate(ledger.scenario.previous_plan.duties):
        if row.id not in known[row.kind]:
            kind = row.kind.replace("_", " ")
            sentence = f"There is no {kind} {row.id}. Add the row, or correct the identifier."
            yield Finding("unknown_id", ("previous_plan", "duties", n, "id"), sentence)


def licence_points(ledger: Ledger) -> Iterator[Finding]:
    """Custody cases released in the horizon whose tier has no points on licence; one finding for each tier."""
    scenario = ledger.scenario
    model, horizon = scenario.casework.tier_model, scenario.horizon
    stated = {(row.tier, row.case_type) for row in scenario.policy.tier_points if row.tier_model == model}
    for n, case in enumerate(scenario.casework.cases):
        days = span(case, horizon, scenario.policy) if case.release_date is not None else None
        for _, tier, case_type in stages(case, *days) if days is not None else ():
            if case_type is not case.case_type and (tier, case_type) not in stated:
                stated.add((tier, case_type))
                sentence = (
                    f"The case is on licence from {case.release_date} on, and the policy has no points for tier "
                    f"{tier}, {case_type}. Add the row to policy.tier_points."
                )
                yield Finding("points_missing", ("casework", "cases", n, "release_date"), sentence)


def tastes(ledger: Ledger) -> Iterator[Finding]:
    """Preferences about tiers that the tier model does not have."""
    model = ledger.scenario.casework.tier_model
    tiers = tuple({row.tier for row in ledger.scenario.policy.tier_points if row.tier_model == model})
    for n, staff in enumerate(ledger.scenario.staff):
        for k, row in enumerate(staff.rather_not):
            if row.tier is not None and not any(tier.startswith(row.tier) for tier in tiers):
                sentence = f"No tier of the model {model} begins with {row.tier}; the preference has no effect."
                yield Finding("no_such_tier", ("staff", n, "rather_not", k, "tier"), sentence)
