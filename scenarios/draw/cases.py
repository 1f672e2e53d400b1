"""Supervision cases: tiers, risk, dates, special demands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from models.casework import Case, CaseType, Rosh, TierChange, TreatmentKind, TreatmentRequirement
from models.scenario import Horizon
from scenarios.draw.brief import Brief
from scenarios.draw.dice import Bag, Dice
from scenarios.draw.ground import Ground
from scenarios.draw.people import PersonDraft
from scenarios.draw.sentences import draw_dates, draw_tier_changes
from scenarios.draw.workload import Points, Workload
from scenarios.rulebook import TIER_MODEL, policy
from scenarios.tables import rows, share

CASE_TYPES = Bag(tuple(CaseType), (0.5, 0.27, 0.23))
OPEN_NUMBERS = Bag((0, 1, 2, 3), (0.05, 0.37, 0.38, 0.2))
OFFICER_NUMBERS = Bag((1, 2, 3), (0.3, 0.42, 0.28))
LIFE_SHARE = 0.02
END_OF_LIFE_SENTENCE = date(2099, 12, 31)
"""Stands for a sentence without an end."""
LARGE_UNIT = 700
"""Cases from which a unit has a public-protection team and court staff of its own."""
SPECIALIST_LEVEL = 2
"""Lowest multi-agency level whose cases belong to the public-protection team."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Tier letter and risk of a case."""

    letter: str
    rosh: Rosh
    mappa_level: int


@dataclass(slots=True)
class CaseDraft:
    """A case as far as drawn, with the person and what it costs."""

    person: PersonDraft
    officer_only: bool
    profile: Profile
    case_type: CaseType
    tier: str
    points: int
    """Points today."""
    sentence_date: date
    sentence_end: date
    release_date: date | None = None
    handover_date: date | None = None
    life_sentence: bool = False
    load: Points = field(default=())
    """Points by period, reviews included; none where the case takes no part."""
    specialist_team: str | None = None
    requires: tuple[str, ...] = ()
    held: bool = True
    holder: str | None = None
    limited_access_to: tuple[str, ...] | None = None
    co_defendant: str | None = None
    start: date | None = None
    transfer_complete: bool = True
    tier_changes: tuple[TierChange, ...] = ()
    activity_days: int = 0
    treatment: tuple[TreatmentRequirement, ...] = ()

    @property
    def id(self) -> str:
        """Case reference number and event number."""
        return f"{self.person.id}-1"

    def row(self) -> Case:
        """The case as a document."""
        begins = self.start or self.sentence_date
        return Case(
            id=self.id,
            person=self.person.id,
            case_type=self.case_type,
            tier=self.tier,
            rosh=self.profile.rosh,
            mappa_level=self.profile.mappa_level,
            life_sentence=self.life_sentence,
            sentence_date=self.sentence_date,
            sentence_end=self.sentence_end,
            release_date=self.release_date,
            handover_date=self.handover_date,
            start=self.start,
            tier_changes=self.tier_changes,
            current_practitioner=self.holder,
            requires=self.requires,
            limited_access_to=self.limited_access_to,
            specialist_team=self.specialist_team,
            co_defendants=() if self.co_defendant is None else (self.co_defendant,),
            transfer_complete=self.transfer_complete,
            first_appointment_due=None if self.held or self.release_date else begins + timedelta(days=7),
            activity_days=self.activity_days,
            treatment=self.treatment,
        )


@cache
def points_of() -> dict[tuple[str, CaseType], int]:
    """Workload points by tier and type of case."""
    return {(row.tier, row.case_type): row.points for row in policy().tier_points}


@cache
def _mix() -> dict[str, Bag[Profile]]:
    table = rows("case_mix.csv")
    return {
        group: Bag(
            [Profile(r["tier_letter"], Rosh(r["rosh"]), int(r["mappa_level"])) for r in table if r["group"] == group],
            [float(r["share"]) for r in table if r["group"] == group],
        )
        for group in ("officer_only", "open")
    }


