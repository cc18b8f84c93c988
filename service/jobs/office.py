"""Where jobs are asked for, looked after and given up."""

import hashlib
import threading
import time
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from service.jobs.delivery import NAME_OF_TRAINING, Delivery, queue_at
from service.jobs.errors import JobNotFoundError, KeyReusedError, NoRecordError, QueueAwayError, ResultNotThereError
from service.jobs.folders import JobFolder, JobsFolder
from service.jobs.records import (
    ClassifyOrder,
    Job,
    JobKind,
    JobState,
    TrainOrder,
    keyed_job_id,
    new_job_id,
    utc_now,
    write_job,
)
from service.jobs.sweeping import EVERY, Sweep, unexpired
from service.jobs.tables import check_table
from service.jobs.to_coder import ToCoder
from service.jobs.training import TrainBench
from service.jobs.worker import Worker
from textcoder.errors import CodeframeNotFoundError
from textcoder.files.coding_record import record_path
from textcoder.files.home import Home

if TYPE_CHECKING:
    from service.compute.coding import Coder
    from service.compute.models import ModelShelf
    from service.observing.metrics import Metrics
    from service.settings import ServiceSettings

_PATIENCE: Final = 30.0
"""Seconds that the chunk in work has to end when the service stops."""
_MOMENT: Final = 1.0
"""Seconds to wait for a sweep that looks at a job just now."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that was asked for."""

    job: Job
    is_new: bool
    """False: the idempotency key had come with this request before."""


