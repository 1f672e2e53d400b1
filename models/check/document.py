"""Checking a whole document: read it, judge it, and tell everything at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from pydantic import ValidationError

from models.check.codes import CODES
from models.check.ledger import Ledger
from models.check.paths import Pattern, pointer, row_id
from models.check.reader import reader
from models.check.reading import Json, Unreadable, decode, keys_stand_twice, parse
from models.check.references import identifiers
from models.check.report import MOST_FAULTS, Finding, Report
from models.check.rules import findings
from models.check.structure import Salvage, salvage
from models.errors import BadInput, Fault, Severity
from models.scenario import Scenario

LIMIT = 256 * 2**20
"""Bytes that a document may have unless the settings say otherwise."""


def check_document(data: bytes, *, limit: int = LIMIT) -> Report:
    """Check a scenario in JSON; never raises.

    Parameters
    ----------
    data
        The document as it came.
    limit
        Bytes that it may have.

    Returns
    -------
    Report
        The scenario, if there is no fault; every fault; every warning.
    """
    try:
        text = decode(data, limit)
        scenario = _whole(text)
        if scenario is not None:
            return _report(scenario, _judged(scenario), scenario)
        return _salvaged(*parse(text))
    except Unreadable as unreadable:
        return _report(None, [unreadable.finding], None)


def load_scenario(data: bytes, *, limit: int = LIMIT) -> Scenario:
    """Read a scenario.

    Raises
    ------
    BadInput
        With every fault of the document.
    """
    report = check_document(data, limit=limit)
    if report.scenario is None:
        raise BadInput(report.faults)
    return report.scenario


def _whole(text: str) -> Scenario | None:
    """Scenario of a document that is well shaped throughout; None leaves it to the slow and patient reading."""
    try:
        scenario: Scenario = reader(Scenario).read(text)
    except ValidationError:
        return None
    return None if keys_stand_twice(text) else scenario


def _judged(scenario: Scenario) -> Iterator[Finding]:
    yield from identifiers(scenario)
    yield from findings(Ledger.of(scenario), ())


def _salvaged(tree: Json, keys_twice: list[Finding]) -> Report:
    """Report on a document that is misshapen somewhere."""
    found = salvage(tree)
    told = found.findings + keys_twice
    if found.scenario is not None:
        damaged: set[Pattern] = found.damaged()
        told += identifiers(tree, damaged)
        told += _in_document(found, findings(Ledger.of(found.scenario), damaged | found.lost))
    return _report(tree, told, found.scenario)


def _in_document(found: Salvage, judged: Iterable[Finding]) -> list[Finding]:
    return [finding._replace(path=found.original(finding.path)) for finding in judged]


def _report(root: object, told: Iterable[Finding], scenario: Scenario | None) -> Report:
    """Report on the findings; the scenario goes with it only where none of them is a fault."""
    told = list(islice(told, MOST_FAULTS + 1))
    if len(told) > MOST_FAULTS:
        sentence = f"There are more than {MOST_FAULTS:,} faults and warnings; the rest is not listed."
        told[MOST_FAULTS] = Finding("too_many_faults", (), sentence)
    rows = [
        Fault(
            code=finding.code,
            pointer=pointer(finding.path),
            id=row_id(root, finding.path),
            sentence=finding.sentence,
            severity=CODES[finding.code].severity,
        )
        for finding in told
    ]
    faults = tuple(row for row in rows if row.severity is Severity.FAULT)
    warnings = tuple(row for row in rows if row.severity is Severity.WARNING)
    return Report(scenario=None if faults else scenario, faults=faults, warnings=warnings)
