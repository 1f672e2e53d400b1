"""The checked-in OpenAPI document says what the code says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from api.app import openapi_drift, openapi_text, write_openapi

ROOT = Path(__file__).parents[3]


def references(value: Any) -> set[str]:
    """Names of the schemas that a document refers to."""
    if isinstance(value, dict):
        here = {value["$ref"].removeprefix("#/components/schemas/")} if isinstance(value.get("$ref"), str) else set()
        return here.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_document_has_not_drifted() -> None:
    """The checked-in document is the one that the code makes; `planner schema` writes it anew."""
    assert openapi_drift(ROOT) == []


def test_drift_is_noticed(tmp_path: Path) -> None:
    """A missing document and a changed one are both told; a written one is right."""
    assert openapi_drift(tmp_path)
    file = write_openapi(tmp_path)
    assert openapi_drift(tmp_path) == []
    file.write_text(file.read_text().replace("get_plan", "get_it"))
    assert openapi_drift(tmp_path)


def test_every_reference_leads_somewhere() -> None:
    """Every schema that the document refers to is in it, and every error is a problem."""
    document = json.loads(openapi_text())
    assert references(document) <= set(document["components"]["schemas"])
    for operations in document["paths"].values():
        for operation in operations.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_the_application_loads_late() -> None:
    """Until it starts, the application loads neither the job queue nor a solver, which take seconds."""
    code = "import sys, api.app; print({'dbos', 'ortools', 'numba'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT).stdout
    assert shown.strip() == "set()"
