"""Jobs: files that are coded in the background."""

import contextlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from textcoder.client.connection import Connection, Reply
from textcoder.client.errors import JobEndedError, NotFoundError, WaitedTooLongError

_OVER: Final = ("completed", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Status:
    """How far a job has come."""

    id: str
    state: str
    """``queued``, ``running``, ``completed``, ``failed`` or ``cancelled``."""
    done: int
    """Rows that have a result."""
    total: int | None
    """Rows of the file; None: not counted yet."""
    coded: int
    referred: int
    empty: int
    error: int
    """Rows that could not be coded; :meth:`Job.save_errors` has them."""
    model_version: str | None
    codeframe_version: int | None
    problem: str | None
    """Why it failed."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in _OVER


class Job:
    """A job at the service. Made by :meth:`Client.submit` and :meth:`Client.job`."""

    def __init__(self, connection: Connection, status: Status) -> None:
        self._connection = connection
        self.status = status
        """As it was when the service was last asked."""

    @property
    def id(self) -> str:
        """Its id: with it and the same key, another process finds it again."""
        return self.status.id

    def refresh(self) -> Status:
        """Ask how far it has come.

        Raises:
            NotFoundError: It has expired or was removed.
            ServiceError: The service did not say.
        """
        self.status = read_status(self._connection.json("GET", f"/v1/jobs/{self.id}"))
        return self.status

    def wait(
        self,
        *,
        progress: Callable[[Status], object] | None = None,
        every: float = 1.0,
        timeout: float | None = None,
    ) -> "Job":
        """Wait until it is completed.

        Args:
            progress: Told each time the service was asked.
            every: Seconds between asking.
            timeout: Seconds to wait at most; None: as long as it takes.

        Raises:
            JobEndedError: It failed or was cancelled.
            WaitedTooLongError: It takes longer, and goes on.
            ServiceError: The service did not say.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            status = self.refresh()
            if progress is not None:
                progress(status)
            if status.state == "completed":
                return self
            if status.is_over:
                raise JobEndedError(f"Job {self.id} {_ended(status)}")
            if until is not None and time.monotonic() + every > until:
                raise WaitedTooLongError(f"Job {self.id} is {status.state}. It goes on; wait again")
            time.sleep(every)

    def save(self, path: str | Path) -> Path:
        """Write the coded file. The file is there whole, or not at all.

        Raises:
            RefusedError: The job is not completed.
            OSError: It cannot be written.
            ServiceError: It did not come.
        """
        return self._fetch("result", Path(path))

    def save_errors(self, path: str | Path) -> Path | None:
        """Write the list of rows that failed, as CSV; None: none did, and nothing is written.

        Raises:
            RefusedError: The job is not completed.
            OSError: It cannot be written.
            ServiceError: It did not come.
        """
        return self._fetch("errors", Path(path)) if self.refresh().error else None

    def save_record(self, coded: str | Path) -> Path:
        """Write how the file was coded beside it, as ``<coded>.coding.json``: for ``textcoder reproduce``.

        Args:
            coded: Where the coded file was saved.

        Raises:
            RefusedError: The job is not completed.
            NotFoundError: It has coded no file.
            OSError: It cannot be written.
            ServiceError: It did not come.
        """
        return self._fetch("record", Path(f"{coded}.coding.json"))

    def cancel(self) -> None:
        """Give it up: one that waits or runs is cancelled, one that is over goes, with its result.

        Raises:
            ServiceError: The service could not be told.
        """
        # It may have been given up the first time that the request was sent, and the reply been lost.
        with contextlib.suppress(NotFoundError):
            self._connection.json("DELETE", f"/v1/jobs/{self.id}")

    def _fetch(self, what: str, path: Path) -> Path:
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with beside.open("xb") as file:
                self._connection.download(f"/v1/jobs/{self.id}/{what}", file)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        return path


def read_status(reply: Reply) -> Status:
    """How far a job has come, from the reply that shows it.

    Raises:
        BrokenReplyError: It shows none.
    """
    content: dict[str, Any] = reply.has("id", "state", "rows")
    rows = content["rows"]
    return Status(
        id=content["id"],
        state=content["state"],
        done=rows["done"],
        total=rows["total"],
        coded=rows["coded"],
        referred=rows["referred"],
        empty=rows["empty"],
        error=rows["error"],
        model_version=content.get("model_version"),
        codeframe_version=content.get("codeframe_version"),
        problem=content.get("error"),
    )


def _ended(status: Status) -> str:
    return f"failed: {status.problem}" if status.problem else f"is {status.state}"
