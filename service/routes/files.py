"""A file as a reply, whole."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Final

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

_PIECE: Final = 1_000_000
"""Bytes read at a time, in a thread."""


class FileReply(StreamingResponse):
    """Sends a file from its beginning to its end, also when it is removed meanwhile, and whatever range is asked for.

    Args:
        path: The file; opened at once, so that what is promised can be kept.
        media_type: Of the file.
        filename: What it is to be called; plain ASCII.
        headers: Further headers.

    Raises:
        FileNotFoundError: It is gone.
    """

    def __init__(self, path: Path, *, media_type: str, filename: str, headers: Mapping[str, str]) -> None:
        self._file = path.open("rb")
        about = {
            "Content-Length": str(os.fstat(self._file.fileno()).st_size),
            "Content-Disposition": f'attachment; filename="{filename}"',
            "Accept-Ranges": "none",
        }
        super().__init__(_pieces(self._file), headers={**about, **headers}, media_type=media_type)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
