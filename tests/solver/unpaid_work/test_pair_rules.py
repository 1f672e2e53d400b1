"""Every rule on one requirement and one slot: a pair that keeps it and one that breaks it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.people import ExclusionZone, SiteFeature, StatedNeed
from models.record import Sex
from models.scenario import Scenario
from models.unpaid_work import ProjectKind
from solver.unpaid_work import check
from solver.unpaid_work.problem import PAIR_RULES
from tests.builders import (
    FAR_PDU,
    MONDAY,
    a_commitment,
    a_group_slot,
    a_person,
    a_project,
    a_requirement,
    a_running_group,
    a_scenario,
    a_slot,
    a_supervisor,
    at,
    day,
)
from tests.solver.unpaid_work.ground import compiled, rota, searched

LAST = day(27)


def one(*, person: dict[str, Any] | None = None, project: dict[str, Any] | None = None, **over: Any) -> Scenario:
    """One requirement, one project on Mondays from nine to four, one supervisor."""
    return a_scenario(
        people=[a_person(**(person or {}))],
        requirements=[over.pop("requirement", None) or a_requirement()],
        projects=[a_project(**(project or {}))],
        staff=over.pop("staff", (a_supervisor(),)),
        **over,
    )


def newcomer(*, places: int) -> Scenario:
    """One requirement of somebody who needs an induction, and inductions on Tuesdays."""
    tuesday = a_slot("I1-tue", "tue", "09:30", "12:30")
    inductions = a_project("I1", kind=ProjectKind.INDUCTION, slots=(tuesday,), places=places, max_supervisors=0)
    return a_scenario(
        requirements=[a_requirement(induction_done=False)],
        projects=[a_project(), inductions],
        staff=(a_supervisor(),),
    )


def in_lessons(*, done: int) -> dict[str, Any]:
    """Education on Mondays, for somebody who has had so many minutes of the 1800 that may be."""
    return {
        "project": {"kind": ProjectKind.ETE, "max_supervisors": 0},
        "requirement": a_requirement(completed_minutes=done, ete_minutes=done),
    }


def zone(km: float) -> ExclusionZone:
    """A zone of three kilometres around a point so many kilometres east."""
    return ExclusionZone(centre=at(east_km=km), radius_km=3.0)


def in_group(start: str, last: date = LAST) -> Any:
    """A running group of the person on Mondays, two hours from ``start``."""
    return a_running_group(members=("X000001",), slots=(a_group_slot("mon", start),), last=last)


PAIRS: dict[str, tuple[str, bool, Scenario]] = {
    "group work takes part": ("project_kind", True, one()),
    "independent work takes part": ("project_kind", True, one(project={"kind": ProjectKind.INDEPENDENT})),
    "nothing is worked off at inductions": ("project_kind", False, one(project={"kind": ProjectKind.INDUCTION})),
    "steps for somebody who can climb them": ("stated_needs", True, one(project={"step_free": False})),
    "steps for somebody who cannot": (
        "stated_needs",
        False,
        one(project={"step_free": False}, person={"needs": (StatedNeed.STEP_FREE,)}),
    ),
    "education of the last minutes that may be": ("ete_hours_left", True, one(**in_lessons(done=1380))),
    "education of a minute more than may be": ("ete_hours_left", False, one(**in_lessons(done=1381))),
    "a place in an induction": ("induction_first", True, newcomer(places=1)),
    "no place in an induction": ("induction_first", False, newcomer(places=0)),
    "another unit of the region": ("in_region", True, one(project={"pdu": "P2"}, person={})),
    "another region": ("in_region", False, one(project={"pdu": FAR_PDU}, person={"pdu": "P1"})),
    "a commitment that ends when work begins": (
        "available",
        True,
        one(person={"commitments": (a_commitment("mon", "07:00", "09:00"),)}),
    ),
    "a commitment one minute into work": (
        "available",
        False,
        one(person={"commitments": (a_commitment("mon", "07:00", "09:01"),)}),
    ),
    "a commitment that is over before the horizon": (
        "available",
        True,
        one(person={"commitments": (a_commitment("mon", last=day(-1)),)}),
    ),
    "a commitment on all dates but the first": (
        "available",
        False,
        one(person={"commitments": (a_commitment("mon", first=day(7)),)}),
    ),
    "a commitment before the usable weeks": (
        "available",
        True,
        one(
            person={"commitments": (a_commitment("mon", last=day(6)),)},
            requirement=a_requirement(sentence_date=MONDAY),
        ),
    ),
    "as far as the limit": ("within_travel_limit", True, one(project={"location": at(east_km=60.0)})),
    "a minute beyond the limit": ("within_travel_limit", False, one(project={"location": at(east_km=61.0)})),
    "a feature that does not matter": (
        "restrictions",
        True,
        one(project={"features": (SiteFeature.HEIGHTS,)}, person={"restricted_from": (SiteFeature.SCHOOL,)}),
    ),
    "a feature to be kept from": (
        "restrictions",
        False,
        one(project={"features": (SiteFeature.SCHOOL,)}, person={"restricted_from": (SiteFeature.SCHOOL,)}),
    ),
    "just outside a zone": ("outside_exclusion_zones", True, one(person={"exclusion_zones": (zone(3.01),)})),
    "just inside a zone": ("outside_exclusion_zones", False, one(person={"exclusion_zones": (zone(2.99),)})),
    "a woman on a women-only project": (
        "women_only",
        True,
        one(project={"women_only": True}, person={"group_sex": Sex.FEMALE}),
    ),
    "nobody else on a women-only project": ("women_only", False, one(project={"women_only": True})),
    "the certificate asked for": (
        "certificates",
        True,
        one(project={"certificates": ("cscs",)}, person={"skills": ("cscs", "driving")}),
    ),
    "a certificate that is lacking": (
        "certificates",
        False,
        one(project={"certificates": ("cscs", "driving")}, person={"skills": ("cscs",)}),
    ),
    "a group half an hour after work": ("no_clash", True, one(running_groups=[in_group("16:30")])),
    "a group within the turnaround": ("no_clash", False, one(running_groups=[in_group("16:29")])),
    "a group that is over": ("no_clash", True, one(running_groups=[in_group("10:00", last=day(-1))])),
}


@pytest.mark.parametrize("trial", PAIRS)
def test_rules_on_a_requirement_and_a_slot(trial: str) -> None:
    """The checker names exactly the rule that forbids the pair, and the search uses the pair just if it is allowed."""
    rule, accepted, scenario = PAIRS[trial]
    problem = compiled(scenario)
    found = check(problem, rota(problem, [("U1", "K1-mon")], [("K1-mon", "V1")] if _has_crew(problem) else ()))
    assert [violation.rule for violation in found if violation.rule != "supervised"] == ([] if accepted else [rule])
    assert len(searched(problem).solution.standing) == accepted


def _has_crew(problem: Any) -> bool:
    return bool(problem.supervisors.may_stand[0, 0])


def test_every_rule_has_a_trial() -> None:
    """Every rule on a requirement and a slot is refused at least once here."""
    assert {rule for rule, accepted, _ in PAIRS.values() if not accepted} == set(PAIR_RULES)
