"""How long the independent audit of a whole plan takes."""

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.conftest import scenario_of_size
from scenarios.generate import Scale
from solver.audit import audit
from solver.options import Budget, Options
from solver.plan import make_plan


def test_audit(benchmark: BenchmarkFixture, scale: Scale) -> None:
    """A whole plan is audited without a finding."""
    scenario = scenario_of_size(scale)
    plan = make_plan(scenario, Options(budget=Budget(seconds=None, work=3)))
    assert benchmark.pedantic(audit, args=(scenario, plan), rounds=2) == ()
