"""Which model of a codeframe is current, and the audit log: who made which one current when and why, or was refused."""

import datetime as dt
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from pathlib import Path
from typing import IO, Any, Final

from textcoder.errors import CannotWriteError
from textcoder.files.atomic import append_line, write_text
from textcoder.learning.errors import CurrentChangedError

if sys.platform != "win32":
    import fcntl

CURRENT: Final = "current"
LOG: Final = "promotions.jsonl"

Clock = Callable[[], dt.datetime]


def now() -> dt.datetime:
    """What time it is."""
    return dt.datetime.now(dt.UTC)


class Whichever(Enum):
    """Stands where it does not matter which model is current."""

    IS_CURRENT = auto()


class Action(StrEnum):
    """What was done, or tried."""

    PROMOTE = "promote"
    """A model became current."""
    FORCED = "forced"
    """A model became current though the gate refused it."""
    REFUSED = "refused"
    """The gate refused a model, and nothing changed."""
    ROLLBACK = "rollback"
    """What was current before the last promotion that was not rolled back yet."""
    FREEZE = "freeze"
    """A test set was frozen, or another one instead of it. What is current did not change; versions are test sets'."""

    @property
    def is_promotion(self) -> bool:
        """Whether a model became current that can be rolled back."""
        return self in (Action.PROMOTE, Action.FORCED)

    @property
    def changes_current(self) -> bool:
        """Whether another model was current afterwards."""
        return self.is_promotion or self is Action.ROLLBACK


@dataclass(frozen=True, slots=True)
class Promotion:
    """A line of the audit log: most say that a model became current."""

    at: dt.datetime
    by: str
    """Who did it; empty where nobody said."""
    action: Action
    before: str | None
    """Version that was current until then; None: there was none."""
    version: str
    """What became current; where it was refused, what would have."""
    why: str
    gate: tuple[str, ...] = ()
    """What the gate said: why it refused, or what it could not judge."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Who makes a model current, and why."""

    by: str = ""
    why: str = ""
    action: Action = Action.PROMOTE
    gate: tuple[str, ...] = ()
    """What the gate said: why it refused, or what it could not judge."""


def current_version(folder: Path) -> str | None:
    """The version that is used where none is named.

    Args:
        folder: Of the versions of a codeframe.
    """
    try:
        return (folder / CURRENT).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def make_current(
    folder: Path,
    version: str,
    reason: Reason,
    *,
    clock: Clock = now,
    instead_of: str | Whichever | None = Whichever.IS_CURRENT,
) -> Promotion | None:
    """Make a version the current one, at once and whole, and put it on the list. One at a time, over all processes.

    Args:
        folder: Of the versions of a codeframe.
        version: One of them.
        reason: Who, and why.
        clock: Says what time it is.
        instead_of: The version that must be current still; None: none must be.

    Returns:
        The entry; None where it was current already, and nothing has changed.

    Raises:
        CurrentChangedError: Another version is current by now.
        CannotWriteError: The operating system refused.
    """
    with list_held(folder) as listed:
        before = current_version(folder)
        if instead_of is not Whichever.IS_CURRENT and before != instead_of:
            raise CurrentChangedError(folder.name)
        if before == version:
            return None
        made = Promotion(clock(), reason.by, reason.action, before, version, reason.why, reason.gate)
        # The list first: what is current without anybody having made it so could not be explained later.
        size = listed.seek(0, os.SEEK_END)
        append(listed, made, folder / LOG)
        try:
            write_text(folder / CURRENT, version + "\n")
        except CannotWriteError:
            listed.truncate(size)
            raise
        return made


def note_refusal(folder: Path, version: str, reason: Reason, *, instead_of: str | None, clock: Clock = now) -> None:
    """Put on the list that the gate refused a version. What is current stays so.

    Args:
        folder: Of the versions of a codeframe.
        version: One of them.
        reason: Who tried, why, and why not.
        instead_of: The version it was measured against.
        clock: Says what time it is.

    Raises:
        CannotWriteError: The operating system refused.
    """
    with list_held(folder) as listed:
        tried = Promotion(clock(), reason.by, Action.REFUSED, instead_of, version, reason.why, reason.gate)
        append(listed, tried, folder / LOG)


def read_promotions(folder: Path) -> list[Promotion]:
    """The list, the earliest first. Lines that a crash broke off are passed over.

    Args:
        folder: Of the versions of a codeframe.
    """
    try:
        lines = (folder / LOG).read_bytes().splitlines()
    except OSError:
        return []
    return [found for line in lines if (found := _read(line)) is not None]


def version_before(promotions: Sequence[Promotion], current: str | None, there: frozenset[str]) -> str | None:
    """Where rolling back leads: to what was current before the last promotion that was not rolled back yet.

    Args:
        promotions: The list.
        current: The version that is current.
        there: Versions there are still; others are passed over.
    """
    earlier: list[str | None] = []
    for one in promotions:
        if one.action.is_promotion:
            earlier.append(one.before)
        elif one.action is Action.ROLLBACK:
            # Back to one version is back over all that came after it, those too that were gone.
            while earlier and earlier.pop() != one.version:
                pass
    return next((one for one in reversed(earlier) if one in there and one != current), None)


@contextmanager
def list_held(folder: Path) -> Iterator[IO[bytes]]:
    """The list, open for appending, with everybody else kept out of it: in all processes.

    Args:
        folder: Of the versions of a codeframe; made where it is not there.

    Raises:
        CannotWriteError: The operating system refused.
    """
    path = folder / LOG
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as listed:
            if sys.platform != "win32":
                fcntl.flock(listed, fcntl.LOCK_EX)
            yield listed
    except OSError as err:
        raise CannotWriteError(path, err.strerror or str(err)) from err


def append(listed: IO[bytes], made: Promotion, path: Path) -> None:
    """Put a line on the list that is held.

    Raises:
        CannotWriteError: The operating system refused; the list is as it was.
    """
    try:
        append_line(listed, json.dumps(_content(made), ensure_ascii=False).encode("utf-8", "replace"))
    except OSError as err:
        raise CannotWriteError(path, err.strerror or str(err)) from err


def _content(made: Promotion) -> dict[str, Any]:
    return {
        "at": made.at.astimezone(dt.UTC).isoformat(timespec="milliseconds"),
        "by": made.by,
        "action": made.action.value,
        "from": made.before,
        "to": made.version,
        "why": made.why,
    } | ({"gate": list(made.gate)} if made.gate else {})


def _read(line: bytes) -> Promotion | None:
    try:
        content = json.loads(line)
        return Promotion(
            at=dt.datetime.fromisoformat(content["at"]),
            by=str(content["by"]),
            action=Action(content["action"]),
            before=content["from"],
            version=str(content["to"]),
            why=str(content["why"]),
            gate=tuple(map(str, content.get("gate", ()))),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
