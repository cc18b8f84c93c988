"""The work of a job that trains a model: a process is started, and waited for."""

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from service.jobs.errors import TrainingFailedError
from service.jobs.folders import JobFolder
from service.jobs.progress import CancelledError, Progress, StoppedError
from service.jobs.records import TrainOrder
from service.jobs.training_apart import OUTCOME, TASK, Outcome, Task
from textcoder.errors import RefusedError
from textcoder.files.atomic import write_text
from textcoder.settings import Profile

_LOOK = 0.2
"""Seconds between two looks at the process."""
_GRACE = 5.0
"""Seconds it has to end by itself."""


class TrainingError(RefusedError):
    """Training said why it cannot be done."""


@dataclass(frozen=True, slots=True)
class TrainBench:
    """What training needs."""

    home: Path
    db: str | None
    store_is_there: Callable[[], bool] = lambda: True
    """Whether the label store can be read: a model trained without it would not know what people have corrected."""


def train_model(order: TrainOrder, folder: JobFolder, held: IO[bytes], bench: TrainBench, progress: Progress) -> None:
    """Train a model, or take over what a process that outlived its service came to.

    Args:
        order: What to train.
        folder: The job's.
        held: The lock of the folder. The process holds it too, so that nobody begins anew while it is at work.
        bench: Where everything is.
        progress: Is told, and says whether to stop.

    Raises:
        TrainingError: Too few codings, or whatever else training says.
        TrainingFailedError: It says nothing.
        CancelledError, StoppedError: As the progress says.
    """
    outcome = _read(folder)
    if outcome is None:
        task = Task(bench.home, bench.db, folder.path, order.codeframe, cast("Profile", order.profile), order.promote)
        status = _run(task, held, progress)
        outcome = _read(folder)
        if outcome is None:
            raise TrainingFailedError(status)
    if outcome.store_away:
        folder.outcome.unlink(missing_ok=True)
        raise StoppedError  # the store went away before it was read: the job waits until it is back
    if outcome.cancelled:
        raise CancelledError
    if outcome.error is not None:
        raise TrainingError(outcome.error)
    write_text(folder.result("json"), json.dumps(outcome.result, ensure_ascii=False, indent=1))
    progress.note(model_version=outcome.version, codeframe_version=outcome.codeframe_version)


def _read(folder: JobFolder) -> Outcome | None:
    with suppress(OSError, ValueError):
        return OUTCOME.validate_json(folder.outcome.read_bytes())
    return None


def _run(task: Task, held: IO[bytes], progress: Progress) -> int:
    process = subprocess.Popen(
        [sys.executable, "-m", "service.jobs.training_apart"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[held.fileno()],
        # Ctrl+C is for the service, which then ends it and puts the job back.
        start_new_session=True,
    )
    with process:
        try:
            if process.stdin is not None:
                with process.stdin:
                    process.stdin.write(TASK.dump_json(task))
            return _wait(process, progress)
        except (CancelledError, StoppedError, OSError):
            _end(process)
            raise


def _wait(process: subprocess.Popen[bytes], progress: Progress) -> int:
    while True:
        with suppress(subprocess.TimeoutExpired):
            return process.wait(_LOOK)
        progress.look()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
