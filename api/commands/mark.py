"""``planner mark``: what people decide about the lines of a plan: approved or not, a note, a sensitive mark."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from api.commands.options import AsJson, PlanFile

if TYPE_CHECKING:
    from models.decisions import CaseAllocation, DutyAllocation
    from models.errors import Fault
    from models.plan import Plan

    Line = TypeVar("Line", CaseAllocation, DutyAllocation)


def mark(
    plan_file: PlanFile,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write the marked plan.")],
    item: Annotated[
        list[str] | None,
        typer.Option("--item", metavar="ID", help="Case, report or victim contact; repeatable; all if not given."),
    ] = None,
    approve: Annotated[
        bool | None, typer.Option("--approve/--withdraw", help="Approve the lines, or make proposals of them again.")
    ] = None,
    sensitive: Annotated[
        bool | None, typer.Option("--sensitive/--not-sensitive", help="Whether the lines are for restricted eyes.")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="Note for the record.")] = None,
    as_json: AsJson = False,
) -> None:
    """Approve lines of an allocation, or put a note or a sensitive mark on them; nothing else of the plan changes.

    Exports show it, and later plans keep it for as long as the same member of staff has the same item.

    Example:

        planner mark plan.json --approve -o approved.json

        planner mark plan.json --item X252001-1 --sensitive --note "Seen by the head of service." -o marked.json
    """
    from api.commands.faults import bad_option, refuse_if_any
    from api.commands.files import read_plan, ready_to_write, write_file
    from api.terminal import counted, tell, tell_json
    from models.decisions import Approval
    from models.document import plan_json

    state = None if approve is None else Approval.APPROVED if approve else Approval.PROPOSED
    marks = {"approval": state, "sensitive": sensitive, "note": note}
    changes: dict[str, object] = {name: value for name, value in marks.items() if value is not None}
    if not changes:
        refuse_if_any([bad_option("--approve", "Say what to do: --approve, --withdraw, --sensitive or --note.")])
    ready_to_write(output, never_over=plan_file)
    plan = read_plan(plan_file)
    refuse_if_any(_unknown(plan, item or []))
    made = marked(plan, item, changes)
    write_file(output, plan_json(made))
    lines = _lines(made)
    approved = sum(row.approval is Approval.APPROVED for row in lines)
    number = len(set(item)) if item else len(lines)
    if as_json:
        tell_json({"plan": str(output), "marked": number, "lines": len(lines), "approved": approved})
        return
    tell(f"{counted(number, 'line')} marked; {approved:,} of {len(lines):,} are approved")
    tell(f"plan written to {output}")


def marked(plan: Plan, items: list[str] | None, changes: dict[str, object]) -> Plan:
    """The plan with changed fields on the lines of these items, or on all."""

    def lines(rows: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(row.model_copy(update=changes) if not items or _id(row) in items else row for row in rows)

    decisions = plan.decisions
    updated = {"cases": lines(decisions.cases), "duties": lines(decisions.duties)}
    return plan.model_copy(update={"decisions": decisions.model_copy(update=updated)})


def _lines(plan: Plan) -> list[CaseAllocation | DutyAllocation]:
    return [*plan.decisions.cases, *plan.decisions.duties]


def _id(row: CaseAllocation | DutyAllocation) -> str:
    from models.decisions import CaseAllocation

    return row.case if isinstance(row, CaseAllocation) else row.id


def _unknown(plan: Plan, items: list[str]) -> list[Fault]:
    """A fault for each item that no line of the plan is about."""
    from models.errors import Fault

    known = {_id(row) for row in _lines(plan)}
    return [
        Fault(code="unknown_id", pointer="--item", id=id, sentence=f"The plan gives {id} to nobody: no line to mark.")
        for id in dict.fromkeys(items)
        if id not in known
    ]
