"""``planner schema``: the JSON Schemas, the OpenAPI document and the pages that follow from the code."""

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
    """Write the JSON Schemas, the OpenAPI document and their pages.

    With --check, see whether those that are checked in still say what the code says.

    Example:

        planner schema --check
    """
    from api import schemas
    from api.commands.faults import refuse
    from api.terminal import tell, tell_json

    if not output.is_dir():
        raise refuse("no_such_folder", str(output), f"There is no folder {output}.")
    files = schemas.drift(output) if check else schemas.write(output)
    if as_json:
        tell_json({"drifted" if check else "written": files})
    else:
        for file in files:
            tell(f"{file}: {'does not say what the code says; run planner schema' if check else 'written'}")
    if check and not files and not as_json:
        tell("Every checked-in file says what the code says.")
    if check and files:
        raise typer.Exit(1)
