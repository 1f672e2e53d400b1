"""Re-planning the unpaid-work rota: a plan in force meets news, and single dates change while standing slots stay.

The news is entered into the scenario: leave of a supervisor, closures of slots, new requirements. New starts are put
where places are free; then the dates that the news has broken are repaired.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.decisions import Decisions
from models.document import content_hash
from models.errors import AuditFailed, BadInput, Fault
from models.explanation import Unplaced
from models.goals import Part
from models.plan import PartResult, Plan
from models.programmes import SessionKind
from models.scenario import Scenario
from solver.audit import audit
from solver.baseline import unpaid_work as baseline
from solver.calendar import Timetable, booking, running_timetable, working_day_after
from solver.domains import DOMAINS
from solver.instructions import Told, people_told, staff_told
from solver.outcome import Outcome
from solver.plan import goals_of_plan
from solver.result import Yardsticks, part_result
from solver.rota_news import News, first_day, with_news
from solver.strangers import refuse_strangers
from solver.unpaid_work import Problem, Solution, compile_problem, unplaced
from solver.unpaid_work.before import before_news
from solver.unpaid_work.dated import Changes, changed, read, told
from solver.unpaid_work.insertion import cheapest_beside, fill
from solver.unpaid_work.off_track import off_track
from solver.unpaid_work.outlook import outlook
from solver.unpaid_work.repair import Repair, Take, repaired
from solver.unpaid_work.report import decisions as rows_of
from solver.unpaid_work.report import kpis
from solver.unpaid_work.rota import Rota

NOT_PROVED = " Dated changes to single sessions stand beside the standing slots; the bound does not speak of them."
"""What is added to the problem's words once a rota has been repaired."""


@dataclass(frozen=True, slots=True)
class RotaReplanned:
    """What came of the news.

    Attributes
    ----------
    scenario, plan
        The scenario with the news in it, and the new plan, which belongs to it.
    points
        Repairs with few and with many changed instructions.
    taken
        The one that the plan is made by.
    people, staff
        Who must be told.
    without
        New requirements for which there is no slot, and why.
    """

    scenario: Scenario
    plan: Plan
    points: tuple[Repair, ...]
    taken: Take
    people: tuple[Told, ...]
    staff: tuple[Told, ...]
    without: tuple[Unplaced, ...]


def replan_rota(
    scenario: Scenario, plan: Plan, news: News, *, take: Take = Take.FEWEST, notice: int | None = None
) -> RotaReplanned:
    """Repair the rota of a plan.

    Parameters
    ----------
    scenario, plan
        The checked scenario and its plan in force; the scenario may have more requirements than the plan.
    take
        How much the repair may alter.
    notice
        Working days of notice before somebody is sent to another session; the policy's when left out.

    Raises
    ------
    BadInput
        The plan has no rota, the news cannot be, or another part of the plan cannot stay as it is.
    """
    if Part.UNPAID_WORK not in plan.provenance.parts:
        raise BadInput([_fault("no_rota", "PLAN", "The plan has no unpaid-work rota that could be repaired.")])
    refuse_strangers(scenario, plan)
    after = with_news(scenario, news)
    if notice is None:
        notice = int(after.policy.instruction_notice_days.value)
    goals, taken = goals_of_plan(after, plan, Part.UNPAID_WORK), bookings(after, plan.decisions)
    problem = compile_problem(after, goals, taken, before=plan.decisions)
    solution, changes = read(problem, plan.decisions)
    _refuse_gone(problem, solution)
    newcomers = _newcomers(problem, plan)
    solution = _with_newcomers(problem, solution, newcomers)
    first = first_day(after, news)
    holidays = frozenset(after.horizon.bank_holidays)
    earliest = working_day_after(first, notice, holidays)
    points = repaired(problem, solution, changes, before_news(problem, after, plan.decisions), earliest=earliest)
    chosen = next(point for point in points if point.take is take)
    same = not newcomers and _still_holds(problem, solution, plan)
    new = _assembled(after, plan, problem, solution, chosen.changes, same=same)
    people = people_told(plan.decisions, new.decisions, notice, holidays)
    staff = staff_told(plan.decisions, new.decisions, notice, holidays)
    fresh = {problem.requirements.ids[r] for r in newcomers}
    without = tuple(row for row in new.unplaced if row.part is Part.UNPAID_WORK and row.id in fresh)
    return RotaReplanned(after, new, points, take, people, staff, without)


def bookings(scenario: Scenario, decisions: Decisions) -> Timetable:
    """What groups, those that run and those of the plan, take of people's and staff's time."""
    taken = running_timetable(scenario)
    for run in decisions.groups:
        together = [booking(s.on, s.start, s.end) for s in run.sessions if s.kind is not SessionKind.ONE_TO_ONE]
        held = {s.number: booking(s.on, s.start, s.end) for s in run.sessions if s.kind is SessionKind.ONE_TO_ONE}
        person_of = {member.referral: member.person for member in run.members}
        for member in run.members:
            taken.people[member.person] += together
        for facilitator in run.team if run.joins is None else ():
            taken.staff[facilitator] += together
        for row in run.one_to_ones:
            if row.on is None or row.start is None or row.end is None or row.facilitator is None:
                taken.people[person_of[row.referral]].append(held[row.number])
            else:
                own = booking(row.on, row.start, row.end)
                taken.people[person_of[row.referral]].append(own)
                taken.staff[row.facilitator].append(own)
    return taken


