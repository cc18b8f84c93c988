"""Headers that tell browsers and caches to be careful, on every reply."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_NOTHING: Final = "default-src 'none'; frame-ancestors 'none'"
_DOCS: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_POLICY: Final = b"content-security-policy"
_NO_STORE: Final = (b"cache-control", b"no-store")
_FOR_CALLS: Final = (*_ALWAYS, (_POLICY, _NOTHING.encode()), _NO_STORE)
_FOR_DOCS: Final = (*_ALWAYS, (_POLICY, _DOCS.encode()), _NO_STORE)
_FOR_ASSETS: Final = (*_ALWAYS, (_POLICY, _DOCS.encode()))


class SecurityHeaders:
    """Adds the headers to what the application replies."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = _headers_for(scope["path"])
        names = {name for name, _ in headers}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [header for header in message.get("headers", ()) if header[0] not in names]
                message["headers"] = [*kept, *headers]
            await send(message)

        await self._app(scope, receive, with_headers)


def _headers_for(path: str) -> tuple[tuple[bytes, bytes], ...]:
    """Put together beforehand, for every reply has them."""
    if path.startswith("/docs"):
        return _FOR_ASSETS if path.startswith("/docs/") else _FOR_DOCS
    return _FOR_CALLS
