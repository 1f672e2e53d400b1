"""The bundled scenarios give what their README says."""

import re
from pathlib import Path

import pytest

from models.check import check_document

SCENARIOS = Path(__file__).parents[3] / "scenarios"
EXPECTED = dict(re.findall(r"^\| `([a-z_]+\.json)` \| `([a-z_]+)` \|", (SCENARIOS / "README.md").read_text(), re.M))


def test_readme_names_every_bad_input() -> None:
    """No bad input is bundled without the code that it must give."""
    assert EXPECTED.keys() == {path.name for path in (SCENARIOS / "bad").glob("*.json")}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_bad_input_gives_its_code(name: str) -> None:
    """Each bad input gives the code that the README promises, and a sentence to go with it."""
    report = check_document((SCENARIOS / "bad" / name).read_bytes())
    assert EXPECTED[name] in {fault.code for fault in report.faults}
    assert all(fault.sentence.endswith(".") for fault in report.faults)
    assert report.scenario is None


def test_many_faults_are_all_named() -> None:
    """The input with five faults gives five."""
    report = check_document((SCENARIOS / "bad" / "many_faults.json").read_bytes())
    assert len({(fault.code, fault.pointer) for fault in report.faults}) >= 5


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.json")), ids=lambda path: path.stem)
def test_good_input_has_no_fault(path: Path) -> None:
    """Every other bundled scenario can be planned."""
    assert not check_document(path.read_bytes()).faults
