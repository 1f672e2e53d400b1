"""Prices of resources as a move becomes dearer: one way at a temperature, from which colder prices branch off.

The smoothed bound is concave in the price of a move and in those of the resources together. Along the way of its best
prices, Newton's own equations tell where the next ones are and how fast moves become fewer. The dearer a move, the
higher the temperature: what a case is worth to whom then differs by as much as a move costs.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from solver.allocation.block import Block
from solver.allocation.blocks import block_of
from solver.allocation.goals import leaving_out_costs
from solver.allocation.newton import along, climb, seen_near, settled
from solver.allocation.prices import GRAIN, cost_scale, on_grain, plain_bound
from solver.allocation.problem import Floats, Problem
from solver.allocation.smoothed import Point, Smoothed
from solver.options import Allowance

WARMTH, BY_PRICE = 0.12, 0.015
"""Temperature of the way: in scales of the costs, and as a share of the price of a move."""
COLDER, COLDEST, MILDEST = 0.3, 0.1, 0.9
"""Factor from one temperature to the next on a branch, to the last, and that at which one that does not settle ends."""
FEW_STEPS = 8
"""Newton steps after which a point of a way or of a branch is looked for nearer."""
DROP = 0.06
"""Share of the moves that one step of the way makes fewer, at the most."""
FIRST, FURTHER = 1.0, 1.0
"""Scales of the costs, and share of its price, by which a move becomes dearer in one step, at the most."""
HALVINGS = 5
"""Times that a step is halved where prices do not settle."""
KEPT = 6000
"""Items up to which the blocks of several regions stay in memory."""
NEAR = 0.5
"""Moves by which a price may miss the number allowed."""
NARROW = 0.002
"""Share of a price by which it may be too low or too high."""
HIGHEST = 2.0
"""Highest price of a move, in costs of leaving out the dearest item."""
STEEP = math.log(4.0)
"""Logarithm of the factor between two prices tried, at the most."""
SHARE = 0.4
"""Share of the time that may go into finding the price of a move."""

Over = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Stage:
    """A point of the way.

    Attributes
    ----------
    block
        The block, its moves at no price.
    price
        Of a move.
    smoothed, point
        The smoothed bound with moves at their price, and its best prices.
    least
        Temperature where moves cost nothing.
    moves
        That are made at these, locked ones among them.
    fall
        By how many they are fewer for a priced minute more.
    way
        (m, R) how the prices change with that of a move.
    """

    block: Block
    price: float
    smoothed: Smoothed
    point: Point
    least: float
    moves: float
    fall: float
    way: Floats

    @classmethod
    def first(cls, block: Block, over: Over) -> Stage:
        """Where moves cost nothing."""
        smoothed, point = settled(block, None, WARMTH * cost_scale(block), over)
        return cls._at(block, 0.0, smoothed, point, smoothed.temperature)

    @classmethod
    def again(cls, block: Block, stop: Stop, over: Over) -> Stage:
        """A stage of which only the prices were kept."""
        heat = stop.least + BY_PRICE * stop.price
        smoothed, _ = settled(block.with_moves_at(stop.price), stop.prices, heat, lambda: True)
        smoothed = replace(smoothed, temperature=heat)
        smoothed, point, _ = climb(*seen_near(smoothed, smoothed.inside(stop.prices)), over)
        return cls._at(block, stop.price, smoothed, point, stop.least)

    @classmethod
    def _at(cls, block: Block, price: float, smoothed: Smoothed, point: Point, least: float) -> Stage:
        moves, drawn, fall = _moves(smoothed, point)
        way = along(smoothed, point, drawn)
        fall -= float((drawn * way).sum())
        return cls(block, price, smoothed, point, least, moves, max(1e-9, fall), way)

    def at(self, price: float, over: Over) -> Stage:
        """Another point of the way; not as far where prices do not settle, or once it is ``over``."""
        stage = self
        while abs(stage.price - price) > GRAIN and not over():
            step = float(np.clip(price - stage.price, -stage._step(), stage._step()))
            for _ in range(HALVINGS):
                tried = stage._tried(stage.price + step, over)
                if tried is not None:
                    break
                step *= 0.5
            if tried is None:
                break
            stage = tried
        return stage

    def _step(self) -> float:
        few = max(1.0, DROP * self.moves) / self.fall
        return min(few, max(FIRST * cost_scale(self.block), FURTHER * self.price))

    def _tried(self, price: float, over: Over) -> Stage | None:
        price = float(on_grain(np.array([price]))[0])
        step = (price - self.price) * self.way
        there = self.point.prices + min(1.0, self.smoothed.reach(self.point, step)) * step
        heat = self.least + BY_PRICE * price
        smoothed = replace(self.smoothed, block=self.block.with_moves_at(price), temperature=heat)
        smoothed, point, done = climb(*seen_near(smoothed, smoothed.inside(there)), _few_steps(over))
        return Stage._at(self.block, price, smoothed, point, self.least) if done else None

    def cooled(self, over: Over) -> Floats:
        """(m, R) prices without a temperature where a move costs as much, drawn on beyond the last two that settled."""
        smoothed, point, colder, further = self.smoothed, self.point, COLDER, self.point.prices
        while smoothed.temperature > COLDEST * self.smoothed.temperature and colder < MILDEST and not over():
            heat = colder * smoothed.temperature
            tried, at = seen_near(replace(smoothed, temperature=heat), smoothed.path(point, heat))
            tried, at, done = climb(tried, at, _few_steps(over))
            if done:
                further = smoothed.stretches.within(at.prices + (at.prices - point.prices) / (1.0 / colder - 1.0))
                smoothed, point = tried, at
            else:
                colder = math.sqrt(colder)
        block = smoothed.block
        return max((point.prices, further), key=lambda tried: plain_bound(block, tried))


def _few_steps(over: Over) -> Over:
    """Whether it is over, or so many steps have been made that the prices are not on their way."""
    made = 0

    def ends() -> bool:
        nonlocal made
        made += 1
        return made > FEW_STEPS or over()

    return ends


def _moves(smoothed: Smoothed, point: Point) -> tuple[float, Floats, float]:
    """Moves by the cases' shares, and (m, R) what is drawn and how many moves are made less for a dearer one."""
    block, shares = smoothed.block, point.shares
    count = shares.end - shares.start[:-1]
    case = np.repeat(np.arange(block.num_items), count)
    at = np.arange(case.size) + np.repeat(shares.start[:-1] - (np.cumsum(count) - count), count)
    column, share = shares.column[at], shares.share[at]
    stays = column == block.current[case]
    moves = (block.has_current[case] & ~stays).astype(np.float64)
    own = np.bincount(case, share * moves, block.num_items)
    less = share * (own[case] - moves) / smoothed.temperature
    use = np.where(stays[:, None], block.kept_use[case], block.use[case])
    drawn = [np.bincount(column, less * use[:, r], block.num_staff) for r in range(block.num_resources)]
    fewer = float((own - own**2).sum()) / smoothed.temperature
    return float(own.sum()) + block.fixed_moves, np.stack(drawn, axis=1), fewer


