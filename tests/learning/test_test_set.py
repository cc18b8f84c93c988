import datetime as dt

import pytest

from tests.builders import build_coded, build_codeframe
from textcoder.learning.errors import TestSetError
from textcoder.learning.freezing import Freezing, freeze
from textcoder.learning.gathering import Gathered
from textcoder.learning.test_set import TestSet, read_test_set, without_test_answers

FRAME = build_codeframe()
CODED = tuple(build_coded(f"a{number:02}", text=f"svar {number}", voice=f"v{number % 20:02}") for number in range(100))


@pytest.fixture
def folder(tmp_path):
    now = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    freeze(tmp_path, Gathered(CODED, {}, ()), FRAME, Freezing(), now=now)
    return tmp_path


def test_where_none_is_frozen_there_is_none(tmp_path):
    assert read_test_set(tmp_path, FRAME) is None
    assert read_test_set(tmp_path / "nowhere", FRAME) is None


def test_one_that_was_changed_by_hand_is_refused_with_what_to_do(folder):
    path = folder / "test-set.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('["time"]', '["money"]', 1), encoding="utf-8")

    with pytest.raises(
        TestSetError, match=r"changed or cut off.*from a copy.*models freeze --codeframe reasons --anew"
    ):
        read_test_set(folder, FRAME)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("test-set.json", None, r"lacks a sound test-set\.json"),
        ("test-set.json", "{", r"lacks a sound test-set\.json"),
        ("test-set.json", '{"format": 99, "sha256": ""}', r"lacks a sound test-set\.json"),
        ("test-set.jsonl", None, "cannot be read"),
    ],
)
def test_one_of_which_half_is_lost_is_refused(folder, name, content, said):
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_text(content)

    with pytest.raises(TestSetError, match=said):
        read_test_set(folder, FRAME)


def test_one_with_codes_that_the_codeframe_has_no_more_is_refused(folder):
    with pytest.raises(TestSetError, match="does not fit version 2 of the codeframe"):
        read_test_set(folder, build_codeframe("money", "skill", version=2))


@pytest.mark.parametrize(
    "near",
    [
        build_coded("a1", text="noe annet", voice="y"),
        build_coded("b1", text="  Det TAR tid! ", voice="y"),
        build_coded("b1", text="noe annet", voice="x"),
    ],
    ids=["the same answer", "the same text", "the same voice"],
)
def test_what_would_give_the_test_away_is_left_out_of_training(near):
    test_set = TestSet((build_coded("a1", text="det tar tid", voice="x"),), "0" * 64, {})
    other = build_coded("c1", text="penger", voice="z")

    assert without_test_answers([near, other], test_set) == ([other], [near])


def test_an_answer_of_the_same_id_to_another_question_may_be_learnt_from():
    test_set = TestSet((build_coded("a1", text="det tar tid", voice="x"),), "0" * 64, {})
    other = build_coded("a1", text="penger", voice="y", question="Q25")

    assert without_test_answers([other], test_set) == ([other], [])


def test_without_a_test_set_all_is_learnt_from():
    assert without_test_answers(CODED, None) == (list(CODED), [])
