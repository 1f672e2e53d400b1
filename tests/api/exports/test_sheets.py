"""Sheets of the rota: who is where when, what must be known there, and nothing that nobody there needs."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from api.exports.rota import rota_of
from api.exports.sheet import BY_HAND, HEAD, TABLE, Kind, as_csv, as_page
from api.exports.sheets import sheets
from models.attendance import OffTrack, Outcome
from models.decisions import Decisions, ProjectSession, StandingPattern
from models.outlook import SpareCover
from models.people import EquipmentSize, ExclusionZone, SiteFeature
from models.plan import KPIs, Plan, Provenance
from models.record import DateRange, Weekday
from models.scenario import Scenario
from models.unpaid_work import EquipmentStock, PickUp
from tests.builders import (
    HERE,
    OFFICE,
    PDU_ID,
    a_case,
    a_person,
    a_project,
    a_requirement,
    a_scenario,
    a_slot,
    a_supervisor,
    day,
)


def a_rota() -> tuple[Scenario, Plan]:
    """Two people on Mondays, one of them for the last time on the second, and an empty third session."""
    scenario = a_scenario(
        staff=(a_supervisor("V1", leave=(DateRange(first=day(8), last=day(9)),)),),
        people=(
            a_person(
                "X1",
                restricted_from=(SiteFeature.SCHOOL, SiteFeature.HEAVY_LIFTING),
                non_associations=("X000009",),
                sizes=(EquipmentSize(kind="boots", size="9"),),
            ),
            a_person("X2", exclusion_zones=(ExclusionZone(centre=HERE, radius_km=1.0),)),
            a_person("X000009"),
        ),
        cases=(a_case("C1", person="X1", current_practitioner="P7"),),
        projects=(
            a_project(
                "K1",
                name="=Canal <path>",
                equipment=("hi_vis", "boots"),
                depot=OFFICE,
                features=(SiteFeature.LONE_WORKING,),
                slots=(a_slot("K1-mon"),),
                pick_ups=(PickUp(id="K1-P1", location=HERE, minutes_before=30),),
            ),
        ),
        requirements=(
            a_requirement("U1", person="X1", required_minutes=2400, completed_minutes=1800),
            a_requirement("U2", person="X2"),
        ),
    )
    boots = EquipmentStock(office=OFFICE, kind="boots", size="9", sets=4)
    work = scenario.unpaid_work.model_copy(update={"equipment": (boots,)})
    scenario = scenario.model_copy(update={"unpaid_work": work})
    times = {"project": "K1", "slot": "K1-mon", "start": time(9), "end": time(16)}
    picked_up: dict[str, Any] = {"pick_up": "K1-P1", "pick_up_at": time(8, 30)}
    run: dict[str, Any] = {"van": "VAN1", "supervisors": ("V1",), "places": 8, "turn_away_chance": 0.0}
    decisions = Decisions(
        patterns=(
            StandingPattern(
                requirement="U1",
                person="X1",
                dates=(day(0), day(7)),
                minutes=600,
                alone_on=(day(7),),
                **times,
                **picked_up,
            ),
            StandingPattern(requirement="U2", person="X2", dates=(day(0),), minutes=420, **times),
        ),
        sessions=tuple(
            ProjectSession(on=day(n), instructed=number, expected=float(number), **run, **times)
            for n, number in ((0, 2), (7, 1), (14, 0))
        ),
    )
    provenance = Provenance(scenario="test", scenario_hash="0" * 64, profile="standard", seed=1, parts=(), versions={})
    return scenario, Plan(
        schema_version="1.0",
        decisions=decisions,
        unplaced=(),
        off_track=(
            OffTrack(
                requirement="U2",
                person="X2",
                minutes_left=6000,
                minutes_behind=900,
                expected_finish=None,
                weeks_late=None,
                failures=2,
            ),
            OffTrack(
                requirement="U1",
                person="X1",
                minutes_left=600,
                minutes_behind=0,
                expected_finish=day(21),
                weeks_late=3,
                failures=0,
            ),
        ),
        spare=(
            SpareCover(pdu=PDU_ID, weekday=Weekday.MON, supervisors=()),
            SpareCover(pdu=PDU_ID, weekday=Weekday.TUE, supervisors=("V1",)),
        ),
        parts=(),
        kpis=KPIs(),
        baseline=KPIs(),
        provenance=provenance,
    )


def rows_of(kind: Kind, *days: int) -> list[dict[str, str]]:
    """The CSV file of a kind, read back."""
    text = as_csv(kind, sheets(rota_of(*a_rota(), *map(day, days)), kind)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def page_of(kind: Kind) -> str:
    """The page of a kind."""
    return as_page(kind, sheets(rota_of(*a_rota()), kind), source="made for a test").decode()


def test_session_sheet_says_who_comes_and_what_must_be_known() -> None:
    """Each person has a row with minutes, needs in general terms and whom to ring; limits on work are named."""
    first = {row["person"]: row for row in rows_of(Kind.SESSIONS) if row["on"] == day(0).isoformat()}
    assert first["X1"]["minutes"] == "420"
    assert first["X1"]["contact"] == "P7"
    assert "no heavy lifting" in first["X1"]["to_know"]
    assert "first session of all" in first["X2"]["to_know"]
    assert [id for id, row in first.items() if "ask the size of boots" in row["to_know"]] == ["X2"]
    assert (first["X1"]["pick_up"], first["X2"]["pick_up"]) == ("K1-P1 at 08:30", "")
    last = next(row for row in rows_of(Kind.SESSIONS) if row["on"] == day(7).isoformat())
    assert last["minutes"] == "180"
    assert "last session: 180 minutes are left" in last["to_know"]


@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_told_of_risk(kind: Kind) -> None:
    """Neither a site or zone that somebody must keep away from, nor whom they must not meet, stands on any sheet."""
    everything = page_of(kind) + str(rows_of(kind))
    assert not [word for word in ("school", "zone", "X000009", "offence", "exclusion") if word in everything]


def test_one_line_stands_for_every_place_or_person_to_keep_from() -> None:
    """Whoever must be kept from a place or a person has the same line, so that it says nothing of which it is."""
    lines = [row["to_know"] for row in rows_of(Kind.SESSIONS) if row["on"] == day(0).isoformat()]
    assert all("ring the office before any change" in line for line in lines)


def test_other_sheets_have_their_rows() -> None:
    """A supervisor's week, a person's dates with what is left of the hours, and a project's sessions."""
    turns, dates, sessions = (rows_of(kind) for kind in (Kind.SUPERVISORS, Kind.PEOPLE, Kind.PROJECTS))
    assert [row["spare"] for row in turns] == ["tue", "", "tue"]
    assert [(row["supervisor"], row["week"], row["people"]) for row in turns] == [
        ("V1", day(n).isoformat(), people) for n, people in ((0, "2"), (7, "1"), (14, "0"))
    ]
    assert "Equipment: hi_vis 2; boots 2 (1 of size 9, 1 of a size to be asked)" in turns[0]["bring"]
    assert "Van: VAN1: K1-P1 at 08:30 (1)" in turns[0]["bring"]
    assert [(row["person"], row["minutes"], row["minutes_left"]) for row in dates] == [
        ("X1", "420", "180"),
        ("X1", "180", "0"),
        ("X2", "420", "5580"),
    ]
    assert [row["pick_up"] for row in dates] == ["K1-P1 at 08:30", "come by yourself: no van seat this day", ""]
    assert [row["people"] for row in sessions] == ["2", "1", "0"]


