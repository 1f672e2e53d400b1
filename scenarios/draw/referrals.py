"""Programme referrals, and the groups that could open for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from models.estate import Office
from models.programmes import (
    Cohort,
    GroupFamily,
    GroupOption,
    GroupSlot,
    ProgrammeKind,
    ProgrammeReferral,
    ProgrammeTemplate,
    Venue,
)
from models.record import Sex, Weekday, WeeklySlot
from models.scenario import Horizon
from scenarios.draw.dice import Bag, Dice
from scenarios.draw.ground import Ground, km
from scenarios.draw.people import PersonDraft
from scenarios.rulebook import programme_templates
from scenarios.tables import rows

SEXUAL_SHARE, LDC_SHARE = 0.16, 0.1
TOO_SHORT_SHARE = 0.1
"""Share of sentences that end before a programme of full length could."""
PUT_FORWARD = 6
"""Weight of risk of referrals that the service puts forward itself, one in six; that of others is the policy's."""
OPTIONS_PER_GROUP = 2.0
"""Groups that could open for each group that the referrals would fill."""
FEWEST_OPTIONS = 2
SINGLE_SEX_SHARE = 0.15
Pattern = tuple[tuple[Weekday, time], ...]
DAYTIME: tuple[Pattern, ...] = (
    ((Weekday.TUE, time(10, 0)), (Weekday.THU, time(10, 0))),
    ((Weekday.MON, time(13, 30)), (Weekday.WED, time(13, 30))),
    ((Weekday.MON, time(9, 30)), (Weekday.WED, time(9, 30))),
    ((Weekday.TUE, time(13, 30)), (Weekday.FRI, time(10, 0))),
)
EVENINGS: tuple[Pattern, ...] = (
    ((Weekday.TUE, time(17, 45)), (Weekday.THU, time(17, 45))),
    ((Weekday.MON, time(17, 45)), (Weekday.WED, time(17, 45))),
    ((Weekday.FRI, time(17, 45)), (Weekday.SAT, time(10, 0))),
)
"""Two times a week; a structured intervention takes the first of them. No two of all these overlap."""
WORKING_DAYS = (Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI)
OPENS, CLOSES, CLOSES_LATE = time(8, 30), time(17, 30), time(20, 30)
LATE_SHARE, SATURDAY_SHARE = 0.8, 0.4
START_WEEKS = (0, 1, 2, 3, 5, 6, 7, 8)


@dataclass(frozen=True, slots=True)
class Need:
    """What a referral asks of a group."""

    template: str
    cohort: Cohort
    ldc: bool

    @property
    def programme(self) -> ProgrammeTemplate:
        """The programme."""
        return next(template for template in programme_templates() if template.id == self.template)

    @property
    def usual_size(self) -> float:
        """People in a usual group."""
        return (self.programme.minimum_size + self.programme.maximum_size) / 2.0

    @property
    def meetings(self) -> int:
        """Times a week that a group meets."""
        return self.programme.sessions_per_week or 1


def draw_referral(horizon: Horizon, person: PersonDraft, dice: Dice) -> ProgrammeReferral:
    """A referral of a person, with what the group must be."""
    table = rows("programme_templates.csv")
    template = Bag([r["id"] for r in table], [float(r["share_of_referrals"]) for r in table]).draw(dice)
    accredited = Need(template, Cohort.GENERAL, ldc=False).programme.kind is ProgrammeKind.ACCREDITED
    sexual = accredited and person.sex is Sex.MALE and dice.chance(SEXUAL_SHARE)
    short = dice.chance(TOO_SHORT_SHARE)
    return ProgrammeReferral(
        id=f"{person.id}-1-ACP",
        person=person.id,
        template=template,
        cohort=Cohort.SEXUAL if sexual else Cohort.GENERAL,
        ldc=accredited and dice.chance(LDC_SHARE),
        referred_on=horizon.start - timedelta(days=dice.between(5, 240)),
        sentence_end=horizon.start + timedelta(days=dice.between(40, 150) if short else dice.between(230, 900)),
        priority=PUT_FORWARD if dice.between(0, 5) == 0 else None,
        pdus=(person.pdu,) if dice.chance(0.1) else (),
    )


def draw_options(
    horizon: Horizon, ground: Ground, dice: Dice, waiting: dict[Need, list[PersonDraft]], offices: list[Office]
) -> tuple[GroupOption, ...]:
    """Options for each need that could nearly fill a group, by day and in the evening, near those who have it."""
    options: list[GroupOption] = []
    for need, people in waiting.items():
        if len(people) < need.programme.minimum_size - 1:
            continue
        venues = _popular(offices, people)
        number = max(FEWEST_OPTIONS, round(OPTIONS_PER_GROUP * len(people) / need.usual_size))
        for k in range(number):
            times = dice.pick((DAYTIME, EVENINGS)[k % 2])[: need.meetings]
            weeks = dice.pick([week for week in START_WEEKS if week < horizon.weeks])
            option = GroupOption(
                id=f"{ground.unit.code}-G{len(options) + 1:03d}",
                template=need.template,
                office=venues.draw(dice).id,
                cohort=need.cohort,
                ldc=need.ldc,
                sex=_only_sex(need, people, dice),
                earliest_start=horizon.start + timedelta(weeks=weeks),
                slots=tuple(GroupSlot(weekday=day, start=at) for day, at in times),
            )
            options.append(option)
    return tuple(options)


def draw_venues(offices: list[Office], dice: Dice) -> tuple[Venue, ...]:
    """Offices in which the planner may form groups: open by day, most of them on some evenings, some on Saturdays."""
    return tuple(Venue(office=office.id, open=_opening(dice)) for office in offices)


def _opening(dice: Dice) -> tuple[WeeklySlot, ...]:
    late = dice.sample(WORKING_DAYS, dice.between(2, 5)) if dice.chance(LATE_SHARE) else []
    days = [WeeklySlot(weekday=day, start=OPENS, end=CLOSES_LATE if day in late else CLOSES) for day in WORKING_DAYS]
    if dice.chance(SATURDAY_SHARE):
        days.append(WeeklySlot(weekday=Weekday.SAT, start=OPENS, end=time(13, 30)))
    return tuple(days)


def families(referrals: Sequence[ProgrammeReferral]) -> tuple[GroupFamily, ...]:
    """A family of mixed groups for every need that somebody has."""
    needs = dict.fromkeys(Need(row.template, row.cohort, row.ldc) for row in referrals)
    return tuple(
        GroupFamily(id=_family(need), template=need.template, cohort=need.cohort, ldc=need.ldc)
        for need in sorted(needs, key=_family)
    )


def _family(need: Need) -> str:
    return "-".join([need.template, *(["SEX"] if need.cohort is Cohort.SEXUAL else []), *(["LDC"] if need.ldc else [])])


def _popular(offices: list[Office], people: list[PersonDraft]) -> Bag[Office]:
    """Offices, as likely as people live nearest to them."""

    def nearest(person: PersonDraft) -> str:
        return min(offices, key=lambda o: km(o.location, person.home.lat, person.home.lon)).id

    near = Counter(nearest(person) for person in people)
    return Bag(offices, [near[office.id] + 0.5 for office in offices])


def _only_sex(need: Need, people: list[PersonDraft], dice: Dice) -> Sex | None:
    if not dice.chance(SINGLE_SEX_SHARE):
        return None
    women = sum(person.sex is Sex.FEMALE for person in people)
    return Sex.FEMALE if women >= need.programme.minimum_size and dice.chance(0.5) else Sex.MALE
