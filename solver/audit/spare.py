"""Unpaid work: supervisors who are spare on a weekday, unit by unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from models.staff import Role
from solver.audit.dates import present
from solver.audit.rota import Rota, dates_of, project_of
from solver.audit.rota_rules import booked_elsewhere, may_supervise

Days = dict[tuple[str, int], set[str]]


def most_uncovered(rota: Rota) -> int:
    """Spare supervisors that one turn more can take away at the most: all of its weekday, and one of each other."""
    wanted = _wanted(rota)
    return wanted + 6 if wanted else 0


def spare_short(rota: Rota) -> int:
    """Spare supervisors too few, summed over units and weekdays."""
    return sum(max(0, _wanted(rota) - len(spare)) for spare in who_is_spare(rota).values())


def weekdays_without(rota: Rota) -> int:
    """Weekdays of units on which sessions have a supervisor and nobody is spare."""
    return sum(not spare for spare in who_is_spare(rota).values())


def who_is_spare(rota: Rota) -> Days:
    """Spare supervisors by unit and weekday, where a supervisor stands on a slot of the unit that weekday."""
    rows, days = rota.rows, defaultdict[str, set[int]](set)
    minutes: dict[str, int] = defaultdict(int)
    spare: Days = {}
    for s, id in _turns(rota):
        days[id].add(int(rota.weekday[s]))
        minutes[id] += int(rota.length[s])
        spare[project_of(rota, s).pdu, int(rota.weekday[s])] = set()
    for row in rows.staff.values():
        if Role.SUPERVISOR in row.roles:
            unit, left = rows.pdu_of(row), round(60.0 * row.contracted_hours, 6) - minutes[row.id]
            for day in {day for other, day in spare if other == unit} - days[row.id]:
                spare[unit, day] |= {row.id} if _has_session(rota, row.id, unit, day, left) else set()
    return spare


def _turns(rota: Rota) -> Iterator[tuple[int, str]]:
    for s, names in rota.supervisors.items():
        yield from ((s, id) for id in names)


def _has_session(rota: Rota, id: str, unit: str, day: int, left: float) -> bool:
    """Whether there is a slot of the unit that weekday that the supervisor may stand on and has minutes for."""
    of_day = np.flatnonzero((rota.weekday == day) & (rota.length <= left)).tolist()
    return any(project_of(rota, s).pdu == unit and _could_stand(rota, id, s) for s in of_day)


def _could_stand(rota: Rota, id: str, s: int) -> bool:
    """Whether a supervisor of ours may stand on the slot, is not booked then, and is at work on one of its dates."""
    if project_of(rota, s).max_supervisors == 0 or not may_supervise(rota, id, s) or booked_elsewhere(rota, id, s):
        return False
    return any(present(rota.rows.staff[id], on) for on in dates_of(rota, s))


def _wanted(rota: Rota) -> int:
    return int(rota.rows.scenario.policy.spare_supervisors.value)
