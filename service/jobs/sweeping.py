"""The sweep: what is to be worked on and is not gets delivered again, what has expired goes."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

import structlog

from service.jobs.delivery import Delivery
from service.jobs.errors import JobNotFoundError, QueueAwayError
from service.jobs.folders import JobFolder, JobsFolder
from service.jobs.records import Job, JobKind, JobState, utc_now

EVERY: Final = 2.0
"""Seconds between two sweeps."""

_log = structlog.get_logger(__name__)


class Sweep:
    """Looks through all jobs now and then. Several processes may do so at once.

    Args:
        jobs: All jobs.
        deliveries: The ways to the workers, for each kind of job.
        count: Told how many jobs there are in each state.
    """

    def __init__(
        self,
        jobs: JobsFolder,
        deliveries: Mapping[JobKind, Delivery],
        count: Callable[[Mapping[str, int]], None],
    ) -> None:
        self._jobs = jobs
        self._deliveries = deliveries
        self._count = count
        self._queue_is_away = False
        self._over: dict[str, Job] = {}
        """Jobs that nothing happens to any more, so that their folders need not be read each time."""

    def once(self) -> None:
        """Look through all jobs."""
        self._jobs.sweep_leftovers()
        jobs = self._look()
        self._over = {job.id: job for _, job in jobs if job.state.is_over}
        states = Counter(job.state for _, job in jobs)
        self._count({state.value: states[state] for state in JobState})
        waiting = [job for folder, job in jobs if self._waits(folder, job)]
        self._deliver(waiting)

    def _look(self) -> list[tuple[JobFolder, Job]]:
        found = []
        for folder in self._jobs.folders():
            with suppress(JobNotFoundError):
                found.append((folder, self._over.get(folder.id) or folder.read()))
        return found

    def _deliver(self, waiting: Sequence[Job]) -> None:
        try:
            for kind, delivery in self._deliveries.items():
                delivery.start()
                under_way = set(delivery.under_way())
                for job in waiting:
                    if job.kind is kind and job.id not in under_way:
                        delivery.send(job.id)
        except QueueAwayError as err:
            if not self._queue_is_away:
                _log.warning("queue_away", problem=str(err))
            self._queue_is_away = True
        else:
            self._queue_is_away = False

    def _waits(self, folder: JobFolder, job: Job) -> bool:
        """Whether a job is to be worked on and nobody does; on the way, what has expired is removed."""
        if job.state.is_over:
            if not unexpired(job):
                self._expire(folder)
            return False
        with folder.hold() as held:
            return held is not None and self._is_left(folder)

    def _is_left(self, folder: JobFolder) -> bool:
        """Look once more, now that nobody else can change it."""
        try:
            job = folder.read()
        except JobNotFoundError:
            return False
        if job.state is JobState.RUNNING:
            _log.warning("job_left_by_its_worker", job=job.id, rows=job.rows.done)
            folder.write(replace(job, state=JobState.QUEUED))
        return not job.state.is_over

    def _expire(self, folder: JobFolder) -> None:
        with folder.hold() as held:
            if held is not None:
                self._jobs.remove(folder)
                self._over.pop(folder.id, None)
                _log.info("job_expired", job=folder.id)


def unexpired(job: Job) -> bool:
    """Whether a job is still to be shown: the sweep may be a moment late."""
    return job.expires_at is None or job.expires_at > utc_now()
