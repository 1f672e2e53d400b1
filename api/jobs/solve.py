"""The service's side of a run: start the solving process, pass on its news and the word to stop, note the outcome."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog

from api.settings import Settings
from api.store import runs
from api.store.messages import LINE, Failed, Failure, Job, Planned, Progressed, RunStatus
from api.store.runs import Outcome, Overtaken, Run

MOST_ATTEMPTS = 5
"""Attempts at a run; one that has brought the service down so often will do so again."""

LOG = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class Bench:
    """Where a node does its work."""

    engine: sa.Engine
    settings: Settings
    store_url: str = field(init=False)

    def __post_init__(self) -> None:
        """Keep the store's address, password included, for the solving processes."""
        self.store_url = self.engine.url.render_as_string(hide_password=False)


async def solve(bench: Bench, run_id: str) -> RunStatus | None:
    """Solve a run; its status at the end, or None if there was nothing to do or another attempt has overtaken it."""
    attempt = await asyncio.to_thread(runs.claim, bench.engine, run_id)
    if attempt is None:
        return None
    LOG.info("run_started", run=run_id, attempt=attempt)
    try:
        outcome = await attempted(bench, run_id, attempt)
    except Overtaken:
        LOG.info("run_overtaken", run=run_id, attempt=attempt)
        return None
    except Exception as error:
        sentence = f"The service made an error while it followed the run: {type(error).__name__}."
        outcome = failed("internal_error", sentence)
    return await ended(bench, run_id, attempt, outcome)


async def ended(bench: Bench, run_id: str, attempt: int, outcome: Outcome) -> RunStatus | None:
    """Note what came of an attempt; the status, or None if a newer attempt has overtaken it."""
    try:
        await asyncio.to_thread(runs.finish, bench.engine, run_id, attempt, outcome)
    except Overtaken:
        LOG.info("run_overtaken", run=run_id, attempt=attempt)
        return None
    code = None if outcome.failure is None else outcome.failure.code
    LOG.info("run_ended", run=run_id, attempt=attempt, status=outcome.status, failure=code)
    return outcome.status


async def attempted(bench: Bench, run_id: str, attempt: int) -> Outcome:
    """What came of an attempt."""
    if attempt > MOST_ATTEMPTS:
        sentence = f"The run was begun {MOST_ATTEMPTS} times, and each time the service ended before it was over."
        return failed("too_many_attempts", sentence)
    run = await asyncio.to_thread(runs.still_mine, bench.engine, run_id, attempt)
    job = Job(store_url=bench.store_url, request=run.request)
    async with solving_process(job) as process:
        return await followed(bench, run, process)


@asynccontextmanager
async def solving_process(job: Job) -> AsyncIterator[Process]:
    """A solving process that has been given its job, and that does not outlive this block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "api.jobs.child", stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await say(process, job.model_dump_json())
        yield process
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def say(process: Process, line: str) -> None:
    """Tell the solving process something; one that has just ended no longer minds."""
    assert process.stdin is not None
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(line.encode() + b"\n")
        await process.stdin.drain()


async def followed(bench: Bench, run: Run, process: Process) -> Outcome:
    """Follow a solving process to its end."""
    minding = asyncio.create_task(mind(bench, run, process))
    last: Planned | Failed | None = None
    assert process.stdout is not None
    try:
        async for line in process.stdout:
            message = LINE.validate_json(line)
            if isinstance(message, Progressed):
                await asyncio.to_thread(runs.note, bench.engine, run.id, run.attempt, message.news)
            else:
                last = message
        code = await process.wait()
    finally:
        minding.cancel()
        await asyncio.wait({minding})
    if last is None and not minding.cancelled() and minding.exception() is None:
        seconds = bench.settings.stop_grace_seconds
        return failed("stop_overdue", f"The run was asked to stop and had no plan {seconds:g} seconds later.")
    return outcome_of(last, code)


async def mind(bench: Bench, run: Run, process: Process) -> None:
    """Pass on the word to stop; returns once the process had to be ended by force.

    That is so when its plan is overdue, or when a newer attempt has overtaken it.
    """
    told_at: float | None = None
    while True:
        try:
            asked = (await asyncio.to_thread(runs.still_mine, bench.engine, run.id, run.attempt)).stop_asked
        except Overtaken:
            break
        if asked and told_at is None:
            told_at = time.monotonic()
            await say(process, "stop")
        if told_at is not None and time.monotonic() - told_at > bench.settings.stop_grace_seconds:
            break
        await asyncio.sleep(bench.settings.poll_seconds)
    with suppress(ProcessLookupError):
        process.kill()


def outcome_of(last: Planned | Failed | None, code: int) -> Outcome:
    """What the solving process said last, or what its end says if it said nothing."""
    if isinstance(last, Planned):
        status = RunStatus.STOPPED if last.stopped else RunStatus.COMPLETED
        return Outcome(status, plan_hash=last.plan_hash, parts=last.parts)
    if last is not None:
        return Outcome(RunStatus.FAILED, failure=last.failure)
    if code < 0:
        name = signal.Signals(-code).name
        return failed("killed", f"The solving process was ended by {name}; often there was not enough memory.")
    return failed("crashed", f"The solving process ended with code {code} and without a plan.")


def failed(code: str, sentence: str) -> Outcome:
    """The outcome of a run that failed."""
    return Outcome(RunStatus.FAILED, failure=Failure(code=code, sentence=sentence))
