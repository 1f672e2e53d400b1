"""A plan written as tables."""

import csv
from pathlib import Path

import pytest

from api.tables import write_tables
from api.tables.cells import LIST_MARK
from api.tables.plans import HEADINGS
from models.attendance import OffTrack
from models.explanation import Reason, Unplaced
from models.goals import Goal, Part
from models.one_more import OneMore, OneMoreRanking, Resource
from models.outlook import PlacesForStarts, SpareCover
from models.plan import (
    GoalValue,
    KPIs,
    PartResult,
    Plan,
    ProgrammeKPIs,
    Provenance,
    Status,
    TierValue,
)
from models.record import Weekday
from tests.builders import MONDAY, PDU_ID
from tests.models.check.documents import rich_scenario


def a_plan() -> Plan:
    """A plan with a row of every kind that tables show."""
    decisions = rich_scenario().previous_plan
    assert decisions is not None
    reasons = (
        Reason(rule="in_region", options_left=2, sentence="=Two groups are in the region."),
        Reason(rule="group_size", options_left=0, sentence="None is large enough."),
    )
    value = GoalValue(goal=Goal.WAITING, weight=5.0, quantity=3.5, cost=17.5)
    figures = dict.fromkeys(ProgrammeKPIs.model_fields, 0)
    return Plan(
        schema_version="1.0",
        decisions=decisions,
        unplaced=(Unplaced(part=Part.PROGRAMMES, id="A2", person="X000002", reasons=reasons),),
        off_track=(
            OffTrack(
                requirement="U1",
                person="X000001",
                minutes_left=600,
                minutes_behind=480,
                expected_finish=None,
                weeks_late=None,
                failures=1,
            ),
        ),
        spare=(SpareCover(pdu=PDU_ID, weekday=Weekday.MON, supervisors=("V1", "V2")),),
        new_starts=(PlacesForStarts(pdu=PDU_ID, people=5, week=MONDAY, places=4),),
        parts=(_result((TierValue(name="soon_and_near", slack=0.0, cost=17.5, goals=(value,)),)),),
        kpis=KPIs(programmes=ProgrammeKPIs(**(figures | {"referrals": 2, "placed": 1}))),
        baseline=KPIs(programmes=ProgrammeKPIs(**(figures | {"referrals": 2}))),
        one_more=A_ROOM,
        provenance=Provenance(
            scenario="test", scenario_hash="0" * 64, profile="standard", seed=1, parts=(Part.PROGRAMMES,), versions={}
        ),
    )


A_ROOM = OneMoreRanking(
    start=1,
    of=2,
    could=1,
    ruled_out=0,
    searched=0,
    looked_at=1,
    sentence="A room.",
    rows=(
        OneMore(
            resource=Resource.ROOM,
            at="O1",
            sentence="a room at O1",
            start=2,
            more_start=1,
            priority_gained=1.0,
            searched=False,
        ),
    ),
)


def _result(tiers: tuple[TierValue, ...]) -> PartResult:
    return PartResult(
        part=Part.PROGRAMMES,
        problem="p",
        status=Status.FEASIBLE,
        objective=17.5,
        bound=17.0,
        gap=None,
        gap_net=None,
        floor=0.0,
        penalty=1.0,
        baseline_objective=20.0,
        greedy_objective=18.0,
        gap_closed=None,
        tiers=tiers,
    )


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, list[dict[str, str]]]:
    """The plan's tables as they were written."""
    found = {}
    for path in write_tables(a_plan(), tmp_path / "new" / "folder"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            found[path.name] = list(csv.DictReader(stream))
    return found


def test_every_table_is_written_with_its_columns(tables: dict[str, list[dict[str, str]]]) -> None:
    """Each table has exactly its documented columns, and here a row."""
    assert tables.keys() == HEADINGS.keys()
    assert {file: tuple(rows[0]) for file, rows in tables.items()} == HEADINGS


def test_attendances_have_a_row_for_each_person_and_day(tables: dict[str, list[dict[str, str]]]) -> None:
    """A standing pattern over two days is two rows."""
    rows = tables["attendances.csv"]
    assert [(row["person"], row["on"], row["start"]) for row in rows] == [
        ("X000001", "2027-01-04", "09:00"),
        ("X000001", "2027-01-11", "09:00"),
    ]


def test_what_is_left_open_is_told(tables: dict[str, list[dict[str, str]]]) -> None:
    """Who is spare when, and for how many new starts places are left, have tables of their own."""
    assert tables["spare.csv"][0]["supervisors"].split(LIST_MARK) == ["V1", "V2"]
    room = tables["one_more.csv"][0]
    assert (room["resource"], room["more_start"], room["priority_at_best"], room["searched"]) == ("room", "1", "", "no")
    told = tables["new_starts.csv"][0]
    assert (told["people"], told["places"]) == ("5", "4")
    assert told["sentence"].startswith("Places are left for 4 expected new starts")


def test_reasons_keep_their_order_and_run_no_formula(tables: dict[str, list[dict[str, str]]]) -> None:
    """Each reason is a row; a sentence that looks like a formula is written behind a mark."""
    rows = tables["unplaced.csv"]
    assert [(row["id"], row["number"], row["rule"]) for row in rows] == [
        ("A2", "1", "in_region"),
        ("A2", "2", "group_size"),
    ]
    assert rows[0]["sentence"].startswith("'=")


def test_figures_stand_beside_those_of_current_practice(tables: dict[str, list[dict[str, str]]]) -> None:
    """Each key figure has a row with the plan's value and that of current practice."""
    figures = {row["figure"]: (row["plan"], row["current_practice"]) for row in tables["kpis.csv"]}
    assert figures["placed"] == ("1", "0")
    assert figures.keys() == ProgrammeKPIs.model_fields.keys()


def test_goals_have_their_costs(tables: dict[str, list[dict[str, str]]]) -> None:
    """Each goal is a row with weight, quantity and cost."""
    (row,) = tables["goals.csv"]
    assert (row["tier"], row["goal"], row["weight"], row["quantity"], row["cost"]) == (
        "soon_and_near",
        "waiting",
        "5",
        "3.5",
        "17.5",
    )
