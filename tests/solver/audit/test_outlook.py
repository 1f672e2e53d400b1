"""What a rota leaves open: any change to what is told of it is found."""

from __future__ import annotations

import pytest

from models.outlook import PlacesForStarts, SpareCover
from models.record import Weekday
from models.unpaid_work import NewStarts
from solver.audit import audit
from tests.builders import FAR_PDU, PDU_ID, a_supervisor, day
from tests.solver.audit.changes import Change, changed, hired, planned, together
from tests.solver.audit.sound import a_sound_plan, a_sound_scenario

NOBODY = SpareCover(pdu=PDU_ID, weekday=Weekday.MON, supervisors=())
SEVEN_OF_TEN = PlacesForStarts(pdu=PDU_ID, people=10, week=day(14), places=7)


def forecast(*rows: NewStarts) -> Change:
    """So many people are expected to start."""
    return lambda scenario, plan: (
        changed(scenario, unpaid_work=changed(scenario.unpaid_work, new_starts=rows)),
        plan,
    )


TEN = forecast(
    NewStarts(pdu=PDU_ID, week=day(0), people=4),
    NewStarts(pdu=PDU_ID, week=day(7), people=6),
)


WRONG = [
    ("spare", planned(spare=())),
    ("spare", planned(spare=(changed(NOBODY, supervisors=("V1",)),))),
    ("spare", planned(spare=(changed(NOBODY, weekday=Weekday.TUE),))),
    ("spare", planned(spare=(NOBODY, changed(NOBODY, pdu=FAR_PDU)))),
    ("spare", hired(a_supervisor("V2"))),
    ("new_starts", TEN),
    ("new_starts", planned(new_starts=(SEVEN_OF_TEN,))),
    ("new_starts", together(TEN, planned(new_starts=(changed(SEVEN_OF_TEN, places=8),)))),
    ("new_starts", together(TEN, planned(new_starts=(changed(SEVEN_OF_TEN, week=day(7)),)))),
    ("goal_value", TEN),
    ("kpi", TEN),
]


@pytest.mark.parametrize(("rule", "change"), WRONG, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(WRONG)])
def test_a_wrong_outlook_is_found(rule: str, change: Change) -> None:
    """Who is spare when, and for how many new starts places are left, is worked out again."""
    scenario = a_sound_scenario()
    scenario, plan = change(scenario, a_sound_plan(scenario))
    assert (rule, "unpaid_work") in {(row.rule, row.part) for row in audit(scenario, plan)}


def test_what_is_so_is_no_fault() -> None:
    """A forecast of ten people, with places for seven, is found to be told as it is."""
    scenario, plan = together(TEN, planned(new_starts=(SEVEN_OF_TEN,)))(
        a_sound_scenario(), a_sound_plan(a_sound_scenario())
    )
    assert "new_starts" not in {row.rule for row in audit(scenario, plan)}
