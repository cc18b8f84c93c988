"""What two models are compared on: the frozen test set, or else what both were measured on. One place for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from textcoder.learning.evaluation import Judged
from textcoder.learning.findings import GateLimits
from textcoder.learning.test_judgements import TestJudgements


class Basis(StrEnum):
    """What two models are compared on."""

    FILE = "file"
    TEST_SET = "test_set"
    """The frozen one."""
    OUT_OF_FOLD = "out_of_fold"
    """What both were measured on when they were trained, each answer with its voice left out."""


IN_WORDS: Final = {
    Basis.TEST_SET: "the frozen test set",
    Basis.OUT_OF_FOLD: "answers that both models were measured on with the voice left out",
}


@dataclass(frozen=True, slots=True)
class Grounds:
    """The same answers, as two models code them."""

    basis: Basis
    before: tuple[Judged, ...] = ()
    after: tuple[Judged, ...] = ()
    """``after[i]`` is of the same answer as ``before[i]``."""
    left_out: int = 0
    """Answers that either has learnt from; out of fold: that have other human codes for the one than for the other."""
    rows: tuple[int, ...] = ()
    """Which answers of the test set these are."""

    def is_enough(self, limits: GateLimits) -> bool:
        """Whether the gate judges on them."""
        return are_enough(self.before, limits)


def are_enough(judged: Sequence[Judged], limits: GateLimits) -> bool:
    """Whether the gate judges on these answers."""
    return limits.are_enough(len(judged), len({one.voice for one in judged}))


def on_test_set(before: TestJudgements, after: TestJudgements) -> Grounds:
    """The answers of the frozen test set that neither model has learnt from."""
    fair = [row for row, learnt in enumerate(zip(before.learnt, after.learnt, strict=True)) if not any(learnt)]
    return Grounds(
        Basis.TEST_SET,
        tuple(before.judged[row] for row in fair),
        tuple(after.judged[row] for row in fair),
        len(before.judged) - len(fair),
        tuple(fair),
    )


def out_of_fold(before: Sequence[Judged], after: Sequence[Judged]) -> Grounds:
    """The answers that both models were measured on, as far as humans had coded them alike for both.

    Args:
        before: What the one model was measured on.
        after: What the other was.
    """
    theirs = {_coding(one): one for one in before}
    answers = {(one.question, one.id) for one in before}
    pairs = [(theirs[_coding(one)], one) for one in after if _coding(one) in theirs]
    in_both = sum((one.question, one.id) in answers for one in after)
    first, second = tuple(one for one, _ in pairs), tuple(one for _, one in pairs)
    return Grounds(Basis.OUT_OF_FOLD, first, second, in_both - len(pairs))


def _coding(one: Judged) -> tuple[str, str, tuple[str, ...]]:
    return one.question, one.id, one.human
