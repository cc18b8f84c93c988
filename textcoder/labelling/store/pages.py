"""Codings page by page, for those who carry them elsewhere and come back for what is new."""

from dataclasses import dataclass

from textcoder.labelling.store.coding_rows import CODINGS, stored_coding
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import StoredCoding
from textcoder.labelling.store.schema import codings


@dataclass(frozen=True, slots=True)
class Page:
    """Some codings, the earliest first."""

    codings: tuple[StoredCoding, ...]
    more: bool
    """Whether others come after them."""


def page_since(
    store: Store, key: int = 0, *, limit: int, survey: str | None = None, question: str | None = None
) -> Page:
    """What came after a coding. Who goes on from the last key of each page misses none.

    A withdrawal of a coding he has got already is not told.

    Args:
        store: The label store.
        key: The coding to go on from.
        limit: At most so many.
        survey: Only codings of this survey; None for all.
        question: Only codings of questions with this id; None for all.

    Raises:
        StoreUnavailableError: The database cannot be reached, or broke off.
    """
    wanted = CODINGS.where(codings.c.key > key)
    if survey is not None:
        wanted = wanted.where(codings.c.survey == survey)
    if question is not None:
        wanted = wanted.where(codings.c.question == question)
    with store.database.read() as connection:
        rows = connection.execute(wanted.limit(limit + 1)).mappings().all()
    return Page(tuple(stored_coding(row) for row in rows[:limit]), len(rows) > limit)
