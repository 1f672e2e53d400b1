"""What may be placed where, and from when."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.errors import BadInput
from models.locks import Force, ServiceLock
from models.people import ExclusionZone, StatedNeed
from models.record import Sex, Weekday, WeeklySlot
from models.scenario import Horizon
from models.services import Complexity, ServiceCategory
from solver.calendar import Timetable, booking
from solver.referrals import Problem
from solver.referrals.calendar import times_of
from tests.builders import (
    HERE,
    MONDAY,
    OTHER_PDU,
    a_commitment,
    a_contract,
    a_person,
    a_running_group,
    a_service_referral,
    at,
    clock,
    day,
    figure,
)
from tests.builders import a_policy as policy_of
from tests.solver.referrals.ground import ONE_HOUR, compiled, scenario_of

NEEDS = StatedNeed


def first_ways(problem: Problem) -> list[date]:
    """Days on which the first referral could start."""
    mine = problem.ways.of_referral(0)
    return sorted({date.fromordinal(problem.calendar.first + int(d)) for d in problem.ways.day[mine]})


@pytest.mark.parametrize(
    ("person", "contract", "possible"),
    [
        ({}, {}, True),
        ({}, {"category": ServiceCategory.FAMILY}, False),
        ({"pdu": OTHER_PDU}, {}, False),
        ({}, {"women_only": True}, False),
        ({"group_sex": Sex.MALE}, {"women_only": True}, False),
        ({"group_sex": Sex.FEMALE}, {"women_only": True}, True),
        ({"needs": (NEEDS.WOMAN_PRACTITIONER,)}, {"woman_worker": False}, False),
        ({"needs": (NEEDS.WELSH,)}, {}, False),
        ({"needs": (NEEDS.WELSH,)}, {"languages": ("cy",)}, True),
        ({"needs": (NEEDS.INTERPRETER,), "language": "pl"}, {}, True),
        ({"home": at(east_km=61.0)}, {}, False),
        ({"home": at(east_km=59.0)}, {}, True),
        ({"home": at(east_km=61.0)}, {"remote": True}, True),
        ({"home": at(east_km=61.0), "needs": (NEEDS.NO_INTERNET,)}, {"remote": True}, False),
        ({"needs": (NEEDS.STEP_FREE,)}, {"step_free": False}, False),
        ({"exclusion_zones": (ExclusionZone(centre=HERE, radius_km=0.5),)}, {}, False),
        ({}, {"location": None}, False),
        ({}, {"location": None, "remote": True}, True),
        (
            {},
            {"minutes": 480, "open": (WeeklySlot(weekday=Weekday.MON, start=clock("09:00"), end=clock("16:00")),)},
            False,
        ),
    ],
)
def test_who_may_be_placed(person: dict[str, Any], contract: dict[str, Any], possible: bool) -> None:
    """Need, area, sex, stated needs and the way there decide whether a contract will do."""
    problem = compiled(scenario_of(people=[a_person(**person)], contracts=[a_contract(**contract)]))
    assert (len(problem.ways.cost) > 0) is possible


def test_a_language_binds_only_where_it_is_spoken() -> None:
    """An interpreter is booked only where no contract for the need in the unit has the language."""
    people = [a_person(needs=(NEEDS.INTERPRETER,), language="pl")]
    contracts = [a_contract(), a_contract("CS2", languages=("pl",))]
    problem = compiled(scenario_of(people=people, contracts=contracts))
    assert problem.pairs.tolist() == [[0, 1]]


def test_times_are_cut_end_to_end() -> None:
    """Openings are cut into appointments from their start on; what is left over at the end is none."""
    opening = WeeklySlot(weekday=Weekday.TUE, start=clock("09:00"), end=clock("11:30"))
    assert times_of(a_contract(open=(opening,))) == [(1, 540, 600), (1, 600, 660)]
    assert len(times_of(a_contract())) == 40


def test_first_days() -> None:
    """The service starts on a day that is open, late enough and no bank holiday; a run skips bank holidays."""
    scenario = scenario_of(
        [a_service_referral(start_from=day(3))],
        people=[a_person(commitments=(a_commitment("tue", first=day(15), last=day(15)),))],
        contracts=[a_contract(open=(WeeklySlot(weekday=Weekday.TUE, start=clock("09:00"), end=clock("10:00")),))],
        horizon=Horizon(start=MONDAY, weeks=3, bank_holidays=(day(8),)),
    )
    assert first_ways(compiled(scenario)) == []
    free = scenario.model_copy(update={"people": (a_person(),)})
    assert first_ways(compiled(free)) == [day(15)]
    early = free.model_copy(update={"services": scenario_of(contracts=free.services.contracts).services})
    problem = compiled(early)
    assert first_ways(problem) == [day(1), day(15)]
    assert [date.fromordinal(d) for d in problem.appointments(0, 0, 0).tolist()] == [day(1), day(15)]


def test_pre_release_referrals_start_before_the_release() -> None:
    """Somebody who is released later starts before that day, where people in prison are seen."""
    referral = a_service_referral(release_date=day(9))
    problem = compiled(scenario_of([referral], [a_contract(), a_contract("CS2", in_prison=True)]))
    assert problem.pairs.tolist() == [[0, 1]]
    assert first_ways(problem)[-1] == day(8)
    released = compiled(scenario_of([a_service_referral(release_date=MONDAY)]))
    assert len(released.pairs) == 1
    assert first_ways(released)[-1] == day(25)


def test_sentence_end() -> None:
    """The last appointment leaves the policy's days before the sentence ends."""
    scenario = scenario_of([a_service_referral(sentence_end=day(9))], policy=policy_of(sentence_slack_days=figure(1)))
    assert first_ways(compiled(scenario))[-1] == day(1)


