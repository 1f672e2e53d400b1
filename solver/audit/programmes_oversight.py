"""Programmes: the rule on treatment managers, read from scenario and plan alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from models.decisions import GroupRun
from models.goals import Part
from models.staff import Role, Staff
from solver.audit.dates import Taken, present, qualifications_held
from solver.audit.finding import Findings, leeway, violation
from solver.audit.programmes import by_team_member, meets, minutes_by_week, option_of, sessions_of, template_of
from solver.audit.waitlist import Waitlist

RULE = "treatment_manager"
Week = tuple[int, int]


def treatment_manager(w: Waitlist) -> Findings:
    """Where the programme asks for one, a manager who is fit, free and has time for every group overseen."""
    overseen: dict[str, list[GroupRun]] = defaultdict(list)
    for run in w.opened:
        if (run.treatment_manager is not None) != template_of(w, run).treatment_manager:
            sentence = f"Group {run.group_option} has a treatment manager where its programme asks for none, or none."
            yield violation(RULE, Part.PROGRAMMES, (run.group_option,), sentence)
        if run.treatment_manager is not None:
            overseen[run.treatment_manager].append(run)
    already = {group.treatment_manager for group in w.rows.scenario.programmes.running_groups} - {None}
    for id in dict.fromkeys([*overseen, *(id for id in by_team_member(w) if id in already)]):
        yield from _of_manager(w, w.rows.staff[id], overseen[id])


def _of_manager(w: Waitlist, manager: Staff, runs: list[GroupRun]) -> Findings:
    own = [taken for run in by_team_member(w).get(manager.id, []) for taken in sessions_of(w, run)]
    taken = own + w.staff_taken.get(manager.id, [])
    for run in runs:
        if not _fit(w, run, manager):
            sentence = f"{manager.id} cannot be the treatment manager of group {run.group_option}."
            yield violation(RULE, Part.PROGRAMMES, (manager.id, run.group_option), sentence)
        if any(meets([session], taken, w.rows.turnaround) for session in sessions_of(w, run)):
            sentence = f"Treatment manager {manager.id} is not free in every session of group {run.group_option}."
            yield violation(RULE, Part.PROGRAMMES, (manager.id, run.group_option), sentence)
    yield from _too_much(w, manager, runs, own)


def _too_much(w: Waitlist, manager: Staff, runs: list[GroupRun], own: list[Taken]) -> Findings:
    policy = w.rows.scenario.policy
    new = Counter(week for run in runs for week in _weeks_of(sessions_of(w, run)))
    count = new + Counter(_weeks_that_run_already(w, manager))
    led, hours = minutes_by_week(own + w.staff_taken.get(manager.id, [])), 60 * manager.contracted_hours
    for week in sorted({*new, *minutes_by_week(own)}):
        minutes = led.get(week, 0) + policy.oversight_minutes.value * count[week]
        too_many = week in new and count[week] > policy.groups_per_treatment_manager.value
        if too_many or minutes > hours + leeway(hours):
            sentence = f"Treatment manager {manager.id} oversees too much in week {week[1]} of {week[0]}."
            yield violation(RULE, Part.PROGRAMMES, (manager.id,), sentence)


def _weeks_that_run_already(w: Waitlist, manager: Staff) -> Iterator[Week]:
    for group in w.rows.scenario.programmes.running_groups:
        if group.treatment_manager == manager.id:
            yield from _weeks_between(w.rows.scenario.horizon.start, group.last)


def _weeks_of(sessions: list[Taken]) -> Iterator[Week]:
    days = [taken.on for taken in sessions]
    yield from _weeks_between(min(days), max(days))


def _weeks_between(first: date, last: date) -> Iterator[Week]:
    """ISO weeks from that of one day to that of another."""
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        year, week, _ = monday.isocalendar()
        yield year, week
        monday += timedelta(weeks=1)


def _fit(w: Waitlist, run: GroupRun, staff: Staff) -> bool:
    office, sessions = w.rows.offices[option_of(w, run).office], sessions_of(w, run)
    return (
        Role.TREATMENT_MANAGER in staff.roles
        and template_of(w, run).qualification in qualifications_held(staff, sessions[-1].on)
        and w.rows.region_of(staff) == w.rows.region_of(office)
        and all(present(staff, taken.on) for taken in sessions)
    )
