"""How groups dwindle: who is expected to be there at each session, and the chance that too few finish."""

from __future__ import annotations

from collections.abc import Sequence

from models.goals import Part
from models.programmes import ProgrammeTemplate, SessionKind
from solver.audit.finding import Findings, agree, violation
from solver.audit.programmes import template_of
from solver.audit.waitlist import Waitlist


def figures(w: Waitlist) -> Findings:
    """Expected members of every session, and each group's chance of falling under the minimum, are as they follow."""
    for run in w.runs:
        template = template_of(w, run)
        kinds = [sitting.kind for sitting in w.calendars[w.option_at[run.group_option]]]
        chances = still_there(template, len(kinds))
        wanted = wanted_by(template, kinds)
        own = [len(run.members) * chance * need for chance, need in zip(chances, wanted, strict=True)]
        told = [session.expected for session in run.sessions]
        if len(own) != len(told) or not all(agree(one, other) for one, other in zip(told, own, strict=True)):
            sentence = f"Members expected at the sessions of group {run.group_option} are not those that follow."
            yield violation("figures", Part.PROGRAMMES, (run.group_option,), sentence)
        there = w.option_at[run.group_option] in w.joined
        too_few = 0.0 if there else under(template.minimum_size, len(run.members), chances[-1])
        if not agree(run.thin_chance, too_few):
            sentence = f"Group {run.group_option} is told to fall under its minimum with another chance than follows."
            yield violation("figures", Part.PROGRAMMES, (run.group_option,), sentence)


def expected_finishers(w: Waitlist) -> float:
    """People expected to be in their group still at its last session."""
    return sum(
        len(run.members) * still_there(template_of(w, run), len(w.calendars[w.option_at[run.group_option]]))[-1]
        for run in w.runs
    )


def expected_lasting(w: Waitlist) -> float:
    """Groups opened that are expected to have their minimum of members still at the last session."""
    held = [
        under(template.minimum_size, len(run.members), still_there(template, len(w.calendars[g]))[-1])
        for run in w.runs
        for g, template in ((w.option_at[run.group_option], template_of(w, run)),)
        if g not in w.joined
    ]
    return len(held) - sum(held)


def still_there(template: ProgrammeTemplate, sessions: int) -> list[float]:
    """Chance that a member is there still at each session."""
    lost = template.start_rate * template.drop_out_rate / max(1, sessions - 1)
    return [template.start_rate - lost * before for before in range(sessions)]


def wanted_by(template: ProgrammeTemplate, kinds: Sequence[SessionKind]) -> list[float]:
    """Chance that a member needs each session: the second catch-up, say, who has missed two group sessions or more."""
    missed, chances, catch_ups = [1.0], list[float](), 0
    for kind in kinds:
        if kind == SessionKind.GROUP:
            share, grown = template.missed_rate, [*missed, 0.0]
            missed = [n * (1.0 - share) + (grown[k - 1] * share if k else 0.0) for k, n in enumerate(grown)]
        catch_ups += kind == SessionKind.CATCH_UP
        chances.append(sum(missed[catch_ups:]) if kind == SessionKind.CATCH_UP else 1.0)
    return chances


def under(minimum: int, members: int, chance: float) -> float:
    """Chance that fewer than a minimum of members are left; member by member."""
    left = [1.0] + [0.0] * members
    for _ in range(members):
        left = [gone * (1.0 - chance) + (left[k - 1] * chance if k else 0.0) for k, gone in enumerate(left)]
    return sum(left[:minimum])
