"""Codings as rows of the store, and back."""

from typing import Any

from sqlalchemy import RowMapping, Select, select

from textcoder.codings import Source
from textcoder.labelling.store.records import Kind, StoredCoding
from textcoder.labelling.store.schema import answers, codings, withdrawals

_BETWEEN = ";"
"""Ids of codes are lower-case ASCII names, so it is in none of them."""

CODINGS: Select[Any] = (
    select(codings, answers.c.id.label("answer_id"), withdrawals.c.withdrawn_at)
    .join(answers, answers.c.key == codings.c.answer)
    .outerjoin(withdrawals, withdrawals.c.coding == codings.c.key)
    .order_by(codings.c.key)
)
"""All codings with what a :class:`StoredCoding` says of them, the earliest first."""


def joined(code_ids: tuple[str, ...]) -> str:
    """Codes as the store keeps them."""
    return _BETWEEN.join(code_ids)


def code_ids_of(codes: str) -> tuple[str, ...]:
    """Codes from the store, in the order they were given to it."""
    return tuple(codes.split(_BETWEEN)) if codes else ()


def stored_coding(row: RowMapping | dict[str, Any], code_ids: tuple[str, ...] | None = None) -> StoredCoding:
    """A coding from a row of :data:`CODINGS`, with the codes it was given, or these."""
    values = dict(row)
    given = code_ids_of(values.pop("codes"))
    values["code_ids"] = given if code_ids is None else code_ids
    return StoredCoding(**values | {"source": Source(values["source"]), "kind": Kind(values["kind"])})
