"""A wave: answers to one question that came in together, and what a model made of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textcoder.answers import Answer
from textcoder.codeframe import Codeframe
from textcoder.codings import Coding, Source, Status
from textcoder.learning.evaluation import Judged

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """Answers in which something is written, as one model codes them. Row i is the same answer everywhere."""

    ids: tuple[str, ...]
    voices: Ints
    """Number of the person who wrote it, shape (n_answers,)."""
    codes: Bools
    """Shape (n_answers, n_codes), in codeframe order."""
    referred: Bools
    """Which the model would send to a human, shape (n_answers,)."""
    confidence: Floats
    """That the whole set is right, shape (n_answers,); NaN where no model was asked."""
    recalled: Bools
    """Which have the codes that a human gave an identical answer, shape (n_answers,)."""
    learnt: Bools
    """Which the model has learnt from, and are coded as by one that had not read who wrote them, shape (n_answers,)."""
    texts: tuple[str, ...] | None = None
    """None where the answers are not kept."""

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, rows: Ints | Bools) -> "Wave":
        """Only these answers, in this order."""
        places = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        return Wave(
            tuple(self.ids[place] for place in places),
            self.voices[places],
            self.codes[places],
            self.referred[places],
            self.confidence[places],
            self.recalled[places],
            self.learnt[places],
            None if self.texts is None else tuple(self.texts[place] for place in places),
        )


def wave_of(
    answers: Sequence[Answer], codings: Sequence[Coding], codeframe: Codeframe, learnt: Sequence[bool] | None = None
) -> Wave:
    """A wave out of a file.

    Args:
        answers: Those without a word are left out, whatever was made of them.
        codings: Length as ``answers``; ``codings[i]`` is the model's of ``answers[i]``.
        codeframe: Sets the order of codes.
        learnt: Which the model has learnt from; None: none of them.
    """
    there = [row for row, answer in enumerate(answers) if answer.text.strip()]
    pairs = [(answers[row], codings[row]) for row in there]
    sets = [coding.code_ids for _, coding in pairs]
    return Wave(
        ids=tuple(answer.id for answer, _ in pairs),
        voices=_numbered([answer.writer for answer, _ in pairs]),
        codes=code_matrix(sets, codeframe.code_ids),
        referred=_which(coding.status is Status.REFERRED for _, coding in pairs),
        confidence=_known(coding.confidence for _, coding in pairs),
        recalled=_which(coding.source is Source.EXACT for _, coding in pairs),
        learnt=_which(learnt is not None and learnt[row] for row in there),
        texts=tuple(answer.text for answer, _ in pairs),
    )


def wave_learnt_from(
    judged: Sequence[Judged], code_ids: Sequence[str], texts: Mapping[tuple[str, str], str] | None = None
) -> tuple[Wave, Bools]:
    """The answers that a model learnt from, each coded by a model that had not read its voice.

    Args:
        judged: As they lie beside the model. Those without a word are left out.
        code_ids: Sets the order of codes.
        texts: The verbatims by question and id; None: they are not kept.

    Returns:
        The wave as the model codes it, and which codes people gave, shape (n_answers, n_codes).
    """
    written = [one for one in judged if one.status != Status.EMPTY]
    wave = Wave(
        ids=tuple(one.id for one in written),
        voices=_numbered([one.voice for one in written]),
        codes=code_matrix([one.model for one in written], code_ids),
        referred=_which(one.status == Status.REFERRED for one in written),
        confidence=_known(one.confidence for one in written),
        recalled=_which(one.source == Source.EXACT for one in written),
        learnt=np.ones(len(written), dtype=bool),
        texts=None if texts is None else tuple(texts[one.question, one.id] for one in written),
    )
    return wave, code_matrix([one.human for one in written], code_ids)


def code_matrix(sets: Sequence[frozenset[str] | tuple[str, ...]], code_ids: Sequence[str]) -> Bools:
    """Which answer has which code, shape (n_answers, n_codes)."""
    given = [[code_id in codes for code_id in code_ids] for codes in sets]
    return np.array(given, dtype=bool).reshape(len(sets), len(code_ids))


def _numbered(voices: Sequence[str]) -> Ints:
    places = {voice: number for number, voice in enumerate(sorted(set(voices)))}
    return np.array([places[voice] for voice in voices], dtype=np.intp)


def _which(answers: Iterable[bool]) -> Bools:
    return np.fromiter(answers, dtype=bool)


def _known(confidences: Iterable[float | None]) -> Floats:
    return np.array([np.nan if one is None else one for one in confidences], dtype=float)
