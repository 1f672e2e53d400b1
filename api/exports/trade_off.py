"""The trade-off between moves and balance as a picture: what each number of moves can reach, and what none can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.exports.chart import BLUE, CONFIG, ORANGE, SCHEMA, WIDTH, Spec
from models.sweep import MovesSweep

PLANS, BOUNDS = "plan found", "no plan costs less"


def trade_off_picture(sweep: MovesSweep) -> Spec:
    """Specification of the picture: cost of plans and bounds by moves above, highest and lowest workload below."""
    return {
        "$schema": SCHEMA,
        "description": f"Cost and workloads of plans by number of moves, scenario {sweep.scenario}.",
        "background": "white",
        "padding": 20,
        "spacing": 34,
        "vconcat": [_cost_panel(sweep), _workload_panel(sweep)],
        "resolve": {"scale": {"color": "independent", "shape": "independent"}},
        "config": CONFIG,
    }


def _cost_panel(sweep: MovesSweep) -> Spec:
    values = [
        {"moves": row.moves, "of": of, "cost": cost}
        for row in sweep.rows
        for of, cost in ((PLANS, row.objective), (BOUNDS, row.bound))
    ]
    return _panel(
        "What each number of moves can reach, in priced minutes",
        "Each plan beside the cost that no plan of so many moves, or fewer, can go below.",
        values,
        "cost",
        [PLANS, BOUNDS],
    )


def _workload_panel(sweep: MovesSweep) -> Spec:
    values = [
        {"moves": row.moves, "of": of, "workload": 100.0 * share}
        for row in sweep.rows
        for of, share in (("highest", row.highest_workload), ("lowest", row.lowest_workload))
    ]
    return _panel(
        "Highest and lowest workload of practitioners, in % of their available points",
        "The more cases may move, the closer together they come.",
        values,
        "workload",
        ["highest", "lowest"],
    )


def _panel(title: str, subtitle: str, values: Sequence[Mapping[str, object]], field: str, names: list[str]) -> Spec:
    colour = {"field": "of", "type": "nominal", "title": None, "scale": {"domain": names, "range": [BLUE, ORANGE]}}
    return {
        "title": {"text": title, "subtitle": subtitle},
        "width": WIDTH,
        "height": 230,
        "data": {"values": list(values)},
        "mark": {"type": "line", "point": {"filled": True, "size": 46}},
        "encoding": {
            "x": {"field": "moves", "type": "quantitative", "title": "moves", "scale": {"zero": False}},
            "y": {"field": field, "type": "quantitative", "title": None, "scale": {"zero": False}},
            "color": colour,
            "shape": {"field": "of", "type": "nominal", "title": None, "scale": {"domain": names}},
        },
    }
