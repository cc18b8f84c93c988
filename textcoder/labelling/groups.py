"""Who codes an answer together, spread so that all meet all: agreement between any two needs answers they share."""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import combinations


class Groups:
    """Makes up groups of coders, each time of those who have met least and have least to do.

    Args:
        coders: All there are, each once. Where nothing else decides, the earlier one goes first.
        size: Coders in a group.
    """

    def __init__(self, coders: Sequence[str], size: int) -> None:
        self._coders, self._size = tuple(coders), size
        self._met: Counter[frozenset[str]] = Counter()
        self._load: Counter[str] = Counter()

    def note(self, group: Collection[str]) -> None:
        """Reckon with a group that is there already."""
        self._load.update(group)
        self._met.update(frozenset(pair) for pair in combinations(group, 2))

    def complete(self, begun: Collection[str] = ()) -> tuple[str, ...]:
        """Make up the next group, in the order of the coders, around those who are in it already."""
        group = list(begun)
        if not group and self._size > 1:
            group += min(combinations(self._coders, 2), key=lambda pair: self._burden(*pair))
        while len(group) < self._size:
            group.append(min((one for one in self._coders if one not in group), key=lambda one: self._fit(one, group)))
        in_order = tuple(one for one in self._coders if one in group)
        self.note(in_order)
        return in_order

    def _burden(self, one: str, other: str) -> tuple[int, int]:
        return self._met[frozenset((one, other))], self._load[one] + self._load[other]

    def _fit(self, coder: str, group: Sequence[str]) -> tuple[int, int]:
        return sum(self._met[frozenset((coder, one))] for one in group), self._load[coder]
