"""Reads answers for a model: as words for the lexical features, and as numbers from the sentence encoder."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from textcoder.features.embeddings import EmbeddingCache
from textcoder.language.processing import ProcessedAnswer, preprocess

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ReadAnswers:
    """Answers as features are made of."""

    processed: tuple[ProcessedAnswer, ...]
    semantic: Floats
    """Shape (n_answers, width): the vector of a plain encoder, the scores of a tuned one; no columns without."""

    def __len__(self) -> int:
        return len(self.processed)

    def part(self, rows: NDArray[np.intp]) -> "ReadAnswers":
        """Only these answers."""
        return ReadAnswers(tuple(self.processed[row] for row in rows), self.semantic[rows])


class AnswerReader:
    """A language pipeline and, unless the profile is ``fast``, a sentence encoder.

    Args:
        nlp: The language pipeline.
        embeddings: The encoder with its cache; None for lexical features alone.
    """

    def __init__(self, nlp: Language, embeddings: EmbeddingCache | None = None) -> None:
        self.nlp = nlp
        self.embeddings = embeddings

    def read(self, texts: Sequence[str]) -> ReadAnswers:
        """Read answers; row i is ``texts[i]``."""
        return ReadAnswers(tuple(preprocess(texts, self.nlp)), self._semantic(texts))

    def save(self) -> None:
        """Keep what the encoder made of the answers for the next run."""
        if self.embeddings is not None:
            self.embeddings.save()

    def learning(self) -> "AnswerReader":
        """The same for answers that are learnt from or measured on.

        What a tuned encoder has been tuned on then gets the scores of one that had not read its voice.
        """
        return _LearningReader(self.nlp, self.embeddings)

    def _semantic(self, texts: Sequence[str]) -> Floats:
        if self.embeddings is None:
            return np.zeros((len(texts), 0), dtype=np.float32)
        return self.embeddings.features(texts)


class _LearningReader(AnswerReader):
    def _semantic(self, texts: Sequence[str]) -> Floats:
        return super()._semantic(texts) if self.embeddings is None else self.embeddings.to_learn_from(texts)
