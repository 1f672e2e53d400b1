"""``planner audit``: whether a plan keeps every hard rule, and whether its numbers are so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson, PlanFile, ScenarioFile

if TYPE_CHECKING:
    from models.goals import Part
    from models.plan import Plan
    from models.scenario import Scenario
    from solver.audit import CertificateReport


WithCertificate = Annotated[
    bool, typer.Option("--certificate", help="Work bounds out again from the prices that the plan carries.")
]
NAMED = 10
"""Members of staff, and items, that the machine-readable answer names."""


def audit(
    scenario_file: ScenarioFile, plan_file: PlanFile, *, certificate: WithCertificate = False, as_json: AsJson = False
) -> None:
    """Check a plan against its scenario.

    The audit shares no code with the search that made the plan. Exit code 1 with violations, 0 without.

    Example:

        planner audit scenarios/pdu.json plan.json --certificate
    """
    from api.commands.files import read_plan, read_scenario
    from api.terminal import list_violations, results, tell, tell_json
    from solver.audit import Audited, audit_with_certificates
    from solver.audit import audit as violations_of

    scenario = read_scenario(scenario_file)
    plan = read_plan(plan_file)
    refuse_another_scenarios_plan(scenario, plan, str(plan_file))
    if certificate:
        violations, reports = audit_with_certificates(scenario, plan)
    else:
        violations, reports = Audited(violations_of(scenario, plan), {})
    if as_json:
        answer: dict[str, object] = {
            "scenario": scenario.id,
            "plan": str(plan_file),
            "violations": [violation.model_dump(mode="json") for violation in violations],
        }
        tell_json(answer | (_certified(reports) if certificate else {}))
    else:
        list_violations(results(), violations)
        if certificate:
            _tell_in_words(reports)
        tell(f"audit: {len(violations) or 'no'} violation{'' if len(violations) == 1 else 's'}")
    if violations:
        raise typer.Exit(1)


def _tell_in_words(reports: Mapping[Part, Mapping[str, CertificateReport]]) -> None:
    """What the plan's certificates prove, part by part."""
    from api.terminal import tell
    from models.goals import Part
    from solver.audit import in_words

    for part, of_part in reports.items():
        for tier, report in of_part.items():
            for line in in_words(report, tier):
                tell(f"Commissioned services: {line}" if part is Part.REFERRALS else line)
    if not any(reports.values()):
        tell("The plan has no certificate.")


def _certified(reports: Mapping[Part, Mapping[str, CertificateReport]]) -> dict[str, object]:
    """What the plan's certificates prove, and those of its tiers with slack, for machines."""
    from models.goals import Part

    answer: dict[str, object] = {}
    for part, prefix in ((Part.ALLOCATION, ""), (Part.REFERRALS, "service_")):
        figures = {tier: _figures(report) for tier, report in reports.get(part, {}).items()}
        answer |= {f"{prefix}certificate": figures.pop("", None), f"{prefix}tier_certificates": figures}
    return answer


def _figures(report: CertificateReport) -> dict[str, object]:
    """What a certificate proves, for machines."""
    excess = report.excess
    return {
        "bound": report.bound,
        "quoted": report.quoted,
        "headline": report.headline,
        "objective": report.objective,
        "tolerance": report.tolerance,
        "excess": None
        if excess is None
        else {
            "loads": excess.loads,
            "items": excess.items,
            "left_out": excess.left_out,
            "moves": excess.moves,
            "by_staff": [row._asdict() for row in excess.by_staff[:NAMED]],
            "by_item": [row._asdict() for row in excess.by_item[:NAMED]],
        },
    }


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
