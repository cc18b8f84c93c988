"""Transactions: short, one writer at a time, and durable when they end, alike on both databases.

SQLite lets one process write at a time. PostgreSQL is made to do the same by a lock that each writing transaction
takes first: people's decisions are few and quick, and in return keys become visible in their order, no two coders can
be given one answer, and both databases can be reasoned about as one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from textcoder.labelling.store.errors import StoreUnavailableError

Clock = Callable[[], datetime]
_ONE_WRITER = text("SELECT pg_advisory_xact_lock(7310581943261)")
"""An arbitrary number, ours alone in the database."""
_MANY = 500
"""Rows that may turn a good plan into a bad one."""


class Database:
    """An engine with the two kinds of transactions the store knows.

    Args:
        engine: Made by :func:`textcoder.labelling.store.opening.open_store`.
        clock: Says what time it is; None asks the database, so that coders' own clocks need not agree.
    """

    def __init__(self, engine: Engine, clock: Clock | None = None) -> None:
        self.engine = engine
        self._clock = clock
        self._writing = engine.execution_options(writes=True)
        # A writer must see what the one before it wrote, a reader one state from beginning to end, as SQLite has it.
        one_state = engine.dialect.name == "postgresql"
        self._reading = engine.execution_options(isolation_level="REPEATABLE READ") if one_state else engine

    @property
    def where(self) -> str:
        """The address, without a password."""
        return self.engine.url.render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database.

        Raises:
            StoreUnavailableError: The database cannot be reached, or broke off.
        """
        with self._explained(), self._reading.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is alone in writing. What was written is durable when the block has ended well.

        Raises:
            StoreUnavailableError: The database cannot be reached, broke off, or is kept busy by somebody else.
        """
        with self._explained(), self._writing.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(_ONE_WRITER)
            yield connection

    @contextmanager
    def together(self, *, keep: bool = True) -> Iterator["Database"]:
        """A database whose every transaction is a part of one: all of them are kept when the block ends well, or none.

        Args:
            keep: False to undo it all at the end too, having seen what would have come of it.

        Raises:
            StoreUnavailableError: As for :meth:`write`.
        """
        with self.write() as connection:
            whole = _Together(self, connection)
            yield whole
            if not keep:
                connection.rollback()
        if keep:
            self.take_stock(whole.changes)

    def take_stock(self, changes: int) -> None:
        """After many changes, let PostgreSQL look at what is there now: it plans by that, and looks itself only later.

        Args:
            changes: Rows that have been written.
        """
        if changes < _MANY or self.engine.dialect.name != "postgresql":
            return
        with self._explained(), self.engine.begin() as connection:
            connection.execute(text("ANALYZE answers, codings"))

    def now(self, connection: Connection) -> datetime:
        """The present moment, in UTC."""
        if self._clock is not None:
            return self._clock()
        if connection.dialect.name == "postgresql":
            moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
            return moment.astimezone(UTC)
        return datetime.now(UTC)  # an SQLite file is on this machine, as is everybody who uses it

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError) as err:
            raise StoreUnavailableError(self.where, _first_line(err)) from err
        except DBAPIError as err:
            # What the database says of a row it refuses may repeat the row, with somebody's answer in it.
            reason = f"it refused a statement ({type(err.orig).__name__})"
            raise StoreUnavailableError(self.where, reason) from None


class _Together(Database):
    """What :meth:`Database.together` gives."""

    def __init__(self, outer: Database, connection: Connection) -> None:
        super().__init__(outer.engine)
        self._outer = outer
        self._connection = connection
        self.changes = 0

    @contextmanager
    def read(self) -> Iterator[Connection]:
        yield self._connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        yield self._connection

    def take_stock(self, changes: int) -> None:
        self.changes += changes

    def now(self, connection: Connection) -> datetime:
        return self._outer.now(connection)


def _first_line(err: DBAPIError) -> str:
    said = str(err.orig).strip()
    return said.splitlines()[0].rstrip(".") if said else type(err.orig).__name__
