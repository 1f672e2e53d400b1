"""Dates of a sentence: made, taken over, released, ended; and changes of tier on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from models.casework import CaseType, TierChange
from models.scenario import Horizon
from scenarios.draw.dice import Bag, Dice
from scenarios.draw.workload import WEEK, whole
from scenarios.rulebook import policy
from scenarios.tables import share

QUARTER_WEEKS = 12
"""Weeks that the table's shares of what happens inside the horizon are for."""
FORTNIGHT = 14
NEW_SENTENCES = 21
"""Days of the horizon for which new sentences are known."""
MONTH = 30
HELD_CUSTODY = Bag(("released", "short", "ordinary"), (0.02, 0.15, 0.83))
"""What became of custody cases that are held: out already, seen from start to end, taken over at the hand-over date."""
NEW_CUSTODY = Bag(("beyond", "inside", "short"), (0.2, 0.55, 0.25))
"""Where the hand-over date of a custody case that nobody holds lies."""
SHORTEST_CUSTODY = 60
"""Days."""
WITHOUT_DATE = 0.2
"""Share of custody cases without a hand-over date; the policy's weeks before release hold."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates of a sentence."""

    made: date
    ends: date
    released: date | None = None
    handover: date | None = None
    start: date | None = None
    """First day of the case where that lies inside the horizon."""


def draw_dates(case_type: CaseType, horizon: Horizon, dice: Dice, *, held: bool) -> Dates:
    """Dates of a sentence that somebody holds the case of, or nobody yet."""
    if case_type is CaseType.CUSTODY:
        return _custody(horizon, dice, held=held)
    return _in_community(horizon, dice) if held else _new(horizon, dice)


def _in_community(horizon: Horizon, dice: Dice) -> Dates:
    """A sentence under way; a share of them end inside the horizon."""
    days = whole(horizon)
    if dice.chance(share("ending") * horizon.weeks / QUARTER_WEEKS):
        ends = dice.day(days.first + WEEK, days.last)
        return Dates(ends - timedelta(days=MONTH * dice.between(6, 24)), ends)
    made = days.first - timedelta(days=dice.between(30, 600))
    ends = made + timedelta(days=MONTH * dice.between(12, 36))
    return Dates(made, max(ends, days.last + timedelta(days=dice.between(1, 120))))


def _new(horizon: Horizon, dice: Dice) -> Dates:
    """A sentence of the last fortnight, or one that is expected in the first weeks."""
    made = _new_day(horizon, dice)
    ends = made + timedelta(days=MONTH * dice.between(12, 36))
    return Dates(made, ends, start=made if made > horizon.start else None)


def _new_day(horizon: Horizon, dice: Dice) -> date:
    latest = min(NEW_SENTENCES, whole(horizon).days - FORTNIGHT)
    return horizon.start + timedelta(days=dice.between(-FORTNIGHT, max(0, latest)))


def _custody(horizon: Horizon, dice: Dice, *, held: bool) -> Dates:
    days = whole(horizon)
    match (HELD_CUSTODY if held else NEW_CUSTODY).draw(dice):
        case "short":
            return _short(horizon, dice, held=held)
        case "released":
            return _released_on(days.first - timedelta(days=dice.between(1, 20)), horizon, dice)
        case "ordinary":
            longest = round(policy().handover_weeks.value * 7) - 8
            return _released_on(days.first + timedelta(days=dice.between(1, longest)), horizon, dice)
        case "inside":
            return _handed_over(dice.day(days.first + timedelta(days=1), days.last), horizon, dice)
        case _:
            return _handed_over(days.last + timedelta(days=dice.between(1, 200)), horizon, dice)


def _short(horizon: Horizon, dice: Dice, *, held: bool) -> Dates:
    """A custodial sentence so short that one practitioner sees it from start to end."""
    made = horizon.start - timedelta(days=dice.between(1, 100)) if held else _new_day(horizon, dice)
    gone = max(0, (horizon.start - made).days)
    longest = round(policy().short_sentence_weeks.value * 7) - 1
    released = made + timedelta(days=dice.between(max(SHORTEST_CUSTODY, gone + 7), longest))
    return Dates(made, released + timedelta(days=dice.between(180, 365)), released)


def _handed_over(handover: date, horizon: Horizon, dice: Dice) -> Dates:
    return _released_on(handover + policy().handover_weeks.value * WEEK, horizon, dice)


def _released_on(released: date, horizon: Horizon, dice: Dice) -> Dates:
    """A custodial sentence too long to be short, released on a day."""
    shortest = round(policy().short_sentence_weeks.value * 7) + 8
    made = min(released - timedelta(days=dice.between(shortest, 1200)), horizon.start - timedelta(days=30))
    handover = None if dice.chance(WITHOUT_DATE) else released - policy().handover_weeks.value * WEEK
    return Dates(made, released + timedelta(days=dice.between(180, 900)), released, handover)


SWAPS = {"A": "B", "B": "A", "C": "D", "D": "C"}
"""Letter that a tier can change to without the case going to other grades."""


def draw_tier_changes(tier: str, horizon: Horizon, dice: Dice) -> tuple[TierChange, ...]:
    """At most one change of tier inside the horizon: another letter for the same grades, or another number."""
    if not dice.chance(share("tier_changes") * horizon.weeks / QUARTER_WEEKS) or not tier[-1].isdigit():
        return ()
    letter, number = tier[0], int(tier[1])
    on = dice.day(horizon.start + WEEK, whole(horizon).last)
    if dice.chance(0.5):
        return (TierChange(on=on, tier=f"{SWAPS[letter]}{number}"),)
    return (TierChange(on=on, tier=f"{letter}{number - 1 if number > 1 else number + 1}"),)
