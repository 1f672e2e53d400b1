"""The search proves the best placements."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from models.errors import BadInput
from models.locks import ServiceLock
from models.services import Complexity, ServiceCategory
from scenarios.generate import Scale, generate
from solver.baseline.referrals import current_practice, greedy
from solver.options import Allowance, Budget
from solver.progress import silent
from solver.referrals import check, decisions, kpis, objective, search, unplaced
from solver.referrals.columns import Columns, bound_at
from solver.referrals.goals import quantities
from tests.builders import a_commitment, a_contract, a_person, a_service_referral, at, day
from tests.solver.referrals.ground import ONE_HOUR, cheapest_of_all, compiled, placed, scenario_of, searched


def people_of(number: int, **over: object) -> list[object]:
    """So many people, each with a referral ``SR1`` and so on."""
    return [a_service_referral(f"SR{n}", person=f"X{n}", **over) for n in range(1, number + 1)]


def test_nobody_is_referred() -> None:
    """Without referrals there is nothing to place, and nothing to prove."""
    outcome = searched(compiled(scenario_of([])))
    assert outcome.bound == 0


def test_no_contract_at_all() -> None:
    """Without a contract nobody is placed, which is proved at once."""
    problem = compiled(scenario_of(contracts=[]))
    outcome = searched(problem)
    assert outcome.bound == objective(problem, outcome.solution) == 1.0


def test_capacity_nought() -> None:
    """A contract without places takes nobody."""
    problem = compiled(scenario_of(contracts=[a_contract(places_per_month=0)]))
    outcome = searched(problem)
    assert placed(problem, outcome.solution) == {}
    assert outcome.bound == pytest.approx(objective(problem, outcome.solution))


def test_one_place_and_two_people() -> None:
    """The needier of two gets the one place; of two alike, the one who was referred first."""
    contract = a_contract(places_per_month=1)
    alike = [a_service_referral("SR1", person="X1"), a_service_referral("SR2", person="X2", referred_on=day(-40))]
    problem = compiled(scenario_of(alike, [contract]))
    assert placed(problem, searched(problem).solution) == {"SR2": "CS1"}
    needier = [alike[0].model_copy(update={"complexity": Complexity.HIGH}), alike[1]]
    problem = compiled(scenario_of(needier, [contract]))
    assert placed(problem, searched(problem).solution) == {"SR1": "CS1"}


def test_the_next_month_has_places_again() -> None:
    """Who finds the month full starts on the first day of the next one."""
    problem = compiled(scenario_of(people_of(3), [a_contract(places_per_month=2)], weeks=6))
    plan = decisions(problem, searched(problem).solution)
    assert sorted(row.start for row in plan.services) == [day(0), day(0), date(2027, 2, 1)]


def test_everything_beyond_capacity_stands_in_order_of_need() -> None:
    """Those without a place are told in order of need, with the month in which one comes."""
    referrals = [row.model_copy(update={"priority": n}) for n, row in enumerate(people_of(5), start=1)]
    problem = compiled(scenario_of(referrals, [a_contract(places_per_month=2, taken_up=2)]))
    outcome = searched(problem)
    rows = unplaced(problem, outcome.solution)
    assert [row.id for row in rows] == ["SR5", "SR4", "SR3", "SR2", "SR1"]
    months = [date(2027, 2, 1), date(2027, 2, 1), date(2027, 3, 1), date(2027, 3, 1), date(2027, 4, 1)]
    assert [row.expected_start for row in rows] == months
    assert {row.deciding_rule for row in rows} == {"within_places"}
    assert "February 2027" in rows[0].reasons[-1].sentence


def test_in_person_where_the_journey_is_short() -> None:
    """A short journey is better than to be seen remotely, a long one is worse."""
    contract = a_contract(remote=True)
    for km, remote in ((10.0, False), (20.0, True)):
        problem = compiled(scenario_of(people=[a_person(home=at(east_km=km))], contracts=[contract]))
        assert bool(searched(problem).solution.remote[0]) is remote


def test_the_service_that_knows_the_person() -> None:
    """The present provider is kept although another is nearer, unless that costs somebody else a place."""
    contracts = [a_contract(places_per_month=1), a_contract("CS2", location=at(east_km=20.0), places_per_month=1)]
    referral = a_service_referral(current_service="CS2")
    problem = compiled(scenario_of([referral], contracts))
    assert placed(problem, searched(problem).solution) == {"SR1": "CS2"}
    bound_there = a_service_referral("SR2", person="X2", category=ServiceCategory.ETE, priority=2)
    must = ServiceLock(kind="service", service_referral="SR2", contract="CS2", reason="agreed")
    problem = compiled(scenario_of([referral, bound_there], contracts, locks=(must,)))
    outcome = searched(problem)
    assert placed(problem, outcome.solution) == {"SR1": "CS1", "SR2": "CS2"}
    assert kpis(problem, outcome.solution).changes_of_service == 1


def test_promised_places_draw_people() -> None:
    """A place that is promised to a provider is used before a slightly nearer one."""
    contracts = [a_contract(), a_contract("CS2", location=at(east_km=6.0), guaranteed_per_month=1)]
    problem = compiled(scenario_of(contracts=contracts))
    outcome = searched(problem)
    assert placed(problem, outcome.solution) == {"SR1": "CS2"}
    dear = compiled(scenario_of(contracts=contracts), guarantee_unused=1)
    assert placed(dear, searched(dear).solution) == {"SR1": "CS1"}


def test_one_person_is_never_in_two_places() -> None:
    """Two referrals of a person with one free hour a week follow each other, or one waits."""
    both = [a_service_referral(), a_service_referral("SR2", category=ServiceCategory.FAMILY)]
    contracts = [a_contract(), a_contract("CS2", category=ServiceCategory.FAMILY)]
    person = a_person(commitments=ONE_HOUR)
    problem = compiled(scenario_of(both, contracts, [person]))
    outcome = searched(problem)
    days = [[a.on for a in row.appointments] for row in decisions(problem, outcome.solution).services]
    assert sorted(days) == [[day(0), day(7)], [day(14), day(21)]]
    assert outcome.bound == pytest.approx(objective(problem, outcome.solution)) == pytest.approx(10.0)
    short = compiled(scenario_of(both, contracts, [person], weeks=2))
    outcome = searched(short)
    assert len(placed(short, outcome.solution)) == 1
    assert outcome.bound == pytest.approx(objective(short, outcome.solution))


@pytest.mark.parametrize("seed", range(6))
def test_as_good_as_trying_everything(seed: int) -> None:
    """On tiny problems the proved optimum is the best of all solutions, tangled hours of one person included."""
    dice = np.random.default_rng(seed)
    kinds = (ServiceCategory.ETE, ServiceCategory.FAMILY)
    contracts = [
        a_contract(
            f"CS{n}",
            category=kinds[n % 2],
            places_per_month=int(dice.integers(0, 3)),
            remote=bool(dice.integers(2)),
            location=at(east_km=float(dice.integers(0, 25))),
            guaranteed_per_month=0,
        )
        for n in range(3)
    ]
    contracts = [row.model_copy(update={"guaranteed_per_month": row.places_per_month // 2}) for row in contracts]
    people = [
        a_person("X1", commitments=ONE_HOUR),
        a_person("X2", commitments=(*ONE_HOUR, a_commitment("mon", "00:00", "23:00", first=day(14), last=day(30)))),
    ]
    referrals = [
        a_service_referral(
            f"SR{n}", person=f"X{1 + n % 2}", category=kinds[(n // 2) % 2], priority=int(dice.integers(1, 4))
        )
        for n in range(4)
    ]
    problem = compiled(scenario_of(referrals, contracts, people))
    outcome = searched(problem)
    assert objective(problem, outcome.solution) == pytest.approx(cheapest_of_all(problem))
    assert outcome.bound == pytest.approx(objective(problem, outcome.solution))


def test_locks_that_cannot_all_be_kept() -> None:
    """More locks than places are the input's fault."""
    locks = tuple(ServiceLock(kind="service", service_referral=f"SR{n}", contract="CS1", reason="r") for n in (1, 2))
    problem = compiled(scenario_of(people_of(2), [a_contract(places_per_month=1)], locks=locks))
    with pytest.raises(BadInput):
        searched(problem)
    roomier = compiled(scenario_of(people_of(3), [a_contract(places_per_month=2)], locks=locks))
    assert set(placed(roomier, searched(roomier).solution)) == {"SR1", "SR2"}


