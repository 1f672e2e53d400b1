"""The job queue, on DBOS: the only module that knows it. Its import takes a second, so import this one late.

A run is one workflow of one step. The queue stands in the database, so a run that was in it, or under way, when the
service ended, however it ended, is taken up again when the service starts. A step may hence run more than once; the
attempt number of the run tells one time from another.
"""

from __future__ import annotations

import threading

import sqlalchemy as sa
import structlog
from dbos import DBOS, DBOSConfig, SetWorkflowID, WorkflowStatusString, error

from api.jobs.nodes import beat, forget, lost_nodes
from api.jobs.solve import Bench, solve
from api.settings import Settings
from api.store import runs
from api.store.engine import open_jobs
from api.store.messages import Failure

QUEUE = "solve"

APPLICATION_VERSION = "1"
"""Raised only when the order of steps in ``solve_run`` changes: runs of another version are not taken up again."""

OVER = {status.value for status in WorkflowStatusString} - {"PENDING", "ENQUEUED", "DELAYED"}
"""States of a job in which the queue does nothing more for it."""

LOG = structlog.stdlib.get_logger(__name__)


class _Place:
    """Where this process does its work; DBOS finds workflows by their names, so they cannot be handed it."""

    bench: Bench | None = None


@DBOS.step(name="solve_in_child", preemptible=True)
async def solve_in_child(run_id: str) -> str:
    """Solve a run in a process of its own; cancelling the workflow ends that process at once."""
    assert _Place.bench is not None
    return str(await solve(_Place.bench, run_id))


@DBOS.workflow(name="solve_run")
async def solve_run(run_id: str) -> str:
    """Solve a run."""
    try:
        return await solve_in_child(run_id)
    except error.DBOSWorkflowCancelledError:
        if _Place.bench is not None:
            runs.give_up(_Place.bench.engine, run_id, Failure(code="cancelled", sentence="The run was cancelled."))
        raise


class JobQueue:
    """Hold of this node on the job queue."""

    def __init__(self, settings: Settings, store: sa.Engine) -> None:
        self._settings = settings
        self._store = store
        self._node = settings.node_name()
        self._jobs = open_jobs(settings.jobs_url)
        self._over = threading.Event()
        self._minder = threading.Thread(target=self._mind_nodes, name="nodes", daemon=True)
        _Place.bench = Bench(store, settings)

    def start(self) -> None:
        """Take up what is left from before, then what comes."""
        DBOS(config=self._config())
        DBOS.launch()
        DBOS.register_queue(
            QUEUE, worker_concurrency=self._settings.workers, polling_interval_sec=self._settings.poll_seconds
        )
        for run_id in runs.not_ended(self._store):
            self._take_up(run_id)
        self._minder.start()

    @property
    def at_work(self) -> bool:
        """Whether jobs are being taken."""
        return self._minder.is_alive() and not self._over.is_set()

    def put(self, run_id: str) -> None:
        """Queue a run, unless it stands in the queue already."""
        with SetWorkflowID(run_id):
            DBOS.enqueue_workflow(QUEUE, solve_run, run_id)
        runs.mark_queued(self._store, run_id)

    def _take_up(self, run_id: str) -> None:
        """Queue a run that was noted but not queued when the service ended, and give up one that the queue gave up."""
        self.put(run_id)
        job = DBOS.get_workflow_status(run_id)
        if job is not None and job.status in OVER:
            runs.give_up(self._store, run_id, Failure(code="lost", sentence="The job queue gave the run up."))

    def close(self) -> None:
        """Let go; runs under way are ended here and taken up again at the next start."""
        self._over.set()
        DBOS.destroy()
        if self._minder.ident is not None:
            self._minder.join()
        self._jobs.dispose()
        _Place.bench = None

    def _config(self) -> DBOSConfig:
        return DBOSConfig(
            name="probation-planner",
            system_database_url=self._settings.jobs_url,
            system_database_engine=self._jobs,
            executor_id=self._node,
            application_version=APPLICATION_VERSION,
            enable_otlp=False,
            log_level="ERROR",
            notification_listener_polling_interval_sec=self._settings.poll_seconds,
        )

    def _mind_nodes(self) -> None:
        """Say that this node lives, and take over the runs of those that no longer do."""
        while not self._over.is_set():
            try:
                beat(self._store, self._node)
                for name in lost_nodes(self._store, self._settings.node_lost_seconds):
                    self._take_over(name)
            except Exception as fault:
                # The database may be away for a while; the next beat tries again.
                LOG.warning("node_beat_failed", node=self._node, error=type(fault).__name__)
            self._over.wait(self._settings.node_lost_seconds / 4)

    def _take_over(self, name: str) -> None:
        for workflow in DBOS.list_workflows(status="PENDING", executor_id=name, load_input=False, load_output=False):
            DBOS.resume_workflow(workflow.workflow_id, queue_name=QUEUE)
            LOG.info("run_taken_over", run=workflow.workflow_id, lost_node=name, node=self._node)
        forget(self._store, name)
