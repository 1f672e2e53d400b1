"""The ground of every row: what rows share in memory, and that sharing changes nothing."""

from __future__ import annotations

import copy
import pickle
from datetime import date

from models.record import Location, Record, Weekday


class Row(Record):
    """A row with a default."""

    first: int
    second: int = 0


def test_rows_that_name_the_same_fields_share_one_set_of_them() -> None:
    """One set for all, and another for rows that name others."""
    one, other, both = Row.model_validate_json('{"first": 1}'), Row(first=2), Row(first=1, second=2)
    assert one.model_fields_set is other.model_fields_set
    assert one.model_fields_set == {"first"}
    assert both.model_fields_set == {"first", "second"}


def test_a_changed_copy_leaves_the_shared_set_alone() -> None:
    """What a copy names besides is its own."""
    row = Row(first=1)
    changed = row.model_copy(update={"second": 5})
    assert changed.model_fields_set == {"first", "second"}
    assert Row(first=3).model_fields_set == row.model_fields_set == {"first"}


def test_rows_are_equal_and_survive_copying_and_pickling() -> None:
    """Sharing shows nowhere else."""
    place = Location(lat=52.1, lon=-3.5)
    assert copy.deepcopy(place) == pickle.loads(pickle.dumps(place)) == place
    assert pickle.loads(pickle.dumps(place)).model_fields_set == place.model_fields_set


def test_days_of_the_week_are_spelt_as_dates_spell_them() -> None:
    """Sentences that name a slot's weekday beside that of a date name both alike."""
    assert [day.spelt for day in Weekday] == [f"{date(2027, 1, 4 + n):%A}" for n in range(7)]
