"""Forgetting a respondent: his words go, and what was said of them; what others wrote keeps its codings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select, update

from textcoder.labelling.store.errors import RespondentNotFoundError
from textcoder.labelling.store.forgotten import is_mark, new_mark
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import Kind
from textcoder.labelling.store.schema import answers, assignments, claims, codings, earlier_texts
from textcoder.labelling.store.upserting import batches


@dataclass(frozen=True, slots=True)
class Held:
    """What a store has of one respondent's answer to one question."""

    key: int
    """Of the answer."""
    question: str
    codeframe: str
    imported_at: datetime
    is_forgotten: bool
    """Nothing is left but an empty row."""
    earlier_texts: int
    background: tuple[str, ...]
    """Names of the columns kept beside the answer."""
    codings: int
    """Decisions, withdrawn ones and notes too."""
    comments: int
    assignments: int
    handed_on: tuple[tuple[int, int], ...]
    """Codings that others who wrote the same have their codes from, and the answers that take them over, by key."""


def look_up(store: Store, survey: str, respondent: str, question: str | None = None) -> tuple[Held, ...]:
    """What the store has of a respondent in a survey, in the order of its questions.

    Args:
        store: Where to look.
        survey: Id of the survey.
        respondent: The id that his answers came with.
        question: Only the answer to this one; None for all.

    Raises:
        NotStoredError: The survey or the question is not there.
        RespondentNotFoundError: He has no answer there.
    """
    if question is not None:
        store.surveys.question(survey, question)
    asked = {one.id: one for one in store.surveys.get(survey).questions if question in (None, one.id)}
    wanted = select(answers).where(answers.c.survey == survey, answers.c.id == respondent)
    with store.database.read() as connection:
        rows = {row.question: row for row in connection.execute(wanted.where(answers.c.question.in_(asked)))}
    if not rows:
        raise RespondentNotFoundError(respondent, survey, question)
    return tuple(_held(store, rows[name], one.codeframe) for name, one in asked.items() if name in rows)


def forget(store: Store, survey: str, respondent: str, question: str | None = None) -> tuple[Held, ...]:
    """Take a respondent's words out of the store, in one transaction. Doing it again changes nothing.

    Overwritten are the text, its earlier versions and the background; of each decision it is left that a coder once
    took one. Assignments and claims go. A coding that identical answers of others have their codes from is handed on
    to one of them, so that their codes stay as they are. The id stays, so that the answer is not brought in again.

    What the database leaves on the disk is for :func:`textcoder.labelling.store.scrubbing.scrub`.

    Returns:
        What there was.

    Raises:
        NotStoredError, RespondentNotFoundError: As for :func:`look_up`. Nothing was changed.
    """
    with store.together() as whole:
        found = look_up(whole, survey, respondent, question)
        with whole.database.write() as connection:
            for one in found:
                if not one.is_forgotten:
                    _hand_on(connection, one)
                    _empty(connection, one)
    return found


def _held(store: Store, row: Row[Any], codeframe: str) -> Held:
    with store.database.read() as connection:
        texts = connection.execute(_of(earlier_texts.c.text_key, earlier_texts.c.answer == row.key)).scalars().all()
        said = connection.execute(_of(codings.c["key", "comment"], codings.c.answer == row.key)).all()
        assigned = connection.execute(_of(func.count(), assignments.c.answer == row.key)).scalar_one()
    keys = {coding.key for coding in said}
    is_forgotten = is_mark(row.text_key)
    return Held(
        key=row.key,
        question=row.question,
        codeframe=codeframe,
        imported_at=row.imported_at,
        is_forgotten=is_forgotten,
        earlier_texts=len(texts),
        background=tuple(row.background),
        codings=len(keys),
        comments=sum(bool(coding.comment) for coding in said),
        assignments=assigned,
        handed_on=() if is_forgotten else tuple(_dependants(store, row, {row.text_key, *texts}, keys).items()),
    )


def _of(columns: Any, condition: ColumnElement[bool]) -> Any:
    return select(*(columns if isinstance(columns, Sequence) else (columns,))).where(condition)


def _dependants(store: Store, row: Row[Any], text_keys: set[str], mine: set[int]) -> dict[int, int]:
    """The codings of an answer that others have their codes from, and for each the first of those others."""
    same = (answers.c.survey == row.survey, answers.c.question == row.question, answers.c.text_key.in_(text_keys))
    wanted = select(answers.c.key).where(*same, answers.c.key != row.key).order_by(answers.c.key)
    with store.database.read() as connection:
        others = connection.execute(wanted).scalars().all()
    found: dict[int, int] = {}
    for some in batches(others):
        for final in store.codings.final(row.survey, row.question, answers=some):
            if final.coding in mine:
                found.setdefault(final.coding, final.answer)
    return found


def _hand_on(connection: Connection, one: Held) -> None:
    """Make codings those of an answer with the very text. Comments go: they may be about the one who is forgotten."""
    for coding, answer in one.handed_on:
        version = select(answers.c.text_version).where(answers.c.key == answer).scalar_subquery()
        this = update(codings).where(codings.c.key == coding)
        connection.execute(this.values(answer=answer, text_version=version, comment=""))


def _empty(connection: Connection, one: Held) -> None:
    for table in (earlier_texts, assignments, claims):
        connection.execute(delete(table).where(table.c.answer == one.key))
    # A note has no codes and never counts: what is left is that a coder was at work, when and for how long.
    nothing = {"kind": Kind.NOTE.value, "codes": "", "comment": "", "chosen": "", "flag": False, "referred": False}
    nothing |= {"confidence": None, "text_key": new_mark()}
    connection.execute(update(codings).where(codings.c.answer == one.key).values(nothing))
    # Of another version, so that a decision on the old text, which may stand on a screen now, is no longer let in.
    blank = {"text": "", "folded": "", "background": {}, "text_version": answers.c.text_version + 1}
    blank |= {"text_key": new_mark()}
    connection.execute(update(answers).where(answers.c.key == one.key).values(blank))
