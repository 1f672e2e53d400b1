"""Unpaid work, programmes and services: hours within the law, sizes and numbers that can be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.check.ledger import Ledger
from models.check.paths import Path
from models.check.report import Finding
from models.programmes import ProgrammeKind, ProgrammeTemplate, SessionKind
from models.record import LONGEST_ID
from models.unpaid_work import ProjectKind

LED_BY_OTHERS = {
    ProjectKind.INDUCTION: ("induction_supervised", "Inductions are held"),
    ProjectKind.ETE: ("ete_supervised", "Education, training and employment is given"),
}
"""Kinds of project that need no supervisor of ours: the code of the fault, and what to say."""


def legal_hours(ledger: Ledger) -> Iterator[Finding]:
    """Unpaid-work requirements shorter or longer than a court can make."""
    policy = ledger.scenario.policy
    least, most = policy.unpaid_work_minimum_hours.value, policy.unpaid_work_maximum_hours.value
    for n, row in enumerate(ledger.scenario.unpaid_work.requirements):
        if not least * 60 <= row.required_minutes <= most * 60:
            sentence = (
                f"The requirement is {row.required_minutes / 60:g} hours long; by the policy a court can order "
                f"{least:g} to {most:g} hours ({least * 60:g} to {most * 60:g} minutes)."
            )
            yield Finding("beyond_legal_limit", ("unpaid_work", "requirements", n, "required_minutes"), sentence)


def ete_share(ledger: Ledger) -> Iterator[Finding]:
    """Requirements of which education, training and employment make up too much."""
    share = ledger.scenario.policy.ete_share.value
    for n, row in enumerate(ledger.scenario.unpaid_work.requirements):
        path = ("unpaid_work", "requirements", n, "ete_minutes")
        if row.ete_minutes > share * row.required_minutes + 1e-9:
            sentence = (
                f"{row.ete_minutes} minutes of education, training and employment are more than {share:.0%} of the "
                f"requirement's {row.required_minutes}."
            )
            yield Finding("ete_beyond_share", path, sentence)
        elif row.ete_minutes > row.completed_minutes:
            sentence = (
                f"`ete_minutes` ({row.ete_minutes}) is a part of `completed_minutes` ({row.completed_minutes}) "
                "and cannot be more."
            )
            yield Finding("ete_beyond_completed", path, sentence)


def attendance_history(ledger: Ledger) -> Iterator[Finding]:
    """Requirements of which more sessions were attended than there were instructions to."""
    for n, row in enumerate(ledger.scenario.unpaid_work.requirements):
        if row.sessions_attended > row.sessions_instructed:
            sentence = (
                f"The person cannot have turned up to {row.sessions_attended} of {row.sessions_instructed} sessions. "
                "Correct one of the two."
            )
            yield Finding(
                "attended_beyond_instructed", ("unpaid_work", "requirements", n, "sessions_attended"), sentence
            )


def no_supervisors_of_ours(ledger: Ledger) -> Iterator[Finding]:
    """Inductions, and education, that supervisors of ours would have to lead."""
    for n, row in enumerate(ledger.scenario.unpaid_work.projects):
        if row.kind in LED_BY_OTHERS and row.max_supervisors:
            code, what = LED_BY_OTHERS[row.kind]
            sentence = f"{what} without supervisors of the rota: `max_supervisors` must be 0."
            yield Finding(code, ("unpaid_work", "projects", n, "max_supervisors"), sentence)


def pick_up_times(ledger: Ledger) -> Iterator[Finding]:
    """Pick-ups that a van would have to leave on the day before the session."""
    for n, project in enumerate(ledger.scenario.unpaid_work.projects):
        earliest = min((60 * slot.start.hour + slot.start.minute for slot in project.slots), default=0)
        for k, row in enumerate(project.pick_ups):
            if row.minutes_before > earliest:
                sentence = f"{row.minutes_before} minutes before the earliest session of the project is the day before."
                path = ("unpaid_work", "projects", n, "pick_ups", k, "minutes_before")
                yield Finding("pick_up_the_day_before", path, sentence)


def depots(ledger: Ledger) -> Iterator[Finding]:
    """Depots outside the project's unit."""
    for n, project in enumerate(ledger.scenario.unpaid_work.projects):
        office = ledger.offices.get(project.depot or "")
        if office is not None and office.pdu != project.pdu:
            sentence = f"Office {office.id} belongs to {office.pdu}; name one of the project's unit, {project.pdu}."
            yield Finding("depot_elsewhere", ("unpaid_work", "projects", n, "depot"), sentence)


def equipment(ledger: Ledger) -> Iterator[Finding]:
    """Stocks stated twice, equipment that has sizes and has none, and people with two sizes of a kind."""
    sizes: dict[tuple[str, str], set[str | None]] = {}
    for n, row in enumerate(ledger.scenario.unpaid_work.equipment):
        there, path = sizes.setdefault((row.office, row.kind), set()), ("unpaid_work", "equipment", n)
        if row.size in there:
            sentence = f"Office {row.office} has such a row of {row.kind} already; add the sets up in one."
            yield Finding("two_stocks", (*path, "kind"), sentence)
        elif there and (row.size is None or None in there):
            sentence = f"Of {row.kind} at office {row.office}, state a size in every row or in none."
            yield Finding("size_or_none", (*path, "size"), sentence)
        there.add(row.size)
    for n, person in enumerate(ledger.scenario.people):
        kinds = [row.kind for row in person.sizes]
        for k, kind in enumerate(kinds):
            if kind in kinds[:k]:
                sentence = f"A size of {kind} is stated already; keep the one that fits."
                yield Finding("two_sizes", ("people", n, "sizes", k, "kind"), sentence)


