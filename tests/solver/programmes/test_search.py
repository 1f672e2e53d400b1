"""The search is right on tiny cases, the same every time, never worse than its start, and keeps its limits."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.goals import Goal
from models.plan import Status
from models.programmes import GroupOption
from models.record import DateRange, Sex
from solver.baseline.programmes import current_practice, greedy
from solver.options import Allowance, Budget
from solver.outcome import Outcome, status_of
from solver.programmes import Problem, Solution, check, objective, search
from solver.programmes.goals import quantities
from solver.programmes.problem import no_groups
from solver.progress import Progress, silent
from tests.builders import (
    MONDAY,
    a_facilitator,
    a_group_option,
    a_group_slot,
    a_person,
    a_referral,
    a_room,
    a_running_group,
    a_template,
    an_estate,
    day,
)
from tests.solver.programmes.ground import compiled, must, referrals, scenario_of, searched
from tests.solver.programmes.tiny import cheapest_of_all, tiny

SEEDS = st.integers(min_value=0, max_value=10_000)
FEW = settings(max_examples=25, deadline=None, derandomize=True, database=None)


def proved(problem: Problem, outcome: Outcome[Solution]) -> bool:
    """Whether the outcome is proved optimal."""
    cost = objective(problem, outcome.solution)
    status = status_of(cost, outcome.bound, stopped=False, whole_costs=problem.whole_costs, fallback=False)
    return status is Status.PROVED_OPTIMAL


@FEW
@given(SEEDS)
def test_best_of_all_is_found_on_tiny_cases(seed: int) -> None:
    """The search proves its plan, passes the checker, and nothing that trying everything finds is cheaper."""
    problem = compiled(tiny(seed))
    outcome = searched(problem)
    assert not check(problem, outcome.solution)
    assert proved(problem, outcome)
    assert objective(problem, outcome.solution) == pytest.approx(cheapest_of_all(problem))
    assert problem.floor <= outcome.bound <= objective(problem, outcome.solution) + 1e-9


@FEW
@given(SEEDS, st.sampled_from([{"more_seats": 1}, {"more_staff": 1}]))
def test_one_more_seat_or_facilitator_never_costs_more(seed: int, more: dict[str, int]) -> None:
    """The best plan never becomes dearer by a seat or a facilitator."""
    before, after = compiled(tiny(seed)), compiled(tiny(seed, **more))
    costs = [objective(problem, searched(problem).solution) for problem in (before, after)]
    assert costs[1] <= costs[0] + 1e-9


@FEW
@given(SEEDS, st.sampled_from([{"more_seats": 1}, {"more_staff": 1}]))
def test_one_more_seat_or_facilitator_never_leaves_more_waiting(seed: int, more: dict[str, int]) -> None:
    """Under the standard weights, in proved plans, a seat or a facilitator more never leaves more priority waiting."""
    waiting = []
    for scenario in (tiny(seed), tiny(seed, **more)):
        problem = compiled(scenario)
        outcome = searched(problem)
        assert proved(problem, outcome)
        waiting.append(quantities(problem, outcome.solution)[Goal.NOT_STARTED])
    assert waiting[1] <= waiting[0]


@FEW
@given(SEEDS)
def test_yardsticks_keep_every_rule_and_no_plan_is_worse(seed: int) -> None:
    """Greedy and current practice pass the checker, and the search is never worse than either as its start."""
    problem = compiled(tiny(seed))
    for start in (current_practice(problem), greedy(problem)):
        assert not check(problem, start)
        assert objective(problem, searched(problem, start=start).solution) <= objective(problem, start)


def women(number: int) -> dict[str, object]:
    """Rows for so many women and a women's group that needs three."""
    return {
        "people": tuple(a_person(f"X{n}", group_sex=Sex.FEMALE) for n in range(1, number + 1)),
        "referrals": referrals(number),
        "group_options": (a_group_option(sex=Sex.FEMALE),),
        "templates": (a_template(minimum_size=3),),
    }


@pytest.mark.parametrize(("number", "opened"), [(2, 0), (3, 1)])
def test_group_one_person_short_does_not_open(number: int, opened: int) -> None:
    """A women's group with one woman too few does not run; with one more it does."""
    assert searched(compiled(scenario_of(**women(number)))).solution.opened.sum() == opened


