"""Settings come from the environment, with safe defaults."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from api.problems import KINDS
from api.settings import PREFIX, Settings

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "use-the-api.md"


def test_service_keeps_to_its_own_machine() -> None:
    """Unless told otherwise the service listens to, and answers under names of, its own machine only."""
    settings = Settings.from_environment({})
    assert settings.host == "127.0.0.1"
    assert set(settings.host_names) == {"127.0.0.1", "localhost", "[::1]"}


def test_environment_overrides_defaults() -> None:
    """A variable that begins with PLANNER_ sets the setting of that name, in the setting's own type."""
    given = {"PLANNER_PORT": "8100", "PLANNER_DATA_FOLDER": "/data", "PLANNER_POLL_SECONDS": "0.5", "PORT": "1"}
    settings = Settings.from_environment(given)
    assert (settings.port, settings.data_folder, settings.poll_seconds) == (8100, Path("/data"), 0.5)
    with pytest.raises(ValueError, match="eight"):
        Settings.from_environment({"PLANNER_PORT": "eight"})


def test_node_keeps_its_name(tmp_path: Path) -> None:
    """A node's name is the same after a restart, and differs from that of a node with another folder."""
    (tmp_path / "other").mkdir()
    first, other = Settings(data_folder=tmp_path), Settings(data_folder=tmp_path / "other")
    assert first.node_name() == Settings(data_folder=tmp_path).node_name() != other.node_name()
    assert Settings(data_folder=tmp_path, node="given").node_name() == "given"


def test_page_knows_every_setting_and_problem() -> None:
    """The page about the HTTP interface names every setting and the code of every problem."""
    page = PAGE.read_text(encoding="utf-8")
    names = [PREFIX + field.name.upper() for field in fields(Settings)] + list(KINDS)
    assert [name for name in names if f"`{name}`" not in page] == []
