"""Answers in the store: brought in, changed, found. None is taken out but those of respondents who are forgotten."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select

from textcoder.labelling.store.database import Database
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.forgotten import not_forgotten
from textcoder.labelling.store.records import EarlierText, IncomingAnswer, StoredAnswer, Upserted
from textcoder.labelling.store.schema import answers, earlier_texts
from textcoder.labelling.store.upserting import batches, upsert
from textcoder.language.identity import fingerprint

ANSWERS = select(*answers.c[tuple(StoredAnswer.__dataclass_fields__)])
"""The columns of a :class:`StoredAnswer`, in its order."""


class Answers:
    """The answers of a store.

    Args:
        database: Where they are.
        identity: The key of a text, equal for identical answers.
    """

    def __init__(self, database: Database, identity: Callable[[str], str] = fingerprint) -> None:
        self._database = database
        self.identity = identity

    def upsert(self, survey: str, question: str, incoming: Iterable[IncomingAnswer]) -> Upserted:
        """Bring answers to a question in: new ones are added, those with a known id are brought up to date.

        Stored answers that are not among them stay. Broken off, it can be run again and goes on where it was.

        Raises:
            NotStoredError: The question is not there.
            IncomingAnswersError: An id is blank or occurs twice. Nothing was stored.
        """
        return upsert(self._database, (survey, question), incoming, self.identity)

    def of(self, survey: str, question: str) -> list[StoredAnswer]:
        """All answers to a question, in the order they first came in."""
        wanted = _of_question(survey, question)
        return self._found(wanted.order_by(answers.c.key))

    def get(self, key: int) -> StoredAnswer:
        """An answer by its key.

        Raises:
            NotStoredError: There is none.
        """
        return self.many([key])[0]

    def many(self, keys: Sequence[int]) -> list[StoredAnswer]:
        """Answers by their keys, in the order of the keys.

        Raises:
            NotStoredError: One is not there.
        """
        found: dict[int, StoredAnswer] = {}
        for batch in batches(keys):
            found |= {one.key: one for one in self._found(ANSWERS.where(answers.c.key.in_(batch)))}
        missing = next((key for key in keys if key not in found), None)
        if missing is not None:
            raise NotStoredError(f"answer {missing}", "See that it is the same store.")
        return [found[key] for key in keys]

    def with_id(self, survey: str, question: str, answer_id: str) -> StoredAnswer | None:
        """An answer by the id it came with; None where there is none."""
        wanted = _of_question(survey, question).where(answers.c.id == answer_id)
        return next(iter(self._found(wanted)), None)

    def identical(self, key: int) -> list[int]:
        """Keys of the answers to the same question that are identical to this one, itself among them, in order."""
        this = answers.alias()
        same = [answers.c[name] == this.c[name] for name in ("survey", "question", "text_key")]
        wanted = select(answers.c.key).where(this.c.key == key, *same).order_by(answers.c.key)
        with self._database.read() as connection:
            return list(connection.execute(wanted).scalars())

    def search(self, survey: str, question: str, words: str, *, limit: int | None = None) -> list[StoredAnswer]:
        """Answers in which all these words occur, as parts of words too; capitals do not count. In the usual order."""
        wanted = _of_question(survey, question)
        for word in words.replace("\0", " ").casefold().split():
            wanted = wanted.where(answers.c.folded.contains(word, autoescape=True))
        return self._found(wanted.order_by(answers.c.key).limit(limit))

    def earlier_texts(self, key: int) -> list[EarlierText]:
        """The texts an answer has had before, the first one first."""
        wanted = select(*earlier_texts.c[tuple(EarlierText.__dataclass_fields__)])
        wanted = wanted.where(earlier_texts.c.answer == key).order_by(earlier_texts.c.text_version)
        with self._database.read() as connection:
            return [EarlierText(*row) for row in connection.execute(wanted)]

    def _found(self, wanted: Select[Any]) -> list[StoredAnswer]:
        with self._database.read() as connection:
            return [StoredAnswer(*row) for row in connection.execute(wanted)]


def _of_question(survey: str, question: str) -> Select[Any]:
    return ANSWERS.where(answers.c.survey == survey, answers.c.question == question, not_forgotten())
