"""The one place where errors become HTTP statuses, and their one shape: problem details."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import orjson
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from service.compute.errors import ModelNotReadyError, RedactionUnknownError, StoppingError, TooManyRecordsError
from service.errors import (
    BodyTooLargeError,
    KeysUnknownError,
    MediaTypeError,
    NoKeyError,
    RoleError,
    TooManyRequestsError,
)
from service.http.noted import note_of
from service.jobs.errors import BadKeyError, KeyReusedError
from service.schemas.problem import Problem
from textcoder.errors import (
    CannotWriteError,
    InputError,
    NotFoundError,
    OutputError,
    RefusedError,
    TextcoderError,
)
from textcoder.labelling.store.errors import StoreUnavailableError
from textcoder.learning.errors import GateRefusedError

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_S: Final = 2
"""Seconds after which what is away for now is worth another try."""
_UNPARSED: Final = "There was an error parsing the body"
"""What FastAPI says of a body that it cannot decode."""
_log = structlog.get_logger(__name__)
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_LIKE_A_NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}\Z")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem."""

    status: int
    slug: str
    title: str


BAD_REQUEST = Kind(400, "bad-request", "Bad request")
NO_KEY = Kind(401, "no-key", "No valid key")
NOT_ALLOWED = Kind(403, "not-allowed", "Not allowed with this key")
NOT_FOUND = Kind(404, "not-found", "Not found")
METHOD_NOT_ALLOWED = Kind(405, "method-not-allowed", "Method not allowed")
REFUSED = Kind(409, "refused", "Refused")
GATE_REFUSED = Kind(409, "gate-refused", "Refused by the gate")
TOO_LARGE = Kind(413, "too-large", "Too large")
MEDIA_TYPE_UNKNOWN = Kind(415, "unsupported-media-type", "Unsupported media type")
MALFORMED = Kind(422, "malformed", "Malformed request")
TOO_MANY = Kind(429, "too-many-requests", "Too many requests")
FAULT = Kind(500, "fault", "A fault in the service")
KEY_REUSED = Kind(422, "idempotency-key-reused", "Idempotency-Key reused")
AWAY = Kind(503, "not-available", "Not available at the moment")

_BY_STATUS = {
    kind.status: kind
    for kind in (
        BAD_REQUEST,
        NO_KEY,
        NOT_ALLOWED,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        REFUSED,
        TOO_LARGE,
        MEDIA_TYPE_UNKNOWN,
        MALFORMED,
        TOO_MANY,
        FAULT,
        AWAY,
    )
}
_BY_ERROR: Final[dict[type[TextcoderError], Kind]] = {
    NoKeyError: NO_KEY,
    RoleError: NOT_ALLOWED,
    TooManyRequestsError: TOO_MANY,
    BodyTooLargeError: TOO_LARGE,
    TooManyRecordsError: TOO_LARGE,
    MediaTypeError: MEDIA_TYPE_UNKNOWN,
    BadKeyError: BAD_REQUEST,
    KeyReusedError: KEY_REUSED,
    KeysUnknownError: AWAY,
    ModelNotReadyError: AWAY,
    StoppingError: AWAY,
    RedactionUnknownError: AWAY,
    StoreUnavailableError: AWAY,
    GateRefusedError: GATE_REFUSED,
    # The four branches of the tree; an error is looked up by the nearest of its bases.
    InputError: MALFORMED,
    NotFoundError: NOT_FOUND,
    RefusedError: REFUSED,
    OutputError: AWAY,
    TextcoderError: FAULT,
}


def kind_of(err: TextcoderError) -> Kind:
    """Which kind of problem an error is over HTTP."""
    return next(_BY_ERROR[base] for base in type(err).__mro__ if base in _BY_ERROR)


