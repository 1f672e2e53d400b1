"""What ``planner replan`` does with news of unpaid work: single dates are repaired, and who must be told is listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands.days import Days

if TYPE_CHECKING:
    from models.errors import Fault
    from models.plan import Plan
    from models.scenario import Scenario
    from models.unpaid_work import Closure
    from solver.instructions import Ride, Session, Told
    from solver.replan_rota import RotaReplanned
    from solver.rota_news import News

TAKES = ("fewest", "balanced", "most")
MOST_NOTICE = 60
SESSION = "session"


@dataclass(frozen=True, slots=True)
class Asked:
    """News of unpaid work, as it was typed.

    Attributes
    ----------
    supervisors
        Who is away.
    sessions
        Slots whose sessions are cancelled.
    days
        Days on which they are.
    snow
        Days on which an area is snowed in.
    area
        Region, unit or office; all where it is not given.
    vans
        Vans that are off the road.
    new_starts
        Whether requirements that the plan does not know are given slots.
    """

    supervisors: tuple[str, ...]
    sessions: tuple[str, ...]
    days: Days
    snow: Days
    area: str | None
    vans: tuple[str, ...]
    new_starts: bool

    @property
    def any(self) -> bool:
        """Whether there is news of unpaid work at all."""
        return bool(self.supervisors or self.sessions or self.snow[0] or self.vans or self.new_starts)


def faults_of(asked: Asked, take: str, notice: int | None) -> list[Fault]:
    """What is wrong with news of unpaid work whose days could be read."""
    from api.commands.faults import bad_option

    faults = []
    if asked.sessions and asked.days[0] is None:
        faults.append(bad_option("--date", "Name the day of the session that is cancelled with --date."))
    if asked.area is not None and asked.snow[0] is None:
        faults.append(bad_option("--area", "An area is closed on some days: name them with --snow."))
    if notice is not None and not asked.any:
        faults.append(bad_option("--notice", "Notice is that of changes to the rota: say with them what has happened."))
    if take in TAKES[1:] and not asked.any:
        faults.append(bad_option("--take", "Repairs are those of the rota: name with it what has happened."))
    return faults


def faults_of_words(take: str, notice: int | None) -> list[Fault]:
    """What is wrong with how a repair is to be made, whatever the news."""
    from api.commands.faults import bad_option

    faults = []
    if take not in TAKES:
        faults.append(bad_option("--take", f"--take is one of {', '.join(TAKES)}, not {take}."))
    if notice is not None and not 0 <= notice <= MOST_NOTICE:
        faults.append(bad_option("--notice", f"--notice is a whole number from 0 to {MOST_NOTICE}, not {notice}."))
    return faults


def repaired(scenario: Scenario, plan: Plan, asked: Asked, *, take: str, notice: int | None) -> RotaReplanned:
    """The plan with the news in it."""
    from solver.replan_rota import replan_rota
    from solver.strangers import refuse_strangers
    from solver.unpaid_work.repair import Take

    refuse_strangers(scenario, plan)
    return replan_rota(scenario, plan, _news(scenario, plan, asked), take=Take(take), notice=notice)


def _news(scenario: Scenario, plan: Plan, asked: Asked) -> News:
    """The news, once all that is wrong with it has been told at once."""
    from api.commands.faults import refuse_if_any
    from models.errors import BadInput
    from solver.closures import cancelled, snowed_in
    from solver.replan import Absence
    from solver.rota_news import News, OffRoad, faults_of_news

    closures: list[Closure] = []
    faults: list[Fault] = []

    def close(*made: Callable[[], tuple[Closure, ...]]) -> None:
        for closing in made:
            try:
                closures.extend(closing())
            except BadInput as bad:
                faults.extend(bad.faults)

    (first, last), (snow, thaw) = asked.days, asked.snow
    if first and last:
        close(*(partial(cancelled, scenario, (slot,), first, last) for slot in asked.sessions))
    if snow and thaw:
        close(partial(snowed_in, scenario, asked.area, snow, thaw))
    absences = tuple(Absence(id, first, last) for id in asked.supervisors)
    news = News(absences, tuple(closures), tuple(OffRoad(id, first, last) for id in asked.vans))
    refuse_if_any(faults + faults_of_news(scenario, news, plan.decisions.sessions))
    return news


def tell_repair(made: RotaReplanned, output: Path, scenario_output: Path, *, seconds: float, as_json: bool) -> None:
    """Say what the repairs cost and whom they concern."""
    from api.terminal import counted, tell, tell_json

    if as_json:
        points = [
            {
                "take": point.take.value,
                "cost": round(point.cost, 6),
                "instructions": point.instructions,
                "proved": point.proved,
            }
            for point in made.points
        ]
        told: dict[str, object] = {
            "plan": str(output),
            "scenario_file": str(scenario_output),
            "violations": 0,
            "taken": made.taken.value,
        }
        rows = [_row("person", row) for row in made.people] + [_row("supervisor", row) for row in made.staff]
        told["without_slot"] = [
            {"requirement": row.id, "person": row.person, "reason": row.reasons[-1].sentence} for row in made.without
        ]
        told["vans"] = [row.model_dump(mode="json") for row in made.plan.decisions.rota_changes.vans]
        tell_json(told | {"points": points, "told": rows, "seconds": round(seconds, 3)})
        return
    for row in (*made.people, *made.staff):
        tell(f"{row.id}: {_words(row)}; to be told by {row.tell_by}")
    for missing in made.without:
        tell(f"{missing.person}: no slot for {missing.id}. {missing.reasons[-1].sentence}")
    for van in made.plan.decisions.rota_changes.vans:
        tell(f"van {van.van} goes to {van.slot} on {van.on}")
    for point in made.points:
        found = "" if point.proved else ", the best found so far: there may be a better one"
        mark = "  (this plan)" if point.take is made.taken else ""
        changes = counted(point.instructions, "changed instruction")
        tell(f"{point.take.value}: {changes}, cost {point.cost:,.0f}{found}{mark}")
    tell(f"people to be told: {len(made.people)}; supervisors: {len(made.staff)}")
    tell("audit: no violations", style="green")
    tell(f"plan written to {output}, its scenario to {scenario_output}, after {seconds:.1f} s")


def _row(kind: str, row: Told) -> dict[str, object]:
    return {
        "kind": kind,
        "id": row.id,
        "requirement": row.requirement,
        "no_longer": _sessions(row.no_longer),
        "instead": _sessions(row.instead),
        "travel": [_way(session, ride) for session, ride in row.travel],
        "tell_by": row.tell_by.isoformat(),
    }


def _sessions(rows: tuple[Session, ...]) -> list[dict[str, str]]:
    return [{"slot": slot, "on": on.isoformat()} for slot, on in rows]


def _way(session: Session, ride: Ride | None) -> dict[str, str | None]:
    slot, on = session
    at = f"{ride.at:%H:%M}" if ride and ride.at else None
    pick_up, van = (ride.pick_up, ride.van) if ride else (None, None)
    return {"slot": slot, "on": on.isoformat(), "pick_up": pick_up, "at": at, "van": van}


def _words(row: Told) -> str:
    gone = ", ".join(f"{slot} on {on}" for slot, on in row.no_longer)
    come = ", ".join(f"{slot} on {on}" for slot, on in row.instead)
    how = _how if row.requirement is not None else _van_there
    ways = "; ".join(f"{slot} on {on}: {how(ride)}" for (slot, on), ride in row.travel)
    return "; ".join(
        part for part in (f"no longer {gone}" if gone else "", f"now {come}" if come else "", ways) if part
    )


def _van_there(ride: Ride | None) -> str:
    """Which van goes, in the words in which a supervisor is told."""
    return "no van goes that day" if ride is None else f"with van {ride.van}"


def _how(ride: Ride | None) -> str:
    """The way of travel in the words in which the person is told."""
    if ride is None:
        return "come by yourself, no van seat that day"
    return f"picked up at {ride.pick_up}" + (f" at {ride.at:%H:%M}" if ride.at else "") + f" by van {ride.van}"
