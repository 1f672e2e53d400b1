"""The solving process says all that it has to say on one channel, and never outlives whoever started it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.jobs.child import ORPHANED, Channel, Reporter, audit_failure, solve
from api.jobs.solve import MOST_ATTEMPTS, Bench, outcome_of
from api.jobs.solve import solve as solve_run
from api.settings import Settings
from api.store import runs, scenarios
from api.store.engine import open_store
from api.store.messages import LINE, Failed, Failure, Job, Message, Planned, Progressed, RunRequest, RunStatus
from api.store.migrations import migrate
from models.errors import AuditFailed, Violation
from models.goals import Part
from solver.progress import Progress
from tests.api.http.a_service import tiny


class Heard(Channel):
    """A channel into a list."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def send(self, message: Message) -> None:
        self.messages.append(message)


@pytest.fixture
def store(tmp_path: Path) -> sa.Engine:
    """A store with the tiny scenario."""
    engine = open_store(f"sqlite:///{tmp_path / 'planner.db'}")
    migrate(engine)
    scenarios.add(engine, tiny())
    return engine


def a_job(store: sa.Engine, **over: object) -> Job:
    """A job for the tiny scenario."""
    scenario = scenarios.page(store, 1)[0].hash
    wanted = RunRequest.model_validate({"scenario": scenario, "work": 1, "parts": ["allocation"], **over})
    return Job(store_url=str(store.url), request=wanted)


def test_process_ends_when_nobody_listens(store: sa.Engine) -> None:
    """The process ends as soon as its input closes, although its search has an hour left."""
    job = a_job(store, work=None, time_limit=3600.0).model_dump_json()
    ended = subprocess.run(
        [sys.executable, "-m", "api.jobs.child"],
        input=f"{job}\n".encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == ORPHANED


def test_failure_is_a_message(store: sa.Engine) -> None:
    """An error in the solving process becomes a message that names its kind and place but quotes no text."""
    unknown = RunRequest(scenario="0" * 64, work=1)
    said = solve(Job(store_url=str(store.url), request=unknown), Heard(), threading.Event())
    assert isinstance(said, Failed)
    assert said.failure.code == "internal_error"
    assert "LookupError at api/store/documents.py" in said.failure.sentence
    assert "000000" not in said.failure.sentence


def test_unknown_profile_is_told(store: sa.Engine) -> None:
    """A profile that the scenario does not have is told in the planner's own words."""
    said = solve(a_job(store, profile="nobody-knows"), Heard(), threading.Event())
    assert isinstance(said, Failed)
    assert said.failure.code == "bad_input"


def test_audit_failure_counts_by_rule() -> None:
    """A plan that fails the audit is told by the number of violations of each rule, and by no name."""
    rows = [Violation(rule=rule, part="x", ids=("X1",), sentence="X1 is wrong.") for rule in ("b", "a", "b")]
    failure = audit_failure(AuditFailed(rows))
    assert failure.violations == {"a": 1, "b": 2}
    assert "X1" not in failure.sentence


def test_news_is_thinned_out_but_ends_right() -> None:
    """Of news that comes faster than anybody reads, the first and the last of each phase are passed on."""
    channel = Heard()
    report = Reporter(channel)
    for number in range(100):
        report(Progress(Part.ALLOCATION, "search", 200.0 - number, 1.0))
    report(Progress(Part.ALLOCATION, "feasible", 101.0, 1.0))
    report(Progress(Part.ALLOCATION, "feasible", 101.0, float("inf")))
    news = [message.news for message in channel.messages if isinstance(message, Progressed)]
    assert [(item.phase, item.objective) for item in news[:1] + news[-2:]] == [
        ("search", 200.0),
        ("search", 101.0),
        ("feasible", 101.0),
    ]
    assert len(news) < 10


def test_messages_survive_the_channel() -> None:
    """What one side writes the other side reads."""
    for message in (
        Failed(failure=Failure(code="audit_failed", sentence="No.", violations={"keep_apart": 2})),
        Planned(plan_hash="0" * 64, stopped=True, parts=()),
    ):
        assert LINE.validate_json(message.model_dump_json()) == message


@pytest.mark.parametrize(("code", "failure", "word"), [(-9, "killed", "SIGKILL"), (1, "crashed", "code 1")])
def test_silent_end_is_a_failure(code: int, failure: str, word: str) -> None:
    """A process that ends without a word fails its run, and the failure says how the process ended."""
    outcome = outcome_of(None, code)
    assert outcome.status is RunStatus.FAILED
    assert outcome.failure is not None
    assert outcome.failure.code == failure
    assert word in outcome.failure.sentence


def test_run_that_brings_the_service_down_is_given_up(store: sa.Engine, tmp_path: Path) -> None:
    """A run that has been begun too often fails instead of being begun once more."""
    run, _ = runs.create(store, a_job(store).request)
    for _ in range(MOST_ATTEMPTS):
        runs.claim(store, run.id)
    assert asyncio.run(solve_run(Bench(store, Settings(data_folder=tmp_path)), run.id)) is RunStatus.FAILED
    found = runs.find(store, run.id)
    assert found is not None
    assert found.failure is not None
    assert found.failure.code == "too_many_attempts"
