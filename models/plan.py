"""Plan: the document that comes out."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from models.attendance import OffTrack
from models.certificate import AnyCertificate
from models.change import Change
from models.decisions import Decisions
from models.explanation import Unplaced
from models.goals import Goal, Part
from models.one_more import OneMoreRanking
from models.outlook import PlacesForStarts, SpareCover
from models.record import Id, Record, Share
from models.services import ServiceCategory

Count = Annotated[int, Field(ge=0)]
"""A number of things."""

Cost = Annotated[float, Field(ge=0.0)]
"""Priced minutes, never negative."""


class Status(StrEnum):
    """What is known about a part of a plan. Nothing is called optimal unless it is proved."""

    PROVED_OPTIMAL = "proved_optimal"
    WITHIN_GAP = "within_gap"
    FEASIBLE = "feasible"
    FALLBACK = "fallback"
    INFEASIBLE_PROVED = "infeasible_proved"
    UNKNOWN = "unknown"
    STOPPED = "stopped"


class AllocationKPIs(Record):
    """Key figures of the case allocation."""

    cases: Count
    """Cases to be held."""
    allocated: Count
    """Cases with a practitioner."""
    unallocated: Count
    """Cases without one."""
    practitioners: Count
    """Practitioners with available points in any period."""
    duties: Count
    """Court reports and victim contacts to be given to staff."""
    duties_placed: Count
    """Court reports and victim contacts with somebody to do them."""
    highest_workload: Cost
    """Highest workload of a practitioner in a period, as a share of the points available in it."""
    lowest_workload: Cost
    """Lowest workload of a practitioner in a period with available points, as a share of these."""
    workload_spread: Cost
    """Standard deviation of the workload shares over practitioners and periods with available points."""
    over_capacity: Count
    """Practitioners above 100 % of their available points in any period."""
    moves: Count
    """Cases, reports and contacts that go to another than the one who has them now."""
    travel_minutes: Count
    """Minutes one way from home, or from court, to the office, summed over cases and reports."""
    pdu_crossings: Count
    """Cases, reports and contacts that go to another unit than their own."""


class UnpaidWorkKPIs(Record):
    """Key figures of the unpaid-work rota."""

    requirements: Count
    """Requirements with hours left."""
    placed: Count
    """Requirements with at least one standing slot."""
    unplaced: Count
    """Requirements with none."""
    minutes_placed: Count
    """Minutes of requirements worked off by the instructed sessions."""
    sessions_run: Count
    """Dated sessions with at least one person instructed."""
    supervisor_shifts: Count
    """Supervisor turns over those sessions."""
    travel_minutes: Count
    """Minutes one way from home to the project, summed over instructed attendances."""
    attendances: Count
    """Instructions: people times the sessions to which each is instructed."""
    expected_attendances: Cost
    """How many of these are expected to be kept."""
    expected_minutes: Cost
    """Minutes of requirements expected to be worked off, since not everybody turns up every time."""
    expected_stand_downs: Cost
    """People expected to turn up and to be turned away for want of a place."""
    done_in_time: Count
    """Requirements that will be done by the deadline, if the sessions planned go on as they are."""
    weekdays_without_spare: Count
    """Weekdays, summed over delivery units, on which sessions have a supervisor of ours and nobody is spare."""
    expected_starts: Count
    """People who are forecast to start, summed over delivery units."""
    starts_with_place: Count
    """Those of them for whom a place is left."""
    several_unpopular: Count
    """Requirements that stand on more than one unpopular slot."""
    highest_turn_away_chance: Share
    """Highest chance at any session that more turn up than there are places."""


class ProgrammeKPIs(Record):
    """Key figures of the programme groups."""

    referrals: Count
    """People waiting."""
    placed: Count
    """People given a place."""
    unplaced: Count
    """People not given one."""
    groups_opened: Count
    """Groups opened."""
    joined_running: Count
    """People given a place in a group that is running already."""
    expected_finishers: Cost
    """People expected to be in their group still at its last session, as starts and drop-out go."""
    expected_lasting: Cost
    """Groups opened that are expected to have their minimum of members still at the last session."""
    busiest_week_minutes: Count
    """Most minutes of sessions that one facilitator leads or covers in a week, in groups that are opened."""
    facilitator_minutes_spread: Cost
    """Standard deviation, over all facilitators, of the minutes led or covered in groups that are opened."""
    one_to_ones: Count
    """One-to-ones that members of the groups opened are to have."""
    one_to_ones_dated: Count
    """Of these, those with a day, a time and a facilitator."""
    one_to_ones_near: Count
    """Of these, those on a day on which the group meets."""
    started_within_12_weeks: Count
    """People whose first session lies within 12 weeks of the horizon's start."""
    waiting_days: Count
    """Days from referral to first session, summed over people given a place."""
    waiting_days_of_all: Count
    """The same and, for everybody without a place, days from referral to the horizon's end."""
    travel_minutes: Count
    """Minutes one way from home to the venue, summed over people given a place."""


class CategoryKPIs(Record):
    """Key figures of the referrals with one category of need."""

    category: ServiceCategory
    """Category."""
    referrals: Count
    """People referred."""
    placed: Count
    """Referrals placed with a contract."""
    waiting_days: Count
    """Days from referral to first appointment, summed over placements."""


class ReferralKPIs(Record):
    """Key figures of the commissioned services."""

    referrals: Count
    """People referred."""
    placed: Count
    """Referrals placed with a contract."""
    unplaced: Count
    """Referrals not placed."""
    started_before_release: Count
    """Placements of people who are still in prison when the service starts."""
    seen_remotely: Count
    """Placements in which the person is seen remotely."""
    changes_of_service: Count
    """Placements with another contract than the one that serves the person now."""
    waiting_days: Count
    """Days from referral to first appointment, summed over placements."""
    travel_minutes: Count
    """Minutes one way from home, summed over placements in which the person is seen in person outside prison."""
    by_category: tuple[CategoryKPIs, ...]
    """The same by category of need, for those that somebody is referred with."""


