"""Where compiled loops are kept, and when they are compiled anew.

Numba keeps what it compiled beside each source file and compiles it anew where that file has changed. But a compiled
loop holds a copy of every compiled function that it calls and of every constant that it reads, from other files too.
Here a file counts as changed where any of those has. ``solver`` names these classes to Numba.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast, overload

import numba
from numba import njit
from numba.core import caching
from numba.core.registry import cpu_target

ROOT = Path(__file__).resolve().parent
"""Sources that are looked at."""
IMPORTED = re.compile(r"^\s*(?:from|import) (solver(?:\.\w+)+)", re.MULTILINE)
COMPILED = re.compile(r"^@(?:njit|uncounted)\b", re.MULTILINE)
Loop = TypeVar("Loop", bound=Callable[..., object])


@overload
def uncounted(function: Loop) -> Loop: ...


@overload
def uncounted(*, fastmath: set[str]) -> Callable[[Loop], Loop]: ...


def uncounted(function: Loop | None = None, *, fastmath: set[str] | None = None) -> Loop | Callable[[Loop], Loop]:
    """A compiled loop, kept, that counts no references to the arrays that it reads; it can make none itself.

    Numba counts each time that an array is taken out of a tuple, with a locked instruction: half of the time of a loop
    of small steps.

    Parameters
    ----------
    fastmath
        Freedoms of the compiler with numbers.
    """
    compiled = njit(cache=True, _nrt=False, fastmath=fastmath or False)  # type: ignore[call-overload]  # an option without a type
    return cast("Loop | Callable[[Loop], Loop]", compiled if function is None else compiled(function))


def sources_of(file: Path, root: Path = ROOT) -> tuple[Path, ...]:
    """A file and all that its compiled functions can hold copies from: its imports, and theirs where they are compiled.

    Parameters
    ----------
    root
        Folder of the package ``solver``.
    """
    found: set[Path] = set()
    waiting = [file]
    while waiting:
        source = waiting.pop()
        if source in found:
            continue
        found.add(source)
        text = source.read_text(encoding="utf-8")
        if COMPILED.search(text):
            names = (root.joinpath(*name.split(".")[1:]).with_suffix(".py") for name in IMPORTED.findall(text))
            waiting += [name for name in names if name.is_file()]
    return tuple(sorted(found))


@cache
def stamp_of(file: Path, root: Path = ROOT) -> str:
    """What changes with the file and with all that its compiled functions can hold copies from."""
    total = sha256()
    for source in sources_of(file, root):
        total.update(source.relative_to(root).as_posix().encode() + b"\0" + sha256(source.read_bytes()).digest())
    return total.hexdigest()


class _Stamped:
    """A place for compiled loops whose stamp is that of all their sources."""

    _py_file: str

    def get_source_stamp(self) -> Any:
        """What must be as it was for compiled loops to be used again."""
        file = Path(self._py_file).resolve()
        return stamp_of(file) if file.is_relative_to(ROOT) else super().get_source_stamp()  # type: ignore[misc]  # of the locator


class Given(_Stamped, caching.UserProvidedCacheLocator):
    """The folder that ``NUMBA_CACHE_DIR`` names."""


class Beside(_Stamped, caching.InTreeCacheLocator):
    """The folder of compiled Python beside the source."""


class OfUser(_Stamped, caching.UserWideCacheLocator):
    """A folder of the user, where the sources cannot be written beside."""


def are_compiled(name: str) -> bool:
    """Whether what goes by this name was noted as compiled, by these sources and for this machine."""
    note = _note_of(name)
    return note is not None and note.is_file() and note.read_text(encoding="utf-8") == _stamp_of_all()


def note_compiled(name: str) -> None:
    """Note that what goes by this name has been compiled."""
    note = _note_of(name)
    if note is not None:
        note.write_text(_stamp_of_all(), encoding="utf-8")


def _note_of(name: str) -> Path | None:
    """Where the note is kept, beside the compiled loops of this package; None if nothing can be kept."""
    for place in (Given, Beside, OfUser):
        locator = place.from_function(_note_of, __file__)  # type: ignore[no-untyped-call]  # of Numba
        if locator is not None:
            return Path(locator.get_cache_path()) / f"compiled-{name}.txt"
    return None


def _stamp_of_all() -> str:
    """What changes with any compiled source, with Numba, and with the machine that it compiles for."""
    machine = cpu_target.target_context.codegen().magic_tuple()
    total = sha256(f"{numba.__version__} {machine}".encode())
    for source in sorted(ROOT.rglob("*.py")):
        if COMPILED.search(source.read_text(encoding="utf-8")):
            total.update(stamp_of(source).encode())
    return total.hexdigest()
