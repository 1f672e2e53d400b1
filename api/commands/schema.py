"""``planner schema``: the JSON Schemas and the OpenAPI document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import AsJson


def schema(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit code 1 if a checked-in file has drifted.")
    ] = False,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Root of the files, by default the current folder.")
    ] = Path(),
    as_json: AsJson = False,
) -> None:
    """Write the JSON Schemas and the OpenAPI document.

    With --check, see whether those that are checked in still say what the code says.

    Example:

        planner schema --check
    """
    from api.commands.faults import refuse
    from api.terminal import tell, tell_json

    if not output.is_dir():
        raise refuse("no_such_folder", str(output), f"There is no folder {output}.")
    lines = _drifted(output) if check else _written(output)
    if as_json:
        tell_json({"drifted" if check else "written": lines})
    else:
        for line in lines:
            tell(line)
    if check and lines:
        raise typer.Exit(1)


def _drifted(root: Path) -> list[str]:
    """A sentence for each checked-in file that no longer says what the code says."""
    from api import schemas
    from api.openapi import openapi_drift

    return [*schemas.drift(root), *openapi_drift(root)]


def _written(root: Path) -> list[str]:
    """Files that were written."""
    from api import schemas
    from api.openapi import write_openapi

    return [str(path) for path in (*schemas.write(root), write_openapi(root))]
