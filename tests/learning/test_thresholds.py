import numpy as np

from textcoder.learning.thresholds import fit_thresholds


def scored(
    positives: int, negatives: int, *, of_positives: float, of_negatives: float
) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    spread = rng.uniform(-0.05, 0.05, positives + negatives)
    probabilities = np.r_[np.full(positives, of_positives), np.full(negatives, of_negatives)] + spread
    return probabilities, np.r_[np.ones(positives, bool), np.zeros(negatives, bool)]


def test_the_threshold_of_a_frequent_code_lies_between_its_answers_and_the_others():
    probabilities, codes = scored(50, 100, of_positives=0.4, of_negatives=0.1)

    threshold = fit_thresholds(probabilities[:, None], codes[:, None], seed=1)[0]

    assert 0.15 < threshold < 0.35


def test_a_rare_code_is_drawn_towards_the_threshold_that_serves_all():
    frequent, is_frequent = scored(200, 300, of_positives=0.8, of_negatives=0.2)
    rare, is_rare = scored(4, 496, of_positives=0.2, of_negatives=0.06)
    probabilities, codes = np.c_[frequent, rare], np.c_[is_frequent, is_rare]

    alone = fit_thresholds(rare[:, None], is_rare[:, None], seed=1)[0]
    together = fit_thresholds(probabilities, codes, seed=1)[1]

    assert together > alone + 0.1


def test_a_code_nobody_was_given_has_the_pooled_threshold():
    probabilities, codes = scored(50, 100, of_positives=0.7, of_negatives=0.1)
    nobody = np.zeros_like(codes)

    thresholds = fit_thresholds(np.c_[probabilities, probabilities * 0.1], np.c_[codes, nobody], seed=1)

    assert 0.15 < thresholds[1] < 0.7


def test_thresholds_stay_where_a_code_can_still_be_given_and_withheld():
    certain = np.ones((40, 1))

    assert fit_thresholds(certain, np.ones((40, 1), bool), seed=1)[0] <= 0.95
    assert fit_thresholds(certain * 0, np.ones((40, 1), bool), seed=1)[0] >= 0.05
