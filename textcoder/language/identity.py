"""What makes two answers identical, and the key that identical answers share. Needs no language pipeline."""

import hashlib
from unicodedata import category

from textcoder.language.repair import repair

_TELLING = ("Sc", "So")
"""Signs of currencies, and pictures."""


def normalise(text: str) -> str:
    """What makes two answers identical: repaired, case-folded, without punctuation at the edges.

    Of an answer without a letter or digit the symbols are left: "€€€" and a thumb are no dashes.
    """
    folded = repair(text).casefold()
    return _without_edges(folded) or "".join(symbol for symbol in folded if category(symbol) in _TELLING)


def _without_edges(text: str) -> str:
    # Walked in from both ends: a pattern that looks for the end tries from every sign, and is slow where many follow.
    start, end = 0, len(text)
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return text[start:end]


def fingerprint(text: str) -> str:
    """A key for an answer's normalised text that does not show it."""
    return fingerprint_of_normalised(normalise(text))


def fingerprint_of_normalised(normalised: str) -> str:
    """The same for a text that is normalised already: SHA-256, shortened to 32 hex digits."""
    return hashlib.sha256(normalised.encode()).hexdigest()[:32]
