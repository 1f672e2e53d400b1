"""The pages that are written from the models."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api import schemas
from api.tables.columns import all_columns
from api.tables.layout import TABLES
from models.check.codes import CODES, SHAPE
from models.document import canonical_json
from tests.api.tables.test_plans import a_plan
from tests.models.check.documents import put, rich_document
from tests.models.check.test_codes import CHANGES

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "scenarios").glob("*.json"))
BEYOND_JSON_SCHEMA = {"bad_text", "not_finite", "impossible_date", "impossible_time"}
"""Codes of shape that JSON Schema cannot express without checking formats."""
ROWS = 40
"""Rows of each list that are held against the schema; jsonschema would take minutes for a whole unit."""


@cache
def pages() -> dict[str, str]:
    """Every page, written once."""
    return schemas.schemas()


@cache
def validator(name: str) -> Draft202012Validator:
    """Validator of a document's schema."""
    schema = json.loads(pages()[f"docs/schemas/{name}.schema.json"])
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _cut(value: Any) -> Any:
    """The document with the first rows of each list."""
    if isinstance(value, dict):
        return {key: _cut(inner) for key, inner in value.items()}
    return [_cut(inner) for inner in value[:ROWS]] if isinstance(value, list) else value


def test_no_page_has_drifted() -> None:
    """What is checked in is what the code says."""
    assert not [path for path in pages() if (ROOT / path).read_bytes() != pages()[path].encode()]


def test_drift_names_what_was_changed(tmp_path: Path) -> None:
    """After writing there is no drift; a page that is changed or lost is named."""
    written = schemas.write(tmp_path)
    assert schemas.drift(tmp_path) == []
    (tmp_path / written[0]).write_text("{}")
    (tmp_path / written[1]).unlink()
    assert schemas.drift(tmp_path) == written[:2]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_bundled_scenarios_fit_the_schema(path: Path) -> None:
    """The bundled scenarios are valid by the JSON Schema."""
    validator("scenario").validate(_cut(json.loads(path.read_bytes())))


def test_rich_scenario_and_plan_fit_their_schemas() -> None:
    """A row of every kind is valid by the JSON Schemas, as it is written out."""
    validator("scenario").validate(rich_document())
    validator("plan").validate(json.loads(canonical_json(a_plan())))


@pytest.mark.parametrize("code", sorted(SHAPE.keys() & CHANGES.keys() - BEYOND_JSON_SCHEMA))
def test_schema_refuses_what_the_check_refuses(code: str) -> None:
    """What is misshapen by the check is misshapen by the JSON Schema."""
    path, value, _ = CHANGES[code]
    document = rich_document()
    put(document, path, value)
    assert not validator("scenario").is_valid(document)


def test_schemas_say_what_they_are() -> None:
    """Each schema has its dialect, address and version."""
    for name in ("scenario", "plan"):
        schema = validator(name).schema
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"].endswith(f":{name}:{schema['version']}")


@pytest.mark.parametrize("name", ["scenario", "plan"])
def test_every_field_is_explained(name: str) -> None:
    """The page of fields has every field of the schema, each with a meaning."""
    schema = validator(name).schema
    page = pages()[f"docs/fields/{name}.md"]
    for title, record in (schema["$defs"] | {name.capitalize(): schema}).items():
        section = page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
        for field in record.get("properties", {}):
            (row,) = [line for line in section.splitlines() if line.startswith(f"| `{field}` |")]
            assert row.rsplit("|", 2)[1].strip()


def test_every_code_is_explained() -> None:
    """The page of faults has every code with an example."""
    page = pages()["docs/fields/faults.md"]
    assert not [code for code in CODES if f"| `{code}` |" not in page]


def test_every_column_is_explained() -> None:
    """The page of tables has every file and column."""
    page = pages()["docs/csv.md"]
    for table in TABLES:
        section = page.partition(f"### {table.file}\n")[2].partition("\n### ")[0]
        assert not [column.name for column in all_columns(table) if f"| `{column.name}` |" not in section]
