import json

import numpy as np
import pytest

from textcoder.features.embeddings import EmbeddingCache
from textcoder.features.reader import AnswerReader
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.explaining import (
    MOST_WORDS_TRIED,
    NEAREST,
    carrying_words,
    most_similar,
    neighbours_of,
    without_each_word,
)

TEXT = "Vi har for lite tid, og pengene mangler"


@pytest.fixture
def explained(model, coded, frame, reader):
    from dataclasses import replace

    with_neighbours = replace(model, neighbours=neighbours_of(coded, reader, model.vectorizer))
    autocoder = Autocoder(with_neighbours, frame, reader, version="v1", max_error=1, explain=True)
    return autocoder.code([TEXT])[0]


def test_each_code_is_carried_by_the_word_that_means_it(explained):
    assert explained.code_ids == {"time", "money"}
    assert "tid" in explained.explanation.words["time"]
    assert "pengene" in explained.explanation.words["money"]
    assert "pengene" not in explained.explanation.words["time"]


def test_words_come_in_the_order_they_were_written_and_no_more_than_three():
    words = ["a", "b", "c", "d"]
    without = [{"x": p} for p in (0.3, 0.1, 0.2, 0.4)]

    assert carrying_words(words, {"x": 0.9}, without, ["x"]) == {"x": ("a", "b", "c")}


def test_a_word_that_makes_no_difference_carries_nothing():
    assert carrying_words(["a"], {"x": 0.5}, [{"x": 0.5}], ["x"]) == {"x": ()}


def test_the_three_nearest_coded_answers_come_with_id_codes_and_similarity(explained, coded):
    nearest = explained.explanation.nearest
    by_id = {one.answer.id: one for one in coded}

    assert len(nearest) == NEAREST
    assert [one.similarity for one in nearest] == sorted((one.similarity for one in nearest), reverse=True)
    assert all(set(one.code_ids) == by_id[one.answer_id].code_ids for one in nearest)
    assert any({"time", "money"} & set(one.code_ids) for one in nearest)


def test_an_answer_is_nearest_to_itself(model, coded, reader):
    neighbours = neighbours_of(coded, reader, model.vectorizer)

    found = most_similar([coded[5].answer.text], neighbours, reader, model.vectorizer)

    assert found[0][0].similarity == pytest.approx(1, abs=1e-3)


def test_with_an_encoder_the_nearest_mean_alike_though_they_share_no_word(coded, reader, model, encoder):
    from dataclasses import replace as changed

    semantic = AnswerReader(reader.nlp, EmbeddingCache(encoder))
    texts = ("Budsjettet er altfor stramt", "Vi rekker ikke alt vi skulle ha gjort", "Katten sover på taket")
    few = [changed(one, answer=changed(one.answer, text=text)) for one, text in zip(coded, texts, strict=False)]

    neighbours = neighbours_of(few, semantic, model.vectorizer)
    found = most_similar(["pengane strekk ikkje til"], neighbours, semantic, model.vectorizer)

    assert found[0][0].answer_id == coded[0].answer.id


def test_what_a_model_coded_is_no_neighbour(coded, reader, model):
    from dataclasses import replace

    by_model = [replace(one, coder="model:v0") for one in coded]

    assert neighbours_of([*by_model, coded[0]], reader, model.vectorizer).ids == (coded[0].answer.id,)


def test_neighbours_hold_no_text(coded, reader, model):
    neighbours = neighbours_of(coded, reader, model.vectorizer)

    kept = json.dumps([neighbours.ids, neighbours.questions, neighbours.codes])

    assert not any(one.answer.text in kept for one in coded)
    assert np.issubdtype(neighbours.vectors.dtype, np.floating)


def test_words_are_taken_out_one_by_one():
    assert without_each_word("tid-press, nå!") == (["tid-press", "nå"], [", nå!", "tid-press, !"])
    assert without_each_word("...") == ([], [])


def test_of_a_long_answer_the_first_words_are_tried():
    words, without = without_each_word("ord " * 500)

    assert len(words) == len(without) == MOST_WORDS_TRIED


def test_others_may_code_between_the_readings_of_an_explanation(model, frame, reader, explained):
    autocoder = Autocoder(model, frame, reader, version="v1", max_error=1, explain=True)
    plain, seen = autocoder.at(explain=False), []

    coding = autocoder.code([TEXT], pause=lambda: seen.append(plain.code(["Pengene mangler"])[0]))[0]

    assert len(seen) == 4  # for eight words
    assert seen[0].code_ids == {"money"}
    assert coding.explanation.words == explained.explanation.words


def test_codings_are_not_explained_unless_asked(model, frame, reader):
    autocoder = Autocoder(model, frame, reader, version="v1", max_error=1)

    assert autocoder.code([TEXT])[0].explanation is None
