"""Numbers that say what a scenario holds: demand, capacity, and how many options people and cases have."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from functools import cache

from models.casework import Case, Rosh
from models.people import Person, StatedNeed
from models.programmes import GroupOption, ProgrammeReferral
from models.record import Location, Sex
from models.scenario import Scenario
from models.staff import Grade, Role, Staff
from models.travel import Speed
from models.unpaid_work import Project, Requirement
from scenarios.draw.capacity import available_points
from scenarios.draw.ground import km
from scenarios.draw.projects import SHIFT_HOURS, supervisors_needed
from scenarios.draw.unpaid_work import weekly_sessions
from scenarios.numbers import CaseworkNumbers, Description, ProgrammeNumbers, UnpaidWorkNumbers, ratio

SAMPLE = 200
"""People whose options are counted; the mean of more would hardly differ."""
OFFICERS = frozenset({Grade.PO, Grade.NQO})
ROSH_ORDER = {rosh: number for number, rosh in enumerate(Rosh)}


def describe(scenario: Scenario) -> Description:
    """Numbers of a scenario; every part is reckoned even where it is empty."""
    return Description(
        title=scenario.title or scenario.id,
        people=len(scenario.people),
        casework=_casework(scenario),
        unpaid_work=_unpaid_work(scenario),
        programmes=_programmes(scenario),
    )


def _casework(scenario: Scenario) -> CaseworkNumbers:
    cases = scenario.casework.cases
    points = {(r.tier_model, r.tier, r.case_type): r.points for r in scenario.policy.tier_points}
    needed = [points.get((scenario.casework.tier_model, case.tier, case.case_type), 0) for case in cases]
    practitioners = [member for member in scenario.staff if Role.PRACTITIONER in member.roles]
    available = [available_points(member, scenario.policy, scenario.horizon) for member in practitioners]
    present = [member for member, capacity in zip(practitioners, available, strict=True) if capacity]
    grades = _grades_for(scenario)
    officers_only = [grades(case) <= OFFICERS for case in cases]
    allowed = _allowed(scenario, present, grades)
    return CaseworkNumbers(
        cases=len(cases),
        practitioners=len(practitioners),
        points_needed=sum(needed) + sum(member.existing_points for member in present),
        points_available=sum(available),
        officer_points_needed=sum(w for w, only in zip(needed, officers_only, strict=True) if only),
        officer_points_available=sum(
            capacity for member, capacity in zip(practitioners, available, strict=True) if member.grade in OFFICERS
        ),
        officer_only_share=ratio(sum(officers_only), len(cases)),
        specialist_share=ratio(sum(bool(case.requires) for case in cases), len(cases)),
        held_share=ratio(sum(case.current_practitioner is not None for case in cases), len(cases)),
        practitioners_per_case=ratio(sum(allowed), len(allowed)),
        cases_for_nobody=sum(number == 0 for number in allowed),
    )


def _grades_for(scenario: Scenario) -> Callable[[Case], frozenset[Grade]]:
    """Grades whose rows in the matrix let them hold a case."""
    found: dict[object, frozenset[Grade]] = {}

    def grades(case: Case) -> frozenset[Grade]:
        key = (case.case_type, case.tier, case.rosh, case.mappa_level, case.life_sentence)
        if key not in found:
            found[key] = frozenset(
                rule.grade
                for rule in scenario.policy.holding_rules
                if case.case_type in rule.case_types
                and case.tier.startswith(rule.tiers)
                and ROSH_ORDER[case.rosh] <= ROSH_ORDER[rule.max_rosh]
                and case.mappa_level <= rule.max_mappa_level
                and (rule.life_sentences or not case.life_sentence)
            )
        return found[key]

    return grades


def _allowed(scenario: Scenario, present: list[Staff], grades: Callable[[Case], frozenset[Grade]]) -> list[int]:
    """Practitioners who may hold each case, as far as that is cheap to say: exclusions do not count."""
    people = {person.id: person for person in scenario.people}
    region = {unit.id: unit.region for unit in scenario.estate.pdus}
    teams = {team.id: region[team.pdu] for team in scenario.estate.teams}
    by_region: dict[str, list[Staff]] = defaultdict(list)
    for member in present:
        by_region[teams[member.team]].append(member)

    @cache
    def number(where: str, held_by: frozenset[Grade], requires: tuple[str, ...], needs: frozenset[StatedNeed]) -> int:
        return sum(
            member.grade in held_by
            and set(requires) <= set(member.qualifications)
            and (StatedNeed.WOMAN_PRACTITIONER not in needs or member.sex is Sex.FEMALE)
            and (StatedNeed.WELSH not in needs or "cy" in member.languages)
            for member in by_region[where]
        )

    def of(case: Case) -> int:
        if not case.transfer_complete:
            return 0
        person = people[case.person]
        needs = frozenset(person.needs) & {StatedNeed.WOMAN_PRACTITIONER, StatedNeed.WELSH}
        many = number(region[person.pdu], grades(case), case.requires, needs)
        return many if case.limited_access_to is None else min(many, len(case.limited_access_to))

    return [of(case) for case in scenario.casework.cases]


def _unpaid_work(scenario: Scenario) -> UnpaidWorkNumbers:
    work = scenario.unpaid_work
    asked = weekly_sessions(list(work.requirements), scenario.horizon)
    supervisors = [member for member in scenario.staff if Role.SUPERVISOR in member.roles]
    full_time = math.floor(scenario.policy.full_time_hours.value / SHIFT_HOURS)
    shifts = sum(math.floor(member.contracted_hours / SHIFT_HOURS) for member in supervisors)
    people = {person.id: person for person in scenario.people}
    speeds = {speed.means: speed for speed in scenario.travel.speeds}
    sample = _sample(work.requirements)
    options = [
        _slots_open(people[row.person], work.projects, speeds[people[row.person].travel.means]) for row in sample
    ]
    return UnpaidWorkNumbers(
        people=len(work.requirements),
        projects=len(work.projects),
        slots=sum(len(project.slots) for project in work.projects),
        supervised_slots=sum(len(project.slots) for project in work.projects if project.max_supervisors),
        sessions_asked=asked,
        supervisors_needed=supervisors_needed(asked, list(work.projects)),
        supervisors=ratio(shifts, full_time),
        slots_per_person=ratio(sum(options), len(options)),
    )


def _sample(rows: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
    return rows[:: max(1, len(rows) // SAMPLE)]


def _slots_open(person: Person, projects: tuple[Project, ...], speed: Speed) -> int:
    """Slots that a person could come to, whatever the dates."""
    return sum(
        not any(
            taken.weekday is slot.weekday and taken.start < slot.end and slot.start < taken.end
            for taken in person.commitments
        )
        for project in projects
        if not set(project.features) & set(person.restricted_from)
        and set(project.certificates) <= set(person.skills)
        and (not project.women_only or person.group_sex is Sex.FEMALE)
        and _within_reach(person, project.location, speed)
        for slot in project.slots
    )


def _within_reach(person: Person, place: Location, speed: Speed) -> bool:
    minutes = speed.access_minutes + 60.0 * speed.detour * km(place, person.home.lat, person.home.lon) / (
        speed.km_per_hour
    )
    return minutes <= person.travel.max_minutes


def _programmes(scenario: Scenario) -> ProgrammeNumbers:
    programmes = scenario.programmes
    people = {person.id: person for person in scenario.people}
    offices = {office.id: office.location for office in scenario.estate.offices}
    speeds = {speed.means: speed for speed in scenario.travel.speeds}

    def could_join(row: ProgrammeReferral, option: GroupOption) -> bool:
        person = people[row.person]
        return (
            (option.template, option.cohort, option.ldc) == (row.template, row.cohort, row.ldc)
            and option.sex in (None, person.group_sex)
            and _within_reach(person, offices[option.office], speeds[person.travel.means])
        )

    sample = programmes.referrals[:: max(1, len(programmes.referrals) // SAMPLE)]
    options = [sum(could_join(row, option) for option in programmes.group_options) for row in sample]
    return ProgrammeNumbers(
        referrals=len(programmes.referrals),
        group_options=len(programmes.group_options),
        facilitators=sum(Role.FACILITATOR in member.roles for member in scenario.staff),
        rooms=len(scenario.estate.rooms),
        options_per_referral=ratio(sum(options), len(options)),
    )
