"""A solution comes back in the service's words, with its goals, key figures and bookings."""

from __future__ import annotations

from datetime import date

from models.goals import Goal
from solver.calendar import Timetable, booking
from solver.programmes import decisions, kpis, objective, occupy, score
from solver.programmes.problem import no_groups
from tests.builders import a_group_option, a_person, a_referral, at, clock, day
from tests.solver.programmes.ground import ONE_GROUP, compiled, referrals, scenario_of, solution_of


def test_group_run_names_room_staff_members_and_dated_sessions() -> None:
    """A group that opens is told with everything that is needed to run it."""
    problem = compiled(scenario_of())
    (run,) = decisions(problem, solution_of(problem, ONE_GROUP)).groups
    assert (run.group_option, run.template, run.room, run.facilitators) == ("G1", "BC", "R1", ("F1",))
    assert [(member.referral, member.person) for member in run.members] == [("A1", "X000001")]
    assert [(s.number, s.on, s.start, s.end) for s in run.sessions] == [
        (1, day(1), clock("10:00"), clock("12:00")),
        (2, day(8), clock("10:00"), clock("12:00")),
    ]


def test_no_groups_make_no_rows() -> None:
    """A plan without groups says nothing of groups."""
    problem = compiled(scenario_of())
    assert decisions(problem, no_groups(problem)).groups == ()


def test_key_figures_count_people_days_and_minutes() -> None:
    """Key figures follow from who is placed: days from referral, minutes of travel, starts within twelve weeks."""
    people = (a_person("X1", home=at(east_km=12)), a_person("X2", home=at(east_km=9)))
    rows = (
        a_referral("A1", person="X1", referred_on=date(2027, 1, 1)),
        a_referral("A2", person="X2", referred_on=date(2027, 2, 1)),
        a_referral("A3", person="X3"),
    )
    problem = compiled(scenario_of(people=people, referrals=rows))
    figures = kpis(problem, solution_of(problem, {"G1": ("R1", ("F1",), ("A1", "A2"))}))
    assert (figures.referrals, figures.placed, figures.unplaced, figures.groups_opened) == (3, 2, 1, 1)
    assert (figures.waiting_days, figures.travel_minutes, figures.started_within_12_weeks) == (4, 21, 2)


def test_twelve_weeks_end_with_the_twelfth() -> None:
    """A first session in the twelfth week counts as within twelve weeks, one in the thirteenth does not."""
    for start, counted in ((day(78), 1), (day(84), 0)):
        problem = compiled(scenario_of(group_options=(a_group_option(earliest_start=start),)))
        assert kpis(problem, solution_of(problem, ONE_GROUP)).started_within_12_weeks == counted


def test_goals_are_priced_as_published() -> None:
    """Priority left out times the penalty, five a week of waiting, one a minute, 150 a group."""
    options = (a_group_option(earliest_start=day(14)),)
    rows = (a_referral("A1", person="X1"), a_referral("A2", person="X2", priority=3))
    people = (a_person("X1", home=at(east_km=20)), a_person("X2"))
    problem = compiled(scenario_of(group_options=options, referrals=rows, people=people))
    solution = solution_of(problem, ONE_GROUP)
    first, second = score(problem, solution)
    assert (first.name, first.cost) == ("everyone_started", 3 * problem.penalty)
    assert {goal.goal: goal.cost for goal in second.goals} == {
        Goal.WAITING: 10.0,
        Goal.GROUP_TRAVEL: 20.0,
        Goal.GROUPS_OPENED: 150.0,
        Goal.THIN_GROUPS: 0.0,
    }
    assert objective(problem, solution) == 3 * problem.penalty + 180


def test_members_staff_and_rooms_are_booked() -> None:
    """Every session takes the time of its members, facilitators and room, and of nobody else."""
    problem = compiled(scenario_of(referrals=referrals(2)))
    timetable = Timetable()
    occupy(problem, solution_of(problem, ONE_GROUP), timetable)
    sessions = [booking(day(n), clock("10:00"), clock("12:00")) for n in (1, 8)]
    assert dict(timetable.people) == {"X1": sessions}
    assert dict(timetable.staff) == {"F1": sessions}
    assert dict(timetable.rooms) == {"R1": sessions}
