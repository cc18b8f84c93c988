# ruff: noqa: E402 - what is imported needs PyTorch, without which there is nothing to test here
import datetime as dt
import json
from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tests.builders import build_coded, build_codeframe
from tests.tiny_encoder import VOCABULARY
from textcoder.features.embeddings import EmbeddingCache
from textcoder.features.encoder import OnnxEncoder
from textcoder.features.reader import AnswerReader
from textcoder.features.tuned import newest_tuned, read_out_of_fold, tuned_folders
from textcoder.learning.tuning import crossfit
from textcoder.learning.tuning.crossfit import tune_for_codeframe
from textcoder.learning.tuning.network import EncoderNetwork
from textcoder.learning.tuning.tuner import Tuned
from textcoder.settings import TuningSettings

NOW = dt.datetime(2024, 11, 5, 12, 30, tzinfo=dt.UTC)
SETTINGS = TuningSettings(epochs=2, batch=8, folds=3, rate=1e-3)
FRAME = build_codeframe("time", "money")
VOICE_WORDS = ("og", "ikke", "vi", "har", "mangler", "mot")
"""Each voice has a word that nobody else writes."""
WORD_OF_CODE = {"time": "tid", "money": "penger"}


@pytest.fixture(scope="module")
def coded():
    """Thirty answers by six voices."""
    rng = np.random.default_rng(5)
    answers = []
    for number in range(30):
        codes = [code for code in FRAME.code_ids if rng.uniform() < 0.5]
        words = [*map(WORD_OF_CODE.get, codes), *rng.choice(["for", "lite", "mye", "folk"], 3)]
        text = " ".join([*words, VOICE_WORDS[number % 6]])
        answers.append(build_coded(f"a{number:02}", codes, text=text, voice=f"v{number % 6}"))
    return answers


def tune_tiny(coded, base, folder, *, settings=SETTINGS, progress=lambda *_: None):
    return tune_for_codeframe(coded, FRAME, base, folder, settings, snapshot="5" * 64, now=NOW, progress=progress)


def voices_of(answers) -> set[int]:
    tokens = {token for ids in answers.ids for token in ids}
    return {voice for voice, word in enumerate(VOICE_WORDS) if VOCABULARY.index(word) in tokens}


class Spy:
    """Stands in for ``tune``: notes who is learnt from, and gives a network whose every score is its own number."""

    def __init__(self) -> None:
        self.epochs = (1, 2, 1, 0)
        self.interrupted_at = None
        self.learnt, self.held_back, self.asked = [], [], []

    def __call__(self, words, weights, learn, stop, _settings, *, epochs, **_options):
        number = len(self.learnt)
        if number == self.interrupted_at:
            raise KeyboardInterrupt
        self.learnt.append(voices_of(learn))
        self.held_back.append(voices_of(stop) if stop else None)
        self.asked.append(epochs)
        network = EncoderNetwork(words, weights, learn.codes.shape[1], 0)
        torch.nn.init.zeros_(network.head.weight)
        torch.nn.init.constant_(network.head.bias, float(number))
        return Tuned(network, self.epochs[number], ())


@pytest.fixture
def spy(monkeypatch):
    spy = Spy()
    monkeypatch.setattr(crossfit, "tune", spy)
    return spy


@pytest.fixture(scope="module")
def folder(coded, base, tmp_path_factory):
    return tune_tiny(coded, base, tmp_path_factory.mktemp("tuned"))


def test_a_tuned_encoder_is_written_that_can_be_read(folder, base, coded):
    encoder = OnnxEncoder(folder, base)
    scores = encoder.encode([one.answer.text for one in coded]).scores

    assert encoder.facts.codes == FRAME.code_ids
    assert scores.shape == (30, 2)
    assert np.isfinite(scores).all()
    assert newest_tuned(folder.parent) == folder


def test_it_says_what_it_rests_on(folder):
    facts = json.loads((folder / "encoder.json").read_text())

    assert facts["snapshot"] == {"hash": "5" * 64, "codings": 30, "voices": 6}
    assert facts["codeframe"] == {"id": "reasons", "version": 1, "hash": FRAME.coding_hash}
    assert facts["settings"]["rate"] == 1e-3
    assert len(facts["epochs"]["folds"]) == 3
    assert "30 codings by 6 voices" in (folder / "card.md").read_text()


