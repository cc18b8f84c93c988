import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import build_code, build_coded, build_codeframe
from textcoder.codings import Source, Status, check_code_set, legal_code_set
from textcoder.errors import CodeCountError, CodeSetError, ExclusiveCodeError, UnknownCodeError


@st.composite
def wishes(draw):
    """Any codeframe, the codes a scorer wants, and its scores."""
    exclusive = draw(st.lists(st.booleans(), min_size=1, max_size=6))
    codes = [build_code(f"c{n}", n, exclusive=alone) for n, alone in enumerate(exclusive)]
    limits = {"max_codes": draw(st.none() | st.integers(1, 7)), "min_codes": draw(st.integers(0, 1))}
    frame = build_codeframe(*codes, **limits)
    wanted = draw(st.lists(st.sampled_from(frame.code_ids)))
    scores = {code_id: draw(st.floats(-5, 5) | st.sampled_from([0.0, 1.0])) for code_id in frame.code_ids}
    return frame, wanted, scores


@given(wishes())
def test_whatever_a_scorer_wants_comes_out_legal(wish):
    frame, wanted, scores = wish

    codes = legal_code_set(wanted, scores, frame)

    assert check_code_set(codes, frame) == codes


@given(wishes())
def test_only_wanted_codes_come_out_unless_one_is_required_and_none_was_wanted(wish):
    frame, wanted, scores = wish

    codes = legal_code_set(wanted, scores, frame)

    if wanted:
        assert codes
        assert codes <= set(wanted)
    else:
        assert len(codes) == frame.min_codes
        assert all(scores[code_id] == max(scores.values()) for code_id in codes)


@given(wishes())
def test_what_is_legal_stays_as_it_is(wish):
    frame, wanted, scores = wish
    codes = legal_code_set(wanted, scores, frame)

    assert legal_code_set(codes, scores, frame) == codes


@given(wishes(), st.randoms(use_true_random=False))
def test_the_order_of_the_wishes_and_how_often_they_are_made_do_not_matter(wish, random):
    frame, wanted, scores = wish
    again = wanted * 2
    random.shuffle(again)

    assert legal_code_set(again, scores, frame) == legal_code_set(wanted, scores, frame)


@given(wishes())
def test_an_exclusive_code_wins_alone_or_not_at_all(wish):
    frame, wanted, scores = wish

    codes = legal_code_set(wanted, scores, frame)

    for code_id in codes & frame.exclusive_ids:
        assert codes == {code_id}
        assert all(scores[code_id] >= scores[other] for other in wanted)


@given(wishes())
def test_no_code_left_out_scores_better_than_one_kept(wish):
    frame, wanted, scores = wish

    codes = legal_code_set(wanted, scores, frame)

    dropped = set(wanted) - codes - frame.exclusive_ids
    if codes and not codes & frame.exclusive_ids:
        assert len(codes) == min(len(codes | dropped), frame.max_codes or len(codes | dropped))
        assert all(scores[kept] >= scores[code_id] for kept in codes for code_id in dropped)


@given(wishes())
def test_wishes_that_can_be_read_only_once_are_read_once(wish):
    frame, wanted, scores = wish

    assert legal_code_set(iter(wanted), scores, frame) == legal_code_set(wanted, scores, frame)


@pytest.mark.parametrize(
    ("wanted", "scores", "codes"),
    [
        (["time", "dont_know"], (0.6, 0.2, 0.9), {"dont_know"}),  # sure of the don't-know
        (["time", "dont_know"], (0.6, 0.2, 0.5), {"time"}),  # it gives way
        (["time", "dont_know"], (0.6, 0.2, 0.6), {"time"}),  # ties go to codeframe order
        (["time", "money"], (0.6, 0.7, 0.9), {"time", "money"}),  # the best was not wanted
        ([], (0.1, 0.2, 0.3), set()),
    ],
)
def test_an_exclusive_code_needs_the_best_score_of_all_wanted(wanted, scores, codes):
    frame = build_codeframe("time", "money", "dont_know!")

    assert legal_code_set(wanted, dict(zip(frame.code_ids, scores, strict=True)), frame) == codes


def test_above_the_maximum_the_best_scored_stay_and_ties_go_to_codeframe_order():
    frame = build_codeframe("time", "money", "skill", max_codes=2)

    assert legal_code_set(frame.code_ids, {"time": 0.1, "money": 0.9, "skill": 0.5}, frame) == {"money", "skill"}
    assert legal_code_set(frame.code_ids, dict.fromkeys(frame.code_ids, 0.5), frame) == {"time", "money"}


@pytest.mark.parametrize("names", [["time", "2"], ["2", "time", "1"], ["money", "money", "1"]])
def test_ids_and_numbers_name_the_same_codes(names):
    assert check_code_set(names, build_codeframe("time", "money")) == {"time", "money"}


@pytest.mark.parametrize(
    ("codes", "error", "says"),
    [
        (["time", "tid"], UnknownCodeError, "'tid' is not in codeframe 'reasons'"),
        (["dont_know", "time"], ExclusiveCodeError, "'dont_know' is exclusive and cannot stand beside time"),
        (["no_answer", "dont_know"], ExclusiveCodeError, "'dont_know' is exclusive and cannot stand beside no_answer"),
        (["time", "money", "skill"], CodeCountError, "3 codes given; codeframe 'reasons' takes at most 2"),
        ([], CodeCountError, "0 codes given; codeframe 'reasons' takes at least 1"),
    ],
)
def test_an_illegal_set_is_refused_with_the_rule_it_breaks(codes, error, says):
    with pytest.raises(error, match=says) as caught:
        check_code_set(codes, build_codeframe(max_codes=2, min_codes=1))

    assert isinstance(caught.value, CodeSetError)


def test_no_code_at_all_is_a_coding_where_none_is_required():
    assert check_code_set([], build_codeframe(min_codes=0)) == frozenset()


def test_files_and_replies_get_the_words_of_the_contract():
    assert [str(status) for status in Status] == ["coded", "referred", "empty", "error"]
    assert {str(source) for source in Source} == {"human", "exact", "rule", "model"}


def test_a_coded_answer_weighs_one_unless_told():
    assert build_coded().weight == 1
