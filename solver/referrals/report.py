"""From a solution back to the service's words: placements with their appointments, key figures, and bookings."""

from __future__ import annotations

from datetime import date, time

import numpy as np

from models.decisions import Decisions, ServiceAppointment, ServicePlacement
from models.plan import CategoryKPIs, ReferralKPIs
from models.services import ServiceCategory
from solver.calendar import Timetable, booking
from solver.referrals.goals import first_days, journeys
from solver.referrals.problem import NONE, Problem, Solution


def decisions(problem: Problem, solution: Solution) -> Decisions:
    """Placements in the order of the referrals."""
    return Decisions(services=tuple(placement(problem, solution, r) for r in solution.placed.tolist()))


def placement(problem: Problem, solution: Solution, r: int) -> ServicePlacement:
    """A referral's contract and appointments."""
    t, calendar = int(solution.time_of[r]), problem.calendar
    start, end = _clock(int(calendar.start[t])), _clock(int(calendar.end[t]))
    days = [date.fromordinal(day) for day in problem.appointments(r, t, int(solution.week_of[r])).tolist()]
    return ServicePlacement(
        referral=problem.referral_ids[r],
        person=problem.person_ids[r],
        contract=problem.contract_ids[solution.contract_of[r]],
        remote=bool(solution.remote[r]),
        start=days[0],
        appointments=tuple(ServiceAppointment(on=day, start=start, end=end) for day in days),
    )


def kpis(problem: Problem, solution: Solution) -> ReferralKPIs:
    """Key figures of the commissioned services."""
    placed = solution.placed
    waited = np.maximum(0, first_days(problem, solution) - problem.referred[placed])
    current = problem.current[placed]
    return ReferralKPIs(
        referrals=len(problem.referral_ids),
        placed=len(placed),
        unplaced=len(problem.referral_ids) - len(placed),
        started_before_release=int((problem.released[placed] > 0).sum()),
        seen_remotely=int(solution.remote[placed].sum()),
        changes_of_service=int(((current != NONE) & (current != solution.contract_of[placed])).sum()),
        waiting_days=int(waited.sum()),
        travel_minutes=int(journeys(problem, solution).sum()),
        by_category=tuple(
            _of_category(problem, solution, name) for name in ServiceCategory if name in set(problem.categories)
        ),
    )


def _of_category(problem: Problem, solution: Solution, name: ServiceCategory) -> CategoryKPIs:
    mine = np.array([category == name for category in problem.categories], dtype=np.bool_)
    placed = solution.placed
    waited = np.maximum(0, first_days(problem, solution) - problem.referred[placed])
    return CategoryKPIs(
        category=name,
        referrals=int(mine.sum()),
        placed=int(mine[placed].sum()),
        waiting_days=int(waited[mine[placed]].sum()),
    )


def occupy(problem: Problem, solution: Solution, timetable: Timetable) -> None:
    """Book every person for the appointments."""
    for row in decisions(problem, solution).services:
        timetable.people[row.person] += [booking(a.on, a.start, a.end) for a in row.appointments]


def _clock(minutes: int) -> time:
    hours, rest = divmod(minutes, 60)
    return time(hours, rest)
