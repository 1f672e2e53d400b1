"""The generalised assignment problem: every job to one agent, within each agent's capacity, at the least cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import Violation

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

PART = "gap"
"""Word for this problem where the parts of a plan are named."""


@dataclass(frozen=True, slots=True)
class GapProblem:
    """An instance, or the piece of one that some agents and jobs make.

    Attributes
    ----------
    costs
        (m, n) int64: cost of job i with agent j.
    needs
        (m, n) int64, at least 0: capacity that job i takes from agent j.
    capacities
        (m,) int64, at least 0.
    """

    costs: Ints
    needs: Ints
    capacities: Ints

    @property
    def num_agents(self) -> int:
        """Agents m."""
        return int(self.costs.shape[0])

    @property
    def num_jobs(self) -> int:
        """Jobs n."""
        return int(self.costs.shape[1])

    @property
    def allowed(self) -> Bools:
        """(m, n) bool: the job fits the agent when alone."""
        return np.asarray(self.needs <= self.capacities[:, None])

    def piece(self, agents: Ints, jobs: Ints) -> GapProblem:
        """The problem of these agents and jobs alone, with the agents' whole capacities."""
        chosen = np.ix_(agents, jobs)
        return GapProblem(self.costs[chosen], self.needs[chosen], self.capacities[agents])

    def cost_of(self, held: Ints) -> int:
        """Cost of an assignment (n,)."""
        return int(self.costs[held, np.arange(self.num_jobs)].sum())

    def loads_of(self, held: Ints) -> Ints:
        """(m,) int64: capacity that an assignment (n,) takes from each agent."""
        loads = np.zeros(self.num_agents, dtype=np.int64)
        np.add.at(loads, held, self.needs[held, np.arange(self.num_jobs)])
        return loads

    def fits(self, held: Ints) -> bool:
        """Whether an assignment keeps every capacity."""
        return bool((self.loads_of(held) <= self.capacities).all())


def check_gap(problem: GapProblem, held: Ints) -> list[Violation]:
    """Rules that an assignment breaks, reckoned job by job without any of the search's code.

    Parameters
    ----------
    held
        (n,) int64: agent of each job.
    """
    if len(held) != problem.num_jobs:
        return [_violation("one_agent", (), f"{len(held)} agents are named for {problem.num_jobs} jobs.")]
    violations = []
    used = [0] * problem.num_agents
    for job, agent in enumerate(held.tolist()):
        if 0 <= agent < problem.num_agents:
            used[agent] += int(problem.needs[agent, job])
        else:
            violations.append(_violation("one_agent", (f"job {job}",), f"There is no agent {agent}."))
    for agent, load in enumerate(used):
        most = int(problem.capacities[agent])
        if load > most:
            violations.append(_violation("capacity", (f"agent {agent}",), f"Load {load} is above capacity {most}."))
    return violations


def _violation(rule: str, ids: tuple[str, ...], sentence: str) -> Violation:
    return Violation(rule=rule, part=PART, ids=ids, sentence=sentence)
