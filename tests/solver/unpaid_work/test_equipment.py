"""Protective equipment: no more people of a day need it than the depot has sets that fit."""

from __future__ import annotations

from typing import Any

import pytest

from models.people import EquipmentSize
from models.scenario import Scenario
from models.unpaid_work import EquipmentStock
from solver.unpaid_work import check, objective, unplaced
from tests.builders import OFFICE, a_person, a_project, a_requirement, a_scenario, a_slot, a_supervisor
from tests.solver.unpaid_work.ground import compiled, rota, searched

CREWS = [("K1-mon", "V1"), ("K2-mon", "V2")]


def two_sites(people: int, sets: int | None, **over: Any) -> Scenario:
    """Two projects on Mondays that fetch clothing from one office."""
    scenario = a_scenario(
        requirements=[a_requirement(f"U{n}", person=f"X{n}") for n in range(people)],
        projects=[a_project(f"K{n}", **({"equipment": ("hi_vis",), "depot": OFFICE} | over)) for n in (1, 2)],
        staff=(a_supervisor("V1"), a_supervisor("V2")),
    )
    stock = () if sets is None else (EquipmentStock(office=OFFICE, kind="hi_vis", sets=sets),)
    return scenario.model_copy(update={"unpaid_work": scenario.unpaid_work.model_copy(update={"equipment": stock})})


@pytest.mark.parametrize(("sets", "placed"), [(0, 0), (2, 2), (3, 3), (4, 3), (None, 3)])
def test_both_sites_of_a_day_draw_on_one_stock(sets: int | None, placed: int) -> None:
    """As many people work on a Monday as there are sets, wherever they do; without a row there is no limit."""
    problem = compiled(two_sites(3, sets))
    found = searched(problem)
    assert len(found.solution.standing) == placed
    assert check(problem, found.solution) == []
    spread = rota(problem, [("U0", "K1-mon"), ("U1", "K1-mon"), ("U2", "K2-mon")], CREWS)
    assert [row.rule for row in check(problem, spread)] == ["equipment_stock"] * (placed < 3)


@pytest.mark.parametrize("over", [{"equipment": ()}, {"depot": None}])
def test_projects_without_clothing_or_depot_draw_on_nothing(over: dict[str, Any]) -> None:
    """Where no clothing is needed, or nobody knows from where it comes, there is no limit."""
    assert len(searched(compiled(two_sites(3, 0, **over))).solution.standing) == 3


def test_every_day_has_all_the_sets() -> None:
    """What is worn on Monday is there again on Tuesday."""
    scenario = two_sites(4, 2)
    (first, second), work = scenario.unpaid_work.projects, scenario.unpaid_work
    moved = second.model_copy(update={"slots": (a_slot("K2-tue", "tue"),)})
    work = work.model_copy(update={"projects": (first, moved)})
    found = searched(compiled(scenario.model_copy(update={"unpaid_work": work})))
    assert len(found.solution.standing) == 4


def test_who_is_left_without_clothing_is_told_so() -> None:
    """The reasons of somebody without a place name the clothing."""
    problem = compiled(two_sites(2, 1))
    (row,) = unplaced(problem, searched(problem).solution)
    assert row.reasons[-1].rule == "equipment_stock"


def in_boots(sizes: list[str | None], pairs: dict[str, int]) -> Scenario:
    """People with such sizes on record at one site on Mondays, and pairs of boots at its depot."""
    scenario = a_scenario(
        people=[a_person(f"X{n}", sizes=() if size is None else (_boots(size),)) for n, size in enumerate(sizes)],
        requirements=[a_requirement(f"U{n}", person=f"X{n}") for n in range(len(sizes))],
        projects=[a_project("K1", equipment=("boots", "hi_vis"), depot=OFFICE)],
        staff=(a_supervisor("V1"),),
    )
    stock = tuple(EquipmentStock(office=OFFICE, kind="boots", size=size, sets=sets) for size, sets in pairs.items())
    return scenario.model_copy(update={"unpaid_work": scenario.unpaid_work.model_copy(update={"equipment": stock})})


def _boots(size: str) -> EquipmentSize:
    return EquipmentSize(kind="boots", size=size)


@pytest.mark.parametrize(
    ("sizes", "placed"),
    [
        (["8", "8", "9"], {"U0", "U1", "U2"}),
        (["9", "9", "8"], None),
        (["12", "8", "9"], {"U1", "U2"}),
        ([None, "8", "9"], {"U0", "U1", "U2"}),
        ([None, None, "9"], {"U0", "U1", "U2"}),
        ([None, None, "8"], None),
    ],
)
def test_boots_must_fit(sizes: list[str | None], placed: set[str] | None) -> None:
    """Of each size no more people come than there are pairs; a size not recorded is taken for that with most pairs."""
    problem = compiled(in_boots(sizes, {"8": 2, "9": 1}))
    found = searched(problem)
    came = {problem.requirements.ids[r] for r in found.solution.standing[:, 0].tolist()}
    assert check(problem, found.solution) == []
    assert came == placed if placed is not None else len(came) == 2
    assert found.bound <= objective(problem, found.solution) + 1e-6
