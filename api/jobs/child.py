"""The process that solves one run: ``python -m api.jobs.child``.

It reads the job as one JSON line, then ``stop`` when the best plan so far is wanted; it writes JSON lines
(``api.store.messages``) and puts the plan into the store. When its input closes, whoever started it is gone, and it
ends at once.
"""

from __future__ import annotations

import math
import os
import sys
import threading
import time
import traceback
from collections import Counter
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from api.store import documents
from api.store.engine import open_store
from api.store.messages import Failed, Failure, Job, Message, PartNews, Planned, Progressed
from models.document import plan_json
from models.errors import AuditFailed, BadInput
from models.plan import Plan
from models.scenario import Scenario

if TYPE_CHECKING:
    from models.goals import Part
    from solver.progress import Progress

DONE, NO_PLAN, ORPHANED = 0, 1, 4
"""How the process ends: with a plan, without one, or because nobody listens any more."""

SECONDS_BETWEEN_NEWS = 0.2
"""News of one phase of one part that follow each other more closely are left out, but for the latest."""

ROOT = Path(__file__).parents[2]


class Channel:
    """The way back to the service. Libraries that write to standard output write to standard error from now on."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)

    def send(self, message: Message) -> None:
        """Write a line."""
        self._out.write(message.model_dump_json().encode() + b"\n")


class Reporter:
    """Passes on the news of a search, no more often than anybody can read."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._sent: dict[Part, tuple[float, PartNews]] = {}
        self._held: dict[Part, PartNews] = {}

    def __call__(self, progress: Progress) -> None:
        """Take a piece of news."""
        news = part_news(progress)
        at, last = self._sent.get(news.part, (-math.inf, None))
        if news == last:
            return
        if last is not None and news.phase == last.phase and time.monotonic() - at < SECONDS_BETWEEN_NEWS:
            self._held[news.part] = news
            return
        if last is not None and news.phase != last.phase and news.part in self._held:
            self._channel.send(Progressed(news=self._held[news.part]))
        self._send(news)

    def _send(self, news: PartNews) -> None:
        self._held.pop(news.part, None)
        self._sent[news.part] = (time.monotonic(), news)
        self._channel.send(Progressed(news=news))


def main() -> int:
    """Solve the job on standard input."""
    channel = Channel()
    source = FileIO(0)
    job = Job.model_validate_json(source.readline())
    stop = threading.Event()
    threading.Thread(target=listen, args=(source, stop), daemon=True).start()
    message = solve(job, channel, stop)
    channel.send(message)
    return DONE if isinstance(message, Planned) else NO_PLAN


def listen(source: FileIO, stop: threading.Event) -> None:
    """Wait for the word to stop, or for the end of whoever would say it."""
    while line := source.readline():
        if line.strip() == b"stop":
            stop.set()
    os._exit(ORPHANED)


def solve(job: Job, channel: Channel, stop: threading.Event) -> Planned | Failed:
    """Make the plan and store it, or say why there is none."""
    try:
        return plan(job, channel, stop)
    except AuditFailed as error:
        return Failed(failure=audit_failure(error))
    except BadInput as error:
        sentences = " ".join(fault.sentence for fault in error.faults)
        return Failed(failure=Failure(code="bad_input", sentence=sentences))
    except MemoryError:
        return Failed(failure=Failure(code="out_of_memory", sentence="There was not enough memory for this run."))
    except Exception as error:
        return Failed(failure=Failure(code="internal_error", sentence=f"The planner made an error: {place_of(error)}."))


def plan(job: Job, channel: Channel, stop: threading.Event) -> Planned:
    """Make the plan and store it."""
    from api.first_use import compile_first
    from solver.plan import make_plan

    engine = open_store(job.store_url)
    scenario = Scenario.model_validate_json(documents.get(engine, job.request.scenario))
    options, reporter = job.request.options(), Reporter(channel)
    compile_first(options.parts, reporter)
    made = make_plan(scenario, options, reporter, stop.is_set)
    stopped = stop.is_set()
    name = documents.put(engine, plan_json(made))
    engine.dispose()
    return Planned(plan_hash=name, stopped=stopped, parts=final_news(made))


def part_news(progress: Progress) -> PartNews:
    """A piece of news as it goes over the wire."""
    return PartNews(
        part=progress.part,
        phase=progress.phase,
        objective=finite(progress.objective),
        bound=finite(progress.bound),
        gap=finite(progress.gap),
    )


def final_news(made: Plan) -> tuple[PartNews, ...]:
    """How good the parts of a plan are."""
    return tuple(
        PartNews(
            part=result.part,
            phase="planned",
            objective=result.objective,
            bound=result.bound,
            gap=result.gap,
            quality=result.status,
        )
        for result in made.parts
    )


def finite(number: float | None) -> float | None:
    """The number, if it is one."""
    return number if number is not None and math.isfinite(number) else None


def audit_failure(error: AuditFailed) -> Failure:
    """What the audit found, by rule; who is concerned stays out of it."""
    counts = dict(sorted(Counter(violation.rule for violation in error.violations).items()))
    listed = ", ".join(f"{rule} {count}" for rule, count in counts.items())
    sentence = f"The independent audit found {len(error.violations)} violations, so the plan was not kept: {listed}."
    return Failure(code="audit_failed", sentence=sentence, violations=counts)


def place_of(error: Exception) -> str:
    """Kind of an error and where in our own code it arose; its text may hold data and stays out of it."""
    ours = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(ROOT)]
    where = f" at {Path(ours[-1].filename).relative_to(ROOT)}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{where}"


if __name__ == "__main__":
    sys.exit(main())
