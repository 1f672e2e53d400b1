"""Restrictions of an instance: what some topics may have together, in the forms that the files know."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from api.published.rows import Remarks, Row
from solver.published import TopicLimit


def topic_limits(
    remarks: Remarks, folder: Path, topics: Mapping[str, int], teams: int, students: int
) -> tuple[TopicLimit, ...]:
    """Limits of a folder; none if it has no file of restrictions.

    Parameters
    ----------
    topics
        Number of each topic.
    teams, students
        Numbers that stand for no limit.
    """
    if (file := folder / "restrictions.json").exists():
        return tuple(_from_json(remarks, file, topics, teams, students))
    for name, delimiter in (("restrictions.csv", ";"), ("tmp_restrictions.txt", ",")):
        if (file := folder / name).exists():
            return tuple(_from_table(remarks, file, delimiter, topics, students))
    return ()


def _from_table(
    remarks: Remarks, file: Path, delimiter: str, topics: Mapping[str, int], students: int
) -> Iterator[TopicLimit]:
    """Rows with the most open teams, then the topics that may have so many together."""
    for number, fields in remarks.rows(file, delimiter):
        row = Row(file, number, {"most": fields[0]})
        most = remarks.whole(row, "most", 0, 10**6)
        inside = _numbers(remarks, row, fields[1:], topics)
        yield TopicLimit(f"{file.name}:{number}", inside, (0, most or 0), (0, students))


def _from_json(
    remarks: Remarks, file: Path, topics: Mapping[str, int], teams: int, students: int
) -> Iterator[TopicLimit]:
    """Objects with ``topics`` and any of ``groups_min``, ``groups_max``, ``capacity_min``, ``capacity_max``."""
    text = remarks.read(file)
    try:
        document = json.loads(text) if text.strip() else []
    except (ValueError, RecursionError) as error:
        remarks.object_to(file, "", f"This is not JSON: {error}.")
        return
    lists = list(document.values()) if isinstance(document, dict) else [document]
    for number, entry in enumerate((entry for found in lists if isinstance(found, list) for entry in found), start=1):
        if not isinstance(entry, dict) or not isinstance(entry.get("topics"), list):
            remarks.object_to(file, "", f"Restriction {number} is no object with a list of topics.")
            continue
        inside = _numbers(remarks, file, [str(topic) for topic in entry["topics"]], topics)
        limits = (
            _number(remarks, file, entry, "groups_min", 0),
            _number(remarks, file, entry, "groups_max", teams),
            _number(remarks, file, entry, "capacity_min", 0),
            _number(remarks, file, entry, "capacity_max", students),
        )
        yield TopicLimit(str(entry.get("username", number)), inside, limits[:2], limits[2:])


def _number(remarks: Remarks, file: Path, entry: dict[str, Any], key: str, otherwise: int) -> int:
    value = entry.get(key)
    if value is None:
        return otherwise
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        remarks.object_to(file, "", f"{key} is a whole number of at least 0, not {value!r}.")
        return otherwise
    return value


def _numbers(remarks: Remarks, place: Row | Path, names: list[str], topics: Mapping[str, int]) -> tuple[int, ...]:
    found = []
    for text in names:
        name = str(int(text)) if text.isascii() and text.isdigit() else text
        if name in topics:
            found.append(topics[name])
        elif name:
            remarks.object_to(place, "", f"A restriction names topic {name!r}, which is not among the projects.")
    return tuple(found)
