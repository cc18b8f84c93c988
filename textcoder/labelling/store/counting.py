"""Which codings count: what no one has withdrawn, of the text as it is, with codes that still exist."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, not_, or_, select

from textcoder.codeframe import Codeframe
from textcoder.codings import Source
from textcoder.labelling.store.coding_rows import code_ids_of
from textcoder.labelling.store.records import Kind
from textcoder.labelling.store.schema import answers, codeframes, codings, withdrawals


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What the codings of a question are held against."""

    survey: str
    question: str
    frame: Codeframe
    gone: tuple[str, ...]
    """Sets of codes, joined, that codings under other versions have and this one lacks a code of."""
    as_of: datetime | None = None
    """Look at the store as it was then; None: as it is."""


def yardstick(
    connection: Connection, survey: str, question: str, frame: Codeframe, as_of: datetime | None = None
) -> Yardstick:
    """What the codings of a question are held against, under a codeframe."""
    # Asked in two steps: mostly there is no other version, and where there is, an index alone answers.
    versions = select(codeframes.c.version).where(codeframes.c.id == frame.id, codeframes.c.version != frame.version)
    others = connection.execute(versions).scalars().all()
    under_others = (codings.c.codeframe == frame.id, codings.c.codeframe_version.in_(others))
    wanted = select(codings.c.codes).where(*under_others, codings.c.survey == survey, codings.c.question == question)
    code_sets = connection.execute(wanted.distinct()).scalars().all() if others else []
    gone = tuple(sorted(codes for codes in code_sets if codes and not set(code_ids_of(codes)) <= set(frame.code_ids)))
    return Yardstick(survey, question, frame, gone, as_of)


def of_question(by: Yardstick, of: Any = codings) -> ColumnElement[bool]:
    """Codings of the question, or answers to it."""
    return and_(of.c.survey == by.survey, of.c.question == by.question)


def standing(by: Yardstick, of: Any = codings) -> ColumnElement[bool]:
    """Decisions that nobody has withdrawn; neither notes nor mere suggestions."""
    undone = withdrawals.alias()  # the query around may speak of withdrawals too
    withdrawn = exists().where(undone.c.coding == of.c.key)
    conditions = [of.c.kind != Kind.NOTE, ~of.c.referred]
    if by.as_of is not None:
        withdrawn = withdrawn.where(undone.c.withdrawn_at <= by.as_of)
        conditions.append(of.c.coded_at <= by.as_of)
    return and_(*conditions, ~withdrawn)


def codes_exist(by: Yardstick, of: Any = codings) -> ColumnElement[bool]:
    """Codings whose codes are all in the codeframe."""
    same_frame: ColumnElement[bool] = of.c.codeframe == by.frame.id
    if not by.gone:
        return same_frame
    return and_(same_frame, or_(of.c.codeframe_version == by.frame.version, of.c.codes.not_in(by.gone)))


def counting(by: Yardstick, of: Any = codings) -> ColumnElement[bool]:
    """Codings that count for whatever answer has the text they were made on."""
    return and_(of_question(by, of), standing(by, of), codes_exist(by, of))


def latest_of_each(by: Yardstick, coder: str | None) -> Select[Any]:
    """Keys of the last coding that each coder, or one, gave each answer itself, adjudications left out."""
    place = func.row_number().over(partition_by=(codings.c.answer, codings.c.coder), order_by=codings.c.key.desc())
    made = (
        select(codings.c.key, place.label("place"))
        .join(answers, and_(answers.c.key == codings.c.answer, answers.c.text_key == codings.c.text_key))
        .where(counting(by), codings.c.kind == Kind.CODING)
    )
    numbered = (made if coder is None else made.where(codings.c.coder == coder)).subquery()
    return select(numbered.c.key).where(numbered.c.place == 1)


def replaced_by_nobody(by: Yardstick, wanted: Select[Any]) -> Select[Any]:
    """Codings by people that do not count for their answer, without later ones that take their place.

    Args:
        by: The question.
        wanted: Selects codings joined with their answers.
    """
    later = codings.alias()
    counts_now = and_(counting(by, later), later.c.text_key == answers.c.text_key)
    replaced = exists().where(
        later.c.answer == codings.c.answer,
        later.c.key > codings.c.key,
        later.c.source == Source.HUMAN,
        standing(by, later),
        or_(later.c.coder == codings.c.coder, counts_now),
    )
    outdated = or_(codings.c.text_key != answers.c.text_key, not_(codes_exist(by)))
    return wanted.where(of_question(by), codings.c.source == Source.HUMAN, standing(by), outdated, not_(replaced))
