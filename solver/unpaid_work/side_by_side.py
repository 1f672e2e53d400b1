"""Errands done beside this process where a second core is free, or here in turn: what comes back is the same.

An errand is a function of what it is sent and of a budget of its own, so that with work the number of processes makes
no difference. With seconds, time that an errand waited before it began is taken off its budget. News that an errand
tells on its way are told here whenever somebody asks whether it is back.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event
from types import TracebackType
from typing import Any, Generic, TypeVar

from solver.options import Allowance, Budget

MOST = 2
"""Most processes that work at a time."""
POLL_SECONDS = 0.1
"""Time between two looks at whether the user wants to stop, or the parent is gone."""

Given = TypeVar("Given")
Found = TypeVar("Found")
Tell = Callable[[Any], None]
Do = Callable[[Given, Allowance, Tell], Found]


@dataclass(frozen=True, slots=True)
class Errand(Generic[Given, Found]):
    """What is to be done: a function of its module's own level, what it works on, and what it may spend."""

    do: Do[Given, Found]
    given: Given
    budget: Budget

    def done(self, stop_asked: Callable[[], bool], tell: Tell, *, waited: float = 0.0) -> Found:
        """What comes of it, begun so many seconds late."""
        seconds = self.budget.seconds
        left = None if seconds is None else max(0.0, seconds - waited)
        return self.do(self.given, Allowance(Budget(left, self.budget.work), stop_asked=stop_asked), tell)


@dataclass(frozen=True, slots=True)
class Helper:
    """A process and the way to it."""

    process: SpawnProcess
    pipe: Connection


@dataclass(slots=True, eq=False)
class Sent(Generic[Found]):
    """An errand on its way; with no helper, it is done here once somebody asks what came of it.

    Attributes
    ----------
    sent_at
        When a helper was to begin, in seconds since the epoch, as all processes know them; None where none was.
    outcome
        What came of it, or the error; empty while it is not back.
    """

    errand: Errand[Any, Found]
    helpers: Helpers
    helper: Helper | None
    tell: Tell
    sent_at: float | None
    outcome: list[Found | Exception] = field(default_factory=list)

    def is_back(self) -> bool:
        """Whether nobody has to wait for it; its news so far are told."""
        while self.helper is not None and not self.outcome and self.helper.pipe.poll():
            try:
                is_news, what = self.helper.pipe.recv()
            except EOFError:
                # The process was ended from outside, for want of memory, say: the errand is done here.
                self._lose_helper()
                break
            if is_news:
                self.tell(what)
            else:
                self.outcome.append(what)
                self.helpers.idle.append(self.helper)
        return self.helper is None or bool(self.outcome)

    def in_time(self, seconds: float) -> Found | None:
        """What came of it, if it is back within so many seconds; its process is ended otherwise."""
        end = time.monotonic() + seconds
        while not self.is_back():
            if time.monotonic() > end:
                self._lose_helper()
                return None
            self.helpers.wait_for([self])
        return self.found()

    def found(self) -> Found:
        """What came of it, once it is back; done here if nobody else does it."""
        while not self.is_back():
            self.helpers.wait_for([self])
        if not self.outcome:
            waited = 0.0 if self.sent_at is None else time.time() - self.sent_at
            self.outcome.append(self.errand.done(self.helpers.stop_asked, self.tell, waited=waited))
        what = self.outcome[0]
        if isinstance(what, Exception):
            raise what
        return what

    def _lose_helper(self) -> None:
        if self.helper is not None:
            self.helpers.lose(self.helper)
            self.helper = None


class Helpers:
    """Processes that do errands; none where there is one core, or in a process that is a helper itself.

    Parameters
    ----------
    most
        Most processes beside this one.
    stop_asked
        Whether the user wants to stop; helpers hear of it while somebody waits for them.
    """

    def __init__(self, most: int, stop_asked: Callable[[], bool]) -> None:
        self.processes = most if cores() > 1 and not multiprocessing.current_process().daemon else 0
        self.stop_asked = stop_asked
        self._context = multiprocessing.get_context("spawn")
        self._stop = self._context.Event() if self.processes else None
        self.idle: list[Helper] = []
        self._all: list[Helper] = []

    def __enter__(self) -> Helpers:
        for _ in range(self.processes):
            here, there = self._context.Pipe()
            process = self._context.Process(target=_serve, args=(there, self._stop, os.getpid()), daemon=True)
            process.start()
            there.close()
            self._all.append(Helper(process, here))
        self.idle = list(self._all)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for helper in list(self._all):
            self.lose(helper)

    def prepare(self, do: Do[Given, Found]) -> None:
        """Let helpers import what errands of a kind need, so that the first of them need not wait."""
        for helper in self.idle:
            helper.pipe.send(do)

    def send(self, errand: Errand[Given, Found], tell: Tell = lambda _: None) -> Sent[Found]:
        """An errand sent on its way, to a helper who has nothing to do."""
        if not self.idle:
            return Sent(errand, self, None, tell, None)
        helper, now = self.idle.pop(), time.time()
        helper.pipe.send((errand, now))
        return Sent(errand, self, helper, tell, now)

    def wait_for(self, several: list[Sent[Found]]) -> list[Sent[Found]]:
        """Those of some errands that are back, after a little while at most."""
        pipes = [sent.helper.pipe for sent in several if sent.helper is not None and not sent.outcome]
        if pipes:
            wait(pipes, timeout=POLL_SECONDS)
        if self._stop is not None and self.stop_asked():
            self._stop.set()
        return [sent for sent in several if sent.is_back()]

    def lose(self, helper: Helper) -> None:
        """End a process, whatever it is doing."""
        helper.process.terminate()
        helper.process.join()
        helper.pipe.close()
        self._all.remove(helper)
        self.processes -= 1


def cores() -> int:
    """Cores that may be used, as far as this process may run on them."""
    return min(MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)


def _serve(pipe: Connection, stop: Event, parent: int) -> None:
    """Do errands as they come in, until the parent is gone, however it went."""
    # The user's interrupt goes to all processes; the first decides what comes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    while True:
        try:
            message = pipe.recv()
        except EOFError:
            return
        if not isinstance(message, tuple):
            continue
        errand, sent_at = message
        try:
            waited = max(0.0, time.time() - sent_at)
            pipe.send((False, errand.done(stop.is_set, lambda what: pipe.send((True, what)), waited=waited)))
        except Exception as error:
            pipe.send((False, error))


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)
    os._exit(1)
