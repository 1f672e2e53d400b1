"""Logs: one JSON object a line, with ids and never with what a document or an error's text says."""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
import uuid
from pathlib import Path
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems

LOG = structlog.stdlib.get_logger(__name__)

ROOT = Path(__file__).parents[1]

GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
"""A request id that a caller may choose."""


def set_up_logs() -> None:
    """Send our own lines to standard error, and of the libraries' lines the warnings and worse."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s", force=True)
    logging.getLogger("api").setLevel(logging.INFO)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


class AnswerBroken(Exception):
    """An answer had to be broken off; carries the id of its request, and nothing of the error behind it."""


class RequestLog:
    """Gives each request an id, notes how it went, and sees to it that every error leaves as a problem.

    An error that nobody caught ends here: the caller learns the request's id, the log the kind of error and the
    places in the code it came through, but neither its text, which may quote a document.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, receive, send)
        try:
            await self._app(scope, receive, answer.send)
        except Exception as error:
            LOG.error("request_failed", request=answer.id, error=type(error).__name__, places=_places(error))
            if answer.status is not None:
                # Too late for a problem: break the answer off, so that nobody takes it for whole.
                raise AnswerBroken(answer.id) from None
            await answer.send_problem(500)
        finally:
            answer.log()


class _Answer:
    """The answer to a request, on its way out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = Headers(scope=scope).get("x-request-id", "")
        self.id = given if GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        self.status: int | None = None
        self._scope, self._receive, self._send = scope, receive, send
        self._replaced = False
        self._began = time.monotonic()
        scope["request_id"] = self.id

    async def send(self, message: Message) -> None:
        """Pass on a message, or a problem in the place of an error that is none."""
        if self._replaced:
            return
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            if message["status"] >= 400 and headers.get("content-type") != problems.MEDIA_TYPE:
                self._replaced = True
                await self.send_problem(message["status"], {k: v for k, v in headers.items() if k == "allow"})
                return
            self.status = message["status"]
            headers["X-Request-ID"] = self.id
            headers["X-Content-Type-Options"] = "nosniff"
            message = {**message, "headers": headers.raw}
        await self._send(message)

    async def send_problem(self, status: int, headers: dict[str, str] | None = None) -> None:
        """Send a problem of which only the status is known."""
        self.status = status
        given = {**(headers or {}), "X-Request-ID": self.id}
        await problems.of_status(status, self.id, given)(self._scope, self._receive, self._send)

    def log(self) -> None:
        """Note how the request went; of its address only what the service itself has named."""
        route = getattr(self._scope.get("route"), "path", None)
        params: dict[str, Any] = {} if route is None else self._scope.get("path_params", {})
        LOG.info(
            "request",
            request=self.id,
            method=self._scope["method"],
            route=route,
            status=self.status,
            milliseconds=round(1000 * (time.monotonic() - self._began)),
            **{name: value for name, value in params.items() if re.fullmatch(r"[0-9a-f]{32,64}", str(value))},
        )


def _places(error: Exception) -> list[str]:
    """Places in our own code that an error came through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(ROOT / "api")]
    return [f"{Path(frame.filename).relative_to(ROOT)}:{frame.lineno}" for frame in ours]
