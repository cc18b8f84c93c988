import numpy as np
import pytest

from textcoder.features.embeddings import EmbeddingCache
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.choosing import Choice, Reason
from textcoder.learning.coding_order import DifferentAnswers, coding_order

TEXTS = [
    "for lite tid her",
    "Veit ikkje",
    "stramt budsjett nå",
    "kompetansen mangler",
    "  ",
    "tiden går",
    "pengene går",
]


@pytest.fixture
def embeddings(encoder):
    return EmbeddingCache(encoder)


@pytest.fixture
def autocoder(model, frame, reader):
    return Autocoder(model, frame, reader, version="v1", max_error=0.2)


def answers(texts=TEXTS, done=()) -> DifferentAnswers:
    return DifferentAnswers(texts, np.ones(len(texts), np.intp), np.isin(np.arange(len(texts)), done))


def rows(chosen) -> list[int]:
    return [one.row for one in chosen]


def test_every_answer_that_is_not_done_comes_once(embeddings, frame, autocoder):
    order = coding_order(answers(done=[2, 4]), frame, "Q1", embeddings, autocoder)

    assert sorted(rows(order)) == [0, 1, 3, 5, 6]


def test_non_answers_and_blank_ones_come_last(embeddings, frame):
    last = coding_order(answers(), frame, "Q1", embeddings)[-2:]

    assert last == [Choice(1, Reason.SETTLED), Choice(4, Reason.SETTLED)]


def test_what_the_model_has_learnt_word_for_word_comes_after_what_it_has_not(embeddings, frame, autocoder, coded):
    order = coding_order(answers([coded[0].answer.text, *TEXTS]), frame, "Q1", embeddings, autocoder)

    assert rows(order)[-3:] == [0, 2, 5]
    assert [one.reason for one in order if one.row in (0, 2, 5)] == [Reason.SETTLED] * 3


@pytest.mark.parametrize("texts", [[], ["Veit ikkje"]])
def test_where_there_is_nothing_to_choose_from_nothing_is_chosen(embeddings, frame, autocoder, texts):
    order = coding_order(answers(texts), frame, "Q1", embeddings, autocoder)

    assert rows(order) == list(range(len(texts)))


def test_it_says_which_are_picked_at_random_and_which_are_typical(embeddings, frame):
    order = coding_order(answers(), frame, "Q1", embeddings)

    assert [one.reason for one in order] == [*[Reason.MEDOID] * 3, Reason.AUDIT, Reason.MEDOID, *[Reason.SETTLED] * 2]


def test_it_tells_how_far_it_has_come(embeddings, frame, autocoder):
    told = []

    coding_order(answers(), frame, "Q1", embeddings, autocoder, progress=lambda *said: told.append(said))

    assert told == [("finding answers that are alike", 0, 5), ("asking the model", 0, 5)]
