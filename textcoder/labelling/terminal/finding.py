"""What a coder can look for: codes by their names, answers by their words or their id."""

from dataclasses import dataclass

from textcoder.codeframe import Code, in_language
from textcoder.labelling.session import Sitting
from textcoder.labelling.store.forgotten import is_mark
from textcoder.labelling.store.records import StoredAnswer

_SHORTEST = 2
"""Letters from which answers are looked for; a code is found with one."""
_SHORTEST_PART = 3
"""Letters from which a part of an id is enough."""
_MOST_BY_ID = 20


@dataclass(frozen=True, slots=True)
class Hits:
    """The answers that were found."""

    by_id: tuple[StoredAnswer, ...] = ()
    by_words: tuple[StoredAnswer, ...] = ()
    """Without those that were found by their id."""

    @property
    def all(self) -> tuple[StoredAnswer, ...]:
        """Those found by their id first."""
        return self.by_id + self.by_words


def find(sitting: Sitting, words: str, *, limit: int) -> Hits:
    """Answers to the question in which all these words occur, and those whose id is this or has it in it."""
    if len(words) < _SHORTEST:
        return Hits()
    seat = sitting.seat
    by_id = tuple(_with_id(sitting, words))
    known = {one.key for one in by_id}
    found = sitting.store.answers.search(seat.survey, seat.question, words, limit=limit)
    return Hits(by_id, tuple(one for one in found if one.key not in known))


def _with_id(sitting: Sitting, words: str) -> list[StoredAnswer]:
    wanted = words.casefold()
    exact = [one.key for one in sitting.overview.answers if one.id.casefold() == wanted]
    part = [one.key for one in sitting.overview.answers if wanted in one.id.casefold()]
    keys = exact or (part[:_MOST_BY_ID] if len(wanted) >= _SHORTEST_PART else [])
    # Read again: they may have been forgotten since.
    return [one for one in sitting.store.answers.many(keys) if not is_mark(one.text_key)]


def is_about(code: Code, words: str) -> bool:
    """Whether these words, or letters, are part of a code's id, number, label or phrases."""
    texts = (code.id, str(code.number), in_language(code.label), *code.include)
    return any(words.casefold() in text.casefold() for text in texts)
