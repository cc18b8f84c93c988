from hypothesis import given
from hypothesis import strategies as st

from tests.builders import build_codeframe
from textcoder.codings import check_code_set
from textcoder.labelling.choosing import NOTHING, Choice, clear, put_before, toggle, toggle_none

FRAME = build_codeframe()


def test_choosing_an_exclusive_code_clears_the_others_and_says_so():
    chosen = toggle(put_before({"time", "money"}), "no_answer", FRAME)

    assert chosen.choice.code_ids == {"no_answer"}
    assert chosen.note == "no_answer stands alone: time, money cleared."


def test_choosing_another_code_clears_an_exclusive_one():
    chosen = toggle(put_before({"no_answer"}), "time", FRAME)

    assert chosen.choice.code_ids == {"time"}
    assert chosen.note == "no_answer cleared: it stands alone."


def test_where_one_code_is_taken_the_new_one_takes_its_place():
    frame = build_codeframe("time", "money", max_codes=1)

    assert toggle(put_before({"time"}), "money", frame).choice.code_ids == {"money"}


def test_one_code_too_many_is_not_taken():
    frame = build_codeframe("time", "money", "skill", max_codes=2)

    chosen = toggle(put_before({"time", "money"}), "skill", frame)

    assert chosen.choice.code_ids == {"time", "money"}
    assert chosen.note == "An answer takes at most 2 codes: take one out first."


def test_none_applies_is_not_the_same_as_nothing_chosen():
    assert not toggle_none(NOTHING, FRAME).choice.is_empty
    assert clear().is_empty


@given(st.lists(st.sampled_from([*FRAME.code_ids, "none"]), max_size=12), st.sampled_from([None, 1, 2]))
def test_whatever_is_pressed_the_choice_is_legal(pressed, max_codes):
    frame = build_codeframe(max_codes=max_codes)
    choice = Choice()
    for key in pressed:
        choice = (toggle_none(choice, frame) if key == "none" else toggle(choice, key, frame)).choice
        assert check_code_set(choice.code_ids, frame) == choice.code_ids
        assert not (choice.none_applies and choice.code_ids)
