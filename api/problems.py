"""Problems: every error that leaves the service is one of these, as RFC 9457 has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from models.errors import Fault

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem that a caller may want to tell from others."""

    status: HTTPStatus
    title: str
    meaning: str


KINDS: dict[str, Kind] = {
    "scenario_faulty": Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The scenario has faults",
        "The document could be read but cannot be planned. `errors` names every fault; nothing was stored.",
    ),
    "scenario_unreadable": Kind(
        HTTPStatus.BAD_REQUEST,
        "The scenario cannot be read",
        "The body is not JSON in UTF-8, or is nested too deeply.",
    ),
    "too_large": Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "The body is too large",
        "The body has more bytes than the service takes; its setting `max_body_bytes` says how many those are.",
    ),
    "request_faulty": Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The request has faults",
        "A field of the body, or a parameter, is missing, unknown or out of range. `errors` names every one.",
    ),
    "request_unreadable": Kind(
        HTTPStatus.BAD_REQUEST,
        "The request cannot be read",
        "The body is not JSON.",
    ),
    "not_json": Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "The body is not declared as JSON",
        "Send the body with `Content-Type: application/json`.",
    ),
    "not_found": Kind(
        HTTPStatus.NOT_FOUND,
        "There is nothing here",
        "No scenario, run or page has this address.",
    ),
    "method_not_allowed": Kind(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "This cannot be done here",
        "The address exists, but not for this method.",
    ),
    "no_plan_yet": Kind(
        HTTPStatus.CONFLICT,
        "There is no plan yet",
        "The run is not over. Ask again, or listen to its events.",
    ),
    "no_plan": Kind(
        HTTPStatus.CONFLICT,
        "There is no plan",
        "The run failed, or was stopped before anybody had begun on it. The run itself says why.",
    ),
    "key_reused": Kind(
        HTTPStatus.CONFLICT,
        "The idempotency key stands on another request",
        "The key came with another body before. Use a new key for a new request.",
    ),
    "not_ready": Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The service is not ready",
        "The database cannot be reached, its tables are of another version, or the job queue has not started.",
    ),
    "internal_error": Kind(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "The service made an error",
        "This is a defect of the service. Report it with the request id.",
    ),
}
"""Kinds of problems by their stable code; ``GET /problems/{code}`` shows a row."""

PLAIN = {KINDS[code].status.value: code for code in ("not_found", "method_not_allowed", "too_large", "internal_error")}
"""Kinds that a bare HTTP status says."""

UNREADABLE = {"not_json", "wrong_encoding", "too_deep"}
"""Codes of faults for which the body cannot be read at all."""


class ProblemError(BaseModel):
    """One of the faults behind a problem."""

    code: str = Field(description="Stable code.")
    pointer: str = Field(description="JSON Pointer to the place in the body; of a parameter, its name.")
    id: str | None = Field(default=None, description="Identifier of the row concerned, where there is one.")
    sentence: str = Field(description="What is wrong and what would be right.")


class Problem(BaseModel):
    """A problem, as RFC 9457 has it."""

    type: str = Field(description="Address of a page about this kind of problem.")
    title: str = Field(description="Kind of problem in words.")
    status: int = Field(description="HTTP status.")
    detail: str = Field(description="What is the matter this time.")
    code: str = Field(description="Stable code of the kind of problem.")
    request: str | None = Field(default=None, description="Id of the request, as in the service's log.")
    errors: list[ProblemError] = Field(default=[], description="Every fault found.")


class ProblemRaised(Exception):
    """Ends a request with a problem."""

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        *,
        errors: Sequence[ProblemError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.code = code
        self.detail = detail or KINDS[code].meaning
        self.errors = list(errors)
        self.headers = dict(headers or {})
        super().__init__(code)


def of_faults(faults: Sequence[Fault]) -> ProblemRaised:
    """The problem that a scenario's faults make."""
    codes = {fault.code for fault in faults}
    code = "scenario_faulty"
    if "too_large" in codes:
        code = "too_large"
    elif codes & UNREADABLE:
        code = "scenario_unreadable"
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    errors = [ProblemError(code=f.code, pointer=f.pointer, id=f.id, sentence=f.sentence) for f in faults]
    return ProblemRaised(code, f"The scenario has {count}; `errors` names every one.", errors=errors)


def response(
    code: str,
    detail: str,
    *,
    status: int | None = None,
    title: str | None = None,
    request_id: str | None = None,
    errors: Sequence[ProblemError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer that carries a problem."""
    kind = KINDS.get(code)
    problem = Problem(
        type=f"/problems/{code}" if kind else "about:blank",
        title=title or (kind.title if kind else code),
        status=status or (kind.status.value if kind else 500),
        detail=detail,
        code=code,
        request=request_id,
        errors=list(errors),
    )
    body = problem.model_dump_json(exclude_none=True)
    return Response(body, status_code=problem.status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def of_status(status: int, request_id: str | None, headers: Mapping[str, str] | None = None) -> Response:
    """The answer to an HTTP error of which only the status is known."""
    if status in PLAIN:
        code = PLAIN[status]
        return response(code, KINDS[code].meaning, request_id=request_id, headers=headers)
    phrase = HTTPStatus(status).phrase
    code = phrase.lower().replace(" ", "_").replace("-", "_")
    return response(code, phrase, status=status, title=phrase, request_id=request_id, headers=headers)


async def on_problem(request: Request, error: Exception) -> Response:
    """Answer a request that ended with a problem."""
    assert isinstance(error, ProblemRaised)
    return response(error.code, error.detail, request_id=id_of(request), errors=error.errors, headers=error.headers)


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer a request that the framework refused."""
    assert isinstance(error, HTTPException)
    return of_status(error.status_code, id_of(request), error.headers)


async def on_faulty_request(request: Request, error: Exception) -> Response:
    """Answer a request whose body or parameters are not as they should be."""
    assert isinstance(error, RequestValidationError)
    faults = [_fault(row) for row in error.errors()]
    code = "request_unreadable" if any(fault.code == "json_invalid" for fault in faults) else "request_faulty"
    return response(code, KINDS[code].meaning, request_id=id_of(request), errors=faults)


def _fault(row: Mapping[str, Any]) -> ProblemError:
    """A fault in the words of this service; the offending value stays out of it."""
    place, *path = row["loc"]
    if row["type"] == "json_invalid":
        path = []
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)
    sentence = str(row["msg"]).removeprefix("Value error, ")
    return ProblemError(
        code=row["type"],
        pointer=pointer if place == "body" else f"{place}:{'.'.join(map(str, path))}",
        sentence=f"{sentence[:1].upper()}{sentence[1:]}.",
    )


def id_of(request: Request) -> str | None:
    """Id of a request, which ``api.logs`` gives it."""
    found: str | None = request.scope.get("request_id")
    return found
