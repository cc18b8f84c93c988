"""Intra-coder consistency: whether a coder gives an answer that comes back the codes he gave it before."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from textcoder.codings import CodedAnswer
from textcoder.errors import TooFewCodingsError
from textcoder.labelling.agreement.comparing import Comparison, compare
from textcoder.labelling.agreement.estimates import USUAL_BOOTSTRAP, Bootstrap
from textcoder.labelling.agreement.matching import A_PAIR, AnswerName, Unit, check_alike, name_of, variety_of

_NOTHING_REPEATED = (
    "No coder has coded an answer twice. Repeats are matched by coder, question and id: see that they are the same."
)


def measure_consistency(
    coded: Iterable[CodedAnswer], code_ids: Sequence[str], *, by: Bootstrap = USUAL_BOOTSTRAP
) -> tuple[Comparison, ...]:
    """Compare each coder with himself, on answers he coded more than once without knowing it.

    Args:
        coded: Codings in the order they were made. Corrections are no repeats and must not be among them.
        code_ids: All codes; sets the order of codes.
        by: How intervals are made.

    Returns:
        One comparison for each coder who repeated an answer, by name.

    Raises:
        UnlikeAnswersError: Codings of the same question and id have different texts or varieties.
        TooFewCodingsError: Nobody coded an answer twice.
    """
    repeats: dict[str, dict[AnswerName, list[CodedAnswer]]] = defaultdict(lambda: defaultdict(list))
    for one in coded:
        repeats[one.coder][name_of(one)].append(one)
    for by_answer in repeats.values():
        check_alike(by_answer)
    found = ((coder, _units(repeats[coder])) for coder in sorted(repeats))
    compared = tuple(
        compare((coder,), units, code_ids, paired=all(len(unit.sets) == A_PAIR for unit in units), by=by)
        for coder, units in found
        if units
    )
    if not compared:
        raise TooFewCodingsError(_NOTHING_REPEATED)
    return compared


def _units(by_answer: dict[AnswerName, list[CodedAnswer]]) -> list[Unit]:
    names = sorted((name for name, coded in by_answer.items() if len(coded) >= A_PAIR), key=lambda name: name.order)
    return [Unit(name, variety_of(by_answer[name]), tuple(one.code_ids for one in by_answer[name])) for name in names]
