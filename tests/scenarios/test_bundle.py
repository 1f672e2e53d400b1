"""The bundled scenarios: up to date, valid or bad as they should be, and all of them told of."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from models.check import check_document
from scenarios.bundle import HERE, bundled
from scenarios.hand.bad import expected_codes, what_is_wrong

GOOD = ("tiny.json", "hamlet.json", "town.json", "pdu.json", "infeasible.json")
PDU_BYTES = 4_000_000


@cache
def files() -> dict[str, bytes]:
    return bundled()


def read(name: str) -> bytes:
    return (HERE / name).read_bytes()


def test_bundled_files_are_up_to_date() -> None:
    """Every bundled file is what ``python -m scenarios.bundle`` writes, and there is no other."""
    stale = [name for name, content in files().items() if read(name) != content]
    assert stale == []
    there = {str(path.relative_to(HERE)) for folder in (HERE, HERE / "bad") for path in folder.glob("*.json")}
    assert there == {str(Path(name)) for name in files()}


@pytest.mark.parametrize("name", GOOD)
def test_good_ones_have_no_fault(name: str) -> None:
    """Each scenario outside the folder of bad inputs has no fault and says what it is about."""
    report = check_document(read(name))
    assert report.faults == ()
    assert report.scenario is not None
    assert report.scenario.title


def test_pdu_stays_small() -> None:
    """The bundled unit stays below four megabytes."""
    assert len(read("pdu.json")) < PDU_BYTES


@pytest.mark.parametrize(("name", "code"), expected_codes().items(), ids=list(expected_codes()))
def test_bad_ones_give_their_code(name: str, code: str) -> None:
    """Each bad input gives the fault code that the page names, and no scenario."""
    report = check_document(read(f"bad/{name}.json"))
    assert code in {fault.code for fault in report.faults}
    assert report.scenario is None


def test_bad_ones_have_one_kind_of_fault() -> None:
    """A bad input for one kind of fault has no fault of another kind."""
    for name, code in expected_codes().items():
        if name != "many_faults":
            assert {fault.code for fault in check_document(read(f"bad/{name}.json")).faults} == {code}, name


def test_many_faults_are_named_at_once() -> None:
    """Five mistakes in one document are five faults in one report."""
    codes = {fault.code for fault in check_document(read("bad/many_faults.json")).faults}
    assert codes == {"unknown_id", "no_seats", "self_reference", "end_before_start", "beyond_legal_limit"}


def test_too_large_is_refused() -> None:
    """A document above the limit is refused by its size alone."""
    content = read("tiny.json")
    report = check_document(content, limit=len(content) - 1)
    assert [fault.code for fault in report.faults] == ["too_large"]


def test_page_lists_every_file() -> None:
    """The README has a line for every bundled file, with the code and the words for every bad one."""
    page = (HERE / "README.md").read_text(encoding="utf-8")
    for name in GOOD:
        assert f"| `{name}` |" in page
    for name, code in expected_codes().items():
        assert f"| `{name}.json` | `{code}` | {what_is_wrong()[name]} |" in page
