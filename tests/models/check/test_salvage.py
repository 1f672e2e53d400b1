"""Everything is told at once, at its place in the document, and nothing is told twice or falsely."""

import re
from typing import Any

import pytest

from models.check import check_document, load_scenario
from models.errors import BadInput
from tests.models.check.documents import as_bytes, put, rich_document

PYDANTIC_PHRASES = re.compile(r"Input should|Field required|Extra inputs|validation|pydantic|String should")


def _told(document: object) -> set[tuple[str, str, str | None]]:
    return {(fault.code, fault.pointer, fault.id) for fault in check_document(as_bytes(document)).faults}


def test_all_faults_at_once() -> None:
    """Misshapen rows, references that lead nowhere and rows that cannot be are named together."""
    document = rich_document()
    put(document, "people/0/home/lat", "north")
    put(document, "people/1/pdu", "P77")
    put(document, "staff/0/leave/0/last", "2027-01-01")
    put(document, "estate/rooms/0/seats", 0)
    put(document, "casework/cases/1/sentence_date", "2027-02-30")
    assert _told(document) == {
        ("wrong_type", "/people/0/home/lat", "X000001"),
        ("unknown_id", "/people/1/pdu", "X000002"),
        ("end_before_start", "/staff/0/leave/0/last", "S1"),
        ("no_seats", "/estate/rooms/0/seats", "R1"),
        ("impossible_date", "/casework/cases/1/sentence_date", "C2"),
    }


def test_places_are_those_of_the_document_when_rows_before_are_misshapen() -> None:
    """A fault after misshapen rows, or after misshapen rows inside a row, keeps its number in the document."""
    document = rich_document()
    late = {"weekday": "mon", "start": "17:00", "end": "09:00", "cause": "work"}
    commitments = [{"weekday": "mon"}, {"weekday": "tue"}, late]
    document["people"] = [7, {"id": "odd"}, *document["people"]]
    put(document, "people/3/commitments", commitments)
    told = _told(document)
    assert ("end_before_start", "/people/3/commitments/2/end", "X000002") in told
    assert ("wrong_type", "/people/0", None) in told
    assert ("missing_key", "/people/1/home", "odd") in told


def test_references_to_misshapen_rows_are_not_blamed() -> None:
    """A row that cannot be read still bears its identifier, so that nobody who names it is at fault."""
    document = rich_document()
    put(document, "people/0/home", None)
    put(document, "staff/0/grade", "captain")
    assert {code for code, _, _ in _told(document)} == {"wrong_type", "unknown_word"}


@pytest.mark.parametrize(
    "section", ["horizon", "estate", "staff", "people", "policy", "goals", "travel", "casework", "locks"]
)
@pytest.mark.parametrize("junk", [7, None, "x", [], {}, [7], {"x": 1}])
def test_unreadable_section_does_not_make_others_look_wrong(section: str, junk: object) -> None:
    """Where a whole section cannot be read, only what stands in it is blamed, and what names its rows."""
    document = rich_document()
    document[section] = junk
    report = check_document(as_bytes(document))
    codes = {fault.code for fault in report.faults if not fault.pointer.startswith(f"/{section}")}
    assert codes <= {"unknown_id"}


@pytest.mark.parametrize(
    "path", ["policy/full_time_hours/source", "goals/profile", "travel/speeds/0/detour", "horizon/weeks"]
)
def test_a_slip_in_a_section_is_one_fault(path: str) -> None:
    """A section that is set aside for one slip makes nothing else look wrong."""
    document = rich_document()
    put(document, path, [])
    assert _told(document) == {("wrong_type", f"/{path}", None)}


def test_missing_section_is_a_missing_key() -> None:
    """A section that must be given and is not is one fault."""
    document = rich_document()
    del document["staff"]
    assert _told(document) == {("missing_key", "/staff", None)}


def test_stand_ins_never_leave_the_check() -> None:
    """With any fault there is no scenario, so that nobody plans with a stand-in."""
    document = rich_document()
    del document["policy"]
    assert check_document(as_bytes(document)).scenario is None


def test_load_scenario_raises_with_every_fault() -> None:
    """Loading raises what checking reports."""
    document = rich_document()
    put(document, "estate/rooms/0/seats", 0)
    put(document, "staff/0/team", "T99")
    with pytest.raises(BadInput) as raised:
        load_scenario(as_bytes(document))
    assert {fault.code for fault in raised.value.faults} == {"no_seats", "unknown_id"}


def test_sentences_repeat_no_text_of_the_document() -> None:
    """A name that slipped into any field is never repeated, nor is any phrase of the validator."""
    name = "Robin Doe, burglary"
    document = rich_document()
    for path in ("people/0/id", "people/1/pdu", "staff/0/team", "people/0/home/lat", "horizon/start", "locks/0/kind"):
        put(document, path, name)
    put(document, "estate/rooms/0/office", name)
    put(document, "people/0/commitments/0/cause", name)
    sentences = [fault.sentence for fault in check_document(as_bytes(document)).faults]
    assert len(sentences) >= 7
    assert not [one for one in sentences if "Doe" in one or PYDANTIC_PHRASES.search(one)]


@pytest.mark.parametrize(
    "data",
    [
        b'{"people": [' + b"0," * 100_000 + b"0]}",
        b'{"horizon": {"start": "2027-01-04", "weeks": 1, "bank_holidays": [' + b"0," * 100_000 + b"0]}}",
    ],
    ids=["rows", "inside a record"],
)
def test_hostile_lists_end_soon(data: bytes) -> None:
    """A hundred thousand wrong rows give a bounded list of faults instead of filling the memory."""
    report = check_document(data)
    assert 0 < len(report.faults) <= 10_001


@pytest.mark.parametrize("number", ["1e999", "-Infinity", "NaN", "9" * 5000, "9" * 400])
@pytest.mark.parametrize("path", ["people/0/home/lat", "horizon/weeks", "estate/rooms/0/id"])
def test_numbers_beyond_all_bounds(number: str, path: str) -> None:
    """Overlong, infinite and undefined numbers are one fault at their place, whatever the field."""
    document: dict[str, Any] = rich_document()
    put(document, path, "HERE")
    report = check_document(as_bytes(document).replace(b'"HERE"', number.encode()))
    assert ("not_finite", f"/{path}") in {(fault.code, fault.pointer) for fault in report.faults}
