"""``planner import``: a folder of CSV files becomes a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import AsJson


def import_folder(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of CSV files.", show_default=False)],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where to write the scenario.")],
    as_json: AsJson = False,
) -> None:
    """Turn a folder of CSV files into a scenario.

    There is one file for each kind of row. Faults are told by file, row and column.

    Example:

        planner import my-tables -o scenario.json
    """
    from api.commands.faults import refuse
    from api.commands.files import ready_to_write, write_file
    from api.commands.generate import scenario_bytes
    from api.tables import import_folder as scenario_in
    from api.terminal import tell, tell_json

    if not folder.is_dir():
        raise refuse("no_such_folder", str(folder), f"There is no folder {folder}.")
    ready_to_write(output)
    try:
        scenario = scenario_in(folder)
    except OSError as error:
        raise refuse("unreadable", str(error.filename), f"{folder} cannot be read: {error.strerror}.") from None
    write_file(output, scenario_bytes(scenario, readable=True))
    if as_json:
        tell_json({"scenario": scenario.id, "output": str(output)})
    else:
        tell(f"scenario {scenario.id} written to {output}")
