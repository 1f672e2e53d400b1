"""Every rule: a sound plan passes, and one thing changed is found under the rule's own name and no other."""

from pathlib import Path

import pytest

from models.plan import Plan
from models.scenario import Scenario
from solver.audit import RULES, audit
from solver.audit.figures import CHECKS
from tests.solver.audit.changes import applied
from tests.solver.audit.sound import a_sound_plan, a_sound_scenario
from tests.solver.audit.tampering import Tampering
from tests.solver.audit.tamperings import TAMPERINGS
from tests.solver.audit.tamperings_rolling import joined

FORMULATION = Path(__file__).parents[3] / "docs" / "formulation.md"
OF_FIGURES = {check.__name__ for check in CHECKS} | {"tier_slack", "off_track", "spare", "new_starts", "one_more"}
"""Checks of what follows from decisions; other pages tamper with these, each with its own."""


def rules_broken(scenario: Scenario, plan: Plan) -> set[str]:
    """Rules that the audit finds broken, apart from the numbers that follow."""
    return {violation.rule for violation in audit(scenario, plan)} - OF_FIGURES


def rules_of_the_page() -> dict[str, set[str]]:
    """Names in the tables of rules of the formulation, by part."""
    rules: dict[str, set[str]] = {}
    part, in_rules = "", False
    for line in FORMULATION.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            part = line[3:].split(":")[0].lower().replace(" ", "_")
        if line.startswith("| rule |"):
            in_rules = True
        elif not line.startswith("|"):
            in_rules = False
        elif in_rules and line.startswith("| `"):
            rules.setdefault(part, set()).add(line.split("`")[1])
    return rules


def test_a_sound_plan_passes() -> None:
    """A plan that keeps every rule and tells every number as it is gives no violation."""
    scenario = a_sound_scenario()
    assert audit(scenario, a_sound_plan(scenario)) == ()


def test_people_may_join_a_running_group() -> None:
    """A plan in which somebody joins a running group at the beginning of a module breaks no rule."""
    scenario = a_sound_scenario()
    assert rules_broken(*applied(joined(), scenario, a_sound_plan(scenario))) == set()


@pytest.mark.parametrize(
    "tampering", TAMPERINGS, ids=[f"{row.part}-{row.rule}-{n}" for n, row in enumerate(TAMPERINGS)]
)
def test_each_rule_is_found_by_its_name(tampering: Tampering) -> None:
    """What breaks one rule is found under that rule's name, for its part, and under no name that it does not break."""
    scenario = a_sound_scenario()
    scenario, plan = applied(tampering.change, scenario, a_sound_plan(scenario))
    assert (tampering.rule, tampering.part) in {(row.rule, row.part) for row in audit(scenario, plan)}
    assert rules_broken(scenario, plan) == {tampering.rule, *tampering.also}


def test_every_rule_of_the_page_is_audited_and_tampered_with() -> None:
    """The tables of the formulation, the audit's registry and the tamperings name the same rules."""
    page = rules_of_the_page()
    assert {part: set(rules) for part, rules in RULES.items() if part != "plan"} == page
    tampered = {(row.part, row.rule) for row in TAMPERINGS}
    assert {(part, rule) for part, rules in page.items() for rule in rules} <= tampered
    assert set(RULES["plan"]) - OF_FIGURES <= {row.rule for row in TAMPERINGS}


def test_violations_are_found_one_by_one() -> None:
    """Two broken rules are two violations, each naming the ids concerned and none of them a person's name."""
    scenario = a_sound_scenario()
    plan = a_sound_plan(scenario)
    for tampering in [row for row in TAMPERINGS if row.rule == "grade_may_hold"][:2]:
        scenario, plan = applied(tampering.change, scenario, plan)
    found = [row for row in audit(scenario, plan) if row.rule == "grade_may_hold"]
    assert {row.ids for row in found} == {("C1", "S1"), ("C2", "S2")}
    assert all(id in row.sentence for row in found for id in row.ids)
