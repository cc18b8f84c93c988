"""Bringing answers in: what is new, what has changed, and which codings that makes stale."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from textcoder.labelling.store.database import Database
from textcoder.labelling.store.errors import IncomingAnswersError
from textcoder.labelling.store.forgotten import is_mark
from textcoder.labelling.store.records import IncomingAnswer, Kind, Upserted
from textcoder.labelling.store.schema import answers, codings, earlier_texts, withdrawals
from textcoder.labelling.store.surveys import question_within

_ROWS = 1000
"""Answers a transaction, so that coders at work never wait long for an import."""
_T = TypeVar("_T")


def batches(items: Iterable[_T]) -> Iterator[list[_T]]:
    """Cut into lists short enough for one statement."""
    rest = iter(items)
    while batch := list(islice(rest, _ROWS)):
        yield batch


def upsert(
    database: Database,
    question: tuple[str, str],
    incoming: Iterable[IncomingAnswer],
    identity: Callable[[str], str],
) -> Upserted:
    """What :meth:`textcoder.labelling.store.answers.Answers.upsert` promises.

    Args:
        database: Where to.
        question: Survey and question.
        incoming: The answers.
        identity: The key of a text.
    """
    arriving = [IncomingAnswer(clean(one.id.strip()), clean(one.text), dict(one.background)) for one in incoming]
    _check_ids(arriving, question[1])
    with database.read() as connection:
        question_within(connection, *question)
    report = _Report()
    for batch in batches(arriving):
        pairs = [(one, identity(one.text)) for one in batch]  # before the transaction, which is to be short
        with database.write() as connection:
            _bring_in(connection, question, pairs, database.now(connection), report)
    database.take_stock(len(arriving) - report.unchanged)
    return Upserted(
        added=tuple(report.added),
        changed=tuple(report.changed),
        updated=tuple(report.updated),
        unchanged=report.unchanged,
        restored=tuple(report.restored),
        forgotten=tuple(report.forgotten),
        stale_codings=report.stale,
        revived_codings=report.revived,
    )


def clean(text: str) -> str:
    """The text without what databases do not keep: null characters, and halves of characters, which become ``?``."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _check_ids(arriving: Sequence[IncomingAnswer], question: str) -> None:
    counts = Counter(one.id for one in arriving)
    doubled = [answer_id for answer_id, count in counts.items() if count > 1 and answer_id]
    if doubled or counts[""]:
        raise IncomingAnswersError(question, counts[""], doubled)


@dataclass(slots=True)
class _Report:
    """What has been brought in so far."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    unchanged: int = 0
    stale: int = 0
    revived: int = 0


@dataclass(frozen=True, slots=True)
class _Renewal:
    """A stored answer, and what has come in under its id."""

    stored: Row[Any]
    incoming: IncomingAnswer
    text_key: str


def _bring_in(
    connection: Connection,
    question: tuple[str, str],
    pairs: Sequence[tuple[IncomingAnswer, str]],
    now: datetime,
    report: _Report,
) -> None:
    there = _stored(connection, question, [one.id for one, _ in pairs])
    new: list[dict[str, Any]] = []
    renewals: list[_Renewal] = []
    for one, text_key in pairs:
        stored = there.get(one.id)
        if stored is None:
            first = {"survey": question[0], "question": question[1], "id": one.id, "imported_at": now}
            new.append(first | _columns(one, text_key, 1))
        elif is_mark(stored.text_key):
            report.forgotten.append(one.id)
        elif (stored.text, stored.background) == (one.text, one.background):
            report.unchanged += 1
        else:
            renewals.append(_Renewal(stored, one, text_key))
    if new:
        connection.execute(insert(answers), new)
        report.added += [row["id"] for row in new]
    if renewals:
        _tell(connection, renewals, report)
        _renew(connection, renewals, now)


def _stored(connection: Connection, question: tuple[str, str], ids: Sequence[str]) -> dict[str, Row[Any]]:
    columns = answers.c["key", "id", "text", "text_version", "text_key", "background"]
    wanted = select(*columns).where(answers.c.survey == question[0], answers.c.question == question[1])
    return {row.id: row for row in connection.execute(wanted.where(answers.c.id.in_(ids)))}


def _columns(one: IncomingAnswer, text_key: str, text_version: int) -> dict[str, Any]:
    return {
        "text": one.text,
        "folded": one.text.casefold(),
        "text_version": text_version,
        "text_key": text_key,
        "background": one.background,
    }


def _tell(connection: Connection, renewals: Sequence[_Renewal], report: _Report) -> None:
    """Count what the renewals do to the codings."""
    changed = [one for one in renewals if one.stored.text_key != one.text_key]
    report.updated += [one.incoming.id for one in renewals if one.stored.text_key == one.text_key]
    report.changed += [one.incoming.id for one in changed]
    keys = [one.stored.key for one in changed]
    had = connection.execute(
        select(earlier_texts.c.answer, earlier_texts.c.text_key).where(earlier_texts.c.answer.in_(keys))
    )
    earlier = {(row.answer, row.text_key) for row in had}
    report.restored += [one.incoming.id for one in changed if (one.stored.key, one.text_key) in earlier]
    counts = _standing_codings(connection, keys)
    report.stale += sum(counts.get((one.stored.key, one.stored.text_key), 0) for one in changed)
    report.revived += sum(counts.get((one.stored.key, one.text_key), 0) for one in changed)


def _standing_codings(connection: Connection, keys: Sequence[int]) -> dict[tuple[int, str], int]:
    """How many codings each text of these answers has, withdrawn ones and notes left out."""
    counted = (
        select(codings.c.answer, codings.c.text_key, func.count())
        .outerjoin(withdrawals, withdrawals.c.coding == codings.c.key)
        .where(codings.c.answer.in_(keys), codings.c.kind != Kind.NOTE, withdrawals.c.coding.is_(None))
        .group_by(codings.c.answer, codings.c.text_key)
    )
    return {(answer, text_key): count for answer, text_key, count in connection.execute(counted)}


def _renew(connection: Connection, renewals: Sequence[_Renewal], now: datetime) -> None:
    replaced = [
        {
            "answer": one.stored.key,
            "text_version": one.stored.text_version,
            "text": one.stored.text,
            "text_key": one.stored.text_key,
            "replaced_at": now,
        }
        for one in renewals
        if one.stored.text != one.incoming.text
    ]
    if replaced:
        connection.execute(insert(earlier_texts), replaced)
    rows = [
        {"this": one.stored.key}
        | _columns(one.incoming, one.text_key, one.stored.text_version + (one.stored.text != one.incoming.text))
        for one in renewals
    ]
    connection.execute(update(answers).where(answers.c.key == bindparam("this")), rows)
