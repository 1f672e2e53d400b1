"""The bundled scenarios: ``python -m scenarios.bundle`` writes every one of them anew."""

from __future__ import annotations

import json
from pathlib import Path

from models.document import canonical_json
from models.scenario import Scenario
from scenarios.draw.brief import Brief
from scenarios.generate import Scale, draw_scenario, generate, horizon_of
from scenarios.hand.bad import bad_inputs
from scenarios.hand.infeasible import infeasible
from scenarios.hand.tiny import tiny
from scenarios.tables import Size

HERE = Path(__file__).parent
"""Folder in which they stand."""
HAMLET_SEED = 3


def bundled() -> dict[str, bytes]:
    """Every bundled file by its path inside the folder."""
    return {
        "tiny.json": _readable(_scenario(tiny())),
        "hamlet.json": _readable(hamlet()),
        "town.json": _readable(generate(Scale.TOWN, 1)),
        "pdu.json": canonical_json(generate(Scale.PDU, 1)) + b"\n",
        "infeasible.json": _readable(_scenario(infeasible())),
        **{f"bad/{name}.json": content for name, content in bad_inputs().items()},
    }


def hamlet() -> Scenario:
    """A scenario between the tiny one and a town: thirty cases, enough of everything, four weeks."""
    size = Size(cases=30, on_unpaid_work=12, projects=3, weeks=4, referrals=14, area="unit")
    brief = Brief(
        seed=HAMLET_SEED,
        size=size,
        horizon=horizon_of(size.weeks),
        tightness=0.4,
        scarcity=0.8,
        compact=True,
        lean=False,
    )
    return draw_scenario(brief, "hamlet")


def _scenario(rows: dict[str, object]) -> Scenario:
    return Scenario.model_validate_json(json.dumps(rows))


def _readable(scenario: Scenario) -> bytes:
    return scenario.model_dump_json(indent=1, exclude_defaults=True).encode() + b"\n"


def main() -> None:
    """Write every bundled file, and take away bad inputs that are no longer among them."""
    files = bundled()
    for old in (HERE / "bad").glob("*.json"):
        if f"bad/{old.name}" not in files:
            old.unlink()
    for name, content in files.items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        print(f"{len(content):>9,} bytes  {name}")


if __name__ == "__main__":
    main()
