"""Instance files read into the problems that the solver knows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np

from api.published.numbers import Numbers
from models.errors import BadInput
from solver.published import BalanceProblem, GapProblem

MOST_SIZE = 100_000
"""Most agents, jobs, nurses or patients."""
MOST_PAIRS = 4_000_000
"""Most pairs of an agent and a job."""
MOST_STEPS = 40_000_000
"""Most jobs times capacity of an agent: knapsacks are solved unit by unit."""
MOST_NUMBER = 10**12
"""Largest cost or need that is read."""
LARGEST_SUM = 1 << 42
"""Most that the costs of all jobs may come to, in the smallest unit of cost."""
MOST_ACUITY = 1_000_000
"""Largest load of a patient."""


@dataclass(frozen=True, slots=True)
class GapInstance:
    """An assignment problem, and what one of its units of cost stands for.

    Attributes
    ----------
    problem
        Costs are whole numbers.
    per_unit
        How many of them make one unit of cost of the file; 1 where its costs are whole.
    """

    problem: GapProblem
    per_unit: int


def read_gap(path: Path, content: bytes) -> GapInstance:
    """Assignment problem in a file: ``m n``, costs row by row, needs row by row, capacities.

    Raises
    ------
    BadInput
        With every fault found.
    """
    numbers = Numbers(path, content)
    m = numbers.whole("the number of agents", 1, MOST_SIZE)
    n = numbers.whole("the number of jobs", 1, MOST_SIZE)
    if m * n > MOST_PAIRS:
        raise BadInput([numbers.fault(numbers.taken(), f"{m} agents x {n} jobs are more than {MOST_PAIRS:,} pairs.")])
    _refuse_other_length(numbers, m, n)
    costs = _matrix(numbers, m, n, "the cost")
    needs = _matrix(numbers, m, n, "the need", least=0, whole=True)
    capacities = _matrix(numbers, 1, m, "the capacity", least=0)[0]
    numbers.finish()
    whole_needs = np.array([[int(need) for need in row] for row in needs], dtype=np.int64).reshape(m, n)
    # Whole needs never fill the fraction of a unit; nor do they fill more than all of them together.
    limits = np.minimum([int(capacity) for capacity in capacities], whole_needs.sum(axis=1))
    if n * int(limits.max()) > MOST_STEPS:
        sentence = f"A capacity of {int(limits.max()):,} with {n} jobs is too fine; divide needs and capacities."
        raise BadInput([numbers.fault(None, sentence)])
    per_unit = max(_per_unit(cost) for row in costs for cost in row)
    units = [[int(cost * per_unit) for cost in row] for row in costs]
    if n * max(abs(unit) for row in units for unit in row) > LARGEST_SUM:
        raise BadInput([numbers.fault(None, "The costs are too large, or have too many decimals, to be summed.")])
    return GapInstance(GapProblem(np.array(units, dtype=np.int64), whole_needs, limits.astype(np.int64)), per_unit)


def _refuse_other_length(numbers: Numbers, m: int, n: int) -> None:
    wanted = 2 * m * n + m
    if numbers.left != wanted:
        sentence = (
            f"{m} agents and {n} jobs need {wanted:,} numbers after the sizes ({m * n:,} costs, {m * n:,} needs, "
            f"{m} capacities); there are {numbers.left:,}."
        )
        raise BadInput([numbers.fault(numbers.taken(), sentence)])


def _matrix(
    numbers: Numbers, rows: int, columns: int, what: str, least: int = -MOST_NUMBER, *, whole: bool = False
) -> list[list[Decimal]]:
    """Rows of numbers; a fault is noted for each that will not do, and 0 put in its place."""
    return [[_entry(numbers, what, least, whole) for _ in range(columns)] for _ in range(rows)]


def _entry(numbers: Numbers, what: str, least: int, whole: bool) -> Decimal:
    number = numbers.decimal(what)
    if number is None:
        return Decimal(0)
    if not least <= number <= MOST_NUMBER or (whole and number != int(number)):
        kind = "whole number" if whole else "number"
        found = numbers.taken()
        sentence = f"{what[0].upper()}{what[1:]} is a {kind} from {least:,} to {MOST_NUMBER:,}, not {number}."
        numbers.object_to(found, sentence)
        return Decimal(0)
    return number


def _per_unit(cost: Decimal) -> int:
    """The power of ten that makes a cost whole."""
    exponent = cost.normalize().as_tuple().exponent
    return 10 ** max(0, -exponent) if isinstance(exponent, int) else 1


def read_bnw(path: Path, content: bytes) -> BalanceProblem:
    """Balanced workload problem in a file, in either of its two forms; the first line tells which.

    Raises
    ------
    BadInput
        With every fault found.
    """
    numbers = Numbers(path, content)
    match numbers.on_first_line():
        case 2:
            return _zones(numbers)
        case 3:
            return _by_nurse(numbers)
        case other:
            sentence = (
                f"The first line has {other} numbers; it holds `zones nurses`, or `nurses patients types` where loads "
                "depend on the nurse."
            )
            raise BadInput([numbers.fault(numbers.words[0], sentence)])


def _zones(numbers: Numbers) -> BalanceProblem:
    """``zones nurses``, ``min max max_load``, then for each zone the number of patients and their loads."""
    num_zones = numbers.whole("the number of zones", 1, MOST_SIZE)
    nurses = numbers.whole("the number of nurses", num_zones, 1000)
    fewest, most = _limits(numbers)
    most_load = numbers.whole("the highest load", 0, MOST_ACUITY * 100)
    zones: list[int] = []
    acuities: list[int] = []
    for zone in range(num_zones):
        patients = numbers.whole(f"the number of patients of zone {zone}", 1, MOST_SIZE)
        zones += [zone] * patients
        acuities += [numbers.whole("the load of a patient", 0, MOST_ACUITY) for _ in range(patients)]
    numbers.finish()
    loads = np.tile(np.array(acuities, dtype=np.int64), (nurses, 1))
    return BalanceProblem(loads, np.array(zones, dtype=np.int64), fewest, most, most_load)


def _by_nurse(numbers: Numbers) -> BalanceProblem:
    """``nurses patients types``, ``min max``, patients of each type, then for each nurse the load of each type."""
    nurses = numbers.whole("the number of nurses", 1, 1000)
    patients = numbers.whole("the number of patients", 1, MOST_SIZE)
    num_types = numbers.whole("the number of types", 1, 1000)
    fewest, most = _limits(numbers)
    counts = [numbers.whole("the number of patients of a type", 0, MOST_SIZE) for _ in range(num_types)]
    if sum(counts) != patients:
        sentence = f"The types have {sum(counts)} patients together; the first line says {patients}."
        raise BadInput([numbers.fault(numbers.taken(), sentence)])
    loads = [[numbers.whole("the load of a patient", 0, MOST_ACUITY) for _ in range(num_types)] for _ in range(nurses)]
    numbers.finish()
    types = np.repeat(np.arange(num_types), counts)
    by_patient = np.array(loads, dtype=np.int64)[:, types]
    return BalanceProblem(by_patient, np.zeros(patients, dtype=np.int64), fewest, most, None)


def _limits(numbers: Numbers) -> tuple[int, int]:
    """Fewest and most patients of a nurse."""
    fewest = numbers.whole("the least number of patients of a nurse", 1, MOST_SIZE)
    return fewest, numbers.whole("the most patients of a nurse", fewest, MOST_SIZE)
