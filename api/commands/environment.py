"""Settings that the environment gives to every command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.commands.faults import refuse

if TYPE_CHECKING:
    from api.settings import Settings


def settings_from_environment() -> Settings:
    """Settings as the environment gives them.

    Raises
    ------
    BadInput
        When a variable that should be a number is none.
    """
    from api.settings import Settings

    try:
        return Settings.from_environment()
    except ValueError as error:
        raise refuse("bad_setting", "PLANNER_*", f"A setting in the environment is no number: {error}.") from None
