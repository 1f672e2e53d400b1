"""Re-planning: a plan in force meets news, and as little as possible changes.

What the plan decides becomes what is: whoever holds a case in it is its present practitioner. Then the news is entered,
and the allocation is planned again; all other parts stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from models.change import Change
from models.decisions import CaseAllocation, Decisions, DutyAllocation, DutyKind
from models.errors import AuditFailed, BadInput, Fault
from models.goals import Part
from models.plan import KPIs, Plan
from models.record import DateRange
from models.scenario import Scenario
from models.staff import Role
from solver.allocation import compile_problem, objective
from solver.allocation.problem import NOBODY
from solver.allocation.rules import may_stay
from solver.audit import audit
from solver.calendar import Timetable, horizon_days
from solver.options import ORDER, Budget, Options
from solver.plan import chosen_profile, goals_of, make_plan
from solver.progress import OnProgress, silent
from solver.recommend import holders
from solver.strangers import refuse_strangers
from solver.tiers import raised

MOVES_MAKE_ROOM = frozenset({"only_new", "within_ceiling", "within_case_ceiling", "unallocated"})
"""Rules that leave an item with nobody where moving other items could help."""
BESIDE_THE_ROTA = tuple(role for role in Role if role is not Role.SUPERVISOR)
"""Roles whose absences are news of the plan; a supervisor's is news of the rota."""
CHAIN = 2
"""Other items moved to make room for one, at the most."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A member of staff who is away.

    Attributes
    ----------
    staff
        Member of staff.
    first, last
        Days away, both included; None for the horizon's first and last day.
    """

    staff: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Replanned:
    """What came of the news.

    Attributes
    ----------
    scenario
        The scenario with the plan in force and the news in it; the new plan belongs to it.
    plan
        The new plan.
    forced
        Items that could not stay where they were.
    """

    scenario: Scenario
    plan: Plan
    forced: int

    @property
    def moved(self) -> tuple[CaseAllocation | DutyAllocation, ...]:
        """Lines of the new plan that somebody must be told of: what changes hands."""
        decisions = self.plan.decisions
        cases = tuple(row for row in decisions.cases if row.moved_from is not None)
        return (*cases, *(row for row in decisions.duties if row.moved_from is not None))


def replan(
    scenario: Scenario,
    plan: Plan,
    absences: tuple[Absence, ...],
    options: Options,
    *,
    extra_moves: int = 0,
    on_progress: OnProgress = silent,
    stop_asked: Callable[[], bool] = lambda: False,
) -> Replanned:
    """Plan the allocation again with the fewest moves that leave nobody out who could be held, or with so many more.

    Parameters
    ----------
    scenario, plan
        The checked scenario and its plan in force; the scenario may have more work in it than the plan.
    absences
        Who is away.
    options
        Seed and budget; parts and limits on moves are set here.
    extra_moves
        Moves allowed beyond those of items that cannot stay where they are.

    Raises
    ------
    BadInput
        An absence names nobody of the staff, or days outside the horizon, or another part cannot stay as it is.
    """
    refuse_strangers(scenario, plan)
    after = with_absences(in_force(scenario, plan.decisions), absences, BESIDE_THE_ROTA)
    forced = _forced(after, plan.provenance.profile)
    wanted = replace(options, parts=(Part.ALLOCATION,), profile=plan.provenance.profile)

    def planned(change: Change, budget: Budget) -> Plan:
        return make_plan(after, replace(wanted, change=change, budget=budget), on_progress, stop_asked)

    if extra_moves:
        made = planned(Change(max_moves=forced + extra_moves), options.budget)
    else:
        half = _half(options.budget)
        made = planned(Change(only_new=True), half)
        crowded_out = sum(row.deciding_rule in MOVES_MAKE_ROOM for row in made.unplaced)
        if crowded_out:
            # Everyone held comes before few moves: so many more as could make room for those who have nobody.
            roomier = planned(Change(max_moves=forced + CHAIN * crowded_out), half)
            made = _cheaper(after, made, roomier)
    return Replanned(after, beside(after, made, plan), forced)


def _cheaper(scenario: Scenario, *plans: Plan) -> Plan:
    """The plan that costs least where all are priced alike.

    What each tells of its own costs does not compare: the penalty follows from the pairs that its limits on moves
    leave, and where tiers have a slack, weights from the factors that its search needed. So here nothing limits moves,
    and each tier has the highest of its factors.
    """
    factors = zip(*([tier.factor for tier in plan.parts[0].tiers] for plan in plans), strict=True)
    goals = goals_of(chosen_profile(scenario, plans[0].provenance.profile), Part.ALLOCATION)
    problem = compile_problem(scenario, raised(goals, map(max, factors)), Timetable())
    return min(plans, key=lambda plan: objective(problem, holders(problem, plan.decisions)))


