"""The queue that carries the ids of jobs to workers: huey, embedded in the service's own process.

It only delivers. What a job is and how far it has come is in its folder, so that nothing is lost where the queue is:
a delivery that is lost is made again by the sweep, and one too many is dropped by the worker.
"""

import importlib.util
import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from huey import PostgresHuey, RedisHuey, SqliteHuey
from huey.api import Huey
from huey.consumer import Consumer, Scheduler, Worker
from huey.registry import Message
from huey.serializer import Serializer

from service.jobs.errors import QueueAddressError, QueueAwayError, QueuePackageError

NAME: Final = "textcoder"
"""Of the queue of files to code."""
NAME_OF_TRAINING: Final = "textcoder-training"
"""Of the queue of models to train: what takes long holds up nothing but its like."""
_LONGEST_WAIT = 0.5
"""Seconds between looks at the queue when nothing is in it."""
_MOST_LOOKED_AT = 10_000
"""Deliveries under way that are looked at before one is made again."""


_PATIENCE: Final = 5
"""Seconds until a server that does not answer is given up."""


class _JsonSerializer(Serializer):  # type: ignore[misc]
    """Messages as JSON. Huey's own are pickles, with which whoever reaches the queue could run what he likes."""

    def _serialize(self, data: Any) -> bytes:
        if not isinstance(data, Message):
            raise TypeError("only deliveries go through the queue")
        return json.dumps({"id": data.id, "name": data.name, "args": data.args}).encode("utf-8")

    def _deserialize(self, data: bytes) -> Message:
        content = json.loads(bytes(data))
        return Message(id=str(content["id"]), name=str(content["name"]), args=tuple(content["args"]), kwargs={})


class _Worker(Worker):  # type: ignore[misc]
    """Waits where the queue cannot be read, without a traceback twice a second: the sweep says that it is away."""

    def loop(self, now: Any = None) -> None:
        try:
            task = self.huey.dequeue()
        except Exception:  # each database's driver has errors of its own
            task = None
        if task is None:
            self.sleep()
            return
        self.delay = self.default_delay
        self.huey.execute(task, now)


class _NoScheduler(Scheduler):  # type: ignore[misc]
    """Nothing is ever put off, so the schedule need not be read every second."""

    def loop(self, now: Any = None) -> None:
        del now
        self.stop_flag.wait()


class _Consumer(Consumer):  # type: ignore[misc]
    """Workers in threads. Signals are the server's."""

    worker_class = _Worker
    scheduler_class = _NoScheduler

    def _set_signal_handlers(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class QueueKind:
    """Where a queue is."""

    kind: str
    address: str
    """For SQLite, the file."""


def queue_at(url: str | None, folder: Path) -> QueueKind:
    """What the address of a queue means; None: a file in the jobs folder.

    Raises:
        QueueAddressError: It is of no kind that is known.
        QueuePackageError: The package for its kind is not installed.
    """
    if url is None:
        return QueueKind("sqlite", str(folder / "queue.sqlite"))
    scheme, separator, rest = url.partition("://")
    scheme = scheme.lower()
    if not separator:
        raise QueueAddressError
    if scheme == "sqlite" and rest.startswith("/"):
        return QueueKind("sqlite", rest[1:])
    if scheme in ("redis", "rediss"):
        _need("redis", "redis")
        return QueueKind("redis", url)
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        _need("psycopg", "postgresql")
        return QueueKind("postgresql", f"postgresql://{rest}")
    raise QueueAddressError


def _with_patience(address: str) -> str:
    if "socket_connect_timeout" in address:
        return address
    return f"{address}{'&' if '?' in address else '?'}socket_connect_timeout={_PATIENCE}&socket_timeout=30"


def _need(package: str, extra: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise QueuePackageError(package, extra)


class Delivery:
    """Carries job ids from whoever sends them to a worker in this process or another at the same queue.

    Args:
        queue: Where the queue is.
        work: Called with a job's id, in a worker's thread. It must not raise.
        workers: Threads that work at once.
        name: Of the queue, since there may be several in one place.
    """

    def __init__(self, queue: QueueKind, work: Callable[[str], None], *, workers: int = 1, name: str = NAME) -> None:
        self._queue = queue
        self._name = name
        self._work = work
        self._workers = workers
        self._huey: Huey | None = None
        self._send: Callable[[str], object] = lambda _: None
        self._consumer: _Consumer | None = None
        self._opening = threading.Lock()

    def start(self) -> None:
        """Begin to work on what is delivered.

        Raises:
            QueueAwayError: The queue cannot be reached; to be called again later.
        """
        with self._opening:
            if self._consumer is not None:
                return
            huey = self._open()

            def work_on_job(job_id: str) -> None:
                self._work(job_id)

            # Known by its name and that of this module, in every process at the queue.
            self._send = huey.task()(work_on_job)
            self._huey = huey
            consumer = _Consumer(huey, workers=self._workers, periodic=False, max_delay=_LONGEST_WAIT)
            consumer.start()
            self._consumer = consumer

    def stop(self, *, patience: float = 30.0) -> None:
        """Take nothing more on, and wait until what is worked on has come to a rest."""
        with self._opening:
            consumer, self._consumer = self._consumer, None
            huey, self._huey = self._huey, None
            if consumer is not None:
                consumer.shutdown_timeout = patience
                consumer.stop(graceful=True)
            if huey is not None:
                with suppress(Exception):  # whatever the database's driver says of a connection that is gone
                    huey.storage.close()

    def send(self, job_id: str) -> None:
        """Have a job worked on.

        Raises:
            QueueAwayError: The queue cannot be reached.
        """
        if self._huey is None:
            raise QueueAwayError("not opened yet")
        try:
            self._send(job_id)
        except Exception as err:
            raise self._away(err) from None

    def under_way(self) -> list[str]:
        """Ids of the jobs that are in the queue.

        Raises:
            QueueAwayError: The queue cannot be reached.
        """
        if self._huey is None:
            raise QueueAwayError("not opened yet")
        try:
            return [str(task.args[0]) for task in self._huey.pending(_MOST_LOOKED_AT)]
        except Exception as err:
            raise self._away(err) from None

    def _open(self) -> Huey:
        shared: dict[str, Any] = {"name": self._name, "results": False, "serializer": _JsonSerializer()}
        try:
            if self._queue.kind == "sqlite":
                Path(self._queue.address).parent.mkdir(parents=True, exist_ok=True)
                return SqliteHuey(filename=self._queue.address, timeout=30, **shared)
            if self._queue.kind == "redis":
                return RedisHuey(url=_with_patience(self._queue.address), **shared)
            # Without listening, so that it keeps one connection that can be closed.
            return PostgresHuey(dsn=self._queue.address, blocking=False, connect_timeout=_PATIENCE, **shared)
        except Exception as err:
            raise self._away(err) from None

    def _away(self, err: Exception) -> QueueAwayError:
        # Each driver has errors of its own, whose words may hold an address with a password.
        return QueueAwayError(f"{self._queue.kind}, {type(err).__name__}")
