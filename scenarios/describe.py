"""Numbers that say what a scenario holds: demand, capacity, and how many options people and cases have."""

from __future__ import annotations

import math
from collections import Counter

from models.people import Person
from models.programmes import GroupOption, ProgrammeReferral
from models.record import Location, Sex
from models.scenario import Scenario
from models.staff import Role
from models.travel import Speed
from models.unpaid_work import Project, Requirement
from scenarios.describe_casework import casework_numbers
from scenarios.draw.ground import km
from scenarios.draw.projects import SHIFT_HOURS, supervisors_needed
from scenarios.draw.unpaid_work import weekly_sessions
from scenarios.numbers import Description, ProgrammeNumbers, ServiceNumbers, UnpaidWorkNumbers, ratio

SAMPLE = 200
"""People whose options are counted; the mean of more would hardly differ."""


def describe(scenario: Scenario) -> Description:
    """Numbers of a scenario; every part is reckoned even where it is empty."""
    return Description(
        title=scenario.title or scenario.id,
        people=len(scenario.people),
        casework=casework_numbers(scenario),
        unpaid_work=_unpaid_work(scenario),
        programmes=_programmes(scenario),
        services=_services(scenario),
    )


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
    """Slots that a person could come to on some dates, whichever these are."""
    return sum(
        not any(
            taken.weekday is slot.weekday and taken.start < slot.end and slot.start < taken.end
            for taken in person.commitments
            if taken.every_weeks == 1 and taken.first is None and taken.last is None
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


def _services(scenario: Scenario) -> ServiceNumbers:
    services, start = scenario.services, scenario.horizon.start
    unit_of = {person.id: person.pdu for person in scenario.people}
    there = Counter((row.category, pdu) for row in services.contracts for pdu in row.pdus)
    found = sum(there[row.category, unit_of[row.person]] for row in services.referrals)
    return ServiceNumbers(
        referrals=len(services.referrals),
        pre_release=sum(
            row.release_date is not None and row.release_date > max(start, row.start_from or start)
            for row in services.referrals
        ),
        contracts=len(services.contracts),
        places_per_month=sum(row.places_per_month for row in services.contracts),
        contracts_per_referral=ratio(found, len(services.referrals)),
    )
