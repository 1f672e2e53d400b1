"""Loops are compiled before any clock starts, once, and again only after something has changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from api.first_use import compile_first
from models.goals import Part
from solver import compiled
from solver.progress import Progress
from solver.unpaid_work import over_borders


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for what is noted."""
    monkeypatch.setattr(compiled, "_note_of", lambda name: tmp_path / name)
    return tmp_path


@pytest.mark.usefixtures("notes")
def test_what_was_noted_holds_until_a_source_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled is what was noted as compiled, of the sources, the library and the machine of now."""
    assert not compiled.are_compiled("allocation")
    compiled.note_compiled("allocation")
    assert compiled.are_compiled("allocation")
    assert not compiled.are_compiled("unpaid_work")
    monkeypatch.setattr(compiled, "stamp_of", lambda source: "another")
    assert not compiled.are_compiled("allocation")


@pytest.mark.usefixtures("notes")
def test_only_what_waits_is_compiled_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part is compiled at its first use, with what regions alone take, and not at its second; others never."""
    heard: list[Progress] = []
    walked: list[int] = []
    monkeypatch.setattr(over_borders, "walk_on", lambda region, walk, stride, steps: walked.append(steps))
    for _ in range(2):
        compile_first((Part.UNPAID_WORK, Part.PROGRAMMES), heard.append)
    assert [news.part for news in heard] == [Part.UNPAID_WORK]
    assert walked
    assert compiled.are_compiled(Part.UNPAID_WORK.value)


def test_what_is_compiled_loads_no_search() -> None:
    """A process that finds its loops compiled has not even loaded a search for that."""
    asked = "import sys; from api.first_use import main; main(['allocation']); print('solver.plan' in sys.modules)"
    told = [subprocess.check_output([sys.executable, "-c", asked], text=True).strip() for _ in range(2)]
    assert told[1] == "False"
