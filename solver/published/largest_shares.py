"""Rows that the relaxation of forming groups breaks: shares of parties that no mixture of line-ups could hold.

Of any k parties of a size a team holds no more than k, and no more than its line-up has of that size. So the k largest
shares of a size come to no more than the line-ups open, each counted with the lesser of the two; and without the k
largest shares of those who come alone there are still as many as the line-ups need beyond k.
"""

from __future__ import annotations

from collections.abc import Iterator

import highspy
import numpy as np

from solver.published.gap import Ints
from solver.published.meter import Meter
from solver.published.relaxation import Floats, quiet
from solver.published.team_program import Kind, Row, TeamProgram

BROKEN = 0.01
"""Members by which a row must be broken to be worth adding."""
ROUNDS = 30
"""Most times that the relaxation is solved again."""


def tightened(program: TeamProgram, meter: Meter) -> bool:
    """Add the rows that the relaxation breaks, until it breaks none; whether it has a solution."""
    highs = quiet()
    highs.passModel(program.as_lp())
    for _ in range(ROUNDS):
        highs.run()
        meter.add_pivots(int(highs.getInfo().simplex_iteration_count), program.num_columns)
        if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return False
        shares = np.array(highs.getSolution().col_value, dtype=np.float64)
        broken = [row for kind in program.kinds for row in broken_rows(kind, shares)]
        for row in broken:
            program.add_row(*row)
            least, most, entries = row
            columns, values = zip(*entries, strict=True)
            highs.addRow(least, most, len(entries), np.array(columns, dtype=np.int32), np.array(values))
        if not broken or meter.is_over():
            break
    return True


def broken_rows(kind: Kind, shares: Floats) -> Iterator[Row]:
    """The row that is broken worst for each size of party, and one on those who must come alone."""
    if kind.line_ups is None:
        return
    sizes = [size for size in sorted(kind.joins) if size > 1]
    most = {size: [line_up.numbers[place] for line_up in kind.line_ups] for place, size in enumerate(sizes)}
    for size, joins in kind.joins.items():
        columns = np.array([column for column, _ in joins], dtype=np.int64)
        columns = columns[np.argsort(-shares[columns], kind="stable")]
        if size == 1:
            least = np.array([line_up.fewest_alone for line_up in kind.line_ups], dtype=np.int64)
            yield from _too_few(kind, columns, least, shares)
            highest = np.array([line_up.most_alone for line_up in kind.line_ups], dtype=np.int64)
        else:
            highest = np.array(most[size], dtype=np.int64)
        yield from _too_many(kind, columns, highest, shares)


def _too_many(kind: Kind, columns: Ints, highest: Ints, shares: Floats) -> Iterator[Row]:
    """``sum of the k largest shares <= sum over line-ups of min(k, most of that size) opened``."""
    ranks = np.arange(1, min(columns.size, int(highest.max(initial=0))) + 1)
    held = np.minimum(ranks[:, None], highest[None, :])
    excess = np.cumsum(shares[columns])[: ranks.size] - held @ shares[kind.opened]
    if ranks.size and excess.max() > BROKEN:
        k = int(np.argmax(excess))
        yield -np.inf, 0.0, _entries(columns[: k + 1], kind, held[k])


def _too_few(kind: Kind, columns: Ints, least: Ints, shares: Floats) -> Iterator[Row]:
    """``sum of all but the k largest shares >= sum over line-ups of max(0, fewest alone - k) opened``."""
    rest = shares[columns].sum() - np.cumsum(shares[columns])
    for k in range(1, min(columns.size + 1, int(least.max(initial=0)))):
        needed = np.maximum(0, least - k)
        if needed @ shares[kind.opened] - rest[k - 1] > BROKEN:
            yield 0.0, np.inf, _entries(columns[k:], kind, needed)
            return


def _entries(columns: Ints, kind: Kind, numbers: Ints) -> list[tuple[int, float]]:
    """Parties, less so many for each line-up open."""
    opened = zip(kind.opened, numbers.tolist(), strict=True)
    return [*((int(column), 1.0) for column in columns), *((column, -float(n)) for column, n in opened if n)]
