"""The order in which the answers to a question had best be coded, from their texts and, if there is one, a model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textcoder.codeframe import Codeframe
from textcoder.codings import Coding, Source
from textcoder.features.embeddings import EmbeddingCache
from textcoder.language.identity import normalise
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.choosing import Bools, Choice, Floats, ModelView, Reason, choose
from textcoder.learning.clusters import Ints, find_clusters
from textcoder.learning.nonanswers import NonAnswerRule
from textcoder.learning.training import Progress, no_progress

_AT_ONCE = 200
"""Answers read together, so that one sees it go on."""


@dataclass(frozen=True, slots=True)
class DifferentAnswers:
    """The answers to one question, each text once; new ones after those that were there before."""

    texts: Sequence[str]
    """The verbatims, length n_answers."""
    counts: Ints
    """How many gave each of them, shape (n_answers,)."""
    done: Bools
    """Which people have coded, shape (n_answers,)."""


def coding_order(
    answers: DifferentAnswers,
    codeframe: Codeframe,
    question: str,
    embeddings: EmbeddingCache,
    autocoder: Autocoder | None = None,
    *,
    progress: Progress = no_progress,
) -> list[Choice]:
    """Put the answers that are not done in the order of :func:`textcoder.learning.choosing.choose`.

    Those that need nobody come last, in the order they have: identical ones that the model has learnt from, and
    non-answers that a rule settles.

    Args:
        answers: All of them, the coded ones too.
        codeframe: Decides what is a non-answer.
        question: Id of the question.
        embeddings: A plain encoder, whose vectors tell which answers mean much the same.
        autocoder: Of this codeframe; without one, typical answers and the audit sample come in turns.
        progress: Told how far it has come.

    Returns:
        Each row once, with why it comes there.
    """
    rows = open_rows(answers, codeframe)
    texts = [answers.texts[row] for row in rows]
    counts, done = answers.counts[rows], answers.done[rows]
    clusters = find_clusters(_vectors(texts, embeddings, progress), counts)
    view = None
    if autocoder is not None:
        codings = _codings(texts, question, autocoder, progress)
        view = _view(codings, autocoder)
        done = done | np.array([one.source is Source.EXACT for one in codings], dtype=bool)
    chosen = [Choice(int(rows[one.row]), one.reason) for one in choose(clusters, counts, done, view=view)]
    already = {one.row for one in chosen} | set(np.flatnonzero(answers.done).tolist())
    rest = (row for row in range(len(answers.texts)) if row not in already)
    return chosen + [Choice(row, Reason.SETTLED) for row in rest]


def open_rows(answers: DifferentAnswers, codeframe: Codeframe) -> Ints:
    """The answers that no rule settles, coded or not: what is chosen from."""
    rule = NonAnswerRule(codeframe)
    return np.array(
        [row for row, text in enumerate(answers.texts) if text.strip() and rule.settle(normalise(text)) is None],
        dtype=np.intp,
    )


def _vectors(texts: Sequence[str], embeddings: EmbeddingCache, progress: Progress) -> NDArray[np.float32]:
    parts = [embeddings.encode(part).vectors for part in _parts(texts, "finding answers that are alike", progress)]
    return np.vstack([np.zeros((0, embeddings.encoder.facts.width), dtype=np.float32), *parts])


def _codings(texts: Sequence[str], question: str, autocoder: Autocoder, progress: Progress) -> list[Coding]:
    parts = _parts(texts, "asking the model", progress)
    return [coding for part in parts for coding in autocoder.code(part, question)]


def _parts(texts: Sequence[str], doing: str, progress: Progress) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), _AT_ONCE):
        progress(doing, start, len(texts))
        yield texts[start : start + _AT_ONCE]


def _view(codings: Sequence[Coding], autocoder: Autocoder) -> ModelView:
    """What the model makes of the answers; of those it only remembers, nothing, since these are done."""
    code_ids = autocoder.codeframe.code_ids
    probabilities: Floats = np.array(
        [[(one.code_confidence or {}).get(code_id, 0.0) for code_id in code_ids] for one in codings]
    ).reshape(len(codings), len(code_ids))
    return ModelView(probabilities, autocoder.thresholds, autocoder.count_learnt())
