"""Mends typing errors towards words that are known, and joins what should be one word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from textcoder.language.abbreviations import abbreviations
from textcoder.language.compounds import Splitter
from textcoder.language.lexicon import FIRST, FORM, NOUN, Lexicon, in_dictionaries, shipped_lexicon

_SHORTEST, _SHORTEST_TWICE = 5, 9
"""Letters of a word that may have an error, and of one that may have two: shorter ones are near too many others."""
_FEWEST, _FEWEST_TWICE = 2, 5
"""How often a word must occur to be what was meant."""
_SHORTEST_MENDED, _SHORTEST_INTACT = 5, 4
"""Letters of the part of a compound that has the error, and of the other."""
_SHORTEST_JOINED = 4
_LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
_COLUMN = {letter: column for column, letter in enumerate(_LETTERS)}
_LINKS = ("", "s", "e")
_GLUED = ("og", "som", "det", "ikke", "ikkje", "på", "vi", "å", "i")
"""Words that get stuck to their neighbour; those that verbs begin with, as "til" and "av", are not among them."""
_SHORTEST_NEIGHBOUR = 4
_APART = frozenset(("fjor", "hundre", "alle", "neste", "dagens", "hele", "heile"))
"""First words that are rightly written apart, though they are nouns and make compounds, too."""


class Speller:
    """Mends words with the words of a lexicon.

    Args:
        lexicon: The words that an error is mended towards.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._splitter = Splitter(lexicon)
        self.repaired = lru_cache(maxsize=100_000)(self._repaired)

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is one, is one in the genitive, or is a compound of such."""
        if self._lexicon.knows(word) or (word.endswith("s") and self._lexicon.knows(word[:-1])):
            return True
        return len(self._splitter.parts(word)) > 1

    def _repaired(self, word: str) -> str:
        """What was meant by a lower-case word that is none; the word itself if it is one, or nothing is near.

        Nearest is what is one letter more, less, other or swapped away, or two in words of nine letters or more;
        of equally near ones the most common. The first letter counts as right. Of compounds, one part may be wrong.
        A short word that is stuck to the next is parted from it, by a space.
        """
        if len(word) < _SHORTEST or not set(word) <= _COLUMN.keys() or word in abbreviations() or self.knows(word):
            return word
        return self._nearest(word, 1) or self._compound(word) or self._parted(word) or self._nearest(word, 2) or word

    def joined(self, words: Sequence[str]) -> tuple[str, ...]:
        """Lower-case words, where two nouns in a row that are one word are written as one.

        "kompetanse heving" becomes "kompetanseheving" as that is a word; what is written apart rightly stays so.
        """
        found: list[str] = []
        for word in words:
            if found and self._belong_together(found[-1], word):
                found[-1] += word
            else:
                found.append(word)
        return tuple(found)

    def _belong_together(self, first: str, last: str) -> bool:
        if first in _APART or min(len(first), len(last)) < _SHORTEST_JOINED or not self._lexicon.knows(first + last):
            return False
        before, after = self._lexicon[first].roles, self._lexicon[last]
        # A word that was not counted is rare, and rare words are nouns.
        is_noun = NOUN in after.roles or (after.count == 0 and in_dictionaries(last))
        return FIRST in before and NOUN in before and is_noun

    def _nearest(self, word: str, distance: int) -> str | None:
        """The most common word so many letters away."""
        if distance > 1 and len(word) < _SHORTEST_TWICE:
            return None
        near = [
            known
            for known in self._targets.near(word, distance)
            if self._lexicon[known].count >= (_FEWEST if distance == 1 else _FEWEST_TWICE)
            and edits(word, known, distance) == distance
        ]
        return max(near, key=lambda known: (self._lexicon[known].count, known), default=None)

    def _compound(self, word: str) -> str | None:
        """A compound with an error in one of its two parts."""
        ends = range(_SHORTEST_INTACT, len(word) - _SHORTEST_INTACT + 1)
        found = (mended for end in ends for link in _LINKS for mended in self._mended_halves(word, end, link))
        return max(found, key=lambda mended: (self._lexicon.knows(mended), self._least(mended), mended), default=None)

    def _least(self, word: str) -> int:
        """How common the rarest part of a compound is."""
        return min(self._lexicon[part].count for part in self._splitter.parts(word))

    def _mended_halves(self, word: str, end: int, link: str) -> Iterator[str]:
        """The word with its last part mended, and with its first, if the other is one as it stands."""
        first, last = word[: end - len(link)], word[end:]
        if not word[:end].endswith(link):
            return
        if len(first) >= _SHORTEST_INTACT and len(last) >= _SHORTEST_MENDED and self._is_first(first):
            mended = self._nearest(last, 1)
            if mended is not None and self._is_last(mended):
                yield first + link + mended
        if len(first) >= _SHORTEST_MENDED and len(last) >= _SHORTEST_INTACT and self._is_last(last):
            mended = self._nearest(first, 1)
            if mended is not None and self._is_first(mended):
                yield mended + link + last

    def _is_last(self, part: str) -> bool:
        entry = self._lexicon[part]
        return FORM in entry.roles and NOUN in entry.roles and entry.count >= _FEWEST

    def _is_first(self, part: str) -> bool:
        entry = self._lexicon[part]
        return FIRST in entry.roles and NOUN in entry.roles and entry.count >= _FEWEST

    def _parted(self, word: str) -> str | None:
        for glued in _GLUED:
            before, after = word.removeprefix(glued), word.removesuffix(glued)
            for rest, mended in ((before, f"{glued} {before}"), (after, f"{after} {glued}")):
                if rest != word and len(rest) >= _SHORTEST_NEIGHBOUR and self._lexicon[rest].count >= _FEWEST_TWICE:
                    return mended
        return None

    @cached_property
    def _targets(self) -> _Targets:
        entries = self._lexicon.entries
        return _Targets([word for word in entries if entries[word].count >= _FEWEST and set(word) <= _COLUMN.keys()])


class _Targets:
    """Finds words that could be near by the letters they have: as many of each, but for a few."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._letters = np.array([_letters(word) for word in words], dtype=np.int8).reshape(len(words), len(_LETTERS))
        firsts = np.array([word[0] for word in words])
        self._rows = {letter: np.flatnonzero(firsts == letter) for letter in _LETTERS}

    def near(self, word: str, distance: int) -> list[str]:
        """Words with the same first letter, which differ from this one by at most twice as many letters."""
        rows = self._rows[word[0]]
        apart = np.abs(self._letters[rows] - _letters(word)).sum(axis=1)
        return [self._words[row] for row in rows[apart <= 2 * distance]]


def _letters(word: str) -> NDArray[np.int8]:
    """How many of each letter a word has, shape (len(_LETTERS),)."""
    return np.bincount([_COLUMN[letter] for letter in word], minlength=len(_LETTERS)).astype(np.int8)


def edits(one: str, other: str, most: int) -> int:
    """Letters to put in, leave out, change or swap with the next one to get from one word to the other.

    Returns:
        The number (optimal string alignment), or ``most + 1`` where it is larger than ``most``.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return min(row[-1], most + 1)


@lru_cache(maxsize=1)
def _shipped() -> Speller:
    return Speller(shipped_lexicon())


def repaired(word: str) -> str:
    """What was meant by a word, as ``Speller.repaired`` finds it with the lexicon that comes with textcoder."""
    return _shipped().repaired(word.lower())


def joined(words: Sequence[str]) -> tuple[str, ...]:
    """Words as ``Speller.joined`` joins them with the lexicon that comes with textcoder."""
    return _shipped().joined([word.lower() for word in words])
