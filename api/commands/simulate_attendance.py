"""``planner simulate-attendance``: what a rota comes to when people turn up, or do not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import (
    AsJson,
    PlanFile,
    ScenarioFile,
    Seed,
    ShortTimeLimit,
    Work,
    budget_from,
    faults_of_budget,
    faults_of_seed,
)

if TYPE_CHECKING:
    from models.errors import Fault
    from models.plan import Plan
    from models.scenario import Scenario
    from models.simulation import AttendanceSimulation, Spread
    from solver.options import Budget
    from solver.progress import OnProgress

MOST_REPLICATIONS = 1_000_000
SHOWN = 5
"""Sessions that the plain answer names."""


def simulate_attendance(
    scenario_file: ScenarioFile,
    plan_file: PlanFile,
    *,
    replications: Annotated[
        int, typer.Option("--replications", metavar="N", help="How often the horizon is drawn.")
    ] = 10_000,
    without_over_booking: Annotated[
        bool,
        typer.Option("--without-over-booking", help="Also plan the rota without over-booking, and draw that, too."),
    ] = False,
    time_limit: ShortTimeLimit = None,
    work: Work = None,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Draw who turns up to every session, thousands of times, and hold it against the exact expected figures.

    Example:

        planner simulate-attendance town.json plan.json --replications 10000 --seed 1
    """
    from api.commands.audit import refuse_another_scenarios_plan
    from api.commands.faults import out_of_place, refuse_if_any
    from api.commands.files import read_plan, read_scenario
    from api.commands.live import followed
    from api.commands.options import SHORT_TIME_LIMIT
    from api.terminal import tell_json

    faults = [*faults_of_budget(time_limit, work), *faults_of_seed(seed), *_faults(replications)]
    if not without_over_booking:
        sentence = "A budget is for the plan that --without-over-booking makes. Leave it out, or ask for that plan."
        faults += out_of_place({"--time-limit": time_limit, "--work": work}, sentence)
    refuse_if_any(faults)
    scenario, plan = read_scenario(scenario_file), read_plan(plan_file)
    refuse_another_scenarios_plan(scenario, plan, str(plan_file))
    from solver.simulation import simulate

    budget = budget_from(SHORT_TIME_LIMIT if time_limit is None else time_limit, work)
    with followed() as listener:
        hear = listener.hear
        against = _without_over_booking(scenario, plan, budget, seed, hear) if without_over_booking else None
        began = time.monotonic()
        made = simulate(scenario, plan, replications=replications, seed=seed, against=against, on_progress=hear)
        seconds = time.monotonic() - began
    if as_json:
        tell_json(made.model_dump(mode="json") | {"seconds": round(seconds, 3)})
    else:
        _show(made, seconds)


def _faults(replications: int) -> list[Fault]:
    from api.commands.faults import bad_option

    if 2 <= replications <= MOST_REPLICATIONS:
        return []
    sentence = f"--replications is a whole number from 2 to {MOST_REPLICATIONS:,}, not {replications}."
    return [bad_option("--replications", sentence)]


def _without_over_booking(scenario: Scenario, plan: Plan, budget: Budget, seed: int, on_progress: OnProgress) -> Plan:
    """The same parts planned with nothing risked."""
    from api.first_use import compile_first
    from solver.options import Options
    from solver.plan import make_plan
    from solver.simulation import with_risk

    options = Options(parts=plan.provenance.parts, seed=seed, budget=budget, profile=plan.provenance.profile)
    compile_first(options.parts, on_progress)
    return make_plan(with_risk(scenario, 0.0), options, on_progress)


def _show(made: AttendanceSimulation, seconds: float) -> None:
    from api.terminal import counted, percent, tell

    if not made.sessions:
        tell("Nobody is instructed to any session.")
        return
    tell(f"{made.replications:,} replications of {counted(made.sessions, 'session')}, {seconds:.1f} s")
    tell(f"attended hours: {_words(made.attended_hours)}")
    tell(f"people sent home: {_words(made.stand_downs)}")
    tell(f"sessions that send somebody home: {_words(made.sessions_turning_away)}")
    tell(
        f"highest chance of sending somebody home at a session: {percent(made.highest_turn_away)}; "
        f"the policy allows {percent(made.turn_away_risk)}"
    )
    tell(f"furthest from the exact figure of a session: {made.furthest:.1f} standard errors")
    risky = [row for row in made.rows if row.turn_away.expected > 0.0]
    for row in sorted(risky, key=lambda row: -row.turn_away.expected)[:SHOWN]:
        tell(
            f"  {row.slot} on {row.on}: {row.instructed} instructed, {row.places} places, chance of sending somebody "
            f"home {percent(row.turn_away.mean)} ± {percent(row.turn_away.error)}, exactly "
            f"{percent(row.turn_away.expected)}"
        )
    if (other := made.without_over_booking) is not None:
        gain = "" if other.gain is None else f"; over-booking brings {percent(other.gain)} more"
        tell(f"attended hours without over-booking: {_words(other.attended_hours)}{gain}")
        tell(f"people sent home without over-booking: {_words(other.stand_downs)}")


def _words(figure: Spread) -> str:
    return (
        f"{figure.mean:,.1f} ± {figure.error:,.2f}, exactly {figure.expected:,.1f}; "
        f"nine in ten from {figure.low:,.0f} to {figure.high:,.0f}"
    )
