"""Practitioners: as many as the tightness asks for, in the grades that the cases need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from models.casework import CaseType
from models.estate import Team
from models.record import DateRange, Sex
from models.scenario import Horizon
from models.staff import CasePreference, Grade, Reduction, Role, Staff
from scenarios.draw.absences import LONG_LEAVE, annual_leave, is_steady, training_days, with_turn
from scenarios.draw.brief import Brief
from scenarios.draw.capacity import points_by_period
from scenarios.draw.cases import CaseDraft
from scenarios.draw.dice import Dice
from scenarios.draw.ground import Ground
from scenarios.draw.workload import Points, mean, whole
from scenarios.rulebook import policy
from scenarios.tables import share

OFFICERS = (Grade.PO, Grade.NQO)
"""Grades that may hold cases of high risk."""
TEAM_SIZE = 11
"""Practitioners in a team."""
HOURS_STEP = 0.1
"""Contracted hours are trimmed in steps of six minutes to meet the tightness."""
FULL_TIME = 37.0
PART_TIMES = (18.5, 22.2, 25.9, 29.6, 33.3)
OFFICER_FILL = 0.9
"""The cases for officers only fill no more than about this share of the points of officers who stay."""
WALES = "N03"
WELSH_SPEAKERS = 0.3
EXISTING_SHARE = 0.05
POINTS_OF_EXISTING = 50
"""Points of a case held already that the scenario does not decide, on the mean."""
REDUCTION_SHARE = 0.1
MOST_TURNING = 0.15
"""Largest share of practitioners who join, leave, or go on or come back from long leave: small teams keep everybody."""
DISLIKES = {
    True: (CasePreference(case_type=CaseType.CUSTODY), CasePreference(tier="A"), CasePreference(tier="D")),
    False: (
        CasePreference(case_type=CaseType.CUSTODY),
        CasePreference(case_type=CaseType.LICENCE, tier="C"),
        CasePreference(tier="D"),
    ),
}
"""What officers, and the other grades, would rather not hold."""


@dataclass(slots=True)
class Workforce:
    """Practitioners of a unit with the points that each has available.

    Attributes
    ----------
    staff
        Practitioners.
    available
        Points by period of each.
    steady
        Whether each is there, with points, all through the horizon.
    """

    horizon: Horizon
    staff: list[Staff] = field(default_factory=list)
    available: list[Points] = field(default_factory=list)
    steady: list[bool] = field(default_factory=list)

    @property
    def points(self) -> list[float]:
        """Mean points of each over the periods."""
        return [mean(points) for points in self.available]

    def add(self, member: Staff) -> None:
        """Take somebody on."""
        points = points_by_period(member, policy(), self.horizon)
        self.staff.append(member)
        self.available.append(points)
        self.steady.append(is_steady(member, points, self.horizon))

    def change(self, j: int, **changes: object) -> None:
        """Change fields of a member of staff on which neither points nor presence depends."""
        self.staff[j] = self.staff[j].model_copy(update=changes)

    def share_of_officers(self) -> float:
        """Share of the points that officers have."""
        whole = sum(self.points)
        return self.of_officers(range(len(self.staff))) / whole if whole else 0.0

    def of_officers(self, among: Iterable[int]) -> float:
        """Points of the officers among some."""
        return sum(mean(self.available[j]) for j in among if self.staff[j].grade in OFFICERS)

    def staying(self) -> list[int]:
        """Those who are there, with points, all through the horizon."""
        return [j for j, steady in enumerate(self.steady) if steady]


def staff_id(ground: Ground, number: int) -> str:
    """Staff code of the so-manieth member of staff of the unit's region."""
    return f"{ground.unit.region}A{number:04d}"


def draw_practitioners(brief: Brief, ground: Ground, cases: list[CaseDraft], duties: float) -> Workforce:
    """Practitioners of a unit whose available points are what its work needs, over the tightness.

    Parameters
    ----------
    duties
        Points of other work than cases that falls to them, on the mean over the periods.
    """
    dice = brief.dice("practitioners", ground.unit.code)
    demand = duties + sum(mean(case.load) for case in cases)
    for_officers = sum(mean(case.load) for case in cases if case.officer_only)
    force = Workforce(brief.horizon)
    there, turns = 0.0, 0
    while there < demand / brief.tightness:
        member = _practitioner(brief, ground, dice, _grade(force), len(force.staff))
        turned = with_turn(member, brief.horizon, dice)
        if turned is not member and turns + 1 <= MOST_TURNING * (len(force.staff) + 1):
            turns, member = turns + 1, turned
        force.add(member)
        there += mean(force.available[-1]) - force.staff[-1].existing_points / brief.tightness
    _make_officers(force, for_officers)
    _trim(force, there - demand / brief.tightness)
    return force


def number_staff(force: Workforce, ground: Ground, first_number: int) -> None:
    """Give staff codes, counted on in the region."""
    for j in range(len(force.staff)):
        force.change(j, id=staff_id(ground, first_number + j))


