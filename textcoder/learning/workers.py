"""Work shared out among processes of this machine, or among those of a Dask cluster."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import joblib
from joblib.externals import loky

from textcoder.learning.errors import ClusterError, ClusterPackageError

Task = TypeVar("Task")
Done = TypeVar("Done")

_PATIENCE = 5
"""Seconds to reach a cluster in."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the fits of a training. It makes no difference to what is learnt."""

    count: int | None = 1
    """Processes; 1 is this one alone, None as many as there are cores, where there is so much to learn from that they
    are worth starting."""
    dask: str | None = None
    """Address of the scheduler of a Dask cluster, whose processes then do it."""

    def processes(self, tasks: int, *, is_much: bool) -> int:
        """How many processes of this machine to use.

        Args:
            tasks: How many there are to do.
            is_much: Whether each of them takes longer than it does to start a process.
        """
        wanted = self.count if self.count is not None else joblib.cpu_count() if is_much else 1
        return max(1, min(wanted, tasks))


HERE = Workers()
"""This process alone."""


def share_out(
    work: Callable[[Any, Task], Done],
    common: Any,
    tasks: Sequence[Task],
    workers: Workers,
    *,
    is_much: bool,
) -> Iterator[tuple[int, Done]]:
    """Do tasks, and hand over each with its number as soon as it is done, in whatever order.

    Args:
        work: Takes what all tasks share and one of them; a function of a module.
        common: What all tasks share. Arrays in it are not copied for each process of this machine.
        tasks: The longest first.
        workers: Who does it.
        is_much: Whether a task takes longer than it does to start a process.

    Raises:
        ClusterPackageError: The package for a cluster is not installed.
        ClusterError: The cluster cannot be reached.
    """
    processes = workers.processes(len(tasks), is_much=is_much)
    if workers.dask is None and processes == 1:
        for number, task in enumerate(tasks):
            yield number, work(common, task)
        return
    with _on_cluster(workers.dask, common) if workers.dask else _on_this_machine(processes):
        parallel = joblib.Parallel(return_as="generator_unordered", pre_dispatch="all", batch_size=1)
        done = parallel(joblib.delayed(_numbered)(work, common, number, task) for number, task in enumerate(tasks))
        try:
            for one in done:  # noqa: UP028 - "yield from" would close it itself, and with a warning
                yield one
        finally:
            # If whoever listens gives up, the workers stop, too; joblib warns of that, and it is what is wanted.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)
                done.close()


def _numbered(work: Callable[[Any, Task], Done], common: Any, number: int, task: Task) -> tuple[int, Done]:
    return number, work(common, task)


@contextlib.contextmanager
def _on_this_machine(processes: int) -> Iterator[None]:
    try:
        with joblib.parallel_config(backend="loky", n_jobs=processes, max_nbytes="100K", mmap_mode="r"):
            yield
    finally:
        # They would stay for minutes, with all their memory.
        loky.get_reusable_executor().shutdown(wait=True, kill_workers=True)


def check_cluster(address: str) -> None:
    """See that a Dask scheduler answers, before anything is done for it.

    Args:
        address: As ``tcp://HOST:8786``.

    Raises:
        ClusterPackageError: The package for a cluster is not installed.
        ClusterError: The cluster cannot be reached.
    """
    if any(importlib.util.find_spec(package) is None for package in ("dask", "distributed")):
        raise ClusterPackageError
    # Imported here: it is optional, and takes a second.
    from distributed.comm.core import connect
    from distributed.security import Security

    async def greet() -> None:
        how = Security().get_connection_args("client")  # type: ignore[no-untyped-call]
        connecting = connect(address, timeout=_PATIENCE, **how)  # type: ignore[no-untyped-call]
        # Its own patience ends where something listens that says nothing.
        comm = await asyncio.wait_for(connecting, _PATIENCE + 1)
        await comm.close()

    try:
        asyncio.run(greet())
    except (OSError, ValueError, TypeError) as err:  # nobody there; not an address; one that wants a certificate
        raise ClusterError(address, "cannot be reached") from err


@contextlib.contextmanager
def _on_cluster(address: str, common: Any) -> Iterator[None]:
    # A client that cannot reach its cluster takes half a minute to give up, and complains when it is thrown away.
    check_cluster(address)
    from distributed import Client

    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as err:
        raise ClusterError(address, "cannot be reached") from err
    with client, joblib.parallel_config(backend="dask", client=client, scatter=[common]):
        yield
