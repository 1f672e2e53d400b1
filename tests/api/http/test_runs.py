"""Runs are asked for, followed and stopped; the plan is the one that the solver makes."""

from __future__ import annotations

import pytest
from dbos import DBOS

from api.store.messages import RunRequest
from models.document import plan_json
from models.goals import Part
from scenarios.generate import Scale, generate
from solver.plan import make_plan
from tests.api.http.a_service import Caller, tiny


@pytest.fixture(scope="module")
def town(caller: Caller) -> str:
    """Id of a scenario that takes a while to plan."""
    return caller.take_in(generate(Scale.TOWN, 1))


@pytest.fixture(scope="module")
def finished(caller: Caller) -> str:
    """Id of a run of a tiny scenario that is over."""
    run_id = caller.ask(caller.take_in(tiny()), work=2, seed=3)
    caller.when(run_id, "COMPLETED")
    return run_id


def test_run_is_taken_on(caller: Caller) -> None:
    """A run is answered with 202, its address, and when to look again."""
    scenario_id = caller.take_in(tiny())
    answer = caller.http.post("/v1/runs", json={"scenario": scenario_id, "work": 1, "parts": ["allocation"]})
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/runs/{answer.json()['id']}"
    assert int(answer.headers["retry-after"]) >= 1
    assert answer.json()["status"] in {"CREATED", "QUEUED", "SOLVING"}
    caller.http.post(f"{answer.headers['location']}:stop")


def test_finished_run_says_how_good_it_is(caller: Caller, finished: str) -> None:
    """A run that is over gives objective, bound, gap and quality of every part, and when it was what."""
    run = caller.run(finished)
    assert {part["part"] for part in run["parts"]} == set(Part)
    assert all(part["objective"] >= part["bound"] >= 0 and part["quality"] for part in run["parts"])
    assert run["created_at"] <= run["started_at"] <= run["finished_at"]
    assert run["links"]["plan"]["href"] == f"/v1/runs/{finished}/plan"
    assert run["attempt"] == 1


def test_plan_is_the_one_the_solver_makes(caller: Caller, finished: str) -> None:
    """For the same scenario, seed and work the service gives the plan byte for byte as it is made elsewhere."""
    answer = caller.http.get(f"/v1/runs/{finished}/plan")
    wanted = RunRequest(scenario="0" * 64, work=2, seed=3)
    assert answer.content == plan_json(make_plan(tiny(), wanted.options()))
    assert answer.headers["content-type"] == "application/json"


def test_events_tell_the_whole_run(caller: Caller, finished: str) -> None:
    """The events of a run that is over are numbered upwards, tell of every part, and close with its end."""
    events = caller.events(finished)
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    assert [event["event"] for event in events].count("end") == 1
    assert (events[-1]["event"], events[-1]["status"]) == ("end", "COMPLETED")
    assert events[-1]["links"]["plan"]["href"] == f"/v1/runs/{finished}/plan"
    news = [event["news"] for event in events if event["event"] == "progress"]
    assert {item["part"] for item in news} == set(Part)
    assert {"objective", "bound", "gap"} <= set().union(*news)
    assert all(event["attempt"] == 1 for event in events if event["event"] == "progress")


def test_listener_goes_on_where_it_left_off(caller: Caller, finished: str) -> None:
    """A listener gets what followed the last event that it had; one that had the end gets the end once more."""
    events = caller.events(finished)
    assert caller.events(finished, after=3) == events[3:]
    assert caller.events(finished, after=events[-1]["id"]) == events[-1:]


