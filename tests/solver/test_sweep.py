"""Sweeps over numbers of moves: every row is a plan that the audit has seen."""

from __future__ import annotations

import pytest

from models.change import Change
from models.decisions import Decisions
from models.errors import AuditFailed
from models.goals import Part
from models.plan import Plan
from models.scenario import Scenario
from scenarios.generate import Scale, generate
from solver import sweep
from solver.audit import ManyAllocations
from solver.options import Budget, Options
from solver.plan import chosen_profile, goals_of, make_plan
from solver.sweep import sweep_moves
from tests.solver.audit.changes import changed


@pytest.fixture(scope="module")
def team() -> tuple[Scenario, Plan, ManyAllocations]:
    """A team, an allocation of it, and what audits allocations of it."""
    scenario = generate(Scale.TEAM, 3)
    plan = make_plan(scenario, Options(parts=(Part.ALLOCATION,), budget=Budget(work=1)))
    goals = goals_of(chosen_profile(scenario, None), Part.ALLOCATION)
    return scenario, plan, ManyAllocations(scenario, goals, Change())


def rules(
    team: tuple[Scenario, Plan, ManyAllocations], decisions: Decisions, cost: float = 0.0, moves: int = 0
) -> set[str]:
    """Rules broken by decisions said to cost so much more, and to move so many more items, than the plan."""
    _, plan, auditor = team
    assert plan.kpis.allocation
    told = auditor.audit(decisions, objective=plan.parts[0].objective + cost, moves=plan.kpis.allocation.moves + moves)
    return {violation.rule for violation in told}


def test_a_sound_allocation_has_no_violations(team: tuple[Scenario, Plan, ManyAllocations]) -> None:
    """What the whole audit passes, the audit of many passes."""
    assert not rules(team, team[1].decisions)


def test_wrong_figures_are_found(team: tuple[Scenario, Plan, ManyAllocations]) -> None:
    """A cost or a number of moves that is not so is found, and so is a case that nobody holds any more."""
    decisions = team[1].decisions
    assert rules(team, decisions, cost=1.0) == {"objective"}
    assert rules(team, decisions, moves=1) == {"kpi"}
    assert "objective" in rules(team, changed(decisions, cases=decisions.cases[1:]))


def test_broken_rules_are_found(team: tuple[Scenario, Plan, ManyAllocations]) -> None:
    """Cases given to whom nobody may give them are found by the rule's name, and so is a stranger."""
    decisions = team[1].decisions
    holder = decisions.cases[0].practitioner
    everything = tuple(changed(row, practitioner=holder) for row in decisions.cases)
    assert rules(team, changed(decisions, cases=everything)) >= {"within_ceiling", "figures"}
    stranger = changed(decisions.cases[0], practitioner="nobody-known")
    assert "unknown_id" in rules(team, changed(decisions, cases=(stranger, *decisions.cases[1:])))


def test_every_row_of_a_sweep_is_audited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that the audit finds fault with stops the sweep."""
    scenario = generate(Scale.TEAM, 3)
    rows = sweep_moves(scenario, Budget(work=2), points=3).rows
    assert rows
    assert all(row.bound <= row.objective for row in rows)
    monkeypatch.setattr(sweep, "decisions", lambda *_: Decisions())
    with pytest.raises(AuditFailed):
        sweep_moves(scenario, Budget(work=2), points=3)
