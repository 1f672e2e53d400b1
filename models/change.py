"""Change: how much a plan may alter of what is in force."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from models.record import Record


class Change(Record):
    """Limits on moving work from those who hold it now."""

    max_moves: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    """Most items that may go to another than the one who holds them now; any number when left out."""
    settled_weeks: Annotated[int, Field(ge=0, le=520)] | None = None
    """Cases whose sentence ends in fewer weeks than this stay where they are, where they may; none when left out."""
    only_new: bool = False
    """Whether only work that nobody holds now is given out, and all other work stays where it may."""
