"""Rolling programmes, and running groups that people join or leave on the way."""

from __future__ import annotations

from collections.abc import Iterator

from models.check.ledger import Ledger
from models.check.report import Finding
from models.programmes import ProgrammeTemplate, RunningGroup, SessionKind
from models.record import LONGEST_ID


def rolling_sessions(ledger: Ledger) -> Iterator[Finding]:
    """Rolling programmes with anything else than group sessions: people are at different places in them."""
    for n, row in enumerate(ledger.scenario.programmes.templates):
        for m, module in enumerate(row.modules if row.rolling else ()):
            for k, session in enumerate(module.sessions):
                if session.kind is not SessionKind.GROUP:
                    sentence = f"A rolling programme has group sessions only; {session.name} is none."
                    path = ("programmes", "templates", n, "modules", m, "sessions", k, "kind")
                    yield Finding("rolling_sessions", path, sentence)


def next_modules(ledger: Ledger) -> Iterator[Finding]:
    """Running groups that say wrongly which module begins next, and when."""
    for n, group in enumerate(ledger.scenario.programmes.running_groups):
        template = ledger.templates.get(group.template)
        if template is not None and (group.next_module is not None or group.next_on is not None):
            for code, field, sentence in _wrong(ledger, group, template):
                yield Finding(code, ("programmes", "running_groups", n, field), sentence)


def _wrong(ledger: Ledger, group: RunningGroup, template: ProgrammeTemplate) -> Iterator[tuple[str, str, str]]:
    """Code, field and sentence of whatever is wrong with where a group stands."""
    start, modules = ledger.scenario.horizon.start, len(template.modules)
    longest = max(session.minutes for module in template.modules for session in module.sessions)
    if not template.rolling:
        sentence = f"{template.id} is not `rolling`, so that nobody joins on the way. Leave the field out."
        yield "not_rolling", "next_module" if group.next_module is not None else "next_on", sentence
    elif group.next_module is None or group.next_on is None:
        missing = "next_module" if group.next_module is None else "next_on"
        yield "next_module_missing", missing, "`next_module` and `next_on` are stated both, or neither."
    else:
        if group.next_module > modules:
            sentence = f"{template.id} has {modules} module(s); there is no module {group.next_module}."
            yield "no_such_module", "next_module", sentence
        if group.next_on < start:
            sentence = f"The module begins on {group.next_on}, before the horizon ({start}). State the next to begin."
            yield "module_begun", "next_on", sentence
        if group.minutes < longest:
            sentence = f"A session of {template.id} lasts {longest} minutes; the group has only {group.minutes}."
            yield "sitting_too_short", "minutes", sentence
        if len(group.id) + len("+2027-01-31") > LONGEST_ID:
            sentence = f"Its intakes, `group+day`, would have identifiers of more than {LONGEST_ID} characters."
            yield "formed_id_too_long", "id", sentence


def stays(ledger: Ledger) -> Iterator[Finding]:
    """Stays in a running group of somebody who is no member, or two of one member."""
    for n, group in enumerate(ledger.scenario.programmes.running_groups):
        seen: set[str] = set()
        for k, row in enumerate(group.stays):
            path = ("programmes", "running_groups", n, "stays", k, "person")
            if row.person not in group.members:
                yield Finding("stay_of_stranger", path, f"{row.person} is not among the members of {group.id}.")
            if row.person in seen:
                yield Finding("stay_twice", path, f"{row.person} has a row already. State first and last day in one.")
            seen.add(row.person)
