"""The store keeps documents whole, runs in order, and lets nobody write who has been overtaken."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from api.jobs import nodes
from api.store import documents, events, runs, scenarios
from api.store.engine import FolderInUse, FolderLock, open_store, writing
from api.store.messages import Failure, PartNews, RunRequest, RunStatus
from api.store.migrations import migrate, newest_version, version_in_place
from api.store.runs import KeyReused, Outcome, Overtaken, RequestKey
from api.store.tables import METADATA
from models.document import content_hash
from models.goals import Part
from tests.api.http.a_service import tiny

NEWS = PartNews(part=Part.ALLOCATION, phase="search", objective=3.0, bound=2.0, gap=0.5)


@pytest.fixture
def store(tmp_path: Path) -> sa.Engine:
    """A new store."""
    engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    migrate(engine)
    return engine


def a_run(store: sa.Engine, key: RequestKey | None = None, **over: object) -> str:
    """Id of a new run of the tiny scenario."""
    scenario, _ = scenarios.add(store, tiny())
    return runs.create(store, RunRequest.model_validate({"scenario": scenario, **over}), key)[0].id


def numbers(store: sa.Engine, run_id: str) -> list[int]:
    return [event.number for event in events.after(store, run_id, 0)]


def test_migrations_make_the_tables(store: sa.Engine) -> None:
    """A migrated store has exactly the tables that the code describes, and migrating it again changes nothing."""
    with store.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    migrate(store)
    assert version_in_place(store) == newest_version() == "0001"


def test_sqlite_is_safe_and_shared(store: sa.Engine) -> None:
    """Readers never wait for a writer, a writer waits its turn, and references are kept."""
    with store.connect() as connection:
        states = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")]
        assert states == ["wal", 1]
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000
        moment = connection.exec_driver_sql("SELECT unixepoch('subsec')").scalar()
        assert float(str(moment)) > 1_700_000_000


def test_document_comes_back_as_it_was(store: sa.Engine) -> None:
    """A document is stored once, under the hash of its bytes, and comes back byte for byte."""
    for body in (b"", b"abc" * 10_000):
        name = documents.put(store, body)
        assert name == documents.put(store, body) == hashlib.sha256(body).hexdigest()
        assert documents.get(store, name) == body
    with pytest.raises(LookupError):
        documents.get(store, "0" * 64)


def test_scenario_is_stored_once(store: sa.Engine) -> None:
    """A scenario that comes again is the one that is there."""
    name = content_hash(tiny())
    assert [scenarios.add(store, tiny()) for _ in range(2)] == [(name, True), (name, False)]
    assert [stored.hash for stored in scenarios.page(store, 10)] == [name]


def test_run_goes_forward(store: sa.Engine) -> None:
    """A run goes from created over queued and solving to its end, and its events tell so in order."""
    run_id = a_run(store)
    runs.mark_queued(store, run_id)
    attempt = runs.claim(store, run_id)
    assert attempt == 1
    runs.note(store, run_id, 1, NEWS)
    runs.finish(store, run_id, 1, Outcome(RunStatus.COMPLETED, plan_hash=documents.put(store, b"plan")))
    told = events.after(store, run_id, 0)
    assert [event.kind for event in told] == ["status", "status", "status", "progress", "end"]
    assert [event.body.get("status") for event in told if event.kind != "progress"] == [
        "CREATED",
        "QUEUED",
        "SOLVING",
        "COMPLETED",
    ]
    assert numbers(store, run_id) == [1, 2, 3, 4, 5]
    run = runs.find(store, run_id)
    assert run is not None
    assert run.parts == (NEWS,)
    assert run.finished_at is not None
    assert run.finished_at.utcoffset() is not None
    assert runs.not_ended(store) == []


def test_queueing_does_not_turn_back(store: sa.Engine) -> None:
    """A run that is being solved already stays so when the note that it stands in the queue comes late."""
    run_id = a_run(store)
    runs.claim(store, run_id)
    runs.mark_queued(store, run_id)
    run = runs.find(store, run_id)
    assert run is not None
    assert run.status is RunStatus.SOLVING


def test_overtaken_attempt_can_write_nothing(store: sa.Engine) -> None:
    """Once a newer attempt has begun, the older one can neither tell news nor end the run."""
    run_id = a_run(store)
    assert [runs.claim(store, run_id) for _ in range(2)] == [1, 2]
    before = numbers(store, run_id)
    with pytest.raises(Overtaken):
        runs.note(store, run_id, 1, NEWS)
    with pytest.raises(Overtaken):
        runs.finish(store, run_id, 1, Outcome(RunStatus.COMPLETED))
    with pytest.raises(Overtaken):
        runs.still_mine(store, run_id, 1)
    assert numbers(store, run_id) == before
    runs.note(store, run_id, 2, NEWS)


def test_new_attempt_begins_anew(store: sa.Engine) -> None:
    """What an earlier attempt had found is gone with it, and is not shown for that of the new one."""
    run_id = a_run(store)
    runs.claim(store, run_id)
    runs.note(store, run_id, 1, NEWS)
    runs.claim(store, run_id)
    assert runs.still_mine(store, run_id, 2).parts == ()


def test_ended_run_is_not_begun_again(store: sa.Engine) -> None:
    """A run that is over cannot be claimed, stopped or failed any more."""
    run_id = a_run(store)
    assert runs.ask_to_stop(store, run_id).status is RunStatus.STOPPED
    before = numbers(store, run_id)
    assert runs.claim(store, run_id) is None
    assert runs.ask_to_stop(store, run_id).status is RunStatus.STOPPED
    runs.give_up(store, run_id, Failure(code="cancelled", sentence="Cancelled."))
    run = runs.find(store, run_id)
    assert run is not None
    assert run.status is RunStatus.STOPPED
    assert numbers(store, run_id) == before


def test_events_are_numbered_without_gaps(store: sa.Engine) -> None:
    """Events that are written at the same moment get numbers that follow each other."""
    run_id = a_run(store)
    runs.claim(store, run_id)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: runs.note(store, run_id, 1, NEWS), range(40)))
    assert numbers(store, run_id) == list(range(1, 43))


def test_one_key_makes_one_run(store: sa.Engine) -> None:
    """However many requests with one key come at the same moment, one run comes of them; another request is refused."""
    scenario, _ = scenarios.add(store, tiny())
    wanted = RunRequest(scenario=scenario)
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: runs.create(store, wanted, RequestKey("key", "0" * 64)), range(8)))
    assert len({run.id for run, _ in made}) == 1
    assert [new for _, new in made].count(True) == 1
    with pytest.raises(KeyReused):
        runs.create(store, wanted, RequestKey("key", "1" * 64))


def test_interrupted_writing_leaves_nothing(store: sa.Engine) -> None:
    """A transaction that fails leaves the store as it was."""
    run_id = a_run(store)
    before = numbers(store, run_id)

    def interrupted() -> None:
        with writing(store) as connection:
            events.append(connection, run_id, 0, events.STATUS, {})
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()
    assert numbers(store, run_id) == before


def test_silent_nodes_are_lost(store: sa.Engine) -> None:
    """A node is lost once it has been silent for too long, until it is heard of again."""
    nodes.beat(store, "one")
    nodes.beat(store, "one")
    assert nodes.lost_nodes(store, 60.0) == []
    assert nodes.lost_nodes(store, -1.0) == ["one"]
    nodes.forget(store, "one")
    assert nodes.lost_nodes(store, -1.0) == []


def test_folder_is_held_by_one(tmp_path: Path) -> None:
    """A data folder is held by one service at a time."""
    held = FolderLock(tmp_path)
    with pytest.raises(FolderInUse):
        FolderLock(tmp_path)
    held.release()
    FolderLock(tmp_path).release()
