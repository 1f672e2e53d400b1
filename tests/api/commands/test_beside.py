"""How a plan of programmes is told beside current practice."""

from __future__ import annotations

from api.commands.beside import beside_practice
from tests.solver.audit.sound_results import programme_kpis


def test_differences_are_told_with_both_figures() -> None:
    """More, fewer and as many are told apart, and waiting counts everybody referred."""
    theirs = programme_kpis()
    ours = theirs.model_copy(update={"started_within_12_weeks": 3, "waiting_days_of_all": 40, "groups_opened": 0})
    sentence = beside_practice(ours, theirs.model_copy(update={"waiting_days_of_all": 60}))
    assert "3 people start a group within 12 weeks, 2 more than 1" in sentence
    assert "0 groups open, 1 fewer than 1" in sentence
    assert "20 days are waited on average by everybody referred, 10 fewer than 30" in sentence
    assert "1 groups are expected to last, as many as there" in sentence
