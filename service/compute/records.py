"""Records as they come in: each is read by itself, and one that cannot be used says why."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from service.compute.errors import TooManyRecordsError, TooManyToExplainError
from textcoder.labelling.store.upserting import clean

MOST_EXPLAINED = 200
"""Records of a request that wants explanations, each of which takes as long as the coding of up to forty answers."""
RecordId = str | int | float | None


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """Why a record was not coded."""

    type: str
    """A word for programs."""
    detail: str
    """A sentence for people."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a request."""

    id: RecordId
    """As it came; None where there is none that could be given back."""
    text: str = ""
    question: str = ""
    problem: RecordProblem | None = None


NO_ID = RecordProblem("no_id", "The record has no id. Give it one, so that its result can be matched.")
BLANK_ID = RecordProblem("no_id", "The id is blank. Give the record one, so that its result can be matched.")
NO_TEXT = RecordProblem("no_text", "The record has no field 'text'. Send an empty text for an empty answer.")
NOT_CODED = RecordProblem("not_coded", "The answer could not be coded. Tell whoever runs the service.")
_WRONG_TYPE = "wrong_type"


def check_number(count: int, most: int, *, explain: bool) -> None:
    """See that a request does not ask too much.

    Args:
        count: Its records.
        most: Records that a request may have.
        explain: Whether their codings are to be explained.

    Raises:
        TooManyRecordsError: They are more.
        TooManyToExplainError: They are more than can be explained while somebody waits.
    """
    if count > most:
        raise TooManyRecordsError(count, most)
    if explain and count > MOST_EXPLAINED:
        raise TooManyToExplainError(count, MOST_EXPLAINED)


def read_records(raw: Sequence[object], question: str, *, most_characters: int) -> list[Record]:
    """Read records, in their order; none is left out.

    Args:
        raw: Whatever came in.
        question: Id of the question of records that name none.
        most_characters: Longer texts are not coded.
    """
    return [_read(one, question, most_characters) for one in raw]


def unknown_question(known: frozenset[str]) -> RecordProblem:
    """The problem of a record whose question is none of those there are."""
    there = ", ".join(sorted(known)[:12])
    return RecordProblem("unknown_question", f"The question is not known with this codeframe. There is: {there}.")


def doubles_in_words(records: Sequence[Record]) -> list[str]:
    """A warning where ids occur more than once."""
    counts = Counter((type(one.id), one.id) for one in records if one.id is not None)
    doubled = [count for count in counts.values() if count > 1]
    if not doubled:
        return []
    several = "ids occur" if len(doubled) > 1 else "id occurs"
    return [f"{len(doubled)} {several} more than once, in {sum(doubled)} records; each record has its own result."]


def _read(raw: object, question: str, most_characters: int) -> Record:
    if not isinstance(raw, dict):
        return Record(None, problem=RecordProblem(_WRONG_TYPE, "The record is not an object with id and text."))
    record_id, problem = _read_id(raw)
    text = raw.get("text", "")
    asked = raw.get("question")
    if problem is None:
        problem = _problem_of(raw, most_characters)
    if problem is not None:
        return Record(record_id, problem=problem)
    return Record(record_id, clean(text or ""), clean(question if asked is None else asked))


def _read_id(raw: dict[object, object]) -> tuple[RecordId, RecordProblem | None]:
    record_id = raw.get("id")
    if record_id is None:
        return None, NO_ID
    if isinstance(record_id, bool) or not isinstance(record_id, str | int | float):
        return None, RecordProblem(_WRONG_TYPE, "The id is neither a text nor a number.")
    if isinstance(record_id, float) and not math.isfinite(record_id):
        return None, RecordProblem(_WRONG_TYPE, "The id is not a finite number.")
    if isinstance(record_id, str) and not record_id.strip():
        return record_id, BLANK_ID
    return record_id, None


def _problem_of(raw: dict[object, object], most_characters: int) -> RecordProblem | None:
    if "text" not in raw:
        return NO_TEXT
    text, question = raw["text"], raw.get("question")
    if text is not None and not isinstance(text, str):
        return RecordProblem(_WRONG_TYPE, "The text is not a text. Send numbers and lists as text, or leave them out.")
    if question is not None and not isinstance(question, str):
        return RecordProblem(_WRONG_TYPE, "The question is not a text.")
    if text is not None and len(text) > most_characters:
        said = f"The text has {len(text)} characters, and at most {most_characters} are taken."
        return RecordProblem("too_long", said)
    return None
