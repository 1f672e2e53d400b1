"""News of the rota, and how it enters the scenario: supervisors on leave, slots closed, vans off the road."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.decisions import ProjectSession
from models.errors import BadInput, Fault
from models.record import DateRange
from models.scenario import Scenario
from models.staff import Role
from models.unpaid_work import Closure, UnpaidWork
from solver.calendar import horizon_days
from solver.replan import Absence, faults_of_absences, with_absences

SUPERVISORS = (Role.SUPERVISOR,)
CAUSES = {True: "snow", False: "date"}
"""Options that the days of a closure come from: of a whole project, or of one slot."""


@dataclass(frozen=True, slots=True)
class OffRoad:
    """A van that cannot be used.

    Attributes
    ----------
    van
        Van.
    first, last
        Days, both included; None for the horizon's first and last day.
    """

    van: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What has happened.

    Attributes
    ----------
    absences
        Supervisors who are away.
    closures
        Sessions that fall out.
    vans
        Vans that are off the road.
    """

    absences: tuple[Absence, ...] = ()
    closures: tuple[Closure, ...] = ()
    vans: tuple[OffRoad, ...] = ()


def faults_of_news(scenario: Scenario, news: News, sessions: tuple[ProjectSession, ...]) -> list[Fault]:
    """Everything that is wrong with the news of a rota of these sessions."""
    faults = faults_of_absences(scenario, news.absences, SUPERVISORS)
    faults += [fault for row in news.closures for fault in _faults_of_closure(scenario, row, sessions)]
    return list(dict.fromkeys(faults)) + _faults_of_vans(scenario, news.vans)


def _faults_of_closure(scenario: Scenario, closure: Closure, sessions: tuple[ProjectSession, ...]) -> list[Fault]:
    first, *_, last = horizon_days(scenario.horizon)
    closed = f"{closure.first}" + ("" if closure.last == closure.first else f" to {closure.last}")
    if not first <= closure.first <= closure.last <= last:
        sentence = f"Sessions fall out on days from {first} to {last}, not on {closed}."
        return [Fault(code="outside_horizon", pointer=f"--{CAUSES[closure.slot is None]}", sentence=sentence)]
    held = any(row.slot == closure.slot and closure.first <= row.on <= closure.last for row in sessions)
    if closure.slot is None or held:
        return []
    sentence = f"The plan has no session of {closure.slot} on {closed} that could fall out."
    return [Fault(code="no_session", pointer="--cancel", id=closure.slot, sentence=sentence)]


def with_news(scenario: Scenario, news: News) -> Scenario:
    """The scenario with leave, closures and days off the road entered."""
    after = with_absences(scenario, news.absences, SUPERVISORS)
    work = _with_vans_off(after, news.vans)
    closures = (*work.closures, *(row for row in news.closures if row not in work.closures))
    return after.model_copy(update={"unpaid_work": work.model_copy(update={"closures": closures})})


def _with_vans_off(scenario: Scenario, vans: tuple[OffRoad, ...]) -> UnpaidWork:
    """Unpaid work with the days entered on which vans are off the road."""
    if faults := _faults_of_vans(scenario, vans):
        raise BadInput(faults)
    work, (start, *_, end) = scenario.unpaid_work, horizon_days(scenario.horizon)
    off: dict[str, list[DateRange]] = {}
    for row in vans:
        off.setdefault(row.van, []).append(DateRange(first=row.first or start, last=row.last or end))
    marked = (row.model_copy(update={"off_road": (*row.off_road, *off.get(row.id, ()))}) for row in work.vans)
    return work.model_copy(update={"vans": tuple(marked)})


def _faults_of_vans(scenario: Scenario, vans: tuple[OffRoad, ...]) -> list[Fault]:
    start, *_, end = horizon_days(scenario.horizon)
    known = {row.id for row in scenario.unpaid_work.vans}
    faults = []
    for row in vans:
        if row.van not in known:
            sentence = f"There is no van {row.van}."
            faults.append(Fault(code="unknown_id", pointer="--van", id=row.van, sentence=sentence))
        if not start <= (row.first or start) <= (row.last or end) <= end:
            sentence = f"Van {row.van} is off the road on days from {start} to {end} at the most, the first one first."
            faults.append(Fault(code="outside_horizon", pointer="--van", id=row.van, sentence=sentence))
    return faults


def first_day(scenario: Scenario, news: News) -> date:
    """First day of the horizon that the news is about."""
    days = [row.first for row in news.absences if row.first is not None] + [row.first for row in news.closures]
    days += [row.first for row in news.vans if row.first is not None]
    return max(scenario.horizon.start, min(days, default=scenario.horizon.start))
