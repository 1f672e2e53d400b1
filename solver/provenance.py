"""Where a plan comes from: enough to make it again."""

from __future__ import annotations

import platform
from importlib.metadata import version

from models.document import content_hash
from models.plan import Provenance
from models.scenario import Scenario
from solver.options import ORDER, Options

LIBRARIES = ("highspy", "numba", "numpy", "ortools", "pulp")
"""Libraries that decide the result."""


def provenance(scenario: Scenario, options: Options, profile: str, spent: tuple[float, float]) -> Provenance:
    """Provenance of a plan.

    Parameters
    ----------
    spent
        Wall and CPU seconds; left out of a plan made with a work budget, so that it can be made again byte for byte.
    """
    timed = options.budget.work is None
    return Provenance(
        scenario=scenario.id,
        scenario_hash=content_hash(scenario),
        profile=profile,
        seed=options.seed,
        parts=tuple(part for part in ORDER if part in options.parts),
        change=options.change or scenario.change,
        time_limit=options.budget.seconds if timed else None,
        work=options.budget.work,
        versions=versions(),
        wall_seconds=spent[0] if timed else None,
        cpu_seconds=spent[1] if timed else None,
    )


def versions() -> dict[str, str]:
    """Versions of the planner, of Python and of the libraries that decide the result."""
    found = {"probation-planner": version("probation-planner"), "python": platform.python_version()}
    return found | {name: version(name) for name in LIBRARIES}