def test_whoever_is_stood_down_is_told_so() -> None:
    """Nobody is instructed on the third Monday: its supervisor has no session and no hours, and fetches nothing."""
    week = sheets(rota_of(*a_rota(), day(14), day(20)), Kind.SUPERVISORS)[0]
    assert dict(week.facts)["Sessions"] == "0, 0 hours"
    assert dict(week.facts)["Stood down"] == "Mon 09:00"
    assert rows_of(Kind.SUPERVISORS)[2]["bring"] == "stood down: nobody is instructed"
    session = sheets(rota_of(*a_rota(), day(14), day(20)), Kind.SESSIONS)[0]
    facts = dict(session.facts)
    assert facts["People"] == "stood down: nobody is instructed"
    assert not {"Van", "Equipment", "Lone working"} & set(facts)
    assert dict(sheets(rota_of(*a_rota()), Kind.PROJECTS)[0].facts)["Sessions"] == "2, 3 attendances"


def test_review_list_says_who_is_behind_or_late() -> None:
    """Each unit has its own list, worst first, with the finish that is expected, in words too, and whom to ring."""
    rows = rows_of(Kind.OFF_TRACK)
    assert [(row["unit"], row["requirement"]) for row in rows] == [(PDU_ID, "U2"), (PDU_ID, "U1")]
    assert [row["expected_finish"] for row in rows] == ["", day(21).isoformat()]
    assert [row["weeks_late"] for row in rows] == ["", "3"]
    assert [row["contact"] for row in rows] == ["", "P7"]
    assert all(row["in_words"] for row in rows)


