"""Letting codings in: legal under their codeframe, on a text the answer has or had, and on nobody else's answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from textcoder.codings import check_code_set
from textcoder.labelling.store.claims import holder
from textcoder.labelling.store.codeframes import Codeframes
from textcoder.labelling.store.coding_rows import joined, stored_coding
from textcoder.labelling.store.errors import AnswerHeldError, NotStoredError
from textcoder.labelling.store.forgotten import not_forgotten
from textcoder.labelling.store.records import Kind, NewCoding, StoredCoding
from textcoder.labelling.store.schema import answers, codings, earlier_texts, questions
from textcoder.labelling.store.slots import candidates
from textcoder.labelling.store.upserting import batches, clean


def record(
    connection: Connection, incoming: Sequence[NewCoding], codeframes: Codeframes, now: datetime
) -> list[StoredCoding]:
    """Append codings, within a transaction that is alone in writing.

    Raises:
        NotStoredError: An answer, its text or a codeframe is not there.
        CodeSetError: No answer can have these codes.
        AnswerHeldError: An answer was handed to another sitting.
    """
    coded = _answers(connection, [one.answer for one in incoming])
    rows: list[dict[str, Any]] = []
    for one in incoming:
        answer = coded[one.answer]
        _check_held(connection, one)
        rows.append(_row(connection, one, answer, codeframes) | {"coded_at": now})
    keys: list[int] = []
    for batch in batches(rows):
        made = insert(codings).returning(codings.c.key, sort_by_parameter_order=True)
        keys += connection.execute(made, batch).scalars()
    return [_stored(key, row, coded[row["answer"]].id) for key, row in zip(keys, rows, strict=True)]


def _answers(connection: Connection, keys: Sequence[int]) -> dict[int, Row[Any]]:
    columns = answers.c["key", "id", "survey", "question", "text_version", "text_key"]
    asked = (questions.c.survey == answers.c.survey) & (questions.c.id == answers.c.question)
    wanted = select(*columns, questions.c.codeframe, questions.c.codeframe_version).join(questions, asked)
    found: dict[int, Row[Any]] = {}
    for batch in batches(dict.fromkeys(keys)):
        found |= {row.key: row for row in connection.execute(wanted.where(answers.c.key.in_(batch), not_forgotten()))}
    missing = next((key for key in keys if key not in found), None)
    if missing is not None:
        raise NotStoredError(f"answer {missing}", "See that it is the same store.")
    return found


def _check_held(connection: Connection, one: NewCoding) -> None:
    """See that nobody else was handed the answer since this sitting was."""
    if not one.sitting:
        return
    (candidate,) = candidates(connection, [one.answer], one.coder)
    if holder(connection, candidate.place(one.coder)) not in (None, one.sitting):
        raise AnswerHeldError(one.answer, one.coder)


def _row(connection: Connection, one: NewCoding, answer: Row[Any], codeframes: Codeframes) -> dict[str, Any]:
    version = one.codeframe_version or answer.codeframe_version
    frame = codeframes.within(connection, answer.codeframe, version)
    codes = frozenset[str]() if one.kind is Kind.NOTE else check_code_set(one.code_ids, frame)
    text_version = one.text_version or answer.text_version
    return {
        "answer": one.answer,
        "survey": answer.survey,
        "question": answer.question,
        "text_version": text_version,
        "text_key": answer.text_key
        if text_version == answer.text_version
        else _earlier_key(connection, one.answer, text_version),
        "codes": joined(frame.in_order(codes)),
        "coder": one.coder,
        "source": one.source.value,
        "kind": one.kind.value,
        "referred": one.referred,
        "confidence": one.confidence,
        "model_version": one.model_version,
        "codeframe": frame.id,
        "codeframe_version": version,
        "comment": clean(one.comment),
        "flag": one.flag,
        "seconds": one.seconds,
        "sitting": one.sitting,
        "chosen": one.chosen,
    }


def _earlier_key(connection: Connection, answer: int, text_version: int) -> str:
    wanted = select(earlier_texts.c.text_key)
    wanted = wanted.where(earlier_texts.c.answer == answer, earlier_texts.c.text_version == text_version)
    found: str | None = connection.execute(wanted).scalar()
    if found is None:
        raise NotStoredError(f"text {text_version} of answer {answer}", "Read the answer again.")
    return found


def _stored(key: int, row: dict[str, Any], answer_id: str) -> StoredCoding:
    return stored_coding(row | {"key": key, "answer_id": answer_id})
