"""What is wanted beside hours, journeys and few shifts: skills that the plan asks for, and the project kept."""

from __future__ import annotations

from models.goals import Goal
from models.scenario import Scenario
from solver.unpaid_work import Problem, Solution, check, score
from tests.builders import a_project, a_requirement, a_scenario, a_supervisor, at
from tests.solver.unpaid_work.ground import compiled, every_rota, names, rota, searched


def world(**requirement: object) -> Scenario:
    """One person, a project at the door, and one four minutes away where painting is learned."""
    return a_scenario(
        requirements=[a_requirement("U1", **requirement)],
        projects=[a_project("K1"), a_project("K2", location=at(east_km=4.0), skills_offered=("painting",))],
        staff=[a_supervisor("V1"), a_supervisor("V2")],
    )


def quantity(problem: Problem, solution: Solution, goal: Goal) -> float:
    """How much of a goal's quantity a rota has."""
    return next(row.quantity for tier in score(problem, solution) for row in tier.goals if row.goal is goal)


def test_skills_missed_counts_held_dates() -> None:
    """Every date at a project without a wanted skill counts; none where nothing is wanted or one skill is there."""
    one = [("U1", "K1-mon")], [("K1-mon", "V1")]
    other = [("U1", "K2-mon")], [("K2-mon", "V1")]
    wanting = compiled(world(wanted_skills=("painting", "retail")))
    content = compiled(world())
    assert quantity(wanting, rota(wanting, *one), Goal.SKILLS_MISSED) == 4.0
    assert quantity(wanting, rota(wanting, *other), Goal.SKILLS_MISSED) == 0.0
    assert quantity(content, rota(content, *one), Goal.SKILLS_MISSED) == 0.0


def test_project_left_counts_slots_elsewhere() -> None:
    """A slot at another project than that of now counts once, and nothing counts for somebody who is new."""
    one = [("U1", "K1-mon")], [("K1-mon", "V1")]
    there, elsewhere, new = (compiled(world(current_project=now)) for now in ("K1", "K2", None))
    assert quantity(there, rota(there, *one), Goal.PROJECT_LEFT) == 0.0
    assert quantity(elsewhere, rota(elsewhere, *one), Goal.PROJECT_LEFT) == 1.0
    assert quantity(new, rota(new, *one), Goal.PROJECT_LEFT) == 0.0


def test_the_search_weighs_wishes_against_journeys() -> None:
    """Four dates without the skill cost more than four short journeys, and so does leaving a project."""
    for wish in ({"wanted_skills": ("painting",)}, {"current_project": "K2"}):
        problem = compiled(world(**wish))
        found = searched(problem)
        assert not check(problem, found.solution)
        assert names(problem, found.solution) == {("U1", "K2-mon")}
    problem = compiled(world())
    assert names(problem, searched(problem).solution) == {("U1", "K1-mon")}


def test_nobody_is_left_out_for_a_wish() -> None:
    """However many wishes a session fails, missing it costs more; and the floor is below every rota."""
    problem = compiled(world(wanted_skills=("welding",), current_project="K2"), skills_missed=50.0, project_left=500.0)
    costs = {len(one.standing): sum(tier.cost for tier in score(problem, one)) for one in every_rota(problem)}
    assert costs[1] < costs[0]
    assert problem.floor <= min(costs.values())
