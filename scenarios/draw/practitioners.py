"""Practitioners: as many as the tightness asks for, in the grades that the cases need."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from models.estate import Team
from models.record import DateRange, Sex
from models.scenario import Horizon
from models.staff import Grade, Reduction, RegisterEntry, Role, Staff
from scenarios.draw.brief import Brief
from scenarios.draw.capacity import available_points
from scenarios.draw.cases import CaseDraft
from scenarios.draw.dice import Dice
from scenarios.draw.ground import Ground
from scenarios.rulebook import policy
from scenarios.tables import rows, share

OFFICERS = (Grade.PO, Grade.NQO)
"""Grades that may hold cases of high risk."""
TEAM_SIZE = 11
"""Practitioners in a team."""
HOURS_STEP = 0.1
"""Contracted hours are trimmed in steps of six minutes to meet the tightness."""
FULL_TIME = 37.0
PART_TIMES = (18.5, 22.2, 25.9, 29.6, 33.3)
OFFICER_FILL = 0.9
"""The cases for officers only fill no more than about this share of the officers' points."""
SPECIALIST_ROOM = 2.0
"""Specialists' points over the points of the cases that need them, at the least."""
WALES = "N03"
WELSH_SPEAKERS = 0.3
EXISTING_SHARE = 0.05
REDUCTION_SHARE = 0.1


@dataclass(slots=True)
class Workforce:
    """Practitioners of a unit with the points that each has available."""

    staff: list[Staff] = field(default_factory=list)
    points: list[int] = field(default_factory=list)

    def capacity(self, *, officers: bool) -> int:
        """Available points of officers, or of the other grades."""
        return sum(p for s, p in zip(self.staff, self.points, strict=True) if (s.grade in OFFICERS) is officers)


def staff_id(ground: Ground, number: int) -> str:
    """Staff code of the so-manieth member of staff of the unit's region."""
    return f"{ground.unit.region}A{number:04d}"


def draw_practitioners(brief: Brief, ground: Ground, cases: list[CaseDraft], first_number: int) -> Workforce:
    """Practitioners of a unit whose available points are what its cases need, over the tightness."""
    dice = brief.dice("practitioners", ground.unit.code)
    demand = sum(case.points for case in cases)
    for_officers = sum(case.points for case in cases if case.officer_only)
    force = Workforce()
    existing = 0
    while sum(force.points) < (demand + existing) / brief.tightness:
        member = _practitioner(brief, ground, dice, _grade(force), len(force.staff))
        force.staff.append(member)
        force.points.append(available_points(member, policy(), brief.horizon))
        existing += member.existing_points
    _make_officers(force, for_officers)
    _trim(force, (demand + existing) / brief.tightness, brief.horizon)
    _qualify(force, cases, brief.horizon, dice)
    _add_long_absent(force, brief, ground, dice)
    force.staff = [s.model_copy(update={"id": staff_id(ground, first_number + k)}) for k, s in enumerate(force.staff)]
    return force


