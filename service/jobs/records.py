"""What is known of a job, and how it is written down."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from pydantic import TypeAdapter

from textcoder.files.layouts import LayoutName

ID_PREFIX: Final = "job_"


class JobState(StrEnum):
    """Where a job is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self not in (JobState.QUEUED, JobState.RUNNING)


class JobKind(StrEnum):
    """What a job does."""

    CLASSIFY = "classify"
    TRAIN = "train"


@dataclass(frozen=True, slots=True)
class Rows:
    """How far a job has come, in rows of its file."""

    done: int = 0
    total: int | None = None
    """None: not counted yet."""
    coded: int = 0
    referred: int = 0
    empty: int = 0
    error: int = 0


@dataclass(frozen=True, slots=True)
class ClassifyOrder:
    """A file to code, and how."""

    codeframe: str
    id_column: str
    text_column: str
    suffix: str
    """Of the file that was sent, as ``.csv``."""
    format: str
    """Of the result: a suffix without its dot."""
    question: str = ""
    layout: LayoutName = LayoutName.DICHOTOMOUS
    model: str | None = None
    """Version; None: the one that is current when the job starts."""
    max_error: float | None = None
    confidence: bool = False
    excel: bool = False


@dataclass(frozen=True, slots=True)
class TrainOrder:
    """A model to train."""

    codeframe: str
    profile: str = "accurate"
    promote: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its folder knows it."""

    id: str
    kind: JobKind
    state: JobState
    owner: str
    """Id of the key that it was asked for with."""
    request: str
    """Hash of what was asked for, so that an idempotency key is known to come with the same request."""
    created_at: datetime
    order: ClassifyOrder | TrainOrder
    started_at: datetime | None = None
    finished_at: datetime | None = None
    expires_at: datetime | None = None
    rows: Rows = Rows()
    model_version: str | None = None
    codeframe_version: int | None = None
    error: str | None = None
    attempts: int = 0
    """How often it was begun without coming any further."""


_JOB = TypeAdapter(Job)


def write_job(job: Job) -> str:
    """A job as JSON."""
    return _JOB.dump_json(job, indent=1).decode("utf-8")


def read_job(text: str | bytes) -> Job:
    """A job from JSON.

    Raises:
        ValueError: It is none.
    """
    return _JOB.validate_json(text)


def new_job_id() -> str:
    """An id that nobody can guess."""
    return _id_of(secrets.token_bytes(32))


def keyed_job_id(owner: str, kind: JobKind, key: str) -> str:
    """The id of the one job that an idempotency key stands for.

    It follows from the key alone, so that the job's own folder says whether the key was used: there is no second
    record that a crash could leave behind or lose.
    """
    return _id_of(hashlib.sha256("\0".join((owner, kind, key)).encode("utf-8")).digest())


def _id_of(secret: bytes) -> str:
    return ID_PREFIX + base64.b32encode(secret).decode("ascii")[:26].lower()


def utc_now() -> datetime:
    """The time, to the second and in UTC: what is shown to people and programs."""
    return datetime.now(UTC).replace(microsecond=0)
