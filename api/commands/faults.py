"""A user's mistakes, told as faults like those of a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.errors import BadInput, Fault


def bad_option(option: str, sentence: str) -> Fault:
    """Fault in an option of the command line."""
    from models.errors import Fault

    return Fault(code="bad_option", pointer=option, sentence=sentence)


def out_of_place(given: Mapping[str, object], sentence: str) -> list[Fault]:
    """A fault for each option that was given, where none of them is asked for; None is one that was not."""
    return [bad_option(option, sentence) for option, value in given.items() if value is not None]


def refuse(code: str, pointer: str, sentence: str) -> BadInput:
    """The error to raise for a single fault."""
    from models.errors import BadInput, Fault

    return BadInput([Fault(code=code, pointer=pointer, sentence=sentence)])


def refuse_if_any(faults: list[Fault]) -> None:
    """Raise every fault at once, if there is one.

    Raises
    ------
    BadInput
        When ``faults`` is not empty.
    """
    from models.errors import BadInput

    if faults:
        raise BadInput(faults)
