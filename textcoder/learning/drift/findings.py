"""All that is found out about a new wave."""

from dataclasses import dataclass

from textcoder.learning.drift.change import Change
from textcoder.learning.drift.confidence import ConfidenceDrift
from textcoder.learning.drift.shares import CodeDrift
from textcoder.learning.drift.split import ShareSplit
from textcoder.learning.drift.themes import Theme
from textcoder.learning.drift.words import NewWord


@dataclass(frozen=True, slots=True)
class Split:
    """Two waves, each coded by two models."""

    model_before: str
    """Codeframe and version, of the earlier model."""
    model_after: str
    before: int
    """Answers in the earlier wave."""
    after: int
    learnt: int
    """Answers of either wave that one of the models has learnt from, coded as if it had not read who wrote them."""
    recalled_before: float
    """Share of the earlier answers that have a human's codes, being identical to answers that people have coded."""
    shares: tuple[ShareSplit, ...]
    """Of the codes in codeframe order, and of what is referred."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A new wave beside the answers that a model learnt from."""

    model: str
    """Codeframe and version."""
    question: str
    of_question: bool
    """Whether the model has learnt from answers to this question; if not, those to all questions stand in for them."""
    then: int
    """Answers that the model learnt from and in which something is written."""
    people_then: int
    constructed_then: int
    """How many of the codings it learnt from are of answers that were made up, to whatever question."""
    now: int
    people_now: int
    learnt_now: int
    """New answers that the model has learnt from, coded as if it had not read who wrote them."""
    recalled_now: float
    """Share of the new answers that have a human's codes, being identical to answers that people have coded."""
    codes: tuple[CodeDrift, ...]
    referred: Change
    confidence: ConfidenceDrift | None
    """None where the model was asked about no answer of either wave."""
    unseen: Change | None
    """Share of words that the model has not met; None, like ``new_words``, where the answers of then are not kept."""
    new_words: tuple[NewWord, ...] | None
    looked_at: int
    """New answers in which themes were sought: referred, or with the code that takes what fits no other."""
    themes: tuple[Theme, ...]
    split: Split | None = None
    """None where no earlier wave was given."""