def _practitioner(brief: Brief, ground: Ground, dice: Dice, grade: Grade, place: int) -> Staff:
    """The so-manieth practitioner of the unit, counted from 0."""
    start = brief.horizon.start
    began = start - timedelta(days=dice.between(20, 250 if grade is Grade.NQO else 500))
    whole_time = dice.chance(1 - share("part_time")) or grade in (Grade.NQO, Grade.PQIP)
    hours = FULL_TIME if whole_time else dice.pick(PART_TIMES)
    leave = annual_leave(brief.horizon, dice)
    existing = 10 * dice.between(4, 20) if dice.chance(EXISTING_SHARE) else 0
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
        leave=leave,
        training_days=training_days(brief.horizon, leave, dice),
        languages=("cy",) if ground.unit.region == WALES and dice.chance(WELSH_SPEAKERS) else (),
        sex=Sex.FEMALE if dice.chance(share("women_practitioners")) else Sex.MALE,
        remote_share=dice.pick((0.0, 0.2, 0.4)),
        existing_points=existing,
        existing_cases=round(existing / POINTS_OF_EXISTING),
        rather_not=(dice.pick(DISLIKES[grade in OFFICERS]),) if dice.chance(share("with_preferences")) else (),
    )


def _grade(force: Workforce) -> Grade:
    """Next grade: an officer where officers have no more than their share of the points, else another grade."""
    officers = [s for s in force.staff if s.grade in OFFICERS]
    others = len(force.staff) - len(officers)
    if force.share_of_officers() <= share("officers"):
        newly = sum(s.grade is Grade.NQO for s in officers)
        return Grade.NQO if newly + 1 <= share("newly_qualified_officers") * (len(officers) + 1) else Grade.PO
    trainees = sum(s.grade is Grade.PQIP for s in force.staff)
    return Grade.PQIP if trainees + 1 <= share("trainees") * (others + 1) else Grade.PSO


def _make_officers(force: Workforce, for_officers: float) -> None:
    """Make POs of PSOs, last taken on first, until the officers who stay have room for what only they may hold."""
    for j in reversed(force.staying()):
        if force.of_officers(force.staying()) * OFFICER_FILL >= for_officers:
            return
        if force.staff[j].grade is Grade.PSO:
            force.change(j, grade=Grade.PO)


def _reductions(grade: Grade, horizon: Horizon, dice: Dice) -> tuple[Reduction, ...]:
    if grade in (Grade.NQO, Grade.PQIP) or not dice.chance(REDUCTION_SHARE):
        return ()
    reason, hours = dice.pick((("spoc_lead", 1.5), ("trade_union", 3.7), ("co_working", 3.7), ("court_duty", 7.4)))
    first = horizon.start - timedelta(days=dice.between(30, 200))
    last = None if dice.chance(0.5) else horizon.start + timedelta(days=dice.between(30, 200))
    return (Reduction(reason=reason, hours=hours, first=first, last=last),)


def _trim(force: Workforce, surplus: float) -> None:
    """Cut hours, last taken on first, until no points are left over."""
    for j in reversed(range(len(force.staff))):
        member, points = force.staff[j], mean(force.available[j])
        if member.grade in (Grade.NQO, Grade.PQIP):
            continue
        while surplus > 0 and member.contracted_hours > FULL_TIME / 2:
            hours = round(member.contracted_hours - HOURS_STEP, 1)
            member = member.model_copy(update={"contracted_hours": hours})
            force.available[j] = points_by_period(member, policy(), force.horizon)
            surplus -= points - mean(force.available[j])
            points = mean(force.available[j])
        force.staff[j] = member
        force.steady[j] = is_steady(member, force.available[j], force.horizon)


def add_long_absent(force: Workforce, brief: Brief, ground: Ground) -> None:
    """Add practitioners who are away for the whole horizon; they have no points, but still hold cases."""
    dice = brief.dice("long_absent", ground.unit.code)
    days = whole(brief.horizon)
    away = DateRange(first=days.first - LONG_LEAVE, last=days.last + LONG_LEAVE)
    for _ in range(round(len(force.staff) * share("long_absence"))):
        member = _practitioner(brief, ground, dice, Grade.PSO, len(force.staff))
        nobody: dict[str, object] = {
            "active_from": None,
            "active_until": None,
            "existing_points": 0,
            "existing_cases": 0,
        }
        force.add(member.model_copy(update=nobody | {"leave": (away,), "training_days": ()}))


def teams(ground: Ground, force: Workforce) -> tuple[Team, ...]:
    """Teams of a unit."""
    ids = sorted(
        dict.fromkeys(member.team for member in force.staff), key=lambda id: (id.endswith("-PPT"), len(id), id)
    )
    names = [
        f"Public protection {ground.unit.name}" if id.endswith("-PPT") else f"Team {n} {ground.unit.name}"
        for n, id in enumerate(ids, start=1)
    ]
    return tuple(Team(id=id, name=name, pdu=ground.unit.code) for id, name in zip(ids, names, strict=True))
