import datetime as dt
from pathlib import Path

import pytest

from tests.builders import build_coded, build_codeframe
from textcoder.learning.errors import TestSetError
from textcoder.learning.forgetting import ForgottenAnswer, forget_beside_models
from textcoder.learning.freezing import Freezing, freeze
from textcoder.learning.gathering import Gathered, key_of
from textcoder.learning.test_set import TestSet, read_test_set, without_test_answers

FRAME = build_codeframe()
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
CODED = tuple(build_coded(f"a{number:02}", text=f"svar {number}", voice=f"v{number % 20:02}") for number in range(100))


@pytest.fixture
def folder(tmp_path):
    freeze(tmp_path, Gathered(CODED, {}, ()), FRAME, Freezing(), now=NOW)
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


@pytest.mark.parametrize(("frozen", "later"), [("7", "wave/7"), ("wave/7", "7")])
def test_a_respondent_of_the_store_is_the_same_with_his_survey_before_his_id_and_without_it(frozen, later):
    his, another = build_coded(frozen, text="det tar tid"), build_coded(later, text="penger", question="Q25")
    of_other = build_coded("other/7", text="mot", question="Q25")
    test_set = TestSet((his,), "0" * 64, {}, {key_of(his): "wave"})

    kept, left_out = without_test_answers(
        [another, of_other], test_set, {key_of(another): "wave", key_of(of_other): "other"}
    )

    assert (kept, left_out) == ([of_other], [another])


@pytest.mark.parametrize("at", ["write_text", "rename"])
def test_one_whose_replacing_is_killed_between_its_two_files_is_the_old_or_the_new_one_and_sound(
    folder, at, monkeypatch
):
    def killed(*_):
        raise KeyboardInterrupt

    before = read_test_set(folder, FRAME)
    if at == "write_text":
        monkeypatch.setattr("textcoder.learning.test_set.write_text", killed)
    else:
        whole = Path.replace
        monkeypatch.setattr(Path, "replace", lambda p, to: killed() if to.name == "test-set.jsonl" else whole(p, to))
    wish = Freezing(seed=2, anew=True, why="another")
    with pytest.raises(KeyboardInterrupt):
        freeze(folder, Gathered(CODED, {}, ()), FRAME, wish, now=NOW)
    monkeypatch.undo()

    after = read_test_set(folder, FRAME)

    assert (after == before) is (at == "write_text")
    done = freeze(folder, Gathered(CODED, {}, ()), FRAME, wish, now=NOW)
    assert read_test_set(folder, FRAME) == done
    assert not (folder / "test-set.next.jsonl").exists()


def test_one_whose_answers_are_all_forgotten_is_none_and_another_may_be_frozen(tmp_path):
    coded = [build_coded(f"a{number:02}", text=f"svar {number}") for number in range(100)]
    gathered = Gathered(tuple(coded), {key_of(one): "wave" for one in coded}, ())
    folder = tmp_path / "reasons"
    freeze(folder, gathered, FRAME, Freezing(), now=NOW)

    gone = [ForgottenAnswer("wave", "Q24", one.answer.id, frozenset()) for one in coded]
    forget_beside_models(tmp_path, gone, now=NOW)

    assert read_test_set(folder, FRAME) is None
    freeze(folder, gathered, FRAME, Freezing(), now=NOW)
    assert read_test_set(folder, FRAME) is not None
