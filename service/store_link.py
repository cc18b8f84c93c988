"""The label store as the service sees it: there or away, and never something to wait long for."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from textcoder.errors import TextcoderError
from textcoder.labelling.store.errors import NewerStoreError, StoreDriverError, StoreUnavailableError, StoreUrlError
from textcoder.labelling.store.opening import Store, open_store

_PATIENCE_S = 3.0
"""A look at the store that takes longer counts as none."""
_MISCONFIGURED = (StoreUrlError, StoreDriverError, NewerStoreError)
_log = structlog.get_logger(__name__)


class StoreLink:
    """Keeps a label store open, looks after it in the background, and says at once when it is away.

    Args:
        address: Of the label store.
        look_every_s: Seconds between looks.
        on_change: Told when the store comes and goes.
    """

    def __init__(
        self, address: str, *, look_every_s: float = 1.0, on_change: Callable[[bool], None] = lambda _: None
    ) -> None:
        self._address = with_patience(address)
        self._look_every_s = look_every_s
        self._on_change = on_change
        self._store: Store | None = None
        self._is_there = False
        self._looking_since: float | None = None
        self._refused: TextcoderError | None = None
        self._looked = threading.Event()
        self._look_now = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="store-link", daemon=True)

    @property
    def is_there(self) -> bool:
        """Whether the store can be used, as far as is known."""
        since = self._looking_since
        return self._is_there and (since is None or time.monotonic() - since < _PATIENCE_S)

    @property
    def is_local(self) -> bool:
        """Whether it is a file on this machine."""
        return self._address.startswith("sqlite")

    def start(self) -> None:
        """Open the store, or begin to try.

        Raises:
            StoreUrlError: Its address is none.
            StoreDriverError: The package for its database is not installed.
            NewerStoreError: A newer textcoder has changed it.
        """
        self._thread.start()
        self._looked.wait(_PATIENCE_S)
        if self._refused is not None:
            self.stop()
            raise self._refused

    def stop(self) -> None:
        """Let go of the store."""
        self._stopping.set()
        self._look_now.set()
        if self._thread.ident is not None:
            self._thread.join(_PATIENCE_S)
        store, self._store = self._store, None
        self._is_there = False
        if store is not None:
            store.close()

    @contextmanager
    def use(self) -> Iterator[Store]:
        """The open store.

        Raises:
            StoreUnavailableError: It is away, or goes away in the block. At once, without trying.
        """
        store = self._store
        if store is None or not self.is_there:
            raise StoreAwayError
        try:
            yield store
        except StoreUnavailableError as err:
            # What the database refused has no cause kept with it, and is no reason to think that it has gone.
            if err.__cause__ is not None:
                self._set_there(False)
                self._look_now.set()
            raise
        except PoolTimeoutError as err:
            raise StoreAwayError from err

    def _look_on(self) -> None:
        while not self._stopping.is_set():
            self._look_now.clear()
            self._looking_since = time.monotonic()
            is_there = self._look()
            self._looking_since = None
            self._set_there(is_there)
            self._looked.set()
            # Asked to look at once while it is away, it looks no more often than ten times a second.
            if not is_there and self._stopping.wait(min(0.1, self._look_every_s)):
                return
            self._look_now.wait(self._look_every_s)

    def _look(self) -> bool:
        try:
            if self._store is not None and _is_gone(self._store):
                return False
            # What comes back may be another database than the one that went, as after a restore: with older tables.
            if self._store is None or not self._is_there:
                before, self._store = self._store, open_store(self._address)
                if before is not None:
                    before.close()
            with self._store.database.read() as connection:
                self._store.database.now(connection)
        except _MISCONFIGURED as err:
            self._refused = err
            return False
        except StoreUnavailableError:
            return False
        except Exception as err:  # a look must never be the last one
            _log.error("store_look_failed", kind=type(err).__name__)
            return False
        return True

    def _set_there(self, is_there: bool) -> None:
        if is_there != self._is_there or not self._looked.is_set():
            self._is_there = is_there
            self._on_change(is_there)
            (_log.info if is_there else _log.warning)("store_is_there" if is_there else "store_is_away")


def _is_gone(store: Store) -> bool:
    """Whether the file of the store has been removed. One that is open would still take what is written."""
    if store.database.engine.dialect.name != "sqlite" or Path(store.database.engine.url.database or "").exists():
        return False
    store.database.engine.dispose()
    return True


class StoreAwayError(StoreUnavailableError):
    """The label store is known to be away."""

    def __init__(self) -> None:
        TextcoderError.__init__(
            self, "The label store cannot be reached at the moment. What was saved before is kept; try again shortly."
        )


def with_patience(address: str) -> str:
    """An address at which a server that no longer answers is given up within seconds.

    What is not PostgreSQL, says so itself or cannot be read stays as it is: whoever opens it says what is wrong.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        return address
    if not url.drivername.startswith("postgres") or "tcp_user_timeout" in url.query:
        return address
    patient = url.update_query_dict({"tcp_user_timeout": str(int(_PATIENCE_S * 1000))})
    return patient.render_as_string(hide_password=False)
