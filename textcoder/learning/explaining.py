"""Why the model gave a code: the words that carried it, and the most similar answers that humans have coded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import regex
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import logit

from textcoder.codings import CodedAnswer, SimilarAnswer
from textcoder.features.lexical import LexicalVectorizer
from textcoder.features.reader import AnswerReader
from textcoder.language.identity import fingerprint

Floats = NDArray[np.float64]

NEAREST = 3
MOST_WORDS_TRIED = 40
"""Words of an answer that are tried, from its first on. Each costs a reading of the whole answer."""
_MOST_WORDS = 3
_WORD = regex.compile(r"[\p{L}\p{N}]+(?:[-'’][\p{L}\p{N}]+)*")
_LEAST = 0.25
"""Log odds a word must be worth to be named."""
_SURE = 1e-6
_AT_ONCE = 500
"""Answers compared with all others at once; bounds the memory."""


@dataclass(frozen=True, slots=True)
class CodedNeighbours:
    """Answers that humans have coded, as far as they are needed to find the most similar ones.

    It holds no text. What is there of an answer are numbers, its vector or its n-grams' weights.
    """

    ids: tuple[str, ...]
    questions: tuple[str, ...]
    codes: tuple[tuple[str, ...], ...]
    vectors: NDArray[np.float16] | sparse.csr_matrix
    """Shape (n_answers, width), each row of length 1; from the encoder, or else from the n-grams."""


def neighbours_of(coded: Sequence[CodedAnswer], reader: AnswerReader, vectorizer: LexicalVectorizer) -> CodedNeighbours:
    """Keep what is needed of answers that humans have coded; of identical ones the first."""
    by_text: dict[str, CodedAnswer] = {}
    for one in coded:
        if not one.coder.startswith("model:") and one.answer.text.strip():
            by_text.setdefault(fingerprint(one.answer.text), one)
    kept = list(by_text.values())
    return CodedNeighbours(
        tuple(one.answer.id for one in kept),
        tuple(one.answer.question for one in kept),
        tuple(tuple(sorted(one.code_ids)) for one in kept),
        _vectors([one.answer.text for one in kept], reader, vectorizer),
    )


def _vectors(
    texts: Sequence[str], reader: AnswerReader, vectorizer: LexicalVectorizer
) -> NDArray[np.float16] | sparse.csr_matrix:
    if reader.comparing is not None:
        return reader.comparing.encode(texts).vectors.astype(np.float16)
    rows = vectorizer.transform(reader.read(texts).processed).astype(np.float32)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(lengths, 1e-9)) @ rows)


def most_similar(
    texts: Sequence[str], neighbours: CodedNeighbours, reader: AnswerReader, vectorizer: LexicalVectorizer
) -> list[tuple[SimilarAnswer, ...]]:
    """The answers most similar to each text, by the cosine of their vectors; ``result[i]`` is for ``texts[i]``."""
    known = neighbours.vectors.astype(np.float32)
    wanted = _vectors(texts, reader, vectorizer).astype(np.float32)
    found = []
    for start in range(0, len(texts), _AT_ONCE):
        similarities = wanted[start : start + _AT_ONCE] @ known.T
        for row in similarities.toarray() if isinstance(similarities, sparse.csr_matrix) else similarities:
            nearest = [int(place) for place in np.argsort(-row, kind="stable")[:NEAREST] if row[place] > 0]
            found.append(tuple(_similar(neighbours, place, float(row[place])) for place in nearest))
    return found


def _similar(neighbours: CodedNeighbours, place: int, similarity: float) -> SimilarAnswer:
    return SimilarAnswer(
        neighbours.ids[place], neighbours.questions[place], neighbours.codes[place], round(min(similarity, 1.0), 3)
    )


def without_each_word(text: str) -> tuple[list[str], list[str]]:
    """The words of a text, :data:`MOST_WORDS_TRIED` at most, and the text as it is without each of them."""
    spans = [(one.start(), one.end()) for one in islice(_WORD.finditer(text), MOST_WORDS_TRIED)]
    return [text[start:end] for start, end in spans], [text[:start] + text[end:] for start, end in spans]


def carrying_words(
    words: Sequence[str], whole: Mapping[str, float], without: Sequence[Mapping[str, float]], codes: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """The words whose absence lowers the log odds of a code most (occlusion; Li, Monroe & Jurafsky 2016).

    Args:
        words: Of the answer, in order.
        whole: Probability of each code for the answer.
        without: The same without each word.
        codes: The codes to explain.

    Returns:
        At most three words for each code, in the order they were written.
    """
    carried = {}
    for code in codes:
        worth = _log_odds([whole[code]]) - _log_odds([one[code] for one in without])
        best = np.argsort(-worth, kind="stable")[:_MOST_WORDS]
        carried[code] = tuple(dict.fromkeys(words[place] for place in sorted(best) if worth[place] >= _LEAST))
    return carried


def _log_odds(probabilities: Sequence[float]) -> Floats:
    return np.asarray(logit(np.clip(probabilities, _SURE, 1 - _SURE)))
