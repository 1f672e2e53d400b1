"""Settings of the service: where it keeps its data, what it listens on, how much it takes in."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import get_type_hints

PREFIX = "PLANNER_"
"""What the name of an environment variable that sets one of these begins with."""

LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
"""Host names under which a request may reach a service that listens to its own machine only."""


def default_data_folder() -> Path:
    """Folder for data in the user's home, where the XDG base directories say it belongs."""
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "probation-planner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of the service; each may be given as ``PLANNER_<NAME>`` in the environment.

    Attributes
    ----------
    data_folder
        Folder of the embedded database and of this node's name.
    database_url
        SQLAlchemy URL of the store and of the job queue; empty for SQLite in ``data_folder``.
    host, port
        Address to listen on. Port 0 lets the system choose.
    allowed_hosts
        Host names, separated by commas, under which requests are taken; empty for those of this machine alone.
    workers
        Runs that this node solves at the same time.
    max_body_bytes
        Largest scenario document taken.
    node
        Name of this node, distinct and stable over restarts; empty for one kept in ``data_folder``.
    poll_seconds
        How often a node looks for new jobs, for a request to stop, and for news to send.
    node_lost_seconds
        A node that has not been heard of for so long is taken for dead, and its runs are taken over.
    stop_grace_seconds
        How long a run that was asked to stop may take to bring its plan to an end before it is ended by force.
    """

    data_folder: Path = field(default_factory=default_data_folder)
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    allowed_hosts: str = ""
    workers: int = 1
    max_body_bytes: int = 256 * 1024 * 1024
    node: str = ""
    poll_seconds: float = 0.5
    node_lost_seconds: float = 60.0
    stop_grace_seconds: float = 300.0

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Settings with what the environment says in place of the defaults."""
        given = os.environ if environment is None else environment
        types = get_type_hints(cls)
        found = {name: given[key] for name in (f.name for f in fields(cls)) if (key := PREFIX + name.upper()) in given}
        return cls(**{name: types[name](text) for name, text in found.items()})

    @property
    def store_url(self) -> str:
        """SQLAlchemy URL of the store."""
        return self.database_url or f"sqlite:///{self.data_folder / 'planner.db'}"

    @property
    def jobs_url(self) -> str:
        """SQLAlchemy URL of the job queue: a file of its own beside the store, or the same PostgreSQL database."""
        return self.database_url or f"sqlite:///{self.data_folder / 'jobs.db'}"

    @property
    def host_names(self) -> list[str]:
        """Host names under which requests are taken."""
        given = [name.strip() for name in self.allowed_hosts.split(",") if name.strip()]
        return given or [*LOCAL_NAMES, self.host]

    def node_name(self) -> str:
        """Name of this node; made up once and then kept in the data folder."""
        if self.node:
            return self.node
        kept = self.data_folder / "node"
        if not kept.exists():
            kept.write_text(f"node-{secrets.token_hex(4)}\n", encoding="utf-8")
        return kept.read_text(encoding="utf-8").strip()
