"""make_plan: a scenario goes in, a checked plan comes out.

The parts are planned one after the other, each seeing the times that earlier ones have taken. Beside each stand what
current practice would do and a greedy that sees every cost; the better of the two, or of the allocation in force
brought up to date, is where the search starts, so a plan is never worse than any of them. No plan leaves without the
independent audit, which works the allocation's bound out again from its certificate, too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from models.decisions import Decisions
from models.errors import AuditFailed, BadInput, Fault
from models.goals import GoalProfile, Part, PartGoals
from models.plan import KPIs, Plan
from models.scenario import Scenario
from solver.audit import audit
from solver.calendar import running_timetable
from solver.domains import DOMAINS
from solver.locked import seen_by
from solver.options import ORDER, Allowance, Options
from solver.part import PartTask
from solver.progress import OnProgress, silent
from solver.provenance import provenance
from solver.tiers import raised
from solver.unpaid_work.off_track import off_track

EFFORT: dict[Part, float] = {
    Part.ALLOCATION: 0.1,
    Part.PROGRAMMES: 0.32,
    Part.UNPAID_WORK: 0.56,
    Part.REFERRALS: 0.02,
}
"""How a budget is shared out; a part that ends early leaves its time to those after it."""


def make_plan(
    scenario: Scenario,
    options: Options | None = None,
    on_progress: OnProgress = silent,
    stop_asked: Callable[[], bool] = lambda: False,
) -> Plan:
    """Plan a checked scenario.

    Parameters
    ----------
    scenario
        A scenario without faults (``models.check``).
    options
        Parts, seed, budget and profile; the defaults plan everything in a minute.
    on_progress
        Called with every piece of news.
    stop_asked
        Called often; once it returns true, the best plan so far is audited and returned.

    Raises
    ------
    AuditFailed
        The audit, or the check of the certificate, found a violation: a defect of the planner, never of the scenario.
    BadInput
        The profile asked for is not in the scenario.
    """
    options = options or Options()
    wall, cpu = time.monotonic(), time.process_time()
    allowance = Allowance(options.budget, stop_asked=stop_asked)
    profile = chosen_profile(scenario, options.profile)
    taken = running_timetable(scenario)
    # The limits on moves in force stand in the plan's provenance, where the audit finds them.
    in_force = scenario if options.change is None else scenario.model_copy(update={"change": options.change})
    parts = {
        part: PartTask(DOMAINS[part], in_force, goals_of(profile, part), taken, options.seed, on_progress).planned(
            granted(allowance, options, part)
        )
        for part in ORDER
        if part in options.parts
    }
    spent = (time.monotonic() - wall, time.process_time() - cpu)
    plan = Plan(
        schema_version="1.0",
        decisions=_together(p.decisions for p in parts.values()),
        unplaced=tuple(row for p in parts.values() for row in p.unplaced),
        off_track=off_track(scenario, parts[Part.UNPAID_WORK].decisions) if Part.UNPAID_WORK in parts else (),
        **{name: rows for p in parts.values() for name, rows in p.outlook.items()},
        parts=tuple(p.result for p in parts.values()),
        kpis=KPIs(**{part.value: p.kpis for part, p in parts.items()}),
        baseline=KPIs(**{part.value: p.baseline for part, p in parts.items()}),
        provenance=provenance(scenario, options, profile.id, spent),
    )
    violations = audit(scenario, plan, certificate=True)
    if violations:
        raise AuditFailed(violations)
    return plan


def _together(decided: Iterable[Decisions]) -> Decisions:
    """Decisions of a whole plan: each part fills fields of its own."""
    return Decisions(**{name: getattr(rows, name) for rows in decided for name in rows.model_fields_set})


def granted(allowance: Allowance, options: Options, part: Part) -> Allowance:
    """What a part may spend: of the seconds left, or of the whole work, its share among the parts still to come."""
    chosen = [p for p in ORDER if p in options.parts]
    rivals = chosen if allowance.work is not None else chosen[chosen.index(part) :]
    return allowance.share(EFFORT[part] / sum(EFFORT[p] for p in rivals))


def chosen_profile(scenario: Scenario, name: str | None) -> GoalProfile:
    """The profile asked for, or the one that the scenario has in force."""
    wanted = name or scenario.goals.profile
    for profile in scenario.goals.profiles:
        if profile.id == wanted:
            return profile
    offered = ", ".join(profile.id for profile in scenario.goals.profiles)
    sentence = f"There is no profile of goals called {wanted}; the scenario offers {offered}."
    raise BadInput([Fault(code="unknown_profile", pointer="/goals/profiles", id=wanted, sentence=sentence)])


def goals_of_plan(scenario: Scenario, plan: Plan, part: Part) -> PartGoals:
    """Goals of a part at the weights that a plan was made with."""
    goals = goals_of(chosen_profile(scenario, plan.provenance.profile), part)
    told = next((result for result in plan.parts if result.part == part), None)
    return goals if told is None else raised(goals, [tier.factor for tier in told.tiers])


def problem_alone(scenario: Scenario, part: Part) -> Any:
    """The problem of a part with its default goals, where no part has been planned before it."""
    goals, taken = goals_of(chosen_profile(scenario, None), part), running_timetable(scenario)
    return DOMAINS[part].compile_problem(scenario, goals, seen_by(part, scenario, taken))


def goals_of(profile: GoalProfile, part: Part) -> PartGoals:
    """Goals of a part in a profile; ``check`` has seen to it that there are some."""
    return next(goals for goals in profile.parts if goals.part == part)
