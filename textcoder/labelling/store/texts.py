"""What people have decided on texts, whatever answers they stand in: for those who code new answers with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, Select, bindparam, case, func, literal, select

from textcoder.codings import Source
from textcoder.labelling.store.counting import Yardstick, counting, yardstick
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import Kind
from textcoder.labelling.store.schema import codings, questions
from textcoder.labelling.store.upserting import batches

_KEYS = literal(2**50, BigInteger)
"""More than there will ever be codings: weight and key are made one number, as for final codings."""

# Made once: putting it together takes as long as having it answered, and it is asked for every batch of answers.
_SURVEYS = (
    select(codings.c.survey)
    .where(
        codings.c.survey.in_(
            select(questions.c.survey).where(
                questions.c.id == bindparam("question"), questions.c.codeframe == bindparam("codeframe")
            )
        ),
        codings.c.question == bindparam("question"),
        codings.c.text_key.in_(bindparam("text_keys", expanding=True)),
        codings.c.source == Source.HUMAN.value,
    )
    .distinct()
)


@dataclass(frozen=True, slots=True)
class TextDecision:
    """The coding by a person that counts for all answers with a text, but for those that people have coded."""

    text_key: str
    code_ids: tuple[str, ...]
    """Of the version of the codeframe that the question has now."""
    coding: int
    """Key of the coding."""
    coder: str
    adjudicated: bool


def of_texts(store: Store, codeframe: str, question: str, text_keys: Sequence[str]) -> dict[str, TextDecision]:
    """What people have decided on these texts as answers to a question of any survey that has this codeframe.

    Adjudications go before other codings, and later ones before earlier ones. Texts nobody has coded are left out.

    Args:
        store: The label store.
        codeframe: Id of the codeframe.
        question: Id of the question.
        text_keys: As :func:`textcoder.language.identity.fingerprint` makes them.

    Raises:
        StoreUnavailableError: The database cannot be reached, or broke off.
    """
    found: dict[str, tuple[tuple[bool, int], TextDecision]] = {}
    with store.database.read() as connection:
        for batch in batches(text_keys):
            for survey in _coded_in(connection, codeframe, question, batch):
                by = yardstick(connection, store.codeframes, survey, question)
                for one in _decisions(connection, by, batch):
                    rank = (one.adjudicated, one.coding)
                    if one.text_key not in found or found[one.text_key][0] < rank:
                        found[one.text_key] = rank, one
    return {text_key: one for text_key, (_, one) in found.items()}


def questions_with(store: Store, codeframe: str) -> frozenset[str]:
    """Ids of the questions whose answers are coded with a codeframe.

    Raises:
        StoreUnavailableError: The database cannot be reached, or broke off.
    """
    with store.database.read() as connection:
        wanted = select(questions.c.id).where(questions.c.codeframe == codeframe).distinct()
        return frozenset(connection.execute(wanted).scalars())


def latest_of_texts(connection: Connection, by: Yardstick, *, most: int) -> list[TextDecision]:
    """What people have decided on the texts of a question, the latest decisions first.

    Args:
        connection: Within a transaction.
        by: The question.
        most: At most so many.

    Raises:
        StoreUnavailableError: The database cannot be reached, or broke off.
    """
    return _decisions(connection, by, None, most=most)


def _coded_in(connection: Connection, codeframe: str, question: str, text_keys: Sequence[str]) -> list[str]:
    """The surveys in which a person has coded one of the texts: mostly none, which an index alone tells."""
    wanted = {"codeframe": codeframe, "question": question, "text_keys": text_keys}
    return sorted(connection.execute(_SURVEYS, wanted).scalars())


def _decisions(
    connection: Connection, by: Yardstick, text_keys: Sequence[str] | None, *, most: int | None = None
) -> list[TextDecision]:
    best = _best(by, text_keys).subquery("best")
    wanted = select(*codings.c["key", "text_key", "codes", "coder", "kind", "codeframe_version"])
    wanted = wanted.join(best, codings.c.key == best.c.weight % _KEYS)
    if most is not None:
        wanted = wanted.order_by(codings.c.key.desc()).limit(most)
    return [
        TextDecision(
            text_key=row.text_key,
            code_ids=by.codes_now(row.codeframe_version, row.codes),
            coding=row.key,
            coder=row.coder,
            adjudicated=row.kind == Kind.ADJUDICATION,
        )
        for row in connection.execute(wanted)
    ]


def _best(by: Yardstick, text_keys: Sequence[str] | None) -> Select[tuple[int]]:
    adjudicated = case((codings.c.kind == Kind.ADJUDICATION, 1), else_=0)
    heaviest = func.max(adjudicated * _KEYS + codings.c.key).label("weight")
    made = select(heaviest).where(counting(by), codings.c.source == Source.HUMAN)
    if text_keys is not None:
        made = made.where(codings.c.text_key.in_(text_keys))
    return made.group_by(codings.c.text_key)
