"""Which linear head: the candidates for a code's classifier, on the same features, voices left out.

    python benchmarks/heads.py [--data FOLDER_OF_SIB200]

Prints, for the shipped codings, macro F1 over the four codes and F1 of ``other`` (thresholds chosen on the
same folds, so figures compare with each other and are a little high), and with --data the accuracy on
SIB-200's Bokmål train in five folds and on its dev part. The test part is not looked at.
"""

import argparse
import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold, StratifiedKFold

from textcoder.features.lexical import LexicalVectorizer
from textcoder.files.codeframe_file import read_codeframe
from textcoder.files.codings_file import read_codings
from textcoder.language.pipeline import build_pipeline
from textcoder.language.processing import ProcessedAnswer, preprocess
from textcoder.learning.calibration import fit_calibration
from textcoder.learning.heads import fit_learners
from textcoder.settings import FeatureSettings, LanguageSettings

Matrix = sparse.csr_matrix
Floats = NDArray[np.float64]
Scorer = Callable[[Matrix, NDArray[np.bool_], Matrix], Floats]
SURVEY = Path(__file__).resolve().parents[1] / "labels" / "innovasjonsbarometer-2024"
FEATURES = FeatureSettings()


def regression(rows: Matrix, coded: NDArray[np.bool_], new: Matrix) -> Floats:
    fitted = LogisticRegression(C=10, solver="liblinear", class_weight="balanced", random_state=1).fit(rows, coded)
    return np.asarray(fitted.decision_function(new))


def _shares(rows: Matrix, smoothing: float) -> Floats:
    sums = np.asarray(rows.sum(axis=0)).ravel() + smoothing
    return np.asarray(np.log(sums / sums.sum()))


def log_ratios(rows: Matrix, coded: NDArray[np.bool_], new: Matrix) -> Floats:
    return np.asarray(new @ (_shares(rows[coded], 0.1) - _shares(rows[~coded], 0.1)))


def complement(rows: Matrix, coded: NDArray[np.bool_], new: Matrix) -> Floats:
    return np.asarray(new @ -_shares(rows[~coded], 0.1))


def centred_complement(rows: Matrix, coded: NDArray[np.bool_], new: Matrix) -> Floats:
    return np.asarray(new @ (_shares(rows, 0.05) - _shares(rows[~coded], 0.05)))


def nb_svm(rows: Matrix, coded: NDArray[np.bool_], new: Matrix) -> Floats:
    ratios = _shares(rows[coded], 1) - _shares(rows[~coded], 1)
    return regression(rows.multiply(ratios).tocsr(), coded, new.multiply(ratios).tocsr())


HEADS: dict[str, Scorer] = {
    "logistic regression": regression,
    "naive Bayes log ratios": log_ratios,
    "NB-SVM": nb_svm,
    "complement naive Bayes, as published": complement,
    "complement naive Bayes, centred": centred_complement,
}
OURS = "regression + centred complement, calibrated"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with the CSV files of SIB-200")
    data = parser.parse_args().data
    nlp = build_pipeline(LanguageSettings())
    frame = read_codeframe(SURVEY / "codeframe.yaml")
    coded = read_codings(SURVEY / "codings.jsonl", frame)
    answers = list(preprocess((one.answer.text for one in coded), nlp))
    codes = np.array([[code_id in one.code_ids for code_id in frame.code_ids] for one in coded])
    folds = list(GroupKFold(8).split(answers, groups=[one.answer.writer for one in coded]))
    print(f"{'shipped codings, voices left out':46}{'four codes':>12}{'other':>8}")
    for name, scores in _out_of_fold(answers, codes, folds).items():
        if name == "_raw":
            continue
        f1 = [_best_f1(scores[:, column], codes[:, column]) for column in range(5)]
        print(f"{name:46}{np.mean(f1[:4]):12.3f}{f1[4]:8.3f}")
    if data is None:
        print("\nSIB-200 skipped: --data FOLDER is not given (published as dadelani/sib-200)")
        return
    train, dev = _read(data / "nob_Latn_train.csv", nlp), _read(data / "nob_Latn_dev.csv", nlp)
    print(f"\n{'SIB-200 Bokmål, accuracy':46}{'train, CV':>12}{'dev':>8}")
    topics = np.array(sorted(set(train[1])))
    labels = np.array(train[1])
    folds = list(StratifiedKFold(5, shuffle=True, random_state=1).split(train[0], labels))
    everything = [*train[0], *dev[0]]
    last = [(np.arange(len(train[0])), np.arange(len(train[0]), len(everything)))]
    both = np.r_[labels, np.array(dev[1])][:, None] == topics
    found = _out_of_fold(train[0], both[: len(labels)], folds)
    for name, scores in _out_of_fold(everything, both, last, calibrate_on=found).items():
        accuracies = [
            (topics[s.argmax(axis=1)] == y).mean()
            for s, y in ((found[name], labels), (scores[len(labels) :], np.array(dev[1])))
        ]
        print(f"{name:46}{accuracies[0]:12.3f}{accuracies[1]:8.3f}")


def _out_of_fold(
    answers: list[ProcessedAnswer], codes: NDArray[np.bool_], folds: list, calibrate_on: dict[str, Floats] | None = None
) -> dict[str, Floats]:
    """Scores of every head for the answers left out, shape (n_answers, n_codes) each."""
    scores = {name: np.zeros(codes.shape) for name in HEADS}
    raw = np.zeros((*codes.shape, 2))
    for seen, left_out in folds:
        vectorizer = LexicalVectorizer(word_weight=FEATURES.word_weight)
        rows = vectorizer.fit_transform([answers[row] for row in seen])
        new = vectorizer.transform([answers[row] for row in left_out])
        for name, head in HEADS.items():
            for column in range(codes.shape[1]):
                scores[name][left_out, column] = head(rows, codes[seen, column], new)
        learners = fit_learners(
            rows, codes[seen], np.ones((len(seen), codes.shape[1])), inverse_regularisation=10, seed=1
        )
        raw[left_out] = learners.scores(new)
    if calibrate_on is None:
        scores[OURS] = np.zeros(codes.shape)
        for seen, left_out in folds:
            scores[OURS][left_out] = fit_calibration(raw[seen], codes[seen]).probabilities(raw[left_out])
        scores["_raw"] = raw
        return scores
    known = calibrate_on.pop("_raw")
    scores[OURS] = fit_calibration(known, codes[: len(known)]).probabilities(raw)
    return scores


def _best_f1(scores: Floats, coded: NDArray[np.bool_]) -> float:
    return max(f1_score(coded, scores >= cut) for cut in np.quantile(scores, np.linspace(0.5, 0.99, 50)))


def _read(path: Path, nlp: object) -> tuple[list[ProcessedAnswer], list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return list(preprocess((row["text"] for row in rows), nlp)), [row["label"] for row in rows]  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
