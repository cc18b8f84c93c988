"""Working on one job: take it, do it, write down how it ended."""

import traceback
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import IO, Final

import structlog

from service.jobs.classifying import Senders, classify_file
from service.jobs.errors import JobNotFoundError
from service.jobs.folders import JobFolder, JobsFolder
from service.jobs.progress import CancelledError, Progress, StoppedError
from service.jobs.records import ClassifyOrder, Job, JobKind, JobState, utc_now
from service.jobs.tables import sentence_of
from service.jobs.training import TrainBench, train_model
from textcoder.errors import TextcoderError

MOST_ATTEMPTS: Final = 5
"""Beginnings without getting any further, after which a job is given up: it may be what kills the service."""

_log = structlog.get_logger(__name__)


class Worker:
    """Works on jobs, each time one is delivered.

    Args:
        jobs: All jobs.
        senders: Where models are got from.
        train: What training needs.
        most_characters: Longer answers are not coded.
        expires_after: How long a job that is over is kept.
    """

    def __init__(
        self,
        jobs: JobsFolder,
        senders: Senders,
        train: TrainBench,
        *,
        most_characters: int,
        expires_after: timedelta,
    ) -> None:
        self._jobs = jobs
        self._senders = senders
        self._most_characters = most_characters
        self._train = train
        self._expires_after = expires_after
        self.stopping = Event()
        """Set when the service is to stop: the chunk in work is ended, and the job goes back into the queue."""

    def work(self, job_id: str) -> None:
        """Work on a job, unless somebody else does, or it is over."""
        if self.stopping.is_set():
            return
        try:
            folder = self._jobs.folder(job_id)
        except JobNotFoundError:
            return
        with folder.hold() as held:
            if held is None:
                return
            try:
                job = folder.read()
            except JobNotFoundError:
                return
            if not job.state.is_over:
                self._begin(job, folder, held)

    def _begin(self, job: Job, folder: JobFolder, held: IO[bytes]) -> None:
        if folder.is_to_stop:
            self.end(job, folder, JobState.CANCELLED)
            return
        if job.kind is JobKind.TRAIN and not self._train.store_is_there():
            return  # it waits in its folder; the sweep has it delivered again
        folder.remove_half_written()
        if job.attempts >= MOST_ATTEMPTS:
            why = f"The service stopped {job.attempts} times while it worked on this. Send the file in parts."
            self.end(job, folder, JobState.FAILED, error=why)
            return
        begun = replace(
            job, state=JobState.RUNNING, started_at=job.started_at or utc_now(), attempts=job.attempts + 1, error=None
        )
        folder.write(begun)
        _log.info("job_begun", job=job.id, kind=job.kind.value, attempt=begun.attempts)
        self._try(begun, folder, held)

    def _try(self, job: Job, folder: JobFolder, held: IO[bytes]) -> None:
        progress = Progress(folder, job, self.stopping)
        try:
            self._do(job, folder, held, progress)
        except StoppedError:
            folder.write(replace(progress.job, state=JobState.QUEUED, attempts=max(0, progress.job.attempts - 1)))
        except CancelledError:
            self.end(progress.job, folder, JobState.CANCELLED)
        except TextcoderError as err:
            self.end(progress.job, folder, JobState.FAILED, error=_sentence(err, job, folder))
        except Exception as err:
            # What the error says may hold an answer; where it was raised does not.
            where = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(err.__traceback__)]
            _log.error("job_failed_unexpectedly", job=job.id, error=type(err).__name__, where=where[-8:])
            why = f"The job failed unexpectedly ({type(err).__name__}). The log says where, under the job's id."
            self.end(progress.job, folder, JobState.FAILED, error=why)
        else:
            self.end(progress.job, folder, JobState.COMPLETED)

    def _do(self, job: Job, folder: JobFolder, held: IO[bytes], progress: Progress) -> None:
        if isinstance(job.order, ClassifyOrder):
            classify_file(job, job.order, folder, self._senders, progress, most_characters=self._most_characters)
        else:
            train_model(job.order, folder, held, self._train, progress)

    def end(self, job: Job, folder: JobFolder, state: JobState, *, error: str | None = None) -> Job:
        """Write down how a job ended, and remove what respondents wrote but for the result. The folder is held."""
        now = utc_now()
        ended = replace(job, state=state, finished_at=now, expires_at=now + self._expires_after, error=error)
        if state is not JobState.COMPLETED:
            folder.forget_result()
        folder.write(ended)
        folder.tidy()
        _log.info("job_ended", job=job.id, state=state.value, rows=job.rows.done)
        return ended


def _sentence(err: TextcoderError, job: Job, folder: JobFolder) -> str:
    if isinstance(job.order, ClassifyOrder):
        return sentence_of(err, folder.upload(job.order.suffix)).replace(f"{folder.path}/", "")
    return str(err)
