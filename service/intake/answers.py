"""Answers as they come in: each is read by itself, and one that cannot be stored says why."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from service.compute.records import RecordId, RecordProblem, read_records
from textcoder.labelling.receiving import Arriving
from textcoder.labelling.store.upserting import clean

LONGEST_ID: Final = 200
"""Characters; databases do not find their way by longer ones."""
_FIELDS = frozenset(("id", "text", "background"))
_MOST_COLUMNS = 500
_WRONG_TYPE = "wrong_type"
_DOUBLE = RecordProblem(
    "double_id", "Several answers of this request have the id, so nobody knows which counts. Send one of them."
)
_Background = dict[str, str | int | float | bool | None]


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """An answer of a request, or why it is none."""

    id: RecordId
    """As it came."""
    stored_id: str = ""
    """As the store has it: text, without blanks around it."""
    text: str = ""
    background: _Background | None = None
    problem: RecordProblem | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """The answers of a request, in their order."""

    read: tuple[ReadAnswer, ...]

    def without_personal_data(self, redacted: Callable[[Sequence[str]], Sequence[str]]) -> list[Arriving]:
        """Those that can be stored, after redaction.

        Args:
            redacted: Gives texts without what is personal.
        """
        good = [one for one in self.read if one.problem is None]
        texts = redacted([one.text for one in good])
        return [Arriving(one.stored_id, text, one.background) for one, text in zip(good, texts, strict=True)]


def read_answers(raw: Sequence[object], *, most_characters: int) -> Incoming:
    """Read answers, in their order; none is left out.

    Args:
        raw: Whatever came in.
        most_characters: Longer texts are not taken.
    """
    records = read_records(raw, "", most_characters=most_characters)
    read = [
        ReadAnswer(record.id, problem=record.problem) if record.problem else _read(record.id, record.text, one)
        for record, one in zip(records, raw, strict=True)
    ]
    times = Counter(one.stored_id for one in read if one.problem is None)
    return Incoming(tuple(replace(one, problem=_DOUBLE) if times[one.stored_id] > 1 else one for one in read))


def stored_id(record_id: RecordId) -> str:
    """An id as the store has it."""
    return clean(str(record_id).strip())


def _read(record_id: RecordId, text: str, raw: object) -> ReadAnswer:
    assert isinstance(raw, Mapping)
    the_id = stored_id(record_id)
    background = raw.get("background")
    problem = None
    if len(the_id) > LONGEST_ID:
        problem = RecordProblem("too_long", f"The id has {len(the_id)} characters, and at most {LONGEST_ID} are taken.")
    elif not raw.keys() <= _FIELDS:
        problem = RecordProblem(_WRONG_TYPE, "An answer has id, text and background, and this one has more.")
    elif background is not None and not _is_background(background):
        problem = RecordProblem(
            _WRONG_TYPE,
            f"The background is no object of at most {_MOST_COLUMNS} texts, finite numbers, truth values and nulls.",
        )
    return ReadAnswer(record_id, the_id, text, background, problem)


def _is_background(value: object) -> bool:
    return isinstance(value, dict) and len(value) <= _MOST_COLUMNS and all(map(_is_cell, value.values()))


def _is_cell(value: object) -> bool:
    return value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))
