import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from textcoder.language.tagging.labels import Labels, analysis, best_names, pos_and_features, spans

LABELS = Labels(("PER", "ORG"), ("NOUN|", "VERB|Tense=Pres"))
PARTS = LABELS.name_parts


def is_allowed(parts) -> bool:
    return all(
        not part.startswith("I-") or before[2:] == part[2:] for before, part in zip(("O", *parts), parts, strict=False)
    )


def test_the_parts_of_names_come_in_pairs_after_none():
    assert PARTS == ("O", "B-PER", "I-PER", "B-ORG", "I-ORG")
    assert LABELS.size == 8


def test_scores_are_taken_apart_in_order():
    names, analyses, starts = LABELS.split(np.arange(16, dtype=np.float32).reshape(2, 8))

    assert names.tolist() == [[0, 1, 2, 3, 4], [8, 9, 10, 11, 12]]
    assert analyses.tolist() == [[5, 6], [13, 14]]
    assert starts.tolist() == [7, 15]


@pytest.mark.parametrize(("pos", "features"), [("NOUN", "Definite=Ind|Number=Sing"), ("PUNCT", "")])
def test_an_analysis_can_be_taken_apart_again(pos, features):
    assert pos_and_features(analysis(pos, features)) == (pos, features)


def test_names_side_by_side_are_two():
    assert spans(["B-PER", "I-PER", "B-PER", "O", "B-ORG"]) == [(0, 2, "PER"), (2, 3, "PER"), (4, 5, "ORG")]


def test_a_name_that_only_goes_on_is_made_to_begin():
    scores = np.array([[0.0, 1, 3, 0, 0], [0, 0, 5, 0, 0]], dtype=np.float32)

    assert best_names(scores, LABELS) == [(0, 2, "PER")]


def test_no_words_hold_no_names():
    assert best_names(np.zeros((0, 5), dtype=np.float32), LABELS) == []


@given(arrays(np.float32, st.tuples(st.integers(1, 4), st.just(5)), elements=st.floats(-9, 9, width=32)))
def test_of_all_readings_that_are_allowed_the_likeliest_is_taken(scores):
    allowed = [path for path in itertools.product(range(5), repeat=len(scores)) if is_allowed([PARTS[i] for i in path])]
    totals = {path: sum(float(row[part]) for row, part in zip(scores, path, strict=True)) for path in allowed}
    likeliest = [
        spans([PARTS[part] for part in path]) for path, total in totals.items() if total >= max(totals.values()) - 1e-3
    ]

    assert best_names(scores, LABELS) in likeliest
