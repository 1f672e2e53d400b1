"""``planner serve``: the HTTP interface."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.settings import Settings


def serve(
    *,
    host: Annotated[str | None, typer.Option("--host", metavar="ADDRESS", help="Address; 127.0.0.1 at first.")] = None,
    port: Annotated[int | None, typer.Option("--port", metavar="N", help="Port; 8000 at first, 0 for any.")] = None,
    data_folder: Annotated[
        Path | None, typer.Option("--data-dir", metavar="FOLDER", help="Where scenarios, runs and plans are kept.")
    ] = None,
) -> None:
    """Serve the HTTP interface until Ctrl-C.

    What is not given comes from PLANNER_* in the environment.

    Example:

        planner serve --port 8000 --data-dir build/data
    """
    from contextlib import suppress
    from dataclasses import replace

    from api.commands.environment import settings_from_environment

    settings = settings_from_environment()
    settings = replace(
        settings,
        host=settings.host if host is None else host,
        port=settings.port if port is None else port,
        data_folder=settings.data_folder if data_folder is None else data_folder,
    )
    _refuse_bad(settings)
    from api.app import serve as listen

    # Ctrl-C is how a server is meant to end.
    with suppress(KeyboardInterrupt):
        listen(settings)


def _refuse_bad(settings: Settings) -> None:
    """Raise if the service could not start with these settings."""
    from api.commands.faults import bad_option, refuse_if_any

    faults = []
    if not 0 <= settings.port <= 65535:
        faults.append(bad_option("--port", f"A port is a whole number from 0 to 65535, not {settings.port}."))
    try:
        settings.data_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        faults.append(bad_option("--data-dir", f"{settings.data_folder} cannot be a folder: {error.strerror}."))
    refuse_if_any(faults)
