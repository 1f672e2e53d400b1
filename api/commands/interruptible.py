"""Ctrl-C that keeps the work: the first asks to stop, the second ends."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Generic, TypeVar

T = TypeVar("T")


class Interruptible(Generic[T]):
    """A task in a thread of its own, so that a signal is heard even while a solver holds the task's thread.

    Parameters
    ----------
    task
        Called with a function that says whether the user has asked to stop.
    on_stop
        Called at the first Ctrl-C.
    """

    def __init__(self, task: Callable[[Callable[[], bool]], T], on_stop: Callable[[], None]) -> None:
        self._task = task
        self._on_stop = on_stop
        self._stop = threading.Event()
        self._result: list[T] = []
        self._error: BaseException | None = None

    @property
    def stopped(self) -> bool:
        """Whether the user has asked to stop."""
        return self._stop.is_set()

    def run(self) -> T:
        """Result of the task.

        Raises
        ------
        KeyboardInterrupt
            At the second Ctrl-C; the task is then abandoned.
        """
        thread = threading.Thread(target=self._work, name="planning", daemon=True)
        before = signal.signal(signal.SIGINT, self._interrupted)
        try:
            thread.start()
            while thread.is_alive():
                # A wait without end would not let Windows hear the signal.
                thread.join(timeout=0.2)
        finally:
            signal.signal(signal.SIGINT, before)
        if self._error is not None:
            raise self._error
        return self._result[0]

    def _work(self) -> None:
        try:
            self._result.append(self._task(self._stop.is_set))
        except BaseException as error:  # Raised again in the thread that waits.
            self._error = error

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        if self._stop.is_set():
            raise KeyboardInterrupt
        self._stop.set()
        self._on_stop()
