"""The audit of many allocations of one scenario: what does not depend on any of them is read once."""

from __future__ import annotations

import math
from dataclasses import replace

from models.change import Change
from models.decisions import Decisions
from models.errors import Violation
from models.goals import Goal, Part, PartGoals
from models.scenario import Scenario
from solver.audit.allocation import broken_pair_rules, casebook_of
from solver.audit.allocation_costs import quantities_of, reckon_allocation, scales_of
from solver.audit.allocation_plan import broken_plan_rules, figures
from solver.audit.blocks import Journeys
from solver.audit.casebook import holders_of
from solver.audit.decided import known_decisions
from solver.audit.finding import Findings, agree, violation
from solver.audit.reckoning import LEFT_OUT
from solver.audit.rows import rows_of, weights_of

NOTHING_DECIDED = Decisions()
"""What the scenario is read with."""


class ManyAllocations:
    """Audits allocations of one scenario.

    Parameters
    ----------
    scenario
        A scenario without faults (``models.check``).
    goals
        Goals of the allocation in force.
    change
        Limits on moves in force.
    """

    def __init__(self, scenario: Scenario, goals: PartGoals, change: Change) -> None:
        self._rows = rows_of(scenario)
        self._casebook = casebook_of(self._rows, NOTHING_DECIDED, change)
        self._scales = scales_of(self._casebook, weights_of(goals))
        self._journeys = Journeys(self._casebook)
        self._penalties = reckon_allocation(self._casebook, self._scales).penalties

    def audit(self, decisions: Decisions, *, objective: float, moves: int) -> tuple[Violation, ...]:
        """Everything in an allocation that breaks a rule, or is not so; empty when all is well.

        Parameters
        ----------
        objective, moves
            What it is said to cost, and how many items are said to move.
        """
        return tuple(self._findings(decisions, objective, moves))

    def _findings(self, decisions: Decisions, objective: float, moves: int) -> Findings:
        known, strangers = known_decisions(self._rows, decisions)
        yield from strangers
        a = replace(self._casebook, holder=holders_of(self._casebook.items, self._casebook.staff_at, known))
        yield from broken_pair_rules(a)
        yield from broken_plan_rules(a)
        yield from figures(a, known)
        quantities = quantities_of(a, self._scales, self._journeys)
        costs = [self._cost(quantities, penalty) for penalty in self._penalties]
        if not any(agree(objective, cost) for cost in costs):
            sentence = f"The allocation is said to cost {objective:.10g}, but costs {costs[-1]:.10g}."
            yield violation("objective", Part.ALLOCATION, (Part.ALLOCATION,), sentence)
        if moves != quantities[Goal.CONTINUITY]:
            sentence = f"{moves} items are said to move, but {quantities[Goal.CONTINUITY]:.0f} do."
            yield violation("kpi", Part.ALLOCATION, (Part.ALLOCATION,), sentence)

    def _cost(self, quantities: dict[Goal, float], penalty: float) -> float:
        weight = self._scales.weight
        return math.fsum(weight(goal) * (penalty if goal in LEFT_OUT else 1.0) * n for goal, n in quantities.items())
