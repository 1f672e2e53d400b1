"""A plan as one picture: workloads now and planned, places of unpaid work, programme groups.

The picture is a Vega-Lite specification; ``vl-convert`` carries Vega inside, so neither a browser nor a network is
needed. Blue and orange stay apart for readers with any of the common kinds of colour blindness, and the shapes and
the labels say the same without colour.
"""

from __future__ import annotations

import json
import math
from typing import Any
from xml.sax.saxutils import quoteattr

from api.exports.figures import LEFT_OVER, PLAN, PRACTICE, TAKEN, Row, groups, spread, weeks_of_work, workloads
from models.plan import Plan
from models.scenario import Scenario

Spec = dict[str, Any]
"""A Vega-Lite specification, whose shape is Vega-Lite's own."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
VEGALITE = "v5.21"
WIDTH = 880
"""Width of the plotting area in pixels."""
BLUE, ORANGE, PALE, INK, QUIET, FAINT = "#1d5fa8", "#d9822b", "#c5d5e6", "#22282e", "#5b6670", "#e3e7ea"


def rendered(scenario: Scenario, plan: Plan, form: str) -> bytes:
    """The picture as a file.

    Parameters
    ----------
    form
        ``svg`` or ``png``.
    """
    return drawn(picture(scenario, plan), form)


def drawn(spec: Spec, form: str) -> bytes:
    """A specification as a file, ``svg`` or ``png``."""
    import vl_convert

    if form == "svg":
        drawing = vl_convert.vegalite_to_svg(json.dumps(spec), vl_version=VEGALITE)
        return drawing.replace("<svg ", f'<svg role="img" aria-label={quoteattr(spec["description"])} ', 1).encode()
    return vl_convert.vegalite_to_png(json.dumps(spec), vl_version=VEGALITE, scale=2)


def picture(scenario: Scenario, plan: Plan) -> Spec:
    """Specification of the picture: a panel for each part that the plan has something to show of."""
    panels = []
    if plan.kpis.allocation is not None and (rows := workloads(scenario, plan)):
        panels.append(workload_panel(rows))
    if plan.decisions.sessions:
        panels.append(work_panel(weeks_of_work(scenario, plan)))
    if plan.decisions.groups:
        panels.append(group_panel(groups(plan)))
    return assembled(panels)


def assembled(panels: list[Spec]) -> Spec:
    """The panels one below the other, each with colours of its own."""
    return {
        "$schema": SCHEMA,
        "description": " ".join(f"{panel['title']['text']}. {panel['title']['subtitle']}" for panel in panels),
        "background": "white",
        "padding": 20,
        "spacing": 34,
        "vconcat": panels,
        "resolve": {"scale": {"color": "independent", "shape": "independent"}},
        "config": CONFIG,
    }


def workload_panel(rows: list[Row]) -> Spec:
    """Every practitioner's workload under current practice and in the plan, joined by a thin line."""
    ours, theirs = spread(rows, PLAN), spread(rows, PRACTICE)
    number = len(rows) // 2
    x = {"field": "place", "type": "quantitative", "axis": None, "scale": {"domain": [0, number + 1], "nice": False}}
    # A little air above and below, in steps of ten; nothing below zero.
    top = 10.0 * math.ceil((max(ours[1], theirs[1], 100.0) + 2) / 10)
    bottom = max(0.0, 10.0 * math.floor((min(ours[0], theirs[0]) - 2) / 10))
    y = {
        "field": "workload",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [bottom, top], "nice": False},
        "axis": {"labelExpr": "datum.value + ' %'", "tickCount": 6},
    }
    return {
        "title": {
            "text": f"Workload of {number} practitioners, in % of their available points",
            "subtitle": (
                f"Current practice: {theirs[0]:.0f} to {theirs[1]:.0f} %. This plan: {ours[0]:.0f} to {ours[1]:.0f} %. "
                "One column for each practitioner, least loaded first."
            ),
        },
        "width": WIDTH,
        "height": 270,
        "data": {"values": rows},
        "layer": [mark_at(100.0), links(x, y), dots(x, y)],
    }


