"""HiGHS with a program in it."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from solver.unpaid_work.program import Program


def highs_of(program: Program, *, whole: bool = False) -> Any:
    """HiGHS with a program in it, silent, on one thread; ``whole`` asks for whole numbers where the program does."""
    highs = highspy.Highs()
    highs.silent()
    highs.setOptionValue("threads", 1)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.cost), len(program.low)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.lower, program.upper
    lp.row_lower_, lp.row_upper_ = program.low, program.high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.row_starts().astype(np.int32)
    lp.a_matrix_.index_ = program.column.astype(np.int32)
    lp.a_matrix_.value_ = program.value
    if whole:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(kind)] for kind in program.whole]
    highs.passModel(lp)
    return highs
