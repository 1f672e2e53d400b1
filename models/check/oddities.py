"""Warnings: what is odd, and may well be meant, but leaves something out of every plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from models.check.capacity import available_points
from models.check.ledger import Ledger
from models.check.outcomes import new_outcomes
from models.check.paths import Path
from models.check.report import Finding
from models.check.session_locks import KINDS_OF_WORK
from models.goals import Goal, Part
from models.people import StatedNeed
from models.policy import Stage
from models.record import WeeklySlot
from models.staff import Grade, Role
from models.unpaid_work import Project

SINCE: Mapping[Grade, tuple[Stage, str]] = {
    Grade.NQO: (Stage.NEWLY_QUALIFIED, "qualified_on"),
    Grade.PQIP: (Stage.TRAINEE, "trainee_since"),
}
"""Stage of the career that a grade stands for, and the field that says since when."""

LEFT_OUT: Mapping[Part, Goal] = {
    Part.ALLOCATION: Goal.UNALLOCATED,
    Part.PROGRAMMES: Goal.NOT_STARTED,
    Part.UNPAID_WORK: Goal.UNMET_SESSIONS,
    Part.REFERRALS: Goal.NOT_SERVED,
}
"""Goal of each part that nobody is left out."""


def nothing_to_plan(ledger: Ledger) -> Iterator[Finding]:
    """A scenario without any work to be planned."""
    scenario = ledger.scenario
    work = (scenario.casework.cases, scenario.unpaid_work.requirements)
    if not any((*work, scenario.programmes.referrals, scenario.services.referrals)):
        sentence = "There is no case, no unpaid-work requirement and no referral; the plan will be empty."
        yield Finding("nothing_to_plan", (), sentence)


def no_capacity(ledger: Ledger) -> Iterator[Finding]:
    """Practitioners without a single available point."""
    scenario = ledger.scenario
    for n, staff in enumerate(scenario.staff):
        if Role.PRACTITIONER not in staff.roles or not 0 < scenario.horizon.periods <= scenario.horizon.weeks:
            continue
        if not any(available_points(staff, scenario.horizon, scenario.policy)):
            sentence = "The practitioner has no available points over the horizon and will be given no case."
            yield Finding("no_capacity", ("staff", n), sentence)


def stage_unknown(ledger: Ledger) -> Iterator[Finding]:
    """Newly qualified officers and trainees of whom nobody says since when, so that no hours are taken off."""
    reduced = {row.stage for row in ledger.scenario.policy.stage_reductions}
    for n, staff in enumerate(ledger.scenario.staff):
        if staff.grade not in SINCE:
            continue
        stage, field = SINCE[staff.grade]
        if stage in reduced and getattr(staff, field) is None:
            sentence = f"Without `{field}` a member of staff of the grade {staff.grade} is given as much as any other."
            yield Finding("stage_unknown", ("staff", n, field), sentence)


def nobody_qualified(ledger: Ledger) -> Iterator[Finding]:
    """Qualifications that cases ask for and that no practitioner has; one finding for each."""
    held = {q for staff in ledger.scenario.staff if Role.PRACTITIONER in staff.roles for q in staff.qualifications}
    for n, case in enumerate(ledger.scenario.casework.cases):
        for k, wanted in enumerate(case.requires):
            if wanted not in held:
                held.add(wanted)
                sentence = f"No practitioner has the qualification {wanted}; the case cannot be held."
                yield Finding("nobody_qualified", ("casework", "cases", n, "requires", k), sentence)


def case_ended(ledger: Ledger) -> Iterator[Finding]:
    """Cases whose sentence is over before the horizon starts."""
    start = ledger.scenario.horizon.start
    for n, case in enumerate(ledger.scenario.casework.cases):
        if case.sentence_end < start:
            sentence = f"The sentence ended on {case.sentence_end}, before the horizon starts; is the case still open?"
            yield Finding("case_ended", ("casework", "cases", n, "sentence_end"), sentence)


def no_supervisor(ledger: Ledger) -> Iterator[Finding]:
    """Projects that need supervisors of ours and that nobody may supervise."""
    supervisors = [
        (set(staff.qualifications), ledger.region_of_staff(staff))
        for staff in ledger.scenario.staff
        if Role.SUPERVISOR in staff.roles
    ]
    for n, project in enumerate(ledger.scenario.unpaid_work.projects):
        if project.max_supervisors == 0 or project.kind not in KINDS_OF_WORK:
            continue
        region, wanted = ledger.region_of_pdu.get(project.pdu), set(project.supervisor_qualifications)
        if not any(wanted <= held and ledger.one_region(region, home) for held, home in supervisors):
            sentence = "No supervisor of the region has the qualifications for this project; it will never run."
            yield Finding("no_supervisor", ("unpaid_work", "projects", n), sentence)


def cannot_run(ledger: Ledger) -> Iterator[Finding]:
    """Projects that need more people than they can take."""
    for n, project in enumerate(ledger.scenario.unpaid_work.projects):
        most = _most_people(project)
        if project.minimum_to_run > most:
            sentence = f"The project needs {project.minimum_to_run} people to run, but can take {most} at the most."
            yield Finding("cannot_run", ("unpaid_work", "projects", n, "minimum_to_run"), sentence)


def _most_people(project: Project) -> int:
    return project.places * project.max_supervisors if project.max_supervisors else project.places


def van_without_seats(ledger: Ledger) -> Iterator[Finding]:
    """Vans that nobody can ride in."""
    for n, van in enumerate(ledger.scenario.unpaid_work.vans):
        if van.seats == 0:
            yield Finding("van_without_seats", ("unpaid_work", "vans", n, "seats"), "The van has no seats for people.")


def nobody_picked_up(ledger: Ledger) -> Iterator[Finding]:
    """Projects with pick-ups to which no van can go: the unit has none, or nobody of ours is there to drive."""
    work = ledger.scenario.unpaid_work
    units = {office.pdu for van in work.vans if van.seats and (office := ledger.offices.get(van.office))}
    for n, project in enumerate(work.projects):
        if project.pick_ups and (project.pdu not in units or project.max_supervisors == 0):
            sentence = "No van of the unit, or no supervisor to drive it, serves these pick-ups; nobody will ride."
            yield Finding("nobody_picked_up", ("unpaid_work", "projects", n, "pick_ups"), sentence)


def deadline_past(ledger: Ledger) -> Iterator[Finding]:
    """Requirements with hours left whose deadline lies before the horizon."""
    start, new = ledger.scenario.horizon.start, new_outcomes(ledger)
    for n, row in enumerate(ledger.scenario.unpaid_work.requirements):
        credited = sum(outcome.minutes for outcome in new[row.id])
        left = row.required_minutes + row.adjustment_minutes - row.completed_minutes - credited
        if left > 0 and row.deadline < start:
            sentence = f"The deadline ({row.deadline}) lies before the horizon, and {left} minutes are left."
            yield Finding("deadline_past", ("unpaid_work", "requirements", n, "deadline"), sentence)


def no_show_up_rate(ledger: Ledger) -> Iterator[Finding]:
    """People on unpaid work with neither a show-up rate nor a history; one finding for all of them."""
    numbers = {person.id: n for n, person in enumerate(ledger.scenario.people)}
    on_work = {row.person for row in ledger.scenario.unpaid_work.requirements if row.person in numbers}
    seen = {row.person for row in ledger.scenario.unpaid_work.requirements if row.sessions_instructed}
    seen |= {ledger.requirements[row.requirement].person for rows in new_outcomes(ledger).values() for row in rows}
    without = sorted(numbers[id] for id in on_work - seen if ledger.people[id].show_up_rate is None)
    if without:
        sentence = (
            f"{len(without)} of {len(on_work)} people on unpaid work have neither a show-up rate nor a history of "
            "attendance; this is the first of them. They are taken to turn up as often as the others do."
        )
        yield Finding("no_show_up_rate", ("people", without[0], "show_up_rate"), sentence)


def no_facilitator(ledger: Ledger) -> Iterator[Finding]:
    """Programmes that too few facilitators are qualified for, or no treatment manager where one is asked for."""
    staff = ledger.scenario.staff
    for n, row in enumerate(ledger.scenario.programmes.templates):
        where = ("programmes", "templates", n, "qualification")
        held = [person.roles for person in staff if row.qualification in person.qualifications]
        able, needed = sum(Role.FACILITATOR in roles for roles in held), row.facilitators + row.cover
        if able < needed:
            sentence = (
                f"The programme needs {needed} facilitator(s), cover included, with the qualification "
                f"{row.qualification}; there are {able}. None of its groups can open."
            )
            yield Finding("no_facilitator", where, sentence)
        if row.treatment_manager and not any(Role.TREATMENT_MANAGER in roles for roles in held):
            sentence = (
                f"The programme needs a treatment manager with the qualification {row.qualification}; there is none. "
                "None of its groups can open."
            )
            yield Finding("no_treatment_manager", where, sentence)


def leaves_in_mid_run(ledger: Ledger) -> Iterator[Finding]:
    """Running groups of whose staff somebody leaves before the last session."""
    until = {row.id: row.active_until for row in ledger.scenario.staff}
    for n, group in enumerate(ledger.scenario.programmes.running_groups):
        staff = [("facilitators", place, id) for place, id in enumerate(group.facilitators)]
        staff += [("cover", place, id) for place, id in enumerate(group.cover)]
        for field, place, id in staff:
            last = until.get(id)
            if last is not None and last < group.last:
                sentence = (
                    f"{id} leaves on {last}, the group ends on {group.last}: somebody must take over. Sessions after "
                    "that day are planned around as if the group were led as now."
                )
                yield Finding("leaves_in_mid_run", ("programmes", "running_groups", n, field, place), sentence)


def no_group_room(ledger: Ledger) -> Iterator[Finding]:
    """Groups that could open at an office without a room."""
    with_room = {room.office for room in ledger.scenario.estate.rooms}
    for n, option in enumerate(ledger.scenario.programmes.group_options):
        if option.office in ledger.offices and option.office not in with_room:
            sentence = "The office has no group room; the group cannot open."
            yield Finding("no_group_room", ("programmes", "group_options", n, "office"), sentence)


def sentence_too_short(ledger: Ledger) -> Iterator[Finding]:
    """Referrals without any group in sight, or whose sentence is over before the first could start."""
    earliest: dict[tuple[str, str, bool], list[object]] = {}
    programmes = ledger.scenario.programmes
    for option in programmes.group_options:
        earliest.setdefault((option.template, option.cohort, option.ldc), []).append(option.earliest_start)
    for family in programmes.families:
        start = ledger.scenario.horizon.start + timedelta(weeks=family.first_week)
        earliest.setdefault((family.template, family.cohort, family.ldc), []).append(start)
    for group in programmes.running_groups:
        if group.next_on is not None:
            earliest.setdefault((group.template, group.cohort, group.ldc), []).append(group.next_on)
    for n, row in enumerate(programmes.referrals):
        starts = earliest.get((row.template, row.cohort, row.ldc))
        path = ("programmes", "referrals", n)
        if starts is None:
            sentence = "No group that could open is for this programme, cohort and adaptation."
            yield Finding("no_group_option", (*path, "template"), sentence)
        elif all(isinstance(start, type(row.sentence_end)) and start > row.sentence_end for start in starts):
            sentence = f"The sentence ends on {row.sentence_end}, before the first suitable group could start."
            yield Finding("sentence_too_short", (*path, "sentence_end"), sentence)


def tier_for_nobody(ledger: Ledger) -> Iterator[Finding]:
    """Tiers and types of cases that no holding rule of any grade has; one finding for each, where it first stands."""
    rules = ledger.scenario.policy.holding_rules
    seen: set[tuple[str, str]] = set()
    for n, case in enumerate(ledger.scenario.casework.cases):
        row: Path = ("casework", "cases", n)
        later = ((change.tier, (*row, "tier_changes", k)) for k, change in enumerate(case.tier_changes))
        for tier, path in ((case.tier, row), *later):
            if (tier, case.case_type) in seen:
                continue
            seen.add((tier, case.case_type))
            if not any(case.case_type in row.case_types and tier.startswith(row.tiers) for row in rules):
                sentence = f"No holding rule lets any grade hold tier {tier}, {case.case_type}: nobody can be given it."
                yield Finding("tier_for_nobody", (*path, "tier"), sentence)


def slack_of_last_tier(ledger: Ledger) -> Iterator[Finding]:
    """Slack of a tier that no other comes after."""
    for n, profile in enumerate(ledger.scenario.goals.profiles):
        for k, goals in enumerate(profile.parts):
            if goals.tiers[-1].slack is not None:
                path = ("goals", "profiles", n, "parts", k, "tiers", len(goals.tiers) - 1, "slack")
                sentence = "No tier comes after this one that could worsen it; its slack says nothing."
                yield Finding("slack_of_last_tier", path, sentence)


def language_missing(ledger: Ledger) -> Iterator[Finding]:
    """People who need an interpreter for a language that is not stated."""
    for n, person in enumerate(ledger.scenario.people):
        if StatedNeed.INTERPRETER in person.needs and person.language is None:
            sentence = "The person needs an interpreter, but `language` does not say for which language."
            yield Finding("language_missing", ("people", n, "language"), sentence)


def nobody_seen(ledger: Ledger) -> Iterator[Finding]:
    """Contracts under which nobody can be seen: no place and not remote, or no opening that holds an appointment."""
    for n, row in enumerate(ledger.scenario.services.contracts):
        path = ("services", "contracts", n)
        if row.location is None and not row.remote:
            sentence = "Under this contract people are seen neither at a place nor remotely; nobody will be placed."
            yield Finding("nobody_seen", path, sentence)
        elif row.open and all(_minutes(slot) < row.minutes for slot in row.open):
            sentence = f"No opening is as long as an appointment ({row.minutes} minutes); nobody will be placed."
            yield Finding("nobody_seen", (*path, "open"), sentence)


def _minutes(slot: WeeklySlot) -> int:
    return 60 * (slot.end.hour - slot.start.hour) + slot.end.minute - slot.start.minute


def no_contract(ledger: Ledger) -> Iterator[Finding]:
    """Referrals to services that no contract provides where the person lives."""
    covered = {(row.category, pdu) for row in ledger.scenario.services.contracts for pdu in row.pdus}
    for n, row in enumerate(ledger.scenario.services.referrals):
        person = ledger.people.get(row.person)
        if person is not None and (row.category, person.pdu) not in covered:
            sentence = f"No contract for {row.category} covers {person.pdu}, where the person lives."
            yield Finding("no_contract", ("services", "referrals", n, "category"), sentence)


def leaving_out_is_free(ledger: Ledger) -> Iterator[Finding]:
    """Profiles in which nothing speaks against leaving people out of a part."""
    for n, profile in enumerate(ledger.scenario.goals.profiles):
        for k, goals in enumerate(profile.parts):
            goal = LEFT_OUT[goals.part]
            if not goals.weight_of(goal):
                sentence = f"{goal} has no weight, so that whoever costs anything is left out of this part."
                yield Finding("leaving_out_is_free", ("goals", "profiles", n, "parts", k), sentence)
