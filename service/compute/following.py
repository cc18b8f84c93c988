"""Keeps what is remembered of people's decisions up with the label store, as long as that is there."""

import threading
import time
from typing import Final

import structlog

from service.compute.recalled import MOST, Recalled
from service.store_link import StoreLink
from textcoder.labelling.store.following import (
    Mark,
    all_decisions,
    changed_since,
    decisions_on,
    mark_of,
    questions_by_codeframe,
)
from textcoder.labelling.store.opening import Store

_MOST_CHANGED: Final = 5_000
"""Codings that are looked at one by one; after more, everything is read."""
_ANEW_EVERY: Final = 600.0
"""Seconds after which everything is read again: forgetting a respondent leaves no mark."""
_PATIENCE: Final = 2.5
_log = structlog.get_logger(__name__)


class Follower:
    """Reads all decisions at the start, and then what is new, in a thread of its own.

    Args:
        store: The way to the label store.
        recalled: Where the decisions are remembered.
        look_every_s: Seconds between two looks.
    """

    def __init__(self, store: StoreLink, recalled: Recalled, *, look_every_s: float = 1.0) -> None:
        self._store = store
        self._recalled = recalled
        self._look_every = look_every_s
        self._read_from: Store | None = None
        self._mark: Mark | None = None
        self._read_at = 0.0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="decisions-follower", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is being read is given up."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE)

    def look(self) -> None:
        """See what has changed, and remember it.

        Raises:
            StoreUnavailableError: The store is away, or goes away.
        """
        with self._store.use() as store:
            as_of = self._recalled.tick()
            mark = mark_of(store)
            # The database that came back may be another than the one that went, as after a restore.
            is_known = store is self._read_from and time.monotonic() - self._read_at < _ANEW_EVERY
            if not is_known or self._mark is None or not mark.goes_on_from(self._mark):
                self._read_all(store, as_of)
            elif mark != self._mark:
                self._read_changes(store, self._mark, as_of)
            self._read_from, self._mark = store, mark

    def _read_all(self, store: Store, as_of: int) -> None:
        self._recalled.questions = questions_by_codeframe(store)
        self._recalled.keep_all(all_decisions(store, most=MOST), as_of=as_of)
        self._read_at = time.monotonic()

    def _read_changes(self, store: Store, since: Mark, as_of: int) -> None:
        places = changed_since(store, since, most=_MOST_CHANGED)
        if places is None:
            self._read_all(store, as_of)
        else:
            self._recalled.keep(places, decisions_on(store, places), as_of=as_of)

    def _follow(self) -> None:
        while not self._stopping.is_set():
            if self._store.is_there:
                try:
                    self.look()
                except Exception as err:
                    # Whatever is wrong, the next look may do better. What it says may repeat a row, so only the kind.
                    _log.warning("decisions_not_followed", problem=type(err).__name__)
                    self._mark = None
            self._stopping.wait(self._look_every)
