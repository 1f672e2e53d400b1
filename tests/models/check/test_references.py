"""The table of references leaves nothing out."""

from typing import get_type_hints

import pytest

from api.tables.columns import members, models_of
from models.check import check_document
from models.check.paths import pattern, values, walk
from models.check.references import IDS, REFERENCES
from models.check.spans import TIMES
from models.record import Id, Record
from models.scenario import Scenario
from tests.models.check.documents import as_bytes, put, rich_document, rich_scenario

WORDS = {
    "id",
    "casework.tier_model",
    "casework.cases[].tier",
    "casework.cases[].tier_changes[].tier",
    "casework.cases[].requires[]",
    "casework.court_reports[].requires[]",
    "contact_standards[].tier",
    "goals.profiles[].parts[].tiers[].name",
    "people[].home.place",
    "people[].language",
    "people[].skills[]",
    "people[].exclusion_zones[].centre.place",
    "people[].sizes[].kind",
    "people[].sizes[].size",
    "people[].protected.sex",
    "people[].protected.age_band",
    "people[].protected.ethnicity",
    "people[].protected.religion",
    "people[].protected.disability",
    "estate.offices[].location.place",
    "policy.version",
    "policy.holding_rules[].tiers[]",
    "policy.tier_points[].tier",
    "policy.tier_points[].tier_model",
    "programmes.templates[].patterns[].id",
    "programmes.templates[].qualification",
    "previous_plan.groups[].group_option",
    "previous_plan.groups[].joins",
    "services.contracts[].provider",
    "services.contracts[].languages[]",
    "services.contracts[].location.place",
    "previous_plan.duties[].id",
    "staff[].languages[]",
    "staff[].rather_not[].tier",
    "staff[].qualifications[]",
    "staff[].reductions[].reason",
    "staff[].register_entries[].qualification",
    "travel.matrix[].origin",
    "travel.matrix[].destination",
    "unpaid_work.equipment[].kind",
    "unpaid_work.equipment[].size",
    "unpaid_work.projects[].certificates[]",
    "unpaid_work.projects[].equipment[]",
    "unpaid_work.projects[].languages[]",
    "unpaid_work.projects[].location.place",
    "unpaid_work.projects[].pick_ups[].location.place",
    "unpaid_work.projects[].skills_offered[]",
    "unpaid_work.projects[].supervisor_qualifications[]",
    "unpaid_work.requirements[].wanted_skills[]",
}
"""Identifiers that neither name a row nor are the name of one: skills, languages, tiers, equipment, places of the
matrix; and that of a duty, which is a court report or a victim contact by its kind; groups that a plan opened or
joined, which may be over by now."""


def _fields(model: type[Record], above: str = "") -> dict[str, object]:
    """Every field of single values below a record, with its type."""
    found: dict[str, object] = {}
    for member in members(model):
        path = f"{above}{member.name}" + ("[]" if member.many else "")
        inner = models_of(member.kind)
        for one in inner:
            found |= _fields(one, f"{path}.")
        if not inner:
            found[path] = member.kind
    return found


FIELDS = _fields(Scenario)


def test_every_identifier_is_accounted_for() -> None:
    """Each identifier of a scenario names a row, refers to one, or is listed here as a word of its own."""
    identifiers = {path for path, kind in FIELDS.items() if kind == Id}
    assert identifiers == WORDS | set(IDS.values()) | REFERENCES.keys()


def test_every_time_is_looked_at() -> None:
    """The table of clock times has every one."""
    assert {path for path, kind in FIELDS.items() if getattr(kind, "__name__", "") == "time"} == set(TIMES)


def test_every_kind_referred_to_has_identifiers() -> None:
    """No reference leads to a kind that has no rows."""
    assert set(REFERENCES.values()) <= IDS.keys()
    assert "kind" not in get_type_hints(Scenario)


@pytest.mark.parametrize("where", sorted(REFERENCES))
def test_every_reference_that_leads_nowhere_is_found(where: str) -> None:
    """Whichever field names a row that is not there, it is told at its place."""
    assert values(rich_scenario(), pattern(where)), "the rich document has no such reference"
    document = rich_document()
    path = _first_place(document, where)
    put(document, path, "NOBODY")
    told = {(fault.code, fault.pointer) for fault in check_document(as_bytes(document)).faults}
    assert ("unknown_id", f"/{path}") in told


def _first_place(document: object, where: str) -> str:
    path, _ = walk(document, pattern(where))[0]
    return "/".join(str(step) for step in path)
