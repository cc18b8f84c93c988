from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import build_codeframe
from textcoder.learning.model import code_set, code_sets, joint_scores

SHARES = st.floats(0.01, 0.99)
ROWS = st.lists(st.tuples(SHARES, SHARES, SHARES), min_size=1, max_size=6)


@pytest.mark.parametrize("max_codes", [None, 1, 2])
@pytest.mark.parametrize("min_codes", [0, 1])
@given(rows=ROWS, thresholds=st.tuples(SHARES, SHARES, SHARES))
def test_answers_are_decided_alike_one_by_one_and_together(max_codes, min_codes, rows, thresholds):
    frame = replace(build_codeframe("a", "b", "dont_know!"), max_codes=max_codes, min_codes=min_codes)
    probabilities, cuts = np.array(rows), np.array(thresholds)

    together = code_sets(probabilities, cuts, frame)

    assert together == [code_set(row, cuts, frame) for row in probabilities]


def test_with_one_code_at_most_the_likeliest_wins_whatever_its_threshold():
    frame = build_codeframe("a", "b", max_codes=1, min_codes=1)

    assert code_sets(np.array([[0.8, 0.2]]), np.array([0.9, 0.1]), frame) == [{"a"}]


def test_the_joint_score_of_a_set_is_the_log_odds_that_all_its_codes_are_right():
    frame = build_codeframe("a", "b")

    score = joint_scores(np.array([[0.9, 0.2]]), [frozenset({"a"})], frame)[0]

    assert score == pytest.approx(np.log(0.72 / 0.28))
