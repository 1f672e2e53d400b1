"""``planner audit``: whether a plan keeps every hard rule, and whether its numbers are so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from api.commands.options import AsJson, PlanFile, ScenarioFile

if TYPE_CHECKING:
    from models.plan import Plan
    from models.scenario import Scenario


def audit(scenario_file: ScenarioFile, plan_file: PlanFile, *, as_json: AsJson = False) -> None:
    """Check a plan against its scenario.

    The audit shares no code with the search that made the plan. Exit code 1 with violations, 0 without.

    Example:

        planner audit scenarios/pdu.json plan.json
    """
    from api.commands.files import read_plan, read_scenario
    from api.terminal import list_violations, results, tell, tell_json
    from solver.audit import audit as violations_of

    scenario = read_scenario(scenario_file)
    plan = read_plan(plan_file)
    refuse_another_scenarios_plan(scenario, plan, str(plan_file))
    violations = violations_of(scenario, plan)
    if as_json:
        tell_json(
            {
                "scenario": scenario.id,
                "plan": str(plan_file),
                "violations": [violation.model_dump(mode="json") for violation in violations],
            }
        )
    else:
        list_violations(results(), violations)
        tell(f"audit: {len(violations) or 'no'} violation{'' if len(violations) == 1 else 's'}")
    if violations:
        raise typer.Exit(1)


def refuse_another_scenarios_plan(scenario: Scenario, plan: Plan, place: str) -> None:
    """Raise if the plan was made from other content than this scenario's.

    Raises
    ------
    BadInput
        When the hash in the plan's provenance is not that of the scenario.
    """
    from api.commands.faults import refuse
    from models.document import content_hash

    origin = plan.provenance
    if origin.scenario_hash != content_hash(scenario):
        raise refuse(
            "another_scenario",
            f"{place}/provenance/scenario_hash",
            f"The plan was made from scenario {origin.scenario} with other content than this one ({scenario.id}).",
        )
