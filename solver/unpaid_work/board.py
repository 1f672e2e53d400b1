"""What the compiled annealing steps read and change: options by price, who stands where, and on which dates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.unpaid_work.newcomers import places_taken
from solver.unpaid_work.problem import Bools, Floats, Ints, Problem
from solver.unpaid_work.program import Index
from solver.unpaid_work.rota import Rota
from solver.unpaid_work.rules import slots_clash
from solver.unpaid_work.unpopular import AGAIN

Bits = NDArray[np.uint64]
Longs = NDArray[np.int64]
"""Numbers that compiled functions hand to each other: of one width, or they would be compiled for each."""

MOST_SESSIONS = 8
"""More than the sessions a week that a requirement can have."""


class Board(NamedTuple):
    """What stays as it is while people are annealed.

    Attributes
    ----------
    first, number, slot, net, locked, held, ete
        Options on running slots by requirement, cheapest first, and with the seat that it takes and once without where
        somebody could come alone: (R + 1,), and (O,) each; ``number`` in the problem;
        ``net`` is cost less gain, and what it costs those who are to start; ``held``, (O, B), has a bit for each week
        in which a place is held; ``ete`` are the minutes of education, training and employment.
    project, weekday, minimum, supervised
        (S,): of each slot; ``supervised`` where a supervisor of ours stands.
    limit
        (S, W): room.
    kit, stock
        (O, N) and (A, W): what a place draws on beside room, such as the seats of the slot's van, -1 for nothing; how
        much of each there is.
    wanted, takes, ete_left
        (R,): sessions a week; room that a place held takes; minutes of education, training and employment at most.
    apart_first, apart; twin_first, twin
        Neighbours of each requirement: to be kept apart, or of the same person.
    clash
        (S, S) bool: slots of one weekday between which one person has no time; empty where nobody has twins.
    unpopular
        (S,) bool: nobody likes it.
    fee, again
        Price of one more project; of one more unpopular slot, for each unpopular one beside it.
    short
        Price of a person too few on a running slot.
    least
        Room that a person takes at the least.
    reach
        More than this nobody who is sent away can win by moving, so dearer steps need not be looked at.
    """

    first: Longs
    number: Ints
    slot: Ints
    net: Floats
    locked: Bools
    held: Bits
    ete: Ints
    project: Ints
    weekday: Ints
    minimum: Ints
    supervised: Bools
    limit: Ints
    kit: Ints
    stock: Ints
    wanted: Ints
    takes: Longs
    ete_left: Ints
    apart_first: Ints
    apart: Ints
    twin_first: Ints
    twin: Ints
    clash: Bools
    unpopular: Bools
    fee: float
    again: float
    short: float
    least: int
    reach: float


class State(NamedTuple):
    """Who stands where now.

    Attributes
    ----------
    chosen
        (R, C): options of the board; -1 where none is chosen.
    attending
        (S, W) int32: room taken.
    full
        (S, B) uint64: a bit for each week in which not even somebody who takes least has room.
    drawn, gone
        (A, W) int32: drawn of each stock; (A, B) uint64: a bit for each week in which nothing of it is left.
    people
        (S,) int32: requirements standing.
    members, place
        (S, R) int32: choices on each slot as ``MOST_SESSIONS x requirement + number``; (R, C) where they are in it.
    on
        (S, R) bool: the requirement stands on the slot.
    """

    chosen: Longs
    attending: Ints
    full: Bits
    drawn: Ints
    gone: Bits
    people: Ints
    members: Ints
    place: Ints
    on: Bools


def board_of(problem: Problem, rota: Rota, among: Bools | None = None) -> Board:
    """Board over the options on the slots that people can be put on now; ``among`` narrows them down further.

    What the rota has is always on the board.
    """
    options, rows, slots = problem.options, problem.requirements, problem.slots
    running = np.array([rota.is_open(s) for s in range(len(slots.ids))], dtype=np.bool_)
    chosen = np.zeros(len(options.slot), dtype=np.bool_)
    chosen[[o for mine in rota.options_of for o in mine]] = True
    wanted = ~options.forbidden if among is None else (chosen | among) & ~options.forbidden
    wanted[_barred(problem, rota)] = False
    kept = np.flatnonzero(running[options.slot] & wanted)
    kept, alone = _ways(problem, kept)
    net = (options.cost - options.gain + places_taken(problem, rota.solution()))[kept]
    net += np.where(alone, options.detour[kept], 0.0)
    order = np.lexsort((net, options.requirement[kept]))
    kept, alone, net = kept[order], alone[order], net[order]
    apart_first, apart = _adjacency(problem, problem.apart)
    twin_first, twin = _adjacency(problem, problem.twins)
    return Board(
        first=np.searchsorted(options.requirement[kept], np.arange(len(rows.ids) + 1)).astype(np.int64),
        number=kept.astype(np.int32),
        slot=options.slot[kept].astype(np.int32),
        net=net,
        locked=options.locked[kept].copy(),
        held=bits_of(options.held[kept]),
        ete=options.ete[kept].copy(),
        project=slots.project.copy(),
        weekday=slots.weekday.copy(),
        minimum=slots.minimum.copy(),
        supervised=np.array([bool(mine) for mine in rota.supervisors_of], dtype=np.bool_),
        limit=rota.limit.copy(),
        kit=_kit(problem, kept, alone),
        stock=np.repeat(np.append(rota.fleet.seats(), problem.equipment.sets)[:, None], problem.num_weeks, axis=1),
        wanted=rows.sessions_per_week.copy(),
        takes=rows.takes.astype(np.int64),
        ete_left=rows.ete_left.copy(),
        apart_first=apart_first,
        apart=apart,
        twin_first=twin_first,
        twin=twin,
        clash=_clash(problem),
        unpopular=slots.unpopular.copy(),
        fee=problem.weights.project,
        again=AGAIN * problem.weights.unpopular,
        short=float(np.median(options.gain)) + 1.0,
        least=int(rows.takes.min(initial=0)),
        reach=problem.weights.project + float(np.median(options.cost)),
    )


def _ways(problem: Problem, kept: Index) -> tuple[Index, Bools]:
    """Options, a second time where somebody who rides could come alone, and whether it is that time."""
    either = kept[problem.options.could_come[kept]]
    return np.concatenate([kept, either]), np.arange(len(kept) + len(either)) >= len(kept)


def _kit(problem: Problem, kept: Index, alone: Bools) -> Ints:
    """(O, 1 + E) int32: what an option draws on: seats, numbered by slot, then stocks of equipment."""
    options, num_slots = problem.options, len(problem.slots.ids)
    stocks = options.equipment[kept]
    seat = np.where(options.rides[kept] & ~alone, options.slot[kept], -1)
    return np.column_stack([seat, np.where(stocks >= 0, num_slots + stocks, -1)]).astype(np.int32)


def _barred(problem: Problem, rota: Rota) -> list[int]:
    """Options on slots whose supervisors must not work with the person, or do not speak the language."""
    silent = [o for r, s in problem.unheard.tolist() if not rota.is_heard(o := problem.option_of(r, s))]
    return silent + [
        problem.option_of(r, s)
        for r, j in problem.excluded.tolist()
        for s in rota.slots_of_supervisor[j]
        if problem.option_of(r, s) >= 0
    ]


def state_of(board: Board, rota: Rota) -> State:
    """State with everyone's choices as the rota has them, before anybody is entered on a slot.

    Whoever could come alone does, to begin with: of an option's two places on the board the dearer comes last.
    """
    num_slots, num_weeks = board.limit.shape
    num_requirements, most = len(board.wanted), int(board.wanted.max())
    at = np.full(len(rota.problem.options.slot), -1, dtype=np.int32)
    at[board.number] = np.arange(len(board.number), dtype=np.int32)
    chosen = np.full((num_requirements, most), -1, dtype=np.int64)
    for r, mine in enumerate(rota.options_of):
        chosen[r, : len(mine)] = at[mine]
    return State(
        chosen=chosen,
        attending=np.zeros((num_slots, num_weeks), dtype=np.int32),
        full=bits_of(board.limit < board.least),
        drawn=np.zeros_like(board.stock),
        gone=bits_of(board.stock <= 0),
        people=np.zeros(num_slots, dtype=np.int32),
        members=np.zeros((num_slots, num_requirements), dtype=np.int32),
        place=np.zeros((num_requirements, most), dtype=np.int32),
        on=np.zeros((num_slots, num_requirements), dtype=np.bool_),
    )


def bits_of(weeks: Bools) -> Bits:
    """(N, B) uint64: (N, W) flags, sixty-four to a word."""
    words = -(-weeks.shape[1] // 64)
    padded = np.zeros((len(weeks), 64 * words), dtype=np.uint64)
    padded[:, : weeks.shape[1]] = weeks
    shifts = np.arange(64, dtype=np.uint64)
    return np.asarray((padded.reshape(len(weeks), words, 64) << shifts).sum(axis=2, dtype=np.uint64))


def _adjacency(problem: Problem, pairs: Ints) -> tuple[Ints, Ints]:
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    first = np.searchsorted(both[:, 0], np.arange(len(problem.requirements.ids) + 1))
    return first.astype(np.int32), both[:, 1].astype(np.int32)


def _clash(problem: Problem) -> Bools:
    slots = np.arange(len(problem.slots.ids) if len(problem.twins) else 0, dtype=np.int32)
    one, other = slots[:, None], slots[None, :]
    weekday = problem.slots.weekday
    return np.asarray((weekday[one] == weekday[other]) & slots_clash(problem, one, other))