def links(x: Spec, y: Spec) -> Spec:
    """A thin line from each practitioner's workload under current practice to that in the plan."""
    return {
        "transform": [{"pivot": "of", "value": "workload", "groupby": ["place"]}],
        "mark": {"type": "rule", "color": QUIET, "opacity": 0.35},
        "encoding": {"x": x, "y": y | {"field": PRACTICE}, "y2": {"field": PLAN}},
    }


def dots(x: Spec, y: Spec) -> Spec:
    """A mark for each workload; colour and shape both say whose."""
    of: Spec = {"field": "of", "type": "nominal", "legend": LEGEND}
    return {
        "mark": {"type": "point", "filled": True, "opacity": 1},
        "encoding": {
            "x": x,
            "y": y,
            "color": of | {"scale": {"domain": [PRACTICE, PLAN], "range": [ORANGE, BLUE]}},
            "shape": of | {"scale": {"domain": [PRACTICE, PLAN], "range": ["diamond", "circle"]}},
            "size": {"value": 46},
        },
    }


def mark_at(share: float) -> Spec:
    """A line across the panel at so many per cent."""
    return {
        "data": {"values": [{"workload": share}]},
        "mark": {"type": "rule", "color": INK, "strokeWidth": 1.2},
        "encoding": {"y": {"field": "workload", "type": "quantitative", "scale": {"zero": False}}},
    }


def work_panel(rows: list[Row]) -> Spec:
    """Places of unpaid-work sessions week by week, taken and left over."""
    taken = sum(int(row["places"]) for row in rows if row["of"] == TAKEN)
    return {
        "title": {
            "text": "Unpaid work: people instructed to attend, week by week",
            "subtitle": f"{taken:,} attendances over the horizon; places are those of the sessions that run.",
        },
        "width": WIDTH,
        "height": 150,
        "data": {"values": rows},
        "mark": {"type": "bar", "width": {"band": 0.72}},
        "encoding": {
            "x": {"field": "week", "type": "ordinal", "title": "week", "axis": {"labelAngle": 0, "grid": False}},
            "y": {"field": "places", "type": "quantitative", "title": None, "axis": {"tickCount": 4}},
            "order": {"field": "rank"},
            "color": {
                "field": "of",
                "type": "nominal",
                "scale": {"domain": [TAKEN, LEFT_OVER], "range": [BLUE, PALE]},
                "legend": LEGEND,
            },
        },
    }


def group_panel(rows: list[Row]) -> Spec:
    """Groups that open, from the first session to the last, with the number of people in each."""
    people = sum(int(row["members"]) for row in rows)
    y = {"field": "group", "type": "nominal", "sort": None, "axis": None}
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.62}, "color": BLUE, "cornerRadius": 2},
        "encoding": {
            "x": {"field": "first", "type": "temporal", "title": None, "axis": {"format": "%-d %b", "tickCount": 8}},
            "x2": {"field": "last"},
            "y": y,
        },
    }
    labels = {
        "mark": {"type": "text", "align": "left", "dx": 6, "color": INK, "fontSize": 11},
        "encoding": {
            "x": {"field": "last", "type": "temporal"},
            "y": y,
            "text": {"field": "label"},
        },
    }
    return {
        "title": {
            "text": f"Programme groups: {len(rows)} open, {people} people start",
            "subtitle": "From the first session to the last, with the number of people in each.",
        },
        "width": WIDTH,
        "height": {"step": 17},
        "data": {"values": rows},
        "layer": [bars, labels],
    }


LEGEND: Spec = {"title": None, "orient": "top", "direction": "horizontal", "offset": 12, "columnPadding": 24}
CONFIG: Spec = {
    "font": "Arial, Helvetica, sans-serif",
    "view": {"stroke": None},
    "title": {
        "anchor": "start",
        "frame": "group",
        "fontSize": 17,
        "color": INK,
        "subtitleFontSize": 13,
        "subtitleColor": QUIET,
        "subtitlePadding": 5,
        "offset": 14,
    },
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": QUIET,
        "titleColor": QUIET,
        "gridColor": FAINT,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
    },
    "legend": {"labelFontSize": 13, "labelColor": INK, "symbolSize": 90},
}
