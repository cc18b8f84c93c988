"""Surveys and their questions in the store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from textcoder.codeframe import Texts
from textcoder.labelling.store.database import Database
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.records import StoredQuestion, StoredSurvey
from textcoder.labelling.store.schema import codeframes, question_codeframes, questions, surveys

_IMPORT = "Bring its answers in with: textcoder import."


class Surveys:
    """The surveys of a store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, survey: str, title: Texts | None = None) -> None:
        """Store a survey, or give a stored one another title."""
        with self._database.write() as connection:
            there = connection.execute(select(surveys.c.id).where(surveys.c.id == survey)).scalar()
            if there is None:
                now = self._database.now(connection)
                connection.execute(insert(surveys).values(id=survey, title=title or {}, created_at=now))
            elif title is not None:
                connection.execute(update(surveys).where(surveys.c.id == survey).values(title=title))

    def put_question(self, question: StoredQuestion) -> None:
        """Store a question, or change the text or codeframe of a stored one.

        Another codeframe, or another version of it, decides anew which codings of the question count. The store keeps
        which one was in use when. Where codes have been merged or split, :class:`Migrations` moves the codings.

        Raises:
            NotStoredError: The survey or this version of the codeframe is not there.
        """
        values: dict[str, Any] = {
            "text": question.text,
            "codeframe": question.codeframe,
            "codeframe_version": question.codeframe_version,
        }
        with self._database.write() as connection:
            _check_there(connection, question)
            mine = questions.c.survey == question.survey
            before = find_question(connection, question.survey, question.id)
            if before:
                this = update(questions).where(mine, questions.c.id == question.id)
                connection.execute(this.values(values))
            else:
                place = connection.execute(select(func.count()).select_from(questions).where(mine)).scalar_one()
                values |= {"survey": question.survey, "id": question.id, "place": place}
                connection.execute(insert(questions).values(values))
            if before is None or _frame_of(before) != _frame_of(question):
                note_codeframe(connection, question, self._database.now(connection))

    def question(self, survey: str, question: str, *, as_of: datetime | None = None) -> StoredQuestion:
        """A question, with the codeframe in use, or with the one that was in use then.

        Raises:
            NotStoredError: There is none.
        """
        with self._database.read() as connection:
            return question_within(connection, survey, question, as_of)

    def get(self, survey: str) -> StoredSurvey:
        """A survey.

        Raises:
            NotStoredError: There is none.
        """
        found = next((one for one in self.all() if one.id == survey), None)
        if found is None:
            raise NotStoredError(f"survey {survey!r}", _IMPORT)
        return found

    def all(self) -> list[StoredSurvey]:
        """All surveys by id, with their questions."""
        with self._database.read() as connection:
            found = connection.execute(select(surveys.c.id, surveys.c.title).order_by(surveys.c.id)).all()
            asked = connection.execute(_QUESTIONS.order_by(questions.c.survey, questions.c.place)).all()
        of_survey = [_question(row) for row in asked]
        return [
            StoredSurvey(row.id, row.title, tuple(one for one in of_survey if one.survey == row.id)) for row in found
        ]


_QUESTIONS = select(*questions.c["survey", "id", "codeframe", "codeframe_version", "text"])


def find_question(connection: Connection, survey: str, question: str) -> StoredQuestion | None:
    """A question, read within a transaction of the store's."""
    row = connection.execute(_QUESTIONS.where(questions.c.survey == survey, questions.c.id == question)).one_or_none()
    return None if row is None else _question(row)


def question_within(
    connection: Connection, survey: str, question: str, as_of: datetime | None = None
) -> StoredQuestion:
    """A question that must be there, with the codeframe it has, or had then.

    Raises:
        NotStoredError: It is not.
    """
    found = find_question(connection, survey, question)
    if found is None:
        raise NotStoredError(f"question {question!r} of survey {survey!r}", _IMPORT)
    return found if as_of is None else _as_of(connection, found, as_of)


def versions_used(
    connection: Connection, survey: str, question: str, as_of: datetime | None = None
) -> Sequence[Row[Any]]:
    """The codeframes a question has had, or had had then, with ``version`` and ``since``, the first one first."""
    columns: Any = question_codeframes.c["codeframe", "version", "since"]
    mine = (question_codeframes.c.survey == survey, question_codeframes.c.question == question)
    used = connection.execute(select(*columns).where(*mine).order_by(question_codeframes.c.key)).all()
    if as_of is None:
        return used
    # Before its first codeframe it had no answers either; any of them will do, and the first is the likeliest.
    return used[: next((place for place in range(len(used), 0, -1) if used[place - 1].since <= as_of), 1)]


def _as_of(connection: Connection, question: StoredQuestion, moment: datetime) -> StoredQuestion:
    then = versions_used(connection, question.survey, question.id, moment)[-1]
    return replace(question, codeframe=then.codeframe, codeframe_version=then.version)


def note_codeframe(connection: Connection, question: StoredQuestion, now: datetime) -> None:
    """Keep that from now on a question is coded with its codeframe, within a transaction that writes."""
    values = {"survey": question.survey, "question": question.id, "since": now}
    values |= {"codeframe": question.codeframe, "version": question.codeframe_version}
    connection.execute(insert(question_codeframes).values(values))


def _frame_of(question: StoredQuestion) -> tuple[str, int]:
    return question.codeframe, question.codeframe_version


def _question(row: Row[Any]) -> StoredQuestion:
    return StoredQuestion(row.survey, row.id, row.codeframe, row.codeframe_version, row.text)


def _check_there(connection: Connection, question: StoredQuestion) -> None:
    if connection.execute(select(surveys.c.id).where(surveys.c.id == question.survey)).scalar() is None:
        raise NotStoredError(f"survey {question.survey!r}", "Store it before its questions.")
    frame = select(codeframes.c.id).where(
        codeframes.c.id == question.codeframe, codeframes.c.version == question.codeframe_version
    )
    if connection.execute(frame).scalar() is None:
        what = f"version {question.codeframe_version} of codeframe {question.codeframe!r}"
        raise NotStoredError(what, "Store it before the questions that use it.")