class JobOffice:
    """Takes jobs on, works on them in the background, and tells how far they have come.

    Args:
        home: Where codeframes and models are.
        settings: Of the service.
        coder: Codes answers.
        shelf: Holds models.
        metrics: Is told how many jobs there are.

    Raises:
        QueueAddressError: The queue's address is of no kind that is known.
        QueuePackageError: The package for its kind is not installed.
    """

    def __init__(
        self, home: Home, settings: "ServiceSettings", coder: "Coder", shelf: "ModelShelf", metrics: "Metrics"
    ) -> None:
        del shelf  # the coder has it
        self._home = home
        self._senders = ToCoder(home, coder)
        self._jobs = JobsFolder(settings.jobs_at)
        train = TrainBench(home.root, settings.store_address, self._senders.store_is_there)
        self._worker = Worker(
            self._jobs,
            self._senders,
            train,
            most_characters=settings.max_text_chars,
            expires_after=timedelta(days=settings.job_expiry_days),
        )
        queue = queue_at(settings.queue_url, settings.jobs_at)
        self._deliveries = {
            JobKind.TRAIN: Delivery(queue, self._worker.work, name=NAME_OF_TRAINING),
            JobKind.CLASSIFY: Delivery(queue, self._worker.work, workers=settings.jobs_at_once),
        }
        self._sweep = Sweep(self._jobs, self._deliveries, metrics.set_jobs)
        self._thread = threading.Thread(target=self._look_after, name="jobs-sweep", daemon=True)

    def start(self) -> None:
        """Begin to work, on what was left from last time too."""
        with suppress(QueueAwayError):  # the sweep goes on trying
            for delivery in self._deliveries.values():
                delivery.start()
        self._thread.start()

    def stop(self) -> None:
        """End the chunk in work, put its job back into the queue, and take no other on."""
        self._worker.stopping.set()
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE)
        for delivery in self._deliveries.values():
            delivery.stop(patience=_PATIENCE)

    def incoming(self) -> AbstractContextManager[JobFolder]:
        """A folder for a file on its way in.

        Raises:
            CannotWriteError: The operating system refused.
        """
        return self._jobs.incoming()

    def classify(self, owner: str, incoming: JobFolder, order: ClassifyOrder, sha256: str, key: str | None) -> Taken:
        """Take on a file to code.

        Args:
            owner: Id of the key of who asks.
            incoming: Where the file is.
            order: What is wanted.
            sha256: Of the file.
            key: The idempotency key that came with it.

        Raises:
            NotFoundError: There is no such codeframe or model.
            ModelNotReadyError: No model is trained yet.
            BadUploadError: The question is not known, or the file cannot be coded in this way.
            KeyReusedError: The key has come with another request before.
        """
        job = _job(owner, JobKind.CLASSIFY, order, sha256, key)
        known = self._known(job, key)
        if known is not None:
            return known
        frame = self._senders.frame(order.codeframe)
        version = self._senders.version_for(order.codeframe, order.model)
        self._senders.check_question(order.codeframe, version, order.question)
        check_table(incoming.upload(order.suffix), order, frame)
        return self._add(job, incoming, key)

    def train(self, owner: str, order: TrainOrder, key: str | None) -> Taken:
        """Take on a model to train.

        Raises:
            CodeframeNotFoundError: There is no such codeframe.
            StoreUnavailableError: The label store is away, and with it what people have coded.
            KeyReusedError: The key has come with another request before.
        """
        job = _job(owner, JobKind.TRAIN, order, "", key)
        known = self._known(job, key)
        if known is not None:
            return known
        if Path(order.codeframe).is_file():
            raise CodeframeNotFoundError(order.codeframe, [])  # a path is no id, whatever lies there
        self._home.codeframe(order.codeframe)
        self._senders.check_store()
        with self.incoming() as folder:
            return self._add(job, folder, key)

    def find(self, owner: str | None, job_id: str) -> Job:
        """A job.

        Args:
            owner: Whose jobs are looked at; None: everybody's.
            job_id: Its id.

        Raises:
            JobNotFoundError: There is none, or it is somebody else's.
        """
        return self._find(owner, job_id)[1]

    def all(self, owner: str | None, *, most: int) -> list[Job]:
        """Jobs, the newest first, at most so many."""
        jobs = []
        for folder in self._jobs.folders():
            try:
                jobs.append(self._find(owner, folder.id)[1])
            except JobNotFoundError:
                continue
        return sorted(jobs, key=lambda job: (job.created_at, job.id), reverse=True)[:most]

    def result(self, owner: str | None, job_id: str) -> tuple[Job, Path]:
        """The file that a job made.

        Raises:
            JobNotFoundError: There is no such job, or it is somebody else's.
            ResultNotThereError: It is not completed.
        """
        folder, job = self._find(owner, job_id)
        path = folder.result(job.order.format if isinstance(job.order, ClassifyOrder) else "json")
        if job.state is not JobState.COMPLETED or not path.is_file():
            raise ResultNotThereError(job.id, job.state.value)
        return job, path

    def errors(self, owner: str | None, job_id: str) -> tuple[Job, Path | None]:
        """The list of rows that failed; None where all went well.

        Raises:
            JobNotFoundError: There is no such job, or it is somebody else's.
            ResultNotThereError: It is not completed.
        """
        job, result = self.result(owner, job_id)
        path = JobFolder(result.parent).errors(result.suffix.removeprefix("."))
        return job, path if path.is_file() else None

    def record(self, owner: str | None, job_id: str) -> tuple[Job, Path]:
        """How the file that a job made was coded.

        Raises:
            JobNotFoundError: There is no such job, or it is somebody else's.
            ResultNotThereError: It is not completed.
            NoRecordError: It made no coded file, or was begun before there were records.
        """
        job, result = self.result(owner, job_id)
        path = record_path(result)
        if not path.is_file():
            raise NoRecordError(job.id)
        return job, path

    def give_up(self, owner: str | None, job_id: str) -> None:
        """Cancel a job, or remove one that is over.

        Raises:
            JobNotFoundError: There is no such job, or it is somebody else's.
        """
        folder, job = self._find(owner, job_id)
        if not job.state.is_over:
            folder.ask_to_stop()
        deadline = time.monotonic() + _MOMENT
        while not self._gave_up(folder) and job.state.is_over and time.monotonic() < deadline:
            time.sleep(0.02)

    def _gave_up(self, folder: JobFolder) -> bool:
        with folder.hold() as held:
            if held is None:
                return False  # whoever holds it sees that it is to stop
            job = folder.read()
            if job.state.is_over:
                self._jobs.remove(folder)
            else:
                self._worker.end(job, folder, JobState.CANCELLED)
        return True

    def _find(self, owner: str | None, job_id: str) -> tuple[JobFolder, Job]:
        folder = self._jobs.folder(job_id)
        job = folder.read()
        if owner not in (None, job.owner) or not unexpired(job):
            raise JobNotFoundError(job_id)
        return folder, job

    def _known(self, job: Job, key: str | None) -> Taken | None:
        if key is None:
            return None
        try:
            _, known = self._find(job.owner, job.id)
        except JobNotFoundError:
            return None
        if known.request != job.request:
            raise KeyReusedError
        return Taken(known, is_new=False)

    def _add(self, job: Job, incoming: JobFolder, key: str | None) -> Taken:
        if not self._jobs.add(incoming, job):
            known = self._known(job, key)
            if known is not None:
                return known
            raise KeyReusedError  # one that expired this very moment
        _log.info("job_taken_on", job=job.id, kind=job.kind.value)
        try:
            self._deliveries[job.kind].send(job.id)
        except QueueAwayError as err:
            _log.warning("job_waits_for_its_delivery", job=job.id, problem=str(err))
        return Taken(job, is_new=True)

    def _look_after(self) -> None:
        while not self._worker.stopping.is_set():
            try:
                self._sweep.once()
            except Exception as err:
                # Whatever it was, the next sweep may do better, and without sweeps jobs would be left lying.
                _log.error("sweep_failed", error=type(err).__name__)
            self._worker.stopping.wait(EVERY)


def _job(owner: str, kind: JobKind, order: ClassifyOrder | TrainOrder, sha256: str, key: str | None) -> Job:
    job_id = new_job_id() if key is None else keyed_job_id(owner, kind, key)
    now = utc_now()
    job = Job(job_id, kind, JobState.QUEUED, owner, "", now, order)
    alike = write_job(replace(job, created_at=now.replace(year=2000, month=1, day=1, hour=0, minute=0, second=0)))
    return replace(job, request=hashlib.sha256(f"{sha256}\n{alike}".encode()).hexdigest())
