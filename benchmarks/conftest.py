"""Which cases run, and the scenarios that they share."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import TypeVar

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from api.commands.trial import Trial, peak_mb, warm_up
from api.terminal import percent
from benchmarks.cases import ALL_SIZES, FULL, QUICK, SIZES, Case
from models.goals import Part
from models.scenario import Scenario
from scenarios.generate import Scale, generate
from solver.options import Options

Found = TypeVar("Found")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The choice between a few minutes and the whole list."""
    parser.addoption("--all-cases", action="store_true", help="run every case, not only the quick ones")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a driver that asks for ``case``, or for ``scale``, those that were chosen."""
    everything = metafunc.config.getoption("--all-cases")
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", FULL if everything else QUICK, ids=str)
    if "scale" in metafunc.fixturenames:
        metafunc.parametrize("scale", ALL_SIZES if everything else SIZES)


def spent_on(benchmark: BenchmarkFixture, work: Callable[[], Found]) -> Found:
    """Do something once, and store what it took of the processor and of memory."""
    began = time.process_time()
    found: Found = benchmark.pedantic(work, rounds=1)
    benchmark.extra_info |= {"cpu_seconds": round(time.process_time() - began, 3), "peak_mb": peak_mb()}
    return found


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
    return generate(case.scale, case.seed, case.tightness, case.scarcity, periods=case.periods)


@cache
def warmed_up(part: Part) -> float:
    """Seconds that compiling the code of a part took, spent at the first call only."""
    return warm_up(Options(parts=(part,)))
