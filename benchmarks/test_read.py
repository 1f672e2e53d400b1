"""How long it takes to read and check a scenario."""

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.conftest import scenario_of_size
from models.check import check_document
from models.document import canonical_json
from scenarios.generate import Scale


def test_read(benchmark: BenchmarkFixture, scale: Scale) -> None:
    """A scenario's bytes are read and checked without a fault."""
    content = canonical_json(scenario_of_size(scale))
    report = benchmark.pedantic(check_document, args=(content,), rounds=3)
    benchmark.extra_info |= {"bytes": len(content)}
    assert not report.faults
