"""Each rule: what it accepts, what it refuses, and where the border runs; by the checker and through the search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from models.errors import BadInput
from models.locks import Force
from models.record import DateRange
from models.scenario import Scenario
from models.staff import RegisterEntry
from solver.unpaid_work import check
from solver.unpaid_work.problem import PAIR_RULES
from solver.unpaid_work.rules import RULES
from tests.builders import (
    FAR_TEAM,
    MONDAY,
    a_person,
    a_project,
    a_requirement,
    a_running_group,
    a_scenario,
    a_slot,
    a_supervisor,
    day,
)
from tests.solver.unpaid_work.ground import a_lock, compiled, rota, searched


def several(count: int, *, project: dict[str, Any] | None = None, **over: Any) -> Scenario:
    """So many people who want the same Monday project."""
    rows = [a_requirement(f"U{n}", person=f"X{n:06d}") for n in range(1, count + 1)]
    return a_scenario(
        requirements=over.pop("requirements", rows),
        projects=over.pop("projects", [a_project(**(project or {}))]),
        staff=over.pop("staff", [a_supervisor("V1"), a_supervisor("V2")]),
        **over,
    )


def two_days(**over: Any) -> Any:
    """A project with two slots, by default on one Monday."""
    return a_project(
        slots=over.pop("slots", (a_slot("A", start="09:00", end="12:00"), a_slot("B", start="13:00"))), **over
    )


AWAY = a_supervisor("V1", leave=(DateRange(first=day(7), last=day(7)),))
TWO_A_WEEK = a_requirement("U1", sessions_per_week=2)
TWINS = [a_requirement("U1"), a_requirement("U2")]
ALL = ["U1", "U2", "U3"]

Pairs = Iterable[tuple[str, str]]
ROTAS: dict[str, tuple[str, bool, Scenario, Pairs, Pairs]] = {
    "as many slots as sessions a week": (
        "sessions_per_week",
        True,
        several(1, requirements=[TWO_A_WEEK], projects=[two_days(slots=(a_slot("A"), a_slot("B", "tue")))]),
        [("U1", "A"), ("U1", "B")],
        [("A", "V1"), ("B", "V1")],
    ),
    "one slot more than sessions a week": (
        "sessions_per_week",
        False,
        several(1, projects=[two_days(slots=(a_slot("A"), a_slot("B", "tue")))]),
        [("U1", "A"), ("U1", "B")],
        [("A", "V1"), ("B", "V1")],
    ),
    "two slots on one weekday": (
        "sessions_per_week",
        False,
        several(1, requirements=[TWO_A_WEEK], projects=[two_days()]),
        [("U1", "A"), ("U1", "B")],
        [("A", "V1"), ("B", "V2")],
    ),
    "two requirements of one person, an hour apart": (
        "sessions_per_week",
        True,
        several(1, requirements=TWINS, projects=[two_days()]),
        [("U1", "A"), ("U2", "B")],
        [("A", "V1"), ("B", "V2")],
    ),
    "two requirements of one person, too close": (
        "sessions_per_week",
        False,
        several(
            1, requirements=TWINS, projects=[two_days(slots=(a_slot("A", end="12:31"), a_slot("B", start="13:00")))]
        ),
        [("U1", "A"), ("U2", "B")],
        [("A", "V1"), ("B", "V2")],
    ),
    "every place taken": (
        "within_places",
        True,
        several(2, project={"places": 2}),
        [("U1", "K1-mon"), ("U2", "K1-mon")],
        [("K1-mon", "V1")],
    ),
    "one person too many": (
        "within_places",
        False,
        several(3, project={"places": 2}),
        [(r, "K1-mon") for r in ALL],
        [("K1-mon", "V1")],
    ),
    "places for each of two supervisors": (
        "within_places",
        True,
        several(3, project={"places": 2, "max_supervisors": 2}),
        [(r, "K1-mon") for r in ALL],
        [("K1-mon", "V1"), ("K1-mon", "V2")],
    ),
    "places shrink while one supervisor is away": (
        "within_places",
        False,
        several(3, project={"places": 2, "max_supervisors": 2}, staff=[AWAY, a_supervisor("V2")]),
        [(r, "K1-mon") for r in ALL],
        [("K1-mon", "V1"), ("K1-mon", "V2")],
    ),
    "no session while the only supervisor is away": (
        "within_places",
        True,
        several(2, project={"places": 2}, staff=[AWAY]),
        [("U1", "K1-mon"), ("U2", "K1-mon")],
        [("K1-mon", "V1")],
    ),
    "places in all where nobody of ours supervises": (
        "within_places",
        False,
        several(2, project={"places": 1, "max_supervisors": 0}),
        [("U1", "K1-mon"), ("U2", "K1-mon")],
        [],
    ),
    "nobody supervises": ("supervised", False, several(1), [("U1", "K1-mon")], []),
    "more supervisors than a session can have": (
        "supervised",
        False,
        several(1),
        [("U1", "K1-mon")],
        [("K1-mon", "V1"), ("K1-mon", "V2")],
    ),
    "no supervisor of ours where none is needed": (
        "supervised",
        True,
        several(1, project={"max_supervisors": 0}),
        [("U1", "K1-mon")],
        [],
    ),
    "a supervisor with the qualification": (
        "supervised",
        True,
        several(
            1, project={"supervisor_qualifications": ("saw",)}, staff=[a_supervisor("V1", qualifications=("saw",))]
        ),
        [("U1", "K1-mon")],
        [("K1-mon", "V1")],
    ),
    "a supervisor whose register entry runs out": (
        "supervised",
        False,
        several(
            1,
            project={"supervisor_qualifications": ("saw",)},
            staff=[
                a_supervisor(
                    "V1",
                    qualifications=("saw",),
                    register_entries=(RegisterEntry(qualification="saw", expires=day(26)),),
                )
            ],
        ),
        [("U1", "K1-mon")],
        [("K1-mon", "V1")],
    ),
    "a supervisor of another region": (
        "supervised",
        False,
        several(1, staff=[a_supervisor("V1", team=FAR_TEAM)]),
        [("U1", "K1-mon")],
        [("K1-mon", "V1")],
    ),
    "a supervisor in the team to the last day": (
        "supervised",
        True,
        several(1, staff=[a_supervisor("V1", active_from=MONDAY, active_until=day(27))]),
        [("U1", "K1-mon")],
        [("K1-mon", "V1")],
    ),
    "a supervisor who leaves a day early": (
        "supervised",
        False,
        several(1, staff=[a_supervisor("V1", active_until=day(26))]),
        [("U1", "K1-mon")],
        [("K1-mon", "V1")],
    ),
    "a supervisor who runs a group at the time": (
        "supervised",
        False,
        several(
            1,
            staff=[a_supervisor("V1")],
            running_groups=[a_running_group(facilitators=("V1",))],
            projects=[a_project(slots=(a_slot("K1-mon", "tue"),))],
        ),
        [("U1", "K1-mon")],
        [("K1-mon", "V1")],
    ),
    "a supervisor on two weekdays": (
        "supervisors_not_double_booked",
        True,
        several(2, projects=[two_days(slots=(a_slot("A"), a_slot("B", "tue")))]),
        [("U1", "A"), ("U2", "B")],
        [("A", "V1"), ("B", "V1")],
    ),
    "a supervisor twice on one weekday": (
        "supervisors_not_double_booked",
        False,
        several(2, projects=[two_days()]),
        [("U1", "A"), ("U2", "B")],
        [("A", "V1"), ("B", "V1")],
    ),
    "a supervisor for all contracted hours": (
        "supervisors_not_double_booked",
        True,
        several(1, staff=[a_supervisor("V1", contracted_hours=7.0)]),
        [("U1", "K1-mon")],
        [("K1-mon", "V1")],
    ),
    "a supervisor beyond the contracted hours": (
        "supervisors_not_double_booked",
        False,
        several(1, staff=[a_supervisor("V1", contracted_hours=6.9)]),
        [("U1", "K1-mon")],
        [("K1-mon", "V1")],
    ),
    "just enough people": (
        "minimum_to_run",
        True,
        several(2, project={"minimum_to_run": 2}),
        [("U1", "K1-mon"), ("U2", "K1-mon")],
        [("K1-mon", "V1")],
    ),
    "one person too few": (
        "minimum_to_run",
        False,
        several(2, project={"minimum_to_run": 2}),
        [("U1", "K1-mon")],
        [("K1-mon", "V1")],
    ),
    "a supervisor for nobody": ("minimum_to_run", False, several(1), [], [("K1-mon", "V1")]),
    "people to be kept apart, on two slots": (
        "keep_apart",
        True,
        several(
            2,
            people=[a_person("X000001", non_associations=("X000002",))],
            projects=[two_days(slots=(a_slot("A"), a_slot("B", "tue")))],
        ),
        [("U1", "A"), ("U2", "B")],
        [("A", "V1"), ("B", "V1")],
    ),
    "people to be kept apart, on one slot": (
        "keep_apart",
        False,
        several(2, people=[a_person("X000002", non_associations=("X000001",))]),
        [("U1", "K1-mon"), ("U2", "K1-mon")],
        [("K1-mon", "V1")],
    ),
    "a lock that is kept": (
        "locks_kept",
        True,
        several(1, locks=(a_lock("U1", "K1-mon"),)),
        [("U1", "K1-mon")],
        [("K1-mon", "V1")],
    ),
    "a lock that is not kept": ("locks_kept", False, several(1, locks=(a_lock("U1", "K1-mon"),)), [], []),
    "a slot that is locked out": (
        "locks_kept",
        False,
        several(1, locks=(a_lock("U1", "K1-mon", Force.MUST_NOT),)),
        [("U1", "K1-mon")],
        [("K1-mon", "V1")],
    ),
}


@pytest.mark.parametrize("trial", ROTAS)
def test_rules_on_the_whole_rota(trial: str) -> None:
    """The checker names exactly the rule that a rota breaks, and nothing else."""
    rule, accepted, scenario, standing, supervised = ROTAS[trial]
    problem = compiled(scenario)
    found = {violation.rule for violation in check(problem, rota(problem, standing, supervised))}
    assert found == (set() if accepted else {rule})


LOCKABLE = [
    trial
    for trial, (rule, _, _, standing, _) in ROTAS.items()
    if standing and rule not in ("locks_kept", "minimum_to_run", "supervised", "supervisors_not_double_booked")
]


@pytest.mark.parametrize("trial", LOCKABLE)
def test_the_search_agrees_with_the_checker(trial: str) -> None:
    """Locked to the rota of a trial, the search keeps it if it is sound, and refuses the locks if it is not."""
    _, accepted, scenario, standing, supervised = ROTAS[trial]
    locked = scenario.model_copy(update={"locks": tuple(a_lock(*pair) for pair in standing)})
    if not accepted and len({j for _, j in supervised}) < 2:
        with pytest.raises(BadInput):
            searched(compiled(locked))
        return
    try:
        problem = compiled(locked)
        found = searched(problem).solution
    except BadInput:
        assert not accepted
        return
    assert check(problem, found) == []


def test_minutes_never_exceed_what_is_left() -> None:
    """Whoever is nearly done is instructed only until nothing is left, the last session counting the rest."""
    problem = compiled(several(1, requirements=[a_requirement(completed_minutes=5500)]))
    found = check(problem, rota(problem, [("U1", "K1-mon")], [("K1-mon", "V1")]))
    assert found == []


def test_every_rule_has_a_trial() -> None:
    """Every rule on the whole rota is refused at least once in this file."""
    refused = {rule for rule, accepted, *_ in ROTAS.values() if not accepted}
    # Minutes follow from the rota by construction; these have files of their own.
    elsewhere = {"within_remaining_hours", "not_excluded", "language_spoken", "within_ete_share"}
    elsewhere |= {"seats_in_van", "vans_not_double_booked", "equipment_stock"}
    assert refused | elsewhere | set(PAIR_RULES) == {name for name, _ in RULES}
