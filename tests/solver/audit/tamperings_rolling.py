"""Tamperings of people who join a running rolling group: a sound plan in which one does, with one thing broken."""

from __future__ import annotations

from typing import Any

from models.goals import Part
from models.programmes import GroupStay
from tests.builders import a_facilitator, a_running_group, day
from tests.solver.audit.changes import (
    Change,
    decided,
    first,
    hired,
    person,
    referral,
    running,
    staff,
    template,
    together,
)
from tests.solver.audit.sound import opened
from tests.solver.audit.tampering import Tampering

P = Part.PROGRAMMES.value
INTAKE = f"RG1+{day(8)}"


def joined(*others: Change, **group: Any) -> Change:
    """The person placed joins group RG1, of which X1 and X3 are members, when its module begins; it is as stated."""
    row: dict[str, Any] = {"facilitators": ("F1",), "members": ("X1", "X3"), "next_module": 1, "next_on": day(8)}
    run = opened(INTAKE, [("A1", "X4")], [day(8), day(15)]).model_copy(update={"joins": "RG1"})
    return together(
        template("BC", rolling=True), running(a_running_group(**(row | group))), decided(groups=(run,)), *others
    )


ONE_STAYS_SHORTER = (GroupStay(person="X1", last=day(14)),)
X1_SHUNS = person("X4", non_associations=("X1",))

OF_ROLLING: tuple[Tampering, ...] = (
    Tampering("group_size", P, joined(template("BC", maximum_size=2))),
    Tampering("group_size", P, joined(template("BC", maximum_size=2), stays=ONE_STAYS_SHORTER)),
    Tampering("group_size", P, joined(first("groups", joins=None))),
    Tampering("facilitators", P, joined(hired(a_facilitator("F2")), first("groups", facilitators=("F2",)))),
    Tampering("keep_apart", P, joined(X1_SHUNS)),
    Tampering("keep_apart", P, joined(person("X1", non_associations=("X4",)), stays=ONE_STAYS_SHORTER)),
    Tampering("not_excluded", P, joined(staff("F1", excluded_people=("X4",)))),
    Tampering("eligible", P, joined(ldc=True)),
    Tampering("one_group_per_person", P, joined(members=("X4",)), ("available_every_week", "one_place_at_a_time")),
    Tampering("finish_before_sentence_end", P, joined(referral("A1", sentence_end=day(14)))),
    Tampering("unknown_id", P, joined(last=day(14)), ("accounted_for",)),
    Tampering("unknown_id", P, joined(next_module=None, next_on=None), ("accounted_for",)),
)
"""Each breaks the rule that it names."""
