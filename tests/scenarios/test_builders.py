"""The builders of the tests: what they build is valid, and the plain world is as plain as it says."""

from __future__ import annotations

from models.check import check_document
from models.document import canonical_json
from models.people import Means
from solver.travel import TravelTimes
from tests import builders as build


def test_a_full_scenario_is_valid() -> None:
    """A scenario with one of everything has no fault."""
    scenario = build.a_scenario(
        staff=[build.a_staff(), build.a_supervisor(), build.a_facilitator()],
        cases=[build.a_case()],
        requirements=[build.a_requirement()],
        projects=[build.a_project()],
        templates=[build.a_template()],
        referrals=[build.a_referral()],
        group_options=[build.a_group_option()],
        running_groups=[build.a_running_group(facilitators=("F1",))],
    )
    report = check_document(canonical_json(scenario))
    assert report.faults == ()
    assert report.scenario == scenario


def test_people_named_by_rows_are_added() -> None:
    """Whoever a row names is in the scenario, once."""
    scenario = build.a_scenario(
        cases=[build.a_case("C1"), build.a_case("C2", person="X000002")], requirements=[build.a_requirement()]
    )
    assert [person.id for person in scenario.people] == ["X000001", "X000002"]


def test_a_kilometre_is_a_minute_by_car() -> None:
    """So many kilometres east or north are as many minutes by car, and ten more by other means."""
    times = TravelTimes(build.some_travel())
    for place in (build.at(east_km=17.0), build.at(north_km=17.0)):
        assert times.minutes(Means.CAR, build.HERE, place) == 17
        assert times.minutes(Means.WALK, build.HERE, place) == 27
