"""Everything ``textcoder agreement`` says: people among themselves, each pair of them, and people against models."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from textcoder.codings import CodedAnswer
from textcoder.errors import TooFewCodingsError
from textcoder.labelling.agreement.comparing import Comparison, SetAgreement, compare, set_agreement
from textcoder.labelling.agreement.estimates import USUAL_BOOTSTRAP, Bootstrap
from textcoder.labelling.agreement.matching import A_PAIR, NOT_SAID, Matched, Unit, is_model, match, units_of

_NO_TWO_CODERS = (
    "Agreement takes two coders who coded the same answers, one of them a person, and these codings are not by two."
)
_NOTHING_IN_COMMON = (
    "No answer is coded by two coders. Answers are matched by question and id: see that both have them."
)


@dataclass(frozen=True, slots=True)
class CoderCount:
    """How much one coder coded."""

    coder: str
    answers: int
    shared: int
    """Answers that another person coded too."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree. People are one group; ``model:<version>`` is only ever compared with one of them."""

    answers: int
    double_coded: int
    """Answers that two people or more coded."""
    coders: tuple[CoderCount, ...]
    people: Comparison | None
    """All people together. None: no two of them coded an answer in common."""
    by_variety: tuple[SetAgreement, ...]
    """Of the people; empty where no variety is known."""
    pairs: tuple[Comparison, ...]
    """Each two people who have answers in common."""
    models: tuple[Comparison, ...]
    """Each person and each model, in that order, who have answers in common."""


def measure_agreement(
    coded: Iterable[CodedAnswer], code_ids: Sequence[str], *, by: Bootstrap = USUAL_BOOTSTRAP
) -> Agreement:
    """Measure how far coders agree. Answers with one coding are counted and otherwise left out.

    Args:
        coded: Codings made blindly; answers are matched by question and id. Their order does not matter.
        code_ids: All codes; sets the order of codes.
        by: How intervals are made.

    Raises:
        RepeatedCodingError: A coder coded an answer twice.
        UnlikeAnswersError: Codings of the same question and id have different texts or varieties.
        TooFewCodingsError: There are not two coders, one of them a person, or they have no answer in common.
    """
    matched = match(coded)
    coders = _coder_counts(matched)
    models = [one.coder for one in coders if is_model(one.coder)]
    people = [one.coder for one in coders if not is_model(one.coder)]
    pairs = _compare_each(matched, combinations(people, 2), code_ids, by)
    with_models = _compare_each(matched, product(people, models), code_ids, by)
    if not pairs and not with_models:
        enough = len(coders) >= A_PAIR and people
        raise TooFewCodingsError(_NOTHING_IN_COMMON if enough else _NO_TWO_CODERS)
    units, paired = units_of(matched, people), len(pairs) == 1
    busy = [one.coder for one in coders if one.coder in people and one.shared]
    return Agreement(
        answers=len(matched),
        double_coded=len(units),
        coders=coders,
        # Where two people share answers, they are all people there are to compare.
        people=pairs[0] if paired else compare(busy, units, code_ids, paired=False, by=by) if units else None,
        by_variety=_by_variety(units, paired=paired, by=by),
        pairs=pairs,
        models=with_models,
    )


def _compare_each(
    matched: Matched, pairs: Iterable[tuple[str, str]], code_ids: Sequence[str], by: Bootstrap
) -> tuple[Comparison, ...]:
    found = ((pair, units_of(matched, pair)) for pair in pairs)
    return tuple(compare(pair, units, code_ids, paired=True, by=by) for pair, units in found if units)


def _by_variety(units: Iterable[Unit], *, paired: bool, by: Bootstrap) -> tuple[SetAgreement, ...]:
    groups: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        groups[unit.variety].append(unit)
    if groups.keys() <= {NOT_SAID}:
        return ()
    return tuple(set_agreement(name, groups[name], paired=paired, by=by) for name in sorted(groups))


def _coder_counts(matched: Matched) -> tuple[CoderCount, ...]:
    answers: dict[str, int] = defaultdict(int)
    shared: dict[str, int] = defaultdict(int)
    for by_coder in matched.values():
        for coder in by_coder:
            answers[coder] += 1
            shared[coder] += any(other != coder and not is_model(other) for other in by_coder)
    return tuple(CoderCount(coder, answers[coder], shared[coder]) for coder in sorted(answers))
