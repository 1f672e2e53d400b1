"""Ways to change the sound scenario and plan, one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.decisions import Decisions
from models.document import content_hash
from models.explanation import Unplaced
from models.locks import Lock
from models.plan import Plan
from models.policy import CaseCeiling, HoldingRule
from models.programmes import RunningGroup
from models.scenario import Scenario
from models.staff import Grade, Staff
from tests.solver.audit.sound import changed, with_row

World = tuple[Scenario, Plan]
Change = Callable[[Scenario, Plan], World]


def applied(change: Change, scenario: Scenario, plan: Plan) -> World:
    """Scenario and plan after a change; the plan still names the scenario that it belongs to."""
    after, told_plan = change(scenario, plan)
    if after is scenario:
        return after, told_plan
    return after, changed(told_plan, provenance=changed(told_plan.provenance, scenario_hash=content_hash(after)))


def together(*changes: Change) -> Change:
    """Several changes, one after the other."""

    def change(scenario: Scenario, plan: Plan) -> World:
        for one in changes:
            scenario, plan = one(scenario, plan)
        return scenario, plan

    return change


def person(id: str, **over: Any) -> Change:
    """Another person."""
    return lambda scenario, plan: (changed(scenario, people=with_row(scenario.people, id, **over)), plan)


def staff(id: str, **over: Any) -> Change:
    """Another member of staff."""
    return lambda scenario, plan: (changed(scenario, staff=with_row(scenario.staff, id, **over)), plan)


def hired(row: Staff) -> Change:
    """One more member of staff."""
    return lambda scenario, plan: (changed(scenario, staff=(*scenario.staff, row)), plan)


def case(id: str, **over: Any) -> Change:
    """Another case."""

    def change(scenario: Scenario, plan: Plan) -> World:
        casework = changed(scenario.casework, cases=with_row(scenario.casework.cases, id, **over))
        return changed(scenario, casework=casework), plan

    return change


def _casework(field: str) -> Callable[..., Change]:
    def builder(id: str, **over: Any) -> Change:
        def change(scenario: Scenario, plan: Plan) -> World:
            rows = with_row(getattr(scenario.casework, field), id, **over)
            return changed(scenario, casework=changed(scenario.casework, **{field: rows})), plan

        return change

    return builder


report, contact, review = _casework("court_reports"), _casework("victim_contacts"), _casework("reviews")


def _programmes(field: str) -> Callable[..., Change]:
    def builder(id: str, **over: Any) -> Change:
        def change(scenario: Scenario, plan: Plan) -> World:
            rows = with_row(getattr(scenario.programmes, field), id, **over)
            return changed(scenario, programmes=changed(scenario.programmes, **{field: rows})), plan

        return change

    return builder


template, referral, group_option = _programmes("templates"), _programmes("referrals"), _programmes("group_options")


def running(group: RunningGroup) -> Change:
    """A group that runs already."""
    return lambda scenario, plan: (
        changed(scenario, programmes=changed(scenario.programmes, running_groups=(group,))),
        plan,
    )


def _work(field: str) -> Callable[..., Change]:
    def builder(id: str, **over: Any) -> Change:
        def change(scenario: Scenario, plan: Plan) -> World:
            rows = with_row(getattr(scenario.unpaid_work, field), id, **over)
            return changed(scenario, unpaid_work=changed(scenario.unpaid_work, **{field: rows})), plan

        return change

    return builder


project, requirement = _work("projects"), _work("requirements")


def _services(field: str) -> Callable[..., Change]:
    def builder(id: str, **over: Any) -> Change:
        def change(scenario: Scenario, plan: Plan) -> World:
            rows = with_row(getattr(scenario.services, field), id, **over)
            return changed(scenario, services=changed(scenario.services, **{field: rows})), plan

        return change

    return builder


contract, service_referral = _services("contracts"), _services("referrals")


def room(**over: Any) -> Change:
    """Another room."""

    def change(scenario: Scenario, plan: Plan) -> World:
        rooms = tuple(changed(row, **over) for row in scenario.estate.rooms)
        return changed(scenario, estate=changed(scenario.estate, rooms=rooms)), plan

    return change


def office(**over: Any) -> Change:
    """Other offices."""

    def change(scenario: Scenario, plan: Plan) -> World:
        offices = tuple(changed(row, **over) for row in scenario.estate.offices)
        return changed(scenario, estate=changed(scenario.estate, offices=offices)), plan

    return change


def locked(lock: Lock) -> Change:
    """A lock."""
    return lambda scenario, plan: (changed(scenario, locks=(lock,)), plan)


def policy(**over: float) -> Change:
    """Other figures of the policy."""

    def change(scenario: Scenario, plan: Plan) -> World:
        figures = {name: changed(getattr(scenario.policy, name), value=value) for name, value in over.items()}
        return changed(scenario, policy=changed(scenario.policy, **figures)), plan

    return change


def holding_rules(*others: HoldingRule) -> Change:
    """Other rules for the grades that they are for."""
    grades = {rule.grade for rule in others}

    def change(scenario: Scenario, plan: Plan) -> World:
        rules = (*(rule for rule in scenario.policy.holding_rules if rule.grade not in grades), *others)
        return changed(scenario, policy=changed(scenario.policy, holding_rules=rules)), plan

    return change


def case_ceilings(**cases: int) -> Change:
    """Most cases by grade."""
    rows = tuple(CaseCeiling(grade=Grade[grade], cases=number, source="r") for grade, number in cases.items())
    return lambda scenario, plan: (changed(scenario, policy=changed(scenario.policy, case_ceilings=rows)), plan)


def decided(**over: Any) -> Change:
    """Other decisions; a function is given the decisions in force."""

    def change(scenario: Scenario, plan: Plan) -> World:
        now = plan.decisions
        rows = {name: row(now) if callable(row) else row for name, row in over.items()}
        return scenario, changed(plan, decisions=changed(now, **rows))

    return change


def planned(**over: Any) -> Change:
    """Another plan."""
    return lambda scenario, plan: (scenario, changed(plan, **over))


def told(**over: Any) -> Change:
    """Another provenance."""
    return lambda scenario, plan: (scenario, changed(plan, provenance=changed(plan.provenance, **over)))


def unplaced_too(row: Unplaced) -> Change:
    """One more listed as unplaced."""
    return lambda scenario, plan: (scenario, changed(plan, unplaced=(*plan.unplaced, row)))


def without(id: str) -> Change:
    """Somebody is not listed as unplaced."""
    return lambda scenario, plan: (
        scenario,
        changed(plan, unplaced=tuple(row for row in plan.unplaced if row.id != id)),
    )


def first(field: str, **over: Any) -> Change:
    """First decision of a kind, changed."""

    def change(now: Decisions) -> tuple[Any, ...]:
        rows = getattr(now, field)
        return (changed(rows[0], **over), *rows[1:])

    return decided(**{field: change})


def first_group_session(**over: Any) -> Change:
    """First session of the group that opens, changed."""

    def change(now: Decisions) -> tuple[Any, ...]:
        run = now.groups[0]
        return (changed(run, sessions=(changed(run.sessions[0], **over), *run.sessions[1:])),)

    return decided(groups=change)
