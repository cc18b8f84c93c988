"""Takes compounds apart: "kapasitetsmangel" is "kapasitet" and "mangel", and is about both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path

from textcoder.language.lexicon import FIRST, FORM, NOUN, Entry, Lexicon, in_dictionaries, is_lemma, shipped_lexicon

_SHORTEST = 3
"""Letters of a part; of one that only the dictionaries have, which list many a stray syllable, _SHORTEST_UNCOUNTED."""
_SHORTEST_UNCOUNTED = 4
_COMMON_NOUN, _COMMON = 2, 20
"""Fewest occurrences of a part of three letters, if it is a noun and if not: the shorter, the more often by chance."""
_SHORTEST_WORD = 7
_LINKS = ("", "s", "e")
"""Letters between two parts that belong to neither."""
_LINK_COST = {"": 0.0, "s": 0.7, "e": 3.0}
_NO_NOUN_COST = 2.0
_PART_COST = 6.0
"""What a part more costs beyond its own: of two readings that are much alike, the one with fewer parts is meant."""
_TOTAL = 400_000
"""Words that were counted, for the likelihood of one."""
_PREFIX_COUNT = 100
_WORDS = Path(__file__).parent / "words"
WORD_FILES = (_WORDS / "first_parts.txt", _WORDS / "no_parts.txt")
"""Words that begin compounds though they are no lemma of a noun, adjective or verb; and endings that words are made
with, and syllables, which are also words and never stand for a part."""
_FIRST_TOO, _NEVER = (frozenset(path.read_text(encoding="utf-8").split()) for path in WORD_FILES)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A way of taking a word apart."""

    parts: tuple[str, ...]
    cost: float


class Splitter:
    """Takes words apart with the words of a lexicon.

    Args:
        lexicon: Says what words there are and how common they are.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._parts = lru_cache(maxsize=200_000)(self._taken_apart)

    def parts(self, word: str) -> tuple[str, ...]:
        """The parts of a word in lower case, without what links them; the last one keeps its ending.

        Returns:
            The word alone where it is no compound, or none that can be told with some certainty.
        """
        return self._parts(word.lower())

    def _taken_apart(self, word: str) -> tuple[str, ...]:
        if "-" in word.strip("-"):
            pieces = [piece for piece in word.split("-") if piece]
            return tuple(part for piece in pieces for part in self._parts(piece))
        if len(word) < _SHORTEST_WORD or not word.isalpha():
            return (word,)
        best = min(self._readings(word), key=lambda reading: reading.cost, default=None)
        return best.parts if best is not None and self._is_likely(word, best) else (word,)

    def _readings(self, word: str) -> Iterator[_Reading]:
        """Every way to take a word apart."""
        for end in range(_SHORTEST, len(word) - _SHORTEST + 1):
            for first, rest, link in _cut(word, end):
                cost = self._first_cost(first)
                if cost is None:
                    continue
                cost += _LINK_COST[link]
                last = self._last_cost(rest)
                if last is not None:
                    yield _Reading((first, rest), cost + last)
                yield from (
                    _Reading((first, *further.parts), cost + further.cost + _PART_COST)
                    for further in self._readings_of_rest(rest)
                )

    def _readings_of_rest(self, rest: str) -> Sequence[_Reading]:
        if len(rest) < _SHORTEST_WORD:
            return ()
        best = min(self._readings(rest), key=lambda reading: reading.cost, default=None)
        return () if best is None else (best,)

    def _first_cost(self, part: str) -> float | None:
        """How unlikely a part is in front; None if it cannot stand there."""
        if part in _FIRST_TOO:
            return _cost(_PREFIX_COUNT)
        if len(part) < _SHORTEST or part in _NEVER:
            return None
        entry = self._lexicon[part]
        if FIRST in entry.roles:
            if len(part) == _SHORTEST and not _is_common(entry):
                return None
            # Of words that are no nouns, few begin a compound.
            return _cost(entry.count) + (0.0 if NOUN in entry.roles else _NO_NOUN_COST)
        if entry.roles or entry.count:
            return None
        return _cost(0) if len(part) >= _SHORTEST_UNCOUNTED and is_lemma(part) else None

    def _last_cost(self, part: str) -> float | None:
        """How unlikely a part is at the end; None if it cannot stand there."""
        if len(part) < _SHORTEST or part in _NEVER:
            return None
        entry = self._lexicon[part]
        if FORM in entry.roles or FIRST in entry.roles:
            if len(part) == _SHORTEST and not _is_common(entry):
                return None
            return _cost(entry.count) + (0.0 if NOUN in entry.roles else _NO_NOUN_COST)
        if entry.roles or entry.count:
            return None
        return _cost(0) if len(part) >= _SHORTEST_UNCOUNTED and in_dictionaries(part) else None

    def _is_likely(self, word: str, reading: _Reading) -> bool:
        """Whether a word that is one already is better read as a compound."""
        whole = self._lexicon[word]
        shortest = min(map(len, reading.parts))
        if whole.roles and shortest <= _SHORTEST_UNCOUNTED:
            return reading.cost / len(reading.parts) < _cost(whole.count)
        return True


def _cut(word: str, end: int) -> Iterator[tuple[str, str, str]]:
    """First part, rest and link, where the first part with its link ends there."""
    for link in _LINKS:
        if word[:end].endswith(link):
            yield word[: end - len(link)], word[end:], link
    if word[end - 1] == word[end - 2] and len(word) - end >= _SHORTEST_UNCOUNTED:
        # Of three equal letters one is dropped: "buss" and "stasjon" make "busstasjon".
        yield word[:end], word[end - 1 :], ""


def _is_common(entry: Entry) -> bool:
    return entry.count >= (_COMMON_NOUN if NOUN in entry.roles else _COMMON)


def _cost(count: int) -> float:
    return log(_TOTAL / (count + 0.5))


@lru_cache(maxsize=1)
def _shipped() -> Splitter:
    return Splitter(shipped_lexicon())


def parts(word: str) -> tuple[str, ...]:
    """The parts of a word, as ``Splitter.parts`` finds them with the lexicon that comes with textcoder."""
    return _shipped().parts(word)
