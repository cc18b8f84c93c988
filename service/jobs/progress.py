"""How far a job has come, written down now and then, and the word that it is to stop."""

import time
from dataclasses import replace
from threading import Event
from typing import Final

from service.jobs.folders import JobFolder
from service.jobs.records import Job, Rows

BETWEEN: Final = 1.0
"""Seconds at least between two looks at the folder, and two lines in it."""


class CancelledError(Exception):
    """Whoever asked for the job wants it no more."""


class StoppedError(Exception):
    """The service is being stopped; the job is to go on later."""


class Progress:
    """Writes down how far a job has come.

    Args:
        folder: The job's, which is held.
        job: As it was begun.
        stopping: Set when the service is to stop.
    """

    def __init__(self, folder: JobFolder, job: Job, stopping: Event) -> None:
        self.job = job
        self._folder = folder
        self._stopping = stopping
        self._written = 0.0
        self._furthest = job.rows.done

    def note(self, **changes: object) -> None:
        """Change what is known of the job, and write it down now."""
        self.job = replace(self.job, **changes)  # type: ignore[arg-type]
        self._folder.write(self.job)
        self._written = time.monotonic()

    def come_to(self, rows: Rows) -> None:
        """Tell how far it has come.

        Raises:
            CancelledError: It is to be given up.
            StoppedError: It is to go on later.
        """
        # A job that gets further is no danger to the service, however often that is killed meanwhile.
        attempts = 0 if rows.done > self._furthest else self.job.attempts
        self.job = replace(self.job, rows=rows, attempts=attempts)
        if self._stopping.is_set():
            raise StoppedError
        if time.monotonic() - self._written >= BETWEEN:
            self.look()
            self.note()

    def look(self) -> None:
        """See whether the work is to end.

        Raises:
            CancelledError: It is to be given up.
            StoppedError: It is to go on later.
        """
        if self._folder.is_to_stop:
            raise CancelledError
        if self._stopping.is_set():
            raise StoppedError
