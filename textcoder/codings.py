"""Codings, and the one place that knows which codes an answer may have together.

Every door that lets codes in (a codings file, a coder's key press, the model, the service) passes
``check_code_set``; the model's wishes are first brought in line by ``legal_code_set``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from textcoder.answers import Answer
from textcoder.codeframe import Codeframe
from textcoder.errors import CodeCountError, ExclusiveCodeError


class Source(StrEnum):
    """Where the codes came from."""

    HUMAN = "human"
    EXACT = "exact"
    """A human has coded the identical answer to the same question."""
    RULE = "rule"
    """Empty, or nothing but a don't-know or a non-answer."""
    MODEL = "model"


class Status(StrEnum):
    """What became of an answer."""

    CODED = "coded"
    REFERRED = "referred"
    """Sent to a human; the codes are what the model would give."""
    EMPTY = "empty"
    """Nothing was written."""
    ERROR = "error"
    """The row could not be used; the list of problems says why."""


@dataclass(frozen=True, slots=True)
class SimilarAnswer:
    """An answer that humans have coded, and how near it is."""

    answer_id: str
    question: str
    code_ids: tuple[str, ...]
    similarity: float
    """Cosine, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a model gave the codes it gave."""

    words: Mapping[str, tuple[str, ...]]
    """For each code given, the words of the answer that carried it, in the order they were written."""
    nearest: tuple[SimilarAnswer, ...]
    """Most similar first."""


@dataclass(frozen=True, slots=True)
class Coding:
    """The codes one coder gave one answer. Equal answers share one Coding."""

    code_ids: frozenset[str]
    """Empty with status ``coded``: the coder found that no code applies. Not yet coded: no Coding exists."""
    coder: str
    """``human:<name>``, ``model:<version>``, ``rule`` or ``constructed``."""
    source: Source | None
    """None where nothing was there to code."""
    status: Status = Status.CODED
    confidence: float | None = None
    """Calibrated probability that the whole set of codes is right, 0 to 1; None for people."""
    code_confidence: Mapping[str, float] = field(default_factory=dict)
    """Calibrated probability of each code, 0 to 1, where a model was asked."""
    explanation: Explanation | None = None
    """Where one was asked for."""


@dataclass(frozen=True, slots=True)
class CodedAnswer:
    """An answer with the codes a human gave it: what models learn from and are judged on."""

    answer: Answer
    code_ids: frozenset[str]
    coder: str = ""
    weight: float = 1.0
    """How much it counts in training."""
    constructed: bool = False
    """Whether the answer was made up, and not given by a respondent."""


def check_code_set(code_ids: Iterable[str], codeframe: Codeframe) -> frozenset[str]:
    """Let a set of codes pass, or say why one answer cannot have it.

    Args:
        code_ids: Ids or numbers of codes.
        codeframe: The rules.

    Returns:
        The codes by id.

    Raises:
        UnknownCodeError: A code is not in the codeframe.
        ExclusiveCodeError: An exclusive code stands beside another.
        CodeCountError: Fewer codes than ``min_codes`` or more than ``max_codes``.
    """
    codes = frozenset(codeframe.code(name).id for name in code_ids)
    alone = codes & codeframe.exclusive_ids
    if alone and len(codes) > 1:
        first = codeframe.in_order(alone)[0]
        raise ExclusiveCodeError(first, codeframe.in_order(codes - {first}))
    if len(codes) < codeframe.min_codes or (codeframe.max_codes is not None and len(codes) > codeframe.max_codes):
        raise CodeCountError(len(codes), codeframe.min_codes, codeframe.max_codes, codeframe.id)
    return codes


def legal_code_set(wanted: Iterable[str], scores: Mapping[str, float], codeframe: Codeframe) -> frozenset[str]:
    """The legal set of codes nearest to what a scorer wants.

    An exclusive code wins only if it has the best score of all that are wanted, and then stands alone;
    otherwise it gives way. Above ``max_codes`` the best-scored stay. Where a code is required and none
    is wanted, the best-scored one is taken. Ties go to codeframe order.

    Args:
        wanted: Codes the scorer would give, each by itself.
        scores: A score for every code of the codeframe; only their order matters.
        codeframe: The rules.

    Returns:
        A set that ``check_code_set`` lets pass.
    """
    wanted = frozenset(wanted)
    ranked = sorted(codeframe.code_ids, key=lambda code_id: -scores[code_id])
    chosen = [code_id for code_id in ranked if code_id in wanted]
    if not chosen and codeframe.min_codes:
        chosen = ranked[:1]
    if chosen and chosen[0] in codeframe.exclusive_ids:
        return frozenset(chosen[:1])
    substantive = [code_id for code_id in chosen if code_id not in codeframe.exclusive_ids]
    return frozenset(substantive[: codeframe.max_codes])
