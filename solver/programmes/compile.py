"""From a scenario to the arrays of the programme problem; the one place where days, hours and ids become numbers."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from models.goals import Goal, PartGoals
from models.locks import Force
from models.scenario import Scenario
from solver.apart import who_must_not_meet
from solver.calendar import Timetable
from solver.programmes.delivery import (
    facilitators_who_are_free,
    facilitators_who_fit,
    places,
    rooms_of_the_office,
    rooms_that_are_free,
)
from solver.programmes.diary import Diary
from solver.programmes.eligibility import pair_rules
from solver.programmes.goals import left_out_costs, pair_costs
from solver.programmes.intakes import Intakes
from solver.programmes.locks import refuse_forbidden
from solver.programmes.occupation import calendar_clashes
from solver.programmes.oversight import oversight_of
from solver.programmes.priority import priorities
from solver.programmes.problem import Mask, PairRule, Problem
from solver.programmes.roll import Roll, frozen, grid, minutes_left, shares, whole
from solver.programmes.thinness import thinness
from solver.travel import TravelTimes

STARTED_SOON = timedelta(weeks=12)
"""The key figure of early starts counts first sessions within this time."""


def compile_problem(scenario: Scenario, goals: PartGoals, taken: Timetable) -> Problem:
    """Arrays of the programme problem.

    Parameters
    ----------
    scenario
        A scenario without faults.
    goals
        Goals in force for programmes.
    taken
        Bookings that people, staff and rooms have already.

    Raises
    ------
    BadInput
        A lock demands what a rule forbids.
    """
    roll = Roll.of(scenario, taken)
    start, calendar_of = scenario.horizon.start, roll.calendar_of
    first = whole([day.toordinal() for day in roll.first_days])[calendar_of]
    travel = travel_minutes(roll)
    rules = pair_rules(roll, travel)
    allowed = kept_by_all(rules, len(roll.referrals), len(roll.options))
    waiting = frozen(np.asarray((first - start.toordinal()) // 7))
    priority, parts = priorities(scenario)
    spans = [
        pair_costs(goals, waiting[may], row[roll.office_of[may]]) for may, row in zip(allowed, travel, strict=True)
    ]
    opens = roll.opens
    minimum = frozen(np.where(opens, whole([row.minimum_size for row in roll.templates]), 1))
    thin, thin_row = thinness(roll.templates, opens)
    thinnest = goals.weight_of(Goal.THIN_GROUPS) * thin[thin_row, minimum].astype(np.float64)
    smallest = np.asarray(goals.weight_of(Goal.GROUPS_OPENED) + thinnest)
    penalty = derived_penalty(spans, allowed[:, opens], minimum[opens], smallest[opens], parts)
    (clash, own_clash), (overlap, own_overlap) = calendar_clashes(roll.table)
    weeks = roll.table.weeks()
    problem = Problem(
        referral_ids=tuple(row.id for row in roll.referrals),
        person_ids=tuple(row.person for row in roll.referrals),
        option_ids=tuple(row.id for row in roll.options),
        template_ids=tuple(row.id for row in roll.templates),
        facilitator_ids=tuple(row.id for row in roll.facilitators),
        room_ids=(*(row.id for row in roll.rooms), *(intake.option.id for intake in roll.intakes)),
        calendars=tuple(roll.table.calendars),
        calendar_of=calendar_of,
        office_of=roll.office_of,
        by_hand=frozen(np.arange(len(roll.options)) < roll.by_hand),
        intakes=Intakes.of(roll.intakes, len(roll.options)),
        pair_rules=rules,
        allowed=allowed,
        priority=frozen(priority),
        parts=parts,
        referred=whole([row.referred_on.toordinal() for row in roll.referrals]),
        need=needs_of(roll, rules[0].table),
        sentence_end=whole([row.sentence_end.toordinal() for row in roll.referrals]),
        latest_start=latest_starts(roll),
        person=first_appearances([row.person for row in roll.referrals]),
        minimum=minimum,
        maximum=whole([row.maximum_size for row in roll.templates]),
        needed=frozen(opens * whole([row.facilitators + row.cover for row in roll.templates])),
        cover=frozen(opens * whole([row.cover for row in roll.templates])),
        start_rate=shares([row.start_rate for row in roll.templates]),
        drop_out_rate=shares([row.drop_out_rate for row in roll.templates]),
        missed_rate=shares([row.missed_rate for row in roll.templates]),
        thin=frozen(thin),
        thin_row=frozen(thin_row),
        one_to_one_days=whole([row.one_to_one_days for row in roll.templates]),
        diary=diary_of(roll),
        waiting=waiting,
        first_day=frozen(first),
        travel=travel,
        facilitator_fits=facilitators_who_fit(roll),
        facilitator_free=facilitators_who_are_free(roll, weeks),
        room_fits=rooms_of_the_office(roll),
        room_free=rooms_that_are_free(roll),
        seats=places(roll),
        clash=frozen(clash),
        overlap=frozen(overlap),
        own_clash=frozen(own_clash),
        own_overlap=frozen(own_overlap),
        week_minutes=roll.table.week_minutes(weeks),
        minutes_left=frozen(minutes_left(roll.facilitators, roll.taken, weeks)),
        oversight=oversight_of(roll, weeks),
        apart=frozen(who_must_not_meet(roll.people)),
        shunned=who_must_not_work_together(roll),
        must=roll.locks(Force.MUST),
        within_12_weeks=frozen(np.asarray(first < (start + STARTED_SOON).toordinal())),
        start=start.toordinal(),
        weeks=scenario.horizon.weeks,
        goals=goals,
        penalty=penalty,
        floor=cheapest(left_out_costs(goals, priority, parts, penalty), spans),
        whole_costs=all(row.weight.is_integer() for tier in goals.tiers for row in tier.goals),
    )
    refuse_forbidden(problem)
    return problem


def needs_of(roll: Roll, fits: Mask) -> NDArray[np.int64]:
    """(R,) int: number of what each referral asks for, alike where the same kinds of group would do.

    Parameters
    ----------
    fits
        (R, kinds) bool: groups of the kind are for people like this one.
    """
    asked = [(row.template, row.cohort, row.ldc) for row in roll.referrals]
    return first_appearances([(*what, *row) for what, row in zip(asked, fits.tolist(), strict=True)])


def diary_of(roll: Roll) -> Diary:
    """Who is free when."""
    scenario = roll.scenario
    return Diary(
        people=roll.people,
        facilitators=roll.facilitators,
        taken=roll.taken,
        closed=frozenset(scenario.horizon.bank_holidays),
        turnaround=int(scenario.policy.turnaround_minutes.value),
        slack_days=int(scenario.policy.sentence_slack_days.value),
    )


def latest_starts(roll: Roll) -> NDArray[np.int64]:
    """(R,) last day on which a run of the programme could begin that ends early enough; 0 where there is no run."""
    programme = dict(zip(roll.calendar_of.tolist(), roll.templates, strict=True))
    shortest: dict[str, int] = {}
    for c, (first, last) in enumerate(zip(roll.first_days, roll.last_days, strict=True)):
        template = programme[c].id
        shortest[template] = min((last - first).days, shortest.get(template, (last - first).days))
    slack = int(roll.scenario.policy.sentence_slack_days.value)
    return whole(
        [
            row.sentence_end.toordinal() - slack - shortest[row.template] if row.template in shortest else 0
            for row in roll.referrals
        ]
    )


def first_appearances(ids: Sequence[Hashable]) -> NDArray[np.int64]:
    """Number of each id, counted by first appearance."""
    numbers: dict[Hashable, int] = {}
    return whole([numbers.setdefault(id, len(numbers)) for id in ids])


def travel_minutes(roll: Roll) -> NDArray[np.int64]:
    """(R, V) minutes from home to each office."""
    means, homes = [person.travel.means for person in roll.people], [person.home for person in roll.people]
    table = TravelTimes(roll.scenario.travel).table(means, homes, [office.location for office in roll.offices])
    return frozen(np.asarray(table, dtype=np.int64).reshape(len(roll.people), len(roll.offices)))


def kept_by_all(rules: Sequence[PairRule], referrals: int, groups: int) -> Mask:
    """(R, G) bool: every rule lets the referral join the group."""
    allowed = np.ones((referrals, groups), dtype=np.bool_)
    forbidding = [rule for rule in rules if not rule.table.all()]
    # Row by row, since a whole table of pairs for every rule takes far longer to fill than to read.
    for r in range(referrals):
        for rule in forbidding:
            allowed[r] &= rule.row(r)
    return frozen(allowed)


def who_must_not_work_together(roll: Roll) -> Mask:
    """(R, F) bool: one of person and facilitator excludes the other."""
    rows = [
        [staff.id in person.excluded_staff or person.id in staff.excluded_people for staff in roll.facilitators]
        for person in roll.people
    ]
    return frozen(grid(rows, len(roll.facilitators)))


def derived_penalty(
    costs: Sequence[NDArray[np.float64]],
    allowed: Mask,
    minimum: NDArray[np.int64],
    smallest: NDArray[np.float64],
    parts: int,
) -> float:
    """The first multiple of the parts of a priority above all that the lesser goals could ever cost together.

    Every referral in its dearest group, and as many groups as the referrals could fill at their smallest size. Less
    would not do: what one person costs says nothing about a choice between whole groups, so that a shorter way for
    many could outbid a place for one.

    Parameters
    ----------
    costs
        For each referral, the costs of the groups and intakes allowed.
    allowed, minimum
        (R, N) and (N,): who could join each of the N groups that open, and how many at least.
    smallest
        (N,) costs of opening each of these at its smallest size.
    """
    some = allowed.any(axis=0)
    dearest = [float(row.max()) for row in costs if row.size]
    if not dearest:
        return float(parts)
    most = sum(dearest)
    if some.any():
        groups = min(int(some.sum()), len(dearest) // max(1, int(minimum[some].min())))
        most += float(smallest[some].max()) * groups
    return float(parts * (math.floor(most / parts) + 1))


def cheapest(missing: NDArray[np.float64], costs: Sequence[NDArray[np.float64]]) -> float:
    """Cost of the cheapest that can happen to each referral, each looked at alone."""
    joining = np.array([row.min(initial=np.inf) for row in costs], dtype=np.float64)
    return float(np.minimum(missing, joining).sum())
