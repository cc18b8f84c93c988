"""Taking off the disk what a database has kept of rows that were overwritten."""

import sqlite3
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from textcoder.labelling.store.database import Database

_PATIENCE = 30.0
"""Seconds to wait for others to let go of the file."""


def scrub(database: Database) -> bool:
    """Write the tables anew, so that no old row is left in the database's files. It may take a minute.

    Returns:
        False: somebody kept it busy, or it may not be done. What was overwritten is still in the files, though in no
        table; it can be tried again.
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
            # ANALYZE too: the statistics repeat the most common texts.
            connection.execute(text("VACUUM (FULL, ANALYZE) answers, earlier_texts, codings, claims, assignments"))
    except DBAPIError:
        return False
    return True
