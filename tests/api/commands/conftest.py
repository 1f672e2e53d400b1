"""A tiny scenario on disk, its plan, and the command line as a function."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.cli import run
from models.document import canonical_json
from models.scenario import Scenario
from models.unpaid_work import Van
from tests.builders import (
    OFFICE,
    a_case,
    a_facilitator,
    a_group_option,
    a_project,
    a_referral,
    a_requirement,
    a_scenario,
    a_staff,
    a_supervisor,
    a_template,
)


@dataclass(frozen=True)
class Answer:
    """What a command said: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON document; anything beside it would not parse."""
        return json.loads(self.out)


Planner = Callable[..., Answer]


def call(*words: object) -> Answer:
    """What the command line says to these words."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([str(word) for word in words])
    return Answer(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def planner() -> Planner:
    """The command line: ``planner("check", path)``."""
    return call


def tiny_scenario() -> Scenario:
    """Two practitioners, three cases, one person on unpaid work and two waiting for a programme."""
    return a_scenario(
        staff=[a_staff("S1"), a_staff("S2"), a_supervisor(), a_facilitator()],
        cases=[
            a_case("C1"),
            a_case("C2", person="X000002"),
            a_case("C3", person="X000003"),
        ],
        projects=[a_project(minimum_to_run=1)],
        requirements=[a_requirement()],
        vans=[Van(id="VAN1", seats=8, office=OFFICE)],
        templates=[a_template()],
        group_options=[a_group_option()],
        referrals=[a_referral("A1"), a_referral("A2", person="X000002")],
    )


@pytest.fixture(scope="session")
def scenario_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """File of the tiny scenario."""
    path = tmp_path_factory.mktemp("scenario") / "scenario.json"
    path.write_bytes(canonical_json(tiny_scenario()))
    return path


@pytest.fixture(scope="session")
def plan_file(scenario_file: Path) -> Path:
    """File of a plan of the tiny scenario."""
    path = scenario_file.with_name("plan.json")
    assert call("plan", scenario_file, "-o", path, "--work", "1").code == 0
    return path
