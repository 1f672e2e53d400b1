"""Programmes: people who join running rolling groups, beside those who are there and others who join."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations

from models.decisions import GroupRun
from models.goals import Part
from models.programmes import RunningGroup
from solver.audit.finding import Findings, violation
from solver.audit.waitlist import Waitlist, there

Sitting = tuple[date, int]
"""Day and minute at which a session begins."""


def joined_groups(w: Waitlist) -> Findings:
    """Those who join a running group find it as it is told, and a place and no non-associate at every session."""
    joining: dict[str, list[GroupRun]] = defaultdict(list)
    for run in w.runs:
        group = w.joined.get(w.option_at[run.group_option])
        if run.joins != (None if group is None else group.id):
            sentence = f"{run.group_option} is told to join another running group than it does, or one where it opens."
            yield violation("group_size", Part.PROGRAMMES, (run.group_option,), sentence)
        if group is not None:
            joining[group.id].append(run)
            yield from _as_it_runs(run, group)
    for group in {group.id: group for group in w.joined.values()}.values():
        yield from _there_together(w, group, joining[group.id])


def _as_it_runs(run: GroupRun, group: RunningGroup) -> Findings:
    """Room and team are those of the running group, and somebody joins."""
    told = (run.room, run.facilitators, run.cover, run.treatment_manager)
    if told != (group.room, group.facilitators, group.cover, group.treatment_manager):
        sentence = f"{run.group_option} is told with another room or team than that of running group {group.id}."
        yield violation("facilitators", Part.PROGRAMMES, (run.group_option,), sentence)
    if not run.members:
        sentence = f"Nobody joins running group {group.id} at {run.group_option}."
        yield violation("group_size", Part.PROGRAMMES, (run.group_option,), sentence)


def _there_together(w: Waitlist, group: RunningGroup, runs: list[GroupRun]) -> Findings:
    template = next(row for row in w.templates if row.id == group.template)
    most = min(template.maximum_size, w.rows.rooms[group.room].seats)
    apart: set[tuple[str, str]] = set()
    for on, joined in sorted(_by_session(w, runs).items()):
        present = [id for id in group.members if there(group, id, on[0])]
        if len(joined) + len(present) > most:
            sentence = f"Running group {group.id} has more people than its {most} places on {on[0]}."
            yield violation("group_size", Part.PROGRAMMES, (group.id,), sentence)
        pairs = [*combinations(joined, 2), *((one, other) for one in joined for other in present)]
        apart |= {(one, other) for one, other in pairs if _apart(w, one, other)}
    for one, other in sorted(apart):
        sentence = (
            f"{one} and {other} must never meet, but one would join where the other is, running group {group.id}."
        )
        yield violation("keep_apart", Part.PROGRAMMES, (one, other, group.id), sentence)


def _by_session(w: Waitlist, runs: list[GroupRun]) -> dict[Sitting, list[str]]:
    """People who join, by session at which they are there."""
    joined: dict[Sitting, list[str]] = defaultdict(list)
    for run in runs:
        for sitting in w.calendars[w.option_at[run.group_option]]:
            joined[sitting.taken.on, sitting.taken.start] += [member.person for member in run.members]
    return joined


def _apart(w: Waitlist, one: str, other: str) -> bool:
    return one in w.rows.people[other].non_associations or other in w.rows.people[one].non_associations
