"""Intercoder agreement: how far coders who worked apart gave the same answers the same codes."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

import numpy as np

from textcoder.codings import CodedAnswer
from textcoder.errors import RepeatedCodingError, TooFewCodingsError, UnlikeAnswersError
from textcoder.labelling.coefficients import CodeSets, Estimate, Tally, Verdict, verdict_on

_MOST_CONFUSIONS = 5
_A_PAIR = 2
_NOT_SAID = "not said"
_NO_TWO_CODERS = "Agreement takes two coders who coded the same answers, and these codings are not by two."
_NOTHING_IN_COMMON = (
    "No answer is coded by two coders. Answers are matched by question and id: see that both have them."
)


@dataclass(frozen=True, slots=True)
class CoderCount:
    """How much one coder coded."""

    coder: str
    answers: int
    double_coded: int
    """Answers that somebody else coded too."""


@dataclass(frozen=True, slots=True)
class GroupAgreement:
    """Agreement on whole sets of codes, over a group of double-coded answers."""

    name: str
    answers: int
    alpha: Estimate
    """Krippendorff's alpha with MASI distance."""
    exact: Estimate
    """Share of coder pairs that gave an answer the same set."""
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """Agreement on whether double-coded answers have one code."""

    code_id: str
    answers: int
    prevalence: float
    """Share of the codings that have the code."""
    measure: Literal["kappa", "alpha"]
    """Cohen's kappa where the same two coders coded all of the answers, else Krippendorff's nominal alpha."""
    coefficient: Estimate
    verdict: Verdict
    positive: float | None
    """2a / (2a + b + c) over coder pairs: a both gave the code, b and c one did. None: nobody gave it."""
    ac1: float | None
    """Gwet's AC1 (2008), which holds up where a code is rare."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """A code that one coder gave and another did not, and what stood instead; either may have given either."""

    code_id: str
    instead: str | None
    """None: no other code stood in its place."""
    times: int
    """Coder pairs."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything ``textcoder agreement`` prints."""

    answers: int
    double_coded: int
    coders: tuple[CoderCount, ...]
    overall: GroupAgreement
    by_variety: tuple[GroupAgreement, ...]
    """Empty where no variety is known."""
    codes: tuple[CodeAgreement, ...]
    confusions: tuple[Confusion, ...]
    """The most frequent first."""


def measure_agreement(
    coded: Iterable[CodedAnswer], code_ids: Sequence[str], *, seed: int = 1, draws: int = 2000
) -> Agreement:
    """Measure how far coders agree. Answers with one coding are counted and otherwise left out.

    Args:
        coded: Codings made blindly; answers are matched by question and id. Their order does not matter.
        code_ids: All codes; sets the order of codes.
        seed: Of the bootstrap over answers that makes the intervals.
        draws: Samples it draws.

    Raises:
        RepeatedCodingError: A coder coded an answer twice.
        UnlikeAnswersError: Codings of the same question and id have different texts or varieties.
        TooFewCodingsError: All codings are by one coder, or no answer has two.
    """
    by_answer = _by_answer(coded)
    coders = _coder_counts(by_answer)
    by_variety = _double_coded(by_answer)
    units = [unit for group in by_variety.values() for unit in group]
    if not units:
        raise TooFewCodingsError(_NO_TWO_CODERS if len(coders) < _A_PAIR else _NOTHING_IN_COMMON)
    tally = Tally(units, code_ids)
    groups = sorted(by_variety.items()) if by_variety.keys() != {_NOT_SAID} else []
    two_coders = sum(coder.double_coded > 0 for coder in coders) == _A_PAIR
    return Agreement(
        answers=len(by_answer),
        double_coded=len(units),
        coders=coders,
        overall=_group("all answers", tally, seed, draws),
        by_variety=tuple(_group(name, Tally(group, ()), seed, draws) for name, group in groups),
        codes=_codes(tally, two_coders=two_coders, seed=seed, draws=draws),
        confusions=_confusions(units, code_ids),
    )


