"""The texts that cells of a workbook share: each is there once, and copied to every cell when it is opened."""

import re
from array import array
from collections.abc import Iterable
from typing import Final

_TEXT: Final = re.compile(rb"""<(?:[^\s<>/:"']+:)?si(?=[\s/>])""")
_SHARES: Final = re.compile(rb"""\st\s*=\s*["']s["']""")
"""A cell that has a shared text."""
_NUMBER: Final = re.compile(rb"""\st\s*=\s*["']s["'][^<]*<(?:[^\s<>/:"']+:)?v(?:\s[^<>]*)?>\s*([0-9]{1,10})\s*<""")
"""The same, where the number of the text follows at once."""
_HIDING: Final = (b"<![CDATA[", b"<!--")
"""What may hold anything that looks like a text and is none."""


class SharedTexts:
    """How long the shared texts of a workbook are, or would be: never too short."""

    def __init__(self) -> None:
        self._lengths = array("Q")
        self._parts = 0
        """How many parts have any: one, unless it is made to mislead."""
        self._bytes = 0
        self._is_hidden = self._is_open = False

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self._lengths)

    @property
    def longest(self) -> int:
        """Bytes of the longest, with what is written around it."""
        return self._bytes if self._is_hidden else max(self._lengths, default=0)

    def begin_part(self) -> None:
        """What comes next is of another part."""
        self._is_open = False

    def look(self, text: bytes) -> None:
        """Take what comes next into account; it begins and ends between tags."""
        starts = [found.start() for found in _TEXT.finditer(text)] if b"<si" in text or b":si" in text else []
        if not self._is_open and not starts:
            return
        self._bytes += len(text)
        self._is_hidden |= any(hiding in text for hiding in _HIDING)
        if self._is_open:
            self._lengths[-1] += starts[0] if starts else len(text)
        elif starts:
            self._parts += 1
            self._is_open = True
        ends = [*starts[1:], len(text)]
        self._lengths.extend(end - start for start, end in zip(starts, ends, strict=False))

    def in_cells(self, texts: Iterable[bytes]) -> int:
        """Bytes of the texts of all cells that have one of these.

        Args:
            texts: All parts of the workbook, cut between tags.
        """
        number, longest = len(self._lengths), self.longest
        is_known = self._parts == 1 and not self._is_hidden
        total = 0
        for text in texts:
            named = [int(found) for found in _NUMBER.findall(text)] if is_known else []
            total += sum(self._lengths[place] for place in named if place < number)
            total += (len(_SHARES.findall(text)) - len(named)) * longest
        return total
