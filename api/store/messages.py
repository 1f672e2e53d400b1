"""What is said about a run: what was asked for, and what the solving process tells the service, a JSON line each."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from models.goals import Part
from models.plan import Status
from models.record import Id
from solver.options import ORDER, Budget, Options

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in hexadecimal."""

DEFAULT_SECONDS = 60.0
"""Time limit of a run that names neither a time limit nor work."""


class Message(BaseModel):
    """A closed set of keys that is never changed after it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False)


class RunStatus(StrEnum):
    """How far a run has come."""

    CREATED = "CREATED"
    QUEUED = "QUEUED"
    SOLVING = "SOLVING"
    COMPLETED = "COMPLETED"
    STOPPED = "STOPPED"
    FAILED = "FAILED"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self in {RunStatus.COMPLETED, RunStatus.STOPPED, RunStatus.FAILED}


class RunRequest(Message):
    """A plan that is asked for."""

    scenario: Sha256
    """Scenario, by the id that it was given when it was taken in."""
    parts: Annotated[tuple[Part, ...], Field(min_length=1)] = ORDER
    """Parts to plan."""
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**31)] = 1
    """Seed of all random choices."""
    time_limit: Annotated[float, Field(strict=True, gt=0.0, le=86_400.0)] | None = None
    """Wall seconds that the search may take; 60 where neither this nor ``work`` is given."""
    work: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] | None = None
    """Work that the search may take, in units of about a second of one core: the same scenario, seed and work give
    the same plan, byte for byte."""
    profile: Id | None = None
    """Profile of goals; the one that the scenario has in force where left out."""

    @model_validator(mode="after")
    def _one_budget(self) -> Self:
        if self.time_limit is not None and self.work is not None:
            raise ValueError("give a time limit or work, not both")
        return self

    def options(self) -> Options:
        """The same, in the words of the solver."""
        budget = Budget(seconds=None, work=self.work) if self.work else Budget(self.time_limit or DEFAULT_SECONDS)
        parts = tuple(part for part in ORDER if part in self.parts)
        return Options(parts=parts, seed=self.seed, budget=budget, profile=self.profile)


class PartNews(Message):
    """How good a part of the plan is so far."""

    part: Part
    """Part."""
    phase: str
    """What is being done, in a word or three; at the end, what is known."""
    objective: float | None = None
    """Cost of the best plan so far, in priced minutes."""
    bound: float | None = None
    """No plan can cost less."""
    gap: float | None = None
    """(objective - bound) / bound."""
    quality: Status | None = None
    """What is known about the part, once it is planned."""


class Failure(Message):
    """Why a run has no plan."""

    code: str
    """Stable code."""
    sentence: str
    """The reason in words."""
    violations: dict[str, int] = {}
    """Violations that the audit found, by rule."""


class Job(Message):
    """What the service tells the solving process on its first line."""

    store_url: str
    """SQLAlchemy URL of the store, where the scenario lies and the plan goes."""
    request: RunRequest
    """What is asked for."""


class Progressed(Message):
    """A piece of news."""

    kind: Literal["progress"] = "progress"
    news: PartNews
    """The news."""


class Planned(Message):
    """The plan is in the store."""

    kind: Literal["plan"] = "plan"
    plan_hash: Sha256
    """SHA-256 of its bytes."""
    stopped: bool
    """Whether the process was asked to stop before it was there."""
    parts: tuple[PartNews, ...]
    """How good its parts are."""


class Failed(Message):
    """There is no plan."""

    kind: Literal["failed"] = "failed"
    failure: Failure
    """Why."""


Line = Annotated[Progressed | Planned | Failed, Field(discriminator="kind")]
"""A line that the solving process writes."""

LINE: TypeAdapter[Progressed | Planned | Failed] = TypeAdapter(Line)
"""Reader of such lines."""
