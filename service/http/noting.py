"""The outermost of what a request passes: its id, one line in the log, its time in the metrics, and the last resort."""

import asyncio
import re
import secrets
import time
from typing import Final

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.compute.errors import StoppingError
from service.http.noted import Note, put_note
from service.observing.logs import place_of
from service.observing.metrics import Metrics
from service.problems import AWAY, FAULT, problem_reply

_SANE_ID: Final = re.compile(rb"[A-Za-z0-9._:-]{1,64}\Z")
_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_QUIET: Final = frozenset(("/health/live", "/health/ready", "/metrics"))
"""Asked every few seconds by machines: not logged unless something is wrong."""
_HUNG_UP: Final = 499
"""Status in the log where the caller had gone before the reply was complete."""
_MODEL: Final = b"x-textcoder-model"
_log = structlog.get_logger("service.request")


class Noting:
    """Wraps the application, so that every request leaves exactly one line, whatever becomes of it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        note = Note(request_id=_id_of(scope))
        put_note(scope, note)
        replied = _Replied(send, note)
        try:
            await self._app(scope, receive, replied)
        except ClientDisconnect:
            note.problem = "hung-up"  # in the middle of its body; there is nobody to reply to
        except asyncio.CancelledError:
            # The server is stopping and waits no longer. The request ends here as it is to end, and is told why.
            note.problem = AWAY.slug
            if replied.status is not None:
                raise
            await problem_reply(AWAY, str(StoppingError()), note.request_id)(scope, receive, replied)
        except Exception as err:
            # Neither re-raised nor logged with its message: both would show what it may hold of an answer.
            note.problem = FAULT.slug
            _log.error("fault", request=note.request_id, **place_of(err))
            if replied.status is None:
                detail = "Something went wrong in the service. It is in the log, under the id in instance."
                await problem_reply(FAULT, detail, note.request_id)(scope, receive, replied)
        finally:
            self._say(scope, note, replied, time.perf_counter() - began)

    def _say(self, scope: Scope, note: Note, replied: "_Replied", seconds: float) -> None:
        status = replied.status if replied.status is not None and replied.complete else _HUNG_UP
        route = route_of(scope)
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        self._metrics.observe_request(method, route, status, seconds)
        if route in _QUIET and (status < 400 or note.problem):  # noqa: PLR2004  # a problem of readiness is expected
            return
        what = {
            "request": note.request_id,
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 2),
            "caller": note.caller or None,
            "records": note.records,
            "model": note.model or None,
            "problem": note.problem or None,
        }
        _log.info("request", **{name: value for name, value in what.items() if value is not None})


class _Replied:
    """Passes a reply on, adds the request's id to it, and remembers how far it got."""

    def __init__(self, send: Send, note: Note) -> None:
        self._send = send
        self._note = note
        self.status: int | None = None
        self.complete = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message.get("headers", ())
            if not self._note.model:
                self._note.model = next((value.decode() for name, value in headers if name == _MODEL), "")
            message["headers"] = [*headers, (b"x-request-id", self._note.request_id.encode())]
        elif message["type"] == "http.response.body" and not message.get("more_body", False):
            self.complete = True
        await self._send(message)


def route_of(scope: Scope) -> str:
    """The template of the route a request came to, as ``/v1/jobs/{id}``; never its path, which may hold anything."""
    route = scope.get("route")
    template = getattr(route, "path_format", None) or getattr(route, "path", None)
    return template if isinstance(template, str) else "(none)"


def _id_of(scope: Scope) -> str:
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return given.decode("ascii") if _SANE_ID.match(given) else secrets.token_hex(10)
