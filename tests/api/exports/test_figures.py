"""The figures behind the pictures agree with the plan's own."""

import pytest

from api.exports.chart import picture
from api.exports.figures import LEFT_OVER, PLAN, PRACTICE, TAKEN, groups, spread, weeks_of_work, workloads
from models.plan import Plan
from models.scenario import Scenario
from solver.options import Budget, Options
from solver.plan import make_plan
from tests.api.commands.conftest import tiny_scenario


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """The tiny scenario of the commands."""
    return tiny_scenario()


@pytest.fixture(scope="module")
def plan(scenario: Scenario) -> Plan:
    """A plan of it."""
    return make_plan(scenario, Options(budget=Budget(seconds=None, work=1)))


def test_workloads_are_those_of_the_key_figures(scenario: Scenario, plan: Plan) -> None:
    """Lowest and highest workload in the picture are the plan's and current practice's."""
    rows = workloads(scenario, plan)
    for of, kpis in ((PLAN, plan.kpis.allocation), (PRACTICE, plan.baseline.allocation)):
        assert kpis is not None
        expected = (100 * kpis.lowest_workload, 100 * kpis.highest_workload)
        assert spread(rows, of) == pytest.approx(expected, abs=0.01)


def test_every_attendance_is_in_a_week(scenario: Scenario, plan: Plan) -> None:
    """The weeks' places add up to the plan's sessions."""
    rows = weeks_of_work(scenario, plan)
    sessions = plan.decisions.sessions
    assert sessions
    assert sum(int(row["places"]) for row in rows if row["of"] == TAKEN) == sum(s.instructed for s in sessions)
    left_over = sum(int(row["places"]) for row in rows if row["of"] == LEFT_OVER)
    assert left_over == sum(s.places - s.instructed for s in sessions)


def test_every_group_is_shown(plan: Plan) -> None:
    """Each group that opens has a row with its number of members."""
    rows = groups(plan)
    assert plan.kpis.programmes is not None
    assert len(rows) == plan.kpis.programmes.groups_opened
    assert sum(int(row["members"]) for row in rows) == plan.kpis.programmes.placed


def test_a_plan_of_one_part_has_one_panel(scenario: Scenario, plan: Plan) -> None:
    """The picture shows what was planned, and says it in words for those who cannot see it."""
    alone = plan.model_copy(update={"decisions": plan.decisions.model_copy(update={"groups": (), "sessions": ()})})
    assert len(picture(scenario, plan)["vconcat"]) == 3
    spec = picture(scenario, alone)
    assert len(spec["vconcat"]) == 1
    assert "Workload of 2 practitioners" in spec["description"]
