"""Which codes coders do not agree on, and what they give in their place, with the answers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from textcoder.labelling.agreement.matching import AnswerName, Unit

CodeSet = frozenset[str]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A code that one coder gave and another did not."""

    code_id: str
    times: int
    """Coder pairs of which one gave it."""
    given: int
    """Coder pairs of which one gave it or both."""
    answers: tuple[AnswerName, ...]
    """Those it is in dispute on."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """A code that one coder gave and another did not, and what stood instead; either may have given either."""

    code_id: str
    instead: str | None
    """None: no other code stood in its place."""
    times: int
    """Coder pairs."""
    answers: tuple[AnswerName, ...]


def disputes(units: Iterable[Unit], code_ids: Sequence[str]) -> tuple[Dispute, ...]:
    """The codes that are in dispute, the most frequent first, then in the order of ``code_ids``."""
    apart: dict[str, list[AnswerName]] = defaultdict(list)
    both: dict[str, int] = defaultdict(int)
    for answer, one, other in _pairs(units):
        for code_id in one ^ other:
            apart[code_id].append(answer)
        for code_id in one & other:
            both[code_id] += 1
    ranked = sorted((code_id for code_id in code_ids if code_id in apart), key=lambda code_id: -len(apart[code_id]))
    return tuple(
        Dispute(code_id, len(apart[code_id]), len(apart[code_id]) + both[code_id], _once(apart[code_id]))
        for code_id in ranked
    )


def confusions(units: Iterable[Unit], code_ids: Sequence[str]) -> tuple[Confusion, ...]:
    """What stood for what, the most frequent first, then in the order of ``code_ids``.

    Where one set holds the other, the codes between have nothing in their place. Else each code that only one
    coder gave is paired with each that only the other gave.
    """
    place = {code_id: number for number, code_id in enumerate(code_ids)}
    found: dict[tuple[str, str | None], list[AnswerName]] = defaultdict(list)
    for answer, one, other in _pairs(units):
        if one <= other or other <= one:
            for code_id in one ^ other:
                found[code_id, None].append(answer)
        for given, instead in product(one - other, other - one):
            first, second = sorted((given, instead), key=place.__getitem__)
            found[first, second].append(answer)
    most = sorted(
        found, key=lambda pair: (-len(found[pair]), place[pair[0]], -1 if pair[1] is None else place[pair[1]])
    )
    return tuple(
        Confusion(code_id, instead, len(found[code_id, instead]), _once(found[code_id, instead]))
        for code_id, instead in most
    )


def _pairs(units: Iterable[Unit]) -> Iterator[tuple[AnswerName, CodeSet, CodeSet]]:
    return ((unit.answer, one, other) for unit in units for one, other in combinations(unit.sets, 2))


def _once(answers: Iterable[AnswerName]) -> tuple[AnswerName, ...]:
    return tuple(dict.fromkeys(answers))
