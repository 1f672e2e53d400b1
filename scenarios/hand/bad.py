"""One bad input for each kind of fault, made from the tiny scenario, with the code that ``check`` must give."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from scenarios.hand.tiny import Rows, commitment, staff, tiny

DEPTH = 400
"""Nesting that no scenario needs."""


class Bad(NamedTuple):
    """A bad input.

    Attributes
    ----------
    code
        Fault code that it must give.
    what
        What is wrong with it, for the page that lists them.
    spoil
        Spoils the tiny scenario in place.
    """

    code: str
    what: str
    spoil: Callable[[Rows], None]


def _unknown_id(rows: Rows) -> None:
    rows["casework"]["cases"][0]["person"] = "X999999"


def _duplicate_id(rows: Rows) -> None:
    rows["staff"][1]["id"] = rows["staff"][0]["id"]
    rows["casework"]["cases"][1].pop("current_practitioner")
    rows["locks"] = []


def _end_before_start(rows: Rows) -> None:
    rows["staff"][0]["leave"] = [{"first": "2026-12-14", "last": "2026-12-07"}]


def _impossible_date(rows: Rows) -> None:
    rows["casework"]["cases"][0]["sentence_date"] = "2026-02-30"


def _sentence_ends_first(rows: Rows) -> None:
    rows["casework"]["cases"][0]["sentence_end"] = "2026-05-01"


def _no_seats(rows: Rows) -> None:
    rows["estate"]["rooms"][0]["seats"] = 0


def _never_available(rows: Rows) -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    rows["people"][1]["commitments"] = [commitment(day, "00:00", "23:59", "care") for day in days]


def _points_missing(rows: Rows) -> None:
    rows["casework"]["cases"][2]["tier"] = "D3"


def _self_non_association(rows: Rows) -> None:
    rows["people"][0]["non_associations"] = ["X000001"]


def _beyond_legal_limit(rows: Rows) -> None:
    rows["unpaid_work"]["requirements"][0]["required_minutes"] = 301 * 60


def _below_legal_limit(rows: Rows) -> None:
    rows["unpaid_work"]["requirements"][0] |= {"required_minutes": 39 * 60, "completed_minutes": 0}


def _ete_beyond_share(rows: Rows) -> None:
    rows["unpaid_work"]["requirements"][0] |= {"completed_minutes": 3000, "ete_minutes": 1500}


def _not_a_number(rows: Rows) -> None:
    rows["people"][0]["home"] = {"lat": float("nan"), "lon": -1.23}


def _infinite(rows: Rows) -> None:
    rows["staff"][0]["contracted_hours"] = float("inf")


def _empty_list(rows: Rows) -> None:
    rows["unpaid_work"]["projects"][0]["slots"] = []


def _unknown_key(rows: Rows) -> None:
    rows["people"][0]["favourite_colour"] = "green"


def _missing_key(rows: Rows) -> None:
    rows["people"][0].pop("home")


def _wrong_type(rows: Rows) -> None:
    rows["estate"]["rooms"][0]["seats"] = "8"


def _unknown_word(rows: Rows) -> None:
    rows["casework"]["cases"][0]["rosh"] = "extreme"


def _out_of_range(rows: Rows) -> None:
    rows["people"][0]["show_up_rate"] = 1.5


def _wrong_id(rows: Rows) -> None:
    rows["estate"]["rooms"][0]["id"] = "the big room"


def _wrong_version(rows: Rows) -> None:
    rows["schema_version"] = "0.9"


def _not_a_monday(rows: Rows) -> None:
    rows["horizon"]["start"] = "2026-12-01"


def _more_periods_than_weeks(rows: Rows) -> None:
    rows["horizon"]["periods"] = 12


def _unknown_team(rows: Rows) -> None:
    rows["casework"]["cases"][0]["specialist_team"] = "public_protection"


def _released_before_sentence(rows: Rows) -> None:
    rows["casework"]["cases"][0]["release_date"] = "2020-01-01"


def _report_due_before_request(rows: Rows) -> None:
    case = rows["casework"]["cases"][0]
    office = rows["estate"]["offices"][0]["id"]
    report = {"id": "R1", "person": case["person"], "kind": "fast", "court_office": office}
    rows["casework"]["court_reports"] = [report | {"requested_on": "2026-12-08", "due_on": "2026-12-01"}]
    rows["policy"]["work_item_points"] = [{"kind": "report_fast", "points": 65, "source": "made up"}]


def _report_without_points(rows: Rows) -> None:
    case = rows["casework"]["cases"][0]
    office = rows["estate"]["offices"][0]["id"]
    report = {"id": "R1", "person": case["person"], "kind": "fast", "court_office": office}
    rows["casework"]["court_reports"] = [report | {"requested_on": "2026-12-01", "due_on": "2026-12-08"}]
    rows["policy"]["work_item_points"] = []


def _two_case_ceilings(rows: Rows) -> None:
    rows["policy"]["case_ceilings"] = [{"grade": "PO", "cases": cases, "source": "made up"} for cases in (50, 60)]


def _lock_breaks_rule(rows: Rows) -> None:
    rows["locks"] = [_must("X000001-1", "N54A0002")]


def _two_musts(rows: Rows) -> None:
    rows["staff"].append(staff("N54A0005", "PSO", "practitioner"))
    rows["locks"] = [_must("X000002-1", "N54A0002"), _must("X000002-1", "N54A0005")]


def _contradicting_co_defendants(rows: Rows) -> None:
    rows["casework"]["cases"][1]["co_defendants"] = ["X000003-1"]
    rows["locks"] = [_must("X000002-1", "N54A0002"), _must("X000003-1", "N54A0002")]


def _must(case: str, practitioner: str) -> Rows:
    return {"kind": "case", "case": case, "practitioner": practitioner, "force": "must", "reason": "Told so"}


def _many_faults(rows: Rows) -> None:
    for spoil in (_unknown_id, _no_seats, _self_non_association, _end_before_start, _beyond_legal_limit):
        spoil(rows)


BAD: dict[str, Bad] = {
    "unknown_id": Bad("unknown_id", "a case names a person who is not there", _unknown_id),
    "duplicate_id": Bad("duplicate_id", "two members of staff have one staff code", _duplicate_id),
    "leave_ends_before_it_starts": Bad("end_before_start", "leave from the 14th to the 7th", _end_before_start),
    "sentence_ends_before_it_starts": Bad("end_before_start", "a sentence over before its day", _sentence_ends_first),
    "impossible_date": Bad("impossible_date", "a sentence of 30 February", _impossible_date),
    "room_without_seats": Bad("no_seats", "a group room with no seats", _no_seats),
    "never_available": Bad("never_available", "a person who is taken every hour of the week", _never_available),
    "points_missing": Bad("points_missing", "a tier that the policy has no points for", _points_missing),
    "self_non_association": Bad("self_reference", "a person kept apart from themselves", _self_non_association),
    "hours_beyond_law": Bad("beyond_legal_limit", "301 hours of unpaid work", _beyond_legal_limit),
    "hours_below_law": Bad("beyond_legal_limit", "39 hours of unpaid work", _below_legal_limit),
    "ete_beyond_share": Bad("ete_beyond_share", "more education than 30 % of the hours", _ete_beyond_share),
    "not_a_number": Bad("not_finite", "a latitude of NaN", _not_a_number),
    "infinite": Bad("not_finite", "infinite contracted hours", _infinite),
    "empty_list": Bad("empty_list", "a project without any slot", _empty_list),
    "unknown_key": Bad("unknown_key", "a key that no row has", _unknown_key),
    "missing_key": Bad("missing_key", "a person without a home", _missing_key),
    "wrong_type": Bad("wrong_type", "a number written as text", _wrong_type),
    "unknown_word": Bad("unknown_word", "a risk that the list does not know", _unknown_word),
    "out_of_range": Bad("out_of_range", "a chance above 1", _out_of_range),
    "wrong_id": Bad("wrong_id", "an identifier with blanks", _wrong_id),
    "wrong_version": Bad("wrong_version", "a schema version of long ago", _wrong_version),
    "not_a_monday": Bad("not_a_monday", "a horizon that starts on a Tuesday", _not_a_monday),
    "more_periods_than_weeks": Bad("out_of_range", "twelve periods in fewer weeks", _more_periods_than_weeks),
    "unknown_team": Bad("unknown_id", "a specialist team that is not there", _unknown_team),
    "released_before_sentence": Bad("end_before_start", "a release before the sentence", _released_before_sentence),
    "report_due_before_request": Bad(
        "end_before_start", "a court report due before the court asked", _report_due_before_request
    ),
    "report_without_points": Bad("points_missing", "a kind of court report without points", _report_without_points),
    "two_case_ceilings": Bad("duplicate_row", "two ceilings of cases for one grade", _two_case_ceilings),
    "lock_breaks_rule": Bad("lock_breaks_rule", "a high-risk case locked to a PSO", _lock_breaks_rule),
    "two_musts": Bad("contradicting_locks", "one case that two practitioners must hold", _two_musts),
    "co_defendants_locked_together": Bad(
        "contradicting_locks", "co-defendants who must have one practitioner", _contradicting_co_defendants
    ),
    "many_faults": Bad("unknown_id", "five faults, all of which must be named at once", _many_faults),
}
"""Bad inputs that are the tiny scenario with a change."""


def _readable(rows: Any) -> str:
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"


def _too_deep() -> bytes:
    return (_readable(tiny()).rstrip()[:-1] + ', "notes": ' + "[" * DEPTH + "]" * DEPTH + "}\n").encode()


def _duplicate_key() -> bytes:
    return _readable(tiny()).replace('"id": "tiny",', '"id": "tiny",\n "id": "twice",', 1).encode()


class Raw(NamedTuple):
    """A bad input that no JSON writer would write: its fault code, what is wrong, and its bytes."""

    code: str
    what: str
    content: bytes


RAW: dict[str, Raw] = {
    "too_deep": Raw("too_deep", "lists in lists, four hundred deep", _too_deep()),
    "wrong_encoding": Raw("wrong_encoding", "the tiny scenario in UTF-16", _readable(tiny()).encode("utf-16-le")),
    "not_json": Raw("not_json", "a text that is not JSON at all", b"Dear colleague, please find attached\n"),
    "cut_off": Raw("not_json", "a file that breaks off in the middle", _readable(tiny())[:2000].encode()),
    "empty": Raw("not_json", "a file with nothing in it", b""),
    "a_list": Raw("wrong_type", "a list instead of a scenario", b"[]\n"),
    "duplicate_key": Raw("duplicate_key", "one key twice in one object", _duplicate_key()),
}
"""Bad inputs in the raw."""


def expected_codes() -> dict[str, str]:
    """Fault code that each bad input, by its name, must give among others."""
    return {name: bad.code for name, bad in BAD.items()} | {name: raw.code for name, raw in RAW.items()}


def what_is_wrong() -> dict[str, str]:
    """What is wrong with each bad input, in words."""
    return {name: bad.what for name, bad in BAD.items()} | {name: raw.what for name, raw in RAW.items()}


def bad_inputs() -> dict[str, bytes]:
    """Every bad input as bytes, by name."""
    made: dict[str, bytes] = {}
    for name, bad in BAD.items():
        rows = tiny()
        bad.spoil(rows)
        made[name] = _readable(rows).encode()
    return made | {name: raw.content for name, raw in RAW.items()}
