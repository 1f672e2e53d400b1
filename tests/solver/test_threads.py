"""Linear algebra runs on one thread, in whatever order an application imports things."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

TELL = """
import json
{imports}
from threadpoolctl import threadpool_info
print(json.dumps([pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]))
"""


@pytest.mark.parametrize(
    "imports", ["import solver, numpy", "import numpy, solver", "import scenarios.generate, solver"]
)
def test_linear_algebra_runs_on_one_thread(imports: str) -> None:
    """Threads make small tables many times slower, also when NumPy was there before the solver."""
    settings = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    told = subprocess.run(
        [sys.executable, "-c", TELL.format(imports=imports)], env=settings, capture_output=True, text=True, check=True
    )
    pools = json.loads(told.stdout)
    assert pools
    assert set(pools) == {1}