def _newcomers(problem: Problem, plan: Plan) -> list[int]:
    """Requirements that the plan knows nothing of."""
    known = {row.requirement for row in plan.decisions.patterns}
    known |= {row.id for row in plan.unplaced if row.part is Part.UNPAID_WORK}
    return [r for r, id in enumerate(problem.requirements.ids) if id not in known]


def _still_holds(problem: Problem, solution: Solution, plan: Plan) -> bool:
    """Whether what the plan tells of its standing slots is still so: penalty, floor, and what every goal comes to."""
    told_of = next(result for result in plan.parts if result.part is Part.UNPAID_WORK)
    now = [goal.cost for tier in DOMAINS[Part.UNPAID_WORK].score(problem, solution) for goal in tier.goals]
    then = [goal.cost for tier in told_of.tiers for goal in tier.goals]
    return (told_of.penalty, told_of.floor) == (problem.penalty, problem.floor) and np.allclose(now, then, rtol=1e-9)


def _with_newcomers(problem: Problem, solution: Solution, newcomers: list[int]) -> Solution:
    """Newcomers on slots that run, or can for them alone, with places on every date; nobody else is moved."""
    if not newcomers:
        return solution
    rota = Rota(problem, solution)
    for r in newcomers:
        fill(rota, r, cheapest_beside)
    return rota.solution()


def _refuse_gone(problem: Problem, solution: Solution) -> None:
    """Standing slots stay, so what is new in the scenario must still allow them."""
    named = [problem.requirements.ids[r] for r, s in solution.standing.tolist() if problem.option_of(r, s) < 0]
    if named:
        sentence = f"What is new in the scenario no longer allows the standing slots of {', '.join(named)}."
        raise BadInput([_fault("part_cannot_stay", "SCENARIO", sentence)])


def _assembled(
    scenario: Scenario, old: Plan, problem: Problem, solution: Solution, changes: Changes, *, same: bool
) -> Plan:
    """The plan with the repaired rota in it, audited as a whole."""
    whole, dated = changed(problem, solution, changes)
    rows = rows_of(problem, whole, dated)
    made = {"patterns": rows.patterns, "sessions": rows.sessions, "rota_changes": told(problem, solution, changes)}
    results = {result.part: result for result in old.parts}
    missing, yardstick = tuple(row for row in old.unplaced if row.part is Part.UNPAID_WORK), old.baseline.unpaid_work
    if same:
        result = results[Part.UNPAID_WORK]
    else:
        practice = baseline.current_practice(problem)
        result, missing = _result(problem, solution, practice), unplaced(problem, solution)
        yardstick = kpis(problem, practice)
    words = result.problem if result.problem.endswith(NOT_PROVED) else result.problem + NOT_PROVED
    results[Part.UNPAID_WORK] = result.model_copy(update={"problem": words})
    plan = old.model_copy(
        update={
            "decisions": old.decisions.model_copy(update=made),
            "unplaced": (*(row for row in old.unplaced if row.part is not Part.UNPAID_WORK), *missing),
            "off_track": off_track(scenario, rows),
            **outlook(problem, solution),
            "parts": tuple(results.values()),
            "kpis": old.kpis.model_copy(update={"unpaid_work": kpis(problem, whole, dated)}),
            "baseline": old.baseline.model_copy(update={"unpaid_work": yardstick}),
            "provenance": old.provenance.model_copy(update={"scenario_hash": content_hash(scenario)}),
        }
    )
    violations = audit(scenario, plan)
    others = [found for found in violations if found.part not in (Part.UNPAID_WORK.value, "plan")]
    if others:
        raise BadInput([_fault("part_cannot_stay", found.rule, found.sentence) for found in others])
    if violations:
        raise AuditFailed(violations)
    return plan


def _result(problem: Problem, solution: Solution, practice: Solution) -> PartResult:
    """How good the rota is once requirements have come or gone: all that is known is the floor."""
    domain = DOMAINS[Part.UNPAID_WORK]
    cost = domain.objective(problem, solution)
    yardsticks = Yardsticks(
        baseline=domain.objective(problem, practice),
        greedy=domain.objective(problem, baseline.greedy(problem)),
        start=cost + 1.0,
    )
    return part_result(
        Part.UNPAID_WORK, domain, problem, Outcome(solution, problem.floor), yardsticks=yardsticks, times=None
    )


def _fault(code: str, pointer: str, sentence: str) -> Fault:
    return Fault(code=code, pointer=pointer, sentence=sentence)
