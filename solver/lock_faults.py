"""What is said of a lock that cannot be kept, the same in every part: where it stands, who it is about, and why."""

from __future__ import annotations

from models.errors import Fault


def forbidden(number: int, subject: str, target: str, rule: str) -> Fault:
    """A lock that a rule forbids, whatever else is decided.

    Parameters
    ----------
    number
        Place of the lock among the scenario's.
    subject, target
        Identifiers of who is locked, and to what.
    rule
        Name of the rule.
    """
    sentence = f"The lock of {subject} to {target} demands what the rule `{rule}` forbids. Take the lock out."
    return Fault(code="lock_breaks_rule", pointer=f"/locks/{number}", id=subject, sentence=sentence)


def unkept(number: int, subject: str, target: str, why: str) -> Fault:
    """A lock for which nothing is left beside the others."""
    sentence = f"The lock of {subject} to {target} cannot be kept: {why}. Take out this lock, or others."
    return Fault(code="contradicting_locks", pointer=f"/locks/{number}", id=subject, sentence=sentence)
