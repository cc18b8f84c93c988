"""Surveys and their questions in the store."""

from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from textcoder.codeframe import Texts
from textcoder.labelling.store.database import Database
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.records import StoredQuestion, StoredSurvey
from textcoder.labelling.store.schema import codeframes, questions, surveys

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

        Another codeframe, or another version of it, decides anew which codings of the question count.

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
            if find_question(connection, question.survey, question.id):
                this = update(questions).where(mine, questions.c.id == question.id)
                connection.execute(this.values(values))
            else:
                place = connection.execute(select(func.count()).select_from(questions).where(mine)).scalar_one()
                values |= {"survey": question.survey, "id": question.id, "place": place}
                connection.execute(insert(questions).values(values))

    def question(self, survey: str, question: str) -> StoredQuestion:
        """A question.

        Raises:
            NotStoredError: There is none.
        """
        with self._database.read() as connection:
            return question_within(connection, survey, question)

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


def question_within(connection: Connection, survey: str, question: str) -> StoredQuestion:
    """A question that must be there.

    Raises:
        NotStoredError: It is not.
    """
    found = find_question(connection, survey, question)
    if found is None:
        raise NotStoredError(f"question {question!r} of survey {survey!r}", _IMPORT)
    return found


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
