"""First use after an install or an upgrade: the hot loops are compiled before any clock starts.

``python -m api.first_use`` does the same at set-up, for the parts that it is given.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from models.goals import Part

if TYPE_CHECKING:
    from models.scenario import Scenario
    from solver.progress import OnProgress

WITH_LOOPS = (Part.ALLOCATION, Part.UNPAID_WORK)
"""Parts whose searches have loops that are compiled."""
LARGER = (Part.ALLOCATION,)
"""Parts of which a delivery unit over two periods takes loops that a town does not."""


def compile_first(parts: Iterable[Part], on_progress: OnProgress) -> None:
    """Compile the loops of these parts, unless they were compiled before and nothing has changed since.

    What is generated is planned with each part by itself: a town takes every compiled loop that a larger scenario
    takes, but those of an allocation to more staff over several periods, and of a rota of several delivery units.
    """
    from solver.compiled import are_compiled, note_compiled

    waiting = [part for part in WITH_LOOPS if part in parts and not are_compiled(part.value)]
    if not waiting:
        return
    # Imported here, because most processes find their loops compiled.
    from scenarios.generate import Scale, generate
    from solver.options import Budget, Options
    from solver.plan import make_plan
    from solver.progress import Progress

    for part in waiting:
        on_progress(Progress(part, "compiling its loops, once after an install or upgrade"))
        scenarios = [generate(Scale.TOWN, seed=1)]
        if part in LARGER:
            scenarios.append(generate(Scale.PDU, seed=1, periods=2))
        for scenario in scenarios:
            make_plan(scenario, Options(parts=(part,), budget=Budget(seconds=None, work=2)))
        if part is Part.UNPAID_WORK:
            _prove_larger(scenarios[0])
        note_compiled(part.value)


def _prove_larger(scenario: Scenario) -> None:
    """Bounds of larger rotas, by prices and over the borders of delivery units, which a town has not."""
    from solver.options import Allowance, Budget
    from solver.plan import problem_alone
    from solver.unpaid_work.beside import proved_beside
    from solver.unpaid_work.over_borders import proved_over_borders

    problem = problem_alone(scenario, Part.UNPAID_WORK)
    for proved, work in ((proved_beside, 10), (proved_over_borders, 1)):
        proved(problem, Allowance(Budget(work=work)), lambda _: None)


def main(names: list[str]) -> None:
    """Compile the loops of the parts named."""
    from solver.progress import silent

    compile_first([Part(name) for name in names], silent)


if __name__ == "__main__":
    main(sys.argv[1:])
