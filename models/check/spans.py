"""Days and times: what ends must have begun, and clocks show local time in whole minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from models.check.ledger import Ledger
from models.check.paths import pattern, values, walk
from models.check.report import Finding
from models.record import Weekday
from models.unpaid_work import Frequency

EARLIEST_YEAR, LATEST_YEAR = 1990, 2199
"""Years in which a horizon can lie: beyond them, a slip of the pen is far likelier than a plan."""

DAYS = tuple(Weekday)
"""From Monday to Sunday."""

TIMES = (
    "people[].commitments[].start",
    "people[].commitments[].end",
    "staff[].pattern[].start",
    "staff[].pattern[].end",
    "unpaid_work.projects[].slots[].start",
    "unpaid_work.projects[].slots[].end",
    "policy.unpopular_sessions[].ends_after",
    "previous_plan.patterns[].pick_up_at",
    "programmes.group_options[].slots[].start",
    "programmes.running_groups[].slots[].start",
    "programmes.templates[].patterns[].slots[].start",
    "programmes.venues[].open[].start",
    "programmes.venues[].open[].end",
    "previous_plan.patterns[].start",
    "previous_plan.patterns[].end",
    "previous_plan.sessions[].start",
    "previous_plan.sessions[].end",
    "previous_plan.groups[].sessions[].start",
    "previous_plan.groups[].sessions[].end",
    "previous_plan.groups[].one_to_ones[].start",
    "previous_plan.groups[].one_to_ones[].end",
    "services.contracts[].open[].start",
    "services.contracts[].open[].end",
    "previous_plan.services[].appointments[].start",
    "previous_plan.services[].appointments[].end",
    "previous_plan.appointments[].start",
    "previous_plan.appointments[].end",
)
"""Every clock time of a scenario."""

SPANS: tuple[tuple[str, str, str], ...] = (
    ("people[].commitments[]", "start", "end"),
    ("people[].commitments[]", "first", "last"),
    ("staff[].pattern[]", "start", "end"),
    ("staff[].leave[]", "first", "last"),
    ("staff[].reductions[]", "first", "last"),
    ("staff[]", "active_from", "active_until"),
    ("casework.cases[]", "sentence_date", "sentence_end"),
    ("casework.cases[]", "sentence_date", "release_date"),
    ("casework.cases[]", "sentence_date", "handover_date"),
    ("casework.cases[]", "handover_date", "release_date"),
    ("casework.cases[]", "handover_date", "sentence_end"),
    ("casework.cases[]", "release_date", "sentence_end"),
    ("casework.cases[]", "start", "sentence_end"),
    ("casework.court_reports[]", "requested_on", "due_on"),
    ("unpaid_work.requirements[]", "sentence_date", "deadline"),
    ("unpaid_work.projects[].slots[]", "start", "end"),
    ("unpaid_work.projects[].slots[]", "first", "last"),
    ("unpaid_work.closures[]", "first", "last"),
    ("unpaid_work.vans[].off_road[]", "first", "last"),
    ("programmes.referrals[]", "referred_on", "sentence_end"),
    ("programmes.venues[].open[]", "start", "end"),
    ("programmes.families[]", "first_week", "last_week"),
    ("programmes.running_groups[].stays[]", "first", "last"),
    ("services.contracts[].open[]", "start", "end"),
    ("services.referrals[]", "referred_on", "sentence_end"),
    ("services.referrals[]", "start_from", "release_date"),
    ("policy.stage_reductions[]", "from_month", "to_month"),
    ("previous_plan.patterns[]", "start", "end"),
    ("previous_plan.sessions[]", "start", "end"),
    ("previous_plan.groups[].sessions[]", "start", "end"),
    ("previous_plan.groups[].one_to_ones[]", "start", "end"),
    ("previous_plan.services[].appointments[]", "start", "end"),
    ("previous_plan.appointments[]", "start", "end"),
)
"""Rows with a beginning and an end: days may be the same, times and months must be later."""

Clocks = date | time | int


def spans(ledger: Ledger) -> Iterator[Finding]:
    """Whatever ends before it begins."""
    for where, first, last in SPANS:
        steps = pattern(where)
        if not any(_reversed(getattr(row, first), getattr(row, last)) for row in values(ledger.scenario, steps)):
            continue
        for path, row in walk(ledger.scenario, steps):
            begins, ends = getattr(row, first), getattr(row, last)
            if _reversed(begins, ends):
                rule = "must not be before" if isinstance(begins, date) else "must be later than"
                sentence = f"`{last}` ({_shown(ends)}) {rule} `{first}` ({_shown(begins)})."
                yield Finding("end_before_start", (*path, last), sentence)


def _reversed(begins: object, ends: object) -> bool:
    """Whether an end comes before its beginning; times of day and months must be later, not the same."""
    if isinstance(begins, date) and isinstance(ends, date):
        return ends < begins
    if isinstance(begins, time) and isinstance(ends, time):
        return (ends.hour, ends.minute) <= (begins.hour, begins.minute)
    return isinstance(begins, int) and isinstance(ends, int) and ends <= begins


def _shown(value: object) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def clocks(ledger: Ledger) -> Iterator[Finding]:
    """Clock times with a time zone, or with seconds."""
    for where in TIMES:
        if any(_foreign(value) for value in values(ledger.scenario, pattern(where))):
            for path, value in walk(ledger.scenario, pattern(where)):
                if _foreign(value):
                    sentence = "Times are local and in whole minutes: write HH:MM, without a zone and without seconds."
                    yield Finding("not_a_local_time", path, sentence)


def _foreign(value: object) -> bool:
    return isinstance(value, time) and bool(value.tzinfo or value.second or value.microsecond)


def horizon(ledger: Ledger) -> Iterator[Finding]:
    """A horizon that does not start on a Monday, lies in another age, or has more periods than weeks."""
    start = ledger.scenario.horizon.start
    if not EARLIEST_YEAR <= start.year <= LATEST_YEAR:
        sentence = f"The horizon must start in a year from {EARLIEST_YEAR} to {LATEST_YEAR}."
        yield Finding("out_of_range", ("horizon", "start"), sentence)
    elif start.weekday() != 0:
        monday = start - timedelta(days=start.weekday())
        sentence = f"The horizon starts on {start}, a {start:%A}. It must start on a Monday, such as {monday}."
        yield Finding("not_a_monday", ("horizon", "start"), sentence)
    periods, weeks = ledger.scenario.horizon.periods, ledger.scenario.horizon.weeks
    if periods > weeks:
        sentence = f"There are {periods} periods in {weeks} weeks; every period needs a week at least."
        yield Finding("out_of_range", ("horizon", "periods"), sentence)


def slot_dates(ledger: Ledger) -> Iterator[Finding]:
    """Project slots that come back fortnightly or once, without the day that they count from."""
    for n, project in enumerate(ledger.scenario.unpaid_work.projects):
        for k, slot in enumerate(project.slots):
            path = ("unpaid_work", "projects", n, "slots", k, "first")
            if slot.frequency is Frequency.WEEKLY:
                continue
            if slot.first is None:
                sentence = f"A slot that runs {slot.frequency} needs `first`, the day that it counts from."
                yield Finding("first_day_missing", path, sentence)
            elif DAYS[slot.first.weekday()] != slot.weekday:
                sentence = (
                    f"The slot stands on a {slot.weekday.spelt}, but {slot.first} is a {slot.first:%A}. "
                    "Make them agree."
                )
                yield Finding("wrong_weekday", path, sentence)


def turns(ledger: Ledger) -> Iterator[Finding]:
    """Commitments of every second week or fewer, without the day that they count from."""
    for n, person in enumerate(ledger.scenario.people):
        for k, row in enumerate(person.commitments):
            path = ("people", n, "commitments", k, "first")
            if row.every_weeks == 1:
                continue
            if row.first is None:
                sentence = "A commitment that does not come every week needs `first`, the day that it counts from."
                yield Finding("first_day_missing", path, sentence)
            elif DAYS[row.first.weekday()] != row.weekday:
                sentence = (
                    f"The commitment is on a {row.weekday.spelt}, but {row.first} is a {row.first:%A}. Make them agree."
                )
                yield Finding("wrong_weekday", path, sentence)


def tier_changes(ledger: Ledger) -> Iterator[Finding]:
    """Changes of tier that are not in order of date."""
    for n, case in enumerate(ledger.scenario.casework.cases):
        for k in range(1, len(case.tier_changes)):
            if case.tier_changes[k].on <= case.tier_changes[k - 1].on:
                path = ("casework", "cases", n, "tier_changes", k, "on")
                yield Finding("out_of_order", path, "Changes of tier must stand in order of date, one for a day.")
