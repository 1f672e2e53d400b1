"""How errors of the planner's own family are told."""

import json

import pytest

from api.cli import told
from models.errors import AuditFailed, BadInput, Fault, Violation

VIOLATION = Violation(rule="keep_apart", part="allocation", ids=("C1", "C2"), sentence="One holder for both.")
FAULT = Fault(code="unknown_id", pointer="/staff/0/team", id="S1", sentence="There is no team T7.")


def test_violations_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """A plan that fails its audit ends with exit code 1, and each violation is a line on standard error."""
    assert told(AuditFailed([VIOLATION]), as_json=False) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "violation allocation keep_apart C1 C2: One holder for both." in said.err


def test_violations_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    """The same as one object on standard output."""
    assert told(AuditFailed([VIOLATION]), as_json=True) == 1
    assert json.loads(capsys.readouterr().out) == {"violations": [VIOLATION.model_dump(mode="json")]}


def test_faults(capsys: pytest.CaptureFixture[str]) -> None:
    """A fault is a line with severity, code, place, id and sentence."""
    assert told(BadInput([FAULT, FAULT]), as_json=False) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines == ["fault unknown_id /staff/0/team S1: There is no team T7."] * 2 + ["2 faults; nothing was done."]


def test_brackets_are_not_markup(capsys: pytest.CaptureFixture[str]) -> None:
    """What a document says is printed as it stands."""
    told(BadInput([FAULT.model_copy(update={"id": "[red]S1[/red]", "sentence": "See [bold]."})]), as_json=False)
    assert "[red]S1[/red]: See [bold]." in capsys.readouterr().err


def test_a_defect_goes_on() -> None:
    """An error that is not of the family is not swallowed."""
    with pytest.raises(ZeroDivisionError):
        told(ZeroDivisionError(), as_json=False)
