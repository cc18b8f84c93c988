"""A draw of answers for coders: it is made first and carried out after, so that it can be looked at.

The lot of an answer depends on the seed alone: who asks for more later keeps what he has, and gets the next ones.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from textcoder.labelling.errors import NothingToAssignError, ShareError
from textcoder.labelling.groups import Groups
from textcoder.labelling.overview import Overview
from textcoder.labelling.store.records import Purpose


@dataclass(frozen=True, slots=True)
class Size:
    """How much is to be assigned in all, what was assigned before counted in."""

    share: float = 0.1
    """Of what there is to draw from, above 0, at most 1."""
    answers: int | None = None
    """Or a number, which goes before the share."""

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise ShareError(self.share)

    def of(self, number: int) -> int:
        """How many of so many; one at least."""
        return self.answers if self.answers is not None else max(1, round(self.share * number))


@dataclass(frozen=True, slots=True)
class Drawn:
    """An answer, and whose it is."""

    answer: int
    before: frozenset[str]
    """Coders who were assigned it before."""
    new: tuple[str, ...] = ()
    """Coders who are to be."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn for these coders, and what they had of it before."""

    purpose: Purpose
    coders: tuple[str, ...]
    each: int
    """Coders for one answer."""
    drawn: tuple[Drawn, ...]
    of: int
    """How many there were to draw from: different answers, in an audit all answers."""
    wanted: int
    """How many were asked for; where ``drawn`` has fewer, there are no more."""
    standing_for: int
    """Answers, identical ones counted, that the drawn ones stand for."""

    @property
    def new(self) -> int:
        """Answers that somebody is newly assigned."""
        return sum(bool(one.new) for one in self.drawn)

    def of_coder(self, coder: str) -> int:
        """How many of the answers are this coder's."""
        return sum(coder in one.before or coder in one.new for one in self.drawn)


@dataclass(frozen=True, slots=True)
class Found:
    """An answer that may be drawn."""

    key: int
    text_key: str
    has: frozenset[str] = frozenset()
    """Those of the coders who were assigned it; in an audit whoever was."""


def make_draw(
    overview: Overview,
    purpose: Purpose,
    coders: Sequence[str],
    each: int,
    found: Sequence[Found],
    size: Size,
    of: int,
) -> Draw:
    """Keep all that was assigned, and draw as much as is missing.

    Args:
        overview: Of the question.
        purpose: What for.
        coders: ``human:<name>``.
        each: Coders for one answer.
        found: What may be drawn, in the order of the draw; each answer once.
        size: How much is wanted.
        of: How much there is to draw from.

    Raises:
        NothingToAssignError: More is wanted, and there is no more.
    """
    wanted = size.of(of)
    drawn = _fill(found, coders, each, wanted)
    standing_for = len({key for one in drawn for key in overview.identical(one.answer)})
    return Draw(purpose, tuple(coders), each, tuple(drawn), of, wanted, standing_for)


def _fill(found: Sequence[Found], coders: Sequence[str], each: int, wanted: int) -> list[Drawn]:
    """Keep all that was assigned, and complete as many others as are wanted, in their order."""
    complete = [one for one in found if len(one.has) >= each]
    rest = [one for one in found if len(one.has) < each]
    missing = wanted - len(complete)
    if missing > 0 and not rest:
        raise NothingToAssignError(coders, len(complete))
    groups = Groups(coders, each)
    for one in complete:
        groups.note([coder for coder in coders if coder in one.has])
    drawn = [Drawn(one.key, one.has) for one in complete]
    # Whoever has an answer decides on all identical ones with it.
    whose = {one.text_key: tuple(sorted(one.has)) for one in complete}
    for one in rest[: max(0, missing)]:
        group = whose[one.text_key] if one.text_key in whose else groups.complete(one.has)
        whose[one.text_key] = group
        drawn.append(Drawn(one.key, one.has, tuple(coder for coder in group if coder not in one.has)))
    return drawn


def lot(overview: Overview, purpose: Purpose, seed: int, key: int) -> bytes:
    """A number drawn for an answer that anybody can draw again."""
    # Not the lot of the random queue: what is coded twice is to be no part of one order more than of another.
    return hashlib.sha256(f"{seed}/{purpose.value}/{overview.survey}/{overview.question}/{key}".encode()).digest()
