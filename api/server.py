"""The server that carries the application."""

from __future__ import annotations

import socket

import uvicorn
from fastapi import FastAPI

SHUTDOWN_SECONDS = 3
"""How long requests that are under way may take to end when the server does; then they are cut off."""


class Server(uvicorn.Server):
    """A server that tells the application when it begins to end, so that no listener to a run holds it up."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End; the application's own end comes only after that of every request."""
        self._app.state.service.closing.set()
        await super().shutdown(sockets)
