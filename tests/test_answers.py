from dataclasses import FrozenInstanceError, replace

import pytest

from textcoder.answers import Answer


def test_the_writer_is_the_voice_where_one_is_known():
    assert Answer("a1", "tid", voice="mayor-7").writer == "mayor-7"


def test_an_answer_without_a_voice_is_its_own_writer():
    assert Answer("007", "tid").writer == "007"


def test_two_answers_by_one_voice_have_one_writer_whatever_their_ids():
    first = Answer("a1", "tid", voice="v")

    assert replace(first, id="a2").writer == first.writer


def test_an_answer_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Answer("a1", "tid").text = "penger"


def test_equal_answers_are_one_in_a_set():
    assert len({Answer("a1", "tid"), Answer("a1", "tid"), Answer("a1", "tid", question="Q24")}) == 2
