"""Which cases run, and the scenarios that they share."""

from __future__ import annotations

from functools import cache

import pytest

from api.commands.trial import Trial, warm_up
from api.terminal import percent
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


TRIALS: dict[Case, Trial] = {}
"""Searches of this run, for the table at its end."""

COLUMNS = "{:34} {:15} {:>9} {:>9} {:>10} {:>11} {:>9} {:>10}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how good the plans are, because the times of searches with a time limit say little."""
    if TRIALS:
        terminalreporter.section("how good the plans are")
        headings = ("search", "status", "gap", "gap_net", "gap_closed", "first plan", "cpu", "violations")
        terminalreporter.line(COLUMNS.format(*headings))
    for case, trial in TRIALS.items():
        found = trial.plan.parts[0] if trial.plan is not None else None
        terminalreporter.line(
            COLUMNS.format(
                str(case),
                found.status.value if found else "failed",
                percent(found.gap if found else None, 2),
                percent(found.gap_net if found else None, 2),
                percent(found.gap_closed if found else None, 1),
                f"{trial.first_plan_seconds or 0.0:.1f} s",
                f"{trial.cpu_seconds:.1f} s",
                trial.violations,
            )
        )


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
