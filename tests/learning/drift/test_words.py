import random
from collections import Counter

import numpy as np
import pytest

from textcoder.learning.drift.words import Words, marking_words, new_words, surprises, unseen_words, words_of

USUAL = ("tid", "penger", "folk", "kunnskap", "vilje", "ledelse", "budsjett", "kurs")


def words(*answers: str, voices=None) -> Words:
    return Words(
        tuple(frozenset(answer.split()) for answer in answers),
        np.arange(len(answers)) if voices is None else np.array(voices),
    )


def usual_answers(number: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(rng.sample(USUAL, 3)) for _ in range(number)]


def test_words_are_lemmas_without_numbers_and_without_what_redaction_put_in(reader):
    found = words_of(["Kommunene mangler 50 % stilling, sier [NAVN]"], np.array([0]), reader.nlp)

    assert found.of == (frozenset({"kommune", "mangle", "stilling", "si"}),)


def test_what_only_one_person_wrote_then_counts_as_unseen_so_that_it_can_be_compared():
    then = words("tid penger", "tid folk", voices=[0, 1])
    now = words("tid penger", "tid drone", voices=[0, 1])

    change = unseen_words(then, now, among=1)

    assert change.before == 0.5  # penger and folk, of four words
    assert change.after == 0.25  # drone


def test_an_answer_of_then_that_comes_again_does_not_make_its_own_words_known():
    then = words("tid penger", "tid folk", voices=[0, 1])

    change = unseen_words(then, words("tid penger", "tid folk"), among=1, learnt=np.array([True, False]))

    assert change.after == 0.25  # penger, which only the person himself had used


def test_a_word_that_many_use_now_and_few_used_then_has_come_up():
    now = usual_answers(100, 2) + [f"drone {answer}" for answer in usual_answers(15, 3)]

    (found,) = new_words(words(*usual_answers(300, 1)), words(*now))

    assert (found.word, found.people) == ("drone", 15)
    assert found.share.before == 0
    assert found.surprise > 2


@pytest.mark.parametrize(("times", "voices"), [(2, [0, 1]), (40, [0, 1] * 20)])
def test_a_word_of_two_people_is_shown_to_nobody_however_often_they_write_it(times, voices):
    others = usual_answers(100, 2)
    now = words(*["kari " + answer for answer in usual_answers(times, 3)], *others, voices=[*voices, *range(2, 102)])

    assert "kari" not in [one.word for one in new_words(words(*usual_answers(300, 1)), now)]
    assert "kari" not in marking_words(now, np.arange(len(now.of)) < times, most=9)


def test_two_halves_of_one_wave_bring_no_words():
    shown = sum(
        bool(new_words(words(*usual_answers(150, seed)), words(*usual_answers(150, -seed)))) for seed in range(1, 41)
    )

    assert shown <= 2


def test_words_mark_what_they_are_used_in_most():
    answers = words(*usual_answers(50, 1), *["drone flyr"] * 10)

    assert set(marking_words(answers, np.arange(60) >= 50, most=5)) == {"drone", "flyr"}


def test_a_word_that_is_as_usual_here_as_there_surprises_nobody():
    found = surprises(Counter(tid=10, penger=10), Counter(tid=100, penger=100))

    assert found == pytest.approx({"tid": 0, "penger": 0})


def test_the_same_odds_surprise_more_the_more_often_they_were_seen():
    seldom = surprises(Counter(drone=2, tid=100), Counter(tid=100))["drone"]
    often = surprises(Counter(drone=20, tid=1000), Counter(tid=1000))["drone"]

    assert 0 < seldom < often
