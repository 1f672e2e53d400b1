"""``planner benchmark gap FILE``, ``bnw FILE`` and ``groups DIR``: published instances, solved and compared."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from models.errors import Violation
    from solver.options import Allowance, Budget
    from solver.published import Found
    from solver.published.gap import Ints

KINDS = ("gap", "bnw", "groups")
"""Kinds of published instances: generalised assignment, balanced nursing workloads, groups from preferences."""
AIMS = ("sum", "squares", "worst")
"""What may be as small as it can in groups: the sum of ranks, that of their squares, or the worst rank."""


@dataclass(frozen=True, slots=True)
class Task:
    """An instance that is ready to be solved.

    Attributes
    ----------
    solve
        From allowance and seed to what is found.
    check
        Violations of what was found; shares no code with the search.
    per_unit
        Whole units of the solver in one unit of cost of the file.
    lines
        Lines that an assignment is written as.
    figures
        Figures of an assignment, or of none, that only this kind of instance has.
    reads
        Files that must not be written over.
    compiles
        Whether the search has code that is compiled on first use.
    """

    solve: Callable[[Allowance, int], Found]
    check: Callable[[Found], list[Violation]]
    per_unit: int
    lines: Callable[[Ints], list[str]]
    figures: Callable[[Found], dict[str, object]]
    reads: tuple[Path, ...]
    compiles: bool = True


def benchmark_instance(
    kind: str,
    file: Path,
    *,
    aim: str | None,
    seed: int,
    time_limit: float | None,
    work: int | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """Solve one published instance, check the assignment, write it and print how good it is."""
    from api.commands.files import ready_to_write, write_file
    from api.commands.options import budget_from
    from api.terminal import list_violations, news, tell, tell_json

    task = _groups(file, aim or AIMS[0]) if kind == "groups" else _task(kind, file)
    if output is not None:
        for read in task.reads:
            ready_to_write(output, never_over=read)
    budget = budget_from(time_limit, work)
    answer, found = _solved(task, budget, seed)
    violations = task.check(found)
    if output is not None and found.held is not None and not violations:
        write_file(output, "".join(f"{line}\n" for line in task.lines(found.held)).encode())
        answer["assignment"] = str(output)
    answer = {"kind": kind, "instance": file.name, "seed": seed, "time_limit": budget.seconds, "work": work} | answer
    answer |= _compared(file, answer["objective"]) | {"violations": len(violations)} | task.figures(found)
    if as_json:
        tell_json(answer)
    else:
        for name, value in answer.items():
            tell(f"{name:20} {value}")
    if violations:
        list_violations(news(), violations)
        raise typer.Exit(1)


def _task(kind: str, file: Path) -> Task:
    """The instance of a file, and how to solve and check it."""
    from api.commands.files import read_bytes
    from api.published.numbers import MOST_BYTES
    from api.published.reading import read_bnw, read_gap
    from solver.published import check_balance, check_gap, solve_balance, solve_gap

    content = read_bytes(file, MOST_BYTES + 1)
    if kind == "gap":
        instance = read_gap(file, content)
        problem = instance.problem
        return Task(
            lambda allowance, seed: solve_gap(problem, allowance, seed),
            lambda found: [] if found.held is None else check_gap(problem, found.held),
            instance.per_unit,
            _numbers,
            lambda _: {},
            (file,),
        )
    balance = read_bnw(file, content)
    return Task(
        lambda allowance, seed: solve_balance(balance, allowance, seed),
        lambda found: [] if found.held is None else check_balance(balance, found.held),
        1,
        _numbers,
        lambda _: {},
        (file,),
    )


def _numbers(held: Ints) -> list[str]:
    return [str(number) for number in held.tolist()]


def _groups(folder: Path, aim_word: str) -> Task:
    """The instance of a folder, and how to solve and check it."""
    from api.published.groups import read_groups
    from api.terminal import list_faults, news
    from solver.published import Aim, check_groups, solve_groups

    instance, aim = read_groups(folder), Aim(aim_word)
    problem = instance.problem
    list_faults(news(), instance.warnings, "yellow")

    def figures(found: Found) -> dict[str, object]:
        held = found.held
        return {
            "aim": aim_word,
            "students": problem.num_students,
            "teams": problem.num_teams,
            "open_teams": None if held is None else len(set(held.tolist())),
            "sum_of_ranks": None if held is None else problem.cost_of(held, Aim.SUM),
            "sum_of_squares": None if held is None else problem.cost_of(held, Aim.SQUARES),
            "worst_rank": None if held is None else problem.cost_of(held, Aim.WORST),
            "warnings": len(instance.warnings),
        }

    return Task(
        lambda allowance, seed: solve_groups(problem, aim, allowance, seed),
        lambda found: [] if found.held is None else check_groups(problem, found.held),
        1,
        lambda held: [f"{who};{instance.teams[j]}" for who, j in zip(instance.students, held.tolist(), strict=True)],
        figures,
        instance.files,
        compiles=False,
    )


def _solved(task: Task, budget: Budget, seed: int) -> tuple[dict[str, object], Found]:
    """Figures of the search, and what it found; compiling code is timed apart, and Ctrl-C keeps the best so far."""
    from api.commands.interruptible import Interruptible
    from api.commands.trial import peak_mb
    from api.terminal import news
    from solver.options import Allowance
    from solver.published.warm_up import warm_up

    began = time.perf_counter()
    if task.compiles:
        warm_up()
    warm, wall, cpu = time.perf_counter() - began, time.perf_counter(), time.process_time()
    search = Interruptible(
        lambda stop_asked: task.solve(Allowance(budget, stop_asked=stop_asked), seed),
        lambda: news().print("Stopping: the best assignment so far is checked and kept. Ctrl-C again ends at once."),
    )
    found = search.run()
    seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    objective, bound = _in_units(found.cost, task.per_unit), _in_units(found.bound, task.per_unit)
    figures: dict[str, object] = {
        "status": found.status.value,
        "objective": objective,
        "bound": bound,
        "gap": _gap(objective, bound),
        "first_plan_seconds": None if found.first_plan_seconds is None else round(found.first_plan_seconds, 3),
        "seconds": round(seconds, 3),
        "cpu_seconds": round(cpu_seconds, 3),
        "warm_up_seconds": round(warm, 3),
        "peak_mb": None if (peak := peak_mb()) is None else round(peak, 1),
        "assignment": None,
    }
    return figures, found


def _in_units(cost: int | None, per_unit: int) -> float | int | None:
    """A cost in units of the file, whole where all costs of the file are."""
    return cost if cost is None or per_unit == 1 else cost / per_unit


def _gap(objective: float | None, bound: float | None) -> float | None:
    if objective is None or bound is None:
        return None
    if objective == bound:
        return 0.0
    return (objective - bound) / bound if bound > 0 else None


def _compared(file: Path, objective: object) -> dict[str, object]:
    """How far the objective is from the best known, if that is known."""
    from api.published.comparing import best_known, gap_to

    best = best_known(file)
    return {
        "best_known": best,
        "gap_to_best_known": gap_to(objective if isinstance(objective, int | float) else None, best),
    }
