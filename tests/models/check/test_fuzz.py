"""Whatever is done to a document, the check answers with a report."""

import copy
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.check import check_document
from models.check.codes import CODES
from models.document import content_hash
from tests.models.check.documents import as_bytes, rich_document

DOCUMENT = rich_document()

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        [
            "",
            "X000001",
            "S1",
            "C1",
            "0001-01-01",
            "9999-12-31",
            "2027-02-29",
            "00:00",
            "24:00",
            "12:00Z",
            "mon",
            "\ud800",
            [],
            {},
            [[]],
            {"id": "X000001"},
            {"kind": "case"},
        ]
    ),
)
SETTINGS = settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for step, item in inner for place in _places(item, (*path, step)))]


PLACES = _places(DOCUMENT)[1:]


def _mutated(changes: list[tuple[str, int, Any]]) -> Any:
    document = copy.deepcopy(DOCUMENT)
    for kind, number, junk in changes:
        *above, last = PLACES[number % len(PLACES)]
        inner: Any = document
        try:
            for step in above:
                inner = inner[step]
            if kind == "put":
                inner[last] = copy.deepcopy(junk)
            elif kind == "drop":
                del inner[last]
            elif isinstance(inner, list):
                inner.append(copy.deepcopy(inner[last]))
            else:
                inner[f"{last}x"] = inner[last]
        except (KeyError, IndexError, TypeError):
            continue
    return document


CHANGES = st.lists(
    st.tuples(st.sampled_from(["put", "drop", "repeat"]), st.integers(0, 10**6), JUNK), min_size=1, max_size=6
)


@SETTINGS
@given(changes=CHANGES)
def test_mutated_documents_give_reports(changes: list[tuple[str, int, Any]]) -> None:
    """Any mutation gives a report: with faults whose places lead into the document, or with a scenario."""
    document = _mutated(changes)
    report = check_document(as_bytes(document))
    assert (report.scenario is None) == bool(report.faults)
    for row in (*report.faults, *report.warnings):
        assert row.code in CODES
        assert _leads_somewhere(document, row.pointer), row


def _leads_somewhere(document: Any, pointer: str) -> bool:
    """Whether all but the last step of a pointer exist."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    for step in steps[:-1]:
        try:
            document = document[int(step)] if isinstance(document, list) else document[step]
        except (KeyError, IndexError, TypeError, ValueError):
            return False
    return True


@SETTINGS
@given(data=st.binary(max_size=200))
def test_any_bytes_give_a_fault(data: bytes) -> None:
    """No bytes make the check raise."""
    assert check_document(data).faults


@SETTINGS
@given(cut=st.integers(0, 10**6), junk=st.binary(max_size=6))
def test_spoilt_bytes_give_a_report(cut: int, junk: bytes) -> None:
    """Bytes written over a good document give a report."""
    data = as_bytes(DOCUMENT)
    at = cut % len(data)
    report = check_document(data[:at] + junk + data[at + len(junk) :])
    assert (report.scenario is None) == bool(report.faults)


def test_order_of_keys_changes_nothing() -> None:
    """The same document with its keys in another order is the same scenario."""
    one = check_document(as_bytes(DOCUMENT)).scenario
    other = check_document(json.dumps(DOCUMENT, sort_keys=True).encode()).scenario
    assert one is not None
    assert other is not None
    assert content_hash(one) == content_hash(other)
