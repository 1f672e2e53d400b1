"""Compiled loops are compiled anew where anything that they hold copies from has changed, and only then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from numba.core.caching import InTreeCacheLocator
from numba.core.errors import NumbaError

from solver.allocation.sets import draw_set
from solver.compiled import ROOT, Beside, Given, OfUser, sources_of, stamp_of, uncounted
from solver.published.descent import __file__ as of_descent
from solver.unpaid_work.problem import Floats

LOOPS = "@njit(cache=True)\ndef run():\n    pass\n"


def _doubled(values: Floats) -> None:
    for n in range(len(values)):
        values[n] *= 2.0


def _made(n: int) -> Floats:
    return np.zeros(n)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package in which one compiled file calls another that reads a constant."""
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "outer.py").write_text("from solver.part.inner import run\nimport numpy\n" + LOOPS)
    (tmp_path / "part" / "inner.py").write_text("from solver.part.limits import (\n    MOST,\n)\n" + LOOPS)
    (tmp_path / "part" / "limits.py").write_text("from solver.part.elsewhere import x\nMOST = 3\n")
    (tmp_path / "part" / "elsewhere.py").write_text("x = 1\n")
    return tmp_path


def names_of(package: Path, name: str) -> list[str]:
    """Names of the sources of a file of the part."""
    return [source.stem for source in sources_of(package / "part" / f"{name}.py", package)]


def test_sources_are_what_a_compiled_file_can_copy_from(package: Path) -> None:
    """Compiled files are followed; of one that is not, its own constants are all that can be copied."""
    assert names_of(package, "outer") == ["inner", "limits", "outer"]
    assert names_of(package, "inner") == ["inner", "limits"]
    assert names_of(package, "limits") == ["limits"]


def test_loops_without_counting_are_followed_too(package: Path) -> None:
    """A file counts as compiled by either decorator."""
    outer = package / "part" / "outer.py"
    outer.write_text(outer.read_text().replace("@njit(cache=True)", "@uncounted"))
    assert names_of(package, "outer") == ["inner", "limits", "outer"]


def test_loops_without_counting_make_no_arrays() -> None:
    """What is compiled to count no references reads and writes arrays, and is refused where it would make one."""
    double, make = uncounted(_doubled), uncounted(_made)
    values = np.arange(3.0)
    double(values)
    assert values.tolist() == [0.0, 2.0, 4.0]
    with pytest.raises(NumbaError):
        make(3)


@pytest.mark.parametrize(
    ("changed", "counts"), [("outer", True), ("inner", True), ("limits", True), ("elsewhere", False)]
)
def test_a_change_in_any_source_is_seen(package: Path, changed: str, *, counts: bool) -> None:
    """The stamp of a file is another once any of its sources has changed, and the same for any other file."""
    file = package / "part" / "outer.py"
    before = stamp_of(file, package)
    source = package / "part" / f"{changed}.py"
    source.write_text(source.read_text() + "MORE = 1\n")
    stamp_of.cache_clear()
    assert (stamp_of(file, package) != before) is counts


def test_numba_keeps_loops_by_these_stamps() -> None:
    """Draws over sets hang on passes over shares; loops of others are kept as Numba would."""
    loop, place = cast("Any", draw_set), cast("Any", Beside)
    locator = loop._cache._impl.locator
    assert isinstance(locator, Given | Beside | OfUser)
    file = ROOT / "allocation" / "sets.py"
    assert locator.get_source_stamp() == stamp_of(file)
    assert {"sets.py", "shares.py", "state.py"} <= {source.name for source in sources_of(file)}
    assert stamp_of(Path(of_descent)) != stamp_of(file)
    own = cast("Any", InTreeCacheLocator)(json.dumps, json.__file__).get_source_stamp()
    assert place(json.dumps, json.__file__).get_source_stamp() == own
