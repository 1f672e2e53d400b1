"""Tamperings of cover and treatment managers: a sound group that has both, with one thing broken."""

from __future__ import annotations

from typing import Any

from models.goals import Part
from models.record import DateRange
from models.staff import Role
from tests.builders import FAR_TEAM, a_facilitator, a_group_slot, a_manager, a_running_group, day
from tests.solver.audit.changes import Change, first, hired, policy, running, staff, template, together
from tests.solver.audit.tampering import Tampering

P = Part.PROGRAMMES.value
COVERED = together(template("BC", cover=1), hired(a_facilitator("F9")), first("groups", cover=("F9",)))
"""A second facilitator covers the group."""


def overseen(*others: Change, **manager: Any) -> Change:
    """The group has a treatment manager, who is as stated."""
    row = a_manager("T9", **manager)
    return together(
        template("BC", treatment_manager=True), hired(row), first("groups", treatment_manager="T9"), *others
    )


OF_OVERSIGHT: tuple[Tampering, ...] = (
    Tampering("facilitators", P, template("BC", cover=1)),
    Tampering("facilitators", P, together(COVERED, template("BC", cover=0))),
    Tampering("facilitators", P, together(COVERED, staff("F9", training_days=(day(8),)))),
    Tampering(
        "facilitators_not_double_booked",
        P,
        together(COVERED, running(a_running_group(cover=("F9",), slots=(a_group_slot("tue", "11:59"),)))),
        ("one_place_at_a_time", "room_free"),
    ),
    Tampering("not_excluded", P, together(COVERED, staff("F9", excluded_people=("X4",)))),
    Tampering("treatment_manager", P, template("BC", treatment_manager=True)),
    Tampering("treatment_manager", P, overseen(template("BC", treatment_manager=False))),
    Tampering("treatment_manager", P, overseen(roles=(Role.FACILITATOR,))),
    Tampering("treatment_manager", P, overseen(qualifications=())),
    Tampering("treatment_manager", P, overseen(team=FAR_TEAM)),
    Tampering("treatment_manager", P, overseen(leave=(DateRange(first=day(15), last=day(15)),))),
    Tampering("treatment_manager", P, overseen(policy(groups_per_treatment_manager=0))),
    Tampering("treatment_manager", P, overseen(contracted_hours=0.9)),
    Tampering(
        "treatment_manager",
        P,
        overseen(
            policy(groups_per_treatment_manager=1),
            running(a_running_group(treatment_manager="T9", slots=(a_group_slot("fri", "10:00"),))),
        ),
    ),
    Tampering(
        "treatment_manager",
        P,
        overseen(running(a_running_group(facilitators=("T9",), slots=(a_group_slot("tue", "12:29"),)))),
    ),
    Tampering(
        "treatment_manager",
        P,
        together(
            overseen(),
            staff("F1", roles=(Role.FACILITATOR, Role.TREATMENT_MANAGER)),
            first("groups", treatment_manager="F1"),
        ),
    ),
)
"""Each breaks the rule that it names."""
