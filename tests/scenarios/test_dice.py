"""Dice: fair, repeatable, and apart from each other."""

from __future__ import annotations

from datetime import date

import pytest

from scenarios.draw.dice import Bag, Dice, apportion

FIRST = 0.22907443645038694


def test_same_seed_and_names_give_the_same_draws() -> None:
    """Two dice for the same thing draw the same; for another thing, or another seed, they do not."""
    draws = [
        [dice.unit() for _ in range(5)]
        for dice in (Dice(1, "cases", "A"), Dice(1, "cases", "A"), Dice(1, "cases", "B"), Dice(2, "cases", "A"))
    ]
    assert draws[0] == draws[1]
    assert draws[0] != draws[2]
    assert draws[0] != draws[3]


def test_stream_never_changes() -> None:
    """The first number of a stream is what it has always been, so that old seeds keep giving old scenarios."""
    assert Dice(1, "a fixed name").unit() == FIRST


def test_between_meets_both_ends() -> None:
    """Whole numbers come from the whole range, ends included, and days too."""
    dice = Dice(1, "range")
    assert {dice.between(2, 4) for _ in range(100)} == {2, 3, 4}
    days = {dice.day(date(2027, 1, 1), date(2027, 1, 3)).day for _ in range(100)}
    assert days == {1, 2, 3}


def test_shuffled_keeps_every_item() -> None:
    """Shuffling loses nothing; a sample has no item twice and is as long as there are items, at most."""
    dice = Dice(1, "shuffle")
    assert sorted(dice.shuffled(range(50))) == list(range(50))
    assert len(set(dice.sample(range(50), 20))) == 20
    assert len(dice.sample(range(3), 20)) == 3


def test_bag_draws_by_weight() -> None:
    """An item without weight is never drawn, and one with thrice the weight about thrice as often."""
    dice, bag = Dice(1, "bag"), Bag("abc", (3.0, 0.0, 1.0))
    drawn = [bag.draw(dice) for _ in range(4000)]
    assert "b" not in drawn
    assert drawn.count("a") / drawn.count("c") == pytest.approx(3.0, rel=0.15)


def test_apportion_adds_up() -> None:
    """Whole shares add up to the total and none is off by one or more."""
    weights = [3.0, 1.0, 2.5, 0.1]
    shares = apportion(101, weights)
    assert sum(shares) == 101
    assert all(abs(share - 101 * weight / 6.6) < 1 for share, weight in zip(shares, weights, strict=True))
