"""The waiting list for groups: its order, and what everybody on it is told to expect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from models.explanation import Unplaced
from models.goals import Part
from models.programmes import ProgrammeReferral
from models.record import Sex
from solver.audit.finding import Findings, violation
from solver.audit.programmes import places
from solver.audit.programmes_members import allowed
from solver.audit.programmes_priority import priorities_of
from solver.audit.waitlist import Waitlist

Need = tuple[str, str, bool, Sex | None]


def waiting_list(w: Waitlist, unplaced: Sequence[Unplaced]) -> Findings:
    """Those without a place stand in order, each with the week in which one can be expected, and the last of use."""
    listed = [row for row in unplaced if row.part == Part.PROGRAMMES and row.id in w.referral_at]
    at = [w.referral_at[row.id] for row in listed]
    first = priorities_of(w.rows)
    if at != sorted(at, key=lambda r: (-first[r], *_place(w.referrals[r]), r)):
        yield violation("waiting_list", Part.PROGRAMMES, (), "Referrals without a place do not stand in order.")
        return
    expected = _expected(w, at)
    for row, r in zip(listed, at, strict=True):
        told, follows = (row.expected_start, row.latest_start), (expected.get(r), _latest(w, r))
        if told != follows:
            words = " and ".join(f"{one} where {other} follows" for one, other in zip(told, follows, strict=True))
            sentence = f"Referral {row.id} is told of an expected and a latest start of {words}."
            yield violation("waiting_list", Part.PROGRAMMES, (row.id,), sentence)


def _place(row: ProgrammeReferral) -> tuple[date, date]:
    return row.sentence_end, row.referred_on


def _needs(w: Waitlist) -> list[Need]:
    """What each referral asks for; people of a sex for which there are groups of that kind are a line of their own."""
    apart = {(g.template, g.cohort.value, g.ldc, g.sex) for g in w.options}
    needs: list[Need] = []
    for row, person in zip(w.referrals, w.people, strict=True):
        need = row.template, row.cohort.value, row.ldc, person.group_sex
        needs.append(need if need in apart else (*need[:3], None))
    return needs


def _expected(w: Waitlist, listed: Sequence[int]) -> dict[int, date]:
    """Mondays after the horizon, one after the other for each need, as often as places came in the plan."""
    horizon = w.rows.scenario.horizon
    came: dict[Need, int] = defaultdict(int)
    needs = _needs(w)
    for r, _ in places(w):
        came[needs[r]] += 1
    settled = {member.person for run in w.runs for member in run.members}
    lines: dict[Need, list[int]] = defaultdict(list)
    for r in listed:
        if w.referrals[r].person not in settled and allowed(w, r).any():
            lines[needs[r]].append(r)
    return {
        r: horizon.start + timedelta(weeks=horizon.weeks + before * horizon.weeks // came[need])
        for need, line in lines.items()
        if came[need]
        for before, r in enumerate(line)
    }


def _latest(w: Waitlist, r: int) -> date | None:
    """The last day on which the shortest run could begin; none where it has passed or there is no run."""
    row = w.referrals[r]
    runs = [
        int(w.last_day[g] - w.first_day[g]) for g, option in enumerate(w.options) if option.template == row.template
    ]
    if not runs:
        return None
    slack = int(w.rows.scenario.policy.sentence_slack_days.value)
    day = row.sentence_end - timedelta(days=slack + min(runs))
    return day if day >= w.rows.scenario.horizon.start else None
