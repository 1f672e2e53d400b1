"""One more resource: any change to what is told of it that cannot be so is found."""

from __future__ import annotations

from typing import Any

import pytest

from models.one_more import OneMore, OneMoreRanking, Resource
from solver.audit import audit
from tests.builders import OFFICE
from tests.solver.audit.changes import Change, changed, planned
from tests.solver.audit.sound import a_sound_plan, a_sound_scenario

ROOM = OneMore(
    resource=Resource.ROOM,
    at=OFFICE,
    sentence="a room",
    start=2,
    more_start=1,
    priority_gained=1.0,
    priority_at_best=1.0,
    searched=True,
)
FACILITATOR = changed(ROOM, resource=Resource.FACILITATOR, at="F1", start=1, more_start=0, priority_gained=0.5)
SOUND = OneMoreRanking(
    start=1, of=2, could=4, ruled_out=1, searched=2, looked_at=0, sentence="A room.", rows=(ROOM, FACILITATOR)
)


def told(**over: Any) -> Change:
    """The ranking with something changed."""
    return planned(one_more=changed(SOUND, **over))


def first(**over: Any) -> Change:
    """The ranking with something of its first row changed."""
    return told(rows=(changed(ROOM, **over), FACILITATOR))


WRONG = [
    told(start=2),
    told(of=3),
    told(ruled_out=3),
    told(searched=1),
    told(rows=(FACILITATOR, ROOM)),
    told(rows=(ROOM, changed(FACILITATOR, priority_gained=0.0))),
    first(at="nowhere"),
    first(resource=Resource.FACILITATOR),
    first(start=3),
    first(start=3, more_start=2),
    first(priority_gained=1.5),
    first(priority_gained=100.0, priority_at_best=100.0),
    first(priority_at_best=None),
    first(searched=False),
]


@pytest.mark.parametrize("change", WRONG, ids=map(str, range(len(WRONG))))
def test_what_cannot_be_so_is_found(change: Change) -> None:
    """Counts, order, places and priorities are held against the scenario and the plan."""
    scenario, plan = change(a_sound_scenario(), a_sound_plan(a_sound_scenario()))
    assert "one_more" in {row.rule for row in audit(scenario, plan)}


def test_what_can_be_so_is_no_fault() -> None:
    """A ranking that fits the plan is none, and neither is a plan that tells none."""
    scenario, plan = told()(a_sound_scenario(), a_sound_plan(a_sound_scenario()))
    assert audit(scenario, plan) == ()
