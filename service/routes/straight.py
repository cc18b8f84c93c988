"""The straight way into a call that is made thousands of times a second."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from service.access.caller import Allowed, Caller, KeyedRoute

Endpoint = Callable[[Any, Request, Caller], Awaitable[Response]]
_JSON: Final = (b"content-type", b"application/json")


def straight_route(wanted: type[BaseModel], who: Allowed) -> type[APIRoute]:
    """A kind of route for an endpoint ``(wanted, request, caller)`` that replies with a response of its own.

    FastAPI works out anew for each request which dependencies there are and in what order, which takes longer than
    coding an answer does. What such an endpoint needs is known beforehand: the key is looked at, the body read, and the
    endpoint called. Whatever is not as it should be goes FastAPI's way from the beginning, and is told so as ever.

    Args:
        wanted: What the body is.
        who: Who may call.
    """

    class Straight(KeyedRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            by_fastapi = super().get_route_handler()
            endpoint: Endpoint = self.endpoint

            async def handle(request: Request) -> Response:
                caller = await who(request)
                body = await _read(wanted, request)
                return await (by_fastapi(request) if body is None else endpoint(body, request, caller))

            return handle

    return Straight


async def _read(wanted: type[BaseModel], request: Request) -> BaseModel | None:
    return read_body(wanted, await request.body()) if _JSON in request.scope["headers"] else None


def read_body(wanted: type[BaseModel], body: bytes) -> BaseModel | None:
    """A body as FastAPI would read it, in one go; None where it would not, or where it takes a longer look.

    Args:
        wanted: What it is.
        body: JSON.
    """
    try:
        return wanted.model_validate_json(body)
    except ValidationError:
        return None
