"""Bringing the tables of a label store up to date."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from textcoder.labelling.store.database import Database
from textcoder.labelling.store.errors import NewerStoreError
from textcoder.labelling.store.schema import VERSION

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database, *, to: str = VERSION) -> None:
    """Run the migrations that are missing, all or none. Of several processes that try, one does and the others wait.

    Args:
        database: Empty, or a label store of any earlier schema.
        to: The last migration to run.

    Raises:
        NewerStoreError: Its schema is not among those known here.
        StoreUnavailableError: The database cannot be reached or written.
    """
    with database.read() as connection:
        if _schema_of(connection) == to:
            return
    with database.write() as connection:
        found = _schema_of(connection)
        if found == to:
            return
        _upgrade(connection, found, to, database.where)


def _schema_of(connection: Connection) -> str | None:
    """The last migration that was run; None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection, found: str | None, to: str, where: str) -> None:
    # Imported here: a store that is up to date, which it nearly always is, needs no Alembic.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise NewerStoreError(where, found, VERSION)
    command.upgrade(config, to)
