"""News of the rota, and how it enters the scenario: supervisors on leave, slots closed, vans off the road."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from models.errors import BadInput, Fault
from models.record import DateRange
from models.scenario import Scenario
from models.unpaid_work import Closure, UnpaidWork
from solver.replan import Absence, with_absences


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


def with_news(scenario: Scenario, news: News) -> Scenario:
    """The scenario with leave, closures and days off the road entered."""
    after = with_absences(scenario, news.absences)
    work = _with_vans_off(after, news.vans)
    closures = (*work.closures, *(row for row in news.closures if row not in work.closures))
    return after.model_copy(update={"unpaid_work": work.model_copy(update={"closures": closures})})


def _with_vans_off(scenario: Scenario, vans: tuple[OffRoad, ...]) -> UnpaidWork:
    """Unpaid work with the days entered on which vans are off the road."""
    work, start = scenario.unpaid_work, scenario.horizon.start
    end = start + timedelta(days=7 * scenario.horizon.weeks - 1)
    known, off = {row.id for row in work.vans}, dict[str, list[DateRange]]()
    for row in vans:
        days = DateRange(first=row.first or start, last=row.last or end)
        off.setdefault(row.van, []).append(days)
        if row.van not in known:
            raise BadInput([Fault(code="unknown_id", pointer=row.van, sentence=f"There is no van {row.van}.")])
        if not start <= days.first <= days.last <= end:
            sentence = f"Van {row.van} is off the road on days from {start} to {end} at the most, the first one first."
            raise BadInput([Fault(code="outside_horizon", pointer=row.van, sentence=sentence)])
    marked = (row.model_copy(update={"off_road": (*row.off_road, *off.get(row.id, ()))}) for row in work.vans)
    return work.model_copy(update={"vans": tuple(marked)})


def first_day(scenario: Scenario, news: News) -> date:
    """First day of the horizon that the news is about."""
    days = [row.first for row in news.absences if row.first is not None] + [row.first for row in news.closures]
    days += [row.first for row in news.vans if row.first is not None]
    return max(scenario.horizon.start, min(days, default=scenario.horizon.start))