def test_stop_keeps_the_best_plan(caller: Caller, town: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is stopped ends long before its time with a checked plan; a waiting run, without one.

    While nothing happens, whoever listens hears that the service lives.
    """
    running = caller.ask(town, time_limit=600.0, parts=["unpaid_work"])
    waiting = caller.ask(town, time_limit=600.0)
    monkeypatch.setattr("fastapi.routing._PING_INTERVAL", 0.2)
    with caller.http.stream("GET", f"/v1/runs/{waiting}/events") as answer:
        assert ": ping" in answer.iter_lines()
    caller.when(running, "SOLVING")
    assert caller.http.get(f"/v1/runs/{running}/plan").json()["code"] == "no_plan_yet"
    assert caller.http.post(f"/v1/runs/{waiting}:stop").json()["status"] == "STOPPED"
    answer = caller.http.get(f"/v1/runs/{waiting}/plan")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_plan")
    assert [event["status"] for event in caller.events(waiting)][-1] == "STOPPED"
    assert caller.http.post(f"/v1/runs/{running}:stop").status_code == 202
    assert caller.when(running, "STOPPED")["stop_asked"]
    plan = caller.http.get(f"/v1/runs/{running}/plan").json()
    assert plan["parts"][0]["part"] == "unpaid_work"
    assert caller.http.post(f"/v1/runs/{running}:stop").json()["status"] == "STOPPED"


def test_cancelled_job_ends_its_run(caller: Caller, town: str) -> None:
    """A job that is cancelled in the queue takes its solving process with it, and the run says so."""
    run_id = caller.ask(town, time_limit=600.0)
    caller.when(run_id, "SOLVING")
    DBOS.cancel_workflow(run_id)
    assert caller.when(run_id, "FAILED")["failure"]["code"] == "cancelled"


def test_same_key_gives_the_same_run(caller: Caller) -> None:
    """The same key with the same request gives the same run; with another request it is refused."""
    wanted = {"scenario": caller.take_in(tiny()), "work": 1, "parts": ["allocation"]}
    key = {"Idempotency-Key": "key-1"}
    first, again = (caller.http.post("/v1/runs", json=wanted, headers=key) for _ in range(2))
    other = caller.http.post("/v1/runs", json=wanted | {"seed": 2}, headers=key)
    caller.http.post(f"{first.headers['location']}:stop")
    assert first.json()["id"] == again.json()["id"]
    assert first.headers["location"] == again.headers["location"]
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")


def test_runs_are_listed_newest_first(caller: Caller) -> None:
    """The list begins with the newest run, leads on to older ones, and can be kept to one scenario."""
    scenario_id = caller.take_in(tiny("of its own"))
    ids = [caller.ask(scenario_id, work=1) for _ in range(3)]
    for run_id in ids:
        caller.http.post(f"/v1/runs/{run_id}:stop")
    page = caller.http.get("/v1/runs", params={"scenario": scenario_id, "limit": 2}).json()
    following = caller.http.get(page["links"]["next"]["href"]).json()
    assert [item["id"] for item in page["items"] + following["items"]] == ids[::-1]
    assert "next" not in following["links"]


@pytest.mark.parametrize(
    ("over", "pointer"),
    [
        ({"scenario": "0" * 64}, "/scenario"),
        ({"scenario": "x"}, "/scenario"),
        ({"profile": "nobody-knows"}, "/profile"),
        ({"seed": -1}, "/seed"),
        ({"seed": "1"}, "/seed"),
        ({"work": 0}, "/work"),
        ({"time_limit": 0}, "/time_limit"),
        ({"parts": []}, "/parts"),
        ({"parts": ["lunch"]}, "/parts/0"),
        ({"work": 1, "time_limit": 1}, ""),
        ({"surplus": 1}, "/surplus"),
    ],
)
def test_faulty_requests_are_refused(caller: Caller, over: dict[str, object], pointer: str) -> None:
    """A request that asks for what is not there, or out of range, is refused with a pointer to it."""
    answer = caller.http.post("/v1/runs", json={"scenario": caller.take_in(tiny())} | over)
    assert (answer.status_code, answer.json()["code"]) == (422, "request_faulty")
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}


def test_requests_that_cannot_be_read_are_refused(caller: Caller) -> None:
    """A request that is not JSON, not declared as JSON, or far too long is refused as such."""
    json = {"Content-Type": "application/json"}
    assert caller.http.post("/v1/runs", content=b"{", headers=json).status_code == 400
    assert caller.http.post("/v1/runs", content=b"{}").status_code == 415
    assert caller.http.post("/v1/runs", content=b" " * 100_000, headers=json).status_code == 413
