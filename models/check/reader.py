"""Validators that stop in time: a hostile list of a hundred million wrong rows must not fill the memory with errors."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, SchemaValidator

from models.check.reading import Json

PATIENCE = 200_000
"""Characters up to which every error of a value is looked for; in longer ones, the first of each list."""


class Reader:
    """Validates values of one kind.

    Parameters
    ----------
    kind
        Type as a field would have it.
    """

    def __init__(self, kind: Any) -> None:
        self._patient = TypeAdapter(kind)
        # Validators that the models have built already know nothing of failing fast, so none of them is used.
        self._hasty = SchemaValidator(_failing_fast(self._patient.core_schema), None, _use_prebuilt=False)

    def read(self, text: str) -> Any:
        """Value of a JSON text.

        Raises
        ------
        pydantic.ValidationError
            With the first error of each list.
        """
        return self._hasty.validate_json(text)

    def fits(self, value: Json) -> bool:
        """Whether nothing is wrong in a parsed value."""
        try:
            self._hasty.validate_json(json.dumps(value))
        except ValidationError:
            return False
        return True

    def errors(self, value: Json) -> tuple[list[ErrorDetails], bool]:
        """What is wrong in a parsed value, and whether that is everything: in a long one, each list stops early."""
        text = json.dumps(value)
        patient = len(text) <= PATIENCE
        try:
            if patient:
                self._patient.validate_json(text)
            else:
                self._hasty.validate_json(text)
        except ValidationError as error:
            return error.errors(include_url=False), patient
        return [], True


@cache
def reader(kind: Any) -> Reader:
    """Reader of a kind of value."""
    return Reader(kind)


def _failing_fast(schema: Any) -> Any:
    """Copy of a core schema in which every list stops at its first wrong row."""
    if isinstance(schema, list):
        return [_failing_fast(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {key: _failing_fast(value) for key, value in schema.items()}
    return copy | {"fail_fast": True} if copy.get("type") == "tuple" else copy