def _group(name: str, tally: Tally, seed: int, draws: int) -> GroupAgreement:
    alpha, exact = tally.estimates(lambda w: np.hstack([tally.masi_alpha(w), tally.exact(w)]), seed, draws)
    return GroupAgreement(name, int(tally.answers.sum()), alpha, exact, verdict_on(alpha.value))


def _codes(tally: Tally, *, two_coders: bool, seed: int, draws: int) -> tuple[CodeAgreement, ...]:
    coefficients = tally.estimates(tally.kappa if two_coders else tally.nominal_alpha, seed, draws)
    prevalence, positive, ac1 = (tally.values(of) for of in (tally.prevalence, tally.positive, tally.ac1))
    return tuple(
        CodeAgreement(
            code_id=code_id,
            answers=int(tally.answers.sum()),
            prevalence=prevalence[place] or 0.0,
            measure="kappa" if two_coders else "alpha",
            coefficient=coefficients[place],
            verdict=verdict_on(coefficients[place].value),
            positive=positive[place],
            ac1=ac1[place],
        )
        for place, code_id in enumerate(tally.code_ids)
    )


def _confusions(units: Iterable[CodeSets], code_ids: Sequence[str]) -> tuple[Confusion, ...]:
    place = {code_id: number for number, code_id in enumerate(code_ids)}
    times: Counter[tuple[str, str | None]] = Counter()
    for one, other in (pair for unit in units for pair in combinations(unit, 2)):
        if one <= other or other <= one:
            times.update((code_id, None) for code_id in one ^ other)
        for given, instead in product(one - other, other - one):
            first, second = sorted((given, instead), key=place.__getitem__)
            times[first, second] += 1
    most = sorted(times, key=lambda pair: (-times[pair], place[pair[0]], -1 if pair[1] is None else place[pair[1]]))
    return tuple(Confusion(code_id, instead, times[code_id, instead]) for code_id, instead in most[:_MOST_CONFUSIONS])


def _by_answer(coded: Iterable[CodedAnswer]) -> list[dict[str, CodedAnswer]]:
    """The codings of each answer, by coder."""
    found: dict[tuple[str, str], dict[str, CodedAnswer]] = defaultdict(dict)
    for one in coded:
        by_coder = found[one.answer.question, one.answer.id]
        if by_coder.setdefault(one.coder, one) is not one:
            raise RepeatedCodingError(one.coder, one.answer.id, one.answer.question)
    unlike = [answer_id for (_, answer_id), by_coder in found.items() if not _of_one_answer(by_coder.values())]
    if unlike:
        raise UnlikeAnswersError(unlike)
    return list(found.values())


def _of_one_answer(coded: Collection[CodedAnswer]) -> bool:
    # Blanks do not count, nor what a spreadsheet does to spaces.
    texts = {" ".join(one.answer.text.split()) for one in coded} - {""}
    return len(texts) <= 1 and len({one.answer.variety for one in coded} - {""}) <= 1


def _double_coded(by_answer: Iterable[Mapping[str, CodedAnswer]]) -> dict[str, list[CodeSets]]:
    """What answers with two codings or more were given, by variety."""
    found: dict[str, list[CodeSets]] = defaultdict(list)
    for by_coder in by_answer:
        if len(by_coder) >= _A_PAIR:
            variety = next((one.answer.variety for one in by_coder.values() if one.answer.variety), _NOT_SAID)
            found[variety].append(tuple(by_coder[coder].code_ids for coder in sorted(by_coder)))
    return found


def _coder_counts(by_answer: Iterable[Mapping[str, CodedAnswer]]) -> tuple[CoderCount, ...]:
    answers, double = Counter[str](), Counter[str]()
    for by_coder in by_answer:
        answers.update(by_coder.keys())
        double.update(by_coder.keys() if len(by_coder) >= _A_PAIR else ())
    return tuple(CoderCount(coder, answers[coder], double[coder]) for coder in sorted(answers))
