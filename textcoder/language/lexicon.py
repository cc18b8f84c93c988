"""The words of both written standards, with how often they are written and what they can be in a compound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "words" / "lexicon.tsv"
"""Word, count and roles, parted by tabs; made by tools/build_lexicon.py."""
SHORTEST = 2
"""Letters of the shortest word in it."""
FIRST, FORM, NOUN, COMPOUND = "f", "l", "n", "c"
"""Roles: can stand first in a compound, being the lemma of a noun, adjective or verb; can stand last, being a form of
one; is a noun; is itself a compound that the treebank's dictionary lacks."""
_STANDARDS = ("nb", "nn")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a lower-case word."""

    count: int
    """How often it occurs in half a million words."""
    roles: str
    """Letters of FIRST, FORM, NOUN and COMPOUND; none for a pronoun, a preposition and the like."""


_UNKNOWN = Entry(0, "")


class Lexicon:
    """Knows words: those counted here, and those of the lemmatizer's dictionaries, which nobody counted.

    Args:
        entries: By lower-case word.
    """

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self.entries = entries

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is one."""
        return word in self.entries or in_dictionaries(word)

    def __getitem__(self, word: str) -> Entry:
        """What is known of a lower-case word; without count and roles if it is nothing."""
        return self.entries.get(word, _UNKNOWN)

    def with_words(self, counts: Mapping[str, int]) -> Lexicon:
        """The same with more words, such as those of the answers at hand; what is known already only counts more."""
        added = {word: Entry(self[word].count + count, self[word].roles) for word, count in counts.items()}
        return Lexicon({**self.entries, **added})


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """The lexicon that comes with textcoder."""
    rows = (line.split("\t") for line in FILE.read_text(encoding="utf-8").splitlines())
    return Lexicon({word: Entry(int(count), roles) for word, count, roles in rows})


@lru_cache(maxsize=200_000)
def in_dictionaries(word: str) -> bool:
    """Whether the lemmatizer's dictionaries have a word, in either standard."""
    # Imported here: the dictionaries take half a second to unpack.
    import simplemma

    return any(simplemma.is_known(word, lang=standard) for standard in _STANDARDS)


@lru_cache(maxsize=200_000)
def is_lemma(word: str) -> bool:
    """Whether the dictionaries have a word as its own lemma, in either standard."""
    import simplemma

    return any(
        simplemma.is_known(word, lang=standard) and simplemma.lemmatize(word, lang=standard) == word
        for standard in _STANDARDS
    )
