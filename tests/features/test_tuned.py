import json
import shutil

import numpy as np
import pytest

from tests.tiny_encoder import write_tiny_encoder, write_tiny_tuned
from textcoder.errors import CannotWriteError, EncoderError
from textcoder.features.encoder import FACTS, LAYERS, read_facts
from textcoder.features.tuned import (
    CARD,
    OUT_OF_FOLD,
    newest_tuned,
    out_of_fold,
    read_out_of_fold,
    tuned_by_hash,
    tuned_folders,
    write_tuned,
)

CODES = ("time", "money")


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return write_tiny_encoder(tmp_path_factory.mktemp("models") / "encoder")


@pytest.fixture
def versions(tmp_path):
    return tmp_path / "tuned" / "reasons"


def write(versions, base, *, layers=b"layers", scores=None, **facts):
    scores = scores or out_of_fold(["for lite tid"], np.array([[1.5, -2.0]]))
    return write_tuned(versions, layers, scores, {"name": "x", "codes": list(CODES), **facts}, "A card.\n", base=base)


def test_equal_answers_of_several_voices_have_the_mean_of_their_scores():
    scores = out_of_fold(["for lite tid", "penger", "For lite tid."], np.array([[1.0, 2.0], [5.0, 6.0], [3.0, 0.0]]))

    assert scores.of("for lite tid").tolist() == [2, 1]
    assert scores.of("FOR LITE TID!").tolist() == [2, 1]
    assert scores.of("penger").tolist() == [5, 6]


def test_an_answer_that_was_not_tuned_on_has_no_scores():
    assert out_of_fold(["tid"], np.zeros((1, 2))).of("penger") is None


def test_scores_are_read_back_as_they_were_written_within_half_precision(versions, base):
    texts = [f"svar {number}" for number in range(40)]
    written = out_of_fold(texts, np.random.default_rng(1).normal(scale=4, size=(40, 2)))

    read = read_out_of_fold(write(versions, base, scores=written))

    assert dict(read.rows) == dict(written.rows)
    assert read.scores.dtype == np.float32
    np.testing.assert_allclose(read.scores, written.scores, rtol=1e-3)


def test_the_folder_says_what_it_is_and_on_which_base_it_stands(versions, base):
    folder = write(versions, base, made="2026-11-22")
    facts, of_base = read_facts(folder), read_facts(base)

    assert {path.name for path in folder.iterdir()} == {LAYERS, OUT_OF_FOLD, FACTS, CARD}
    assert folder.name == facts["files"][LAYERS][:8]
    assert set(facts["files"]) == {LAYERS, OUT_OF_FOLD}
    assert facts["base"] == of_base["files"]
    assert [facts[key] for key in ("width", "prefix", "longest")] == [
        of_base[key] for key in ("width", "prefix", "longest")
    ]
    assert (facts["codes"], facts["made"]) == (list(CODES), "2026-11-22")
    assert (folder / LAYERS).read_bytes() == b"layers"
    assert (folder / CARD).read_text() == "A card.\n"


def test_nothing_in_the_folder_is_an_answer(versions, base):
    folder = write(versions, base, scores=out_of_fold(["hemmelighet hos oss"], np.zeros((1, 2))))

    assert [path.name for path in folder.iterdir() if b"hemmelighet" in path.read_bytes()] == []


def test_nothing_is_left_beside_the_folder_and_the_same_layers_are_not_written_twice(versions, base):
    first = write(versions, base, made="1")
    again = write(versions, base, made="2")

    assert again == first
    assert [path.name for path in versions.iterdir()] == [first.name]
    assert read_facts(first)["made"] == "1"


def test_a_folder_that_cannot_be_written_is_said(tmp_path, base):
    (tmp_path / "tuned").write_text("a file where a folder should be")

    with pytest.raises(CannotWriteError, match="Cannot write"):
        write(tmp_path / "tuned" / "reasons", base)


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:-1], lambda raw: raw[:0], lambda raw: bytes([raw[0] ^ 1]) + raw[1:]]
)
def test_scores_that_were_changed_or_cut_off_are_refused(versions, base, damage):
    folder = write(versions, base)
    (folder / OUT_OF_FOLD).write_bytes(damage((folder / OUT_OF_FOLD).read_bytes()))

    with pytest.raises(EncoderError, match=f"{OUT_OF_FOLD} has been changed or cut off"):
        read_out_of_fold(folder)


def test_scores_that_are_missing_are_refused(versions, base):
    folder = write(versions, base)
    (folder / OUT_OF_FOLD).unlink()

    with pytest.raises(EncoderError, match=f"{OUT_OF_FOLD} cannot be read"):
        read_out_of_fold(folder)


def test_the_newest_is_the_one_that_was_made_last(versions, base):
    write(versions, base, layers=b"old", made="2026-11-20T10:00:00+00:00")
    new = write(versions, base, layers=b"new", made="2026-11-22T10:00:00+00:00")
    write(versions, base, layers=b"older", made="2026-11-19T10:00:00+00:00")

    assert newest_tuned(versions) == new


def test_where_none_was_tuned_there_is_none(versions):
    assert newest_tuned(versions) is None
    assert tuned_folders(versions) == []


def test_what_is_not_finished_is_not_counted(versions, base):
    folder = write(versions, base)
    shutil.copytree(folder, versions / ".abc.part")
    (versions / ".abc.unfinished").mkdir()
    (versions / "notes").mkdir()

    assert tuned_folders(versions) == [folder]


def test_one_is_found_by_the_hash_of_its_layers(versions, base):
    first, second = (write(versions, base, layers=layers) for layers in (b"one", b"two"))

    for folder in (first, second):
        layers_hash = json.loads((folder / FACTS).read_text())["files"][LAYERS]
        assert tuned_by_hash(versions, layers_hash) == folder
    with pytest.raises(EncoderError, match="is not there"):
        tuned_by_hash(versions, "0" * 64)


def test_a_tiny_one_is_written_whole(versions, base):
    folder = write_tiny_tuned(versions, base, CODES, read=("for lite tid",))

    assert read_out_of_fold(folder).of("For lite tid").tolist() == [9, 9]
