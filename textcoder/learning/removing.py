"""Removing models that nobody needs: each is gone at once or stays whole, whenever the process is killed."""

import datetime as dt
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from textcoder.errors import CannotWriteError, ModelNotFoundError
from textcoder.files.home import Home
from textcoder.learning.promotions import list_held
from textcoder.learning.pruning import GONE, MODEL, Item, plan
from textcoder.learning.references import references_held, unless_in_use


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a prune has come to."""

    removed: tuple[Item, ...]
    left: tuple[Item, ...]
    """What was to go and is needed by now: somebody has promoted it, refers to it or codes with it."""

    @property
    def freed(self) -> int:
        """In bytes."""
        return sum(item.size for item in self.removed)


def remove(home: Home, seen: Sequence[Item], *, now: dt.datetime) -> Pruned:
    """Remove what was shown to go, unless it is needed by now. One at a time, over all processes.

    Args:
        home: Where the models are.
        seen: What :func:`~textcoder.learning.pruning.plan` said, and somebody has agreed to.
        now: What time it is.

    Raises:
        CannotWriteError: The operating system refused; what is removed by then is whole gone.
        PromotionsUnreadableError, ReferencesUnreadableError: A list cannot be read.
    """
    agreed = {item.path for item in seen if not item.stays}
    removed: list[Item] = []
    left: list[Item] = []
    for codeframe_id in sorted({item.codeframe_id for item in seen if not item.stays}):
        # Somebody else may have removed the last of them.
        with suppress(ModelNotFoundError), _alone(home.trained / codeframe_id):
            models = [one for one in plan(home, codeframe_id, now=now) if one.kind == MODEL and one.path in agreed]
            for item in models:
                (removed if not item.stays and _removed(item) else left).append(item)
            # What a model needs that was left, since somebody codes with it, stays as well.
            at_work = {item.path for item in models if item in left}
            for item in plan(home, codeframe_id, now=now, at_work=at_work):
                if item.kind != MODEL and item.path in agreed:
                    (removed if not item.stays and _removed(item) else left).append(item)
    return Pruned(tuple(removed), tuple(left))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody promotes a model of this codeframe, refers to one or removes one meanwhile."""
    try:
        with list_held(folder), references_held(folder):
            yield
    except OSError as err:
        raise CannotWriteError(folder, err.strerror or str(err)) from err


def _removed(item: Item) -> bool:
    """Whether it is gone; not, where somebody codes with it just now."""
    if item.kind != MODEL and item.path.is_file():
        with suppress(FileNotFoundError):
            item.path.unlink()
        return True
    if item.kind != MODEL:
        _take_away(item.path)
        return True
    with unless_in_use(item.path) as is_free:
        if is_free:
            _take_away(item.path)
        return is_free


def _take_away(path: Path) -> None:
    """First out of the way, whole and at once; then, file by file, off the disk."""
    away = path
    if not path.name.startswith(GONE):
        away = path.with_name(f"{GONE}{secrets.token_hex(8)}")
        path.rename(away)
    shutil.rmtree(away, ignore_errors=True)
