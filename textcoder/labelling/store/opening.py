"""Opening a label store: SQLite by default, PostgreSQL by address, with its tables brought up to date."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from textcoder.labelling.store.answers import Answers
from textcoder.labelling.store.assignments import Assignments
from textcoder.labelling.store.claims import Claims
from textcoder.labelling.store.codeframes import Codeframes
from textcoder.labelling.store.codings import Codings
from textcoder.labelling.store.database import Clock, Database
from textcoder.labelling.store.errors import StoreDriverError, StoreUnavailableError, StoreUrlError
from textcoder.labelling.store.keys import Keys
from textcoder.labelling.store.migrating import migrate
from textcoder.labelling.store.migrations_made import Migrations
from textcoder.labelling.store.surveys import Surveys
from textcoder.language.identity import fingerprint

_PATIENCE = 30.0
"""Seconds to wait for another writer."""
_OPTIONS = {
    "synchronous_commit": "on",
    "lock_timeout": f"{_PATIENCE:.0f}s",
    # A laptop that is closed in the middle of a transaction must not keep everybody else out for long.
    "idle_in_transaction_session_timeout": "15s",
    # A plan made without looking at a list of a thousand ids compares each of them with each answer.
    "plan_cache_mode": "force_custom_plan",
    "jit": "off",
}
_POSTGRESQL = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "options": " ".join(f"-c {name}={value}" for name, value in _OPTIONS.items()),
}


@dataclass(frozen=True, slots=True)
class Store:
    """An open label store. Use it in a ``with`` block, or close it."""

    database: Database
    surveys: Surveys
    codeframes: Codeframes
    migrations: Migrations
    answers: Answers
    codings: Codings
    claims: Claims
    assignments: Assignments
    keys: Keys

    @contextmanager
    def together(self, *, identity: Callable[[str], str] | None = None, keep: bool = True) -> Iterator["Store"]:
        """The store, with all that is done in the block kept when it ends well, and nothing where it does not.

        Others who write wait meanwhile; those who read see the store as it was before.

        Args:
            identity: The key of a text; None for the store's own.
            keep: False to undo it all at the end too, having seen what would have come of it.

        Raises:
            StoreUnavailableError: The database cannot be reached, broke off, or is kept busy by somebody else.
        """
        with self.database.together(keep=keep) as database:
            yield _store(database, identity or self.answers.identity)

    def close(self) -> None:
        """Let go of the database. Everything acknowledged is already in it."""
        self.database.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(url: str, *, clock: Clock | None = None, identity: Callable[[str], str] = fingerprint) -> Store:
    """Open a label store, making it or bringing its tables up to date if need be. Several may do so at once.

    Args:
        url: ``sqlite:///path/to/file.db`` or ``postgresql://user@host/database``.
        clock: Says what time it is; None for the database's own clock.
        identity: The key of a text, equal for identical answers. Classifying goes by the one that is given here.

    Raises:
        StoreUrlError: The address is none, or of another kind of database.
        StoreDriverError: It is PostgreSQL, and the package for that is not installed.
        StoreUnavailableError: There is no such database, or it cannot be reached or written.
        NewerStoreError: A newer textcoder has changed its tables. Nothing is touched.
    """
    database = Database(_engine(_read_url(url)), clock)
    try:
        _prepare(database)
    except BaseException:
        database.engine.dispose()
        raise
    return _store(database, identity)


def _store(database: Database, identity: Callable[[str], str]) -> Store:
    codeframes = Codeframes(database)
    return Store(
        database=database,
        surveys=Surveys(database),
        codeframes=codeframes,
        migrations=Migrations(database),
        answers=Answers(database, identity),
        codings=Codings(database, codeframes),
        claims=Claims(database, codeframes),
        assignments=Assignments(database, codeframes),
        keys=Keys(database),
    )


def _read_url(url: str) -> URL:
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreUrlError("cannot be read") from None  # it may hold a password
    if read.drivername in ("postgres", "postgresql"):
        return read.set(drivername="postgresql+psycopg")
    if read.drivername == "postgresql+psycopg":
        return read
    if read.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise StoreUrlError(f"begins with {read.drivername!r}, a kind of database that is not known here")
    if read.database in (None, "", ":memory:"):
        raise StoreUrlError("names no file, and decisions are not to be lost")
    return read


def _engine(url: URL) -> Engine:
    # Parameters hold verbatims, and messages must not.
    if url.drivername.startswith("postgresql"):
        try:
            return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=_POSTGRESQL)
        except ImportError as err:
            raise StoreDriverError from err
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _PATIENCE})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # the library's own idea of when to begin is not ours
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "journal_size_limit=67108864"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that first reads and then wants to write can be refused without waiting; so writers say so first.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare(database: Database) -> None:
    if database.engine.dialect.name == "sqlite":
        _switch_to_wal(database)
    migrate(database)


def _switch_to_wal(database: Database) -> None:
    """Let readers and a writer work side by side. It stays with the file."""
    path = Path(database.engine.url.database or "")
    deadline = time.monotonic() + _PATIENCE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # What respondents wrote is for nobody but who keeps it. A file that is there stays as open as it was made.
        os.close(os.open(path, os.O_RDONLY | os.O_CREAT, 0o600))
        connection = sqlite3.connect(path, timeout=_PATIENCE)
        try:
            while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                _try_wal(connection, deadline)
        finally:
            connection.close()
    except (OSError, sqlite3.Error) as err:
        raise StoreUnavailableError(database.where, str(err)) from err


def _try_wal(connection: sqlite3.Connection, deadline: float) -> None:
    try:
        connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError:
        # Somebody else is at it, or has the file open; SQLite does not wait for that by itself.
        if time.monotonic() > deadline:
            raise
        time.sleep(0.02)
