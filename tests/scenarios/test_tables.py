"""The reference tables: complete, consistent, small, and each with its source."""

from __future__ import annotations

import json

import pytest

from models.casework import CaseType
from models.goals import Goal, Part
from models.programmes import SessionKind
from models.record import Location
from scenarios.draw.ground import km
from scenarios.rulebook import goals, policy, programme_templates, travel
from scenarios.tables import REFERENCE, home_areas, regions, rows, share, units, venues
from tests.builders import WEIGHTS

MOST_BYTES = 300_000
FARTHEST_HOME_KM = 110.0
"""From Berwick to Newcastle, or across Powys: nobody lives farther from the nearest office of a unit."""


@pytest.mark.parametrize("path", sorted(REFERENCE.iterdir()), ids=lambda path: path.name)
def test_tables_name_their_source_and_stay_small(path: object) -> None:
    """Every table begins with its source, or has it as a key, and is small."""
    file = REFERENCE / str(path)
    assert file.stat().st_size < MOST_BYTES
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        assert json.loads(text)["source"]
    else:
        assert text.startswith("# Source: ")


def test_estate_is_whole() -> None:
    """There are 12 regions and 108 units, and every unit has a region, an office and people."""
    assert len(regions()) == 12
    assert len(units()) == len({unit.code for unit in units()}) == 108
    for unit in units():
        assert unit.region in regions()
        assert venues()[unit.code]
        assert sum(area.weight for area in home_areas()[unit.code]) == unit.small_areas > 0


def test_homes_lie_near_the_offices_of_their_unit() -> None:
    """No home area lies in another part of the country than its unit."""
    for unit in units():
        offices = [Location(lat=venue.lat, lon=venue.lon) for venue in venues()[unit.code]]
        for area in home_areas()[unit.code]:
            assert min(km(office, area.lat, area.lon) for office in offices) < FARTHEST_HOME_KM, (unit.name, area)


def test_every_tier_has_points() -> None:
    """Sixteen tiers, and sixteen of suspended contact at no points, have points for every type of case."""
    points = {(row.tier, row.case_type): row.points for row in policy().tier_points}
    tiers = [f"{letter}{number}{suffix}" for letter in "ABCD" for number in range(4) for suffix in ("", "S")]
    assert set(points) == {(tier, case_type) for tier in tiers for case_type in CaseType}
    assert all(cost == 0 for (tier, _), cost in points.items() if tier.endswith("S"))
    assert points["C2", CaseType.COMMUNITY] == 63


def test_building_choices_has_its_sessions() -> None:
    """Building Choices has 21 group sessions, six one-to-ones, two catch-ups of ours, and gaps of 3 and 6 weeks."""
    template = next(t for t in programme_templates() if t.id == "BC-M")
    sessions = [(session.kind, session.minutes) for module in template.modules for session in module.sessions]
    assert sessions.count((SessionKind.GROUP, 150)) == 21
    assert sessions.count((SessionKind.ONE_TO_ONE, 60)) == 6
    assert sessions.count((SessionKind.CATCH_UP, 150)) == len(sessions) - 27 == 2
    assert [module.gap_weeks for module in template.modules if module.gap_weeks] == [3, 6]


def test_structured_interventions_have_four_sessions_at_least() -> None:
    """Every structured intervention has at least four sessions."""
    for template in programme_templates():
        assert sum(len(module.sessions) for module in template.modules) >= 4


def test_standard_profile_is_that_of_the_formulation() -> None:
    """The profile ``standard`` has the default weights, in their tiers, and is in force."""
    standard = next(profile for profile in goals().profiles if profile.id == "standard")
    assert goals().profile == "standard"
    stated = {
        part.part: tuple((tier.name, {row.goal: row.weight for row in tier.goals}) for tier in part.tiers)
        for part in standard.parts
    }
    assert stated == WEIGHTS


def test_every_profile_weighs_every_goal() -> None:
    """No profile leaves out a goal or a part."""
    for profile in goals().profiles:
        assert {part.part for part in profile.parts} == set(Part)
        named = [row.goal for part in profile.parts for tier in part.tiers for row in tier.goals]
        assert sorted(named) == sorted(Goal)
    assert {profile.id for profile in goals().profiles} >= {"standard", "continuity_first", "near_home"}


def test_every_rule_names_its_source() -> None:
    """Every row of the policy, every speed and every template says where it is taken from."""
    rules = policy()
    tables = (rules.tier_points, rules.work_item_points, rules.stage_reductions, rules.holding_rules)
    stated = [row.source for table in tables for row in table] + [speed.source for speed in travel().speeds]
    assert all(stated)
    assert all(template.source for template in programme_templates())


def test_shares_of_mixes_add_up() -> None:
    """The shares of each group of the case mix, and of the means of travel, add up to one."""
    for group in ("officer_only", "open"):
        assert sum(float(r["share"]) for r in rows("case_mix.csv") if r["group"] == group) == pytest.approx(1.0)
    assert sum(float(r["share_of_people"]) for r in rows("speeds.csv")) == pytest.approx(1.0)
    assert share("officer_only") == pytest.approx(0.22)
