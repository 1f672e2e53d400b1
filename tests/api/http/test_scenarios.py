"""Scenarios are taken in whole or refused with every fault, and are named by what they say."""

from __future__ import annotations

import json
from pathlib import Path

import httpx2
import pytest

from models.check import check_document
from models.document import canonical_json, content_hash
from tests.api.http.a_service import JSON, LARGEST_BODY, Caller, tiny

BAD = sorted((Path(__file__).parents[3] / "scenarios" / "bad").glob("*.json"))


def post(caller: Caller, body: bytes) -> httpx2.Response:
    return caller.http.post("/v1/scenarios", content=body, headers=JSON)


def test_scenario_is_named_by_its_content(caller: Caller) -> None:
    """A new scenario is answered with 201, its address, and the hash of its content as its id."""
    scenario = tiny("named by its content")
    answer = post(caller, canonical_json(scenario))
    assert answer.status_code == 201
    assert answer.json()["id"] == content_hash(scenario)
    assert answer.headers["location"] == f"/v1/scenarios/{content_hash(scenario)}"
    assert answer.json()["links"]["self"]["href"] == answer.headers["location"]


def test_same_content_again_is_the_same_scenario(caller: Caller) -> None:
    """The same scenario, written down in another way, is answered with 200 and the same id."""
    scenario = tiny("written down twice")
    first = post(caller, canonical_json(scenario))
    again = post(caller, json.dumps(json.loads(canonical_json(scenario)), indent=4).encode())
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]


def test_warnings_come_with_the_answer(caller: Caller) -> None:
    """What is odd but no fault is told when the scenario is taken in, as the check tells it."""
    scenario = tiny("with warnings")
    told = post(caller, canonical_json(scenario)).json()["warnings"]
    found = check_document(canonical_json(scenario)).warnings
    assert [(w["code"], w["pointer"]) for w in told] == [(w.code, w.pointer) for w in found]


def test_scenario_comes_back_as_it_is(caller: Caller) -> None:
    """A scenario comes back in its canonical form, and only if the caller does not have it yet."""
    scenario = tiny("there and back")
    address = f"/v1/scenarios/{caller.take_in(scenario)}"
    answer = caller.http.get(address)
    assert answer.content == canonical_json(scenario)
    assert caller.http.get(address, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_scenarios_are_listed_newest_first(caller: Caller) -> None:
    """The list begins with the newest scenario and leads on to older ones, each listed once."""
    ids = [caller.take_in(tiny(f"listed {number}")) for number in range(3)]
    page = caller.http.get("/v1/scenarios", params={"limit": 2}).json()
    following = caller.http.get(page["links"]["next"]["href"]).json()
    listed = [item["id"] for item in page["items"] + following["items"]]
    assert listed[:3] == ids[::-1]
    assert page["items"][0]["cases"] == 1


def test_every_fault_is_named(caller: Caller) -> None:
    """A scenario with several faults is refused with a pointer, a code and a sentence for each of them."""
    document = json.loads(canonical_json(tiny("faulty")))
    document["casework"]["cases"][0]["person"] = "NOBODY"
    document["surplus"] = 1
    del document["horizon"]
    body = json.dumps(document).encode()
    answer = post(caller, body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    found = check_document(body).faults
    assert len(found) > 1
    assert [(e["code"], e["pointer"], e["sentence"]) for e in answer.json()["errors"]] == [
        (fault.code, fault.pointer, fault.sentence) for fault in found
    ]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bundled_bad_inputs_are_refused(caller: Caller, path: Path) -> None:
    """Every bundled bad input is refused with a problem that names all of its faults."""
    answer = post(caller, path.read_bytes())
    assert answer.status_code in {400, 413, 422}
    assert answer.headers["content-type"] == "application/problem+json"
    found = check_document(path.read_bytes(), limit=LARGEST_BODY).faults
    assert {error["code"] for error in answer.json()["errors"]} == {fault.code for fault in found}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe{\x00}\x00", b"[" * 1000, b'{"a": "\xe9"}'])
def test_unreadable_bodies_are_refused(caller: Caller, body: bytes) -> None:
    """A body that is no JSON in UTF-8, or too deep, is answered with 400."""
    answer = post(caller, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "scenario_unreadable")


def test_too_large_a_body_is_refused(caller: Caller) -> None:
    """A body over the limit is answered with 413, whether or not its size is announced."""
    body = b" " * (LARGEST_BODY + 1)
    pieces = (body[start : start + 65536] for start in range(0, len(body), 65536))
    for content in (body, pieces):
        answer = caller.http.post("/v1/scenarios", content=content, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_taken(caller: Caller, media_type: str) -> None:
    """A body that is not declared as JSON, as another site's page would send it, is answered with 415."""
    answer = caller.http.post("/v1/scenarios", content=b"{}", headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


@pytest.mark.parametrize("name", ["0" * 64, "x", "..%2f..%2fetc%2fpasswd", "A" * 64])
def test_unknown_ids_are_not_found(caller: Caller, name: str) -> None:
    """An id that is unknown, or none, is answered with 404."""
    assert caller.http.get(f"/v1/scenarios/{name}").status_code == 404
