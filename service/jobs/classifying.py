"""The work of a job that codes a file."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import structlog

from service.jobs.folders import JobFolder
from service.jobs.kept import KeptCodings
from service.jobs.progress import Progress
from service.jobs.records import ClassifyOrder, Job, Rows
from service.jobs.sending import Send, SendingAutocoder
from service.jobs.tables import bad_rows_together, door_of, look_through, request_of
from textcoder.codings import Status
from textcoder.errors import CannotWriteError
from textcoder.files.bad_rows import write_bad_rows
from textcoder.files.coding_record import JOB, CodingRecord, FileSeen, recording_writer
from textcoder.files.formats import read_table
from textcoder.files.table import Row, Table
from textcoder.learning.classifying import CodesAnswers, Request, Summary, classify_table, describing_sheets
from textcoder.learning.recording import record_of, seen
from textcoder.learning.references import Reference, refer

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sender:
    """A model, and the way to it."""

    autocoder: CodesAnswers
    send: Send


class Senders(Protocol):
    """Where models are got from."""

    def version_for(self, codeframe: str, model: str | None) -> str:
        """The version that a model goes by; None: the current one."""

    def sender(self, codeframe: str, version: str, max_error: float | None) -> Sender:
        """A model, and the way to it; without an error rate, at the one that is set for the service."""

    def redaction(self, codeframe: str, question: str) -> Callable[[Sequence[str]], Sequence[str]] | None:
        """What takes out of answers what is personal, if anything is to be."""

    def redacted_kinds(self, codeframe: str, question: str) -> frozenset[str]:
        """Which personal data that is."""

    def versions(self, codeframe: str) -> Path:
        """The folder of the versions of a codeframe's models."""


def classify_file(
    job: Job, order: ClassifyOrder, folder: JobFolder, senders: Senders, progress: Progress, *, most_characters: int
) -> None:
    """Code the file of a job, from where it was left if it was begun before.

    The model is chosen once, at the first beginning: a promotion in the middle changes no row.

    Args:
        job: As it was begun.
        order: What is wanted.
        folder: The job's, which is held.
        senders: Where models are got from.
        progress: Is told, and says whether to stop.
        most_characters: Longer answers are not coded.

    Raises:
        TextcoderError: The codeframe or the model is not there any more, or the disk is full.
        CancelledError, StoppedError: As the progress says.
    """
    if job.model_version is None:
        _choose_model(job, order, senders, progress)
    version = progress.job.model_version or ""
    sender = senders.sender(order.codeframe, version, order.max_error)
    frame = sender.autocoder.codeframe
    progress.note(codeframe_version=frame.version)
    question = order.question or order.text_column
    table = read_table(folder.upload(order.suffix))
    door = door_of(table, order, senders.redaction(frame.id, question), progress.look)
    look = look_through(table, order, most_characters=most_characters)
    belongs_to = (version, frame.hash, question, str(sender.autocoder.promise.max_error), str(most_characters))
    kept = KeptCodings(folder.kept, belongs_to)
    try:
        autocoder = SendingAutocoder(
            sender.autocoder,
            sender.send,
            kept,
            most_characters=most_characters,
            after_chunk=_tell(progress, look.rows),
        )
        request = request_of(order, (job.started_at or job.created_at).isoformat())
        record = _record(job, order, folder, senders, autocoder, request, most_characters)
        summary = _write(table, folder, autocoder, request, order, door, record)
    finally:
        kept.close()
    bad_rows = bad_rows_together(summary.bad_rows, look.too_long)
    write_bad_rows(bad_rows, folder.errors(order.format))
    progress.note(rows=_rows_of(summary))


def _choose_model(job: Job, order: ClassifyOrder, senders: Senders, progress: Progress) -> None:
    """Choose the model, and have it kept: from now on the job goes on with it, whatever becomes of the service."""
    version = senders.version_for(order.codeframe, order.model)
    try:
        refer(senders.versions(order.codeframe), Reference(version, job.created_at, JOB, job.id))
    except CannotWriteError as err:  # models that may only be read: nobody prunes them from here either
        _log.warning("model_not_referred_to", job=job.id, problem=str(err))
    progress.note(model_version=version)


def _record(
    job: Job,
    order: ClassifyOrder,
    folder: JobFolder,
    senders: Senders,
    autocoder: SendingAutocoder,
    request: Request,
    most_characters: int,
) -> CodingRecord:
    """How the file is coded. It goes by the name that the result has when it is fetched."""
    frame = autocoder.codeframe
    record = record_of(
        request,
        autocoder,
        senders.versions(frame.id),
        made_by=JOB,
        source=replace(seen(folder.upload(order.suffix)), name=""),
        redaction=senders.redacted_kinds(frame.id, request.fields[0].question),
        most_characters=most_characters,
        label_store=True,
    )
    return replace(record, file=FileSeen(f"{job.id}.{order.format}", ""))


def _write(
    table: Table,
    folder: JobFolder,
    autocoder: SendingAutocoder,
    request: Request,
    order: ClassifyOrder,
    door: Callable[[Sequence[Row]], Sequence[Row]],
    record: CodingRecord,
) -> Summary:
    out = folder.result(order.format)
    return classify_table(
        table,
        out,
        autocoder,
        request,
        sheets=describing_sheets(autocoder.codeframe, autocoder, request, f"job {folder.id}"),
        writer=recording_writer(out, record),
        door=door,
    )


def _tell(progress: Progress, total: int) -> Callable[[int, Counter[Status]], None]:
    def after_chunk(done: int, ended: Counter[Status]) -> None:
        progress.come_to(_rows(done, total, ended))

    return after_chunk


def _rows(done: int, total: int, ended: Counter[Status]) -> Rows:
    return Rows(
        done=done,
        total=total,
        coded=ended[Status.CODED],
        referred=ended[Status.REFERRED],
        empty=ended[Status.EMPTY],
        error=ended[Status.ERROR],
    )


def _rows_of(summary: Summary) -> Rows:
    """The final counts, in which rows with a bad id are in error whatever their answer was."""
    ended = Counter({Status(name): count for name, count in summary.fields[0].by_status.items()})
    return _rows(summary.rows, summary.rows, ended)
