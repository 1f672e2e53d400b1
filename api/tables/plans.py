"""A plan written as tables: decisions, sessions, groups, what is left over, and figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from api.tables.cells import LIST_MARK, guarded, plain_text
from api.tables.files import write_sheet
from models.plan import Plan
from models.record import Record

Rows = Iterator[tuple[object, ...]]

HEADINGS: dict[str, tuple[str, ...]] = {
    "allocations.csv": (
        "case",
        "practitioner",
        "first",
        "points",
        "points_by_period",
        "moved_from",
        "tell_by",
        "pre_release_from",
        "override_reason",
        "approval",
        "sensitive",
        "note",
    ),
    "duties.csv": (
        "kind",
        "id",
        "staff",
        "first",
        "latest",
        "points",
        "moved_from",
        "approval",
        "sensitive",
        "note",
    ),
    "attendances.csv": ("on", "start", "end", "person", "requirement", "project", "slot"),
    "sessions.csv": ("on", "start", "end", "project", "slot", "supervisors", "places", "instructed"),
    "groups.csv": (
        *("group_option", "template", "joins", "room", "facilitators", "cover", "treatment_manager"),
        *("members", "sessions", "first", "last"),
    ),
    "group_sessions.csv": ("group_option", "number", "on", "start", "end", "module", "name", "kind", "room"),
    "group_members.csv": ("group_option", "referral", "person"),
    "one_to_ones.csv": ("group_option", "referral", "number", "facilitator", "on", "start", "end"),
    "services.csv": ("referral", "person", "contract", "remote", "start", "last", "appointments"),
    "service_appointments.csv": ("on", "start", "end", "person", "referral", "contract", "remote"),
    "unplaced.csv": (
        "part",
        "id",
        "person",
        "number",
        "rule",
        "options_left",
        "sentence",
        "expected_start",
        "latest_start",
    ),
    "off_track.csv": (
        *("requirement", "person", "minutes_left", "minutes_behind"),
        *("expected_finish", "weeks_late", "failures", "sentence"),
    ),
    "spare.csv": ("pdu", "weekday", "supervisors"),
    "new_starts.csv": ("pdu", "people", "week", "places", "sentence"),
    "one_more.csv": (
        *("resource", "at", "sentence", "start", "more_start"),
        *("priority_gained", "priority_at_best", "searched"),
    ),
    "kpis.csv": ("part", "figure", "plan", "current_practice"),
    "goals.csv": ("part", "tier", "slack", "factor", "kept", "goal", "weight", "quantity", "cost"),
}
"""Files of a plan and their columns."""


def write_tables(plan: Plan, folder: Path) -> list[Path]:
    """Write a plan as tables, one file for each kind of row; a file without rows has its headings alone."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = {
        "allocations.csv": _allocations(plan),
        "duties.csv": _duties(plan),
        "attendances.csv": _attendances(plan),
        "sessions.csv": _sessions(plan),
        "groups.csv": _groups(plan),
        "group_sessions.csv": _group_sessions(plan),
        "group_members.csv": _group_members(plan),
        "one_to_ones.csv": _one_to_ones(plan),
        "services.csv": _services(plan),
        "service_appointments.csv": _service_appointments(plan),
        "unplaced.csv": _unplaced(plan),
        "off_track.csv": _off_track(plan),
        "spare.csv": ((row.pdu, row.weekday, LIST_MARK.join(row.supervisors)) for row in plan.spare),
        "new_starts.csv": ((row.pdu, row.people, row.week, row.places, row.sentence) for row in plan.new_starts),
        "one_more.csv": _one_more(plan),
        "kpis.csv": _kpis(plan),
        "goals.csv": _goals(plan),
    }
    return [write_sheet(folder / file, headings, map(_cells, rows[file])) for file, headings in HEADINGS.items()]


def _cells(row: Iterable[object]) -> list[str]:
    return [guarded(plain_text(value)) if type(value) is str else plain_text(value) for value in row]


