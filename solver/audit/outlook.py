"""Unpaid work: what a rota leaves open, laid beside what the plan tells of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from models.goals import Part
from models.outlook import PlacesForStarts, SpareCover
from models.record import Weekday
from solver.audit.attendance import held_on
from solver.audit.finding import Findings, violation
from solver.audit.newcomers import expected_in, most_of_the_usual, takes_starts
from solver.audit.rota import Rota, project_of
from solver.audit.spare import who_is_spare


def spare(rota: Rota, told: Sequence[SpareCover]) -> Findings:
    """Who is spare is told for every unit and weekday with a supervised session, and for no other."""
    units = [unit.id for unit in rota.rows.scenario.estate.pdus]
    own = [
        SpareCover(pdu=pdu, weekday=tuple(Weekday)[day], supervisors=tuple(sorted(names)))
        for (pdu, day), names in sorted(who_is_spare(rota).items(), key=lambda row: (units.index(row[0][0]), row[0][1]))
    ]
    if list(told) != own:
        yield violation("spare", Part.UNPAID_WORK, (), "The supervisors told to be spare are not those who are.")


def new_starts(rota: Rota, told: Sequence[PlacesForStarts]) -> Findings:
    """Places left for expected new starts are told of every unit with a forecast, as they are."""
    if tuple(told) != places_for_starts(rota):
        sentence = "The places told to be left for expected new starts are not those that are."
        yield violation("new_starts", Part.UNPAID_WORK, (), sentence)


def places_left(rota: Rota) -> dict[str, int]:
    """Places left in each unit with a forecast; below 0 where sessions hold more people than they count for."""
    left = dict.fromkeys(expected_in(rota), 0)
    standing = Counter(s for slots in rota.standing.values() for s in slots)
    days = takes_starts(rota)
    most = {places: most_of_the_usual(rota, places) for places in {project_of(rota, s).places for s in days}}
    for s in days:
        project = project_of(rota, s)
        idle = not standing[s] and project.minimum_to_run > 1
        times = len(rota.supervisors.get(s, ())) if project.max_supervisors else int(not idle)
        left[project.pdu] += most[project.places] * times
    for r, slots in rota.standing.items():
        for s in (s for s in slots if s in days):
            left[project_of(rota, s).pdu] -= rota.days[days[s]] in held_on(rota, r, s)
    return left


def starts_without_place(rota: Rota) -> int:
    """People forecast for whom no place is left, summed over units."""
    left = places_left(rota)
    return sum(max(0, number - left[pdu]) for pdu, (number, _) in expected_in(rota).items())


def places_for_starts(rota: Rota) -> tuple[PlacesForStarts, ...]:
    """What the plan should tell of them, in the order of the units."""
    expected, left = expected_in(rota), places_left(rota)
    return tuple(
        PlacesForStarts(
            pdu=unit.id,
            people=expected[unit.id][0],
            week=rota.days[0] + timedelta(weeks=expected[unit.id][1]),
            places=min(expected[unit.id][0], max(0, left[unit.id])),
        )
        for unit in rota.rows.scenario.estate.pdus
        if unit.id in expected
    )
