"""Who must never meet: people with non-associations, in whatever order a part has their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.people import Person


def who_must_not_meet(people: Sequence[Person]) -> NDArray[np.int64]:
    """(N, 2) int64: rows of two people of whom either names the other, the smaller number first, each pair once."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, person in enumerate(people):
        rows[person.id].append(row)
    pairs = {
        (min(one, other), max(one, other))
        for one, person in enumerate(people)
        for id in person.non_associations
        for other in rows.get(id, ())
        if one != other
    }
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
