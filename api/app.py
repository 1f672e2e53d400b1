"""The HTTP interface."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from api.logs import RequestLog, set_up_logs
from api.openapi import openapi_drift, openapi_text, write_openapi
from api.problems import ProblemRaised, on_faulty_request, on_http_error, on_problem
from api.routes import events, health, runs, scenarios
from api.routes.service import Service
from api.settings import Settings
from api.store.engine import FolderInUse, FolderLock, open_store
from api.store.migrations import migrate
from models.errors import BadInput, Fault

__all__ = ["create_app", "openapi_drift", "openapi_text", "serve", "write_openapi"]

LOG = structlog.stdlib.get_logger(__name__)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; it touches neither disk nor database before it starts.

    Parameters
    ----------
    settings
        Settings; those of the environment when left out.
    """
    settings = settings or Settings.from_environment()
    app = FastAPI(
        title="Probation Planner",
        summary="Plans probation practice: who holds each case, who attends which dated session and group, and why.",
        version=version("probation-planner"),
        lifespan=_lifespan(settings),
        # The pages that come with the framework load their scripts from another site.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    for router in (scenarios.router(settings), runs.ROUTER, events.ROUTER, health.ROUTER):
        app.include_router(router)
    app.add_exception_handler(ProblemRaised, on_problem)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_faulty_request)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=settings.host_names)
    app.add_middleware(RequestLog)
    return app


def _lifespan(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service, lock = await asyncio.to_thread(_open, settings)
        app.state.service = service
        LOG.info("service_started", node=settings.node_name())
        try:
            yield
        finally:
            service.closing.set()
            app.state.service = None
            await asyncio.to_thread(_close, service, lock)
            LOG.info("service_ended")

    return lifespan


def _open(settings: Settings) -> tuple[Service, FolderLock]:
    """Everything that a service holds open. Not on the event loop: the job queue would otherwise work there too."""
    from api.jobs.durable import JobQueue

    settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FolderLock(settings.data_folder)
    engine = open_store(settings.store_url)
    migrate(engine)
    service = Service(settings, engine, JobQueue(settings, engine))
    service.queue.start()
    return service, lock


def _close(service: Service, lock: FolderLock) -> None:
    service.queue.close()
    service.engine.dispose()
    lock.release()


def serve(settings: Settings) -> None:
    """Serve until the process is told to end; runs under way go on at the next start.

    Raises
    ------
    BadInput
        The address or the data folder is in use.
    """
    from api.server import Server

    set_up_logs()
    _refuse_folder_in_use(settings)
    listener = _listen(settings)
    host, port = listener.getsockname()[:2]
    print(f"Probation Planner listens on http://{f'[{host}]' if ':' in host else host}:{port}", flush=True)
    Server(create_app(settings)).run(sockets=[listener])


def _refuse_folder_in_use(settings: Settings) -> None:
    settings.data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        FolderLock(settings.data_folder).release()
    except FolderInUse as error:
        raise BadInput([Fault(code="folder_in_use", pointer="data_folder", sentence=str(error))]) from None


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        sentence = f"Nothing can listen on {settings.host}, port {settings.port}: {error.strerror}."
        raise BadInput([Fault(code="address_in_use", pointer="port", sentence=sentence)]) from None
