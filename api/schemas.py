"""The pages that follow from the models: JSON Schemas, pages of fields, fault codes, tables. Written, never typed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from api.tables.pages import tables_page
from models.check.codes import ODD, READING, SENSE, SHAPE, TABLES, Code
from models.plan import Plan
from models.record import Record
from models.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DOCUMENTS: Mapping[str, type[Record]] = {"scenario": Scenario, "plan": Plan}
"""Documents that come in and go out."""

WRITTEN = "<!-- Written by `planner schema`; do not edit. -->\n"

LOCAL_TIME = "^([01][0-9]|2[0-3]):[0-5][0-9](:00(\\.0+)?)?$"
"""Local times in whole minutes; JSON Schema's own format of times demands a zone."""

PATTERNS: Mapping[str, str] = {LOCAL_TIME: "time", "^[0-9a-f]{64}$": "64 hexadecimal digits"}
"""What the patterns of texts stand for; any other is that of identifiers."""

Schema = dict[str, Any]


def schemas() -> dict[str, str]:
    """Text of every page, by its path from the root of the project."""
    pages: dict[str, str] = {}
    for name, model in DOCUMENTS.items():
        schema = json_schema(name, model)
        pages[f"docs/schemas/{name}.schema.json"] = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        pages[f"docs/fields/{name}.md"] = fields_page(name, schema)
    pages["docs/fields/faults.md"] = faults_page()
    pages["docs/csv.md"] = WRITTEN + "\n" + tables_page()
    return pages


def write(root: Path) -> list[str]:
    """Write every page, and the OpenAPI document, below a folder; the paths that were written."""
    from api.openapi import PLACE, write_openapi

    pages = schemas()
    for place, text in pages.items():
        file = root / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    write_openapi(root)
    return [*pages, str(PLACE)]


def drift(root: Path) -> list[str]:
    """Paths of the pages below a folder that do not say what the code says, the OpenAPI document among them."""
    from api.openapi import PLACE, openapi_drift

    astray = [place for place, text in schemas().items() if not _says(root / place, text)]
    return astray + ([str(PLACE)] if openapi_drift(root) else [])


def _says(file: Path, text: str) -> bool:
    return file.is_file() and file.read_bytes() == text.encode()


def json_schema(name: str, model: type[Record]) -> Schema:
    """JSON Schema of a document, with its address and version."""
    schema = model.model_json_schema()
    version = schema["properties"]["schema_version"]["const"]
    head: Schema = {"$schema": DIALECT, "$id": f"urn:probation-planner:{name}:{version}", "version": version}
    return {**head, **_tidied(schema)}


def _tidied(value: Any) -> Any:
    """Schema without the titles that only repeat the names, and with times as they are written here."""
    if isinstance(value, list):
        return [_tidied(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.get("format") == "time":
        value = {key: inner for key, inner in value.items() if key != "format"} | {"pattern": LOCAL_TIME}
    return {
        key: {name: _tidied(one) for name, one in inner.items()} if key in {"properties", "$defs"} else _tidied(inner)
        for key, inner in value.items()
        if not (key == "title" and isinstance(inner, str))
    }


def fields_page(name: str, schema: Schema) -> str:
    """Page that names every field of a document: type, default, meaning."""
    lines = [
        WRITTEN,
        f"# Fields of a {name}",
        "",
        f"Version {schema['version']}. The same as a JSON Schema: [{name}.schema.json](../schemas/{name}.schema.json). "
        "No other keys are allowed. Dates are written `YYYY-MM-DD`, times `HH:MM` in local time.",
        "",
        *_record(name.capitalize(), schema, schema["$defs"]),
    ]
    for title, inner in schema["$defs"].items():
        lines += _record(title, inner, schema["$defs"]) if "properties" in inner else _words(title, inner)
    return "\n".join(lines).rstrip() + "\n"


def _record(title: str, schema: Schema, records: Schema) -> Iterator[str]:
    yield from (f"## {title}", "", _cell(schema.get("description", "")), "")
    yield from ("| field | type | default | meaning |", "|---|---|---|---|")
    required = schema.get("required", ())
    for name, inner in schema.get("properties", {}).items():
        default = "must be given" if name in required else _default(inner.get("default"))
        meaning = inner.get("description") or records[_name_of(inner)]["description"]
        yield f"| `{name}` | {_type(inner)} | {default} | {_cell(meaning)} |"
    yield ""


def _default(value: Any) -> str:
    return "its own defaults" if isinstance(value, dict) else f"`{json.dumps(value, ensure_ascii=False)}`"


def _name_of(schema: Schema) -> str:
    """Name of the record that a field refers to."""
    return str(schema["$ref"]).rpartition("/")[2]


def _words(title: str, schema: Schema) -> Iterator[str]:
    words = ", ".join(f"`{word}`" for word in schema["enum"])
    yield from (f"## {title}", "", f"{schema.get('description', '')} One of {words}.", "")


def _cell(text: str) -> str:
    return " ".join(text.replace("``", "`").replace("|", "\\|").split())


def _type(schema: Schema) -> str:
    """Type of a field in words."""
    if "$ref" in schema:
        return f"[{_name_of(schema)}](#{_name_of(schema).lower()})"
    if "anyOf" in schema or "oneOf" in schema:
        kinds: list[Schema] = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
        return " or ".join("nothing" if kind.get("type") == "null" else _type(kind) for kind in kinds)
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    return _plain_type(schema)


def _plain_type(schema: Schema) -> str:
    match schema.get("type"):
        case "array":
            least = ", at least one" if schema.get("minItems") else ""
            return f"list of {_type(schema['items'])}{least}"
        case "string" if "pattern" in schema:
            return PATTERNS.get(schema["pattern"], "identifier")
        case "string":
            return "date" if schema.get("format") == "date" else "text"
        case "integer" | "number" as kind:
            return ("whole number" if kind == "integer" else "number") + _range(schema)
        case "boolean":
            return "`true` or `false`"
        case _:
            return "object: texts by name" if schema.get("additionalProperties") else "object"


def _range(schema: Schema) -> str:
    low, high, above = schema.get("minimum"), schema.get("maximum"), schema.get("exclusiveMinimum")
    bounds = [f"above {above:g}"] if above is not None else []
    bounds += [f"from {low:g}"] if low is not None else []
    bounds += [f"to {high:,}".removesuffix(".0")] if high is not None else []
    return f", {' '.join(bounds)}" if bounds else ""


def faults_page() -> str:
    """Page of every fault and warning code, with an example each."""
    groups: tuple[tuple[str, Mapping[str, Code]], ...] = (
        ("Documents that cannot be read", READING),
        ("Values that are not shaped as they must be", SHAPE),
        ("Rows that cannot be", SENSE),
        ("Tables in CSV", TABLES),
        ("Warnings", ODD),
    )
    lines = [
        WRITTEN,
        "# Faults and warnings",
        "",
        "A fault stops planning; a warning does not. Each names its place (a JSON Pointer, RFC 6901; for tables",
        "`file:row:column`, rows as a spreadsheet counts them), the identifier of the row where it has one, a sentence",
        "and one of these codes. Codes are stable; sentences may change. All faults of a document are named at once:",
        "rows that are misshapen are set aside and the rest is judged without them, so that a row may show another",
        "fault once it is mended. Sentences repeat identifiers, numbers and dates of a document, never a text.",
        "",
    ]
    for title, codes in groups:
        lines += [f"## {title}", "", "| code | meaning | example |", "|---|---|---|"]
        lines += [f"| `{name}` | {code.meaning} | {code.example} |" for name, code in codes.items()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"