@dataclass(frozen=True, slots=True)
class Stop:
    """What is kept of a stage; attributes as there, ``prices`` (m, R) of the resources."""

    price: float
    prices: Floats
    least: float
    moves: float
    fall: float


@dataclass(slots=True)
class Ways:
    """The ways of all regions side by side, with what is kept of each.

    Attributes
    ----------
    problem
        The allocation's arrays.
    over
        Whether the time for it is over.
    stops
        Where each region stands.
    stages
        The same with blocks, which large problems have no memory for.
    """

    problem: Problem
    over: Over
    stops: list[Stop]
    stages: dict[int, Stage]

    @classmethod
    def first(cls, problem: Problem, over: Over) -> Ways:
        """Where moves cost nothing."""
        ways = cls(problem, over, [], {})
        for number, area in enumerate(problem.areas):
            block = block_of(problem, area)
            if block.num_items and block.num_staff:
                ways.stops.append(ways._kept(number, Stage.first(block, over)))
            else:
                nothing = np.zeros((block.num_staff, block.num_resources))
                ways.stops.append(Stop(0.0, nothing, 0.0, float(block.fixed_moves), 0.0))
        return ways

    @property
    def price(self) -> float:
        """What a move costs."""
        return max((stop.price for stop in self.stops), default=0.0)

    @property
    def moves(self) -> float:
        """Moves of all regions."""
        return sum(stop.moves for stop in self.stops)

    @property
    def fall(self) -> float:
        """By how many they are fewer for a priced minute more."""
        return sum(stop.fall for stop in self.stops)

    def go(self, price: float) -> None:
        """To where a move costs so much."""
        for number, stop in enumerate(self.stops):
            if stop.fall:
                self.stops[number] = self._kept(number, self._stage(number).at(price, self.over))

    def colder(self, number: int, over: Over) -> tuple[Block, Floats]:
        """A region's block, its moves at no price, and colder prices of its resources at that of a move."""
        if self.stops[number].fall:
            stage = self._stage(number)
            return stage.block, stage.cooled(over)
        return self.block(number), self.stops[number].prices

    def block(self, number: int) -> Block:
        """A region's block, its moves at no price."""
        known = self.stages.get(number)
        return block_of(self.problem, self.problem.areas[number]) if known is None else known.block

    def _stage(self, number: int) -> Stage:
        """Where a region stands."""
        known = self.stages.get(number)
        if known is not None:
            return known
        return Stage.again(self.block(number), self.stops[number], self.over)

    def _kept(self, number: int, stage: Stage) -> Stop:
        if self.problem.num_items <= KEPT or len(self.problem.areas) == 1:
            self.stages[number] = stage
        return Stop(stage.price, stage.point.prices, stage.least, stage.moves, stage.fall)


def price_of_a_move(problem: Problem, most: int, allowance: Allowance) -> tuple[float, Ways]:
    """Price at which about ``most`` moves are made, with the ways there; 0 where they are enough anyway.

    At such a price the bound for plans of at most so many moves is about highest: what it reckons with more or fewer
    moves than allowed is its slope, and it is concave.
    """
    time = allowance.seconds_left

    def over() -> bool:
        left = allowance.seconds_left
        hurry = left is not None and time is not None and left < (1.0 - SHARE) * time
        return hurry or allowance.used_up

    ways = Ways.first(problem, over)
    low, high = 0.0, HIGHEST * float(leaving_out_costs(problem).max(initial=1.0))
    while not over() and (ways.moves > most or ways.price > 0.0) and abs(ways.moves - most) > NEAR:
        price = ways.price
        low, high = (price, high) if ways.moves > most else (low, price)
        if high - low < NARROW * high:
            break
        power = (ways.moves - most) / (ways.fall * (price + 1.0))
        tried = (price + 1.0) * math.exp(float(np.clip(power, -STEEP, STEEP))) - 1.0
        ways.go(tried if low < tried < high else math.sqrt((low + 1.0) * (high + 1.0)) - 1.0)
    return ways.price, ways
