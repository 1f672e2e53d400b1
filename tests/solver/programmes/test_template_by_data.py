"""A programme that the planner has never heard of is added by rows alone: no code knows any template by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from models.check import check_document
from models.document import canonical_json
from models.goals import Part
from models.programmes import SessionKind
from solver.options import Budget, Options
from solver.plan import make_plan
from tests.builders import a_facilitator, a_person, a_scenario, day

SOURCE = Path(__file__).parents[3]
PROGRAMMES_ALONE = Options(parts=(Part.PROGRAMMES,), budget=Budget(work=3))

TEMPLATE: dict[str, Any] = {
    "id": "SI-NEW",
    "name": "A programme thought of today",
    "kind": "structured",
    "minimum_size": 2,
    "maximum_size": 5,
    "facilitators": 1,
    "qualification": "thought_of_today",
    "start_rate": 0.9,
    "drop_out_rate": 0.2,
    "missed_rate": 0.1,
    "one_to_one_days": 5,
    "source": "a test",
    "patterns": [{"id": "WED", "slots": [{"weekday": "wed", "start": "10:00"}]}],
    "modules": [
        {
            "name": "First",
            "sessions": [
                {"name": "Welcome", "kind": "group", "minutes": 90},
                {"name": "Alone", "kind": "one_to_one", "minutes": 45},
                {"name": "Again", "kind": "group", "minutes": 90},
            ],
        },
        {
            "name": "Second",
            "gap_weeks": 2,
            "sessions": [
                {"name": "Back", "kind": "group", "minutes": 90},
                {"name": "Missed", "kind": "catch_up", "minutes": 60},
            ],
        },
    ],
}
"""As a user writes it: modules, a gap, a one-to-one and a catch-up, with a qualification of its own."""


def document() -> dict[str, Any]:
    """A scenario with the programme, three referrals to it and a family of groups."""
    scenario = a_scenario(
        people=tuple(a_person(f"X{n}") for n in (1, 2, 3)),
        staff=(a_facilitator("F1", qualifications=("thought_of_today",)),),
    )
    rows: dict[str, Any] = json.loads(canonical_json(scenario))
    asked = {"template": "SI-NEW", "referred_on": str(day(-30)), "sentence_end": str(day(400))}
    rows["programmes"] = {
        "templates": [TEMPLATE],
        "referrals": [{"id": f"A{n}", "person": f"X{n}"} | asked for n in (1, 2, 3)],
        "group_options": [],
        "venues": [
            {
                "office": rows["estate"]["offices"][0]["id"],
                "open": [{"weekday": "wed", "start": "09:00", "end": "17:00"}],
            }
        ],
        "families": [{"id": "NEW", "template": "SI-NEW"}],
    }
    return rows


def test_a_template_needs_no_code() -> None:
    """Rows alone are checked, planned and audited: a group opens, dated as its template says."""
    report = check_document(json.dumps(document()).encode())
    assert report.scenario is not None, report.faults
    plan = make_plan(report.scenario, PROGRAMMES_ALONE)
    (run,) = plan.decisions.groups
    assert (run.template, len(run.members)) == ("SI-NEW", 3)
    assert [s.kind for s in run.sessions] == [
        SessionKind.GROUP,
        SessionKind.ONE_TO_ONE,
        SessionKind.GROUP,
        SessionKind.GROUP,
        SessionKind.CATCH_UP,
    ]
    weeks = [(s.on - run.sessions[0].on).days // 7 for s in run.sessions]
    assert weeks == [0, 1, 2, 4, 5]
    assert all(row.on is not None for row in run.one_to_ones)
    assert len(run.one_to_ones) == 3


def test_a_structured_intervention_that_is_too_short_is_a_fault() -> None:
    """With one session less there are three beside the catch-up, and the check says where."""
    rows = document()
    first = TEMPLATE["modules"][0]
    short = first | {"sessions": first["sessions"][:2]}
    rows["programmes"]["templates"] = [TEMPLATE | {"modules": [short, TEMPLATE["modules"][1]]}]
    (fault,) = check_document(json.dumps(rows).encode()).faults
    assert (fault.code, fault.pointer) == ("too_few_sessions", "/programmes/templates/0/modules")


def test_no_code_names_a_template() -> None:
    """Neither models nor solver nor interfaces hold an id of a programme that the bundled scenarios have."""
    names = [line.split(",")[0] for line in _reference("programme_templates.csv")]
    code = [path for folder in ("api", "models", "solver") for path in (SOURCE / folder).rglob("*.py")]
    assert names
    for path in code:
        text = path.read_text(encoding="utf-8")
        assert not [name for name in names if f'"{name}"' in text], path


def _reference(file: str) -> list[str]:
    lines = (SOURCE / "scenarios" / "reference" / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")][1:]
