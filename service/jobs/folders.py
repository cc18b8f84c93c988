"""The jobs folder: one folder a job, which is all that is known of it, and a lock that says whether a worker lives."""

import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from service.jobs.errors import JobNotFoundError
from service.jobs.records import ID_PREFIX, Job, read_job, write_job
from textcoder.errors import CannotWriteError
from textcoder.files.atomic import write_text
from textcoder.files.bad_rows import list_path

_AN_ID = re.compile(rf"{ID_PREFIX}[a-z2-7]{{26}}\Z")
_INCOMING, _GONE = ".incoming-", ".gone-"
_LONGEST_UPLOAD = 24 * 3600.0
"""Seconds after which a file that is still coming in is given up: its process was killed."""


@dataclass(frozen=True, slots=True)
class JobFolder:
    """The folder of one job. Names in it are ours; nothing of a client's file name or of its content is in them."""

    path: Path

    @property
    def id(self) -> str:
        """Id of the job."""
        return self.path.name

    def upload(self, suffix: str) -> Path:
        """The file that was sent."""
        return self.path / f"upload{suffix}"

    def result(self, form: str) -> Path:
        """The file to be fetched."""
        return self.path / f"result.{form}"

    def errors(self, form: str) -> Path:
        """The list of rows that failed."""
        return list_path(self.result(form))

    @property
    def kept(self) -> Path:
        """The codings made so far."""
        return self.path / "kept.jsonl"

    @property
    def outcome(self) -> Path:
        """What training came to."""
        return self.path / "outcome.json"

    def read(self) -> Job:
        """What is known of the job.

        Raises:
            JobNotFoundError: It is gone.
        """
        try:
            return read_job((self.path / "job.json").read_bytes())
        except (OSError, ValueError) as err:
            raise JobNotFoundError(self.id) from err

    def write(self, job: Job) -> None:
        """Write down what is known. Only for who holds the folder.

        Raises:
            CannotWriteError: The operating system refused.
        """
        write_text(self.path / "job.json", write_job(job))

    @contextmanager
    def hold(self) -> Iterator[IO[bytes] | None]:
        """Hold the folder, as nobody else can meanwhile; None where somebody else does.

        The operating system lets go when the process ends, however it ends.
        """
        try:
            file = (self.path / "lock").open("ab")
        except OSError:
            yield None
            return
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield None
                return
            yield file

    @property
    def is_held(self) -> bool:
        """Whether a living worker is at it."""
        with self.hold() as held:
            return held is None

    def ask_to_stop(self) -> None:
        """Leave word that the job is cancelled; whoever works on it looks for that."""
        with suppress(OSError):
            (self.path / "cancel").touch()

    @property
    def is_to_stop(self) -> bool:
        """Whether the job is cancelled, or gone altogether."""
        return (self.path / "cancel").exists() or not self.path.exists()

    def forget_result(self) -> None:
        """Remove a result that was written by a job that is nevertheless not completed."""
        for path in self.path.glob("result.*"):
            with suppress(OSError):
                path.unlink()

    def remove_half_written(self) -> None:
        """Remove what a killed process has left half written. Only for who holds the folder."""
        for path in self.path.glob(".*.part"):
            with suppress(OSError):
                path.unlink()

    def tidy(self) -> None:
        """Remove what is not needed once the job is over: above all, what respondents wrote."""
        self.remove_half_written()
        for path in (*self.path.glob("upload.*"), self.kept):
            with suppress(OSError):
                path.unlink()


class JobsFolder:
    """All jobs.

    Args:
        root: Where they are; made when it is needed.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def folders(self) -> list[JobFolder]:
        """The folder of every job."""
        with suppress(OSError):
            return [JobFolder(path) for path in sorted(self.root.iterdir()) if _AN_ID.match(path.name)]
        return []

    def folder(self, job_id: str) -> JobFolder:
        """The folder of a job.

        Raises:
            JobNotFoundError: There is none.
        """
        folder = JobFolder(self.root / job_id)
        if not _AN_ID.match(job_id) or not folder.path.is_dir():
            raise JobNotFoundError(job_id)
        return folder

    @contextmanager
    def incoming(self) -> Iterator[JobFolder]:
        """A folder to make a job in; it goes when the block ends, unless the job has been added.

        Raises:
            CannotWriteError: The operating system refused.
        """
        path = self.root / f"{_INCOMING}{secrets.token_hex(8)}"
        try:
            # Verbatims are for nobody but the service.
            path.mkdir(parents=True, mode=0o700)
        except OSError as err:
            raise CannotWriteError(self.root, err.strerror or str(err)) from err
        try:
            yield JobFolder(path)
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def add(self, incoming: JobFolder, job: Job) -> bool:
        """Make a job of an incoming folder, at once and whole. False: one of this id is there, and stays.

        Raises:
            CannotWriteError: The operating system refused.
        """
        incoming.write(job)
        try:
            incoming.path.rename(self.root / job.id)
        except OSError as err:
            if (self.root / job.id).is_dir():
                return False
            raise CannotWriteError(self.root, err.strerror or str(err)) from err
        with suppress(OSError):
            _sync(self.root)
        return True

    def remove(self, folder: JobFolder) -> None:
        """Remove a job, at once and whole."""
        away = self.root / f"{_GONE}{secrets.token_hex(8)}"
        with suppress(OSError):
            folder.path.rename(away)
            shutil.rmtree(away, ignore_errors=True)

    def sweep_leftovers(self) -> None:
        """Remove what a killed process left half-made or half-removed."""
        for path in self.root.glob(f"{_GONE}*"):
            shutil.rmtree(path, ignore_errors=True)
        for path in self.root.glob(f"{_INCOMING}*"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _LONGEST_UPLOAD:
                    shutil.rmtree(path, ignore_errors=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
