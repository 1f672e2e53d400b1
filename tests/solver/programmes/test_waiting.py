"""The waiting list: in order, with the week in which a place can be expected and the last day of use."""

from __future__ import annotations

from datetime import timedelta

from models.explanation import Unplaced
from models.goals import Part
from models.record import Sex
from solver.options import Budget, Options
from solver.plan import make_plan
from solver.programmes import Problem, unplaced
from solver.programmes.problem import no_groups
from tests.builders import MONDAY, a_group_option, a_person, a_policy, a_referral, a_template, day, figure
from tests.solver.programmes.ground import Groups, compiled, scenario_of, solution_of

PAIR: Groups = {"G1": ("R1", ("F1",), ("A1", "A2"))}


def waiting(problem: Problem, groups: Groups | None = None) -> list[Unplaced]:
    """Rows of the waiting list."""
    return list(unplaced(problem, no_groups(problem) if groups is None else solution_of(problem, groups)))


def test_urgent_people_and_short_sentences_stand_first() -> None:
    """Priority comes first, then the end of the sentence, then the day of referral."""
    rows = (
        a_referral("A1", person="X1", referred_on=day(-9)),
        a_referral("A2", person="X2", referred_on=day(-20)),
        a_referral("A3", person="X3", sentence_end=day(200)),
        a_referral("A4", person="X4", priority=9),
    )
    assert [row.id for row in waiting(compiled(scenario_of(referrals=rows)))] == ["A4", "A3", "A2", "A1"]


def test_places_are_expected_at_the_pace_of_the_plan() -> None:
    """Two places in the horizon: the next two of the same need follow half a horizon apart, another need gets none."""
    rows = (
        *(a_referral(f"A{n}", person=f"X{n}", priority=9 - n) for n in range(1, 5)),
        a_referral("A5", person="X5", ldc=True),
    )
    scenario = scenario_of(referrals=rows, group_options=(a_group_option(), a_group_option("G2", ldc=True)))
    problem = compiled(scenario)
    weeks = scenario.horizon.weeks
    expected = {row.id: row.expected_start for row in waiting(problem, PAIR)}
    assert expected["A3"] == MONDAY + timedelta(weeks=weeks)
    assert expected["A4"] == MONDAY + timedelta(weeks=weeks + weeks // 2)
    assert expected["A5"] is None


def test_women_wait_in_a_line_of_their_own_where_there_are_groups_for_them() -> None:
    """Places that men get promise nothing to a woman who could only join a women's group; mixed groups are for both."""
    people = (*(a_person(f"X{n}", group_sex=Sex.MALE) for n in (1, 2, 3)), a_person("X4", group_sex=Sex.FEMALE))
    rows = tuple(a_referral(f"A{n}", person=f"X{n}") for n in range(1, 5))
    for sexes, told in (((Sex.MALE, Sex.FEMALE), False), ((None, None), True)):
        options = tuple(a_group_option(f"G{n}", sex=sex) for n, sex in enumerate(sexes, start=1))
        problem = compiled(scenario_of(people=people, referrals=rows, group_options=options))
        expected = {row.id: row.expected_start for row in waiting(problem, PAIR)}
        assert expected["A3"] is not None
        assert (expected["A4"] is not None) == told


def test_the_plan_and_its_audit_agree_on_a_line_of_women() -> None:
    """Of three men two fill their group, and the third is told when; the woman, alone of hers, is told of nothing."""
    people = (*(a_person(f"X{n}", group_sex=Sex.MALE) for n in (1, 2, 3)), a_person("X4", group_sex=Sex.FEMALE))
    scenario = scenario_of(
        people=people,
        referrals=tuple(a_referral(f"A{n}", person=f"X{n}") for n in range(1, 5)),
        group_options=(a_group_option(sex=Sex.MALE), a_group_option("G2", sex=Sex.FEMALE)),
        templates=(a_template(minimum_size=2, maximum_size=2),),
    )
    plan = make_plan(scenario, Options(parts=(Part.PROGRAMMES,), budget=Budget(seconds=None, work=5)))
    told = {row.person: row.expected_start for row in plan.unplaced}
    assert len(told) == 2
    assert told.pop("X4") is None
    assert None not in told.values()


def test_who_cannot_join_any_group_expects_nothing() -> None:
    """Where more places would not help, none is promised, and nobody is told to come first."""
    people = (a_person("X1"), a_person("X2"), a_person("X3", excluded_staff=()), a_person("X4"))
    rows = tuple(a_referral(f"A{n}", person=f"X{n}", sentence_end=day(7 if n == 3 else 400)) for n in range(1, 5))
    problem = compiled(scenario_of(people=people, referrals=rows))
    expected = {row.id: row.expected_start for row in waiting(problem, PAIR)}
    assert expected["A3"] is None
    assert expected["A4"] is not None


def test_the_latest_start_leaves_the_shortest_run_and_the_slack() -> None:
    """A run of two weekly sessions and two weeks of slack must begin three weeks before the sentence ends."""
    scenario = scenario_of(
        referrals=(a_referral(sentence_end=day(60)), a_referral("A2", person="X2", sentence_end=day(20))),
        templates=(a_template(sessions=2),),
        policy=a_policy(sentence_slack_days=figure(14)),
    )
    rows = {row.id: row for row in waiting(compiled(scenario))}
    assert rows["A1"].latest_start == day(60 - 14 - 7)
    assert rows["A1"].runs_out
    assert rows["A2"].latest_start is None
    assert not rows["A2"].runs_out


def test_a_place_that_comes_in_time_is_no_alarm() -> None:
    """Whoever can expect a place before the latest start does not run out of sentence."""
    rows = tuple(a_referral(f"A{n}", person=f"X{n}", sentence_end=day(900)) for n in range(1, 4))
    assert [row.runs_out for row in waiting(compiled(scenario_of(referrals=rows)), PAIR)] == [False]
