"""What a plan comes to: the figures that `planner plan` prints, for people and for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from rich.table import Table

from api.commands.beside import beside_practice
from api.terminal import percent, results

if TYPE_CHECKING:
    from models.goals import Part
    from models.plan import KPIs, PartResult, Plan, TierSlack

Figure = Callable[["KPIs"], str | None]
"""Text of a figure; None when its part was not planned."""

COMMONEST = 3
"""Reasons named for each part."""

CERTIFICATES: Any = {"certificate": True, "tiers": {"__all__": {"kept": {"certificate"}}}}
"""What of a part's result is prices: the plan has them, no summary does."""


def as_json(plan: Plan) -> dict[str, object]:
    """The figures for machines; ``docs/cli.md`` explains every key."""
    origin = plan.provenance
    return {
        "scenario": origin.scenario,
        "scenario_hash": origin.scenario_hash,
        "profile": origin.profile,
        "seed": origin.seed,
        "change": origin.change.model_dump(mode="json"),
        "time_limit": origin.time_limit,
        "work": origin.work,
        "parts": [part.model_dump(mode="json", exclude=CERTIFICATES) for part in plan.parts],
        "kpis": plan.kpis.model_dump(mode="json"),
        "baseline": plan.baseline.model_dump(mode="json"),
        "pre_release": pre_release(plan),
        "overrides": overrides(plan),
        "one_more": None if plan.one_more is None else plan.one_more.model_dump(mode="json"),
        "off_track": {"number": len(plan.off_track), "late": late_with_work(plan)},
        "unplaced": [
            {
                "part": part,
                "number": number,
                "runs_out": running_out(plan, part),
                "reasons": [{"rule": r, "number": n} for r, n in reasons],
            }
            for part, number, reasons in unplaced_by_part(plan)
        ],
    }


def show(plan: Plan) -> None:
    """Print the figures for people: the plan beside current practice, then how good each part is."""
    console = results()
    console.print(figures(plan))
    if plan.kpis.programmes and plan.baseline.programmes:
        console.print(f"\n{beside_practice(plan.kpis.programmes, plan.baseline.programmes)}", markup=False)
    for part in plan.parts:
        console.print()
        for line in verdict(part):
            console.print(line, markup=False)
    if soon := pre_release(plan):
        tell_of = f"Pre-release work falls within the horizon for {soon:,} of the cases allocated"
        console.print(f"\n{tell_of}: see pre_release_from.", markup=False)
    if overruled := overrides(plan):
        tell_of = f"Locks overrule for {overruled:,} of the cases allocated who may hold them, or a ceiling"
        console.print(f"\n{tell_of}: see override_reason.", markup=False)
    for part_name, number, reasons in unplaced_by_part(plan):
        why = ", ".join(f"{rule} ({n:,})" for rule, n in reasons[:COMMONEST])
        console.print(f"\nNot placed in {part_name}: {number:,}. Commonest reasons: {why}.", markup=False)
        if late := running_out(plan, part_name):
            sentence = f"Of these {late:,} will run out of sentence before a place can be expected: see latest_start."
            console.print(sentence, markup=False)
    if plan.one_more is not None:
        console.print(f"\nOne more resource for programmes: {plan.one_more.sentence}", markup=False)
    if plan.off_track:
        sentence = (
            f"Behind or late with unpaid work: {len(plan.off_track):,} requirements, of which {late_with_work(plan):,} "
            "will not be done by the deadline at the pace to be expected: see off_track."
        )
        console.print(f"\n{sentence}", markup=False)
    console.print()


