"""From a solution back to the service's words: groups with their dates, key figures, and the times they take."""

from __future__ import annotations

import numpy as np

from models.decisions import Decisions, GroupMember, GroupRun, GroupSession
from models.plan import ProgrammeKPIs
from solver.calendar import Timetable
from solver.programmes.dwindling import expected_at, finishers, thin_chance
from solver.programmes.problem import Problem, Solution


def decisions(problem: Problem, solution: Solution) -> Decisions:
    """The groups that open, in the order of their options."""
    return Decisions(groups=tuple(group_run(problem, solution, int(g)) for g in np.flatnonzero(solution.opened)))


def group_run(problem: Problem, solution: Solution, g: int) -> GroupRun:
    """A group that opens, with room, facilitators, members and sessions."""
    return GroupRun(
        group_option=problem.option_ids[g],
        template=problem.template_ids[g],
        room=problem.room_ids[solution.room_of[g]],
        facilitators=tuple(problem.facilitator_ids[f] for f in np.flatnonzero(solution.leads[g])),
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
    )


def kpis(problem: Problem, solution: Solution) -> ProgrammeKPIs:
    """Key figures of the programme groups."""
    placed = np.flatnonzero(solution.group_of >= 0)
    groups = solution.group_of[placed]
    return ProgrammeKPIs(
        referrals=len(problem.referral_ids),
        placed=len(placed),
        unplaced=len(problem.referral_ids) - len(placed),
        groups_opened=int(solution.opened.sum()),
        expected_finishers=finishers(problem, solution),
        started_within_12_weeks=int(problem.within_12_weeks[groups].sum()),
        waiting_days=int(problem.days_waited(placed, groups).sum()),
        travel_minutes=int(problem.minutes(placed, groups).sum()),
    )


def occupy(problem: Problem, solution: Solution, timetable: Timetable) -> None:
    """Book members, facilitators and rooms for every session of the groups that open."""
    for g in np.flatnonzero(solution.opened):
        bookings = [session.booking for session in problem.sessions(int(g))]
        timetable.rooms[problem.room_ids[solution.room_of[g]]].extend(bookings)
        for f in np.flatnonzero(solution.leads[g]):
            timetable.staff[problem.facilitator_ids[f]].extend(bookings)
        for r in solution.members(int(g)):
            timetable.people[problem.person_ids[r]].extend(bookings)
