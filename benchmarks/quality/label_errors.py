"""How many wrong codings ``textcoder doubts`` finds: wrong ones are planted, and the first tenth of the list is read.

    python benchmarks/quality/label_errors.py --only fast

One coding in twenty is made wrong, at random: a third of them lose a code, a third get one too many, and in a third one
code is exchanged for another. Sets of codes stay legal. A model is trained on all, wrong ones among them, and each
coding judged with its voice left out. What is found is the share of the planted ones in the first tenth of the list;
at random that would be a tenth. The shipped codings are constructed, and settled by two coders; those of a real survey
have errors of their own already.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from lab import Bools, Floats, Measured, Row, arguments, chosen, noted, shipped_codings, show
from ours import CACHE, PROFILES, TUNED, not_tuned

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer, check_code_set
from textcoder.errors import CodeSetError
from textcoder.features.encoders import reader_to_train
from textcoder.learning.doubts import given_codes, probabilities, self_confidence, set_scores
from textcoder.learning.evaluation import Judged
from textcoder.learning.training import train
from textcoder.settings import Settings

WAYS = ("dropped", "added", "exchanged")
SHARE, READ = 0.05, 0.10
"""Codings made wrong, and how much of the list is read."""
_PUBLISHED_ALPHA = 0.8


@dataclass(frozen=True, slots=True)
class Planted:
    """A coding that was made wrong."""

    row: int
    way: str
    codes: frozenset[str]
    """Those that were taken out or put in."""


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[21, 22, 23, 24, 25], metavar="N", help="one planting each"
    )
    parser.add_argument("--first", type=int, metavar="N", help="the first N codings only, to try the command")
    options = parser.parse_args()
    coded, codeframe = shipped_codings()
    coded = coded[: options.first]
    notes = [
        f"Of {len(coded)} codings {round(SHARE * len(coded))} are wrong. Mean over {len(options.seeds)} plantings."
    ]
    for name in chosen(PROFILES, options.only):
        if name == TUNED and (absent := not_tuned(codeframe)):
            show(name, [], as_json=options.json, notes=[absent])
            continue
        with noted(name):
            trials = [trial(coded, codeframe, PROFILES[name], seed) for seed in options.seeds]
        title = f"Share of the planted errors in the first {READ:.0%} of the list, {name}"
        show(title, table(trials, coded, codeframe), as_json=options.json, notes=notes)


@dataclass(frozen=True, slots=True)
class Trial:
    """One planting, and what a model made of it."""

    planted: Sequence[Planted]
    judged: Sequence[Judged]
    """Length n_codings, in the order of the codings."""


def trial(coded: Sequence[CodedAnswer], codeframe: Codeframe, settings: Settings, seed: int) -> Trial:
    """Plant, train and judge."""
    wrong, planted = plant(coded, codeframe, seed)
    reader = reader_to_train(CACHE, codeframe, settings)
    judged = {(one.question, one.id): one for one in train(wrong, codeframe, reader, settings).judged}
    reader.save()
    return Trial(planted, [judged[one.answer.question, one.answer.id] for one in wrong])


def plant(coded: Sequence[CodedAnswer], codeframe: Codeframe, seed: int) -> tuple[list[CodedAnswer], list[Planted]]:
    """Make one coding in twenty wrong, as many in each way."""
    rng = random.Random(seed)
    rows = rng.sample(range(len(coded)), len(coded))
    wanted = [WAYS[number % len(WAYS)] for number in range(round(SHARE * len(coded)))]
    wrong, planted = list(coded), []
    for way in wanted:
        for row in rows:
            made = _wrong_ways(coded[row].code_ids, codeframe)[way]
            if made:
                codes = rng.choice(made)
                wrong[row] = replace(coded[row], code_ids=codes)
                planted.append(Planted(row, way, codes ^ coded[row].code_ids))
                rows.remove(row)
                break
    return wrong, planted


def _wrong_ways(codes: frozenset[str], codeframe: Codeframe) -> dict[str, list[frozenset[str]]]:
    others = [code_id for code_id in codeframe.code_ids if code_id not in codes]
    ordered = codeframe.in_order(codes)
    made = {
        "dropped": [codes - {one} for one in ordered],
        "added": [codes | {one} for one in others],
        "exchanged": [codes - {one} | {other} for one in ordered for other in others],
    }
    return {way: [one for one in sets if _is_legal(one, codeframe)] for way, sets in made.items()}


def _is_legal(codes: frozenset[str], codeframe: Codeframe) -> bool:
    try:
        check_code_set(codes, codeframe)
    except CodeSetError:
        return False
    return True


def by_textcoder(judged: Sequence[Judged], code_ids: Sequence[str]) -> Floats:
    """As ``textcoder doubts`` ranks."""
    return set_scores(self_confidence(probabilities(judged, code_ids), given_codes(judged, code_ids)))


def by_difference(judged: Sequence[Judged], code_ids: Sequence[str]) -> Floats:
    """The codings first that the model would give otherwise, as it is surer of its own set."""
    del code_ids
    sure = np.array([1.0 if one.confidence is None else one.confidence for one in judged])
    return np.where([one.human != one.model for one in judged], -sure, sure)


def by_confidence(judged: Sequence[Judged], code_ids: Sequence[str]) -> Floats:
    """The answers first that the model is least sure how to code, whatever people gave."""
    del code_ids
    return np.array([1.0 if one.confidence is None else one.confidence for one in judged])


def at_random(judged: Sequence[Judged], code_ids: Sequence[str]) -> Floats:
    """In no order."""
    del code_ids
    return np.random.default_rng(0).random(len(judged))


def by_published(judged: Sequence[Judged], code_ids: Sequence[str]) -> Floats:
    """As ``textcoder doubts`` would rank with the weight that was published."""
    sureness = self_confidence(probabilities(judged, code_ids), given_codes(judged, code_ids))
    return set_scores(sureness, _PUBLISHED_ALPHA)


RANKINGS: dict[str, Callable[[Sequence[Judged], Sequence[str]], Floats]] = {
    "textcoder doubts": by_textcoder,
    "with α .8": by_published,
    "model differs": by_difference,
    "model unsure": by_confidence,
    "at random": at_random,
}


def table(trials: Sequence[Trial], coded: Sequence[CodedAnswer], codeframe: Codeframe) -> list[Row]:
    """A row for all planted errors, for each way and for each code; a column for each ranking."""
    planted = [one for trial in trials for one in trial.planted]
    voices = [coded[one.row].answer.writer for one in planted]
    of = {"all": [True] * len(planted)}
    of |= {way: [one.way == way for one in planted] for way in WAYS}
    of |= {code_id: [code_id in one.codes for one in planted] for code_id in codeframe.code_ids}
    found = {
        name: Measured(np.ones((len(planted), 1), dtype=bool), _are_read(trials, rank, codeframe), voices)
        for name, rank in RANKINGS.items()
    }
    return [
        (name, {"planted": str(sum(rows))} | {ranking: one.exact(np.array(rows)) for ranking, one in found.items()})
        for name, rows in of.items()
        if any(rows)
    ]


def _are_read(
    trials: Sequence[Trial], rank: Callable[[Sequence[Judged], Sequence[str]], Floats], codeframe: Codeframe
) -> Bools:
    """Which planted errors are in the first tenth, shape (n_planted, 1)."""
    found = []
    for one in trials:
        scores = rank(one.judged, codeframe.code_ids)
        read = set(np.argsort(scores, kind="stable")[: round(READ * len(scores))].tolist())
        found += [[wrong.row in read] for wrong in one.planted]
    return np.array(found, dtype=bool)


if __name__ == "__main__":
    main()
