"""Forgetting a respondent: his words go, and what was said of them; what others wrote keeps its codings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, select, update

from textcoder.codings import Source
from textcoder.labelling.store.errors import RespondentNotFoundError
from textcoder.labelling.store.forgotten import HANDED_ON, is_mark, new_mark
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import Kind
from textcoder.labelling.store.schema import answers, assignments, claims, codings, earlier_texts


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
    """Codings by people that others who wrote the same have or had their codes from, and the answers that take them
    over, by key."""


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
    took one. Assignments and claims go. What a person decided on a text that others wrote too is handed on to one of
    them, withdrawn or not, so that their codes stay as they are, in exports of the past and under any version of the
    codeframe. The id stays, so that the answer is not brought in again.

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
        texts = connection.execute(_of(func.count(), earlier_texts.c.answer == row.key)).scalar_one()
        said = connection.execute(_of(codings, codings.c.answer == row.key).order_by(codings.c.key)).all()
        assigned = connection.execute(_of(func.count(), assignments.c.answer == row.key)).scalar_one()
        decided = [one for one in said if _is_a_decision(one)]
        others = _others_with(connection, row, [one.text_key for one in decided])
    return Held(
        key=row.key,
        question=row.question,
        codeframe=codeframe,
        imported_at=row.imported_at,
        is_forgotten=is_mark(row.text_key),
        earlier_texts=texts,
        background=tuple(row.background),
        codings=len(said),
        comments=sum(bool(coding.comment) for coding in said),
        assignments=assigned,
        handed_on=tuple((one.key, others[one.text_key]) for one in decided if one.text_key in others),
    )


def _of(columns: Any, condition: ColumnElement[bool]) -> Select[Any]:
    return select(columns).where(condition)


def _is_a_decision(coding: Row[Any]) -> bool:
    """Whether it is one that holds for identical answers: it counted once, even if it is withdrawn."""
    return coding.source == Source.HUMAN and coding.kind != Kind.NOTE and not coding.referred


def _others_with(connection: Connection, row: Row[Any], text_keys: Sequence[str]) -> dict[str, int]:
    """For each of these texts that others have written too, the first answer that has it, or else that had it."""
    beside = (answers.c.survey == row.survey, answers.c.question == row.question, answers.c.key != row.key)
    have = select(answers.c.text_key, func.min(answers.c.key)).where(*beside, answers.c.text_key.in_(text_keys))
    earlier = earlier_texts.c.text_key
    had = select(earlier, func.min(answers.c.key)).join(answers, answers.c.key == earlier_texts.c.answer)
    found: dict[str, int] = {}
    for wanted in (had.where(*beside, earlier.in_(text_keys)).group_by(earlier), have.group_by(answers.c.text_key)):
        found |= {row[0]: row[1] for row in connection.execute(wanted)}
    return found


def _hand_on(connection: Connection, one: Held) -> None:
    """Make codings those of an answer with the very text. Comments go: they may be about the one who is forgotten."""
    for coding, answer in one.handed_on:
        this = codings.c.key == coding
        now = select(answers.c.text_version).where(answers.c.key == answer, answers.c.text_key == codings.c.text_key)
        before = select(func.max(earlier_texts.c.text_version)).where(
            earlier_texts.c.answer == answer, earlier_texts.c.text_key == codings.c.text_key
        )
        values = {"answer": answer, "comment": "", "chosen": HANDED_ON}
        version = func.coalesce(now.scalar_subquery(), before.scalar_subquery())
        connection.execute(update(codings).where(this).values(values | {"text_version": version}))


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
