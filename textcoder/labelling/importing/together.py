"""Several steps in a label store as one transaction: all of them, or none."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

from textcoder.labelling.store.answers import Answers
from textcoder.labelling.store.assignments import Assignments
from textcoder.labelling.store.claims import Claims
from textcoder.labelling.store.codeframes import Codeframes
from textcoder.labelling.store.codings import Codings
from textcoder.labelling.store.database import Database
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.surveys import Surveys

if TYPE_CHECKING:
    from sqlalchemy import Connection


class _Within(Database):
    """A database whose every transaction is a part of one that is open already."""

    def __init__(self, outer: Database, connection: "Connection") -> None:
        super().__init__(outer.engine)
        self._outer = outer
        self._connection = connection

    @contextmanager
    def read(self) -> Iterator["Connection"]:
        yield self._connection

    @contextmanager
    def write(self) -> Iterator["Connection"]:
        yield self._connection

    def now(self, connection: "Connection") -> datetime:
        return self._outer.now(connection)


class _UndoneError(Exception):
    """Ends a transaction that was only tried."""


@contextmanager
def together(store: Store, *, identity: Callable[[str], str] | None = None, keep: bool = True) -> Iterator[Store]:
    """The store, with all that is done in the block kept when it ends well, and nothing where it does not.

    Others who write wait meanwhile; those who read see the store as it was before.

    Args:
        store: Where to.
        identity: As for :func:`textcoder.labelling.store.opening.open_store`.
        keep: False to undo it all at the end too, having seen what would have come of it.

    Raises:
        StoreUnavailableError: The database cannot be reached, broke off, or is kept busy by somebody else.
    """
    try:
        with store.database.write() as connection:
            within = _Within(store.database, connection)
            codeframes = Codeframes(within)
            yield dataclasses.replace(
                store,
                database=within,
                surveys=Surveys(within),
                codeframes=codeframes,
                answers=Answers(within, identity),
                codings=Codings(within, codeframes),
                claims=Claims(within, codeframes),
                assignments=Assignments(within, codeframes),
            )
            if not keep:
                _undo()
    except _UndoneError:
        return


def _undo() -> NoReturn:
    raise _UndoneError