class KPIs(Record):
    """Key figures by part; a part that was not planned has none."""

    allocation: AllocationKPIs | None = None
    """Case allocation."""
    unpaid_work: UnpaidWorkKPIs | None = None
    """Unpaid-work rota."""
    programmes: ProgrammeKPIs | None = None
    """Programme groups."""
    referrals: ReferralKPIs | None = None
    """Commissioned services."""


class GoalValue(Record):
    """What a goal came to."""

    goal: Goal
    """Goal."""
    weight: Cost
    """Weight in force; for people left out, already multiplied by the derived penalty."""
    quantity: Cost
    """Amount in the goal's own unit."""
    cost: Cost
    """Weight times quantity, in priced minutes."""


class TierSlack(Record):
    """What a tier with slack costs in this plan and at its best, all of it priced as if no later tier were there."""

    penalty: Cost
    """Penalty derived from the data for this tier and those above alone."""
    cost: Cost
    """What the tier costs in this plan."""
    best: Cost
    """What it costs in the best plan found for it and those above alone."""
    bound_with_above: Cost
    """No plan has this tier and those above together for less."""
    bound: Cost
    """No plan in which the tiers above cost as little as in this one has the tier for less."""
    kept: bool
    """Whether ``cost`` is no more than ``best`` and the slack allow."""
    certificate: AnyCertificate | None = None
    """Prices that prove ``bound_with_above``; the allocation and the commissioned services have them."""


class TierValue(Record):
    """What a tier of goals came to."""

    name: Id
    """Tier."""
    slack: Cost | None = None
    """Share by which later tiers may worsen the tier, where the profile states one."""
    factor: Annotated[int, Field(ge=1, le=1024)] = 1
    """What the profile's weights are multiplied by, so that the slack is kept."""
    kept: TierSlack | None = None
    """How well the slack is kept, where there is one."""
    cost: Cost
    """Sum over its goals, in priced minutes."""
    goals: tuple[GoalValue, ...]
    """Goals of the tier."""


class PartResult(Record):
    """How good a part of the plan is, and how good it could be at best."""

    part: Part
    """Part."""
    problem: str
    """The problem that the bound is valid for, in words."""
    status: Status
    """What is known."""
    objective: Cost
    """Cost of the plan in priced minutes."""
    bound: Cost
    """No plan for this problem can cost less."""
    gap: Cost | None
    """(objective - bound) / bound; none when the bound is zero and the objective is not."""
    gap_net: Cost | None
    """The same after ``floor`` is taken off both; none when nothing is left of the bound."""
    floor: Cost
    """Cost of the cheapest option of every case or person, each looked at alone."""
    penalty: Cost
    """Penalty derived from the data for leaving one out, before priority and weight."""
    baseline_objective: Cost
    """Cost of what current practice would do, under the same goals."""
    greedy_objective: Cost
    """Cost of the greedy that sees every cost."""
    gap_closed: float | None
    """(greedy - objective) / (greedy - bound); none when the greedy meets the bound."""
    tiers: tuple[TierValue, ...]
    """Goals by tier, most important first."""
    certificate: AnyCertificate | None = None
    """Prices that prove a bound; the allocation and the commissioned services have them."""
    first_plan_seconds: Cost | None = None
    """Wall seconds to the first plan; left out of a plan made with a work budget."""
    seconds: Cost | None = None
    """Wall seconds; left out of a plan made with a work budget."""
    cpu_seconds: Cost | None = None
    """CPU seconds of the process; left out of a plan made with a work budget."""


class Provenance(Record):
    """Where a plan comes from: enough to make it again."""

    scenario: Id
    """Identifier of the scenario."""
    scenario_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """SHA-256 of the scenario's canonical form."""
    profile: Id
    """Profile of goals in force."""
    seed: Count
    """Seed of all random choices."""
    parts: tuple[Part, ...]
    """Parts that were planned."""
    change: Change = Change()
    """Limits on moves in force."""
    time_limit: Cost | None = None
    """Time limit in seconds, where one was set."""
    work: Count | None = None
    """Work budget, where one was set; then the plan can be made again byte for byte."""
    versions: dict[str, str]
    """Versions of the planner and of the libraries that decide the result."""
    wall_seconds: Cost | None = None
    """Wall seconds; left out of a plan made with a work budget."""
    cpu_seconds: Cost | None = None
    """CPU seconds; left out of a plan made with a work budget."""


class Plan(Record):
    """A plan: decisions, what could not be placed and why, how good it is, and where it comes from."""

    schema_version: Literal["1.0"]
    """Version of this document's schema."""
    decisions: Decisions
    """Every decision."""
    unplaced: tuple[Unplaced, ...]
    """Everyone and everything that was not placed, with reasons."""
    off_track: tuple[OffTrack, ...] = ()
    """Requirements of unpaid work that are behind or will be late, worst first."""
    spare: tuple[SpareCover, ...] = ()
    """Who is spare on which weekday, unit by unit."""
    new_starts: tuple[PlacesForStarts, ...] = ()
    """For how many of those who are forecast to start places are left, unit by unit."""
    one_more: OneMoreRanking | None = None
    """Which one more facilitator, room, weekly time or venue would let most people start a programme."""
    parts: tuple[PartResult, ...]
    """Goal values, bound and gap by part."""
    kpis: KPIs
    """Key figures of this plan."""
    baseline: KPIs
    """Key figures of what current practice would do."""
    provenance: Provenance
    """Where the plan comes from."""
