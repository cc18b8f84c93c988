"""How good a model is, on answers by voices it has not read, with intervals over voices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer, Coding, Source, Status
from textcoder.learning.coverage import CoveragePoint, calibration_error, coverage_curve

Floats = NDArray[np.float64]

_DRAWS = 1000
_INTERVAL = (2.5, 97.5)
_FEWEST_FOR_INTERVAL = 5
"""Voices below which a bootstrap says nothing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer, coded by a human and by a model that had not read its voice."""

    id: str
    question: str
    voice: str
    variety: str
    human: tuple[str, ...]
    model: tuple[str, ...]
    status: str
    source: str | None
    confidence: float | None
    code_confidence: tuple[float, ...]
    """Probability of each code in codeframe order; empty where the model was not asked."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured share with its 95 % interval; the interval is None where too few voices carry it."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """Precision, recall and F1 of one code."""

    code_id: str
    precision: Figure
    recall: Figure
    f1: Figure
    support: int
    """Answers to which humans gave the code."""
    calibration_error: float | None = None
    """How far the code's probability is from its frequency, on average, where the model was asked."""


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """Figures over a group of answers."""

    name: str
    answers: int
    voices: int
    macro_f1: Figure
    """Mean F1 over the codes that humans gave anywhere in the group."""
    micro_f1: Figure
    exact: Figure
    """Share of answers whose whole set of codes equals the human's."""


