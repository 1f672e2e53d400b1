"""The parts of a plan, side by side: what each offers to the orchestrator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.decisions import Decisions
from models.errors import Violation
from models.explanation import Unplaced
from models.goals import Part
from models.one_more import OneMoreRanking
from models.plan import TierValue
from solver import allocation, programmes, referrals, unpaid_work
from solver.baseline import allocation as allocation_baseline
from solver.baseline import programmes as programmes_baseline
from solver.baseline import referrals as referrals_baseline
from solver.baseline import unpaid_work as unpaid_work_baseline
from solver.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Domain:
    """Functions of a part. Only the part itself knows what its problem and solution look like, hence ``Any``."""

    problem: str
    compile_problem: Callable[..., Any]
    check: Callable[[Any, Any], list[Violation]]
    score: Callable[[Any, Any], tuple[TierValue, ...]]
    objective: Callable[[Any, Any], float]
    search: Callable[..., Outcome[Any]]
    unplaced: Callable[[Any, Any], tuple[Unplaced, ...]]
    decisions: Callable[[Any, Any], Decisions]
    kpis: Callable[[Any, Any], Any]
    occupy: Callable[[Any, Any, Any], None]
    current_practice: Callable[[Any], Any]
    greedy: Callable[[Any], Any]
    outlook: Callable[[Any, Any], dict[str, Any]] = lambda problem, solution: {}
    plan_in_force: Callable[[Any], Any | None] = lambda problem: None
    one_more_resource: Callable[..., tuple[OneMoreRanking, Any]] | None = None
    tries_resources: Callable[[Any], bool] = lambda problem: False
    try_locks: Callable[[Any, Any], None] = lambda problem, solution: None


def _domain(part: Any, baseline: Any) -> Domain:
    return Domain(
        problem=part.PROBLEM,
        compile_problem=part.compile_problem,
        check=part.check,
        score=part.score,
        objective=part.objective,
        search=part.search,
        unplaced=part.unplaced,
        decisions=part.decisions,
        kpis=part.kpis,
        occupy=part.occupy,
        current_practice=baseline.current_practice,
        greedy=baseline.greedy,
        outlook=getattr(part, "outlook", lambda problem, solution: {}),
        plan_in_force=getattr(baseline, "plan_in_force", lambda problem: None),
        one_more_resource=getattr(part, "one_more_resource", None),
        tries_resources=getattr(part, "tries_resources", lambda problem: False),
        try_locks=getattr(part, "try_locks", lambda problem, solution: None),
    )


DOMAINS: dict[Part, Domain] = {
    Part.ALLOCATION: _domain(allocation, allocation_baseline),
    Part.PROGRAMMES: _domain(programmes, programmes_baseline),
    Part.UNPAID_WORK: _domain(unpaid_work, unpaid_work_baseline),
    Part.REFERRALS: _domain(referrals, referrals_baseline),
}
"""What each part offers."""
