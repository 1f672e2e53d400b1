"""The balanced workload problem: patients of several zones to nurses, so that the squared loads sum to the least."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.errors import Violation
from solver.published.gap import Ints

PART = "bnw"
"""Word for this problem where the parts of a plan are named."""


@dataclass(frozen=True, slots=True)
class BalanceProblem:
    """An instance. Every nurse works in exactly one zone.

    Attributes
    ----------
    loads
        (m, n) int64, at least 0: load of patient i with nurse j.
    zones
        (n,) int64: zone of each patient, counted from 0.
    fewest, most
        Patients of each nurse.
    most_load
        Highest load of a nurse; None if there is no limit.
    """

    loads: Ints
    zones: Ints
    fewest: int
    most: int
    most_load: int | None

    @property
    def num_nurses(self) -> int:
        """Nurses m."""
        return int(self.loads.shape[0])

    @property
    def num_patients(self) -> int:
        """Patients n."""
        return int(self.loads.shape[1])

    @property
    def num_zones(self) -> int:
        """Zones."""
        return int(self.zones.max()) + 1

    @property
    def alike(self) -> bool:
        """Whether a patient is the same load to every nurse."""
        return bool((self.loads == self.loads[0]).all())

    def cost_of(self, held: Ints) -> int:
        """Sum of the squared loads of an assignment (n,)."""
        loads = np.zeros(self.num_nurses, dtype=np.int64)
        np.add.at(loads, held, self.loads[held, np.arange(self.num_patients)])
        return int((loads**2).sum())


def check_balance(problem: BalanceProblem, held: Ints) -> list[Violation]:
    """Rules that an assignment breaks, reckoned nurse by nurse without any of the search's code.

    Parameters
    ----------
    held
        (n,) int64: nurse of each patient.
    """
    if len(held) != problem.num_patients:
        return [_violation("one_nurse", (), f"{len(held)} nurses are named for {problem.num_patients} patients.")]
    violations = [
        _violation("one_nurse", (f"patient {patient}",), f"There is no nurse {nurse}.")
        for patient, nurse in enumerate(held.tolist())
        if not 0 <= nurse < problem.num_nurses
    ]
    for nurse in range(problem.num_nurses):
        patients = [patient for patient, holder in enumerate(held.tolist()) if holder == nurse]
        violations += _of_nurse(problem, nurse, patients)
    return violations


def _of_nurse(problem: BalanceProblem, nurse: int, patients: list[int]) -> list[Violation]:
    violations, who = [], (f"nurse {nurse}",)
    if not problem.fewest <= len(patients) <= problem.most:
        wanted = f"{problem.fewest} to {problem.most}"
        violations.append(_violation("patients", who, f"{len(patients)} patients; {wanted} are wanted."))
    if len({int(problem.zones[patient]) for patient in patients}) > 1:
        violations.append(_violation("one_zone", who, "Patients of more than one zone."))
    load = sum(int(problem.loads[nurse, patient]) for patient in patients)
    if problem.most_load is not None and load > problem.most_load:
        violations.append(_violation("most_load", who, f"Load {load} is above {problem.most_load}."))
    return violations


def _violation(rule: str, ids: tuple[str, ...], sentence: str) -> Violation:
    return Violation(rule=rule, part=PART, ids=ids, sentence=sentence)
