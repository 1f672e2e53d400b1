"""How a plan of programmes is told beside current practice."""

from __future__ import annotations

from api.commands.beside import beside_practice
from tests.solver.audit.sound_results import programme_kpis


def test_differences_are_told_with_both_figures() -> None:
    """More, fewer and as many are told apart, and waiting counts everybody referred."""
    theirs = programme_kpis()
    ours = theirs.model_copy(update={"started_within_12_weeks": 3, "waiting_days_of_all": 40, "groups_opened": 0})
    sentence = beside_practice(ours, theirs.model_copy(update={"waiting_days_of_all": 60}))
    assert "people who start a group within 12 weeks: 3, 2 more than 1" in sentence
    assert "groups opened: 0, 1 fewer than 1" in sentence
    assert "days waited on average by everybody referred: 20, 10 fewer than 30" in sentence
    assert "groups expected to last: 1, as many as there" in sentence
