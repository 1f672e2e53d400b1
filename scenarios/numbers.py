"""The numbers that say what a scenario holds, and how they are printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseworkNumbers:
    """Casework: demand and capacity in workload points, and who can hold what."""

    cases: int
    taking_part: int
    """Cases that are to be held on a day of the horizon at least."""
    starting: int
    """Of these, cases that start after the horizon's first day."""
    ending: int
    """Of these, cases that end before its last day."""
    court_reports: int
    victim_contacts: int
    reviews: int
    practitioners: int
    steady: int
    """Practitioners who are there, with points, all through the horizon."""
    points_needed: float
    """On the mean over the periods, as all points here: cases, reviews, and reports where practitioners write them."""
    points_available: float
    officer_points_needed: float
    """Points of the cases that only officers (PO, NQO) may hold."""
    officer_points_available: float
    officer_only_share: float
    specialist_share: float
    public_protection_share: float
    held_share: float
    practitioners_per_case: float
    """Practitioners with points who may hold a case by grade, qualification, stated need and region, on average."""
    cases_for_nobody: int
    """Cases that no practitioner may hold."""

    @property
    def tightness(self) -> float:
        """Points needed over points available."""
        return ratio(self.points_needed, self.points_available)

    @property
    def officer_tightness(self) -> float:
        """The same for officers and the cases that only they may hold."""
        return ratio(self.officer_points_needed, self.officer_points_available)


@dataclass(frozen=True, slots=True)
class UnpaidWorkNumbers:
    """Unpaid work: what is asked for and what is there."""

    people: int
    projects: int
    slots: int
    supervised_slots: int
    sessions_asked: float
    """Attendances a week that are asked for in the first quarter of the horizon."""
    supervisors_needed: float
    """Full-time supervisors that these need."""
    supervisors: float
    """Supervisors, part-timers by their shifts."""
    slots_per_person: float
    """Slots that a person could come to, on average over a sample."""


@dataclass(frozen=True, slots=True)
class ProgrammeNumbers:
    """Programmes: referrals, and groups that could open for them."""

    referrals: int
    group_options: int
    facilitators: int
    rooms: int
    options_per_referral: float
    """Group options of the right kind within reach of a person, on average over a sample."""


@dataclass(frozen=True, slots=True)
class ServiceNumbers:
    """Commissioned services: referrals, and places under contracts."""

    referrals: int
    pre_release: int
    """Of these, people who are released only after the first possible day."""
    contracts: int
    places_per_month: int
    contracts_per_referral: float
    """Contracts for the need in the person's unit, on average."""


@dataclass(frozen=True, slots=True)
class Description:
    """Numbers of a scenario."""

    title: str
    people: int
    casework: CaseworkNumbers
    unpaid_work: UnpaidWorkNumbers
    programmes: ProgrammeNumbers
    services: ServiceNumbers

    def lines(self) -> list[str]:
        """The numbers as lines to print."""
        work, groups, services = _work_lines(self.unpaid_work), _group_lines(self), _service_lines(self.services)
        return [self.title, *_casework_lines(self.casework), *work, *groups, *services]


def _casework_lines(numbers: CaseworkNumbers) -> list[str]:
    return [
        f"cases: {numbers.cases:,}, {numbers.held_share:.0%} held now, {numbers.officer_only_share:.0%} for officers "
        f"only, {numbers.specialist_share:.0%} for specialists, {numbers.public_protection_share:.1%} for "
        f"public-protection teams, {numbers.cases_for_nobody} for nobody",
        f"of these, {numbers.taking_part:,} fall into the horizon; {numbers.starting:,} start and "
        f"{numbers.ending:,} end inside it",
        f"other work: {numbers.reviews:,} reviews, {numbers.court_reports:,} court reports, "
        f"{numbers.victim_contacts:,} victim contacts",
        f"practitioners: {numbers.practitioners:,}, {numbers.steady:,} of them there all the time; "
        f"a case may go to {numbers.practitioners_per_case:.1f} of these",
        f"points: {numbers.points_needed:,.0f} needed, {numbers.points_available:,.0f} available, "
        f"tightness {numbers.tightness:.3f}",
        f"points for officers only: {numbers.officer_points_needed:,.0f} needed, "
        f"{numbers.officer_points_available:,.0f} available, tightness {numbers.officer_tightness:.3f}",
    ]


def _work_lines(numbers: UnpaidWorkNumbers) -> list[str]:
    if not numbers.people:
        return []
    return [
        f"unpaid work: {numbers.people:,} people, {numbers.projects} projects, {numbers.slots} slots "
        f"({numbers.supervised_slots} supervised); a person could come to {numbers.slots_per_person:.1f} of them",
        f"supervisors: {numbers.sessions_asked:.0f} attendances a week ask for {numbers.supervisors_needed:.1f}, "
        f"{numbers.supervisors:.1f} available",
    ]


def _group_lines(description: Description) -> list[str]:
    numbers = description.programmes
    if not numbers.referrals:
        return []
    return [
        f"programmes: {numbers.referrals} referrals, {numbers.group_options} groups could open, "
        f"{numbers.options_per_referral:.1f} within reach of a person; "
        f"{numbers.facilitators} facilitators, {numbers.rooms} rooms"
    ]


def _service_lines(numbers: ServiceNumbers) -> list[str]:
    if not numbers.referrals:
        return []
    return [
        f"services: {numbers.referrals:,} referrals, {numbers.pre_release} of them before a release; "
        f"{numbers.contracts} contracts with {numbers.places_per_month:,} places a month, "
        f"{numbers.contracts_per_referral:.1f} for a referral"
    ]


def ratio(part: float, whole: float) -> float:
    """Part over whole; 0 where there is no whole."""
    return part / whole if whole else 0.0
