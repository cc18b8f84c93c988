"""Answers that are nearly identical: a slip of the pen, another order of the words. Offered to be coded together.

Two answers are nearly identical when they have the same words in another order, or when their letters are the same but
for a few and no word that turns the meaning is in one of them only. An answer with one wrong letter has either its
first or its second half right, so those with the same half are all that need to be compared.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+")
_TURNING = frozenset(
    (
        "ikke",
        "ikkje",
        "ikkj",
        "itte",
        "ei",
        "aldri",
        "ingen",
        "inga",
        "ingenting",
        "uten",
        "utan",
        "verken",
        "mindre",
        "mer",
    )
)
"""Words that one answer may not have more than the other."""
_LEAST_LETTERS = 7
"""Below that, one letter makes another word."""
_MOST_ALIKE = 30
_MOST_COMPARED = 400
_ALIKE = 0.92
"""Share of letters that two answers have in common, in order (Ratcliff and Obershelp), from which they are offered."""


class Alike:
    """Finds the answers nearly identical to one, among many.

    Args:
        texts: Keys of answers and their texts.
    """

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        self._letters: dict[int, str] = {}
        self._words: dict[int, tuple[str, ...]] = {}
        self._by_words: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._by_half: dict[tuple[bool, str], list[int]] = defaultdict(list)
        for key, text in texts:
            words = tuple(_WORD.findall(text.casefold()))
            letters = "".join(words)
            self._letters[key], self._words[key] = letters, tuple(sorted(words))
            self._by_words[self._words[key]].append(key)
            if len(letters) >= _LEAST_LETTERS:
                for half in _halves(letters, len(letters) // 2):
                    self._by_half[half].append(key)

    def to(self, key: int) -> Sequence[int]:
        """Keys of the answers nearly or wholly identical to this one, itself left out, the most alike first."""
        letters, words = self._letters.get(key, ""), self._words.get(key, ())
        if not words:
            return ()
        found = dict.fromkeys((one for one in self._by_words[words] if one != key), 1.0)
        for other in self._candidates(letters):
            if other != key and other not in found and _turn_alike(words, self._words[other]):
                likeness = _likeness(letters, self._letters[other])
                if likeness >= _ALIKE:
                    found[other] = likeness
        return sorted(found, key=lambda one: (-found[one], one))[:_MOST_ALIKE]

    def _candidates(self, letters: str) -> list[int]:
        if len(letters) < _LEAST_LETTERS:
            return []
        # The other answer may be a letter longer or shorter, so that its half ends elsewhere.
        middle = len(letters) // 2
        halves = [half for size in (middle - 1, middle, middle + 1) for half in _halves(letters, size)]
        found = dict.fromkeys(key for half in halves for key in self._by_half.get(half, ()))
        return list(found)[:_MOST_COMPARED]


def _halves(letters: str, size: int) -> tuple[tuple[bool, str], tuple[bool, str]]:
    return (True, letters[:size]), (False, letters[-size:])


def _turn_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    differing = set(one) ^ set(other)
    return differing.isdisjoint(_TURNING) and not any(word.isdigit() for word in differing)


def _likeness(one: str, other: str) -> float:
    if min(len(one), len(other)) < _ALIKE * max(len(one), len(other)) - 1:
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    # One letter more, less or wrong is always offered, however short the answer.
    same = sum(block.size for block in matcher.get_matching_blocks())
    return 1.0 - 1e-3 if same >= max(len(one), len(other)) - 1 else matcher.ratio()
