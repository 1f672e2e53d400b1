"""The command ``planner``."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.exceptions import TyperException

from api.commands import (
    audit,
    benchmark,
    check,
    export,
    generate,
    import_folder,
    mark,
    plan,
    recommend,
    replan,
    schema,
    serve,
    simulate_attendance,
    sweep,
)

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: done; failed (a violation, a drift); bad input; ended by a second Ctrl-C."""

app = typer.Typer(
    name="planner",
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain help: the coloured one takes three times as long to load as everything else together.
    rich_markup_mode=None,
)
app.command("import")(import_folder.import_folder)
app.command("generate")(generate.generate)
app.command("check")(check.check)
app.command("plan")(plan.plan)
app.command("audit")(audit.audit)
app.command("recommend")(recommend.recommend)
app.command("replan")(replan.replan)
app.command("mark")(mark.mark)
app.command("sweep")(sweep.sweep)
app.command("simulate-attendance")(simulate_attendance.simulate_attendance)
app.command("export")(export.export)
app.command("schema")(schema.schema)
app.command("benchmark")(benchmark.benchmark)
app.command("serve")(serve.serve)


def _show_version(asked: bool) -> None:
    """Print the version and end, when asked to."""
    from importlib.metadata import version

    if asked:
        print(f"planner {version('probation-planner')}")
        raise typer.Exit


@app.callback()
def planner(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Plan probation practice: who holds each case, who attends which session and group, and why.

    A first plan, from nothing:

        planner generate --scale town --seed 1 -o town.json

        planner plan town.json -o plan.json --time-limit 30
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        Words of the command line after ``planner``.

    Returns
    -------
    int
        Exit code: 0 done, 1 failed, 2 bad input, 130 ended by a second Ctrl-C.
    """
    as_json = "--json" in arguments
    try:
        code = app(list(arguments) or ["--help"], prog_name="planner", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain once more when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except TyperException as error:
        return _misused(error, as_json=as_json)
    except Exception as error:
        return told(error, as_json=as_json)
    return code if isinstance(code, int) else DONE


def told(error: Exception, *, as_json: bool) -> int:
    """Tell an error of the planner's own family; any other is a defect, and goes on as it is."""
    # Imported here, because pydantic behind it takes longer to load than --help takes to print.
    from api.terminal import tell_faults, tell_violations
    from models.errors import AuditFailed, BadInput

    match error:
        case BadInput():
            tell_faults(error.faults, as_json=as_json)
            return BAD_INPUT
        case AuditFailed():
            tell_violations(error.violations, as_json=as_json)
            return FAILED
        case _:
            raise error


def _misused(error: TyperException, *, as_json: bool) -> int:
    """Tell what is wrong with the words of the command line."""
    from api.terminal import tell_faults
    from models.errors import Fault

    context = getattr(error, "ctx", None)
    command = "planner" if context is None else context.command_path
    sentence = f"{error.format_message().rstrip('.')}. See {command} --help."
    tell_faults([Fault(code="usage", pointer=command, sentence=sentence)], as_json=as_json)
    return BAD_INPUT


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a letter of some unit's name shows its number, and nothing fails over it.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    code = run(sys.argv[1:])
    if code == INTERRUPTED:
        print("Interrupted; nothing was written.", file=sys.stderr, flush=True)
        # A search may still hold its thread, and would hold up an orderly end.
        os._exit(code)
    sys.exit(code)
