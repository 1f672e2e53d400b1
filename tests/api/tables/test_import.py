"""Folders of tables: what people's spreadsheets do to them, and how faults are told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from api.tables import import_folder, write_scenario_tables
from models.check.codes import TABLES
from models.errors import BadInput
from scenarios import rulebook
from tests.models.check.documents import rich_scenario

RICH = rich_scenario()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound folder of tables."""
    write_scenario_tables(RICH, tmp_path)
    return tmp_path


def _told(folder: Path) -> set[tuple[str, str]]:
    with pytest.raises(BadInput) as raised:
        import_folder(folder)
    return {(fault.code, fault.pointer) for fault in raised.value.faults}


def _edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8-sig")), encoding="utf-8", newline="")


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    _edit(path, lambda _: text.replace(old, new, 1))


def test_without_byte_order_mark(folder: Path) -> None:
    """A file without a byte order mark is read like one with it."""
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    assert import_folder(folder) == RICH


@pytest.mark.parametrize("first_line", ["", "sep=;\r\n"], ids=["by its header", "by a first line"])
def test_semicolons_and_decimal_commas(folder: Path, first_line: str) -> None:
    """A file parted by semicolons is read, with decimal commas, whether its header or its first line says so."""
    text = "id;office;seats\r\nR1;O1;12\r\n"
    (folder / "rooms.csv").write_text(first_line + text, encoding="utf-8")
    text = "staff;reason;hours;first;last\r\nS1;union;3,7;2027-01-04;\r\n"
    (folder / "reductions.csv").write_text(first_line + text, encoding="utf-8")
    assert import_folder(folder) == RICH


def test_what_spreadsheets_rewrite(folder: Path) -> None:
    """Days with slashes, times without a nought, capital truths, blanks and empty rows are read as they are meant."""
    _replace(folder / "commitments.csv", "2027-01-04", "04/01/2027")
    _replace(folder / "commitments.csv", "06:30", " 6:30:00")
    _edit(folder / "cases.csv", lambda text: text.replace("yes", "TRUE").replace(",no", ",FALSE"))
    _edit(folder / "rooms.csv", lambda text: text + ",,\r\n\r\n,,,,\r\n")
    _edit(folder / "teams.csv", lambda text: text.replace("id,name,pdu", "ID, Name ,PDU"))
    assert import_folder(folder) == RICH


def test_columns_in_any_order_and_optional_ones_left_out(folder: Path) -> None:
    """The heading says what a column is, not its place; columns with a default may be left out."""
    (folder / "offices.csv").write_text(
        "pdu,name,location_lon,location_lat,id\n"
        + "\n".join(f"{o.pdu},{o.name},{o.location.lon!r},{o.location.lat!r},{o.id}" for o in RICH.estate.offices)
    )
    assert import_folder(folder) == RICH


def test_partial_folder(folder: Path) -> None:
    """Without tables of policy, goals and speeds the reference tables hold; without others there are no rows."""
    keep = {"scenario", "horizon", "regions", "pdus", "teams", "offices", "staff", "people"}
    for path in folder.iterdir():
        if path.stem not in keep:
            path.unlink()
    _edit(folder / "scenario.csv", lambda text: text.replace("previous_plan,yes", "previous_plan,"))
    scenario = import_folder(folder)
    assert (scenario.policy, scenario.goals, scenario.travel) == (
        rulebook.policy(),
        rulebook.goals(),
        rulebook.travel(),
    )
    assert (scenario.casework.cases, scenario.locks, scenario.previous_plan) == ((), (), None)


def test_own_points_beside_the_reference(folder: Path) -> None:
    """A folder may bring one table of the policy and leave the others to the reference."""
    for name in ("policy", "work_item_points", "stage_reductions", "holding_rules", "priority_weights"):
        (folder / f"{name}.csv").unlink()
    _edit(folder / "reviews.csv", lambda text: text.splitlines()[0])
    scenario = import_folder(folder)
    assert scenario.policy.tier_points == RICH.policy.tier_points
    assert scenario.policy.holding_rules == rulebook.policy().holding_rules


def test_a_figure_of_ones_own_needs_its_source(folder: Path) -> None:
    """Whoever sets a figure names its source; that of the reference is not borrowed."""
    _replace(folder / "policy.csv", "full_time_hours_source,made up for tests\n", "")
    assert _told(folder) == {("missing_key", "policy.csv::full_time_hours_source")}


EDITS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing_file": (lambda folder: (folder / "people.csv").unlink(), "people.csv"),
    "unknown_file": (lambda folder: (folder / "peoples.csv").write_text("id\n"), "peoples.csv"),
    "not_csv": (lambda folder: (folder / "rooms.csv").write_text('id,office,seats\n"R1,O1,12\n'), "rooms.csv"),
    "missing_column": (lambda folder: (folder / "rooms.csv").write_text("id,seats\nR1,12\n"), "rooms.csv:1:office"),
    "unknown_column": (
        lambda folder: (folder / "rooms.csv").write_text("id,office,seats,hue\nR1,O1,12,red\n"),
        "rooms.csv:1:hue",
    ),
    "surplus_cell": (lambda folder: (folder / "rooms.csv").write_text("id,office,seats\nR1,O1,12,9\n"), "rooms.csv:2"),
    "rows_disagree": (
        lambda folder: _replace(
            folder / "programme_sessions.csv", "BC,1,Module,0,Session 2", "BC,1,Module,3,Session 2"
        ),
        "programme_sessions.csv:3",
    ),
    "wrong_number": (
        lambda folder: _replace(
            folder / "programme_sessions.csv", "BC,1,Module,0,Session 2", "BC,3,Module,0,Session 2"
        ),
        "programme_sessions.csv:3:module_number",
    ),
}
"""What is done to the folder, and where the fault is told, for each code of tables."""


