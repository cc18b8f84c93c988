"""The keys in use, held in memory, so that a call costs no look at the database and goes on while it is away."""

import hmac
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

import structlog

from service.access.limits import RateLimits
from service.errors import KeysUnknownError, NoKeyError
from service.store_link import StoreLink
from textcoder.labelling.store.errors import StoreUnavailableError
from textcoder.labelling.store.keys import StoredKey, hash_of, id_in

_log = structlog.get_logger(__name__)
_NOBODYS_HASH: Final = hash_of("")


class KeyRing:
    """All keys that count, looked up anew in the background.

    Args:
        store: Where they are.
        limits: How often each may be used.
        look_every_s: Seconds between looks.
        clock: Says what time it is.
    """

    def __init__(
        self,
        store: StoreLink,
        limits: RateLimits,
        *,
        look_every_s: float = 1.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.limits = limits
        self._store = store
        self._look_every_s = look_every_s
        self._clock = clock
        self._known: Mapping[str, StoredKey] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="keys", daemon=True)

    @property
    def are_known(self) -> bool:
        """Whether the keys have been read since the process started."""
        return self._known is not None

    @property
    def number(self) -> int:
        """How many keys there are that were not revoked."""
        return len(self._known or ())

    def start(self) -> None:
        """Read the keys, and begin to look for changes."""
        self.look()
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(5)

    def caller_of(self, key: str | None) -> StoredKey:
        """Whose key it is.

        Raises:
            NoKeyError: There is none, or it does not count.
            KeysUnknownError: The keys have never been read.
        """
        if key is None:
            raise NoKeyError(shown=False)
        if self._known is None:
            raise KeysUnknownError
        found = self._known.get(id_in(key) or "")
        # What takes no less time for an id that is not there tells nobody which ids are.
        fits = hmac.compare_digest(hash_of(key), found.hash if found else _NOBODYS_HASH)
        if found is None or not fits or not found.counts(self._clock()):
            raise NoKeyError(shown=True)
        return found

    def look(self) -> None:
        """Read the keys now; while the store is away, go on with those that are known."""
        try:
            with self._store.use() as store:
                known = {key.id: key for key in store.keys.all() if key.revoked_at is None}
        except StoreUnavailableError:
            return
        except Exception as err:  # a look must never be the last one
            _log.error("keys_look_failed", kind=type(err).__name__)
            return
        if known != self._known:
            _log.info("keys_read", keys=len(known))
        self._known = known

    def _look_on(self) -> None:
        while not self._stopping.wait(self._look_every_s):
            self.look()
