"""The best values known for published instances; read only to print how far a result is from them."""

from __future__ import annotations

import csv
from pathlib import Path

FILES = "best_known*.csv"
"""Lists of best values that may lie beside an instance."""
VALUES = ("value_min_cost", "min_sum_of_squares", "sum_of_squares")
"""Columns that may hold the value."""


def best_known(instance: Path) -> float | None:
    """Best value known for an instance, from a list in the same folder; None if none names it."""
    for file in sorted(instance.resolve().parent.glob(FILES)):
        value = _listed(file, {instance.name, instance.stem})
        if value is not None:
            return value
    return None


def gap_to(objective: float | None, best: float | None) -> float | None:
    """(objective - best) / best, below 0 where the objective is better; None where one of them is not known."""
    if objective is None or best is None or best == 0:
        return None
    return (objective - best) / abs(best)


def _listed(file: Path, names: set[str]) -> float | None:
    """Value of the first row that bears one of the names; a list that cannot be read lists nothing."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                if (row.get("instance") or "").split("/")[-1] in names:
                    return next((float(row[column]) for column in VALUES if row.get(column)), None)
    except (OSError, ValueError, csv.Error):
        return None
    return None
