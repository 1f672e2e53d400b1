"""planner sweep on a tiny scenario."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from models.document import canonical_json
from tests.api.commands.conftest import Planner
from tests.builders import a_case, a_person, a_scenario, a_staff, at


@pytest.fixture(scope="module")
def uneven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of two practitioners holds all of eight cases."""
    scenario = a_scenario(
        staff=(a_staff("S1"), a_staff("S2")),
        people=tuple(a_person(f"X{n}", home=at(east_km=float(n))) for n in range(8)),
        cases=tuple(a_case(f"C{n}", person=f"X{n}", current_practitioner="S1") for n in range(8)),
    )
    path = tmp_path_factory.mktemp("sweep") / "uneven.json"
    path.write_bytes(canonical_json(scenario))
    return path


def test_fewer_moves_never_reach_more(planner: Planner, uneven: Path) -> None:
    """Rows go from most moves to fewest; every bound lies below its plan, and bounds rise as moves fall."""
    answer = planner("sweep", uneven, "--points", "6", "--work", "2", "--json")
    assert answer.code == 0, answer.err
    rows = answer.json["rows"]
    moves, bounds = [row["moves"] for row in rows], [row["bound"] for row in rows]
    assert moves == sorted(moves, reverse=True)
    assert moves[-1] < moves[0]
    assert all(row["bound"] <= row["objective"] + 1e-6 for row in rows)
    assert all(later >= earlier - 1e-6 for earlier, later in pairwise(bounds))


@pytest.mark.parametrize(("form", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_picture(planner: Planner, uneven: Path, tmp_path: Path, form: str, begins: bytes) -> None:
    """The picture is a file of its kind, and the answer says where it is."""
    path = tmp_path / f"moves.{form}"
    answer = planner("sweep", uneven, "--points", "3", "--work", "1", "--picture", path)
    assert answer.code == 0, answer.err
    assert path.read_bytes().startswith(begins)
    assert f"{path} written" in answer.out
    assert "plan 1 of 3" in answer.err


@pytest.mark.parametrize("words", [("--over", "offices"), ("--points", "1"), ("--picture", "moves.pdf")])
def test_bad_sweeps(planner: Planner, uneven: Path, words: tuple[str, ...]) -> None:
    """What cannot be swept is refused with exit code 2 and the option at fault."""
    answer = planner("sweep", uneven, *words)
    assert answer.code == 2
    assert words[0] in answer.err
