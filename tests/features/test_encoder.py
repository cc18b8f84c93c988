import json
import shutil

import numpy as np
import pytest

from tests.tiny_encoder import LONGEST, WIDTH, write_tiny_encoder, write_tiny_tuned
from textcoder.errors import EncoderError
from textcoder.features.encoder import FACTS, LAYERS, TOKENIZER, WORDS, OnnxEncoder, read_facts, reading, stated_hash

ANSWERS = (
    "For liten tid avsatt til utviklingsarbeid",
    "penger",
    "Me har ikkje folk nok, og dei me har er opptekne med drifta heile dagen.",
    "Politikerne tør ikke prioritere noe annet enn skole og eldreomsorg før et valg. " * 8,
    "manglende kompetanse på digitale verktøy og usikkerhet om personvern",
)


def cosine(one, other) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


@pytest.fixture
def folder(tmp_path):
    return write_tiny_encoder(tmp_path / "encoder")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return OnnxEncoder(write_tiny_encoder(tmp_path_factory.mktemp("models") / "encoder"))


@pytest.fixture(scope="module")
def vectors(encoder):
    return encoder.encode(ANSWERS).vectors


def test_every_vector_has_the_stated_width_and_length_1(encoder, vectors):
    assert vectors.shape == (len(ANSWERS), encoder.facts.width)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_plain_encoder_gives_no_scores(encoder):
    assert encoder.encode(ANSWERS[:2]).scores.shape == (2, 0)


def test_an_answer_has_the_same_vector_alone_and_in_company(encoder, vectors):
    alone = np.vstack([encoder.encode([answer]).vectors for answer in ANSWERS])

    np.testing.assert_allclose(vectors, alone, atol=1e-5)


def test_vectors_come_in_the_order_of_the_answers(encoder, vectors):
    np.testing.assert_allclose(encoder.encode(ANSWERS[::-1]).vectors, vectors[::-1], atol=1e-5)


def test_encoding_twice_gives_the_same(encoder, vectors):
    assert np.array_equal(encoder.encode(ANSWERS).vectors, vectors)


def test_two_equal_answers_have_one_vector(encoder):
    one, other = encoder.encode(["for lite tid", "for lite tid"]).vectors

    assert np.array_equal(one, other)


@pytest.mark.parametrize(
    ("answer", "paraphrase", "unrelated"),
    [
        ("for lite tid", "vi rekker det ikke", "politikerne er uenige"),
        ("dårlig økonomi", "kommunen har ikke råd", "mange ansatte slutter"),
        ("me manglar pengar", "stramt budsjett", "flinke kollegaer"),
        ("de ansatte mangler opplæring", "for dårlig kompetanse blant de ansatte", "for mange møter"),
    ],
)
def test_norwegian_paraphrases_lie_nearer_than_what_has_nothing_to_do_with_them(encoder, answer, paraphrase, unrelated):
    found = encoder.encode([answer, paraphrase, unrelated]).vectors

    assert cosine(found[0], found[1]) > cosine(found[0], found[2])


def test_an_answer_longer_than_the_model_takes_is_read_to_its_end(encoder, shipped):
    money, time = "Vi har ikke penger nok. " * 120, "Ingen har tid til å tenke nytt. " * 120
    both, only_money, only_time = encoder.encode([money + time, money, time]).vectors

    assert len(encoder.token_ids(money + time)) > read_facts(shipped)["longest"]
    assert cosine(both, only_time) > cosine(only_money, only_time)


def test_a_long_answer_is_the_mean_of_its_windows_and_has_the_highest_of_their_scores(tmp_path):
    base = write_tiny_encoder(tmp_path / "encoder")
    tuned = OnnxEncoder(write_tiny_tuned(tmp_path / "tuned", base, ("time", "money")), base)
    inner = LONGEST - 2  # the marks at both ends take the rest
    windows = ["for lite tid og " * 3 + "vi har", "mangler penger " * 7, "mot"]
    assert [len(window.split()) for window in windows] == [inner, inner, 1]

    apart, whole = tuned.encode(windows), tuned.encode([" ".join(windows)])

    mean = apart.vectors.mean(axis=0)
    np.testing.assert_allclose(whole.vectors[0], mean / np.linalg.norm(mean), atol=1e-5)
    np.testing.assert_allclose(whole.scores[0], apart.scores.max(axis=0), atol=1e-5)


