"""Words cut into the pieces a transformer reads, and long texts cut into windows that overlap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 192
"""Pieces in a window, the marks at both ends included."""
_LONGEST_WORD = 12
"""Pieces of a word that are read; of what is longer, such as a link, the beginning tells enough."""
_OVERLAP = 48
"""Pieces that a window shares with the next, so that no word is read without its neighbours."""


@dataclass(frozen=True, slots=True)
class Window:
    """What is read at once."""

    ids: tuple[int, ...]
    words: range
    """The words whose scores are taken from this window."""
    places: tuple[int, ...]
    """Where the first piece of each of these words stands."""


class Pieces:
    """Cuts words into pieces.

    Args:
        stored: The tokenizer, as its library writes it.
    """

    def __init__(self, stored: bytes) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_buffer(stored)
        begin, *_, end = self._tokenizer.encode("a").ids
        self._begin, self._end = int(begin), int(end)
        self._unknown = self._tokenizer.encode("\ue000", add_special_tokens=False).ids[-1:]
        self._of = lru_cache(maxsize=50_000)(self._cut)

    def windows(self, words: Sequence[str]) -> Iterator[Window]:
        """Cut a text into windows, of which each word belongs to one."""
        cut = [self._of(word) for word in words]
        for inside, owned in _stretches([len(pieces) for pieces in cut]):
            ids, places = [self._begin], []
            for word in inside:
                if word in owned:
                    places.append(len(ids))
                ids += cut[word]
            yield Window((*ids, self._end), owned, tuple(places))

    def _cut(self, word: str) -> tuple[int, ...]:
        ids = self._tokenizer.encode(word, add_special_tokens=False).ids
        return tuple(ids[:_LONGEST_WORD] or self._unknown)


def _stretches(lengths: Sequence[int]) -> Iterator[tuple[range, range]]:
    """The words in each window, and those of them that are the window's own."""
    start = first = 0
    while first < len(lengths):
        end = _reach(lengths, start)
        if end == len(lengths):
            yield range(start, end), range(first, end)
            return
        following = end
        shared = 0
        while shared + lengths[following - 1] <= _OVERLAP:
            following -= 1
            shared += lengths[following]
        middle = (following + end + 1) // 2
        yield range(start, end), range(first, middle)
        start, first = following, middle


def _reach(lengths: Sequence[int], start: int) -> int:
    """The word after the last one that a window beginning at ``start`` has room for."""
    room = LONGEST - 2
    end = start
    while end < len(lengths) and lengths[end] <= room:
        room -= lengths[end]
        end += 1
    return end
