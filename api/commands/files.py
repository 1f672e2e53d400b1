"""Documents on disk: read with clear faults, written whole or not at all."""

from __future__ import annotations

import gc
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands.faults import refuse

if TYPE_CHECKING:
    from pydantic import ValidationError

    from models.check import Report
    from models.check.paths import Path as Place
    from models.errors import Fault
    from models.plan import Plan
    from models.scenario import Scenario


def read_bytes(path: Path, most: int = -1) -> bytes:
    """Content of a file.

    Parameters
    ----------
    most
        Bytes after which reading ends; all are read if it is negative.

    Raises
    ------
    BadInput
        When there is no such file, when it is a folder, or when it may not be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        raise refuse("no_such_file", str(path), f"There is no file {path}.") from None
    except IsADirectoryError:
        raise refuse("is_a_folder", str(path), f"{path} is a folder; a file is needed.") from None
    except OSError as error:
        raise refuse("unreadable", str(path), f"{path} cannot be read: {error.strerror}.") from None


def read_scenario(path: Path, on_warnings: Callable[[Sequence[Fault]], None] | None = None) -> Scenario:
    """Scenario in a file.

    Parameters
    ----------
    on_warnings
        Called with what is odd in it, if anything is.

    Raises
    ------
    BadInput
        With every fault of the document.
    """
    from models.errors import BadInput

    report = report_on(path)
    if report.scenario is None:
        raise BadInput(report.faults)
    if report.warnings and on_warnings is not None:
        on_warnings(report.warnings)
    # Its rows live to the end of the command: no search for garbage need look through them again.
    gc.freeze()
    return report.scenario


def report_on(path: Path) -> Report:
    """What is wrong, or odd, in a scenario file."""
    from api.commands.environment import settings_from_environment
    from models.check import check_document

    limit = settings_from_environment().max_body_bytes
    # One byte more than may be tells a file that is too large, and no more of it is taken into memory.
    return check_document(read_bytes(path, limit + 1), limit=limit)


def read_plan(path: Path) -> Plan:
    """Plan in a file.

    Raises
    ------
    BadInput
        When the file does not hold a plan; every fault is listed.
    """
    from pydantic import ValidationError

    from models.check.paths import pointer
    from models.errors import BadInput, Fault
    from models.plan import Plan

    content = read_bytes(path)
    try:
        return Plan.model_validate_json(content)
    except ValidationError as error:
        if is_scenario(content):
            sentence = f"{path} is a scenario, not a plan."
            raise BadInput([Fault(code="not_a_plan", pointer=str(path), sentence=sentence)]) from None
        faults = [
            Fault(code="not_a_plan", pointer=pointer(place), sentence=f"{path} is not a plan: {message}.")
            for place, message in _misshapen(content, error)
        ]
        raise BadInput(faults) from None


def _misshapen(content: bytes, error: ValidationError) -> list[tuple[Place, str]]:
    """Place in the document and message of each error; of shapes that a value could have, only of the nearest."""
    document = _document(content)
    found: dict[Place, dict[str | None, list[tuple[Place, str]]]] = {}
    for wrong in error.errors(include_url=False, include_context=False, include_input=False):
        at = _shape_in(document, wrong["loc"])
        whole, shape = wrong["loc"], None if at is None else str(wrong["loc"][at])
        place = whole if at is None else whole[:at] + whole[at + 1 :]
        found.setdefault(whole[:at], {}).setdefault(shape, []).append((place, wrong["msg"]))
    return [row for shapes in found.values() for row in min(shapes.values(), key=len)]


def _shape_in(document: object, place: Place) -> int | None:
    """Which step of a place is no step in the document, but the name of a shape that was tried there."""
    value = document
    for n, step in enumerate(place):
        if isinstance(value, dict) and isinstance(step, str):
            if step not in value and n + 1 < len(place):
                return n
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int):
            value = value[step]
        else:
            return n if isinstance(step, str) else None
    return None


def is_plan(content: bytes) -> bool:
    """Whether a document says of itself that it is a plan: it has decisions and no horizon."""
    keys = _keys(content)
    return "decisions" in keys and "horizon" not in keys


def is_scenario(content: bytes) -> bool:
    """Whether a document says of itself that it is a scenario: it has a horizon and no decisions."""
    keys = _keys(content)
    return "horizon" in keys and "decisions" not in keys


def _keys(content: bytes) -> set[str]:
    """Keys of a document's outermost object; none where it is anything else."""
    document = _document(content)
    return set(document) if isinstance(document, dict) else set()


def _document(content: bytes) -> object:
    """What the content says as JSON; nothing where it is none."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def ready_to_write(path: Path, *, never_over: Path | None = None) -> Path:
    """The path itself, once it is certain that a file can be written there.

    Asked before any long work, so that an hour's plan is not lost to a mistyped folder.

    Parameters
    ----------
    never_over
        File that is read, and must not be written over.

    Raises
    ------
    BadInput
        When the folder does not exist or may not be written to, or when the path is a folder or the file that is read.
    """
    if never_over is not None and path.resolve() == never_over.resolve():
        raise refuse("same_file", str(path), f"{path} is read by this command; write to another file.")
    if path.is_dir():
        raise refuse("is_a_folder", str(path), f"{path} is a folder; name a file in it.")
    if _is_device(path):
        return path
    folder = path.resolve().parent
    if not folder.is_dir():
        raise refuse("no_such_folder", str(path), f"There is no folder {folder} to write {path.name} to.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise refuse("not_writable", str(path), f"The folder {folder} may not be written to.")
    return path


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a reader sees the old content or the new, never half of it.

    Raises
    ------
    BadInput
        When the disk refuses.
    """
    try:
        if _is_device(path):
            path.write_bytes(content)
        else:
            with _beside(path.resolve()) as unfinished:
                unfinished.write_bytes(content)
                os.replace(unfinished, path.resolve())
    except OSError as error:
        raise refuse("not_writable", str(path), f"{path} cannot be written: {error.strerror}.") from None


def filled_folder(folder: Path, fill: Callable[[Path], object]) -> list[Path]:
    """Files that ``fill`` writes into a folder; each of them appears whole or not at all.

    The folder is made where it does not exist; files of other names in it are left alone.

    Raises
    ------
    BadInput
        When the folder cannot be made or written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _beside(folder.resolve() / "tables") as unfinished:
            unfinished.mkdir()
            fill(unfinished)
            files = sorted(unfinished.iterdir())
            for file in files:
                os.replace(file, folder / file.name)
    except OSError as error:
        raise refuse("not_writable", str(folder), f"{folder} cannot be written to: {error.strerror}.") from None
    return [folder / file.name for file in files]


def _is_device(path: Path) -> bool:
    """Whether the path is something like ``/dev/stdout``, which must not be replaced by a file."""
    return path.exists() and not path.is_file() and not path.is_dir()


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A new name in the same folder, where renaming is atomic; whatever is left under it is removed."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield unfinished
    finally:
        if unfinished.is_dir():
            shutil.rmtree(unfinished)
        unfinished.unlink(missing_ok=True)
