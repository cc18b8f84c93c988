"""The answers that two models code differently, worst first, and where their codes move."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from textcoder.learning.evaluation import Judged


class Change(StrEnum):
    """What a change of codes means. Their order is how bad it is, the worst first."""

    WORSE = "worse"
    """The model before gave what the human gave, and the one after does not."""
    STILL_WRONG = "still wrong"
    """Neither gave what the human gave, and each something else."""
    BETTER = "better"
    """The model after gives what the human gave, and the one before did not."""
    MOVED = "moved"
    """No human has coded the answer, so nobody can say which is right."""


_ORDER = {change: place for place, change in enumerate(Change)}


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """One answer that two models code differently."""

    id: str
    question: str
    change: Change
    human: tuple[str, ...] | None
    """None where no human has coded it."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    before_confidence: float | None
    """That its whole set is right; None where a rule or an identical answer settled it."""
    after_confidence: float | None
    before_status: str
    after_status: str

    @property
    def is_unseen(self) -> bool:
        """Whether the model after codes it without a human, so that nobody would see the change."""
        return self.after_status != "referred"


@dataclass(frozen=True, slots=True)
class Move:
    """Answers that lose one code and get another."""

    lost: str | None
    """None: they only get the other beside what they had."""
    gained: str | None
    """None: they only lose the one."""
    answers: int
    by_change: dict[Change, int]
    """How many of them become worse, better and so on; only what occurs."""


def changed_answers(
    before: Sequence[Judged], after: Sequence[Judged], *, is_judged: bool = True
) -> tuple[ChangedAnswer, ...]:
    """The answers whose codes change.

    Args:
        before: By the one model.
        after: By the other; ``after[i]`` is of the same answer as ``before[i]``.
        is_judged: Whether humans have coded them.

    Returns:
        Worst first: what the model after makes wrong that was right, by how sure it is; then what both have wrong; then
        what it mends, by how sure the model before was of the wrong codes.
    """
    changed = {
        (one.id, one.question, one.human): _changed(one, other, is_judged)
        for one, other in zip(before, after, strict=True)
        if one.model != other.model
    }
    return tuple(sorted(changed.values(), key=_badness))


def _changed(before: Judged, after: Judged, is_judged: bool) -> ChangedAnswer:
    if not is_judged:
        change = Change.MOVED
    elif before.model == before.human:
        change = Change.WORSE
    else:
        change = Change.BETTER if after.model == before.human else Change.STILL_WRONG
    return ChangedAnswer(
        id=before.id,
        question=before.question,
        change=change,
        human=before.human if is_judged else None,
        before=before.model,
        after=after.model,
        before_confidence=before.confidence,
        after_confidence=after.confidence,
        before_status=before.status,
        after_status=after.status,
    )


def _badness(one: ChangedAnswer) -> tuple[int, float, str, str, tuple[str, ...]]:
    decides = one.before_confidence if one.change is Change.BETTER else one.after_confidence
    # What a rule or a human's identical coding settled is surest.
    return _ORDER[one.change], -(1.0 if decides is None else decides), one.question, one.id, one.human or ()


def moves(changed: Sequence[ChangedAnswer]) -> tuple[Move, ...]:
    """Which codes give way to which, the most frequent first.

    An answer that loses two codes and gets a third is counted under both.
    """
    counted: Counter[tuple[str | None, str | None, Change]] = Counter()
    for one in changed:
        lost = [code for code in one.before if code not in one.after]
        gained = [code for code in one.after if code not in one.before]
        counted.update((*pair, one.change) for pair in product(lost or (None,), gained or (None,)))
    by_pair: dict[tuple[str | None, str | None], dict[Change, int]] = {}
    for (lost_code, gained_code, change), count in counted.items():
        by_pair.setdefault((lost_code, gained_code), {})[change] = count
    found = [
        Move(*pair, sum(changes.values()), dict(sorted(changes.items(), key=lambda item: _ORDER[item[0]])))
        for pair, changes in by_pair.items()
    ]
    return tuple(sorted(found, key=lambda move: (-move.answers, move.lost or "", move.gained or "")))
