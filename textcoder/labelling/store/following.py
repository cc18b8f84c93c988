"""What people have decided on texts, all of it and then what changes: for those who go on while the store is away."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from textcoder.codings import Source
from textcoder.labelling.store.counting import yardstick
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.schema import (
    codeframe_migrations,
    codeframes,
    codings,
    question_codeframes,
    questions,
    withdrawals,
)
from textcoder.labelling.store.texts import TextDecision, latest_of_texts, of_texts
from textcoder.labelling.store.upserting import batches

Place = tuple[str, str, str]
"""Codeframe, question and fingerprint of a text."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A state of the store, as far as decisions on texts hang on it."""

    last_coding: int
    withdrawn: int
    last_withdrawal: datetime | None
    rules: tuple[int, ...]
    """Codeframes, migrations and questions there are, so that a change shows."""

    def goes_on_from(self, earlier: "Mark") -> bool:
        """Whether nothing but codings and withdrawals have been added since, as far as can be seen."""
        added = self.last_coding >= earlier.last_coding and self.withdrawn >= earlier.withdrawn
        return added and self.rules == earlier.rules


def mark_of(store: Store) -> Mark:
    """The state of the store.

    Raises:
        StoreUnavailableError: The database cannot be reached, or broke off.
    """
    counted = (
        select(func.max(codings.c.key)),
        select(func.count()).select_from(withdrawals),
        select(func.max(withdrawals.c.withdrawn_at)),
        select(func.count()).select_from(codeframes),
        select(func.max(codeframe_migrations.c.key)),
        select(func.max(question_codeframes.c.key)),
        select(func.count()).select_from(questions),
    )
    wanted: Select[Any] = select(*[one.scalar_subquery() for one in counted])
    with store.database.read() as connection:
        row = connection.execute(wanted).one()
    return Mark(row[0] or 0, row[1], row[2], tuple(number or 0 for number in row[3:]))


def changed_since(store: Store, mark: Mark, *, most: int) -> list[Place] | None:
    """The texts on which people have decided anew, or taken a decision back, since the store was in a state.

    Args:
        store: The label store.
        mark: The state.
        most: At most so many codings.

    Returns:
        None where there are more.

    Raises:
        StoreUnavailableError: The database cannot be reached, or broke off.
    """
    taken_back = select(withdrawals.c.coding)
    if mark.last_withdrawal is not None:
        taken_back = taken_back.where(withdrawals.c.withdrawn_at >= mark.last_withdrawal)
    with store.database.read() as connection:
        new = _places(connection, codings.c.key > mark.last_coding, most + 1)
        old = _places(connection, codings.c.key.in_(taken_back), most + 1)
    return None if max(len(new), len(old)) > most else list(dict.fromkeys(new + old))


def coded_by(store: Store, keys: Sequence[int]) -> list[Place]:
    """The texts on which these codings decide.

    Raises:
        StoreUnavailableError: The database cannot be reached, or broke off.
    """
    with store.database.read() as connection:
        found = [_places(connection, codings.c.key.in_(batch), None) for batch in batches(keys)]
    return list(dict.fromkeys(place for places in found for place in places))


def decisions_on(store: Store, places: Collection[Place]) -> dict[Place, TextDecision]:
    """What people have decided on texts; those that nobody has decided on are left out.

    Raises:
        StoreUnavailableError: The database cannot be reached, or broke off.
    """
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for codeframe, question, text_key in places:
        together[codeframe, question].append(text_key)
    found: dict[Place, TextDecision] = {}
    for (codeframe, question), text_keys in together.items():
        for text_key, one in of_texts(store, codeframe, question, text_keys).items():
            found[codeframe, question, text_key] = one
    return found


def all_decisions(store: Store, *, most: int) -> dict[Place, TextDecision]:
    """What people have decided on all texts, the latest decisions last.

    Args:
        store: The label store.
        most: At most so many, of which the earliest are left out.

    Raises:
        StoreUnavailableError: The database cannot be reached, or broke off.
    """
    best: dict[Place, TextDecision] = {}
    with store.database.read() as connection:
        for row in connection.execute(select(*questions.c["survey", "id", "codeframe"])).all():
            by = yardstick(connection, store.codeframes, row.survey, row.id)
            for one in latest_of_texts(connection, by, most=most):
                place = (row.codeframe, row.id, one.text_key)
                known = best.get(place)
                if known is None or (known.adjudicated, known.coding) < (one.adjudicated, one.coding):
                    best[place] = one
    latest = sorted(best.items(), key=lambda pair: pair[1].coding)
    return dict(latest[-most:])


def questions_by_codeframe(store: Store) -> Mapping[str, frozenset[str]]:
    """Ids of the questions that are coded with each codeframe.

    Raises:
        StoreUnavailableError: The database cannot be reached, or broke off.
    """
    found: dict[str, set[str]] = defaultdict(set)
    with store.database.read() as connection:
        for row in connection.execute(select(*questions.c["codeframe", "id"])):
            found[row.codeframe].add(row.id)
    return {codeframe: frozenset(ids) for codeframe, ids in found.items()}


def _places(connection: Connection, condition: ColumnElement[bool], most: int | None) -> list[Place]:
    asked = and_(questions.c.survey == codings.c.survey, questions.c.id == codings.c.question)
    wanted: Select[Any] = select(questions.c.codeframe, codings.c.question, codings.c.text_key)
    wanted = wanted.join_from(codings, questions, asked).where(condition, codings.c.source == Source.HUMAN.value)
    return [(row[0], row[1], row[2]) for row in connection.execute(wanted.limit(most))]
