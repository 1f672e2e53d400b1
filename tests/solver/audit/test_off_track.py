"""The list of requirements that are behind or late: any change to it is found."""

from __future__ import annotations

import pytest

from models.attendance import OffTrack
from solver.audit import audit
from tests.builders import day
from tests.solver.audit.changes import Change, changed, planned, requirement
from tests.solver.audit.sound import a_sound_plan, a_sound_scenario

FIRST, SECOND = a_sound_plan(a_sound_scenario()).off_track
STRANGER = FIRST.model_copy(update={"requirement": "U3", "person": "X8"})


def listed(*rows: OffTrack) -> Change:
    """Another list."""
    return planned(off_track=rows)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(listed(), id="nobody"),
        pytest.param(listed(SECOND, FIRST), id="another order"),
        pytest.param(listed(FIRST, SECOND, STRANGER), id="somebody who is on track"),
        pytest.param(listed(changed(FIRST, minutes_behind=2252), SECOND), id="fewer minutes behind"),
        pytest.param(listed(FIRST, changed(SECOND, expected_finish=day(126))), id="an earlier finish"),
        pytest.param(listed(FIRST, changed(SECOND, failures=0)), id="a failure left out"),
        pytest.param(requirement("U2", deadline=day(7)), id="a deadline that has come closer"),
    ],
)
def test_a_wrong_list_is_found(change: Change) -> None:
    """Who is off track, in which order and by how much, is worked out again."""
    scenario = a_sound_scenario()
    scenario, plan = change(scenario, a_sound_plan(scenario))
    assert ("off_track", "unpaid_work") in {(row.rule, row.part) for row in audit(scenario, plan)}
