"""Assignments: which answers somebody is to code for double coding, as a repeat, or for the audit."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, insert, or_, select

from textcoder.labelling.store.codeframes import Codeframes
from textcoder.labelling.store.counting import Yardstick, codes_exist, of_question, standing, yardstick
from textcoder.labelling.store.database import Database
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.records import Assignment, Purpose
from textcoder.labelling.store.schema import answers, assignments, codings, question_codeframes
from textcoder.labelling.store.upserting import batches


class Assignments:
    """Who is to code what in a store."""

    def __init__(self, database: Database, codeframes: Codeframes) -> None:
        self._database = database
        self._codeframes = codeframes

    def assign(self, keys: Collection[int], coders: Collection[str], purpose: Purpose) -> int:
        """Assign each of these answers to each of these coders. What is assigned already stays as it is.

        Returns:
            How many assignments are new.

        Raises:
            NotStoredError: An answer is not there. Nothing was assigned.
        """
        with self._database.write() as connection:
            now = self._database.now(connection)
            rows: list[dict[str, Any]] = []
            for batch in batches(dict.fromkeys(keys)):
                there = set(connection.execute(select(answers.c.key).where(answers.c.key.in_(batch))).scalars())
                missing = next((key for key in batch if key not in there), None)
                if missing is not None:
                    raise NotStoredError(f"answer {missing}", "See that it is the same store.")
                mine = select(assignments.c.answer, assignments.c.coder)
                mine = mine.where(assignments.c.answer.in_(batch), assignments.c.purpose == purpose.value)
                already = {tuple(row) for row in connection.execute(mine)}
                rows += [
                    {"answer": key, "coder": coder, "purpose": purpose.value, "assigned_at": now}
                    for key in batch
                    for coder in dict.fromkeys(coders)
                    if (key, coder) not in already
                ]
            if rows:
                connection.execute(insert(assignments), rows)
        return len(rows)

    def of(
        self, survey: str, question: str, *, coder: str | None = None, purpose: Purpose | None = None
    ) -> list[Assignment]:
        """The assignments of a question, of one coder or all and for one purpose or all, by answer and coder.

        Raises:
            NotStoredError: The question is not there.
        """
        with self._database.read() as connection:
            done = _done(yardstick(connection, self._codeframes, survey, question))
            wanted = (
                select(*assignments.c["answer", "coder", "purpose", "assigned_at"], done.label("done"))
                .join(answers, answers.c.key == assignments.c.answer)
                .where(answers.c.survey == survey, answers.c.question == question)
                .order_by(assignments.c.answer, assignments.c.coder, assignments.c.purpose)
            )
            if coder is not None:
                wanted = wanted.where(assignments.c.coder == coder)
            if purpose is not None:
                wanted = wanted.where(assignments.c.purpose == purpose.value)
            return [
                Assignment(row.answer, row.coder, Purpose(row.purpose), row.assigned_at, bool(row.done))
                for row in connection.execute(wanted)
            ]


def _done(by: Yardstick) -> ColumnElement[bool]:
    """Whether the coder has done what he was assigned.

    What he did stays done when the codeframe changes: it was fulfilled on the version of then, and an answer that is to
    be coded anew comes as a stale one, not as an assignment.
    """
    repeat = assignments.c.purpose == Purpose.CONSISTENCY.value
    since = codings.c.coded_at >= assignments.c.assigned_at
    again = and_(codings.c.answer == answers.c.key, since)
    in_use_then = (
        select(question_codeframes.c.version)
        .where(
            question_codeframes.c.survey == by.survey,
            question_codeframes.c.question == by.question,
            question_codeframes.c.codeframe == by.frame.id,
            question_codeframes.c.since <= assignments.c.assigned_at,
        )
        .order_by(question_codeframes.c.key.desc())
        .limit(1)
        .correlate(assignments)
        .scalar_subquery()
    )
    # What a coder had coded before counts only if it counted when he was assigned the answer.
    fulfilled_then = or_(since, codings.c.codeframe_version == in_use_then)
    return exists().where(
        of_question(by),
        standing(by),
        or_(codes_exist(by), and_(codings.c.codeframe == by.frame.id, fulfilled_then)),
        codings.c.coder == assignments.c.coder,
        codings.c.text_key == answers.c.text_key,
        or_(~repeat, again),
    )
