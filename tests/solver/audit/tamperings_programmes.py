"""Tamperings with what belongs to a group beside its sessions: one-to-ones of its members."""

from __future__ import annotations

from typing import Any

from models.decisions import OneToOne
from models.programmes import Module, SessionKind, TemplateSession
from models.record import DateRange
from tests.builders import a_commitment, a_facilitator, a_group_slot, a_running_group, clock, day
from tests.solver.audit.changes import Change, decided, hired, person, referral, running, staff, template, together
from tests.solver.audit.sound import changed, opened
from tests.solver.audit.tampering import P, Tampering

ENDS_ALONE = Module(
    name="Module",
    sessions=(
        TemplateSession(name="Session 1", kind=SessionKind.GROUP, minutes=120),
        TemplateSession(name="Session 2", kind=SessionKind.ONE_TO_ONE, minutes=60),
    ),
)
"""A session together on the first Tuesday, and a slot for one-to-ones on the second."""


def one_to_one(**over: Any) -> Change:
    """The group of the sound plan ends with a one-to-one: in the slot held for it, unless told otherwise."""
    row: dict[str, Any] = {"facilitator": "F1", "on": day(15), "start": clock("10:00"), "end": clock("11:00")}
    own = OneToOne(referral="A1", number=2, **(row | over))
    run = opened("G1", [("A1", "X4")], [day(8), day(15)])
    alone = changed(run.sessions[1], kind=SessionKind.ONE_TO_ONE, end=clock("11:00"))
    group = changed(run, sessions=(run.sessions[0], alone), one_to_ones=(own,))
    return together(template("BC", modules=(ENDS_ALONE,)), decided(groups=(group,)))


def found(change: Change, *also: str) -> Tampering:
    """A change that breaks the rule on one-to-ones."""
    return Tampering("one_to_ones", P, change, also)


NOWHERE = {"facilitator": None, "on": None, "start": None, "end": None}
ON_WEDNESDAY = one_to_one(on=day(16))

OF_ONE_TO_ONES: tuple[Tampering, ...] = (
    found(together(one_to_one(), decided(groups=lambda now: (changed(now.groups[0], one_to_ones=()),)))),
    found(one_to_one(**(NOWHERE | {"on": day(15)}))),
    found(together(hired(a_facilitator("F2")), one_to_one(facilitator="F2"))),
    found(one_to_one(end=clock("11:30"))),
    found(one_to_one(on=day(23))),
    found(together(one_to_one(on=day(17)), template("BC", one_to_one_days=1))),
    found(together(one_to_one(on=day(7)), template("BC", modules=(ENDS_ALONE,), one_to_one_days=14))),
    found(together(ON_WEDNESDAY, referral("A1", sentence_end=day(15)))),
    found(together(ON_WEDNESDAY, person("X4", commitments=(a_commitment("wed", "10:30", "13:00"),)))),
    found(together(ON_WEDNESDAY, staff("F1", leave=(DateRange(first=day(16), last=day(16)),)))),
    found(one_to_one(on=day(16), start=clock("16:30"), end=clock("17:30"))),
    found(one_to_one(on=day(14))),
    found(
        together(
            ON_WEDNESDAY,
            running(a_running_group(facilitators=("F1",), slots=(a_group_slot("wed", "08:00"),), last=day(27))),
        ),
        "one_place_at_a_time",
    ),
    found(together(one_to_one(), staff("F1", contracted_hours=1.5)), "facilitators_not_double_booked"),
    found(
        together(
            one_to_one(),
            staff("F1", contracted_hours=2.0),
            running(a_running_group(treatment_manager="F1", slots=(a_group_slot("fri", "10:00"),))),
        ),
        "treatment_manager",
    ),
    found(one_to_one(on=day(8), start=clock("12:15"), end=clock("13:15")), "one_place_at_a_time"),
)
"""Not those of the members; half a date; nobody of the group; the length; too far off; before the group; the
sentence; the person's week; leave, hours, a bank holiday and a booking of the facilitator; hours, also with groups
overseen; too close."""


def ends_with_catch_up(**over: Any) -> Change:
    """The second session of the sound plan's group is a catch-up, which half of its members need."""
    module = Module(
        name="Module",
        sessions=(
            TemplateSession(name="Session 1", kind=SessionKind.GROUP, minutes=120),
            TemplateSession(name="Session 2", kind=SessionKind.CATCH_UP, minutes=120),
        ),
    )
    run = opened("G1", [("A1", "X4")], [day(8), day(15)])
    last = changed(run.sessions[1], **({"kind": SessionKind.CATCH_UP, "expected": 0.5} | over))
    group = changed(run, sessions=(run.sessions[0], last))
    return together(template("BC", modules=(module,), missed_rate=0.5), decided(groups=(group,)))


OF_CATCH_UPS: tuple[Tampering, ...] = (
    Tampering("figures", P, ends_with_catch_up(expected=1.0)),
    Tampering("calendar", P, ends_with_catch_up(kind=SessionKind.GROUP)),
    Tampering("calendar", P, ends_with_catch_up(on=day(22))),
)

OF_GROUPS = (*OF_ONE_TO_ONES, *OF_CATCH_UPS)
