"""Taking off the disk what a database has kept of rows that were overwritten."""

import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from textcoder.labelling.store.database import Database

_PATIENCE = 30.0
"""Seconds to wait for others to let go of the file, or of the rows as they were."""
_PAUSE = 0.1
"""Seconds between two looks."""

_TABLES = ("answers", "earlier_texts", "codings", "claims", "assignments")
_FILES = text(" UNION ALL ".join(f"SELECT '{name}', pg_relation_filenode('{name}')" for name in _TABLES))
_OURS = ", ".join(f"'{name}'::regclass" for name in _TABLES)
_STATISTICS = text(f"""
    SELECT count(*) FROM pg_stats WHERE (schemaname, tablename, attname) IN (
        SELECT nspname, relname, attname FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE attrelid IN ({_OURS}) AND attstattarget = 0
    )
""")
"""Of columns of which none are to be taken."""
_NOW = text("SELECT (txid_current() % 4294967296)::text")
_LOOKING_BACK = text("""
    WITH here AS (
        SELECT backend_xmin, backend_xid FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND (datname = current_database() OR datname IS NULL)
    ), held AS (
        SELECT backend_xmin AS xid FROM here
        UNION ALL SELECT backend_xid FROM here
        UNION ALL SELECT xmin FROM pg_replication_slots
        UNION ALL SELECT transaction FROM pg_prepared_xacts WHERE database = current_database()
    )
    SELECT count(*) FROM held WHERE xid IS NOT NULL AND age(xid) >= age(CAST(CAST(:now AS text) AS xid))
""")
"""How many, coders or replicas, began before a transaction and are not at an end."""


def scrub(database: Database) -> bool:
    """Write the tables anew, so that no old row is left in the database's files. It may take a minute.

    Returns:
        False: somebody kept it busy or still looks at the old rows, or it may not be done. What was overwritten is
        still in the files, though in no table; it can be tried again.
    """
    if database.engine.dialect.name == "sqlite":
        return _scrub_sqlite(Path(database.engine.url.database or ""))
    return _scrub_postgresql(database)


def _scrub_sqlite(path: Path) -> bool:
    try:
        connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        try:
            # The log beside the file has what was written last, and the file what was written before; both are emptied.
            if not _emptied_log(connection):
                return False
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")
            return _emptied_log(connection)
        finally:
            connection.close()
    except sqlite3.Error:
        return False


def _emptied_log(connection: sqlite3.Connection) -> bool:
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _scrub_postgresql(database: Database) -> bool:
    try:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return _nobody_looks_back(connection) and _written_anew(connection) and not _words_in_statistics(connection)
    except DBAPIError:
        return False


def _nobody_looks_back(connection: Connection) -> bool:
    """Wait until nobody can see the database as it was before now: rows that somebody sees are kept."""
    now = connection.execute(_NOW).scalar_one()
    deadline = time.monotonic() + _PATIENCE
    while connection.execute(_LOOKING_BACK, {"now": now}).scalar_one():
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True


def _written_anew(connection: Connection) -> bool:
    before = connection.execute(_FILES).all()
    connection.execute(text(f"VACUUM (FULL, ANALYZE) {', '.join(_TABLES)}"))
    # Of words there are no statistics, but there may have been once. Only the owner of the database may do this; to
    # others PostgreSQL gives a warning and goes on, as it does where the tables above belong to somebody else.
    connection.execute(text("VACUUM (FULL) pg_catalog.pg_statistic"))
    after = connection.execute(_FILES).all()
    return all(old != new for old, new in zip(before, after, strict=True))


def _words_in_statistics(connection: Connection) -> bool:
    return bool(connection.execute(_STATISTICS).scalar_one())
