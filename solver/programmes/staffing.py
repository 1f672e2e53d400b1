"""Who and which room are still free while groups are opened one after the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from solver.programmes.problem import Mask, Problem, Solution, no_groups


class Draft:
    """A solution in the making: every step keeps the rules on rooms and facilitators.

    Parameters
    ----------
    problem
        The compiled problem.
    solution
        Where to begin; with no group open when left out. It is copied.
    """

    def __init__(self, problem: Problem, solution: Solution | None = None) -> None:
        begin = no_groups(problem) if solution is None else solution
        self.problem = problem
        self.group_of = begin.group_of.copy()
        self.room_of = begin.room_of.copy()
        self.team = begin.team.copy()
        self.manager_of = begin.manager_of.copy()
        self._apart = apart_from(problem)
        self._wanted = (problem.facilitator_fits & problem.facilitator_free).sum(axis=1)
        led = np.flatnonzero(self.team.any(axis=1))
        self._load = self.team[led].T.astype(np.int64) @ problem.group_minutes(led)
        self._oversees = np.zeros(problem.oversight.groups_left.shape, dtype=np.int64)
        for g in np.flatnonzero(self.manager_of >= 0).tolist():
            self._oversee(g, 1)
        self._placed = {int(person) for person in problem.person[begin.group_of >= 0]}

    @property
    def solution(self) -> Solution:
        """The solution as it stands."""
        return Solution(self.group_of, self.room_of, self.team, self.manager_of)

    def _oversee(self, g: int, sign: int) -> None:
        """Count a group among those of its manager, or no longer."""
        runs = self.problem.oversight.runs[self.problem.calendar_of[g]]
        self._oversees[self.manager_of[g], runs] += sign

    def free_managers(self, g: int) -> NDArray[np.int64]:
        """Treatment managers who could oversee a group beside what they have, those with the fewest groups first."""
        problem, oversight = self.problem, self.problem.oversight
        runs = oversight.runs[problem.calendar_of[g]]
        leading = oversight.facilitator
        busy = np.zeros(len(leading), dtype=np.bool_)
        led = np.zeros((len(leading), int(runs.sum())))
        both = np.flatnonzero(leading >= 0)
        busy[both] = self.team[np.ix_(self._rivals(problem.clash, g), leading[both])].any(axis=0)
        led[both] = self._load[leading[both]][:, runs]
        number = self._oversees[:, runs] + 1
        within = (number <= oversight.groups_left[:, runs]).all(axis=1)
        within &= (led + oversight.minutes * number <= oversight.minutes_left[:, runs] + 1e-6).all(axis=1)
        free = np.flatnonzero(oversight.able[:, g] & within & ~busy)
        return free[np.argsort(self._oversees[free].sum(axis=1), kind="stable")]

    def crew(self, g: int, members: Sequence[int] = ()) -> tuple[NDArray[np.int64], int] | None:
        """Team and treatment manager (-1 where none is asked for) that a group could have now; None if it could not."""
        staff, needed = self.free_facilitators(g, members), int(self.problem.needed[g])
        if len(staff) < needed:
            return None
        if not self.problem.oversight.wanted[g]:
            return staff[:needed], -1
        for t in self.free_managers(g).tolist():
            team = staff[staff != self.problem.oversight.facilitator[t]][:needed]
            if len(team) == needed:
                return team, t
        return None

    def free_facilitators(self, g: int, members: Sequence[int] = ()) -> NDArray[np.int64]:
        """Facilitators who could take on a group beside what they have, and meet its members.

        Those come first whom the fewest members must not meet, and of these those with the fewest other groups.
        """
        problem = self.problem
        rivals = self._rivals(problem.clash, g)
        busy = np.asarray(self.team[rivals].any(axis=0))
        overseers = problem.oversight.facilitator[self.manager_of[rivals][self.manager_of[rivals] >= 0]]
        busy[overseers[overseers >= 0]] = True
        # Weeks without a session of this group are as they were when their own groups were opened.
        needs = problem.week_minutes[problem.calendar_of[g]]
        weeks = np.flatnonzero(needs)
        load = self._load[:, weeks] + needs[weeks] + self._oversight_minutes()[:, weeks]
        within = (load <= problem.minutes_left[:, weeks] + 1e-6).all(axis=1)
        able = problem.facilitator_fits[:, g] & problem.facilitator_free[:, g]
        free = np.flatnonzero(able & ~busy & within & (not problem.clashes(g, g)))
        strangers = problem.shunned[list(members)].sum(axis=0)[free]
        return free[np.lexsort((self._wanted[free], strangers))]

    def _oversight_minutes(self) -> NDArray[np.float64]:
        """(F, W) minutes that facilitators spend on groups that they oversee, those that run already included."""
        oversight, minutes = self.problem.oversight, np.zeros(self._load.shape)
        both = np.flatnonzero(oversight.facilitator >= 0)
        staff = oversight.facilitator[both]
        running = self.problem.minutes_left[staff] - oversight.minutes_left[both]
        minutes[staff] = running + oversight.minutes * self._oversees[both]
        return minutes

    def free_rooms(self, g: int) -> NDArray[np.int64]:
        """Rooms of the office that are free at every session of the group."""
        problem = self.problem
        rivals = self.room_of[self._rivals(problem.overlap, g)]
        free = problem.room_fits[:, g] & problem.room_free[:, g] & (not problem.overlaps(g, g))
        free[rivals[rivals >= 0]] = False
        return np.flatnonzero(free)

    def _rivals(self, meets: Mask, g: int) -> NDArray[np.int64]:
        """Open groups on a calendar that meets that of a group."""
        opened = np.flatnonzero(self.room_of >= 0)
        return np.asarray(opened[meets[self.problem.calendar_of[g], self.problem.calendar_of[opened]]])

    def seats(self, g: int) -> int:
        """Places of a group: of the room that it has, or of the largest that is free; 0 if it cannot open."""
        if g in self.problem.intakes.company:
            return self.size(g) + self.problem.intakes.places_left(g, self.sizes)
        rooms = [self.room_of[g]] if self.room_of[g] >= 0 else self.free_rooms(g)
        return min(int(self.problem.maximum[g]), max((int(self.problem.seats[k]) for k in rooms), default=0))

    @property
    def sizes(self) -> NDArray[np.int64]:
        """(G,) members of each group."""
        return np.bincount(self.group_of[self.group_of >= 0], minlength=len(self.room_of))

    def staffed(self, g: int) -> bool:
        """Whether a group has its facilitators, or could have them."""
        return bool(self.room_of[g] >= 0) or self.crew(g) is not None

    def open(self, g: int, places: int, members: Sequence[int] = ()) -> None:
        """Open a group in the smallest free room that seats so many, with the facilitators least wanted elsewhere.

        It must be ``staffed``.

        Parameters
        ----------
        members
            Referrals who are to join, as far as they may meet the team that is found.
        """
        seats = self.problem.seats
        rooms = [k for k in self.free_rooms(g) if seats[k] >= places]
        crew = self.crew(g, members)
        if crew is not None:
            team, manager = crew
            self.open_as(g, min(rooms, key=lambda k: (seats[k], k)), team)
            self._appoint(g, manager)

    def open_as(self, g: int, room: int, team: NDArray[np.int64] | list[int]) -> None:
        """Open a group in a room with a team; a treatment manager comes later."""
        self.room_of[g] = room
        self.team[g, team] = True
        self._load[team] += self.problem.week_minutes[self.problem.calendar_of[g]]

    def find_manager(self, g: int) -> bool:
        """Find an open group a treatment manager, if it needs one; without one it closes again."""
        if not self.problem.oversight.wanted[g]:
            return True
        free = self.free_managers(g)
        if len(free):
            self._appoint(g, int(free[0]))
        else:
            self.close(g)
        return bool(len(free))

    def _appoint(self, g: int, manager: int) -> None:
        """Let a treatment manager, if there is one (-1 for none), oversee a group."""
        self.manager_of[g] = manager
        if manager >= 0:
            self._oversee(g, 1)

    def minutes_left(self, f: int) -> NDArray[np.float64]:
        """(W,) minutes that a facilitator has left in each week beside the groups that are open."""
        return np.asarray(self.problem.minutes_left[f] - self._load[f] - self._oversight_minutes()[f])

    def close(self, g: int) -> None:
        """Close a group; its members wait again."""
        members = self.group_of == g
        self._placed -= {int(person) for person in self.problem.person[members]}
        self.group_of[members] = -1
        self.room_of[g] = -1
        self._load[self.team[g]] -= self.problem.week_minutes[self.problem.calendar_of[g]]
        self.team[g] = False
        if self.manager_of[g] >= 0:
            self._oversee(g, -1)
        self.manager_of[g] = -1

    def place(self, r: int, g: int) -> None:
        """Give a referral a place in a group."""
        self.group_of[r] = g
        self._placed.add(int(self.problem.person[r]))

    def place_all(self, g: int, members: Sequence[int]) -> bool:
        """Give referrals places in an open group as far as they may join; with too few of them it closes again."""
        for r in members:
            if self.may_join(r, g):
                self.place(r, g)
        enough = self.size(g) >= int(self.problem.minimum[g])
        if not enough:
            self.close(g)
        return enough

    def size(self, g: int) -> int:
        """Members of a group."""
        return int(np.count_nonzero(self.group_of == g))

    def may_join(self, r: int, g: int) -> bool:
        """Whether a referral may join a group beside those who are in it; seats aside."""
        if not self.problem.allowed[r, g] or int(self.problem.person[r]) in self._placed:
            return False
        if (self.problem.shunned[r] & self.team[g]).any():
            return False
        met = self.problem.intakes.company.get(g, (g,))
        return not any(int(self.group_of[other]) in met for other in self._apart[r])

    def chosen(self, g: int, ranked: NDArray[np.int64], seats: int) -> list[int]:
        """The first of a ranking who can be in a group together, as many as there are seats; nobody is placed yet."""
        members: list[int] = []
        people: set[int] = set()
        for r in ranked.tolist():
            if len(members) == seats:
                break
            person = int(self.problem.person[r])
            if person not in people and self.may_join(r, g) and not self._apart[r].intersection(members):
                members.append(r)
                people.add(person)
        return members

    def waiting(self, g: int) -> Mask:
        """(R,) bool: allowed in the group and without a place so far."""
        return np.asarray(self.problem.allowed[:, g] & (self.group_of < 0))


def apart_from(problem: Problem) -> list[set[int]]:
    """Referrals that must not be in one group with each referral."""
    others: list[set[int]] = [set() for _ in problem.referral_ids]
    for one, other in problem.apart.tolist():
        others[one].add(other)
        others[other].add(one)
    return others
