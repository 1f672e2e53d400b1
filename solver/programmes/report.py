"""From a solution back to the service's words: groups with their dates, key figures, and the times they take."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.decisions import Decisions, GroupMember, GroupRun, GroupSession, OneToOne
from models.plan import ProgrammeKPIs
from models.programmes import SessionKind
from solver.calendar import Booking, Timetable
from solver.programmes.dwindling import DECIMALS, expected_at, finishers, lasting, thin_chance
from solver.programmes.evening import busiest_week, spread, who_covers
from solver.programmes.one_to_ones import due
from solver.programmes.problem import Problem, Solution


def decisions(problem: Problem, solution: Solution) -> Decisions:
    """The groups that open, in the order of their options."""
    covering = who_covers(problem, solution)
    return Decisions(groups=tuple(group_run(problem, solution, g, covers) for g, covers in covering.items()))


def group_run(problem: Problem, solution: Solution, g: int, covering: list[int]) -> GroupRun:
    """A group that opens or is joined, with room, staff, members and sessions."""
    return GroupRun(
        group_option=problem.option_ids[g],
        template=problem.template_ids[g],
        **where_and_with_whom(problem, solution, g, covering),
        members=tuple(
            GroupMember(referral=problem.referral_ids[r], person=problem.person_ids[r]) for r in solution.members(g)
        ),
        thin_chance=thin_chance(problem, solution, g),
        sessions=tuple(
            GroupSession(
                number=session.number,
                module=session.module,
                name=session.name,
                kind=session.kind,
                on=session.on,
                start=session.start.time(),
                end=session.end.time(),
                expected=expected_at(problem, solution, g, session.number),
            )
            for session in problem.sessions(int(g))
        ),
        one_to_ones=own_one_to_ones(problem, solution, g),
    )


def where_and_with_whom(problem: Problem, solution: Solution, g: int, covering: list[int]) -> dict[str, Any]:
    """Room and staff of a group that opens, or of the running group that is joined."""
    if (running := problem.intakes.joined(g)) is not None:
        names = ("room", "facilitators", "cover", "treatment_manager")
        return {"joins": running.id} | {name: getattr(running, name) for name in names}
    team, manager = np.flatnonzero(solution.team[g]).tolist(), int(solution.manager_of[g])
    return {
        "room": problem.room_ids[solution.room_of[g]],
        "facilitators": tuple(problem.facilitator_ids[f] for f in team if f not in covering),
        "cover": tuple(problem.facilitator_ids[f] for f in covering),
        "treatment_manager": problem.oversight.ids[manager] if manager >= 0 else None,
    }


def own_one_to_ones(problem: Problem, solution: Solution, g: int) -> tuple[OneToOne, ...]:
    """Every member's one-to-ones, with day, times and facilitator where there is a date."""
    dated = {(one.r, one.number): one for one in solution.one_to_ones}
    rows = []
    for session in problem.sessions(g):
        for r in solution.members(g).tolist() if session.kind is SessionKind.ONE_TO_ONE else ():
            row = OneToOne(referral=problem.referral_ids[r], number=session.number)
            if (one := dated.get((r, session.number))) is not None:
                times = {"on": one.start.date(), "start": one.start.time(), "end": one.end.time()}
                row = row.model_copy(update={"facilitator": problem.facilitator_ids[one.f], **times})
            rows.append(row)
    return tuple(rows)


def kpis(problem: Problem, solution: Solution) -> ProgrammeKPIs:
    """Key figures of the programme groups."""
    placed = np.flatnonzero(solution.group_of >= 0)
    groups = solution.group_of[placed]
    return ProgrammeKPIs(
        referrals=len(problem.referral_ids),
        placed=len(placed),
        unplaced=len(problem.referral_ids) - len(placed),
        groups_opened=int((solution.opened & problem.intakes.opens).sum()),
        joined_running=int((~problem.intakes.opens[groups]).sum()),
        expected_finishers=finishers(problem, solution),
        expected_lasting=lasting(problem, solution),
        busiest_week_minutes=busiest_week(problem, solution),
        facilitator_minutes_spread=round(spread(problem, solution), DECIMALS),
        one_to_ones=sum(1 for _ in due(problem, solution)),
        one_to_ones_dated=len(solution.one_to_ones),
        one_to_ones_near=sum(on_a_day_of_the_group(problem, solution)),
        started_within_12_weeks=int(problem.within_12_weeks[groups].sum()),
        waiting_days=int(problem.days_waited(placed, groups).sum()),
        waiting_days_of_all=waited_by_all(problem, solution),
        travel_minutes=int(problem.minutes(placed, groups).sum()),
    )


def waited_by_all(problem: Problem, solution: Solution) -> int:
    """Days from referral to first session or, without a place, to the horizon's end, summed over all referrals."""
    until = np.full(len(solution.group_of), problem.start + 7 * problem.weeks)
    placed = np.flatnonzero(solution.group_of >= 0)
    until[placed] = problem.first_day[solution.group_of[placed]]
    return int(np.maximum(0, until - problem.referred).sum())


def on_a_day_of_the_group(problem: Problem, solution: Solution) -> list[bool]:
    """Of every one-to-one with a date, whether the group meets on that day."""
    return [
        any(session.on == one.start.date() for session in problem.sessions(int(solution.group_of[one.r])))
        for one in solution.one_to_ones
    ]


def occupy(problem: Problem, solution: Solution, timetable: Timetable) -> None:
    """Book members, teams and rooms for sessions and one-to-ones of the groups that open, members of those joined.

    A one-to-one takes its member and its facilitator at its own time; without one the member keeps the slot held.
    """
    dated = {(one.r, one.number) for one in solution.one_to_ones}
    for g in np.flatnonzero(solution.opened):
        sessions = problem.sessions(int(g))
        together = [session.booking for session in sessions if session.kind is not SessionKind.ONE_TO_ONE]
        if problem.intakes.opens[g]:
            timetable.rooms[problem.room_ids[solution.room_of[g]]].extend(session.booking for session in sessions)
        for f in np.flatnonzero(solution.team[g]):
            timetable.staff[problem.facilitator_ids[f]].extend(together)
        for r in solution.members(int(g)).tolist():
            held = [s.booking for s in sessions if s.kind is SessionKind.ONE_TO_ONE and (r, s.number) not in dated]
            timetable.people[problem.person_ids[r]].extend(together + held)
    for one in solution.one_to_ones:
        timetable.people[problem.person_ids[one.r]].append(Booking(one.start, one.end))
        timetable.staff[problem.facilitator_ids[one.f]].append(Booking(one.start, one.end))
