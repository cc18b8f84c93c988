"""Answers by the ids they came with, many at once."""

from collections.abc import Iterable

from textcoder.labelling.store.answers import ANSWERS
from textcoder.labelling.store.forgotten import not_forgotten
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import StoredAnswer
from textcoder.labelling.store.schema import answers
from textcoder.labelling.store.upserting import batches


def answers_by_id(store: Store, survey: str, question: str, ids: Iterable[str]) -> dict[str, StoredAnswer]:
    """The answers to a question that have these ids; those that are not there are left out.

    Raises:
        StoreUnavailableError: The database cannot be reached, or broke off.
    """
    found: dict[str, StoredAnswer] = {}
    asked = ANSWERS.where(answers.c.survey == survey, answers.c.question == question, not_forgotten())
    with store.database.read() as connection:
        for batch in batches(dict.fromkeys(ids)):
            for row in connection.execute(asked.where(answers.c.id.in_(batch))):
                found[row.id] = StoredAnswer(*row)
    return found
