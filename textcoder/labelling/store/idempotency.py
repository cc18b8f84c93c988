"""Requests that are done once, however often they are sent: what was done and what was told of it go in together."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, insert, select

from textcoder.labelling.store.errors import OtherRequestError
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.schema import idempotency

KEPT: Final = timedelta(days=7)
"""How long it is remembered what was told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that its sender has given a name."""

    caller: str
    """Two callers may choose the same name."""
    key: str
    request_hash: str
    """Equal for equal requests."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a caller was told."""

    status: int
    body: str
    is_new: bool = True
    """False where the request had been done before."""


def once(store: Store, asked: Asked, do: Callable[[Store], Told]) -> Told:
    """Do what is asked and remember what was told, in one transaction; done before, tell the same again.

    Args:
        store: The label store.
        asked: The request.
        do: Does it, with the store it is handed. Where it raises, nothing is kept and nothing remembered.

    Raises:
        OtherRequestError: The key has come with another request.
        StoreUnavailableError: The database cannot be reached, or broke off.
    """
    told = _told_before(store, asked)  # what is sent again keeps nobody from writing
    if told is None:
        with store.together() as whole:
            told = _told_before(whole, asked)
            if told is None:
                told = do(whole)
                _remember(whole, asked, told)
    return told


def _told_before(store: Store, asked: Asked) -> Told | None:
    wanted = select(*idempotency.c["request_hash", "status", "body"])
    mine = (idempotency.c.caller == asked.caller, idempotency.c.key == asked.key)
    with store.database.read() as connection:
        row = connection.execute(wanted.where(*mine)).one_or_none()
    if row is None:
        return None
    if row.request_hash != asked.request_hash:
        raise OtherRequestError
    return replace(Told(row.status, row.body), is_new=False)


def _remember(store: Store, asked: Asked, told: Told) -> None:
    with store.database.write() as connection:
        now = store.database.now(connection)
        connection.execute(delete(idempotency).where(idempotency.c.made_at < now - KEPT))
        values = {"caller": asked.caller, "key": asked.key, "request_hash": asked.request_hash}
        connection.execute(insert(idempotency).values(**values, status=told.status, body=told.body, made_at=now))
