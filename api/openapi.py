"""The OpenAPI document: what the code says, and whether the checked-in one still says the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from api.problems import MEDIA_TYPE, Problem
from api.settings import Settings

PLACE = Path("docs") / "openapi.json"
"""Where the document is checked in, from the root of the project."""

PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}


def openapi_text(settings: Settings | None = None) -> str:
    """The OpenAPI document as it is checked in."""
    from api.app import create_app

    document = create_app(settings or Settings()).openapi()
    return json.dumps(with_problems(document), indent=1, ensure_ascii=False) + "\n"


def with_problems(document: dict[str, Any]) -> dict[str, Any]:
    """The document with every error as the problem that it is."""
    schemas = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    inner = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= inner.pop("$defs", {}) | {"Problem": inner}
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    for operations in document["paths"].values():
        for operation in operations.values():
            answers = operation["responses"]
            for status, answer in answers.items():
                if status.startswith(("4", "5")):
                    answer["content"] = {MEDIA_TYPE: PROBLEM}
            answers["default"] = {"description": "Any other problem.", "content": {MEDIA_TYPE: PROBLEM}}
    return document


def openapi_drift(root: Path) -> list[str]:
    """What is wrong with the checked-in document; nothing, if it says what the code says."""
    file = root / PLACE
    if not file.exists():
        return [f"{PLACE} is missing."]
    return [] if file.read_text(encoding="utf-8") == openapi_text() else [f"{PLACE} does not say what the code says."]


def write_openapi(root: Path) -> Path:
    """Write the document to its place."""
    file = root / PLACE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(openapi_text(), encoding="utf-8")
    return file
