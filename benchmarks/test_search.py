"""How good a plan a search finds in its time, and what it proves."""

from pytest_benchmark.fixture import BenchmarkFixture

from api.commands.trial import timed
from benchmarks.cases import Case
from benchmarks.conftest import TRIALS, warmed_up
from models.scenario import Scenario
from solver.options import Budget, Options
from solver.progress import silent

MOST_OVERRUN = 0.1
"""Share of its time limit by which a part may be late; a machine that does much else may make it later."""


def test_search(benchmark: BenchmarkFixture, case: Case, scenario: Scenario) -> None:
    """A part is planned within its time, and the audit has nothing to say."""
    options = Options(parts=(case.part,), seed=case.seed, budget=Budget(seconds=case.limit), profile=case.profile)
    warm = {"warm_up_seconds": warmed_up(case.part)}
    trial = benchmark.pedantic(timed, args=(scenario, options, silent), kwargs=warm, rounds=1)
    benchmark.extra_info |= trial.as_json()
    TRIALS[case] = trial
    benchmark.extra_info["overrun"] = trial.seconds / case.limit - 1.0
    assert trial.violations == 0
    assert trial.seconds <= (1.0 + MOST_OVERRUN) * case.limit
