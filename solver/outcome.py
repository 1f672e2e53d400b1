"""What a search brings back: the best solution, and what is proved about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from models.certificate import AnyCertificate
from models.plan import Status

S = TypeVar("S")

PROVED_GAP = 1e-4
"""Objective and bound that agree to this share are called proved optimal (docs/formulation.md)."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[S]):
    """A search's result.

    Attributes
    ----------
    solution
        Best solution found; passes the part's own checker.
    bound
        Lower bound in priced minutes, valid for the whole stated problem.
    stopped
        Whether the user asked it to stop.
    certificate
        Prices that prove a bound, where the part has them.
    learnt
        What the search knows of its problem beside that, for whatever in the part goes on from there.
    remark
        Sentences on the bound that the plan tells after its problem.
    """

    solution: S
    bound: float
    stopped: bool = False
    certificate: AnyCertificate | None = None
    learnt: Any = None
    remark: str = ""

    def with_solution(self, solution: S) -> Outcome[S]:
        """The same proof beside another solution."""
        return replace(self, solution=solution)


def status_of(objective: float, bound: float, *, stopped: bool, whole_costs: bool, fallback: bool) -> Status:
    """Status that objective and bound prove.

    Parameters
    ----------
    objective, bound
        Priced minutes.
    stopped
        The user asked the search to stop.
    whole_costs
        Every cost is a whole number, so the bound may be rounded up.
    fallback
        The solution is the baseline's or the greedy's, because the search found none better.
    """
    slack = max(PROVED_GAP * bound, 1e-6)
    proved = objective - bound <= slack or (whole_costs and objective - bound < 1.0 - 1e-6)
    if proved:
        return Status.PROVED_OPTIMAL
    if stopped:
        return Status.STOPPED
    return Status.FALLBACK if fallback else Status.FEASIBLE