def test_two_groups_that_want_the_one_room_do_not_both_open() -> None:
    """One room holds one group at a time; the other group's people wait or join."""
    options = (a_group_option(), a_group_option("G2"))
    staff = (a_facilitator(), a_facilitator("F2"))
    problem = compiled(scenario_of(referrals=referrals(5), group_options=options, staff=staff))
    outcome = searched(problem)
    assert outcome.solution.opened.sum() == 1
    assert (outcome.solution.group_of >= 0).sum() == 3


def test_facilitator_on_leave_in_mid_run_leads_nothing() -> None:
    """A day of leave on one of ten session days is enough."""
    away = a_facilitator(leave=(DateRange(first=day(36), last=day(36)),))
    template = a_template(sessions=10)
    assert not searched(compiled(scenario_of(staff=(away,), templates=(template,)))).solution.opened.any()
    both = compiled(scenario_of(staff=(away, a_facilitator("F2")), templates=(template,)))
    assert searched(both).solution.team.tolist() == [[False, True]]


def test_a_facilitator_who_leaves_in_mid_run_leads_nothing() -> None:
    """Nobody is given a group whose last session comes after the last day of work; one day later it is theirs."""
    template = a_template(sessions=10)
    for last, opened in ((63, 0), (64, 1)):
        leaving = a_facilitator(active_until=day(last))
        problem = compiled(scenario_of(staff=(leaving,), templates=(template,)))
        assert int(searched(problem).solution.opened.sum()) == opened


def test_members_of_a_running_group_stay_where_they_are() -> None:
    """Who is in a running group gets no other place, and its room, team and time are not given away."""
    running = a_running_group(facilitators=("F1",), members=("X1",))
    options = (a_group_option(), a_group_option("G2", slots=(a_group_slot("wed"),)))
    problem = compiled(scenario_of(referrals=referrals(3), group_options=options, running_groups=(running,)))
    found = searched(problem).solution
    assert found.group_of.tolist() == [-1, 1, 1]
    assert found.opened.tolist() == [False, True]


def test_christmas_is_kept_free_and_the_run_goes_on_after_it() -> None:
    """A group over Christmas has its sessions before and after, and only people whose sentence allows for that."""
    holidays = (day(8), day(15))
    rows = (a_referral("A1", person="X1", sentence_end=day(22)), a_referral("A2", person="X2", sentence_end=day(21)))
    problem = compiled(scenario_of(referrals=rows, bank_holidays=holidays, weeks=8))
    found = searched(problem).solution
    assert found.group_of.tolist() == [0, -1]
    assert [session.on for session in problem.sessions(0)] == [day(1), day(22)]


def test_sentence_one_session_too_short_keeps_a_person_out() -> None:
    """Who could come to all sessions but the last is not given a place."""
    rows = (a_referral("A1", person="X1", sentence_end=day(7)), a_referral("A2", person="X2", sentence_end=day(8)))
    assert searched(compiled(scenario_of(referrals=rows))).solution.group_of.tolist() == [-1, 0]


def test_everyone_ldc_finds_only_groups_that_are_adapted() -> None:
    """People with learning disabilities or challenges join the adapted group, all of them, and no other."""
    options = (a_group_option(), a_group_option("G2", ldc=True, slots=(a_group_slot("wed"),)))
    problem = compiled(scenario_of(referrals=referrals(3, ldc=True), group_options=options))
    assert searched(problem).solution.group_of.tolist() == [1, 1, 1]


@pytest.mark.parametrize("rows", [{"group_options": ()}, {"referrals": ()}, {"group_options": (), "referrals": ()}])
def test_nothing_to_decide_is_proved_at_once(rows: dict[str, object]) -> None:
    """Without options or referrals the empty plan is the best, and bound and cost agree."""
    problem = compiled(scenario_of(**rows))
    outcome = searched(problem)
    assert not check(problem, outcome.solution)
    assert outcome.bound == objective(problem, outcome.solution)


def test_without_staff_or_rooms_nothing_opens() -> None:
    """No facilitator or no room is a plan without groups, proved best."""
    for rows in ({"staff": ()}, {"estate": an_estate(rooms=())}):
        problem = compiled(scenario_of(**rows))
        outcome = searched(problem)
        assert not outcome.solution.opened.any()
        assert proved(problem, outcome)


def test_lock_on_the_last_seat_puts_the_urgent_one_out() -> None:
    """A lock comes before priority."""
    rows = (a_referral("A1", person="X1"), a_referral("A2", person="X2", priority=10))
    problem = compiled(
        scenario_of(referrals=rows, estate=an_estate(rooms=(a_room(seats=1),)), locks=(must("A1", "G1"),))
    )
    assert searched(problem).solution.group_of.tolist() == [0, -1]