def test_any_prices_give_a_bound() -> None:
    """No prices of places, however wrong, give a bound above the optimum."""
    problem = compiled(scenario_of(people_of(4), [a_contract(guaranteed_per_month=1)]))
    cost = objective(problem, searched(problem).solution)
    columns, dice = Columns.of(problem), np.random.default_rng(1)
    for _ in range(20):
        assert bound_at(columns, dice.uniform(-50, 300, columns.places.size)) <= cost + 1e-9


def test_weights_in_fractions_are_proved_too() -> None:
    """Weights that are no whole numbers leave the proof intact."""
    weights = {"service_waiting": 1.3, "service_travel": 0.7, "seen_remotely": 2.25}
    problem = compiled(scenario_of(people_of(4), [a_contract(remote=True, location=at(east_km=3.0))]), **weights)
    outcome = searched(problem)
    assert outcome.bound == pytest.approx(objective(problem, outcome.solution), rel=1e-4)


def test_a_town() -> None:
    """A town is proved, never dearer than either yardstick, and the same for the same budget."""
    problem = compiled(generate(Scale.TOWN, 2))
    yardsticks = [current_practice(problem), greedy(problem)]
    assert [check(problem, solution) for solution in yardsticks] == [[], []]
    outcome = searched(problem, yardsticks[1])
    cost = objective(problem, outcome.solution)
    assert outcome.bound == pytest.approx(cost)
    assert cost <= min(objective(problem, solution) for solution in yardsticks)
    again = searched(problem, yardsticks[0])
    assert objective(problem, again.solution) == cost
    assert sum(quantities(problem, outcome.solution).values()) > 0


def test_a_search_that_is_stopped_returns_its_start() -> None:
    """Asked to end, the search gives its start back, with a bound that holds; lack of time is no such end."""
    problem = compiled(scenario_of(people_of(3)))
    start = greedy(problem)
    outcome = search(problem, Allowance(Budget(seconds=9.0), stop_asked=lambda: True), 1, start, silent)
    assert outcome.solution is start
    assert outcome.stopped
    assert outcome.bound == problem.floor
    late = search(problem, Allowance(Budget(seconds=0.0)), 1, start, silent)
    assert late.bound == pytest.approx(objective(problem, late.solution))