@dataclass(frozen=True, slots=True)
class AutomationFigures:
    """What would have been coded without a human."""

    share: Figure
    error: Figure
    """Share of wrong sets among the answers coded without a human."""
    by_source: dict[str, int]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything ``textcoder evaluate`` prints."""

    codes: tuple[CodeFigures, ...]
    overall: GroupFigures
    by_variety: tuple[GroupFigures, ...]
    by_number_of_codes: tuple[GroupFigures, ...]
    automation: AutomationFigures
    coverage: tuple[CoveragePoint, ...] = ()
    """How much could be coded without a human, and at what error."""


def judge(coded: Sequence[CodedAnswer], codings: Sequence[Coding], codeframe: Codeframe) -> list[Judged]:
    """Put human and model side by side.

    Args:
        coded: Length n.
        codings: Length n; ``codings[i]`` is the model's coding of ``coded[i].answer``.
        codeframe: Sets the order of codes.
    """
    return [
        Judged(
            id=one.answer.id,
            question=one.answer.question,
            voice=one.answer.writer,
            variety=one.answer.variety,
            human=codeframe.in_order(one.code_ids),
            model=codeframe.in_order(coding.code_ids),
            status=coding.status.value,
            source=coding.source.value if coding.source else None,
            confidence=coding.confidence,
            code_confidence=tuple(round(p, 5) for p in coding.code_confidence.values()),
        )
        for one, coding in zip(coded, codings, strict=True)
    ]


def evaluate(judged: Sequence[Judged], code_ids: Sequence[str], *, seed: int = 1) -> Evaluation:
    """Measure.

    Args:
        judged: Human and model side by side.
        code_ids: Sets the order of codes.
        seed: Of the bootstrap.

    Intervals are percentile bootstraps over whole voices (Cameron, Gelbach & Miller 2008), since answers by
    one voice are alike and an interval over answers would be too narrow.
    """
    table = _Tally(judged, code_ids, seed)
    everything = np.ones(len(judged), dtype=bool)
    varieties = np.array([one.variety or "not said" for one in judged])
    n_codes = np.array([min(len(one.human), 3) for one in judged])
    names = {0: "no code", 1: "one code", 2: "two codes", 3: "three or more"}
    return Evaluation(
        codes=table.code_figures(),
        overall=table.group("all answers", everything),
        by_variety=tuple(table.group(name, varieties == name) for name in sorted(set(varieties.tolist()))),
        by_number_of_codes=tuple(table.group(names[n], n_codes == n) for n in sorted(set(n_codes.tolist()))),
        automation=table.automation(),
        coverage=coverage_curve(judged),
    )


class _Tally:
    """Counts per voice, from which every figure and every bootstrap draw of it is a ratio of sums."""

    def __init__(self, judged: Sequence[Judged], code_ids: Sequence[str], seed: int) -> None:
        self._judged = judged
        self._code_ids = code_ids
        self._human = np.array([[code in one.human for code in code_ids] for one in judged], dtype=float)
        self._model = np.array([[code in one.model for code in code_ids] for one in judged], dtype=float)
        self._exact = np.array([one.human == one.model for one in judged], dtype=float)
        self._voices, self._voice = np.unique([one.voice for one in judged], return_inverse=True)
        self._seed = seed

    def code_figures(self) -> tuple[CodeFigures, ...]:
        everything = np.ones(len(self._judged), dtype=bool)
        hits, given, wanted = self._code_counts(everything)
        precision = self._figures(lambda draw: _ratio(draw @ hits, draw @ given), everything)
        recall = self._figures(lambda draw: _ratio(draw @ hits, draw @ wanted), everything)
        f1 = self._figures(lambda draw: _ratio(2 * (draw @ hits), draw @ (given + wanted)), everything)
        support = self._human.sum(axis=0).astype(int).tolist()
        return tuple(map(CodeFigures, self._code_ids, precision, recall, f1, support, self._calibration_errors()))

    def _calibration_errors(self) -> list[float | None]:
        asked = [row for row, one in enumerate(self._judged) if one.code_confidence]
        if not asked:
            return [None for _ in self._code_ids]
        stated = np.array([self._judged[row].code_confidence for row in asked])
        is_coded = self._human[asked] > 0
        return [calibration_error(stated[:, column], is_coded[:, column]) for column in range(stated.shape[1])]

    def group(self, name: str, members: NDArray[np.bool_]) -> GroupFigures:
        hits, given, wanted = self._code_counts(members)
        exact, answers = self._sums(self._exact, members), self._sums(np.ones(len(members)), members)
        present = self._human[members].any(axis=0)

        def macro(draw: Floats) -> Floats:
            f1 = _ratio(2 * (draw @ hits), draw @ (given + wanted))[:, present]
            # A draw that leaves a rare code out says nothing about it.
            drawn = ~np.isnan(f1)
            return _ratio(np.where(drawn, f1, 0.0).sum(axis=1, keepdims=True), drawn.sum(axis=1, keepdims=True))

        def micro(draw: Floats) -> Floats:
            both = (draw @ (given + wanted)).sum(axis=1, keepdims=True)
            return _ratio(2 * (draw @ hits).sum(axis=1, keepdims=True), both)

        return GroupFigures(
            name=name,
            answers=int(members.sum()),
            voices=len(set(self._voice[members].tolist())),
            macro_f1=self._figures(macro, members)[0] if present.any() else Figure(None),
            micro_f1=self._figures(micro, members)[0],
            exact=self._figures(lambda draw: _ratio(draw @ exact, draw @ answers), members)[0],
        )

    def automation(self) -> AutomationFigures:
        alone = np.array([one.status in (Status.CODED, Status.EMPTY) for one in self._judged], dtype=float)
        everything = np.ones(len(alone), dtype=bool)
        coded, wrong = self._sums(alone, everything), self._sums(alone * (1 - self._exact), everything)
        answers = self._sums(np.ones(len(alone)), everything)
        sources = [one.source for one in self._judged if one.status == Status.CODED]
        return AutomationFigures(
            share=self._figures(lambda draw: _ratio(draw @ coded, draw @ answers), everything)[0],
            error=self._figures(lambda draw: _ratio(draw @ wrong, draw @ coded), everything)[0],
            by_source={source.value: sources.count(source) for source in Source},
        )

    def _code_counts(self, members: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
        """True positives, codes given and codes wanted, each of shape (n_voices, n_codes)."""
        return (
            self._sums(self._human * self._model, members),
            self._sums(self._model, members),
            self._sums(self._human, members),
        )

    def _sums(self, values: Floats, members: NDArray[np.bool_]) -> Floats:
        columns = values.reshape(len(values), -1)
        sums = np.zeros((len(self._voices), columns.shape[1]))
        np.add.at(sums, self._voice[members], columns[members])
        return sums

    def _figures(self, of: Callable[[Floats], Floats], members: NDArray[np.bool_]) -> list[Figure]:
        """Values and intervals of a statistic that maps voice weights (n_draws, n_voices) to (n_draws, n)."""
        n_voices = len(self._voices)
        values = of(np.ones((1, n_voices)))[0]
        taking_part = np.zeros(n_voices)
        taking_part[self._voice[members]] = 1
        if taking_part.sum() < _FEWEST_FOR_INTERVAL:
            return [Figure(_number(value)) for value in values]
        rng = np.random.default_rng(self._seed)
        draws = rng.multinomial(int(taking_part.sum()), taking_part / taking_part.sum(), size=_DRAWS).astype(float)
        drawn = of(draws)
        return [_figure(value, drawn[:, column]) for column, value in enumerate(values)]


def _figure(value: Any, drawn: Floats) -> Figure:
    known = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(known):
        return Figure(_number(value))
    low, high = np.percentile(known, _INTERVAL)
    return Figure(_number(value), float(low), float(high))


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)


def _ratio(above: Floats, below: Floats) -> Floats:
    """Elementwise quotient; NaN where nothing is below the line."""
    return np.asarray(np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below > 0))
