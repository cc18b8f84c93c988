"""What the heads should see of a tuned encoder, judged by leaving voices out.

    python benchmarks/quality/views.py [--network NAME]

Takes a network that tuning_trials.py has kept, which has read half of the voices, and learns heads, calibration and
thresholds from the other half, in five folds of voices: from n-grams beside its scores for the whole answer, beside
its best scores for a clause, beside the vector of the plain encoder, and combinations.
"""

import argparse
from dataclasses import replace

import numpy as np
from lab import Floats, Measured, Row, shipped_codings, show, writers_of
from ours import CACHE, PLAIN, PROFILES
from tuning_lessons import World, build
from tuning_networks import load, scores_of
from tuning_trials import TRIALS

from textcoder.features.encoders import reader_to_train
from textcoder.language.clauses import clauses_of
from textcoder.learning.fitting import CrossFit, model_from
from textcoder.learning.training_set import TrainingSet, prepare
from textcoder.settings import LearningSettings

SETTINGS = replace(PROFILES[PLAIN], learning=LearningSettings(sharpness=0, clauses=False, codeframe_weight=0.0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--network", choices=list(TRIALS), default="six epochs")
    name = parser.parse_args().network
    world = build()
    coded, frame = shipped_codings()
    reader = reader_to_train(CACHE, frame, SETTINGS)
    training = prepare([coded[row] for row in world.judge], frame, reader, SETTINGS)
    reader.save()
    whole, clause = network_scores(world, name, training)
    views = {
        "n-grams alone": whole[:, :0],
        "n-grams + plain vector": training.read.semantic,
        "n-grams + scores": whole,
        "… + best clause": np.hstack([whole, clause]),
        "… + plain vector": np.hstack([whole, training.read.semantic * vector_weight(whole, training.read.semantic)]),
        "… + both": np.hstack([whole, clause, training.read.semantic * vector_weight(whole, training.read.semantic)]),
    }
    rows: list[Row] = [(view, judged(training, columns)) for view, columns in views.items()]
    show(f"{len(training.coded)} codings the network '{name}' has not read, voices left out", rows, as_json=False)


def vector_weight(scores: Floats, vectors: Floats) -> float:
    """Brings the vector's spread to half of the scores', all columns together."""
    return float(0.5 * np.sqrt(scores.var(axis=0).sum() / vectors.var(axis=0).sum()))


def network_scores(world: World, name: str, training: TrainingSet) -> tuple[Floats, Floats]:
    model = load(world, TRIALS[name], [name])
    texts = [one.answer.text for one in training.coded]
    whole = scores_of(model, world.ids(texts))
    clauses = [(row, clause) for row, text in enumerate(texts) for clause in clauses_of(text)]
    best = whole.copy()
    np.maximum.at(best, [row for row, _ in clauses], scores_of(model, world.ids([clause for _, clause in clauses])))
    return whole, best


def judged(training: TrainingSet, semantic: Floats) -> dict[str, object]:
    seen = replace(
        training,
        read=replace(training.read, semantic=semantic.astype(np.float32)),
        phrases=replace(training.phrases, semantic=np.zeros((len(training.phrases), semantic.shape[1]), np.float32)),
    )
    cross = CrossFit(seen, SETTINGS)
    given = np.zeros(training.codes.shape, dtype=bool)
    for fold, left_out in enumerate(cross.folds):
        model = model_from(cross, frozenset({fold}))
        sets = model.code_sets(seen.read.part(left_out), training.codeframe)
        given[left_out] = [[code in one.code_ids for code in training.codeframe.code_ids] for one in sets]
    measured = Measured(training.codes, given, writers_of(training.coded))
    several = training.codes[:, :5].sum(axis=1) > 1
    return {
        "four": measured.macro_f1([0, 1, 2, 3]),
        "other": measured.macro_f1([4]),
        "exact": measured.exact(),
        "one code": measured.exact(~several),
        "several": measured.exact(several),
    }


if __name__ == "__main__":
    main()
