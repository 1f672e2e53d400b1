"""Versioned rule tables: points, who may hold what, limits. Every row names its source."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from models.casework import CaseType, Rosh
from models.people import SiteFeature
from models.record import Id, Record, Share, Weekday
from models.services import ServiceLevel
from models.staff import Grade
from models.unpaid_work import Delivery


class Figure(Record):
    """A number of the policy with the source that it comes from."""

    value: Annotated[float, Field(ge=0.0, le=1_000_000_000.0)]
    """The number, in the unit that the field's description names."""
    source: str
    """Where the number is taken from."""


class TierPoints(Record):
    """Workload points of a case."""

    tier_model: Id
    """Tier model that the row belongs to."""
    tier: Id
    """Tier."""
    case_type: CaseType
    """Community, licence or custody."""
    points: Annotated[int, Field(ge=0, le=100_000)]
    """Workload points."""
    source: str
    """Where the number is taken from."""


class WorkItemPoints(Record):
    """Workload points of work that is not a case: court reports, reviews, victim contact."""

    kind: Id
    """Kind of work, for example ``report_fast``."""
    points: Annotated[int, Field(ge=0, le=100_000)]
    """Workload points."""
    source: str
    """Where the number is taken from."""


class Stage(StrEnum):
    """Stage of a career that takes hours off."""

    NEWLY_QUALIFIED = "newly_qualified"
    TRAINEE = "trainee"


class StageReduction(Record):
    """Share of the contracted hours that a stage takes off, between two months since it began."""

    stage: Stage
    """Newly qualified officer or trainee."""
    from_month: Annotated[int, Field(ge=0, le=120)]
    """First month since the stage began."""
    to_month: Annotated[int, Field(ge=1, le=120)]
    """Month at which it is over."""
    share: Share
    """Share of the contracted hours taken off."""
    source: str
    """Where the number is taken from."""


