"""What adjudication shows: answers that coders coded differently, and what each way of settling one would give."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textcoder.answers import Answer
from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer, check_code_set
from textcoder.errors import CodeSetError
from textcoder.labelling.agreement.coefficients import masi_distances
from textcoder.labelling.agreement.matching import AnswerName, match


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An answer that two coders or more coded, and not alike."""

    answer: Answer
    codings: Mapping[str, frozenset[str]]
    """What each coder gave, in the order of their names: the first is A, the second B."""
    agreed: frozenset[str]
    """Codes that all of them gave."""
    disputed: frozenset[str]
    """Codes that some of them gave and others did not; never empty."""
    distance: float
    """Mean MASI distance between two of the sets, above 0; 1 where no two share a code."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """One way of settling a disagreement, at the press of a key."""

    coders: tuple[str, ...]
    """Whose codes these are: one coder's, or the union of all."""
    code_ids: frozenset[str]
    refused: str | None
    """Why an answer cannot have these codes together, in words; None where it can."""


def list_disagreements(coded: Iterable[CodedAnswer]) -> tuple[Disagreement, ...]:
    """List what there is to adjudicate, the most in dispute first.

    The order is by distance, then by how many codes are in dispute, then by question and id.

    Args:
        coded: Codings of those whose disagreements are to be settled, one per coder and answer. Who does not want a
            model to have a say leaves its codings out.

    Raises:
        RepeatedCodingError: A coder coded an answer twice.
        UnlikeAnswersError: Codings of the same question and id have different texts or varieties.
    """
    found = [
        (name, _disagreement(by_coder))
        for name, by_coder in match(coded).items()
        if len({one.code_ids for one in by_coder.values()}) > 1
    ]
    return tuple(disagreement for _, disagreement in sorted(found, key=_most_in_dispute_first))


def settlements(disagreement: Disagreement, codeframe: Codeframe) -> tuple[Settlement, ...]:
    """What taking A, B and so on, and the union of all, would give. The last one is the union."""
    union = disagreement.agreed | disagreement.disputed
    ways = [((coder,), code_ids) for coder, code_ids in disagreement.codings.items()]
    return tuple(
        Settlement(coders, code_ids, _refused(code_ids, codeframe))
        for coders, code_ids in [*ways, (tuple(disagreement.codings), union)]
    )


def _disagreement(by_coder: Mapping[str, CodedAnswer]) -> Disagreement:
    codings = {coder: by_coder[coder].code_ids for coder in sorted(by_coder)}
    sets = list(codings.values())
    agreed = frozenset.intersection(*sets)
    # One coder's file may have left the text out.
    answers = [one.answer for one in by_coder.values()]
    return Disagreement(
        answer=next((answer for answer in answers if answer.text.strip()), answers[0]),
        codings=codings,
        agreed=agreed,
        disputed=frozenset.union(*sets) - agreed,
        distance=float(masi_distances(sets).sum()) / (len(sets) * (len(sets) - 1)),
    )


def _most_in_dispute_first(named: tuple[AnswerName, Disagreement]) -> tuple[float, int, tuple[str, int, str]]:
    name, disagreement = named
    # Rounded, so that equal distances of unlike sums do not decide.
    return -round(disagreement.distance, 9), -len(disagreement.disputed), name.order


def _refused(code_ids: frozenset[str], codeframe: Codeframe) -> str | None:
    try:
        check_code_set(code_ids, codeframe)
    except CodeSetError as err:
        return str(err)
    return None