def test_every_code_of_tables_has_an_example_here() -> None:
    """No code of tables stands in the table of codes without a test that earns it."""
    assert EDITS.keys() == TABLES.keys()


@pytest.mark.parametrize("code", sorted(EDITS))
def test_edit_earns_its_code(code: str, folder: Path) -> None:
    """A spoilt table earns its code at its file, row and column."""
    spoil, place = EDITS[code]
    spoil(folder)
    assert (code, place) in _told(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("rooms.csv", "R1,O1,12", "R1,O1,twelve", ("wrong_type", "rooms.csv:2:seats")),
        ("rooms.csv", "R1,O1,12", "R1,,12", ("missing_key", "rooms.csv:2:office")),
        ("rooms.csv", "R1,O1,12", "R1,O9,0", ("no_seats", "rooms.csv:2:seats")),
        ("people.csv", "X000002,P1", "X000002,P7", ("unknown_id", "people.csv:3:pdu")),
        ("people.csv", "X000002,P1,54", "X000002,P1,NaN", ("not_finite", "people.csv:3:home_lat")),
        ("people.csv", "X000002,P1,54", "X000002,P1,", ("missing_key", "people.csv:3:home_lat")),
        ("commitments.csv", "X000001,fri", "X9,fri", ("unknown_id", "commitments.csv:3:person")),
        ("commitments.csv", "fri,06:30", "fri,16:30", ("end_before_start", "commitments.csv:3:end")),
        ("commitments.csv", "fri,06:30", "friday,06:30", ("unknown_word", "commitments.csv:3:weekday")),
        ("cases.csv", "2028-06-01", "31/02/2028", ("impossible_date", "cases.csv:2:sentence_end")),
        ("cases.csv", "C2,X000002", "C1,X000002", ("duplicate_id", "cases.csv:3:id")),
        ("locks.csv", "case,C1,S1", "house,C1,S1", ("unknown_word", "locks.csv:2:kind")),
        ("locks.csv", "case,C1,S1", "case,C1,S9", ("unknown_id", "locks.csv:2:practitioner")),
        ("horizon.csv", "2027-01-04", "2027-01-05", ("not_a_monday", "horizon.csv:2:value")),
        ("horizon.csv", "start,", "begin,", ("unknown_column", "horizon.csv:2:field")),
        ("policy.csv", "hours_value,37", "hours_value,0", ("out_of_range", "policy.csv:6:value")),
        ("goals.csv", "unallocated", "waiting", ("goal_in_wrong_part", "goals.csv:2:goal")),
        ("tier_points.csv", "A0,community,200", "A0,community,-1", ("out_of_range", "tier_points.csv:2:points")),
        ("previous_group_members.csv", "G1,A1", "G1,A7", ("unknown_id", "previous_group_members.csv:2:referral")),
    ],
)
def test_faults_are_told_by_file_row_and_column(
    folder: Path, file: str, old: str, new: str, fault: tuple[str, str]
) -> None:
    """A bad cell is told where a spreadsheet shows it."""
    _replace(folder / file, old, new)
    assert fault in _told(folder)


def test_everything_is_told_at_once(folder: Path) -> None:
    """Faults of several tables, as tables and as rows, come together."""
    _replace(folder / "rooms.csv", "R1,O1,12", "R1,O1,0")
    _replace(folder / "people.csv", "X000002,P1", "X000002,P7")
    (folder / "vans.csv").write_text("id,seats,office,hue\nV1,8,O1,red\n")
    (folder / "extra.csv").write_text("id\n")
    assert _told(folder) == {
        ("no_seats", "rooms.csv:2:seats"),
        ("unknown_id", "people.csv:3:pdu"),
        ("unknown_column", "vans.csv:1:hue"),
        ("unknown_file", "extra.csv"),
    }


def test_a_missing_column_is_told_once(folder: Path) -> None:
    """A column that is missing is one fault, not one for each row."""
    header, *rows = (folder / "people.csv").read_text(encoding="utf-8-sig").splitlines()
    cut = "\n".join(",".join(line.split(",")[:1] + line.split(",")[2:]) for line in (header, *rows))
    (folder / "people.csv").write_text(cut)
    assert _told(folder) == {("missing_column", "people.csv:1:pdu")}


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_other_encodings(folder: Path, encoding: str) -> None:
    """A file that is not UTF-8 is named, and nothing else is blamed for it."""
    (folder / "teams.csv").write_bytes("id,name,pdu\nT1,Équipe,P1\n".encode(encoding))
    assert ("wrong_encoding", "teams.csv") in _told(folder)


def test_empty_folder(tmp_path: Path) -> None:
    """An empty folder lacks what every scenario needs, file by file."""
    told = _told(tmp_path)
    assert {place for code, place in told if code == "missing_file"} == {
        f"{name}.csv" for name in ("scenario", "horizon", "regions", "pdus", "staff", "people")
    }
