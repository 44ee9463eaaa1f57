"""Refusals as RFC 9457 problem details: one shape for every error the service answers.

    {"type": "about:blank", "title": "Not Found", "status": 404,
     "code": "post.unknown", "detail": "This post does not exist.", ...facts}

What the client sent is never echoed, neither here nor in a log: FastAPI's own handler did, and
answered 500 to two bytes of bad UTF-8.
"""

import json
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.core.errors import BadRequest, Malformed, Problem, TooMany

MEDIA_TYPE = "application/problem+json"
_RESERVED = frozenset({"type", "title", "status", "code", "detail"})
_FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
_FIELDS_COUNT = 10

_BY_STATUS = {
    400: ("request.unreadable", "The request cannot be read."),
    404: ("page.unknown", "There is nothing here."),
    405: ("request.method", "This address does not do that."),
    413: ("request.too_large", "The request is too large."),
    415: ("request.content_type", "The request is in a format this address does not take."),
}


class ProblemResponse(Response):
    media_type = MEDIA_TYPE

    def __init__(
        self, problem: Problem, *, status: int | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        status = status or problem.status
        body = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "code": problem.code,
            "detail": problem.sentence,
            **{name: fact for name, fact in problem.facts.items() if name not in _RESERVED},
        }
        extra = {"Cache-Control": "no-store", **(headers or {})}
        if isinstance(problem, TooMany):
            extra["Retry-After"] = str(problem.retry_after_s)
        content = json.dumps(body, default=str, allow_nan=False)
        super().__init__(content, status_code=status, headers=extra)


def unexpected() -> Problem:
    return Problem("service.failed", "Something went wrong on our side. Please try again.")


async def answer_problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return ProblemResponse(error)


async def answer_http_exception(_request: Request, error: Exception) -> Response:
    """The framework's own refusals: unknown route, wrong method, unreadable body."""
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    fallback = (f"http.{error.status_code}", f"{phrase}.")
    code, sentence = _BY_STATUS.get(error.status_code, fallback)
    return ProblemResponse(Problem(code, sentence), status=error.status_code, headers=error.headers)


async def answer_invalid_request(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return ProblemResponse(malformed(error.errors()))


def malformed(errors: Sequence[Any]) -> Malformed:
    """What is wrong where, by field names and pydantic's stable codes, without the values."""
    if any(error.get("type") == "json_invalid" for error in errors):
        return BadRequest("request.not_json", "The request is not valid JSON.")
    fields = [{"at": _place(error), "code": error.get("type", "invalid")} for error in errors[:_FIELDS_COUNT]]
    places = ", ".join(dict.fromkeys(field["at"] for field in fields))
    return Malformed(
        "request.malformed", f"The request is not in the expected form: {places}.", fields=fields
    )


def _place(error: Any) -> str:
    """`body.text`; a name that the client made up becomes `?`."""
    loc = [
        "?" if isinstance(part, str) and not _FIELD_NAME.fullmatch(part) else str(part)
        for part in error["loc"]
    ]
    if error.get("type") == "extra_forbidden":
        loc[-1] = "?"
    return ".".join(loc)