def new_starts(ledger: Ledger) -> Iterator[Finding]:
    """Forecasts for a week that does not begin on a Monday, or lies outside the horizon, or for one stated twice."""
    horizon = ledger.scenario.horizon
    seen: set[tuple[str, date]] = set()
    for n, row in enumerate(ledger.scenario.unpaid_work.new_starts):
        path = ("unpaid_work", "new_starts", n)
        if row.week.weekday():
            yield Finding("not_a_monday", (*path, "week"), f"{row.week} is a {row.week:%A}; state a Monday.")
        elif not 0 <= (row.week - horizon.start).days < 7 * horizon.weeks:
            yield Finding("out_of_range", (*path, "week"), "The week lies outside the horizon.")
        if (row.pdu, row.week) in seen:
            yield Finding("duplicate_row", path, "There is a row for this unit and week already. Add them up in one.")
        seen.add((row.pdu, row.week))


def group_sizes(ledger: Ledger) -> Iterator[Finding]:
    """Programmes whose smallest group is larger than the largest."""
    for n, row in enumerate(ledger.scenario.programmes.templates):
        if row.minimum_size > row.maximum_size:
            sentence = f"The smallest group ({row.minimum_size}) is larger than the largest ({row.maximum_size})."
            yield Finding("minimum_above_maximum", ("programmes", "templates", n, "minimum_size"), sentence)


def structured_sessions(ledger: Ledger) -> Iterator[Finding]:
    """Structured interventions with fewer sessions than the policy has them have."""
    fewest = int(ledger.scenario.policy.structured_sessions.value)
    for n, row in enumerate(ledger.scenario.programmes.templates):
        number = sum(session.kind is not SessionKind.CATCH_UP for module in row.modules for session in module.sessions)
        if row.kind is ProgrammeKind.STRUCTURED and number < fewest:
            sentence = f"A structured intervention has at least {fewest} sessions; this one has {number}."
            yield Finding("too_few_sessions", ("programmes", "templates", n, "modules"), sentence)


def catch_ups(ledger: Ledger) -> Iterator[Finding]:
    """A catch-up comes after at least one group session that could have been missed."""
    for n, row in enumerate(ledger.scenario.programmes.templates):
        seen = False
        for m, module in enumerate(row.modules):
            for k, session in enumerate(module.sessions):
                seen = seen or session.kind is SessionKind.GROUP
                if session.kind is SessionKind.CATCH_UP and not seen:
                    sentence = f"The catch-up {session.name} comes before any group session that it could make up for."
                    path = ("programmes", "templates", n, "modules", m, "sessions", k, "kind")
                    yield Finding("catch_up_too_early", path, sentence)


def doses(ledger: Ledger) -> Iterator[Finding]:
    """Patterns and group options with more or fewer weekly times than the programme has sessions a week."""
    programmes = ledger.scenario.programmes
    for n, row in enumerate(programmes.templates):
        for k, pattern in enumerate(row.patterns):
            yield from _dose(row, len(pattern.slots), ("programmes", "templates", n, "patterns", k, "slots"))
    for n, option in enumerate(programmes.group_options):
        if option.template in ledger.templates:
            template = ledger.templates[option.template]
            yield from _dose(template, len(option.slots), ("programmes", "group_options", n, "slots"))


def _dose(template: ProgrammeTemplate, slots: int, path: Path) -> Iterator[Finding]:
    if template.sessions_per_week not in (None, slots):
        sentence = f"{template.id} has {template.sessions_per_week} session(s) a week; these are {slots} weekly times."
        yield Finding("wrong_dose", path, sentence)


def formed_ids(ledger: Ledger) -> Iterator[Finding]:
    """Families of groups some of which would have too long an identifier: ``family+office+pattern+week``."""
    programmes = ledger.scenario.programmes
    patterns = {row.id: [pattern.id for pattern in row.patterns] for row in programmes.templates}
    for n, row in enumerate(programmes.families):
        offices = [venue.office for venue in programmes.venues if not row.offices or venue.office in row.offices]
        ids = [
            f"{row.id}+{office}+{pattern}+{ledger.scenario.horizon.weeks:02d}"
            for office in offices
            for pattern in patterns.get(row.template, ())
        ]
        longest = max(ids, key=len, default="")
        if len(longest) > LONGEST_ID:
            sentence = (
                f"Its group {longest} has an identifier of {len(longest)} characters; the most are {LONGEST_ID}. "
                "Shorten the identifier of the family or of the pattern."
            )
            yield Finding("formed_id_too_long", ("programmes", "families", n, "id"), sentence)


def promised_places(ledger: Ledger) -> Iterator[Finding]:
    """Contracts that promise more places than they have."""
    for n, row in enumerate(ledger.scenario.services.contracts):
        if row.guaranteed_per_month > row.places_per_month:
            sentence = (
                f"The contract promises {row.guaranteed_per_month} places a month, but has {row.places_per_month}."
            )
            yield Finding("minimum_above_maximum", ("services", "contracts", n, "guaranteed_per_month"), sentence)


def levels_missing(ledger: Ledger) -> Iterator[Finding]:
    """Complexities of referrals for which the policy has no row; one finding for each."""
    stated = {row.complexity for row in ledger.scenario.policy.service_levels}
    for n, row in enumerate(ledger.scenario.services.referrals):
        if row.complexity not in stated:
            stated.add(row.complexity)
            sentence = (
                f"The policy does not say how many appointments a referral of {row.complexity} complexity has. "
                "Add the row to policy.service_levels."
            )
            yield Finding("level_missing", ("services", "referrals", n, "complexity"), sentence)
