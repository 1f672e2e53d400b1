"""Who starts a programme first: the audit's own reading of risk, time left and waiting."""

from __future__ import annotations

from fractions import Fraction

from models.casework import Rosh
from solver.audit.rows import Rows


def priorities_of(rows: Rows) -> tuple[Fraction, ...]:
    """Exact priority of each programme referral."""
    policy, today = rows.scenario.policy, rows.scenario.horizon.start
    step = int(policy.priority_step_weeks.value)
    most_left, most_waited = (
        int(figure.value) // step for figure in (policy.priority_time_left_weeks, policy.priority_waited_weeks)
    )
    told = []
    for row, risk in zip(rows.scenario.programmes.referrals, _risks(rows), strict=True):
        left = max(0, (row.sentence_end - today).days) // 7
        waited = max(0, (today - row.referred_on).days) // 7
        urgent = next(n for n in range(most_left, -1, -1) if n == 0 or step * (most_left - n) >= left)
        patient = min(most_waited, waited // step)
        told.append(risk + (Fraction(urgent) + Fraction(patient, most_waited + 1)) / (most_left + 1))
    return tuple(told)


def parts_of(rows: Rows) -> int:
    """Parts that a unit of risk has."""
    policy = rows.scenario.policy
    step = int(policy.priority_step_weeks.value)
    return (int(policy.priority_time_left_weeks.value) // step + 1) * (
        int(policy.priority_waited_weeks.value) // step + 1
    )


def _risks(rows: Rows) -> list[int]:
    """Weight of each referral's risk, stated or that of the person's riskiest case."""
    weights = {row.rosh: row.weight for row in rows.scenario.policy.priority_weights}
    of_person: dict[str, list[Rosh]] = {}
    for case in rows.scenario.casework.cases:
        of_person.setdefault(case.person, []).append(case.rosh)
    ranks = list(Rosh)
    risks = []
    for row in rows.scenario.programmes.referrals:
        held = of_person.get(row.person, [])
        known = weights.get(ranks[max(map(ranks.index, held))], 1) if held else 1
        risks.append(known if row.priority is None else row.priority)
    return risks
