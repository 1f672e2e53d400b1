"""Which cases run, and the scenarios that they share."""

from __future__ import annotations

from functools import cache

import pytest

from api.commands.trial import warm_up
from benchmarks.cases import FULL, QUICK, Case
from models.goals import Part
from models.scenario import Scenario
from scenarios.generate import Scale, generate
from solver.options import Options


def pytest_addoption(parser: pytest.Parser) -> None:
    """The choice between a few minutes and the whole list."""
    parser.addoption("--all-cases", action="store_true", help="run every case, not only the quick ones")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a driver that asks for ``case`` the chosen cases."""
    if "case" in metafunc.fixturenames:
        chosen = FULL if metafunc.config.getoption("--all-cases") else QUICK
        metafunc.parametrize("case", chosen, ids=str)


@cache
def scenario_of_size(scale: Scale) -> Scenario:
    """Scenario of a size with the usual ratios."""
    return generate(scale, 1)


@pytest.fixture
def scenario(case: Case) -> Scenario:
    """Scenario of the case."""
    return generate(case.scale, case.seed, case.tightness, case.scarcity)


@cache
def warmed_up(part: Part) -> float:
    """Seconds that compiling the code of a part took, spent at the first call only."""
    return warm_up(Options(parts=(part,)))
