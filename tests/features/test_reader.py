import numpy as np
import pytest

from tests.tiny_encoder import WIDTH, write_tiny_encoder
from textcoder.features.embeddings import EmbeddingCache
from textcoder.features.encoder import OnnxEncoder
from textcoder.features.reader import AnswerReader
from textcoder.language.pipeline import build_pipeline
from textcoder.settings import LanguageSettings

TEXTS = ["for lite tid", "mangler penger", "FOR LITE TID"]


@pytest.fixture(scope="module")
def nlp():
    return build_pipeline(LanguageSettings())


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return OnnxEncoder(write_tiny_encoder(tmp_path_factory.mktemp("models") / "encoder"))


def test_an_answer_is_read_as_words_and_as_numbers_in_one_order(nlp, tiny):
    read = AnswerReader(nlp, EmbeddingCache(tiny)).read(TEXTS)

    assert len(read) == 3
    assert [one.forms for one in read.processed] == [
        ("for", "lite", "tid"),
        ("mangler", "penger"),
        ("for", "lite", "tid"),
    ]
    assert read.semantic.shape == (3, WIDTH)
    assert np.array_equal(read.semantic[0], read.semantic[2])
    assert not np.array_equal(read.semantic[0], read.semantic[1])


def test_without_an_encoder_there_are_words_alone(nlp):
    reader = AnswerReader(nlp)

    assert reader.read(TEXTS).semantic.shape == (3, 0)
    assert reader.learning().read(TEXTS).semantic.shape == (3, 0)
    reader.save()  # there is nothing to keep


def test_a_part_of_the_answers_keeps_words_and_numbers_together(nlp, tiny):
    read = AnswerReader(nlp, EmbeddingCache(tiny)).read(TEXTS)

    part = read.part(np.array([1, 0]))

    assert [one.forms[0] for one in part.processed] == ["mangler", "for"]
    assert np.array_equal(part.semantic, read.semantic[[1, 0]])


def test_no_answers_can_be_read_too(nlp, tiny):
    read = AnswerReader(nlp, EmbeddingCache(tiny)).learning().read([])

    assert (len(read), read.semantic.shape) == (0, (0, WIDTH))


def test_clauses_are_read_for_answers_that_have_several(nlp, tiny):
    texts = ["For lite tid", "For lite tid, og budsjettet er kutta", "lite folk/dårlig råd"]

    read = AnswerReader(nlp, EmbeddingCache(tiny)).read(texts, clauses=True)

    assert read.clauses.owners.tolist() == [1, 1, 2, 2]
    assert [one.forms for one in read.clauses.read.processed] == [
        ("for", "lite", "tid"), ("budsjettet", "er", "kutta"), ("lite", "folk"), ("dårlig", "råd")
    ]  # fmt: skip
    assert read.clauses.read.semantic.shape == (4, read.semantic.shape[1])


def test_a_part_of_the_answers_has_their_clauses_alone(nlp):
    texts = ["lite tid, lite folk", "tid", "dårlig råd, lite penger, lite vilje"]
    read = AnswerReader(nlp).read(texts, clauses=True)

    part = read.part(np.array([1, 2]))

    assert part.clauses.owners.tolist() == [1, 1, 1]
    assert part.clauses.read.processed == AnswerReader(nlp).read(["dårlig råd", "lite penger", "lite vilje"]).processed
    assert len(read.part(np.array([1])).clauses.read) == 0


def test_clauses_are_not_read_unless_asked(nlp):
    assert AnswerReader(nlp).read(["lite tid, lite folk"]).clauses is None
