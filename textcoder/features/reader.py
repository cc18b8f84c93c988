"""Reads answers for a model: as words for the lexical features, and as numbers from the sentence encoder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from textcoder.features.embeddings import EmbeddingCache
from textcoder.language.clauses import clauses_of
from textcoder.language.denials import without_denied
from textcoder.language.processing import ProcessedAnswer, preprocess

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ReadAnswers:
    """Answers as features are made of."""

    processed: tuple[ProcessedAnswer, ...]
    semantic: Floats
    """Shape (n_answers, width): the vector of a plain encoder, the scores of a tuned one; no columns without."""
    clauses: "ReadClauses | None" = None
    """None where answers were read as a whole only."""

    def __len__(self) -> int:
        return len(self.processed)

    def part(self, rows: NDArray[np.intp]) -> "ReadAnswers":
        """Only these answers."""
        clauses = None if self.clauses is None else self.clauses.of_answers(rows, len(self))
        return ReadAnswers(tuple(self.processed[row] for row in rows), self.semantic[rows], clauses)


@dataclass(frozen=True, slots=True)
class ReadClauses:
    """The clauses of those answers that have several."""

    read: ReadAnswers
    owners: NDArray[np.intp]
    """Row of the answer that each clause is part of, shape (n_clauses,)."""

    def of_answers(self, rows: NDArray[np.intp], n_answers: int) -> "ReadClauses":
        """Only those of these answers, which are numbered anew."""
        places = np.full(n_answers, -1)
        places[rows] = np.arange(len(rows))
        kept = np.flatnonzero(places[self.owners] >= 0)
        return ReadClauses(self.read.part(kept), places[self.owners[kept]])


class AnswerReader:
    """A language pipeline and, unless the profile is ``fast``, a sentence encoder.

    Args:
        nlp: The language pipeline.
        embeddings: The encoder with its cache; None for lexical features alone.
        plain: Loads the encoder to compare answers by, where it is another one: to a tuned encoder all answers
            with the same codes are alike, and it cannot tell which of them are alike in words.
        without_denied: Whether clauses that an answer denies as a whole are passed over. To a tuned encoder they
            never are: it has learnt from whole answers what a denial means.
    """

    def __init__(
        self,
        nlp: Language,
        embeddings: EmbeddingCache | None = None,
        *,
        plain: Callable[[], EmbeddingCache] | None = None,
        without_denied: bool = False,
    ) -> None:
        self.nlp = nlp
        self.embeddings = embeddings
        self._load_plain = plain
        self._without_denied = without_denied

    def read(self, texts: Sequence[str], *, clauses: bool = False) -> ReadAnswers:
        """Read answers; row i is ``texts[i]``.

        Args:
            texts: The verbatims.
            clauses: Whether each clause is read, too.
        """
        if self._without_denied and (self.embeddings is None or self.reads_vectors):
            texts = [without_denied(text) for text in texts]
        read_clauses = None
        if clauses:
            found = [(owner, clause) for owner, text in enumerate(texts) for clause in clauses_of(text)]
            owners = np.array([owner for owner, _ in found], dtype=np.intp)
            read_clauses = ReadClauses(self._read_whole([clause for _, clause in found]), owners)
        return replace(self._read_whole(texts), clauses=read_clauses)

    @property
    def reads_vectors(self) -> bool:
        """Whether it gives the vectors of an encoder, rather than scores of one tuned for codes, or nothing."""
        return self.embeddings is not None and not self.embeddings.encoder.facts.codes

    def save(self) -> None:
        """Keep what the encoders made of the answers for the next run."""
        for embeddings in (self.embeddings, self.__dict__.get("comparing")):
            if embeddings is not None:
                embeddings.save()

    @cached_property
    def comparing(self) -> EmbeddingCache | None:
        """The encoder whose vectors tell how alike two answers are; None for lexical features alone."""
        return self._load_plain() if self._load_plain is not None else self.embeddings

    def remember_at_most(self, texts: int) -> None:
        """Bound what the encoders remember, for a program that runs for months."""
        for embeddings in (self.embeddings, self.comparing):
            if embeddings is not None:
                embeddings.most_kept = texts

    def learning(self) -> "AnswerReader":
        """The same for answers that are learnt from or measured on.

        What a tuned encoder has been tuned on then gets the scores of one that had not read its voice.
        """
        return _LearningReader(self.nlp, self.embeddings, plain=self._load_plain, without_denied=self._without_denied)

    def _read_whole(self, texts: Sequence[str]) -> ReadAnswers:
        return ReadAnswers(tuple(preprocess(texts, self.nlp)), self._semantic(texts))

    def _semantic(self, texts: Sequence[str]) -> Floats:
        if self.embeddings is None:
            return np.zeros((len(texts), 0), dtype=np.float32)
        return self.embeddings.features(texts)


class _LearningReader(AnswerReader):
    def _semantic(self, texts: Sequence[str]) -> Floats:
        return super()._semantic(texts) if self.embeddings is None else self.embeddings.to_learn_from(texts)
