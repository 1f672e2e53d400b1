"""Every rule finds what breaks it in a solution that was put together by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models.locks import Force, ServiceLock
from models.people import StatedNeed
from models.services import ServiceCategory
from solver.referrals import Problem, Solution, check
from solver.referrals.rules import RULES
from tests.builders import OTHER_PDU, a_commitment, a_contract, a_person, a_running_group, a_service_referral, at, day
from tests.builders import a_group_slot as slot
from tests.solver.referrals.ground import compiled, scenario_of

NINE = 0


def solution(problem: Problem, *contracts: int, remote: bool = False, time: int = NINE, week: int = 0) -> Solution:
    """Everybody on Mondays at nine from the first week on, under the contracts numbered."""
    number = len(contracts)
    return Solution(
        contract_of=np.array(contracts, dtype=np.int64),
        remote=np.full(number, remote),
        time_of=np.full(number, time, dtype=np.int64),
        week_of=np.full(number, week, dtype=np.int64),
    )


LOCK = ServiceLock(kind="service", service_referral="SR1", contract="CS1", force=Force.MUST_NOT, reason="r")
BROKEN: dict[str, dict[str, Any]] = {
    "category": {"contracts": [a_contract(category=ServiceCategory.FINANCE)]},
    "in_area": {"people": [a_person(pdu=OTHER_PDU)]},
    "women_only": {"contracts": [a_contract(women_only=True)]},
    "stated_needs": {"people": [a_person(needs=(StatedNeed.WELSH,))]},
    "before_release": {"referrals": [a_service_referral(release_date=day(3))]},
    "within_travel_limit": {"people": [a_person(max_minutes=0, home=at(east_km=5.0))]},
    "start_in_time": {"referrals": [a_service_referral(start_from=day(1))]},
    "available": {"people": [a_person(commitments=(a_commitment("mon", "08:00", "09:01"),))]},
    "no_clash": {"running_groups": [a_running_group(members=("X000001",), slots=(slot("mon", "10:15"),))]},
    "finish_before_sentence_end": {"referrals": [a_service_referral(sentence_end=day(6))]},
    "within_places": {"contracts": [a_contract(places_per_month=0)]},
    "locks_kept": {"locks": (LOCK,)},
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_is_found_by_its_name(rule: str) -> None:
    """One thing changed is found under the rule's name and no other; unchanged, all is well."""
    parts = dict(BROKEN[rule])
    problem = compiled(scenario_of(**parts))
    assert {row.rule for row in check(problem, solution(problem, 0))} == {rule}
    fine = compiled(scenario_of())
    assert check(fine, solution(fine, 0)) == []


def test_two_referrals_of_one_person_clash() -> None:
    """Two appointments of one person at one time clash, and too close together; an hour apart they do not."""
    problem = compiled(scenario_of([a_service_referral(), a_service_referral("SR2")]))
    times = np.array([0, 0])
    for other, clash in ((0, True), (1, True), (2, False)):
        times = np.array([0, other])
        base = solution(problem, 0, 0)
        given = Solution(base.contract_of, base.remote, times, base.week_of)
        assert ({row.rule for row in check(problem, given)} == {"no_clash"}) is clash


def test_runs_that_follow_each_other_do_not_clash() -> None:
    """Two runs at one time of the week are fine where one begins when the other is over."""
    problem = compiled(scenario_of([a_service_referral(), a_service_referral("SR2")]))
    base = solution(problem, 0, 0)
    for week, clash in ((1, True), (2, False)):
        given = Solution(base.contract_of, base.remote, base.time_of, np.array([0, week]))
        assert bool(check(problem, given)) is clash


def test_a_lock_that_demands() -> None:
    """Somebody whom a lock places and who is left out breaks it."""
    lock = LOCK.model_copy(update={"force": Force.MUST})
    problem = compiled(scenario_of(locks=(lock,)))
    assert [row.rule for row in check(problem, solution(problem, -1))] == ["locks_kept"]
