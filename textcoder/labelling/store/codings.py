"""Codings in the store: appended, withdrawn, and which of them count. Nothing is ever changed or taken out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select

from textcoder.codeframe import Codeframe
from textcoder.codings import Source
from textcoder.labelling.store.codeframes import Codeframes
from textcoder.labelling.store.coding_rows import CODINGS, joined, stored_coding
from textcoder.labelling.store.counting import latest_of_each, replaced_by_nobody, yardstick
from textcoder.labelling.store.database import Database
from textcoder.labelling.store.errors import NotStoredError, NotYoursError
from textcoder.labelling.store.finals import final_choice, final_coding, final_codings, source_of
from textcoder.labelling.store.forgotten import not_forgotten
from textcoder.labelling.store.outdated import stale_coding
from textcoder.labelling.store.recording import record
from textcoder.labelling.store.records import FinalCoding, Kind, NewCoding, Progress, StaleCoding, StoredCoding
from textcoder.labelling.store.schema import answers, codings, withdrawals
from textcoder.labelling.store.ways import Given


class Codings:
    """The codings of a store."""

    def __init__(self, database: Database, codeframes: Codeframes) -> None:
        self._database = database
        self._codeframes = codeframes

    def add(self, coding: NewCoding) -> StoredCoding:
        """Append a decision. When this returns, it is on the disk.

        Raises:
            NotStoredError: The answer, the text or the version of the codeframe is not there.
            CodeSetError: No answer can have these codes.
            AnswerHeldError: A sitting was named, and the answer has been handed to another one since.
        """
        return self.add_many([coding])[0]

    def add_many(self, many: Iterable[NewCoding]) -> list[StoredCoding]:
        """Append decisions, all or none. Nobody else can save meanwhile: thousands at a time, not more.

        Raises:
            NotStoredError, CodeSetError, AnswerHeldError: As for :meth:`add`. Nothing was saved.
        """
        with self._database.write() as connection:
            saved = record(connection, list(many), self._codeframes, self._database.now(connection))
        self._database.take_stock(len(saved))
        return saved

    def withdraw(self, key: int, coder: str) -> StoredCoding:
        """Undo a decision: from now on it does not count. Doing it again changes nothing.

        Raises:
            NotStoredError: There is no such coding.
            NotYoursError: It is not by this coder.
        """
        this = CODINGS.where(codings.c.key == key)
        with self._database.write() as connection:
            row = connection.execute(this).mappings().one_or_none()
            if row is None:
                raise NotStoredError(f"coding {key}", "See that it is the same store.")
            if row["coder"] != coder:
                raise NotYoursError(key, coder)
            if row["withdrawn_at"] is None:
                now = self._database.now(connection)
                connection.execute(insert(withdrawals).values(coding=key, withdrawn_at=now))
            return stored_coding(connection.execute(this).mappings().one())

    def history(self, answer: int) -> list[StoredCoding]:
        """All that was ever said of an answer, withdrawn codings and notes too, the earliest first."""
        return self._found(CODINGS.where(codings.c.answer == answer))

    def of_sitting(self, sitting: str) -> list[StoredCoding]:
        """All that was saved in a sitting, withdrawn codings and notes too, the earliest first."""
        return self._found(CODINGS.where(codings.c.sitting == sitting))

    def first_by_people(self, survey: str, question: str) -> list[StoredCoding]:
        """The first decision that people took on each text of a question, of those that stand; the earliest first.

        It tells in which order the texts came and what for; what counts for them may be another coding.
        """
        made = codings.alias()
        here = (made.c.survey == survey, made.c.question == question)
        by_people = (made.c.source == Source.HUMAN.value, made.c.kind == Kind.CODING.value)
        withdrawn = made.c.key.in_(select(withdrawals.alias().c.coding))
        first = select(func.min(made.c.key)).where(*here, *by_people, ~withdrawn).group_by(made.c.text_key)
        return self._found(CODINGS.where(codings.c.key.in_(first)))

    def since(self, key: int = 0, *, limit: int = 1000) -> list[StoredCoding]:
        """What came after a coding, the earliest first. Who goes on from the last key he got misses none.

        A withdrawal of a coding he has got already is not told.
        """
        return self._found(CODINGS.where(codings.c.key > key).limit(limit))

    def by_coder(
        self, survey: str, question: str, coder: str | None = None, *, kinds: tuple[Kind, ...] = (Kind.CODING,)
    ) -> list[StoredCoding]:
        """The last coding that each coder, or this one, gave each answer itself, of those that count.

        Their codes are those of the codeframe in use, whatever version they were given under. Adjudications are left
        out, since they are not independent, unless ``kinds`` names them. In the order of answers, then of coders.
        """
        with self._database.read() as connection:
            by = yardstick(connection, self._codeframes, survey, question)
            wanted = CODINGS.where(codings.c.key.in_(latest_of_each(by, coder, kinds=kinds)))
            in_order = wanted.order_by(None).order_by(codings.c.answer, codings.c.coder, codings.c.key)
            return [
                stored_coding(row, by.codes_now(row["codeframe_version"], row["codes"]))
                for row in connection.execute(in_order).mappings()
            ]

    def under(self, found: Sequence[StoredCoding], frame: Codeframe) -> list[StoredCoding]:
        """Those of these codings that have a place in a codeframe, with their codes as that has them.

        Whether anybody has withdrawn them, or the text has changed, is not looked at. Notes are left out.
        """
        decided = [one for one in found if one.kind is not Kind.NOTE and one.codeframe == frame.id]
        given: dict[tuple[str, str], dict[int, Given]] = defaultdict(dict)
        for one in decided:
            if one.codeframe_version != frame.version:
                given[one.survey, one.question][one.key] = (one.codeframe_version, joined(one.code_ids))
        if not given:
            return decided
        codes = {one.key: one.code_ids for one in decided if one.codeframe_version == frame.version}
        with self._database.read() as connection:
            for question, sets in given.items():
                fates = self._codeframes.ways.fates(connection, frame, sets.values(), question)
                codes |= {key: now for key, pair in sets.items() if (now := fates[pair].code_ids) is not None}
        return [replace(one, code_ids=codes[one.key]) for one in decided if one.key in codes]

    def stale(self, survey: str, question: str) -> list[StaleCoding]:
        """Codings by people that no longer count, and that no later coding of the answer by a person has replaced.

        Of several by one coder for one answer only the last. They count again when the text or the codes come back.
        """
        with self._database.read() as connection:
            by = yardstick(connection, self._codeframes, survey, question)
            found = connection.execute(replaced_by_nobody(by, CODINGS.add_columns(answers.c.text_key.label("now"))))
            return [stale_coding(row, by) for row in found]

    def final(
        self,
        survey: str,
        question: str,
        *,
        answers: Sequence[int] | None = None,
        codeframe_version: int | None = None,
        as_of: datetime | None = None,
    ) -> list[FinalCoding]:
        """The coding that counts for each answer, in the order of answers; those without one are left out.

        Args:
            survey: Id of the survey.
            question: Id of the question.
            answers: Keys of the answers wanted, some hundreds at most; None for all.
            codeframe_version: In codes of this version; None for the one in use.
            as_of: Look at the store as it was then, with the version that was in use. What was exported once can be
                exported again.

        Raises:
            NotStoredError: The question or the version of the codeframe is not there.
        """
        with self._database.read() as connection:
            by = yardstick(connection, self._codeframes, survey, question, version=codeframe_version, as_of=as_of)
            choice = final_choice(by, answers)
            return [final_coding(row, by) for row in connection.execute(final_codings(choice))]

    def progress(self, survey: str, question: str) -> Progress:
        """How many answers to a question have a coding that counts, and where it is from.

        Raises:
            NotStoredError: The question is not there.
        """
        total = select(func.count()).select_from(answers)
        total = total.where(answers.c.survey == survey, answers.c.question == question, not_forgotten())
        with self._database.read() as connection:
            choice = final_choice(yardstick(connection, self._codeframes, survey, question))
            source = source_of(choice).label("source")
            counted = select(source, func.count()).join_from(choice, codings, codings.c.key == choice.c.coding)
            by_source = {Source(name): count for name, count in connection.execute(counted.group_by(source))}
            return Progress(
                connection.execute(total).scalar_one(), {source: by_source.get(source, 0) for source in Source}
            )

    def _found(self, wanted: Select[Any]) -> list[StoredCoding]:
        with self._database.read() as connection:
            return [stored_coding(row) for row in connection.execute(wanted).mappings()]