def test_bookings_are_kept_clear_of() -> None:
    """What is booked, the turnaround beside it, takes an hour out of every run that meets it."""
    scenario = scenario_of(people=[a_person(commitments=ONE_HOUR)])
    assert first_ways(compiled(scenario)) == [day(0), day(7), day(14), day(21)]
    taken = Timetable()
    taken.people["X000001"].append(booking(day(14), clock("10:15"), clock("11:00")))
    assert first_ways(compiled(scenario, taken)) == [day(0), day(21)]
    group = a_running_group(members=("X000001",), last=day(6))
    assert compiled(scenario_of(running_groups=[group])).no_clash.sum() < compiled(scenario_of()).no_clash.sum()


def test_places_by_month() -> None:
    """Places are those of calendar months; what is taken up counts in the first; a month cut short promises none."""
    contract = a_contract(places_per_month=5, taken_up=3, guaranteed_per_month=4)
    problem = compiled(scenario_of(contracts=[contract], weeks=6))
    assert problem.calendar.months == (date(2027, 1, 1), date(2027, 2, 1))
    assert problem.places.tolist() == [[2, 5]]
    assert problem.guaranteed.tolist() == [[1, 0]]
    assert compiled(scenario_of(contracts=[contract], weeks=4)).guaranteed.tolist() == [[1]]


def test_need() -> None:
    """Need is priority times the weight of the complexity."""
    referrals = [a_service_referral(priority=4), a_service_referral("SR2", complexity=Complexity.HIGH, priority=2)]
    assert compiled(scenario_of(referrals)).need.tolist() == [4, 6]


def test_penalty_and_floor() -> None:
    """The penalty is above all dearest options and promises together; the floor takes everyone's cheapest."""
    contract = a_contract(location=at(east_km=4.0), remote=True, guaranteed_per_month=2)
    problem = compiled(scenario_of([a_service_referral(), a_service_referral("SR2")], [contract]))
    # Remote in the fourth week: 15 + 3 x 5, twice; 2 promised places at 10; journeys of 4 minutes.
    assert problem.penalty == 60 + 20 + 1
    assert problem.floor == 8
    assert problem.whole_costs


@pytest.mark.parametrize("contract", [{"category": ServiceCategory.FAMILY}, {"open": ()}, {}])
def test_a_lock_against_a_rule_is_refused(contract: dict[str, Any]) -> None:
    """A lock on a pair that a rule forbids, or at no free hour, is the input's fault."""
    lock = ServiceLock(kind="service", service_referral="SR1", contract="CS1", reason="agreed")
    week = () if "category" in contract else tuple(a_commitment(d) for d in ("mon", "tue", "wed", "thu", "fri"))
    with pytest.raises(BadInput) as refused:
        compiled(scenario_of(people=[a_person(commitments=week)], contracts=[a_contract(**contract)], locks=(lock,)))
    assert [fault.pointer for fault in refused.value.faults] == ["/locks/0"]


def test_a_lock_leaves_one_contract_or_takes_one() -> None:
    """A lock that demands leaves one contract; one that forbids takes one away."""
    contracts = [a_contract(), a_contract("CS2"), a_contract("CS3")]
    for force, left in ((Force.MUST, [1]), (Force.MUST_NOT, [0, 2])):
        lock = ServiceLock(kind="service", service_referral="SR1", contract="CS2", force=force, reason="r")
        assert compiled(scenario_of(contracts=contracts, locks=(lock,))).pairs[:, 1].tolist() == left
