import numpy as np
import pytest

from textcoder.features import embeddings
from textcoder.features.embeddings import EmbeddingCache
from textcoder.features.encoder import Encoded, EncoderFacts
from textcoder.features.tuned import out_of_fold

CODES = ("time", "money")


class Spy:
    """An encoder that makes of a text its length, and keeps what it was asked."""

    def __init__(self, made_of: str = "a" * 64, codes: tuple[str, ...] = ()):
        self.facts = EncoderFacts("spy", made_of, 3, codes)
        self.read: list[str] = []

    def encode(self, texts):
        self.read += texts
        rows = np.array([[len(text)] for text in texts], dtype=np.float32).reshape(-1, 1)
        return Encoded(np.repeat(rows, 3, axis=1), np.repeat(-rows, len(self.facts.codes), axis=1))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "trained" / ".cache" / "embeddings.npz"


def test_equal_answers_are_encoded_once_and_every_row_is_of_its_text():
    spy = Spy()
    cache = EmbeddingCache(spy)

    first = cache.encode(["tid", "penger", "tid"])
    second = cache.encode(["mot", "penger"])

    assert spy.read == ["tid", "penger", "mot"]
    assert first.vectors[:, 0].tolist() == [3, 6, 3]
    assert second.vectors[:, 0].tolist() == [3, 6]


def test_what_reads_alike_is_encoded_once():
    spy = Spy()

    EmbeddingCache(spy).encode(["FOR LITE TID", "for lite tid", "for  lite tid"])

    assert spy.read == ["for lite tid"]


def test_heads_get_the_vectors_of_a_plain_encoder_and_the_scores_of_a_tuned_one():
    assert EmbeddingCache(Spy()).features(["tid"]).tolist() == [[3, 3, 3]]
    assert EmbeddingCache(Spy(codes=CODES)).features(["tid"]).tolist() == [[-3, -3]]


def test_what_was_tuned_on_is_learnt_from_with_scores_by_encoders_that_had_not_read_it():
    known = out_of_fold(["for lite tid"], np.array([[0.5, 7.0]], dtype=np.float32))
    spy = Spy(codes=CODES)
    cache = EmbeddingCache(spy, out_of_fold=known)
    texts = ["penger", "for lite tid", "mot", "For lite tid."]

    assert cache.to_learn_from(texts).tolist() == [[-6, -6], [0.5, 7], [-3, -3], [0.5, 7]]
    assert spy.read == ["penger", "mot"]
    assert cache.features(texts).tolist() == [[-6, -6], [-12, -12], [-3, -3], [-13, -13]]


def test_a_plain_encoder_makes_the_same_of_answers_to_learn_from():
    cache = EmbeddingCache(Spy())

    assert np.array_equal(cache.to_learn_from(["tid", "mot"]), cache.features(["tid", "mot"]))


@pytest.mark.parametrize("known", [None, out_of_fold(["tid"], np.zeros((1, 2), dtype=np.float32))])
def test_no_answers_become_no_rows(known):
    cache = EmbeddingCache(Spy(codes=CODES), out_of_fold=known)

    assert cache.features([]).shape == (0, 2)
    assert cache.to_learn_from([]).shape == (0, 2)


def test_the_next_run_finds_what_was_kept(file):
    cache = EmbeddingCache(Spy(codes=CODES), file=file)
    found = cache.encode(["tid", "penger"])
    cache.save()
    spy = Spy(codes=CODES)

    again = EmbeddingCache(spy, file=file).encode(["penger", "tid"])

    assert spy.read == []
    assert np.array_equal(again.vectors, found.vectors[::-1])
    assert np.array_equal(again.scores, found.scores[::-1])
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_what_is_kept_shows_nobodys_words(file):
    cache = EmbeddingCache(Spy(), file=file)
    cache.encode(["hemmelighet hos oss"])
    cache.save()

    assert b"hemmelighet" not in file.read_bytes()


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[:0],
        lambda raw: raw[:2],
        lambda raw: raw[:100],
        lambda raw: raw[:-20],
        lambda raw: raw[: len(raw) // 2] + b"\xff\xff\xff\xff" + raw[len(raw) // 2 + 4 :],
        lambda raw: b"no archive" + raw,
    ],
    ids=["empty", "two bytes", "beginning", "cut off", "changed", "other"],
)
def test_a_damaged_file_is_no_file_and_is_written_anew(file, damage):
    cache = EmbeddingCache(Spy(), file=file)
    cache.encode([f"tid {number}" for number in range(50)])
    cache.save()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    spy = Spy()

    cache = EmbeddingCache(spy, file=file)

    assert cache.encode(["tid 7"]).vectors.tolist() == [[5, 5, 5]]
    assert spy.read == ["tid 7"]
    cache.save()
    assert EmbeddingCache(Spy(), file=file).encode(["tid 7"]).vectors.tolist() == [[5, 5, 5]]


def test_what_another_encoder_made_is_not_used(file):
    other = EmbeddingCache(Spy("b" * 64), file=file)
    other.encode(["tid"])
    other.save()
    spy = Spy()

    EmbeddingCache(spy, file=file).encode(["tid"])

    assert spy.read == ["tid"]


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    (tmp_path / "trained").write_text("a file where a folder should be")
    cache = EmbeddingCache(Spy(), file=tmp_path / "trained" / "embeddings.npz")
    cache.encode(["tid"])

    cache.save()

    assert [path.name for path in tmp_path.iterdir()] == ["trained"]


def test_nothing_read_is_nothing_to_keep(file):
    EmbeddingCache(Spy(), file=file).save()

    assert not file.parent.exists()


def test_memory_is_bounded_however_long_the_file(monkeypatch, file):
    monkeypatch.setattr(embeddings, "_MOST_KEPT", 10)
    cache = EmbeddingCache(Spy(), file=file)

    for start in range(0, 100, 4):
        texts = [f"tid {'x' * number}" for number in range(start + 1, start + 5)]
        assert cache.encode(texts).vectors[:, 0].tolist() == [len(text) for text in texts]
    cache.save()

    with np.load(file) as kept:
        assert len(kept["keys"]) == len(kept["vectors"]) <= 10


def test_answers_that_come_one_by_one_are_kept_each_in_its_row(file):
    cache, together = EmbeddingCache(Spy(), file=file), EmbeddingCache(Spy())
    texts = [f"tid {'x' * number}" for number in range(1, 40)]

    for text in texts:
        cache.encode([text])
    cache.save()

    expected = together.encode(texts)
    for held in (cache, EmbeddingCache(Spy(), file=file)):
        assert (held.encode(texts).vectors == expected.vectors).all()
        assert (held.encode(texts).scores == expected.scores).all()