@pytest.mark.parametrize("text", ["", " ", "\n", "…", "🙂", "<s>", "x" * 5000])
def test_whatever_the_text_its_vector_is_sound(encoder, text):
    (vector,) = encoder.encode([text]).vectors

    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_no_texts_become_no_rows(tiny):
    found = tiny.encode([])

    assert (found.vectors.shape, found.scores.shape) == ((0, WIDTH), (0, 0))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("FOR LITE TID", "for lite tid"),
        ("ÅRSAK: RÅD", "årsak: råd"),
        ("IKT er dårlig", "IKT er dårlig"),
        ("Ã¸konomi", "økonomi"),
        ("FOR  LITE\nTID", "for lite tid"),
        ("123", "123"),
        ("", ""),
    ],
)
def test_a_text_is_repaired_and_what_is_shouted_is_read_in_lower_case(text, read):
    assert reading(text) == read


def test_every_file_is_checked_before_it_is_used(folder):
    assert OnnxEncoder(folder).facts.width == WIDTH
    for name in (WORDS, LAYERS, TOKENIZER):
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        with pytest.raises(EncoderError, match=f"{name} has been changed or cut off"):
            OnnxEncoder(folder)
        (folder / name).write_bytes(whole[:-1])
        with pytest.raises(EncoderError, match=f"{name} has been changed or cut off"):
            OnnxEncoder(folder)
        (folder / name).unlink()
        with pytest.raises(EncoderError, match=f"{name} cannot be read"):
            OnnxEncoder(folder)
        (folder / name).write_bytes(whole)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no encoder"),
        ("", "damaged"),
        ("[1]", "damaged"),
        ("{}", "damaged"),
        ('{"format": 1}', "damaged"),
        ('{"format": 2}', "its format is 2 and this textcoder reads 1"),
    ],
)
def test_facts_that_cannot_be_read_are_refused_with_what_to_do(folder, content, said):
    (folder / FACTS).unlink()
    if content is not None:
        (folder / FACTS).write_text(content)

    with pytest.raises(EncoderError, match=said) as caught:
        OnnxEncoder(folder)

    assert str(folder) in str(caught.value)
    assert "--profile fast" in str(caught.value)


def test_what_an_encoder_says_of_itself_is_what_its_files_say(folder):
    facts = OnnxEncoder(folder).facts

    assert (facts.name, facts.width, facts.codes) == ("tiny 0", WIDTH, ())
    assert facts.hash == stated_hash(folder, folder)


def test_another_encoder_has_another_hash_and_a_copy_the_same(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    other = write_tiny_encoder(tmp_path / "other", seed=2)
    prefixed = write_tiny_encoder(tmp_path / "prefixed", prefix="query: ")
    hashes = [stated_hash(one, one) for one in (folder, copy, other, prefixed)]

    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


@pytest.fixture
def tuned(folder, tmp_path):
    return write_tiny_tuned(tmp_path / "tuned", folder, ("time", "money"))


def test_a_tuned_encoder_shares_the_words_of_its_base_and_gives_scores(folder, tuned):
    plain, own = OnnxEncoder(folder), OnnxEncoder(tuned, folder)

    assert own.facts.codes == ("time", "money")
    assert own.facts.hash == stated_hash(tuned, folder) != plain.facts.hash
    assert own.encode(["for lite tid", "mot"]).scores.shape == (2, 2)
    assert own.token_ids("for lite tid") == plain.token_ids("for lite tid")


def test_a_tuned_encoder_is_checked_against_its_own_facts_not_those_of_its_base(folder, tuned):
    shutil.copy(folder / LAYERS, tuned / LAYERS)

    with pytest.raises(EncoderError, match=f"{LAYERS} has been changed"):
        OnnxEncoder(tuned, folder)


def test_a_tuned_encoder_is_refused_on_another_base(tuned, tmp_path):
    other = write_tiny_encoder(tmp_path / "other", seed=2)

    with pytest.raises(EncoderError, match="tuned on another base"):
        OnnxEncoder(tuned, other)


def test_the_shipped_encoder_is_the_one_its_facts_name(shipped, encoder):
    facts = json.loads((shipped / FACTS).read_text(encoding="utf-8"))

    assert facts == read_facts(shipped)
    assert encoder.facts.width == facts["width"] == 384
    assert facts["licence"] == "MIT"
