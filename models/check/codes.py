"""The one table of fault and warning codes; the checks, the docs and the tests read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from models.errors import Severity

FAULT, WARNING = Severity.FAULT, Severity.WARNING


class Code(NamedTuple):
    """A code, what it means, and an example.

    Attributes
    ----------
    severity
        A fault stops planning; a warning does not.
    meaning
        What is wrong, in a sentence.
    example
        A piece of a document, or of a table, that earns the code.
    """

    severity: Severity
    meaning: str
    example: str


READING: Mapping[str, Code] = {
    "too_large": Code(FAULT, "The document has more bytes than the limit allows.", "a document of 300 MB"),
    "wrong_encoding": Code(FAULT, "The document is not written in UTF-8 (a byte order mark is allowed).", "UTF-16"),
    "not_json": Code(FAULT, "The document is not JSON; the sentence names line and column.", '`{"id": "X1",}`'),
    "too_deep": Code(FAULT, "Lists and objects are nested more deeply than any scenario is.", "`[[[[[[ ... ]]]]]]`"),
    "duplicate_key": Code(FAULT, "A key stands twice in one object.", '`{"id": "A", "id": "B"}`'),
}
"""Codes of documents that cannot be read."""

SHAPE: Mapping[str, Code] = {
    "unknown_key": Code(FAULT, "A key does not belong where it stands.", '`{"id": "R1", "colour": "red"}`'),
    "missing_key": Code(FAULT, "A key that must be given is missing.", '`{"id": "R1"}` without `seats`'),
    "wrong_type": Code(
        FAULT, "Another type of value is wanted, or a date or time is not written as it must be.", '`"seats": "12"`'
    ),
    "wrong_version": Code(
        FAULT, "The document is of a schema version that this planner does not read.", '`"schema_version": "0.9"`'
    ),
    "unknown_word": Code(
        FAULT, "The field knows a fixed list of words, and this is none of them.", '`"weekday": "monday"`'
    ),
    "wrong_id": Code(
        FAULT, "An identifier has characters that no identifier may have, or is too long.", '`"id": "room 1"`'
    ),
    "empty_text": Code(FAULT, "A text that must say something is empty.", '`"reason": ""`'),
    "bad_text": Code(FAULT, "A text holds half of a character (a lone surrogate).", '`"name": "\\ud800"`'),
    "empty_list": Code(FAULT, "A list is empty that must have a row.", '`"slots": []`'),
    "out_of_range": Code(FAULT, "A number is smaller or larger than the field allows.", '`"show_up_rate": 1.5`'),
    "not_finite": Code(FAULT, "A number is not a number, infinite or overlong.", '`"lat": NaN`'),
    "impossible_date": Code(FAULT, "There is no such day in the calendar.", '`"first": "2026-02-30"`'),
    "impossible_time": Code(FAULT, "There is no such time of day.", '`"start": "25:00"`'),
    "too_many_faults": Code(
        FAULT, "So many places are misshapen that the rest is not listed.", "10,000 misshapen rows"
    ),
}
"""Codes of values that are not shaped as the schema asks."""

SENSE: Mapping[str, Code] = {
    "duplicate_id": Code(FAULT, "Two rows of one kind have the same identifier.", 'two rooms with `"id": "R1"`'),
    "unknown_id": Code(FAULT, "A reference names a row that is not there.", '`"team": "T99"` without such a team'),
    "duplicate_row": Code(
        FAULT, "A table of rules says the same thing twice, so that nobody knows which holds.", "two speeds for walking"
    ),
    "end_before_start": Code(FAULT, "Something ends before it begins.", '`"start": "17:00", "end": "09:00"`'),
    "out_of_order": Code(
        FAULT, "Rows that must stand in order of date do not.", "a tier change of May after one of June"
    ),
    "not_a_local_time": Code(FAULT, "A time has a zone, or seconds.", '`"start": "09:00:00Z"`'),
    "not_a_monday": Code(FAULT, "The horizon does not start on a Monday.", '`"start": "2027-01-05"`'),
    "first_day_missing": Code(
        FAULT,
        "A fortnightly or single slot, or a commitment of every second week, does not say from which day it counts.",
        '`"frequency": "once"` without `first`',
    ),
    "wrong_weekday": Code(
        FAULT,
        "The first day of a slot or commitment falls on another weekday than the slot or commitment.",
        '`"weekday": "mon", "first": "2027-01-05"`',
    ),
    "no_seats": Code(FAULT, "A room has no seats.", '`"seats": 0`'),
    "never_available": Code(
        FAULT, "Commitments leave a person no free time in any week.", "seven commitments from 00:00 to 23:59"
    ),
    "self_reference": Code(
        FAULT,
        "A row is kept apart from, excludes or is a co-defendant of itself.",
        '`"id": "X1", "non_associations": ["X1"]`',
    ),
    "entry_without_qualification": Code(
        FAULT,
        "A register entry is for a qualification that is not stated.",
        '`"qualifications": []` with a register entry',
    ),
    "row_says_nothing": Code(
        FAULT, "A row of unpopular sessions is met by every session.", '`{"source": "..."}` without anything else'
    ),
    "points_missing": Code(
        FAULT, "The policy has no points for a tier of a case, or for a kind of work.", '`"tier": "E5"`'
    ),
    "speed_missing": Code(
        FAULT, "There is no speed for a means by which somebody travels.", '`"means": "bicycle"` without a speed'
    ),
    "part_missing": Code(
        FAULT, "A goal profile has no goals for a part of the plan.", "a profile without `allocation`"
    ),
    "goal_in_wrong_part": Code(
        FAULT, "A goal stands in a part that it does not belong to.", "`waiting` under `allocation`"
    ),
    "goal_twice": Code(FAULT, "A goal has two weights in one part.", "`overload` in both tiers"),
    "minimum_above_maximum": Code(FAULT, "The least is more than the most.", '`"minimum_size": 9, "maximum_size": 8`'),
    "too_few_sessions": Code(
        FAULT,
        "A structured intervention has fewer sessions than `policy.structured_sessions`.",
        '`"kind": "structured"` with two sessions',
    ),
    "wrong_dose": Code(
        FAULT,
        "A pattern, or a group that could open, meets more or less often a week than its programme has it.",
        '`"sessions_per_week": 2` and one weekly time',
    ),
    "catch_up_too_early": Code(
        FAULT,
        "A catch-up comes before any group session of its programme that somebody could have missed.",
        '`"kind": "catch_up"` in the first session of a template',
    ),
    "rolling_sessions": Code(
        FAULT,
        "A rolling programme has a session that is no group session.",
        '`"rolling": true` and a one-to-one',
    ),
    "not_rolling": Code(
        FAULT,
        "A running group says which module begins next, but its programme is not rolling.",
        '`"next_module": 2` in a group of a closed programme',
    ),
    "next_module_missing": Code(
        FAULT,
        "A running group says which module begins next, but not when, or the other way round.",
        '`"next_module": 2` without `"next_on"`',
    ),
    "no_such_module": Code(
        FAULT, "The module that begins next in a running group does not exist.", '`"next_module": 3` of two modules'
    ),
    "module_begun": Code(
        FAULT,
        "The module that is said to begin next in a running group begins before the horizon.",
        '`"next_on"` in the week before',
    ),
    "sitting_too_short": Code(
        FAULT,
        "A running group that people can join has less time than the programme's longest session.",
        '`"minutes": 60` and sessions of two hours',
    ),
    "stay_of_stranger": Code(
        FAULT, "Somebody stays in a running group without being a member of it.", "a row of `stays`, none in `members`"
    ),
    "stay_twice": Code(FAULT, "A member of a running group has two stays.", "two rows of `stays` for one person"),
    "formed_id_too_long": Code(
        FAULT,
        "A group that a family stands for, or an intake of one that runs, would have an identifier of more than 64 "
        "characters.",
        "a family, a venue and a pattern with identifiers of 30 characters each",
    ),
    "beyond_legal_limit": Code(
        FAULT, "An unpaid-work requirement is shorter or longer than the law allows.", '`"required_minutes": 60000`'
    ),
    "ete_beyond_share": Code(
        FAULT, "Education, training and employment make up too much of a requirement.", '`"ete_minutes": 3000` of 6000'
    ),
    "ete_beyond_completed": Code(
        FAULT, "More minutes of education than minutes completed.", '`"completed_minutes": 60, "ete_minutes": 120`'
    ),
    "induction_supervised": Code(FAULT, "An induction is to take supervisors of ours.", '`"max_supervisors": 1`'),
    "depot_elsewhere": Code(FAULT, "Equipment would be fetched from another unit.", '`"depot": "O2"` of another unit'),
    "two_stocks": Code(FAULT, "Sets of a kind and size at an office are stated twice.", "two rows of `hi_vis` at `O1`"),
    "size_or_none": Code(
        FAULT,
        "Equipment of one kind at an office has sizes and has none.",
        'boots at `O1`, one row with `"size": "9"`',
    ),
    "two_sizes": Code(FAULT, "A person has two sizes of one kind of equipment.", "two rows of `sizes` for boots"),
    "pick_up_the_day_before": Code(
        FAULT, "A van would have to leave a pick-up before midnight.", '`"minutes_before": 600` of a session at 09:00'
    ),
    "ete_supervised": Code(
        FAULT, "Education, training and employment is to take supervisors of ours.", '`"max_supervisors": 1`'
    ),
    "attended_beyond_instructed": Code(
        FAULT,
        "A person turned up to more sessions than there were instructions to.",
        '`"sessions_instructed": 4, "sessions_attended": 5`',
    ),
    "not_yet": Code(
        FAULT, "A day that is recorded already lies in the horizon.", "an outcome on the horizon's first day"
    ),
    "outcome_before_sentence": Code(
        FAULT, "An outcome is of a session before the sentence.", '`"on": "2020-01-06"` of a sentence in 2026'
    ),
    "outcome_off_slot": Code(
        FAULT, "An outcome is of a day on which the slot does not run.", "a Tuesday of a slot on Mondays"
    ),
    "outcome_twice": Code(FAULT, "There are two outcomes of one session for one requirement.", "a row entered twice"),
    "credit_without_attendance": Code(
        FAULT, "Minutes are credited to somebody who was not there.", '`"outcome": "failed_to_attend", "minutes": 60`'
    ),
    "credit_beyond_session": Code(
        FAULT, "More minutes are credited than the session lasts.", '`"minutes": 480` of a session of seven hours'
    ),
    "credit_beyond_requirement": Code(
        FAULT, "Outcomes credit more minutes than are owed.", "420 minutes to a requirement of which 60 are left"
    ),
    "recorded_to_missing": Code(
        FAULT,
        "There are outcomes beside recorded minutes of which nobody knows up to which day they are.",
        '`"completed_minutes": 600` without `recorded_to`',
    ),
    "level_missing": Code(
        FAULT, "The policy has no row for the complexity of a referral.", '`"complexity": "high"` without such a level'
    ),
    "contradicting_locks": Code(FAULT, "Locks cannot all be kept.", "two practitioners who must hold one case"),
    "lock_breaks_rule": Code(FAULT, "A lock demands what a rule forbids.", "a practitioner whom the person excludes"),
}
"""Codes of rows that are well shaped, but cannot be."""

ODD: Mapping[str, Code] = {
    "nothing_to_plan": Code(WARNING, "There is no work in the scenario.", "no cases, requirements or referrals"),
    "no_capacity": Code(WARNING, "A practitioner has no available points.", '`"contracted_hours": 0`'),
    "stage_unknown": Code(
        WARNING,
        "A newly qualified officer or a trainee has no day since when, so that no hours are taken off.",
        '`"grade": "PQiP"` without `trainee_since`',
    ),
    "nobody_qualified": Code(
        WARNING, "No practitioner has a qualification that a case asks for.", '`"requires": ["juggling"]`'
    ),
    "no_such_tier": Code(
        WARNING, "A preference names a tier that the tier model does not have.", '`"rather_not": [{"tier": "Z"}]`'
    ),
    "case_ended": Code(WARNING, "A sentence is over before the horizon starts.", '`"sentence_end": "2020-01-01"`'),
    "no_supervisor": Code(WARNING, "Nobody may supervise a project.", '`"supervisor_qualifications": ["chainsaw"]`'),
    "cannot_run": Code(
        WARNING, "A project needs more people to run than it can take.", '`"minimum_to_run": 9, "places": 8`'
    ),
    "van_without_seats": Code(WARNING, "A van has no seats.", '`"seats": 0`'),
    "nobody_picked_up": Code(
        WARNING, "A project has pick-ups, but no van or driver to serve them.", '`"max_supervisors": 0` with `pick_ups`'
    ),
    "deadline_past": Code(
        WARNING, "Hours are left of a requirement whose deadline has passed.", '`"deadline": "2020-01-01"`'
    ),
    "no_show_up_rate": Code(
        WARNING, "People on unpaid work have neither a show-up rate nor a history.", "no `show_up_rate`"
    ),
    "no_facilitator": Code(
        WARNING, "Too few facilitators are qualified for a programme.", '`"qualification": "building_choices"`'
    ),
    "no_treatment_manager": Code(
        WARNING,
        "No treatment manager is qualified for a programme that asks for one.",
        '`"treatment_manager": true` and nobody with that role',
    ),
    "leaves_in_mid_run": Code(
        WARNING,
        "Somebody who leads or covers a running group leaves before its last session.",
        '`"active_until"` before the group\'s `"last"`',
    ),
    "no_group_room": Code(
        WARNING, "A group could open at an office that has no room.", '`"office": "O1"` without a room'
    ),
    "no_group_option": Code(
        WARNING, "No group could open for a referral.", '`"cohort": "sexual"` without such a group'
    ),
    "sentence_too_short": Code(
        WARNING, "A sentence ends before the first suitable group could start.", '`"sentence_end": "2027-01-05"`'
    ),
    "nobody_seen": Code(WARNING, "Nobody can be seen under a contract.", 'no `location` and `"remote": false`'),
    "no_contract": Code(
        WARNING, "No contract provides a service where a person lives.", '`"category": "women"` without a contract'
    ),
    "language_missing": Code(
        WARNING, "An interpreter is needed, but not for which language.", '`"needs": ["interpreter"]`'
    ),
    "tier_for_nobody": Code(
        WARNING, "No grade may hold cases of a tier.", '`"tier": "E"`, and holding rules for `A` to `D` alone'
    ),
    "slack_of_last_tier": Code(
        WARNING, "The last tier of a part has a slack, which says nothing.", '`"slack": 0.1` in the only tier'
    ),
    "leaving_out_is_free": Code(
        WARNING,
        "A profile gives no weight to somebody being left out of a part.",
        '`{"goal": "unallocated", "weight": 0}`',
    ),
}
"""Codes of what is odd."""

TABLES: Mapping[str, Code] = {
    "missing_file": Code(FAULT, "A table that must be there is not.", "no people.csv"),
    "unknown_file": Code(FAULT, "The folder holds a table of an unknown name.", "peoples.csv"),
    "not_csv": Code(
        FAULT, "A table cannot be read as comma-separated values.", "a quotation mark that is never closed"
    ),
    "missing_column": Code(FAULT, "A column that must be there is not.", "people.csv without `pdu`"),
    "unknown_column": Code(
        FAULT, "A table has a column of an unknown name, or one name twice.", "`colour` in people.csv"
    ),
    "surplus_cell": Code(FAULT, "A row has more cells than the header.", "X1,N54A,extra"),
    "rows_disagree": Code(
        FAULT, "Rows of one module or tier say different things about it.", "two gaps for one module"
    ),
    "wrong_number": Code(FAULT, "Rows inside a row are not numbered 1, 2, 3 in order.", "module 1, then module 3"),
}
"""Codes that only tables in CSV can earn."""

CODES: Mapping[str, Code] = {**READING, **SHAPE, **SENSE, **ODD, **TABLES}
"""Every code."""