def problem_reply(
    kind: Kind,
    detail: str,
    instance: str,
    *,
    errors: Iterable[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A reply that says what the problem is.

    Args:
        kind: Status, type and title.
        detail: One sentence.
        instance: The request's id.
        errors: Pairs of a part of the request and what is wrong with it.
        headers: Further headers.
    """
    content: dict[str, Any] = {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": instance,
    }
    listed = [{"where": where, "problem": problem} for where, problem in errors]
    if listed:
        content["errors"] = listed
    more = {"Retry-After": str(RETRY_AFTER_S)} if kind.status == AWAY.status else {}
    return Response(orjson.dumps(content), kind.status, {**more, **(headers or {})}, MEDIA_TYPE)


def add_handlers(app: FastAPI) -> None:
    """Have the application say every error in the one shape."""
    app.add_exception_handler(TextcoderError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)


async def _of_ours(request: Request, err: Exception) -> Response:
    assert isinstance(err, TextcoderError)
    headers = {}
    if isinstance(err, NoKeyError):
        headers["WWW-Authenticate"] = 'Bearer realm="textcoder"' + (', error="invalid_token"' if err.shown else "")
    if isinstance(err, TooManyRequestsError):
        headers["Retry-After"] = str(err.retry_after_s)
    where = getattr(err, "where", None)
    # A label store says where it is too, but that is no part of the request.
    errors = [(where, str(err))] if isinstance(where, str) and isinstance(err, InputError) else []
    if isinstance(err, GateRefusedError):
        errors = list(err.findings)
    note = note_of(request.scope)
    note.problem = kind_of(err).slug
    if isinstance(err, CannotWriteError):
        _log.error("cannot_write", request=note.request_id, problem=str(err))
    return problem_reply(kind_of(err), _detail_of(err), note.request_id, errors=errors, headers=headers)


def _detail_of(err: TextcoderError) -> str:
    if isinstance(err, StoreUnavailableError):
        return _AWAY_DETAIL
    # Where on the server something lies is nothing to those who call.
    return _UNWRITABLE_DETAIL if isinstance(err, CannotWriteError) else str(err)


_UNWRITABLE_DETAIL = (
    "The service cannot write what this call needs written at the moment. Nothing was changed; try again shortly, and "
    "if it stays so, tell whoever runs the service the id of the request."
)
_AWAY_DETAIL = "The label store cannot be reached at the moment. What was saved before is kept; try again shortly."


async def _of_validation(request: Request, err: Exception) -> Response:
    assert isinstance(err, RequestValidationError)
    errors = [
        _no_json(one) if one["type"] == "json_invalid" else (_place(one["loc"]), str(one["msg"]))
        for one in err.errors()
    ]
    note = note_of(request.scope)
    note.problem = MALFORMED.slug
    detail = "The request is not as this call takes it: see errors, and /docs for what it takes."
    return problem_reply(MALFORMED, detail, note.request_id, errors=errors)


def _no_json(one: Mapping[str, Any]) -> tuple[str, str]:
    """Where a body ceases to be JSON: its place is none that a part of the request has."""
    reason, position = str(one.get("ctx", {}).get("error", "")), one["loc"][-1]
    return "body", f"It is no JSON from position {position} on{f': {reason}' if reason else ''}"


def _place(loc: Iterable[Any]) -> str:
    # A part's name may have been chosen by whoever sent it, and then might be anything.
    return ".".join(str(part) if _LIKE_A_NAME.match(str(part)) else "…" for part in loc)


async def _of_http(request: Request, err: Exception) -> Response:
    assert isinstance(err, HTTPException)
    kind = _BY_STATUS.get(err.status_code) or _other(err.status_code)
    headers = dict(err.headers or {})
    detail = err.detail
    if kind is METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods_of(request.app, request.scope))
        detail = "There is no such call here with this method; the header Allow names those that there are."
    elif kind is NOT_FOUND and detail == HTTPStatus.NOT_FOUND.phrase:
        detail = "There is no such call. See /docs for those that there are."
    elif kind is BAD_REQUEST and detail == _UNPARSED:
        detail = "The body cannot be read. Send JSON in UTF-8, and not compressed."
    note = note_of(request.scope)
    note.problem = kind.slug
    return problem_reply(kind, detail, note.request_id, headers=headers)


def _other(status: int) -> Kind:
    phrase = HTTPStatus(status).phrase
    return Kind(status, phrase.lower().replace(" ", "-"), phrase)


def _methods_of(app: FastAPI, scope: Scope) -> list[str]:
    """All methods a path takes. A route knows only of its own."""
    there = []
    for method in _METHODS:
        tried = {**scope, "method": method}
        if any(route.matches(tried)[0] is Match.FULL for route in app.routes):
            there.append(method)
    return there


def problem_content(kind: Kind) -> dict[str, Any]:
    """A kind of problem as OpenAPI describes a reply."""
    example = {
        "type": f"/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": f"{kind.title}: what, where and what to do, in one sentence.",
        "instance": "5f0c8b9f6c1e4b0f9a53",
    }
    schema = {"$ref": f"#/components/schemas/{Problem.__name__}"}
    return {"description": kind.title, "content": {MEDIA_TYPE: {"schema": schema, "example": example}}}


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's ``responses``: what else it may reply. What every call may reply need not be named."""
    return {status: problem_content(_BY_STATUS.get(status) or _other(status)) for status in statuses}
