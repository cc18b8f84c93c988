"""Writing a file whole or not at all."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from textcoder.errors import CannotWriteError

OWNER_ONLY: Final = 0o600
"""Who may read a file that holds what people said in confidence."""
PARTS: Final = ".*.part"
"""What the files and folders are called that are being written, or were when the process was killed."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path``, and rename it over ``path`` when the block ends well.

    If the block raises, by Ctrl+C too, the temporary file is removed and what stood at ``path`` stays. Who may
    read the old file may read the new one, and nobody else.

    Raises:
        CannotWriteError: The disk is full, read-only, or the folder cannot be made.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        with part.open("r+b") as written:
            os.fsync(written.fileno())
        with suppress(FileNotFoundError):
            shutil.copymode(path, part)
        part.replace(path)
    except OSError as err:
        raise CannotWriteError(path, err.strerror or str(err)) from err
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def replacing_both(path: Path, beside: Path) -> Iterator[tuple[Path, Path]]:
    """Give temporary paths for a file and one that goes with it, and rename both when the block ends well, or neither.

    The one beside comes first, so that a file never stands there without it. A process killed between the two renames
    leaves the old file with the new one beside it, which whoever compares their hashes sees.

    Args:
        path: The file.
        beside: The one that goes with it, in the same folder.

    Raises:
        CannotWriteError: The operating system refused; what stood at both places stays.
    """
    part = path.with_name(f".{secrets.token_hex(4)}.part")
    kept = path.with_name(f".{secrets.token_hex(4)}.part")
    try:
        with _told_as(path, part), replacing(beside) as beside_part:
            yield part, beside_part
            with suppress(FileNotFoundError):
                shutil.copymode(path, part)
            with suppress(FileNotFoundError):
                shutil.copy2(beside, kept)
        with _told_as(path, part):
            try:
                part.replace(path)
            except BaseException:
                _put_back(kept, beside)
                raise
    finally:
        for left in (part, kept):
            with suppress(OSError):
                left.unlink(missing_ok=True)


@contextmanager
def _told_as(path: Path, part: Path) -> Iterator[None]:
    """Whoever reads of a failure knows the file by its own name."""
    try:
        yield
    except OSError as err:
        raise CannotWriteError(path, err.strerror or str(err)) from err
    except CannotWriteError as err:
        if err.path != part:
            raise
        raise CannotWriteError(path, err.reason) from err


def _put_back(kept: Path, beside: Path) -> None:
    with suppress(OSError):
        if kept.exists():
            kept.replace(beside)
        else:
            beside.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a small text file whole or not at all, as UTF-8.

    Raises:
        CannotWriteError: The operating system refused.
    """
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def write_in_confidence(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, which its owner alone may read unless he let others read the one before.

    Raises:
        CannotWriteError: The operating system refused.
    """
    with replacing(path) as part:
        part.touch(mode=OWNER_ONLY)
        part.write_bytes(data)


def append_line(listed: IO[bytes], line: bytes) -> None:
    """Put a line on a list, to stay there whatever happens; after one that a crash broke off it is a line of its own.

    Args:
        listed: Open for reading and appending, unbuffered or flushed.
        line: Without its end.

    Raises:
        OSError: The operating system refused; the list is as it was.
    """
    end = listed.seek(0, os.SEEK_END)
    broken_off = False
    if end:
        listed.seek(end - 1)
        broken_off = listed.read(1) != b"\n"
    try:
        listed.write((b"\n" if broken_off else b"") + line + b"\n")
        listed.flush()
        os.fsync(listed.fileno())
    except OSError:
        listed.truncate(end)
        raise


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of files whole or not at all; one that is there already stays as it is.

    Raises:
        CannotWriteError: The operating system refused.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".", suffix=".part", dir=folder.parent))
        try:
            for name, data in files.items():
                (part / name).write_bytes(data)
            part.chmod(0o755)
            if not folder.exists():
                part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as err:
        raise CannotWriteError(folder, err.strerror or str(err)) from err
