"""How long it takes to turn a scenario into arrays."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.conftest import scenario_of_size
from models.goals import Part
from scenarios.generate import Scale
from solver.calendar import running_timetable
from solver.domains import DOMAINS
from solver.plan import chosen_profile, goals_of


@pytest.mark.parametrize("part", list(Part))
def test_compile(benchmark: BenchmarkFixture, part: Part, scale: Scale) -> None:
    """A part of a scenario is compiled."""
    scenario = scenario_of_size(scale)
    goals, taken = goals_of(chosen_profile(scenario, None), part), running_timetable(scenario)
    benchmark.pedantic(DOMAINS[part].compile_problem, args=(scenario, goals, taken), rounds=2, warmup_rounds=1)