class HoldingRule(Record):
    """A row of the matrix of who may hold what; a grade may hold a case that any of its rows allows."""

    grade: Grade
    """Grade that the row is for."""
    case_types: Annotated[tuple[CaseType, ...], Field(min_length=1)]
    """Types of case."""
    tiers: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Tiers, by what they begin with: ``B`` stands for ``B0`` to ``B3``."""
    max_rosh: Rosh
    """Highest risk of serious harm."""
    max_mappa_level: Annotated[int, Field(ge=0, le=3)]
    """Highest multi-agency public protection level."""
    life_sentences: bool = False
    """Whether life sentences are included."""
    source: str
    """Where the rule is taken from."""


class PriorityWeight(Record):
    """Weight of leaving a case of this risk without a practitioner."""

    rosh: Rosh
    """Risk of serious harm."""
    weight: Annotated[int, Field(ge=1, le=1000)]
    """Weight, at least 1."""
    source: str
    """Where the weight is taken from."""


class CaseCeiling(Record):
    """Most cases that a full-time member of staff of a grade may hold."""

    grade: Grade
    """Grade."""
    cases: Annotated[int, Field(ge=0, le=10_000)]
    """Number of cases at full time; less for part-timers, in proportion to their contracted hours."""
    source: str
    """Where the ceiling is taken from."""


class WeeklySessions(Record):
    """Fewest and most sessions of unpaid work a week, by delivery."""

    delivery: Delivery
    """Standard or intensive."""
    minimum: Annotated[int, Field(ge=1, le=7)]
    """Fewest sessions a week; who has fewer stated is given as many."""
    maximum: Annotated[int, Field(ge=1, le=7)]
    """Most sessions a week; who has more stated is given as many."""
    source: str
    """Where the numbers are taken from."""


class UnpopularSession(Record):
    """Sessions that are unpopular: those that are all that a row says of them."""

    weekdays: tuple[Weekday, ...] = ()
    """On one of these weekdays; on any where none is stated."""
    ends_after: time | None = None
    """Ends later than this; whenever where it is left out."""
    features: tuple[SiteFeature, ...] = ()
    """The project has one of these features; whatever it has where none is stated."""
    source: str
    """Where it is taken from that people dislike these."""


class Policy(Record):
    """The rule tables that a plan is made under."""

    version: Id
    """Version of the tables."""
    effective_from: date
    """First day on which they hold."""
    tier_points: tuple[TierPoints, ...]
    """Points by tier model, tier and case type."""
    work_item_points: tuple[WorkItemPoints, ...] = ()
    """Points of work items."""
    stage_reductions: tuple[StageReduction, ...] = ()
    """Hours off for newly qualified officers and trainees."""
    holding_rules: tuple[HoldingRule, ...]
    """Who may hold what."""
    priority_weights: tuple[PriorityWeight, ...]
    """Weight of leaving a case without a practitioner, or somebody without a programme, by risk; 1 where no row says
    otherwise."""
    case_ceilings: tuple[CaseCeiling, ...] = ()
    """Most cases by grade; none for a grade without a row."""
    weekly_sessions: tuple[WeeklySessions, ...] = ()
    """Fewest and most sessions of unpaid work a week; as stated for a delivery without a row."""
    unpopular_sessions: tuple[UnpopularSession, ...] = ()
    """Sessions of unpaid work that are to be spread fairly, since nobody likes them; none where no row is met."""
    service_levels: tuple[ServiceLevel, ...] = ()
    """Appointments and weight of referrals to commissioned services, by complexity of need."""
    full_time_points: Figure
    """Workload points that a full-time member of staff has available."""
    full_time_hours: Figure
    """Hours a week of a full-time member of staff."""
    workload_ceiling: Figure
    """Highest workload that a plan may give anyone, as a share of available points (1.2 is 120 %)."""
    work_item_days: Figure
    """Days of work that the points of work items are counted over."""
    oral_report_days: Figure
    """Working days from the request to the latest day of an oral report; 0 for the same day."""
    fast_report_days: Figure
    """Working days from the request to the latest day of a fast report."""
    standard_report_days: Figure
    """Working days from the request to the latest day of a standard report."""
    victim_contact_weeks: Figure
    """Weeks from the sentence in which contact must be offered to a victim."""
    short_sentence_weeks: Figure
    """Weeks from sentence to release below which one practitioner sees a custody case from start to end."""
    handover_weeks: Figure
    """Weeks before release at which the community practitioner takes over, where no hand-over date is given."""
    pre_release_weeks: Figure
    """Weeks before release at which work for the release of a custody case begins."""
    handover_notice_days: Figure
    """Working days of notice before a case is handed over to another practitioner."""
    new_cases_per_week: Figure
    """New cases a week that a full-time practitioner can take on without strain."""
    short_absence_days: Figure
    """Longest absence, in calendar days, in which work waits: it is spread over the horizon instead of leaving a period
    without points."""
    unpaid_work_minimum_hours: Figure
    """Shortest unpaid-work requirement that a court can make, in hours."""
    unpaid_work_maximum_hours: Figure
    """Longest unpaid-work requirement that a court can make, in hours."""
    ete_share: Figure
    """Largest share of a requirement that education, training and employment can make up."""
    earned_reduction_threshold: Figure
    """Share of the required hours from which compliant work earns a reduction."""
    earned_reduction_rate: Figure
    """Hours taken off for each compliant hour beyond the threshold."""
    turnaround_minutes: Figure
    """Minutes that must lie between two bookings of one person or member of staff on one day."""
    show_up_prior_sessions: Figure
    """Sessions that the rate known beforehand counts for when a person's show-up rate is estimated."""
    turn_away_risk: Figure
    """Largest chance, at every unpaid-work session, that more people turn up than there are places; 0 for no
    over-booking."""
    shared_day_spread: Figure
    """Standard deviation of what a good or bad day adds to everyone's log-odds of turning up at once."""
    late_risk_raised: Figure
    """Chance of not finishing an unpaid-work requirement by its deadline from which it comes before others."""
    late_risk_high: Figure
    """The same chance from which it comes before those, too; not below ``late_risk_raised``."""
    instruction_notice_days: Figure
    """Working days of notice before somebody is sent to another unpaid-work session."""
    spare_supervisors: Figure
    """Spare supervisors wanted in each delivery unit on every weekday on which its unpaid-work sessions take some."""
    off_track_minutes: Figure
    """Minutes behind from which an unpaid-work requirement is listed as off track."""
    groups_per_treatment_manager: Figure
    """Most programme groups that one treatment manager oversees in a week."""
    oversight_minutes: Figure
    """Minutes a week that a treatment manager needs for each group overseen."""
    structured_sessions: Figure
    """Fewest sessions of a structured intervention, catch-ups aside."""
    priority_step_weeks: Figure
    """Weeks of sentence left, or of waiting, in a step by which one programme referral comes before another of the same
    risk."""
    priority_time_left_weeks: Figure
    """Weeks of sentence left from which on less of it makes a programme referral more urgent."""
    priority_waited_weeks: Figure
    """Weeks of waiting up to which more of it makes a programme referral more urgent."""
    sentence_slack_days: Figure
    """Days that must be left between a programme's last session and the end of the sentence."""
