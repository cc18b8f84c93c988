"""What may come as a body: so much and no more, and JSON where JSON is read."""

from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import BodyTooLargeError, MediaTypeError
from service.http.noted import note_of
from service.jobs.errors import UploadTooLargeError
from service.problems import MEDIA_TYPE_UNKNOWN, TOO_LARGE, Kind, problem_reply

_MB: Final = 1_000_000
_FORM_OVERHEAD: Final = 100_000
"""Bytes that a form may have around its file."""
UPLOADS: Final = frozenset(("/v1/jobs",))
"""Calls that take a file in a form, and not JSON."""


class BodyLimits:
    """Stops a body that is too large as soon as that is known, chunked ones too, and one that is not JSON.

    Args:
        app: What is wrapped.
        max_body_mb: For JSON, in megabytes.
        max_upload_mb: For files, in megabytes.
    """

    def __init__(self, app: ASGIApp, *, max_body_mb: float, max_upload_mb: float) -> None:
        self._app = app
        self._max_body_mb = max_body_mb
        self._max_upload_mb = max_upload_mb

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        is_upload = scope["path"] in UPLOADS
        most_mb = self._max_upload_mb if is_upload else self._max_body_mb
        most = int(most_mb * _MB) + (_FORM_OVERHEAD if is_upload else 0)
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"")
        said = int(length) if length.isdigit() else None
        if said is not None and said > most:
            await _refuse(TOO_LARGE, _too_large(most_mb, is_upload=is_upload), scope, receive, send)
        elif _has_body(said, headers) and not is_upload and not _is_json(headers.get(b"content-type", b"")):
            await _refuse(MEDIA_TYPE_UNKNOWN, str(MediaTypeError()), scope, receive, send)
        else:
            await self._app(scope, _Counted(receive, most, _too_large(most_mb, is_upload=is_upload)), send)


class _Counted:
    """Gives a body on, and breaks off where it grows too large."""

    def __init__(self, receive: Receive, most: int, too_large: str) -> None:
        self._receive = receive
        self._left = most
        self._too_large = too_large

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            # This kind of error and no other comes through those who read bodies as it is.
            raise HTTPException(TOO_LARGE.status, self._too_large, {"Connection": "close"})
        return message


def _too_large(most_mb: float, *, is_upload: bool) -> str:
    return str(UploadTooLargeError(most_mb) if is_upload else BodyTooLargeError(most_mb))


def _has_body(said: int | None, headers: dict[bytes, bytes]) -> bool:
    return bool(said) or b"transfer-encoding" in headers


def _is_json(content_type: bytes) -> bool:
    kind = content_type.partition(b";")[0].strip().lower()
    return kind == b"application/json" or (kind.startswith(b"application/") and kind.endswith(b"+json"))


async def _refuse(kind: Kind, detail: str, scope: Scope, receive: Receive, send: Send) -> None:
    note = note_of(scope)
    note.problem = kind.slug
    # The body is not read, so nothing else can come over this connection.
    reply = problem_reply(kind, detail, note.request_id, headers={"Connection": "close"})
    await reply(scope, receive, send)