def test_it_holds_no_text_and_nothing_unfinished_is_left_beside_it(folder, coded):
    content = b"".join(path.read_bytes() for path in folder.iterdir())

    assert not any(one.answer.text.encode() in content for one in coded)
    assert list(folder.parent.iterdir()) == [folder]


def test_what_it_gives_answers_to_learn_from_is_what_encoders_gave_that_had_not_read_them(folder, base, coded, reader):
    apart = read_out_of_fold(folder)
    cache = EmbeddingCache(OnnxEncoder(folder, base), out_of_fold=apart)
    texts = [one.answer.text for one in coded]

    learnt_from = AnswerReader(reader.nlp, cache).learning().read(texts).semantic
    read = AnswerReader(reader.nlp, cache).read(texts).semantic

    np.testing.assert_array_equal(learnt_from, [apart.of(text) for text in texts])
    assert not np.allclose(learnt_from, read, atol=1e-3)


def test_whole_voices_are_left_out_and_others_held_back_to_stop_by(spy, coded, base, tmp_path):
    tune_tiny(coded, base, tmp_path)

    everyone = set(range(6))
    *folds, whole = zip(spy.learnt, spy.held_back, strict=True)
    left_out = [everyone - learnt - held_back for learnt, held_back in folds]
    assert all(learnt.isdisjoint(held_back) and held_back for learnt, held_back in folds)
    assert sorted(voice for fold in left_out for voice in fold) == sorted(everyone)
    assert whole == (everyone, None)


def test_every_answer_is_scored_by_the_run_that_left_its_voice_out(spy, coded, base, tmp_path):
    scores = read_out_of_fold(tune_tiny(coded, base, tmp_path))

    for one in coded:
        (run,) = set(scores.of(one.answer.text).tolist())
        assert int(one.answer.voice[1:]) not in spy.learnt[int(run)] | spy.held_back[int(run)]


def test_the_run_on_all_answers_has_as_many_epochs_as_served_the_folds(spy, coded, base, tmp_path):
    spy.epochs = (1, 5, 2, 0)

    folder = tune_tiny(coded, base, tmp_path)

    assert spy.asked == [SETTINGS.epochs] * 3 + [2]
    assert json.loads((folder / "encoder.json").read_text())["epochs"] == {"folds": [1, 5, 2], "all": 2}


def interrupting(at: str):
    def progress(doing, done, of):
        if doing.startswith(at):
            raise KeyboardInterrupt

    return progress


@pytest.mark.parametrize(("at", "runs_left"), [("tuning, fold 2", 3), ("tuning on all", 1)])
def test_interrupted_it_goes_on_after_the_last_fold_that_was_finished(
    coded, base, tmp_path, folder, monkeypatch, at, runs_left
):
    with pytest.raises(KeyboardInterrupt):
        tune_tiny(coded, base, tmp_path, progress=interrupting(at))
    assert tuned_folders(tmp_path) == []
    runs = []
    monkeypatch.setattr(crossfit, "tune", lambda *a, tune=crossfit.tune, **k: runs.append(1) or tune(*a, **k))

    again = tune_tiny(coded, base, tmp_path)

    assert len(runs) == runs_left
    assert list(tmp_path.iterdir()) == [again]
    # As if nothing had happened: the same encoder and the same scores as in one go.
    assert again.name == folder.name
    np.testing.assert_array_equal(read_out_of_fold(again).scores, read_out_of_fold(folder).scores)


def test_another_run_does_not_go_on_from_what_this_one_left(spy, coded, base, tmp_path):
    spy.interrupted_at = 2
    with pytest.raises(KeyboardInterrupt):
        tune_tiny(coded, base, tmp_path)
    spy.learnt, spy.interrupted_at = [], None

    tune_tiny(coded, base, tmp_path, settings=replace(SETTINGS, seed=2))

    assert len(spy.learnt) == 4


def test_progress_names_the_fold(spy, coded, base, tmp_path, monkeypatch):
    said = []

    def tune(*arguments, progress, **options):
        progress(3, 7)
        return spy(*arguments, progress=progress, **options)

    monkeypatch.setattr(crossfit, "tune", tune)

    tune_tiny(coded, base, tmp_path, progress=lambda *one: said.append(one))

    folds = [(f"tuning, fold {number} of 3", 3, 7) for number in (1, 2, 3)]
    assert said == [*folds, ("tuning on all answers", 3, 7)]
