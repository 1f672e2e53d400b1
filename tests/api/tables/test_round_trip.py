"""A scenario written as tables and read again is the same scenario."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.tables import import_folder, write_scenario_tables
from api.tables.cells import FORMULA_STARTS, guarded, unguarded
from api.tables.columns import all_columns, levels, members, models_of, records_at
from api.tables.layout import TABLES
from models.check import load_scenario
from models.check.paths import EACH
from models.document import content_hash
from models.record import Record
from models.scenario import Scenario
from tests.models.check.documents import rich_scenario

SCENARIOS = Path(__file__).parents[3] / "scenarios"


def test_rich_scenario_comes_back(tmp_path: Path) -> None:
    """Whatever a scenario can hold survives the way through tables: unions, texts with marks, empty records."""
    scenario = rich_scenario()
    write_scenario_tables(scenario, tmp_path)
    assert import_folder(tmp_path) == scenario


@pytest.mark.parametrize("name", ["tiny", "hamlet", "town", "pdu", "infeasible"])
def test_bundled_scenarios_come_back(name: str, tmp_path: Path) -> None:
    """Bundled scenarios keep their content hash through tables."""
    scenario = load_scenario((SCENARIOS / f"{name}.json").read_bytes())
    write_scenario_tables(scenario, tmp_path)
    assert content_hash(import_folder(tmp_path)) == content_hash(scenario)


@pytest.mark.parametrize(
    "change",
    [
        {"previous_plan": None},
        {"previous_plan": {}},
        {"locks": ()},
        {"title": ""},
        {"contact_standards": ()},
    ],
    ids=str,
)
def test_empty_and_absent_are_told_apart(change: dict[str, object], tmp_path: Path) -> None:
    """A previous plan without decisions is not the same as none, and empty lists stay empty."""
    document = rich_scenario().model_dump() | change
    scenario = Scenario.model_validate(document)
    write_scenario_tables(scenario, tmp_path)
    assert content_hash(import_folder(tmp_path)) == content_hash(scenario)


def test_nobody_allowed_is_not_everybody_allowed(tmp_path: Path) -> None:
    """A limited-access case with an empty list stays limited."""
    scenario = rich_scenario()
    case = scenario.casework.cases[1].model_copy(update={"limited_access_to": ()})
    cases = (scenario.casework.cases[0], case)
    casework = scenario.casework.model_copy(update={"cases": cases})
    write_scenario_tables(scenario.model_copy(update={"casework": casework}), tmp_path)
    assert import_folder(tmp_path).casework.cases[1].limited_access_to == ()


def test_every_field_has_a_column() -> None:
    """No field of a scenario is left out of the tables, and no table has a heading twice."""
    covered = {(*table.steps, *column.path) for table in TABLES for column in all_columns(table) if column.path}
    covered |= {
        (*steps, *column.path)
        for table in TABLES
        for level, steps in zip(levels(table), _between(table.lists, bool(table.key)), strict=True)
        for column in level.columns
    }
    missing = [path for path in _leaves((Scenario,), ()) if path not in covered]
    assert not missing
    for table in TABLES:
        names = [column.name for column in all_columns(table)]
        assert len(names) == len(set(names))
        assert records_at(table.steps)


def _between(lists: tuple[tuple[str, ...], ...], keyed: bool) -> list[tuple[str, ...]]:
    return [(*steps, EACH) for steps in (lists[1:-1] if keyed else lists[:-1])]


def _leaves(models: tuple[type[Record], ...], above: tuple[str, ...]) -> list[tuple[str, ...]]:
    found = []
    for model in models:
        for member in members(model):
            path = (*above, member.name)
            inner = models_of(member.kind)
            below = (*path, EACH) if member.many and inner else path
            found += _leaves(inner, below) if inner else [path]
    return found


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_free_text_never_starts_a_formula(start: str, tmp_path: Path) -> None:
    """Free text that a spreadsheet could run is written behind a mark, and read without it."""
    text = f"{start}HYPERLINK(A1)"
    scenario = rich_scenario().model_copy(update={"title": text})
    write_scenario_tables(scenario, tmp_path)
    with (tmp_path / "scenario.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = {row["field"]: row["value"] for row in csv.DictReader(stream)}
    assert cells["title"] == f"'{text}"
    assert import_folder(tmp_path).title == text


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(text=st.text(alphabet="='+-@\t\r\n a", max_size=6))
def test_guard_can_be_undone(text: str) -> None:
    """Whatever a free text is, the guard leaves no formula and is taken off again without a trace."""
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert unguarded(guarded(text)) == text
