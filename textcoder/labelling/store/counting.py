"""Which codings count: what no one has withdrawn, of the text as it is, with codes the codeframe has a place for."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, not_, or_, select

from textcoder.codeframe import Codeframe
from textcoder.codings import Source
from textcoder.labelling.changes.ways import Fate
from textcoder.labelling.store.codeframes import Codeframes
from textcoder.labelling.store.coding_rows import code_ids_of
from textcoder.labelling.store.forgotten import handed_on
from textcoder.labelling.store.records import Kind
from textcoder.labelling.store.schema import answers, codeframes, codings, withdrawals
from textcoder.labelling.store.surveys import question_within
from textcoder.labelling.store.ways import Given


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What the codings of a question are held against."""

    survey: str
    question: str
    frame: Codeframe
    fates: Mapping[Given, Fate]
    """What each set of codes that was given under another version is under this one. Codings are never rewritten: they
    are looked at through this."""
    as_of: datetime | None = None
    """Look at the store as it was then; None: as it is."""

    @property
    def outdated(self) -> Mapping[int, tuple[str, ...]]:
        """By version the sets of codes, joined, that do not count."""
        found: dict[int, list[str]] = defaultdict(list)
        for (version, codes), fate in self.fates.items():
            if not fate.counts:
                found[version].append(codes)
        return {version: tuple(sorted(sets)) for version, sets in sorted(found.items())}

    def codes_now(self, version: int, codes: str) -> tuple[str, ...]:
        """The codes, of this version, of a coding that counts.

        Args:
            version: The one it was given under.
            codes: Joined, as the store keeps them.
        """
        fate = self.fates.get((version, codes))
        return code_ids_of(codes) if fate is None or fate.code_ids is None else fate.code_ids


def yardstick(
    connection: Connection,
    known: Codeframes,
    survey: str,
    question: str,
    *,
    version: int | None = None,
    as_of: datetime | None = None,
) -> Yardstick:
    """What the codings of a question are held against.

    Args:
        connection: Within a transaction.
        known: Where codeframes are read.
        survey: Id of the survey.
        question: Id of the question.
        version: Of its codeframe; None for the one in use, now or then.
        as_of: Look at the store as it was then.

    Raises:
        NotStoredError: The question or the version is not there.
        MigrationRecordError: The record of a migration is damaged.
    """
    asked = question_within(connection, survey, question, as_of)
    frame = known.within(connection, asked.codeframe, version or asked.codeframe_version)
    # Asked in two steps: mostly there is no other version, and where there is, an index alone answers.
    versions = select(codeframes.c.version).where(codeframes.c.id == frame.id, codeframes.c.version != frame.version)
    others = connection.execute(versions).scalars().all()
    if not others:
        return Yardstick(survey, question, frame, {}, as_of)
    under_others = (codings.c.codeframe == frame.id, codings.c.codeframe_version.in_(others))
    wanted = select(codings.c.codeframe_version, codings.c.codes).where(
        *under_others, codings.c.survey == survey, codings.c.question == question
    )
    given = [(row.codeframe_version, row.codes) for row in connection.execute(wanted.distinct())]
    fates = known.ways.fates(connection, frame, given, (survey, question), as_of)
    return Yardstick(survey, question, frame, fates, as_of)


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
    """Codings whose codes have a place in the codeframe, as they are or as what has become of them."""
    kept = (or_(of.c.codeframe_version != version, of.c.codes.not_in(sets)) for version, sets in by.outdated.items())
    return and_(of.c.codeframe == by.frame.id, *kept)


def counting(by: Yardstick, of: Any = codings) -> ColumnElement[bool]:
    """Codings that count for whatever answer has the text they were made on."""
    return and_(of_question(by, of), standing(by, of), codes_exist(by, of))


def latest_of_each(by: Yardstick, coder: str | None, *, kinds: tuple[Kind, ...] = (Kind.CODING,)) -> Select[Any]:
    """Keys of the last coding of each of these kinds that each coder, or one, gave each answer itself."""
    by_whom = (codings.c.answer, codings.c.coder, codings.c.kind)
    # What was handed on to an answer steps back behind what the coder gave it himself.
    place = func.row_number().over(partition_by=by_whom, order_by=(handed_on(), codings.c.key.desc()))
    made = (
        select(codings.c.key, place.label("place"))
        .join(answers, and_(answers.c.key == codings.c.answer, answers.c.text_key == codings.c.text_key))
        .where(counting(by), codings.c.kind.in_([kind.value for kind in kinds]))
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
    afterwards = and_(later.c.key > codings.c.key, or_(later.c.coder == codings.c.coder, counts_now))
    replaced = exists().where(
        later.c.answer == codings.c.answer,
        later.c.source == Source.HUMAN,
        standing(by, later),
        or_(afterwards, and_(handed_on(), counts_now)),
    )
    another_text = codings.c.text_key != answers.c.text_key
    # What was handed on to an answer for the text it had before says nothing of the one it has now.
    outdated = or_(and_(another_text, ~handed_on()), and_(not_(codes_exist(by)), ~and_(another_text, handed_on())))
    return wanted.where(of_question(by), codings.c.source == Source.HUMAN, standing(by), outdated, not_(replaced))
