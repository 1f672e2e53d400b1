"""``planner recommend``: who could best take one item of work, or which one more resource helps most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import (
    DEFAULT_SEED,
    AsJson,
    PlanFile,
    ScenarioFile,
    SeedIfGiven,
    TimeLimit,
    Work,
    budget_from,
    faults_of_budget,
    faults_of_seed,
)

if TYPE_CHECKING:
    from models.errors import Fault
    from models.one_more import OneMoreRanking
    from models.plan import Plan
    from models.recommendation import Placing, Recommendation, Recommended
    from models.scenario import Scenario
    from solver.options import Budget

MOST = 50
"""Staff, or resources, that one answer names at the most."""
RESOURCES_OF = ("programmes",)
"""Parts whose resources can be asked about."""


def recommend(
    scenario_file: ScenarioFile,
    plan_file: PlanFile,
    *,
    case: Annotated[
        str | None, typer.Option("--case", metavar="ID", help="Case, court report or victim contact.")
    ] = None,
    top: Annotated[int, typer.Option("--top", metavar="N", help="How many members of staff or resources to name.")] = 5,
    arrivals: Annotated[
        bool, typer.Option("--arrivals", help="Place everything that nobody has in the plan, instead of one item.")
    ] = False,
    max_moves: Annotated[
        int, typer.Option("--max-moves", metavar="N", help="With --arrivals: most other items that may change hands.")
    ] = 0,
    resource: Annotated[
        str | None,
        typer.Option("--resource", metavar="PART", help="Which one more resource helps most people: programmes."),
    ] = None,
    time_limit: TimeLimit = None,
    work: Work = None,
    seed: SeedIfGiven = None,
    as_json: AsJson = False,
) -> None:
    """Rank the members of staff who could take an item, against the plan as it stands.

    Nothing is changed: the answer says what each choice would cost or gain, goal by goal, how full the member of staff
    would be before and after, and what else would have to move, if anything. With --resource programmes it says which
    one more facilitator, room, weekly time or venue would let most people start.

    Example:

        planner recommend scenarios/town.json plan.json --case X252001-1 --top 5

        planner recommend scenarios/town.json plan.json --arrivals --max-moves 3

        planner recommend scenarios/town.json plan.json --resource programmes --time-limit 20
    """
    from api.commands.faults import out_of_place, refuse_if_any
    from api.commands.files import read_plan, read_scenario
    from api.terminal import tell_json

    faults = _faults(case, resource, top, max_moves, arrivals=arrivals)
    if resource is None:
        sentence = "Only --resource searches; what an item would cost is worked out at once. Leave it out."
        faults += out_of_place({"--time-limit": time_limit, "--work": work, "--seed": seed}, sentence)
    seed = DEFAULT_SEED if seed is None else seed
    refuse_if_any([*faults, *faults_of_budget(time_limit, work), *faults_of_seed(seed)])
    scenario, plan = read_scenario(scenario_file), read_plan(plan_file)
    answer: OneMoreRanking | Placing | Recommendation
    if resource is not None:
        answer = _resources(scenario, plan, budget_from(time_limit, work), seed=seed, top=top)
    else:
        from solver.recommend import desk_of, place_arrivals

        desk = desk_of(scenario, plan)
        answer = desk.recommend(case, top) if case is not None else place_arrivals(desk, max_moves)
    if as_json:
        tell_json(answer.model_dump(mode="json"))
    else:
        _show(answer)


def _resources(scenario: Scenario, plan: Plan, budget: Budget, *, seed: int, top: int) -> OneMoreRanking:
    """Resources in order of how many people they would let start; news of it goes to standard error."""
    from api.commands.live import followed
    from solver.one_more import one_more
    from solver.options import Allowance

    with followed() as listener:
        return one_more(scenario, plan, Allowance(budget), seed=seed, top=top, on_progress=listener.hear)


def _faults(case: str | None, resource: str | None, top: int, max_moves: int, *, arrivals: bool) -> list[Fault]:
    from api.commands.faults import bad_option

    faults = []
    if (case is not None) + arrivals + (resource is not None) != 1:
        sentence = "Ask for one item with --case, for all new work with --arrivals, or with --resource."
        faults.append(bad_option("--case", sentence))
    if resource not in (None, *RESOURCES_OF):
        faults.append(bad_option("--resource", f"--resource is {' or '.join(RESOURCES_OF)}, not {resource}."))
    if not 1 <= top <= MOST:
        faults.append(bad_option("--top", f"--top is a whole number from 1 to {MOST}, not {top}."))
    if max_moves < 0:
        faults.append(bad_option("--max-moves", f"--max-moves is a whole number of at least 0, not {max_moves}."))
    if max_moves > 0 and not arrivals:
        faults.append(bad_option("--max-moves", "Moves make room for new work: ask for it with --arrivals."))
    return faults


def _show(answer: OneMoreRanking | Placing | Recommendation) -> None:
    from models.one_more import OneMoreRanking
    from models.recommendation import Placing

    if isinstance(answer, OneMoreRanking):
        _show_resources(answer)
    elif isinstance(answer, Placing):
        _show_placing(answer)
    else:
        _show_ranking(answer)


def _show_placing(answer: Placing) -> None:
    from api.terminal import counted, tell

    for row in answer.arrivals:
        tell(f"{row.item}: {row.staff or f'nobody can take it. {row.reason}'}")
    for move in answer.moves:
        tell(f"{move.item} would move to {move.staff}")
    tell(f"{counted(len(answer.arrivals), 'arrival')}, {counted(len(answer.moves), 'move')}; {_change(answer.cost)}")


def _show_resources(ranking: OneMoreRanking) -> None:
    from api.terminal import tell

    tell(f"Without any of them {ranking.start:,} of {ranking.of:,} people waiting start.")
    tell(ranking.sentence)
    for rank, row in enumerate(ranking.rows, start=1):
        change = f"{row.more_start:+d} start; priorities left out {-row.priority_gained:+.1f}"
        best = "" if row.priority_at_best is None else f", at best {-row.priority_at_best:+.1f}"
        tell(f"{rank}. {row.sentence}: {change}{best}{'' if row.searched else ' (only groups near it tried)'}")


def _show_ranking(answer: Recommendation) -> None:
    from api.terminal import counted, percent, tell

    now = "Nobody has it" if answer.holder is None else f"{answer.holder} has it"
    tell(f"{answer.item}: {now} in this plan; {counted(answer.could, 'member')} of staff may have it.")
    for rank, row in enumerate(answer.recommended, start=1):
        tell(
            f"{rank}. {row.staff}  workload {percent(row.workload_before)} now, {percent(row.workload_after)} with it; "
            f"{_change(row.cost)}"
        )
        for line in _details(row):
            tell(f"     {line}")
    if not answer.recommended:
        tell("Nobody can take it without breaking a rule; planner plan says which rule takes whom away.")


def _change(cost: float) -> str:
    if abs(cost) < 0.05:
        return "the plan costs the same"
    return f"the plan costs {abs(cost):,.1f} {'more' if cost > 0 else 'less'}"


def _details(row: Recommended) -> list[str]:
    parts = [f"{change.goal.value} {change.cost:+,.1f}" for change in row.goals]
    moves = [f"{move.item} would have to move to {move.staff}" for move in row.would_move]
    return ([", ".join(parts)] if parts else []) + moves