def figures(plan: Plan) -> Table:
    """Key figures of the plan beside those of current practice."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    table.add_column("this plan", justify="right")
    table.add_column("current practice", justify="right")
    for name, figure in FIGURES:
        ours, theirs = figure(plan.kpis), figure(plan.baseline)
        if ours is not None:
            table.add_row(name, ours, theirs or "")
    return table


def verdict(result: PartResult) -> Iterator[str]:
    """How good a part is, in words that say which problem the bound is valid for."""
    yield f"{result.part.value}: {result.status.value}"
    yield f"  Problem: {result.problem.rstrip('.')}."
    ours = _dearer(result.objective, result.bound)
    yield f"  No plan for this problem can cost less than {result.bound:,.0f}; this one costs {ours}."
    theirs, greedy = _dearer(result.baseline_objective, result.bound), _dearer(result.greedy_objective, result.bound)
    yield f"  Current practice would cost {theirs}; the greedy that sees every cost, {greedy}."
    for tier in result.tiers:
        if tier.kept is not None and tier.slack is not None:
            yield f"  Tier {tier.name}: {_above_its_best(tier.kept)}; its slack of {percent(tier.slack)} is " + (
                f"{'kept' if tier.kept.kept else 'not kept'}"
                f"{f' at {tier.factor:,} times the weights of the profile' if tier.factor > 1 else ''}."
            )


def _above_its_best(kept: TierSlack) -> str:
    """How much more a tier with slack costs than it could."""
    if kept.cost <= kept.best:
        told = "costs no more than in the best plan found for it alone"
    else:
        told = f"costs {_share_above(kept.cost, kept.best)} more than in the best plan found for it alone"
    return f"{told}, and {_at_most(kept)}"


def _at_most(kept: TierSlack) -> str:
    if kept.cost <= kept.bound:
        return "in any"
    if kept.bound <= 0:
        return "nothing is proved of it"
    return f"at most {_share_above(kept.cost, kept.bound)} more than in any"


def _share_above(cost: float, base: float) -> str:
    return percent((cost - base) / base, 2) if base > 0 else f"{cost - base:,.0f}"


def unplaced_by_part(plan: Plan) -> list[tuple[Part, int, list[tuple[str, int]]]]:
    """Numbers not placed by part, with the reason that took the last option away and how often, commonest first."""
    answer = []
    for result in plan.parts:
        rows = [row for row in plan.unplaced if row.part == result.part]
        if rows:
            reasons = Counter(row.deciding_rule for row in rows)
            answer.append((result.part, len(rows), sorted(reasons.items(), key=lambda item: (-item[1], item[0]))))
    return answer


def pre_release(plan: Plan) -> int:
    """Cases in custody allocated whose pre-release work falls within the horizon."""
    return sum(row.pre_release_from is not None for row in plan.decisions.cases)


def overrides(plan: Plan) -> int:
    """Cases allocated by a lock that overrules who may hold what, or a ceiling."""
    return sum(row.override_reason != "" for row in plan.decisions.cases)


def late_with_work(plan: Plan) -> int:
    """Requirements of unpaid work that will not be done by the deadline, or nobody knows when."""
    return sum(row.weeks_late != 0 for row in plan.off_track)


def running_out(plan: Plan, part: Part) -> int:
    """People not placed whose sentence will be too short before a place comes, while something can still be done."""
    return sum(row.part == part and row.runs_out for row in plan.unplaced)


def _dearer(cost: float, bound: float) -> str:
    """A cost, and how much more than the bound it is."""
    if cost - bound < 0.5:
        return f"{cost:,.0f}, no more than that"
    return f"{cost:,.0f}" + ("" if bound <= 0 else f", {percent((cost - bound) / bound, 2)} more")


def _number(part: str, field: str) -> Figure:
    def figure(kpis: KPIs) -> str | None:
        row = getattr(kpis, part)
        return None if row is None else f"{getattr(row, field):,}"

    return figure


def _rounded(part: str, field: str) -> Figure:
    def figure(kpis: KPIs) -> str | None:
        row = getattr(kpis, part)
        return None if row is None else f"{getattr(row, field):,.0f}"

    return figure


def _tenths(part: str, field: str) -> Figure:
    def figure(kpis: KPIs) -> str | None:
        row = getattr(kpis, part)
        return None if row is None else f"{getattr(row, field):,.1f}"

    return figure


def _share(part: str, field: str) -> Figure:
    def figure(kpis: KPIs) -> str | None:
        row = getattr(kpis, part)
        return None if row is None else percent(getattr(row, field))

    return figure


def _hours(part: str, field: str) -> Figure:
    def figure(kpis: KPIs) -> str | None:
        row = getattr(kpis, part)
        return None if row is None else f"{getattr(row, field) / 60:,.0f}"

    return figure


def _to_an_hour(part: str, field: str, minutes: str) -> Figure:
    def figure(kpis: KPIs) -> str | None:
        row = getattr(kpis, part)
        return (
            None
            if row is None or not getattr(row, minutes)
            else f"{60 * getattr(row, field) / getattr(row, minutes):.2f}"
        )

    return figure


def _mean(part: str, field: str, number: str) -> Figure:
    def figure(kpis: KPIs) -> str | None:
        row = getattr(kpis, part)
        return None if row is None or not getattr(row, number) else f"{getattr(row, field) / getattr(row, number):,.0f}"

    return figure


def _of_category(category: str) -> Figure:
    def figure(kpis: KPIs) -> str | None:
        rows = [] if kpis.referrals is None else [row for row in kpis.referrals.by_category if row.category == category]
        return f"{rows[0].placed:,} of {rows[0].referrals:,}" if rows else None

    return figure


CATEGORIES = (
    "accommodation",
    "ete",
    "finance",
    "dependency",
    "lifestyle",
    "family",
    "emotional_wellbeing",
    "social_inclusion",
    "women",
)
"""Categories of services, written down here because help must not wait for the models."""

FIGURES: tuple[tuple[str, Figure], ...] = (
    ("cases allocated", _number("allocation", "allocated")),
    ("cases not allocated", _number("allocation", "unallocated")),
    ("highest workload", _share("allocation", "highest_workload")),
    ("lowest workload", _share("allocation", "lowest_workload")),
    ("spread of workloads (standard deviation)", _share("allocation", "workload_spread")),
    ("practitioners above 100 %", _number("allocation", "over_capacity")),
    ("reports and victim contacts to be given out", _number("allocation", "duties")),
    ("reports and victim contacts given out", _number("allocation", "duties_placed")),
    ("moves to another than the present holder", _number("allocation", "moves")),
    ("given to another unit than their own", _number("allocation", "pdu_crossings")),
    ("hours of travel to the office, one way", _hours("allocation", "travel_minutes")),
    ("hours of unpaid work placed", _hours("unpaid_work", "minutes_placed")),
    ("hours of unpaid work expected to be worked", _hours("unpaid_work", "expected_minutes")),
    ("minutes of travel, one way, to an hour of it", _to_an_hour("unpaid_work", "travel_minutes", "expected_minutes")),
    ("people expected to be stood down there", _tenths("unpaid_work", "expected_stand_downs")),
    ("requirements of unpaid work placed", _number("unpaid_work", "placed")),
    ("requirements of unpaid work not placed", _number("unpaid_work", "unplaced")),
    ("requirements done by the deadline as things go", _number("unpaid_work", "done_in_time")),
    ("weekdays of unpaid work without a spare supervisor", _number("unpaid_work", "weekdays_without_spare")),
    ("new starts on unpaid work expected", _number("unpaid_work", "expected_starts")),
    ("expected new starts for whom a place is left", _number("unpaid_work", "starts_with_place")),
    ("requirements with several unpopular sessions a week", _number("unpaid_work", "several_unpopular")),
    ("groups opened", _number("programmes", "groups_opened")),
    ("groups opened that are expected to last", _rounded("programmes", "expected_lasting")),
    ("people who start a group within 12 weeks", _number("programmes", "started_within_12_weeks")),
    ("days waited by all referred to groups, on average", _mean("programmes", "waiting_days_of_all", "referrals")),
    ("people who join running groups", _number("programmes", "joined_running")),
    ("places in groups filled", _number("programmes", "placed")),
    ("people not placed in a group", _number("programmes", "unplaced")),
    ("people expected to finish their group", _rounded("programmes", "expected_finishers")),
    ("hours of groups in a facilitator's busiest week", _hours("programmes", "busiest_week_minutes")),
    ("one-to-ones of members with a date", _number("programmes", "one_to_ones_dated")),
    ("referrals placed with a service", _number("referrals", "placed")),
    ("referrals to services not placed", _number("referrals", "unplaced")),
    ("days from referral to a service, on average", _mean("referrals", "waiting_days", "placed")),
    *((f"placed: {category.replace('_', ' ')}", _of_category(category)) for category in CATEGORIES),
)
"""Figures in the order in which they are printed."""