def _half(budget: Budget) -> Budget:
    """What each of two plans may spend."""
    work = None if budget.work is None else max(1, budget.work // 2)
    return Budget(seconds=None if budget.seconds is None else budget.seconds / 2, work=work)


def in_force(scenario: Scenario, decisions: Decisions) -> Scenario:
    """The scenario on the day after a plan was approved: what the plan decides is what is."""
    holder = {row.case: row.practitioner for row in decisions.cases}
    duty = {(row.kind, row.id): row.staff for row in decisions.duties}
    casework = scenario.casework
    cases = tuple(
        row.model_copy(update={"current_practitioner": holder.get(row.id, row.current_practitioner)})
        for row in casework.cases
    )
    reports = tuple(
        row.model_copy(update={"author": duty.get((DutyKind.COURT_REPORT, row.id), row.author)})
        for row in casework.court_reports
    )
    contacts = tuple(
        row.model_copy(update={"liaison_officer": duty.get((DutyKind.VICTIM_CONTACT, row.id), row.liaison_officer)})
        for row in casework.victim_contacts
    )
    given = {"cases": cases, "court_reports": reports, "victim_contacts": contacts}
    # The rota stays as it was priced: beside what people had been told before it.
    told = () if scenario.previous_plan is None else scenario.previous_plan.patterns
    before = decisions.model_copy(update={"patterns": told})
    return scenario.model_copy(
        update={"casework": casework.model_copy(update=given), "previous_plan": before, "change": Change()}
    )


def with_absences(scenario: Scenario, absences: tuple[Absence, ...], roles: tuple[Role, ...]) -> Scenario:
    """The scenario with leave entered for everybody who is away.

    Raises
    ------
    BadInput
        With everything that is wrong with the absences.
    """
    if faults := faults_of_absences(scenario, absences, roles):
        raise BadInput(faults)
    first, *_, last = horizon_days(scenario.horizon)
    leave: dict[str, list[DateRange]] = {}
    for absence in absences:
        days = DateRange(first=absence.first or first, last=absence.last or last)
        leave.setdefault(absence.staff, []).append(days)
    staff = tuple(row.model_copy(update={"leave": (*row.leave, *leave.get(row.id, ()))}) for row in scenario.staff)
    return scenario.model_copy(update={"staff": staff})


def faults_of_absences(scenario: Scenario, absences: tuple[Absence, ...], roles: tuple[Role, ...]) -> list[Fault]:
    """Whoever is away must be of the staff, in one of the roles, on days of the horizon."""
    first, *_, last = horizon_days(scenario.horizon)
    known = {row.id: row for row in scenario.staff}
    faults = []
    for absence in absences:
        id = absence.staff
        if id not in known:
            faults.append(_fault("unknown_id", id, f"There is no member of staff {id}."))
        elif not set(roles) & set(known[id].roles):
            works = " and ".join(known[id].roles)
            sentence = f"{id} works as {works}: a supervisor is away as supervisor:ID, anybody else as practitioner:ID."
            faults.append(_fault("wrong_role", id, sentence))
        if not first <= (absence.first or first) <= (absence.last or last) <= last:
            sentence = f"{id} is away on days from {first} to {last} at the most, the first one first."
            faults.append(_fault("outside_horizon", id, sentence))
    return faults


def beside(scenario: Scenario, made: Plan, old: Plan) -> Plan:
    """The new allocation with all other parts of the old plan, audited as a whole.

    Raises
    ------
    BadInput
        When another part of the old plan can no longer stand.
    """
    kept = [result for result in old.parts if result.part is not Part.ALLOCATION]
    parts = sorted([*made.parts, *kept], key=lambda result: ORDER.index(result.part))
    names = [result.part.value for result in kept]
    decisions = old.decisions.model_copy(update={"cases": made.decisions.cases, "duties": made.decisions.duties})
    unplaced = (*made.unplaced, *(row for row in old.unplaced if row.part is not Part.ALLOCATION))
    plan = made.model_copy(
        update={
            "decisions": decisions,
            "unplaced": unplaced,
            "off_track": old.off_track,
            "spare": old.spare,
            "new_starts": old.new_starts,
            "one_more": old.one_more,
            "parts": tuple(parts),
            "kpis": _joined(made.kpis, old.kpis, names),
            "baseline": _joined(made.baseline, old.baseline, names),
            "provenance": made.provenance.model_copy(update={"parts": tuple(result.part for result in parts)}),
        }
    )
    violations = audit(scenario, plan)
    broken = [found for found in violations if found.part not in (Part.ALLOCATION.value, "")]
    if broken:
        raise BadInput([_fault("part_cannot_stay", found.rule, found.sentence) for found in broken])
    if violations:
        raise AuditFailed(violations)
    return plan


def _joined(ours: KPIs, theirs: KPIs, names: list[str]) -> KPIs:
    return ours.model_copy(update={name: getattr(theirs, name) for name in names})


def _forced(scenario: Scenario, profile: str) -> int:
    """Items that somebody has and that cannot stay there."""
    problem = compile_problem(scenario, goals_of(chosen_profile(scenario, profile), Part.ALLOCATION), Timetable())
    everything = np.arange(problem.num_items, dtype=np.int32)
    stays = may_stay(problem, everything) | ((problem.must != NOBODY) & (problem.must == problem.current))
    return int(np.count_nonzero(problem.has_current & ~stays))


def _fault(code: str, id: str, sentence: str) -> Fault:
    return Fault(code=code, pointer="--absent", id=id, sentence=sentence)
