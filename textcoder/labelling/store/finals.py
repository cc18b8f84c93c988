"""The coding that counts for an answer: adjudicated > human > exact > rule > model; the later one within these."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from textcoder.codings import Source
from textcoder.labelling.store.counting import Yardstick, counting, of_question
from textcoder.labelling.store.forgotten import handed_on
from textcoder.labelling.store.records import FinalCoding, Kind
from textcoder.labelling.store.schema import answers, codings, earlier_texts

# What a coding weighs, for its own answer and for identical ones. The heaviest counts, and the later of two equals;
# so weight and key are made one number, and the best coding of each answer is a mere maximum, found in one pass.
_OWN = ((Source.HUMAN, 5), (Source.EXACT, 2), (Source.RULE, 1), (Source.MODEL, 0))
_OWN_ADJUDICATED = 6
_ALIKE, _ALIKE_ADJUDICATED = 3, 4
_KEYS = literal(2**50, BigInteger)
"""More than there will ever be codings."""


def final_choice(by: Yardstick, keys: Sequence[int] | None = None) -> Subquery:
    """The coding that counts for each answer that has one.

    Args:
        by: The question.
        keys: The answers; None for all to the question.

    Returns:
        Columns ``answer``, ``answer_id``, ``coding``.
    """
    present = _present(by, keys)
    each = union_all(_own(by, present), _of_identical(by, present, narrow=keys is not None)).subquery("each")
    heaviest = select(each.c.answer, func.max(each.c.weight).label("weight")).group_by(each.c.answer).subquery("best")
    coding = (heaviest.c.weight % _KEYS).label("coding")
    return (
        select(heaviest.c.answer, answers.c.id.label("answer_id"), coding)
        .join(answers, answers.c.key == heaviest.c.answer)
        .subquery("choice")
    )


def _present(by: Yardstick, keys: Sequence[int] | None) -> Subquery:
    """The answers, with the text they have or had."""
    text_key: ColumnElement[Any] = answers.c.text_key
    conditions = [of_question(by, answers)]
    if keys is not None:
        conditions.append(answers.c.key.in_(keys))
    if by.as_of is not None:
        had = (
            select(earlier_texts.c.text_key)
            .where(earlier_texts.c.answer == answers.c.key, earlier_texts.c.replaced_at > by.as_of)
            .order_by(earlier_texts.c.text_version)
            .limit(1)
            .scalar_subquery()
        )
        text_key = func.coalesce(had, answers.c.text_key)
        conditions.append(answers.c.imported_at <= by.as_of)
    return select(answers.c.key, text_key.label("text_key")).where(*conditions).subquery("present")


def _own(by: Yardstick, present: Subquery) -> Select[Any]:
    """What each coding weighs for the answer it was made for."""
    weight = case(
        (codings.c.kind == Kind.ADJUDICATION, _OWN_ADJUDICATED),
        *((codings.c.source == source, number) for source, number in _OWN),
    )
    here = and_(present.c.key == codings.c.answer, present.c.text_key == codings.c.text_key)
    made = select(codings.c.answer, (weight * _KEYS + codings.c.key).label("weight"))
    return made.join(present, here).where(counting(by), ~handed_on())


def _of_identical(by: Yardstick, present: Subquery, *, narrow: bool) -> Select[Any]:
    """What the best that people have given each text weighs for the answers with that text."""
    weight = case((codings.c.kind == Kind.ADJUDICATION, _ALIKE_ADJUDICATED), else_=_ALIKE)
    made = select(codings.c.text_key, func.max(weight * _KEYS + codings.c.key).label("weight"))
    made = made.where(counting(by), codings.c.source == Source.HUMAN)
    if narrow:
        made = made.where(codings.c.text_key.in_(select(present.c.text_key)))
    best = made.group_by(codings.c.text_key).subquery("of_text")
    return select(present.c.key.label("answer"), best.c.weight).join(best, best.c.text_key == present.c.text_key)


def source_of(choice: Subquery) -> ColumnElement[str]:
    """Where the codes of a chosen coding are from: an identical answer, or as the coding says."""
    return case((or_(codings.c.answer != choice.c.answer, handed_on()), Source.EXACT.value), else_=codings.c.source)


def final_codings(choice: Subquery) -> Select[Any]:
    """What a :class:`FinalCoding` says of each chosen coding, in the order of answers."""
    own = codings.c["codes", "coder", "kind", "confidence", "model_version", "codeframe_version", "coded_at"]
    chosen = select(choice, source_of(choice).label("source"), *own)
    return chosen.join(codings, codings.c.key == choice.c.coding).order_by(choice.c.answer)


def final_coding(row: Row[Any], by: Yardstick) -> FinalCoding:
    """A final coding from a row of :func:`final_codings`, with codes of the version that is looked at."""
    return FinalCoding(
        answer=row.answer,
        answer_id=row.answer_id,
        coding=row.coding,
        code_ids=by.codes_now(row.codeframe_version, row.codes),
        coder=row.coder,
        source=Source(row.source),
        adjudicated=row.kind == Kind.ADJUDICATION,
        confidence=row.confidence,
        model_version=row.model_version,
        codeframe_version=row.codeframe_version,
        coded_at=row.coded_at,
    )