def _allocations(plan: Plan) -> Rows:
    for row in plan.decisions.cases:
        stated = {name: getattr(row, name) for name in HEADINGS["allocations.csv"]}
        yield tuple((stated | {"points_by_period": LIST_MARK.join(map(str, row.points_by_period))}).values())


def _duties(plan: Plan) -> Rows:
    for row in plan.decisions.duties:
        yield tuple(getattr(row, name) for name in HEADINGS["duties.csv"])


def _attendances(plan: Plan) -> Rows:
    """A row for each person and day."""
    for row in plan.decisions.patterns:
        for on in row.dates:
            yield on, row.start, row.end, row.person, row.requirement, row.project, row.slot


def _sessions(plan: Plan) -> Rows:
    for row in plan.decisions.sessions:
        supervisors = LIST_MARK.join(row.supervisors)
        yield row.on, row.start, row.end, row.project, row.slot, supervisors, row.places, row.instructed


def _groups(plan: Plan) -> Rows:
    for row in plan.decisions.groups:
        first, last = (row.sessions[0].on, row.sessions[-1].on) if row.sessions else (None, None)
        staff = LIST_MARK.join(row.facilitators), LIST_MARK.join(row.cover), row.treatment_manager
        counts = len(row.members), len(row.sessions)
        yield row.group_option, row.template, row.joins, row.room, *staff, *counts, first, last


def _group_sessions(plan: Plan) -> Rows:
    for group in plan.decisions.groups:
        for row in group.sessions:
            when = row.number, row.on, row.start, row.end
            yield group.group_option, *when, row.module, row.name, row.kind, group.room


def _group_members(plan: Plan) -> Rows:
    for group in plan.decisions.groups:
        for row in group.members:
            yield group.group_option, row.referral, row.person


def _one_to_ones(plan: Plan) -> Rows:
    for group in plan.decisions.groups:
        for row in group.one_to_ones:
            yield tuple(getattr(row, name, group.group_option) for name in HEADINGS["one_to_ones.csv"])


def _services(plan: Plan) -> Rows:
    for row in plan.decisions.services:
        last = row.appointments[-1].on if row.appointments else None
        yield row.referral, row.person, row.contract, row.remote, row.start, last, len(row.appointments)


def _service_appointments(plan: Plan) -> Rows:
    for row in plan.decisions.services:
        for a in row.appointments:
            yield a.on, a.start, a.end, row.person, row.referral, row.contract, row.remote


def _unplaced(plan: Plan) -> Rows:
    """A row for each reason, in the order in which reasons took options away."""
    for row in plan.unplaced:
        for number, reason in enumerate(row.reasons, start=1):
            told = number, reason.rule, reason.options_left, reason.sentence
            yield row.part, row.id, row.person, *told, row.expected_start, row.latest_start


def _off_track(plan: Plan) -> Rows:
    for row in plan.off_track:
        yield tuple(getattr(row, name) for name in HEADINGS["off_track.csv"])


def _one_more(plan: Plan) -> Rows:
    """A row for each resource that would help, best first."""
    for row in () if plan.one_more is None else plan.one_more.rows:
        yield tuple(getattr(row, name) for name in HEADINGS["one_more.csv"])


def _kpis(plan: Plan) -> Rows:
    for part in type(plan.kpis).model_fields:
        mine, theirs = getattr(plan.kpis, part), getattr(plan.baseline, part)
        if mine is not None:
            for figure, ours in _figures(mine):
                yield part, figure, ours, dict(_figures(theirs)).get(figure)


def _figures(kpis: Record | None) -> Iterator[tuple[str, object]]:
    """Key figures by name; those of a category have its name behind a dot."""
    for name, value in kpis or ():
        if isinstance(value, tuple):
            for row in value:
                yield from ((f"{field}.{row.category}", n) for field, n in row if field != "category")
        else:
            yield name, value


def _goals(plan: Plan) -> Rows:
    for result in plan.parts:
        for tier in result.tiers:
            of_tier = tier.name, tier.slack, tier.factor, None if tier.kept is None else tier.kept.kept
            for row in tier.goals:
                yield result.part, *of_tier, row.goal, row.weight, row.quantity, row.cost
