"""What a plan names and its scenario does not know: the scenario may have more in it than the plan, but not less."""

from __future__ import annotations

from collections.abc import Iterator

from models.decisions import Decisions
from models.errors import BadInput, Fault
from models.plan import Plan
from models.scenario import Scenario

NAMED = 3
"""Strangers that a fault names."""


def refuse_strangers(scenario: Scenario, plan: Plan) -> None:
    """Raise, with one fault for all of it, if the plan is about rows that are not the scenario's.

    Raises
    ------
    BadInput
        The plan names somebody or something that the scenario does not know.
    """
    known = set(_rows(scenario))
    strangers = list(dict.fromkeys(id for id in _named(plan.decisions) if id not in known))
    if not strangers:
        return
    some = ", ".join(strangers[:NAMED]) + (" and others" if len(strangers) > NAMED else "")
    sentence = (
        f"The plan was made from scenario {plan.provenance.scenario} and names {len(strangers):,} that this one "
        f"({scenario.id}) does not know: {some}."
    )
    raise BadInput([Fault(code="another_scenario", pointer="/decisions", id=strangers[0], sentence=sentence)])


def _rows(scenario: Scenario) -> Iterator[str]:
    """Ids of everything that a plan decides about and that no plan can do without."""
    casework, work = scenario.casework, scenario.unpaid_work
    for rows in (
        *(scenario.people, scenario.staff, casework.cases, casework.court_reports, casework.victim_contacts),
        *(work.requirements, scenario.programmes.referrals, scenario.services.referrals, scenario.services.contracts),
    ):
        yield from (row.id for row in rows)
    yield from (slot.id for project in work.projects for slot in project.slots)


def _named(decisions: Decisions) -> Iterator[str]:
    for case in decisions.cases:
        yield from (case.case, case.practitioner)
    for duty in decisions.duties:
        yield from (duty.id, duty.staff)
    for pattern in decisions.patterns:
        yield from (pattern.requirement, pattern.slot)
    for session in decisions.sessions:
        yield from (session.slot, *session.supervisors)
    for group in decisions.groups:
        yield from (*(member.referral for member in group.members), *group.team)
    for service in decisions.services:
        yield from (service.referral, service.contract)