def draw_cases(brief: Brief, ground: Ground, people: list[PersonDraft]) -> list[CaseDraft]:
    """One case for each person of a unit; who holds it now is drawn later."""
    dice = brief.dice("cases", ground.unit.code)
    number = len(people)
    officer_only = _marked(number, share("officer_only"), dice)
    held = _marked(number, share("already_held"), dice)
    cases = [
        _case(person, brief.horizon, dice, officer_only=officer, held=holds)
        for person, officer, holds in zip(people, officer_only, held, strict=True)
    ]
    _require_specialists(cases, dice)
    _pair_co_defendants(cases, dice)
    for case in cases:
        case.transfer_complete = case.held or not dice.chance(share("transfer_pending") / (1 - share("already_held")))
        if number >= LARGE_UNIT and case.profile.mappa_level >= SPECIALIST_LEVEL:
            case.specialist_team = public_protection(ground)
    if not brief.lean:
        for case in cases:
            _add_details(case, dice)
    _weigh(cases, Workload(policy(), brief.horizon, TIER_MODEL))
    return cases


def public_protection(ground: Ground) -> str:
    """Public-protection team of a large unit."""
    return f"{ground.unit.code}-PPT"


def _weigh(cases: list[CaseDraft], workload: Workload) -> None:
    for case in cases:
        case.load = workload.of_case(case)


def _marked(number: int, portion: float, dice: Dice) -> list[bool]:
    """So large a portion of so many, as exactly as whole numbers allow, in random order."""
    marked = round(number * portion)
    return dice.shuffled([True] * marked + [False] * (number - marked))


def _case(person: PersonDraft, horizon: Horizon, dice: Dice, *, officer_only: bool, held: bool) -> CaseDraft:
    profile = _mix()["officer_only" if officer_only else "open"].draw(dice)
    case_type = CASE_TYPES.draw(dice)
    number = (OFFICER_NUMBERS if officer_only else OPEN_NUMBERS).draw(dice)
    if case_type is not CaseType.COMMUNITY:
        number = max(1, number)
    tier = f"{profile.letter}{number}"
    if held and profile.letter == "D" and dice.chance(3 * share("suspended_contact")):
        tier += "S"
    life = officer_only and case_type is not CaseType.COMMUNITY and dice.chance(LIFE_SHARE)
    if life:
        profile = Profile(profile.letter, Rosh.VERY_HIGH, max(1, profile.mappa_level))
    dates = draw_dates(case_type, horizon, dice, held=held)
    return CaseDraft(
        person=person,
        officer_only=officer_only,
        profile=profile,
        case_type=case_type,
        tier=tier,
        points=points_of()[tier, case_type],
        sentence_date=dates.made,
        sentence_end=END_OF_LIFE_SENTENCE if life else dates.ends,
        release_date=dates.released,
        handover_date=dates.handover,
        life_sentence=life,
        held=held,
        start=dates.start,
        tier_changes=draw_tier_changes(tier, horizon, dice),
    )


def _require_specialists(cases: list[CaseDraft], dice: Dice) -> None:
    """Exactly so many cases of each group as the table's shares say, each needing one specialism."""
    for group, column in ((True, "share_of_officer_only"), (False, "share_of_open")):
        members = dice.shuffled([case for case in cases if case.officer_only is group])
        taken = 0
        owed = 0.0
        for row in rows("qualifications.csv"):
            owed += len(members) * float(row[column])
            upto = round(owed)
            for case in members[taken:upto]:
                case.requires = (row["qualification"],)
            taken = upto


def _pair_co_defendants(cases: list[CaseDraft], dice: Dice) -> None:
    chosen = dice.sample(cases, 2 * round(len(cases) * share("co_defendants") / 2))
    for one, other in zip(chosen[::2], chosen[1::2], strict=True):
        one.co_defendant, other.co_defendant = other.id, one.id


def _add_details(case: CaseDraft, dice: Dice) -> None:
    """Details that other parts than allocation read."""
    if case.case_type is CaseType.COMMUNITY and dice.chance(0.5):
        case.activity_days = 5 * dice.between(1, 6)
    if case.case_type is CaseType.COMMUNITY and dice.chance(0.09):
        kind = dice.pick(tuple(TreatmentKind))
        case.treatment = (TreatmentRequirement(kind=kind, months=3 * dice.between(1, 4)),)
