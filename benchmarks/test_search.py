"""How good a plan a search finds in its time, and what it proves."""

from pytest_benchmark.fixture import BenchmarkFixture

from api.commands.trial import timed
from benchmarks.cases import Case
from benchmarks.conftest import TRIALS, warmed_up
from models.scenario import Scenario
from solver.options import Budget, Options
from solver.progress import silent


def test_search(benchmark: BenchmarkFixture, case: Case, scenario: Scenario) -> None:
    """A part is planned within its time, and the audit has nothing to say."""
    options = Options(parts=(case.part,), seed=case.seed, budget=Budget(seconds=case.limit), profile=case.profile)
    warm = {"warm_up_seconds": warmed_up(case.part)}
    trial = benchmark.pedantic(timed, args=(scenario, options, silent), kwargs=warm, rounds=1)
    benchmark.extra_info |= trial.as_json()
    TRIALS[case] = trial
    assert trial.violations == 0
