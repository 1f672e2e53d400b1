"""Errands beside this process: the same outcome as here, news on the way, errors where they came from."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from solver.options import Allowance, Budget
from solver.unpaid_work import side_by_side
from solver.unpaid_work.side_by_side import Errand, Helpers, Tell

WORK = Budget(seconds=None, work=3)


def doubled(number: int, allowance: Allowance, tell: Tell) -> tuple[int, int | None, int]:
    """An errand: tells half of what it will find; says what it may spend, and which process did it."""
    tell(number)
    return 2 * number, allowance.work, os.getpid()


def patient(_: None, allowance: Allowance, tell: Tell) -> float:
    """An errand that lasts until it is told to stop, or its seconds are over."""
    while not allowance.used_up:
        time.sleep(0.01)
    return allowance.seconds_spent


def failing(_: None, allowance: Allowance, tell: Tell) -> None:
    """An errand that goes wrong."""
    raise ValueError("went wrong")


def ended(parent: int, allowance: Allowance, tell: Tell) -> bool:
    """An errand that ends its process, unless that is this one."""
    if os.getpid() != parent:
        os._exit(1)
    return True


def helpers_within(_: None, allowance: Allowance, tell: Tell) -> int:
    """An errand that asks how many helpers it may have itself."""
    return Helpers(1, allowance.stop_asked).processes


@pytest.fixture(scope="module")
def helpers() -> Iterator[Helpers]:
    """One process beside this one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(side_by_side, "cores", lambda: 2)
        with Helpers(1, lambda: False) as some:
            yield some


def test_an_errand_brings_the_same_from_another_process_as_from_here(helpers: Helpers) -> None:
    """What it finds, what it may spend and what it tells do not depend on where it is done."""
    news: list[int] = []
    with Helpers(0, lambda: False) as nobody:
        here = nobody.send(Errand(doubled, 21, WORK), news.append).found()
    there = helpers.send(Errand(doubled, 21, WORK), news.append).found()
    assert here[:2] == there[:2] == (42, 3)
    assert here[2] == os.getpid() != there[2]
    assert news == [21, 21]


def test_an_error_is_raised_where_the_errand_came_from(helpers: Helpers) -> None:
    """It is not lost with the other process, which goes on."""
    with pytest.raises(ValueError, match="went wrong"):
        helpers.send(Errand(failing, None, WORK)).found()
    assert helpers.send(Errand(doubled, 1, WORK)).found()[0] == 2


def test_a_helper_has_no_helpers(helpers: Helpers) -> None:
    """Two processes are all there are, however errands are nested."""
    assert helpers.send(Errand(helpers_within, None, WORK)).found() == 0


def test_an_errand_hears_of_the_wish_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long before its seconds are over."""
    monkeypatch.setattr(side_by_side, "cores", lambda: 2)
    stop = [False]
    with Helpers(1, lambda: stop[0]) as some:
        sent = some.send(Errand(patient, None, Budget(seconds=60.0)))
        stop[0] = True
        assert sent.found() < 30.0


def test_an_errand_that_is_late_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process is ended, and what comes after it is done here."""
    monkeypatch.setattr(side_by_side, "cores", lambda: 2)
    with Helpers(1, lambda: False) as some:
        assert some.send(Errand(patient, None, Budget(seconds=60.0))).in_time(0.1) is None
        assert some.send(Errand(ended, os.getpid(), WORK)).found()


def test_a_process_that_ends_leaves_its_errand_to_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ended it from outside."""
    monkeypatch.setattr(side_by_side, "cores", lambda: 2)
    with Helpers(1, lambda: False) as some:
        assert some.send(Errand(ended, os.getpid(), WORK)).found()
        assert some.processes == 0


def test_one_core_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a single core everything is done here."""
    monkeypatch.setattr(side_by_side, "cores", lambda: 1)
    with Helpers(1, lambda: False) as nobody:
        assert nobody.processes == 0
        assert nobody.send(Errand(doubled, 2, WORK)).found()[2] == os.getpid()
