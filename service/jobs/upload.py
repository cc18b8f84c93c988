"""A file on its way in: a multipart body that goes to disk as it comes, never whole into memory."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from service.jobs.errors import BadUploadError, UploadMediaTypeError, UploadTooLargeError
from service.jobs.folders import JobFolder
from service.jobs.tables import suffix_of

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_FILE: Final = "file"
_MOST_FIELDS: Final = 30
_LONGEST_FIELD: Final = 4_000
"""Bytes."""
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has come in whole, and the fields beside it."""

    path: Path
    suffix: str
    sha256: str
    fields: dict[str, str]


class UploadReader:
    """Takes a multipart body apart, piece by piece. Use it in a ``with`` block.

    Args:
        content_type: The header.
        folder: Where the file goes.
        most_mb: Largest file, in megabytes.

    Raises:
        UploadMediaTypeError: It is no multipart form.
    """

    def __init__(self, content_type: str, folder: JobFolder, *, most_mb: float) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise UploadMediaTypeError
        self._folder = folder
        self._most_mb = most_mb
        self._left = int(most_mb * _MEGABYTE)
        self._hash = hashlib.sha256()
        self._fields: dict[str, str] = {}
        self._parts = 0
        self._header: tuple[bytearray, bytearray] = (bytearray(), bytearray())
        self._headers: dict[bytes, bytes] = {}
        self._name = ""
        self._value = bytearray()
        self._suffix: str | None = None
        self._file: IO[bytes] | None = None
        self._ended = False
        try:
            self._parser = MultipartParser(boundary, self._callbacks())
        except MultipartParseError as err:
            raise UploadMediaTypeError from err

    def __enter__(self) -> "UploadReader":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the body.

        Raises:
            BadUploadError: It is malformed.
            UploadTooLargeError: The file is larger than it may be.
        """
        try:
            self._parser.write(piece)
        except MultipartParseError as err:
            raise BadUploadError("The body is no well-formed multipart form.") from err

    def finish(self) -> Upload:
        """The upload, now that the body has ended.

        Raises:
            BadUploadError: It broke off, or has no file.
        """
        if not self._ended:
            raise BadUploadError("The body broke off before the form ended. Send it again.")
        if self._suffix is None:
            raise BadUploadError("The form has no file. Give it as the field file, with its name.", where=_FILE)
        path = self._folder.upload(self._suffix)
        return Upload(path, self._suffix, self._hash.hexdigest(), dict(self._fields))

    def _callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._take,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def _begin_part(self) -> None:
        self._parts += 1
        if self._parts > _MOST_FIELDS:
            raise BadUploadError(f"The form has more than {_MOST_FIELDS} fields.")
        self._headers = {}
        self._value = bytearray()

    def _end_header(self) -> None:
        name, value = self._header
        self._headers[bytes(name).lower()] = bytes(value)
        self._header = (bytearray(), bytearray())

    def _end_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if self._name != _FILE:
            return
        if b"filename" not in options:
            raise BadUploadError("The field file must be a file with a name that ends with its format.", where=_FILE)
        if self._suffix is not None:
            raise BadUploadError("The form has two files; send one for each job.", where=_FILE)
        self._suffix = suffix_of(options[b"filename"].decode("utf-8", "replace"))
        self._file = self._folder.upload(self._suffix).open("xb")

    def _take(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            self._value += data[start:end]
            if len(self._value) > _LONGEST_FIELD:
                raise BadUploadError(f"A field of the form is longer than {_LONGEST_FIELD} bytes.", where=self._where())
            return
        self._left -= end - start
        if self._left < 0:
            raise UploadTooLargeError(self._most_mb)
        piece = data[start:end]
        self._hash.update(piece)
        self._file.write(piece)

    def _end_part(self) -> None:
        if self._file is not None:
            self._close()
            return
        if self._name in self._fields:
            raise BadUploadError("A field of the form is there twice.", where=self._where())
        try:
            self._fields[self._name] = self._value.decode("utf-8")
        except UnicodeDecodeError:
            raise BadUploadError("A field of the form is not in UTF-8.", where=self._where()) from None

    def _where(self) -> str:
        return self._name if self._name.isidentifier() and len(self._name) <= len("confidence") else "body"

    def _end(self) -> None:
        self._ended = True

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()
