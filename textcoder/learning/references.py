"""Which versions of a model coded files refer to, so that these are kept; and which one is at work just now."""

import datetime as dt
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from textcoder.errors import CannotWriteError, ModelNotFoundError
from textcoder.files.atomic import append_line
from textcoder.learning.errors import ReferencesUnreadableError

if sys.platform != "win32":
    import fcntl

REFERENCES: Final = "references.jsonl"
_MANIFEST: Final = "manifest.json"
_VERSION = re.compile(rb'^\{"version": "([^"\\]+)"')


@dataclass(frozen=True, slots=True)
class Reference:
    """A coded file that a model has given codes to."""

    version: str
    """Of the model."""
    at: dt.datetime | None
    """None where a crash broke the line off: the file it was for has never appeared."""
    made_by: str
    """``classify``, ``export`` or ``job``."""
    file: str
    """Name of the file without its folder, or id of the job."""
    sha256: str | None = None
    """Of the file; None for a job, whose model is kept from its beginning."""


def refer(folder: Path, reference: Reference) -> None:
    """Put a reference on the list, before the coded file appears.

    Args:
        folder: Of the versions of a codeframe.
        reference: The file, and the model.

    Raises:
        CannotWriteError: The operating system refused.
    """
    content = {
        "version": reference.version,  # first, so that a line broken off tells it still
        "at": reference.at.astimezone(dt.UTC).isoformat(timespec="seconds") if reference.at else None,
        "made_by": reference.made_by,
        "file": reference.file,
        "sha256": reference.sha256,
    }
    line = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    path = folder / REFERENCES
    try:
        with references_held(folder) as listed:
            append_line(listed, line)
    except OSError as err:
        raise CannotWriteError(path, err.strerror or str(err)) from err


@contextmanager
def references_held(folder: Path) -> Iterator[IO[bytes]]:
    """The list, open for appending, with everybody else kept out of it.

    Raises:
        OSError: It cannot be opened.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / REFERENCES).open("a+b") as listed:
        if sys.platform != "win32":
            fcntl.flock(listed, fcntl.LOCK_EX)
        yield listed


def read_references(folder: Path) -> list[Reference]:
    """The list, the earliest first.

    Args:
        folder: Of the versions of a codeframe.

    Raises:
        ReferencesUnreadableError: It is there and cannot be read.
    """
    try:
        lines = (folder / REFERENCES).read_bytes().splitlines()
    except FileNotFoundError:
        return []
    except OSError as err:
        raise ReferencesUnreadableError(folder / REFERENCES) from err
    return [found for line in lines if (found := _read(line)) is not None]


def _read(line: bytes) -> Reference | None:
    try:
        content = json.loads(line)
        return Reference(
            version=str(content["version"]),
            at=dt.datetime.fromisoformat(content["at"]) if content["at"] else None,
            made_by=str(content["made_by"]),
            file=str(content["file"]),
            sha256=content["sha256"],
        )
    except (ValueError, KeyError, TypeError):
        version = _VERSION.match(line)
        return Reference(version[1].decode("utf-8", "replace"), None, "", "") if version else None


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Keep a model from being pruned as long as the block takes, in this process and all others.

    Args:
        folder: Of the version.

    Raises:
        ModelNotFoundError: It is gone.
    """
    name = f"{folder.parent.name}/{folder.name}"
    try:
        manifest = (folder / _MANIFEST).open("rb")
    except OSError as err:
        raise ModelNotFoundError(name, []) from err
    with manifest:
        if sys.platform != "win32":
            fcntl.flock(manifest, fcntl.LOCK_SH)
        if not (folder / _MANIFEST).exists():
            raise ModelNotFoundError(name, [])
        yield


@contextmanager
def unless_in_use(folder: Path) -> Iterator[bool]:
    """Whether nobody codes with a model just now; if so, nobody can begin to before the block ends.

    Args:
        folder: Of the version.
    """
    try:
        manifest = (folder / _MANIFEST).open("rb")
    except OSError:
        yield False
        return
    with manifest:
        try:
            if sys.platform != "win32":
                fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