def _practitioner(brief: Brief, ground: Ground, dice: Dice, grade: Grade, place: int) -> Staff:
    """The so-manieth practitioner of the unit, counted from 0."""
    start = brief.horizon.start
    began = start - timedelta(days=dice.between(20, 250 if grade is Grade.NQO else 500))
    whole = dice.chance(1 - share("part_time")) or grade in (Grade.NQO, Grade.PQIP)
    hours = FULL_TIME if whole else dice.pick(PART_TIMES)
    return Staff(
        id=staff_id(ground, place),
        grade=grade,
        roles=(Role.PRACTITIONER,),
        team=f"{ground.unit.code}-T{1 + place // TEAM_SIZE}",
        office=ground.offices[place // TEAM_SIZE % len(ground.offices)].id,
        contracted_hours=hours,
        qualified_on=began if grade is Grade.NQO else None,
        trainee_since=began if grade is Grade.PQIP else None,
        reductions=_reductions(grade, brief.horizon, dice),
        leave=annual_leave(brief.horizon, dice),
        languages=("cy",) if ground.unit.region == WALES and dice.chance(WELSH_SPEAKERS) else (),
        sex=Sex.FEMALE if dice.chance(share("women_practitioners")) else Sex.MALE,
        remote_share=dice.pick((0.0, 0.2, 0.4)),
        existing_points=10 * dice.between(4, 20) if dice.chance(EXISTING_SHARE) else 0,
    )


def _grade(force: Workforce) -> Grade:
    """Next grade: an officer where officers have no more than their share of the points, else another grade."""
    officers = [s for s in force.staff if s.grade in OFFICERS]
    others = len(force.staff) - len(officers)
    if force.capacity(officers=True) <= share("officers") * sum(force.points):
        newly = sum(s.grade is Grade.NQO for s in officers)
        return Grade.NQO if newly + 1 <= share("newly_qualified_officers") * (len(officers) + 1) else Grade.PO
    trainees = sum(s.grade is Grade.PQIP for s in force.staff)
    return Grade.PQIP if trainees + 1 <= share("trainees") * (others + 1) else Grade.PSO


def _make_officers(force: Workforce, for_officers: int) -> None:
    """Make POs of PSOs, last taken on first, until the officers have room for the cases that only they may hold."""
    for j in reversed(range(len(force.staff))):
        if force.capacity(officers=True) * OFFICER_FILL >= for_officers:
            return
        if force.staff[j].grade is Grade.PSO:
            force.staff[j] = force.staff[j].model_copy(update={"grade": Grade.PO})


def _reductions(grade: Grade, horizon: Horizon, dice: Dice) -> tuple[Reduction, ...]:
    if grade in (Grade.NQO, Grade.PQIP) or not dice.chance(REDUCTION_SHARE):
        return ()
    reason, hours = dice.pick((("spoc_lead", 1.5), ("trade_union", 3.7), ("co_working", 3.7), ("court_duty", 7.4)))
    first = horizon.start - timedelta(days=dice.between(30, 200))
    last = None if dice.chance(0.5) else horizon.start + timedelta(days=dice.between(30, 200))
    return (Reduction(reason=reason, hours=hours, first=first, last=last),)


def annual_leave(horizon: Horizon, dice: Dice) -> tuple[DateRange, ...]:
    """A week of leave, Monday to Sunday, in most stretches of six weeks."""
    ranges = []
    for block in range(0, horizon.weeks, 6):
        width = min(6, horizon.weeks - block)
        if dice.chance(0.11 * width):
            week = block + dice.between(0, width - 1)
            monday = horizon.start + timedelta(weeks=week)
            ranges.append(DateRange(first=monday, last=monday + timedelta(days=6)))
    return tuple(ranges)


def _trim(force: Workforce, target: float, horizon: Horizon) -> None:
    """Cut hours, last taken on first, until the points available are the target's."""
    for j in reversed(range(len(force.staff))):
        member = force.staff[j]
        if member.grade in (Grade.NQO, Grade.PQIP):
            continue
        while sum(force.points) > target and member.contracted_hours > FULL_TIME / 2:
            hours = round(member.contracted_hours - HOURS_STEP, 1)
            member = member.model_copy(update={"contracted_hours": hours})
            force.points[j] = available_points(member, policy(), horizon)
        force.staff[j] = member


def _qualify(force: Workforce, cases: list[CaseDraft], horizon: Horizon, dice: Dice) -> None:
    """Give specialisms to a share of each grade group, and to more where the cases need more."""
    for row in rows("qualifications.csv"):
        name = row["qualification"]
        for officers, column in ((True, "officers"), (False, "other_grades")):
            group = [j for j, s in enumerate(force.staff) if (s.grade in OFFICERS) is officers]
            order = sorted(dice.shuffled(group), key=lambda j: force.staff[j].grade is not Grade.PO)
            need = sum(c.points for c in cases if name in c.requires and (c.officer_only or not officers))
            least = max(1, round(len(group) * float(row[column])))
            _spread(force, order, name, least=least, points=SPECIALIST_ROOM * need, horizon=horizon)


def _spread(force: Workforce, order: list[int], name: str, *, least: int, points: float, horizon: Horizon) -> None:
    """Give a specialism to practitioners in order until there are enough of them with enough points."""
    given, held = 0, 0.0
    for j in order:
        if given >= least and held >= points:
            return
        member = force.staff[j]
        entry = RegisterEntry(qualification=name, expires=horizon.start + timedelta(days=300 + 40 * given))
        changes: dict[str, object] = {"qualifications": (*member.qualifications, name)}
        if name == "sexual_offending":
            changes["register_entries"] = (*member.register_entries, entry)
        force.staff[j] = member.model_copy(update=changes)
        given, held = given + 1, held + force.points[j]


def _add_long_absent(force: Workforce, brief: Brief, ground: Ground, dice: Dice) -> None:
    """Add practitioners who are away for the whole horizon; they have no points, but still hold cases."""
    start = brief.horizon.start
    away = DateRange(first=start - timedelta(days=60), last=start + timedelta(weeks=brief.horizon.weeks + 26))
    for _ in range(round(len(force.staff) * share("long_absence"))):
        member = _practitioner(brief, ground, dice, Grade.PSO, len(force.staff))
        force.staff.append(member.model_copy(update={"leave": (away,), "existing_points": 0}))
        force.points.append(0)


def teams(ground: Ground, force: Workforce) -> tuple[Team, ...]:
    """Teams of a unit."""
    ids = dict.fromkeys(member.team for member in force.staff)
    return tuple(
        Team(id=id, name=f"Team {n} {ground.unit.name}", pdu=ground.unit.code) for n, id in enumerate(ids, start=1)
    )