def test_days_that_are_not_asked_for_are_left_out() -> None:
    """Only sessions of the days named are told; what is left of the hours still counts those before."""
    (row,) = rows_of(Kind.PEOPLE, 7, 13)
    assert (row["on"], row["minutes_left"]) == (day(7).isoformat(), "0")
    assert {row["on"] for row in rows_of(Kind.SESSIONS, 7, 13)} == {day(7).isoformat()}


def test_no_free_text_is_a_formula() -> None:
    """A project whose name looks like a formula is written behind a mark."""
    assert {row["name"] for row in rows_of(Kind.PROJECTS)} == {"'=Canal <path>"}


@dataclass
class _Outline:
    """What a page is made of."""

    open: list[str]
    headings: int = 0
    tables: int = 0
    cells: int = 0


class _Reader(HTMLParser):
    """A reader that minds whether every element is closed in its turn."""

    ALONE = ("meta",)

    def __init__(self) -> None:
        super().__init__()
        self.found = _Outline(open=[])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.ALONE:
            self.found.open.append(tag)
        self.found.headings += tag == "h2"
        self.found.tables += tag == "table"
        self.found.cells += tag == "td"

    def handle_endtag(self, tag: str) -> None:
        assert self.found.open.pop() == tag


@pytest.mark.parametrize("kind", Kind)
def test_pages_are_whole(kind: Kind) -> None:
    """A page has a section for each sheet and a cell for each value; every element is closed, and text is no markup."""
    made = sheets(rota_of(*a_rota()), kind)
    page = page_of(kind)
    reader = _Reader()
    reader.feed(page)
    assert reader.found.open == []
    assert reader.found.headings == len(made)
    by_hand = len(BY_HAND.get(kind, ()))
    assert reader.found.cells == sum(len(row) + by_hand for sheet in made for row in sheet.rows)
    assert "<path>" not in page
    assert all(len(sheet.head) == len(HEAD[kind]) for sheet in made)
    assert all(len(row) == len(TABLE[kind]) for sheet in made for row in sheet.rows)


def test_what_came_of_a_session_can_be_written_on_its_sheet() -> None:
    """The page of sessions, and no other, has empty columns for it, and names every outcome that can be entered."""
    pages = {kind: page_of(kind) for kind in Kind}
    assert [kind for kind, page in pages.items() if 'class="by-hand"' in page] == [Kind.SESSIONS]
    assert all(outcome.value.replace("_", " ") in pages[Kind.SESSIONS] for outcome in Outcome)


def test_page_without_sessions_says_so() -> None:
    """Where nothing is on, the page says it in words."""
    empty = as_page(Kind.SESSIONS, sheets(rota_of(*a_rota(), day(80)), Kind.SESSIONS), source="made for a test")
    assert b"There are no sessions on these days." in empty


BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIETLY = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-pdf-header-footer"),
)


@pytest.mark.skipif(BROWSER is None, reason="there is no browser here")
def test_each_sheet_is_printed_on_paper_of_its_own(tmp_path: Path) -> None:
    """A real browser prints as many pages as there are sheets."""
    page, paper = tmp_path / "sessions.html", tmp_path / "sessions.pdf"
    page.write_text(page_of(Kind.SESSIONS), encoding="utf-8")
    told = [*QUIETLY, f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={paper}", page.as_uri()]
    subprocess.run([str(BROWSER), *told], check=True, capture_output=True, timeout=60)
    assert len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) == 3
