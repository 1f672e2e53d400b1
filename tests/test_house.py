"""The rules of the house that no linter knows."""

import ast
import subprocess
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DISTRIBUTION = "probation-planner"
TOP_LEVEL_NAMES = {"api", "benchmarks", "models", "scenarios", "solver", "tests"}
NAMES_THAT_SAY_NOTHING = {"base.py", "core.py", "helpers.py", "manager.py", "utils.py"}


def files_of_the_project() -> list[Path]:
    """Files that git tracks, or would track on the next `git add`."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [path for name in listing.split("\0") if name and (path := ROOT / name).exists()]


def lines_that_print(source: str) -> list[int]:
    """Line numbers of the calls to `print`."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


@pytest.mark.parametrize("name", sorted(TOP_LEVEL_NAMES))
def test_top_level_names_are_ours(name: str) -> None:
    """No foreign distribution ships a package or module under one of our top-level names."""
    foreign = {
        distribution.name
        for distribution in distributions()
        if distribution.name != DISTRIBUTION
        for file in distribution.files or ()
        if file.parts[0] in {name, f"{name}.py"}
    }
    assert not foreign


def test_file_names_say_what_is_inside() -> None:
    """No file bears a name under which anything at all could be kept."""
    assert not [path for path in files_of_the_project() if path.name in NAMES_THAT_SAY_NOTHING]


def test_solver_prints_nothing() -> None:
    """The solver reports through its progress callback and never through standard output."""
    printing = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in files_of_the_project()
        if path.suffix == ".py" and path.is_relative_to(ROOT / "solver")
        for line in lines_that_print(path.read_text(encoding="utf-8"))
    ]
    assert not printing
