"""Unpaid work: protective equipment that people take from a depot for the day."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from models.goals import Part
from models.people import Person
from solver.audit.attendance import kept_on
from solver.audit.finding import Findings, violation
from solver.audit.rota import Rota, project_of


def equipment_stock(rota: Rota) -> Findings:
    """On every day, those with a place who need equipment of a kind and size from a depot are no more than its sets."""
    sets: dict[tuple[str, str], dict[str | None, int]] = defaultdict(dict)
    for row in rota.rows.scenario.unpaid_work.equipment:
        sets[row.office, row.kind][row.size] = row.sets
    needed: Counter[tuple[str, str, str | None, date]] = Counter()
    standing = [(r, s, day) for r, slots in rota.standing.items() for s in slots for day in kept_on(rota, r, s)]
    sent = [(r, s, day) for (r, s), days in rota.changes.arriving.items() for day in days]
    for r, s, day in (*standing, *sent):
        project = project_of(rota, s)
        for kind in set(project.equipment):
            if project.depot is not None and (there := sets.get((project.depot, kind))):
                needed[project.depot, kind, _size(rota.people[r], kind, there), day] += 1
    for (office, kind, size, day), number in needed.items():
        if number > (most := sets[office, kind].get(size, 0)):
            what = kind if size is None else f"{kind} of size {size}"
            sentence = f"On {day} {number} people need {what} from {office}, which has {most} sets."
            yield violation("equipment_stock", Part.UNPAID_WORK, (office,), sentence)


def _size(person: Person, kind: str, sets: dict[str | None, int]) -> str | None:
    """Size that a person takes of what is there: the recorded one, or else the one of which there are most."""
    if None in sets:
        return None
    recorded = [row.size for row in person.sizes if row.kind == kind]
    return recorded[0] if recorded else max(sets, key=lambda size: sets[size])
