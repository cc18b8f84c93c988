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


DENYING = "Økonomien er ikke problemet, det er kulturen, og folk mangler"


def test_what_an_answer_denies_is_passed_over_by_words_clauses_and_encoder(nlp, tiny):
    reader = AnswerReader(nlp, EmbeddingCache(tiny), without_denied=True)
    whole = AnswerReader(nlp, EmbeddingCache(tiny))
    left = "det er kulturen, og folk mangler"

    read, of_the_rest = reader.read([DENYING], clauses=True), whole.read([left], clauses=True)

    assert read.processed == of_the_rest.processed
    assert read.clauses.read.processed == of_the_rest.clauses.read.processed
    assert np.array_equal(read.semantic, of_the_rest.semantic)
    assert not np.array_equal(read.semantic, whole.read([DENYING]).semantic)


def test_answers_to_learn_from_are_read_as_those_to_code(nlp):
    reader = AnswerReader(nlp, without_denied=True)

    assert reader.learning().read([DENYING]).processed == reader.read([DENYING]).processed
    assert "økonomien" not in reader.read([DENYING]).processed[0].forms


def test_answers_are_compared_as_they_were_written(nlp, tiny):
    reader = AnswerReader(nlp, EmbeddingCache(tiny), without_denied=True)

    assert not np.array_equal(reader.comparing.encode([DENYING]).vectors, reader.read([DENYING]).semantic)


def test_whole_answers_are_read_unless_asked_otherwise(nlp):
    assert "økonomien" in AnswerReader(nlp).read([DENYING]).processed[0].forms
