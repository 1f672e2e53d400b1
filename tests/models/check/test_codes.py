"""Every code is earned by a small spoilt document, at the right place."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from models.check import check_document
from models.check.codes import CODES, ODD, READING, TABLES
from models.errors import Severity
from tests.models.check.documents import as_bytes, at, put, rich_document

WHOLE_DAYS = [
    {"weekday": name, "start": "00:00", "end": "23:59", "cause": "curfew"}
    for name in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
]

BYTES: dict[str, bytes] = {
    "too_large": b" " * 2000,
    "wrong_encoding": '{"id": "é"}'.encode("latin-1"),
    "not_json": b'{"id": 1,}',
    "too_deep": b"[" * 400 + b"]" * 400,
}
"""Bytes that cannot be read, by code."""

Change = tuple[str, object, str]
"""Path of what is changed, new value, JSON Pointer of the fault."""

CHANGES: dict[str, Change] = {
    "unknown_key": ("estate/rooms/0/colour", "red", "/estate/rooms/0/colour"),
    "wrong_type": ("estate/rooms/0/seats", "12", "/estate/rooms/0/seats"),
    "wrong_version": ("schema_version", "0.9", "/schema_version"),
    "unknown_word": ("people/0/commitments/0/weekday", "monday", "/people/0/commitments/0/weekday"),
    "wrong_id": ("estate/rooms/0/id", "room 1", "/estate/rooms/0/id"),
    "empty_text": ("locks/0/reason", "", "/locks/0/reason"),
    "bad_text": ("estate/offices/0/name", "\ud800", "/estate/offices/0/name"),
    "empty_list": ("unpaid_work/projects/0/slots", [], "/unpaid_work/projects/0/slots"),
    "out_of_range": ("people/0/show_up_rate", 1.5, "/people/0/show_up_rate"),
    "not_finite": ("people/0/home/lat", float("nan"), "/people/0/home/lat"),
    "impossible_date": ("staff/0/leave/0/first", "2027-02-30", "/staff/0/leave/0/first"),
    "impossible_time": ("people/0/commitments/0/start", "25:00", "/people/0/commitments/0/start"),
    "too_many_faults": ("locks", [0] * 10_500, ""),
    "duplicate_id": ("staff/1/id", "S1", "/staff/1/id"),
    "unknown_id": ("staff/0/team", "T99", "/staff/0/team"),
    "duplicate_row": ("policy/priority_weights/1/rosh", "low", "/policy/priority_weights/1"),
    "end_before_start": ("staff/0/leave/0/last", "2027-01-01", "/staff/0/leave/0/last"),
    "not_a_local_time": ("people/0/commitments/0/start", "09:00:00Z", "/people/0/commitments/0/start"),
    "not_a_monday": ("horizon/start", "2027-01-05", "/horizon/start"),
    "first_day_missing": (
        "unpaid_work/projects/0/slots/0/frequency",
        "once",
        "/unpaid_work/projects/0/slots/0/first",
    ),
    "no_seats": ("estate/rooms/0/seats", 0, "/estate/rooms/0/seats"),
    "never_available": ("people/1/commitments", WHOLE_DAYS, "/people/1/commitments"),
    "self_reference": ("people/0/non_associations", ["X000001"], "/people/0/non_associations/0"),
    "entry_without_qualification": ("staff/0/qualifications", [], "/staff/0/register_entries/0"),
    "points_missing": ("casework/cases/1/tier", "E5", "/casework/cases/1/tier"),
    "goal_in_wrong_part": (
        "goals/profiles/0/parts/0/tiers/0/goals/0/goal",
        "waiting",
        "/goals/profiles/0/parts/0/tiers/0/goals/0/goal",
    ),
    "goal_twice": (
        "goals/profiles/0/parts/0/tiers/0/goals/0/goal",
        "overload",
        "/goals/profiles/0/parts/0/tiers/1/goals/1/goal",
    ),
    "too_few_sessions": ("programmes/templates/0/kind", "structured", "/programmes/templates/0/modules"),
    "wrong_dose": ("programmes/templates/0/sessions_per_week", 2, "/programmes/group_options/0/slots"),
    "rolling_sessions": (
        "programmes/templates/0/modules/0/sessions/1/kind",
        "one_to_one",
        "/programmes/templates/0/modules/0/sessions/1/kind",
    ),
    "not_rolling": ("programmes/templates/0/rolling", False, "/programmes/running_groups/0/next_module"),
    "next_module_missing": (
        "programmes/running_groups/0/next_module",
        None,
        "/programmes/running_groups/0/next_module",
    ),
    "no_such_module": ("programmes/running_groups/0/next_module", 2, "/programmes/running_groups/0/next_module"),
    "module_begun": ("programmes/running_groups/0/next_on", "2027-01-03", "/programmes/running_groups/0/next_on"),
    "sitting_too_short": ("programmes/running_groups/0/minutes", 60, "/programmes/running_groups/0/minutes"),
    "stay_of_stranger": (
        "programmes/running_groups/0/stays/0/person",
        "X000001",
        "/programmes/running_groups/0/stays/0/person",
    ),
    "stay_twice": (
        "programmes/running_groups/0/stays",
        [{"person": "X000003"}, {"person": "X000003"}],
        "/programmes/running_groups/0/stays/1/person",
    ),
    "catch_up_too_early": (
        "programmes/templates/0/modules/0/sessions/0/kind",
        "catch_up",
        "/programmes/templates/0/modules/0/sessions/0/kind",
    ),
    "minimum_above_maximum": ("programmes/templates/0/minimum_size", 9, "/programmes/templates/0/minimum_size"),
    "beyond_legal_limit": (
        "unpaid_work/requirements/0/required_minutes",
        18_060,
        "/unpaid_work/requirements/0/required_minutes",
    ),
    "ete_beyond_share": ("unpaid_work/requirements/0/ete_minutes", 3000, "/unpaid_work/requirements/0/ete_minutes"),
    "ete_beyond_completed": ("unpaid_work/requirements/0/ete_minutes", 601, "/unpaid_work/requirements/0/ete_minutes"),
    "attended_beyond_instructed": (
        "unpaid_work/requirements/0/sessions_attended",
        5,
        "/unpaid_work/requirements/0/sessions_attended",
    ),
    "not_yet": ("unpaid_work/outcomes/0/on", "2027-01-04", "/unpaid_work/outcomes/0/on"),
    "outcome_before_sentence": ("unpaid_work/outcomes/0/on", "2026-05-25", "/unpaid_work/outcomes/0/on"),
    "outcome_off_slot": ("unpaid_work/outcomes/0/on", "2026-12-29", "/unpaid_work/outcomes/0/on"),
    "credit_without_attendance": ("unpaid_work/outcomes/1/minutes", 60, "/unpaid_work/outcomes/1/minutes"),
    "credit_beyond_session": ("unpaid_work/outcomes/0/minutes", 421, "/unpaid_work/outcomes/0/minutes"),
    "credit_beyond_requirement": (
        "unpaid_work/requirements/0/completed_minutes",
        5581,
        "/unpaid_work/requirements/0/completed_minutes",
    ),
    "recorded_to_missing": (
        "unpaid_work/requirements/0/recorded_to",
        None,
        "/unpaid_work/requirements/0/recorded_to",
    ),
    "contradicting_locks": ("locks/3/case", "C1", "/locks/3"),
    "lock_breaks_rule": ("people/0/excluded_staff", ["S1"], "/locks/0"),
    "no_capacity": ("staff/0/contracted_hours", 3, "/staff/0"),
    "stage_unknown": ("staff/0/grade", "PQiP", "/staff/0/trainee_since"),
    "nobody_qualified": ("casework/cases/1/requires", ["juggling"], "/casework/cases/1/requires/0"),
    "no_such_tier": ("staff/0/rather_not/1/tier", "Z", "/staff/0/rather_not/1/tier"),
    "case_ended": ("casework/cases/1/sentence_end", "2026-12-31", "/casework/cases/1/sentence_end"),
    "induction_supervised": ("unpaid_work/projects/0/kind", "induction", "/unpaid_work/projects/0/max_supervisors"),
    "ete_supervised": ("unpaid_work/projects/0/kind", "ete", "/unpaid_work/projects/0/max_supervisors"),
    "no_supervisor": ("unpaid_work/projects/0/supervisor_qualifications", ["saw"], "/unpaid_work/projects/0"),
    "cannot_run": ("unpaid_work/projects/0/minimum_to_run", 9, "/unpaid_work/projects/0/minimum_to_run"),
    "depot_elsewhere": ("unpaid_work/projects/0/depot", "O2", "/unpaid_work/projects/0/depot"),
    "two_stocks": (
        "unpaid_work/equipment",
        [{"office": "O1", "kind": "hi_vis", "sets": 4}, {"office": "O1", "kind": "hi_vis", "sets": 5}],
        "/unpaid_work/equipment/1/kind",
    ),
    "size_or_none": (
        "unpaid_work/equipment",
        [{"office": "O1", "kind": "boots", "sets": 4}, {"office": "O1", "kind": "boots", "size": "9", "sets": 5}],
        "/unpaid_work/equipment/1/size",
    ),
    "two_sizes": (
        "people/0/sizes",
        [{"kind": "boots", "size": "9"}, {"kind": "boots", "size": "10"}],
        "/people/0/sizes/1/kind",
    ),
    "nobody_picked_up": ("unpaid_work/projects/0/max_supervisors", 0, "/unpaid_work/projects/0/pick_ups"),
    "pick_up_the_day_before": (
        "unpaid_work/projects/0/pick_ups/0/minutes_before",
        600,
        "/unpaid_work/projects/0/pick_ups/0/minutes_before",
    ),
    "van_without_seats": ("unpaid_work/vans/0/seats", 0, "/unpaid_work/vans/0/seats"),
    "deadline_past": ("unpaid_work/requirements/0/deadline", "2026-12-31", "/unpaid_work/requirements/0/deadline"),
    "no_show_up_rate": ("people/1/show_up_rate", None, "/people/1/show_up_rate"),
    "no_facilitator": ("programmes/templates/0/qualification", "xyz", "/programmes/templates/0/qualification"),
    "no_treatment_manager": (
        "programmes/templates/0/treatment_manager",
        True,
        "/programmes/templates/0/qualification",
    ),
    "leaves_in_mid_run": ("staff/3/active_until", "2027-01-20", "/programmes/running_groups/0/facilitators/0"),
    "no_group_room": ("programmes/group_options/0/office", "O2", "/programmes/group_options/0/office"),
    "no_group_option": ("programmes/referrals/0/cohort", "sexual", "/programmes/referrals/0/template"),
    "sentence_too_short": ("programmes/referrals/0/sentence_end", "2026-12-31", "/programmes/referrals/0/sentence_end"),
    "leaving_out_is_free": (
        "goals/profiles/0/parts/0/tiers/0/goals/0/weight",
        0.0,
        "/goals/profiles/0/parts/0",
    ),
    "slack_of_last_tier": ("goals/profiles/0/parts/0/tiers/1/slack", 0.1, "/goals/profiles/0/parts/0/tiers/1/slack"),
    "level_missing": ("services/referrals/0/complexity", "high", "/services/referrals/0/complexity"),
    "nobody_seen": ("services/contracts/1/remote", False, "/services/contracts/1"),
    "no_contract": ("services/referrals/0/category", "family", "/services/referrals/0/category"),
    "language_missing": ("people/0/needs", ["interpreter"], "/people/0/language"),
}
"""One change of the rich document for each code, and where the finding must stand."""


def _without(path: str) -> Callable[[dict[str, Any]], None]:
    def remove(document: dict[str, Any]) -> None:
        above, _, last = path.rpartition("/")
        inner = at(document, above)
        del inner[int(last) if isinstance(inner, list) else last]

    return remove


def _fortnightly_on_another_day(document: dict[str, Any]) -> None:
    document["unpaid_work"]["projects"][0]["slots"][0] |= {"frequency": "fortnightly", "first": "2027-01-05"}


def _nobody_for_tier_c(document: dict[str, Any]) -> None:
    for row in document["policy"]["holding_rules"]:
        row["tiers"] = [tier for tier in row["tiers"] if tier != "C"]


def _out_of_order(document: dict[str, Any]) -> None:
    document["casework"]["cases"][0]["tier_changes"].append({"on": "2027-01-05", "tier": "C1"})


def _no_work(document: dict[str, Any]) -> None:
    for part in ("casework", "unpaid_work", "programmes", "services", "locks"):
        del document[part]
    del document["previous_plan"]


def _no_bicycle(document: dict[str, Any]) -> None:
    document["people"][0]["travel"]["means"] = "bicycle"
    document["travel"]["speeds"] = [row for row in document["travel"]["speeds"] if row["means"] != "bicycle"]


def _one_outcome_twice(document: dict[str, Any]) -> None:
    document["unpaid_work"]["outcomes"] *= 2


def _long_names(document: dict[str, Any]) -> None:
    slot = {"weekday": "tue", "start": "10:00"}
    document["programmes"]["templates"][0]["patterns"] = [{"id": "P" * 40, "slots": [slot]}]
    document["programmes"]["families"][0]["id"] = "F" * 30


def _says_nothing(document: dict[str, Any]) -> None:
    document["policy"]["unpopular_sessions"][0] = {"source": "test"}


EDITS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "missing_key": (_without("people/0/home"), "/people/0/home"),
    "speed_missing": (_no_bicycle, "/people/0/travel/means"),
    "part_missing": (_without("goals/profiles/0/parts/0"), "/goals/profiles/0/parts"),
    "wrong_weekday": (_fortnightly_on_another_day, "/unpaid_work/projects/0/slots/0/first"),
    "out_of_order": (_out_of_order, "/casework/cases/0/tier_changes/1/on"),
    "tier_for_nobody": (_nobody_for_tier_c, "/casework/cases/0/tier_changes/0/tier"),
    "outcome_twice": (_one_outcome_twice, "/unpaid_work/outcomes/2"),
    "formed_id_too_long": (_long_names, "/programmes/families/0/id"),
    "row_says_nothing": (_says_nothing, "/policy/unpopular_sessions/0"),
    "nothing_to_plan": (_no_work, ""),
}
"""Changes that take more than one value."""


def test_rich_document_is_sound() -> None:
    """The document that the other tests spoil has neither fault nor oddity."""
    report = check_document(as_bytes(rich_document()))
    assert (report.faults, report.warnings) == ((), ())
    assert report.scenario is not None


def test_every_code_has_an_example_here() -> None:
    """No code of a document stands in the table without a test that earns it."""
    assert {*BYTES, "duplicate_key", *CHANGES, *EDITS} == CODES.keys() - TABLES.keys()


def test_reading_codes_are_all_faults_and_odd_ones_all_warnings() -> None:
    """Only the table of oddities holds warnings."""
    assert {code.severity for name, code in CODES.items() if name in ODD} == {Severity.WARNING}
    assert {code.severity for name, code in CODES.items() if name not in ODD} == {Severity.FAULT}


@pytest.mark.parametrize("code", sorted(BYTES))
def test_bytes_that_cannot_be_read(code: str) -> None:
    """Bytes that are no document give one fault of the right code, and no scenario."""
    report = check_document(BYTES[code], limit=1000)
    assert [fault.code for fault in report.faults] == [code]
    assert report.scenario is None


def test_duplicate_key_is_placed() -> None:
    """A key that stands twice is named with its place, and the rest is judged all the same."""
    text = as_bytes(rich_document()).replace(b'"seats": 12', b'"seats": 12, "seats": 0')
    report = check_document(text)
    told = {(fault.code, fault.pointer, fault.id) for fault in report.faults}
    assert told == {
        ("duplicate_key", "/estate/rooms/0/seats", "R1"),
        ("no_seats", "/estate/rooms/0/seats", "R1"),
    }


@pytest.mark.parametrize("code", sorted(CHANGES))
def test_change_earns_its_code(code: str) -> None:
    """A single change earns its code at its place, with the severity that the table states."""
    path, value, pointer = CHANGES[code]
    document = rich_document()
    put(document, path, value)
    _assert_earned(document, code, pointer)


@pytest.mark.parametrize("code", sorted(EDITS))
def test_edit_earns_its_code(code: str) -> None:
    """A larger change earns its code at its place, with the severity that the table states."""
    edit, pointer = EDITS[code]
    document = rich_document()
    edit(document)
    _assert_earned(document, code, pointer)


def _assert_earned(document: dict[str, Any], code: str, pointer: str) -> None:
    report = check_document(as_bytes(document))
    found = report.warnings if code in ODD else report.faults
    assert (code, pointer) in {(row.code, row.pointer) for row in found}
    assert (report.scenario is None) == bool(report.faults)
    assert code in READING or all(row.severity is CODES[row.code].severity for row in found)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xef\xbb\xbf" + as_bytes(rich_document()), id="byte order mark"),
        pytest.param(json.dumps(rich_document(), indent=4).encode(), id="indented"),
    ],
)
def test_other_spellings_are_read(data: bytes) -> None:
    """A byte order mark and blanks change nothing."""
    assert check_document(data).scenario is not None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_are_named(encoding: str) -> None:
    """UTF-16 and UTF-32 are recognised and refused by name."""
    (fault,) = check_document(json.dumps(rich_document()).encode(encoding)).faults
    assert fault.code == "wrong_encoding"
    assert encoding[:6].upper() in fault.sentence


def test_line_and_column_of_broken_json() -> None:
    """A slip of grammar is told by line and column."""
    (fault,) = check_document(b'{\n "id": "X",\n "staff": [1 2]\n}').faults
    assert "line 3, column 14" in fault.sentence
