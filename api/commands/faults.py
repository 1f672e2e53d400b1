"""A user's mistakes, told as faults like those of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.errors import BadInput, Fault


def bad_option(option: str, sentence: str) -> Fault:
    """Fault in an option of the command line."""
    from models.errors import Fault

    return Fault(code="bad_option", pointer=option, sentence=sentence)


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
