"""What a week looks like to a person: work, care, education, observance, curfew."""

from __future__ import annotations

from datetime import time, timedelta
from enum import Enum

from models.people import Cause, Commitment
from models.record import Weekday
from models.scenario import Horizon
from scenarios.draw.dice import Bag, Dice

WORKING_DAYS = tuple(Weekday)[:5]
MON_TO_SAT = tuple(Weekday)[:6]
SCHOOL_RUN = ((time(8, 0), time(9, 15)), (time(15, 0), time(18, 0)))


class WeekKind(Enum):
    """How a person's week is taken."""

    FULL_TIME = "full_time"
    SHIFTS = "shifts"
    PART_TIME = "part_time"
    CARE = "care"
    EDUCATION = "education"
    FREE = "free"


KINDS = Bag(tuple(WeekKind), (0.25, 0.19, 0.12, 0.07, 0.05, 0.32))
SESSIONS = {
    WeekKind.FULL_TIME: Bag((1,), (1.0,)),
    WeekKind.SHIFTS: Bag((1,), (1.0,)),
    WeekKind.PART_TIME: Bag((1, 2), (0.7, 0.3)),
    WeekKind.CARE: Bag((1, 2), (0.8, 0.2)),
    WeekKind.EDUCATION: Bag((1, 2), (0.7, 0.3)),
    WeekKind.FREE: Bag((2, 3, 4), (0.5, 0.38, 0.12)),
}
"""Sessions of unpaid work a week: one for the employed, up to four for the unemployed."""
OBSERVANCES = Bag(
    (
        (),
        ((Weekday.FRI, time(12, 30), time(14, 0)),),
        ((Weekday.SUN, time(9, 0), time(12, 30)),),
        ((Weekday.SAT, time(8, 0), time(20, 0)),),
    ),
    (0.92, 0.04, 0.03, 0.01),
)
CURFEW_SHARE = 0.04
TREATMENT_SHARE = 0.06
SECOND_WEEK_SHARE = 0.5
"""Of those who care for children or are treated, those who do so in every second week."""
JOB_ENDS_SHARE = 0.06
ONE_DAY_SHARE = 0.1
"""Of those with commitments, those with one on a single day as well."""


def draw_week(dice: Dice) -> tuple[WeekKind, tuple[Commitment, ...]]:
    """How a person's week is taken, and the commitments that follow from it."""
    kind = KINDS.draw(dice)
    taken = [*_main(kind, dice), *_observance(dice)]
    if dice.chance(TREATMENT_SHARE):
        taken.append(commitment(dice.pick(WORKING_DAYS), time(10, 0), time(12, 0), Cause.HEALTH))
    if dice.chance(CURFEW_SHARE):
        taken += [commitment(day, time(19, 0), time(23, 59), Cause.CURFEW) for day in Weekday]
        taken += [commitment(day, time(0, 0), time(7, 0), Cause.CURFEW) for day in Weekday]
    return kind, tuple(taken)


def with_exceptions(taken: tuple[Commitment, ...], horizon: Horizon, dice: Dice) -> tuple[Commitment, ...]:
    """The commitments with what is not so in every week: children every second week, a job that ends, one day off."""
    if not taken:
        return ()
    if dice.chance(SECOND_WEEK_SHARE):
        taken = _every_second_week(taken, horizon, dice)
    if horizon.weeks > 1 and dice.chance(JOB_ENDS_SHARE):
        ends = horizon.start + timedelta(days=7 * dice.between(1, horizon.weeks - 1) - 1)
        taken = tuple(row.model_copy(update={"last": ends}) if row.cause is Cause.WORK else row for row in taken)
    if dice.chance(ONE_DAY_SHARE):
        on = horizon.start + timedelta(days=7 * dice.between(0, horizon.weeks - 1) + dice.between(0, 6))
        day = tuple(Weekday)[on.weekday()]
        taken += (commitment(day, time(9, 0), time(13, 0), Cause.HEALTH).model_copy(update={"first": on, "last": on}),)
    return taken


def _every_second_week(taken: tuple[Commitment, ...], horizon: Horizon, dice: Dice) -> tuple[Commitment, ...]:
    """Care, and treatment, in every second week only, counted from one of the two before the horizon."""
    week = horizon.start - timedelta(days=7 * dice.between(1, 2))
    number = {day: n for n, day in enumerate(Weekday)}
    return tuple(
        row.model_copy(update={"every_weeks": 2, "first": week + timedelta(days=number[row.weekday])})
        if row.cause in (Cause.CARE, Cause.HEALTH)
        else row
        for row in taken
    )


def commitment(day: Weekday, start: time, end: time, cause: Cause) -> Commitment:
    """A stretch of every week."""
    return Commitment(weekday=day, start=start, end=end, cause=cause)


def _main(kind: WeekKind, dice: Dice) -> list[Commitment]:
    if kind is WeekKind.FULL_TIME:
        start, end = dice.pick(((time(8, 30), time(17, 0)), (time(9, 0), time(17, 30)), (time(7, 30), time(15, 30))))
        return [commitment(day, start, end, Cause.WORK) for day in WORKING_DAYS]
    if kind is WeekKind.SHIFTS:
        days = sorted(dice.sample(MON_TO_SAT, dice.between(4, 5)), key=MON_TO_SAT.index)
        start, end = dice.pick(((time(7, 0), time(15, 0)), (time(12, 0), time(20, 0)), (time(9, 0), time(17, 30))))
        return [commitment(day, start, end, Cause.WORK) for day in days]
    if kind is WeekKind.CARE:
        return [commitment(day, start, end, Cause.CARE) for day in WORKING_DAYS for start, end in SCHOOL_RUN]
    if kind is WeekKind.FREE:
        return []
    days = sorted(dice.sample(WORKING_DAYS, dice.between(2, 3)), key=WORKING_DAYS.index)
    cause = Cause.WORK if kind is WeekKind.PART_TIME else Cause.EDUCATION
    return [commitment(day, time(9, 0), time(16, 30), cause) for day in days]


def _observance(dice: Dice) -> list[Commitment]:
    return [commitment(day, start, end, Cause.OBSERVANCE) for day, start, end in OBSERVANCES.draw(dice)]
