"""A plan on the allocator's desk: who could best take one item, and what taking it would change."""

from __future__ import annotations

import numpy as np

from models.change import Change
from models.decisions import Decisions
from models.errors import BadInput, Fault
from models.goals import Part
from models.plan import Plan
from models.recommendation import Arrival, Placing, WouldMove
from models.scenario import Scenario
from solver.allocation import compile_problem, unplaced
from solver.allocation.arrivals import place
from solver.allocation.desk import Desk
from solver.allocation.problem import NOBODY, Problem
from solver.allocation.solution import Solution, solution_of
from solver.calendar import Timetable
from solver.plan import goals_of_plan
from solver.strangers import refuse_strangers


def desk_of(scenario: Scenario, plan: Plan) -> Desk:
    """The desk of a plan: compiled once, it answers each question in about a millisecond.

    Parameters
    ----------
    scenario
        The checked scenario that the plan belongs to, or one with more work in it.
    plan
        A plan with an allocation.

    Raises
    ------
    BadInput
        When the plan has no allocation, or names somebody or something that the scenario does not know.
    """
    if not any(result.part is Part.ALLOCATION for result in plan.parts):
        sentence = "The plan has no allocation, so that nobody could be compared in it. Plan the allocation first."
        raise BadInput([Fault(code="part_not_planned", pointer="/parts", id=Part.ALLOCATION, sentence=sentence)])
    refuse_strangers(scenario, plan)
    goals = goals_of_plan(scenario, plan, Part.ALLOCATION)
    # Whoever asks about one item may move it: the limits of the whole plan are no answer to that question.
    problem = compile_problem(scenario.model_copy(update={"change": Change()}), goals, Timetable())
    return Desk.of(problem, holders(problem, plan.decisions))


def place_arrivals(desk: Desk, max_moves: int = 0) -> Placing:
    """Place every item that nobody has in the desk's plan, which is changed accordingly.

    Parameters
    ----------
    max_moves
        Most items of the plan that may change hands to make room.
    """
    waiting = np.flatnonzero(desk.holder == NOBODY).astype(np.int32)
    placed = place(desk, waiting, max_moves)
    items, staff = desk.problem.items, desk.problem.staff
    left_out = bool((placed.staff == NOBODY).any())
    rows = unplaced(desk.problem, solution_of(desk.holder.copy())) if left_out else ()
    reason = {row.id: row.reasons[-1].sentence for row in rows}
    return Placing(
        arrivals=tuple(
            Arrival(item=items[i], staff=None if j == NOBODY else staff[j], reason=reason.get(items[i]))
            for i, j in zip(placed.items.tolist(), placed.staff.tolist(), strict=True)
        ),
        moves=tuple(WouldMove(item=items[i], staff=staff[j]) for i, j in placed.moves),
        cost=placed.cost,
    )


def holders(problem: Problem, decisions: Decisions) -> Solution:
    """Who has each item by the decisions of a plan; items that they do not name have nobody."""
    item_at = {id: i for i, id in enumerate(problem.items)}
    staff_at = {id: j for j, id in enumerate(problem.staff)}
    given = [(row.case, row.practitioner) for row in decisions.cases]
    given += [(row.id, row.staff) for row in decisions.duties]
    strangers = [id for pair in given for id, known in zip(pair, (item_at, staff_at), strict=True) if id not in known]
    if strangers:
        raise BadInput(
            [
                Fault(
                    code="another_scenario",
                    pointer="/decisions",
                    id=id,
                    sentence=f"The plan names {id}, which takes no part in this scenario.",
                )
                for id in dict.fromkeys(strangers)
            ]
        )
    holder = np.full(problem.num_items, NOBODY, dtype=np.int32)
    for item, staff in given:
        holder[item_at[item]] = staff_at[staff]
    return solution_of(holder)