def crowd(people: int = 60, groups: int = 27) -> Problem:
    """A problem with more groups than HiGHS is left alone with, and far too few facilitators."""
    days, times = ("mon", "tue", "wed", "thu", "fri"), ("10:00", "12:00", "14:00")
    options: tuple[GroupOption, ...] = tuple(
        a_group_option(
            f"G{n}",
            slots=(a_group_slot(days[n % 5], times[n % 3]), a_group_slot(days[(n + 2) % 5], times[n % 3])),
            earliest_start=day(7 * (n % 4)),
        )
        for n in range(groups)
    )
    rows = tuple(a_referral(f"A{n}", person=f"X{n}", priority=1 + n % 9) for n in range(people))
    rooms = an_estate(rooms=(a_room(seats=8), a_room("R2", seats=9)))
    staff = tuple(a_facilitator(f"F{n}", contracted_hours=8.0) for n in range(5))
    template = a_template(sessions=8, minimum_size=4, maximum_size=10, facilitators=2)
    return compiled(
        scenario_of(referrals=rows, group_options=options, estate=rooms, staff=staff, templates=(template,))
    )


def test_same_seed_and_work_give_the_same_plan() -> None:
    """With a work budget nothing depends on a clock."""
    problem = crowd()
    one, other = (searched(problem, work=1, start=greedy(problem)) for _ in range(2))
    assert one.bound == other.bound
    assert np.array_equal(one.solution.group_of, other.solution.group_of)
    assert np.array_equal(one.solution.room_of, other.solution.room_of)
    assert np.array_equal(one.solution.team, other.solution.team)


def test_more_work_never_contradicts_an_earlier_bound() -> None:
    """Every plan costs at least every bound, whatever was spent on either."""
    problem = crowd()
    outcomes = [searched(problem, work=work, seed=seed) for work, seed in ((1, 1), (2, 2))]
    assert max(o.bound for o in outcomes) <= min(objective(problem, o.solution) for o in outcomes) + 1e-6
    assert all(not check(problem, o.solution) for o in outcomes)


def test_time_limit_is_kept() -> None:
    """No search takes a tenth more than the seconds that it is given, as the processor counts them."""
    problem = crowd(people=250, groups=60)
    start = greedy(problem)
    began = time.process_time()
    outcome = search(problem, Allowance(Budget(seconds=4.0), clock=time.process_time), 1, start, silent)
    assert time.process_time() - began < 4.0 * 1.1
    assert not check(problem, outcome.solution)


def test_wish_to_stop_is_heard() -> None:
    """Once the user asks, the best plan so far comes back within a few seconds of work, marked as stopped."""
    problem = crowd(people=250, groups=60)
    began, heard = time.monotonic(), []

    def stop_asked() -> bool:
        if time.monotonic() - began > 1.0:
            heard.append(time.process_time())
            return True
        return False

    outcome = search(problem, Allowance(Budget(seconds=60.0), stop_asked=stop_asked), 1, greedy(problem), silent)
    assert outcome.stopped
    assert time.process_time() - heard[0] < 6.0


def test_stopped_before_it_began_returns_the_start() -> None:
    """A search that may not begin hands back its start with the floor as its bound."""
    problem = compiled(scenario_of())
    start = no_groups(problem)
    outcome = search(problem, Allowance(Budget(work=5), stop_asked=lambda: True), 1, start, silent)
    assert outcome.solution.group_of is start.group_of
    assert (outcome.bound, outcome.stopped) == (problem.floor, True)


def test_progress_never_goes_back() -> None:
    """Plans that are told of never become dearer, and no bound is above the cost."""
    problem = crowd()
    news: list[Progress] = []
    search(problem, Allowance(Budget(work=1)), 1, greedy(problem), news.append)
    costs = [item.objective for item in news if item.objective is not None]
    assert costs == sorted(costs, reverse=True)
    assert all(item.bound <= item.objective + 1e-6 for item in news if item.bound is not None and item.objective)


def test_start_of_the_horizon_is_the_builders_monday() -> None:
    """Waiting is counted from the horizon's start in whole weeks."""
    problem = compiled(scenario_of(group_options=(a_group_option(earliest_start=day(13)),)))
    assert MONDAY.weekday() == 0
    assert problem.waiting.tolist() == [2]
