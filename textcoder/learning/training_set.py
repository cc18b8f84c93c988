"""What a model learns from: codings as features see them, and the phrases of the codeframe beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.errors import TooFewCodingsError
from textcoder.features.reader import AnswerReader, ReadAnswers
from textcoder.settings import Settings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FEWEST_CODINGS, FEWEST_VOICES = 20, 4
"""Two rings of folds each leave a voice out, and n-grams must still be shared by two."""


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Codings ready to learn from, with the phrases of the codeframe beside them."""

    coded: tuple[CodedAnswer, ...]
    read: ReadAnswers
    """Of ``coded``, in the same order."""
    codes: Bools
    """Shape (n_codings, n_codes)."""
    phrases: ReadAnswers
    phrase_codes: Bools
    """Shape (n_phrases, n_codes)."""
    phrase_weights: Floats
    """Shape (n_phrases, n_codes): 0 where a phrase says nothing about a code."""
    codeframe: Codeframe
    has_vectors: bool = False
    """Whether the semantic view of an answer is the vector of an encoder, and so a place among others."""

    def part(self, rows: NDArray[np.intp]) -> "TrainingSet":
        """Only these codings, with all phrases."""
        return TrainingSet(
            tuple(self.coded[row] for row in rows),
            self.read.part(rows),
            self.codes[rows],
            self.phrases,
            self.phrase_codes,
            self.phrase_weights,
            self.codeframe,
            self.has_vectors,
        )


def prepare(
    coded: Sequence[CodedAnswer], codeframe: Codeframe, reader: AnswerReader, settings: Settings
) -> TrainingSet:
    """Read the answers and the codeframe's phrases.

    Raises:
        TooFewCodingsError: Fewer than FEWEST_CODINGS, or fewer than FEWEST_VOICES voices to hold apart.
    """
    check_enough(coded)
    texts, phrase_codes, phrase_weights = codeframe_phrases(codeframe, settings.learning.codeframe_weight)
    clauses = settings.learning.clauses and reader.reads_vectors and codeframe.max_codes != 1
    return TrainingSet(
        tuple(coded),
        reader.learning().read([one.answer.text for one in coded], clauses=clauses),
        np.array([[code_id in one.code_ids for code_id in codeframe.code_ids] for one in coded]),
        reader.read(texts),
        phrase_codes,
        phrase_weights,
        codeframe,
        reader.reads_vectors,
    )


def check_enough(coded: Sequence[CodedAnswer]) -> None:
    """Make sure that there is enough to learn from and to leave out.

    Raises:
        TooFewCodingsError: There is not.
    """
    voices = {one.answer.writer for one in coded}
    if len(coded) < FEWEST_CODINGS or len(voices) < FEWEST_VOICES:
        raise TooFewCodingsError(
            f"{len(coded)} codings by {len(voices)} voices are too few to train on: "
            f"at least {FEWEST_CODINGS} by {FEWEST_VOICES} are needed."
        )


def codeframe_phrases(codeframe: Codeframe, weight: float) -> tuple[list[str], Bools, Floats]:
    """Labels and ``include`` phrases as answers with one code; ``exclude`` phrases as answers without it."""
    texts, codes, weights = [], [], []
    n_codes = len(codeframe.codes)
    for column, code in enumerate(codeframe.codes):
        own = np.arange(n_codes) == column
        for text in dict.fromkeys((*code.label.values(), *code.include)):
            texts.append(text)
            codes.append(own)
            weights.append(np.full(n_codes, weight))
        for text in code.exclude:
            texts.append(text)
            codes.append(np.zeros(n_codes, dtype=bool))
            weights.append(own * weight)
    return texts, np.array(codes), np.array(weights)
