"""Training in a process of its own, so that requests are not starved: what that process does."""

import dataclasses
import datetime as dt
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import make_url

from service.jobs.codings_to_learn import stored_codings
from service.jobs.folders import JobFolder
from service.jobs.progress import CancelledError
from service.store_link import StoreAwayError
from textcoder.codeframe import Codeframe
from textcoder.errors import TextcoderError
from textcoder.files.atomic import write_text
from textcoder.files.home import Home
from textcoder.labelling.store.errors import StoreUnavailableError
from textcoder.labelling.store.opening import open_store
from textcoder.learning.gathering import Stored
from textcoder.learning.workshop import Published, train_and_publish
from textcoder.settings import Profile, Settings

_NICE = 10
"""How far it steps back behind the requests."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be trained, as it is handed over."""

    home: Path
    db: str | None
    """Address of the label store; None: there is none yet."""
    folder: Path
    """Of the job."""
    codeframe: str
    profile: Profile
    promote: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: a model with its scores, or a sentence that says why there is none."""

    result: dict[str, Any] | None = None
    version: str | None = None
    codeframe_version: int | None = None
    error: str | None = None
    cancelled: bool = False
    store_away: bool = False
    """The label store could not be read, so that nothing was trained."""


TASK = TypeAdapter(Task)
OUTCOME = TypeAdapter(Outcome)


def train_for(task: Task) -> Outcome:
    """Train on the codings of the home and of the label store."""
    folder = JobFolder(task.folder)

    def look(*_: object) -> None:
        if folder.is_to_stop:
            raise CancelledError

    home = Home(task.home)
    try:
        frame = home.codeframe(task.codeframe)
        stored = _stored(task, frame)
        settings = Settings(profile=task.profile)
        now = dt.datetime.now().astimezone()
        published = train_and_publish(
            home, task.codeframe, (), settings, now=now, stored=stored, promote=task.promote, progress=look
        )
    except CancelledError:
        return Outcome(cancelled=True)
    except StoreUnavailableError:
        return Outcome(store_away=True)
    except TextcoderError as err:
        return Outcome(error=str(err))
    return Outcome(result=_result(published), version=published.entry.version, codeframe_version=frame.version)


def _stored(task: Task, frame: Codeframe) -> list[Stored]:
    if task.db is None:
        return []
    url = make_url(task.db)
    if url.drivername.startswith("sqlite") and not Path(url.database or "").exists():
        raise StoreAwayError  # opening it would make an empty one
    with open_store(task.db) as store:
        return stored_codings(store, frame)


def _result(published: Published) -> dict[str, Any]:
    entry = published.entry
    return {
        "model": entry.name,
        "model_version": entry.version,
        "promoted": entry.is_current,
        "refused": str(published.refused) if published.refused else None,
        "codings": published.codings,
        "left_out_for_test": published.plan.left_out_for_test,
        "news": dataclasses.asdict(published.plan.news),
        "evaluation": dataclasses.asdict(published.figures),
    }


def main() -> None:
    """Read the task from the standard input, and leave the outcome in the job's folder."""
    with suppress(OSError):  # a machine that allows no steps back trains all the same
        os.nice(_NICE)
    task = TASK.validate_json(sys.stdin.buffer.read())
    outcome = train_for(task)
    write_text(JobFolder(task.folder).outcome, json.dumps(dataclasses.asdict(outcome), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
