"""Tuning for a codeframe from beginning to end: once with each fold of the voices left out, then on all.

The runs with a fold left out give every answer scores by an encoder that has not read its voice; heads,
calibration and thresholds learn from those, never from scores of answers the encoder has seen. They also
tell how many epochs the run on all answers should have.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.features.encoder import LAYERS, WORDS, Floats, OnnxEncoder, checked, read_facts, reading
from textcoder.features.encoder_graph import layers_graph, read_layers, read_words
from textcoder.features.encoder_weights import EncoderWeights
from textcoder.features.tuned import out_of_fold, write_tuned
from textcoder.learning.fitting import Folds, leave_voices_out
from textcoder.learning.training_set import codeframe_phrases
from textcoder.learning.tuning.card import tuned_card
from textcoder.learning.tuning.tuner import Tuned, TuningSet, scores_of, tune
from textcoder.settings import TuningSettings

Progress = Callable[[str, int, int], None]

_STOPPING_VOICES = 10
"""One voice in so many is held back in the runs with a fold left out, to stop by."""


@dataclass(frozen=True, slots=True)
class _Base:
    words: Floats
    weights: EncoderWeights


def tune_for_codeframe(
    coded: Sequence[CodedAnswer],
    codeframe: Codeframe,
    base: Path,
    folder_of_versions: Path,
    settings: TuningSettings,
    *,
    snapshot: str,
    now: dt.datetime,
    progress: Progress,
) -> Path:
    """Tune the encoder and write it. Interrupted, it goes on after the last fold that was finished.

    Args:
        coded: What to learn from, in a fixed order.
        codeframe: Its codes, in order, are what the encoder learns to give.
        base: Folder of the plain encoder.
        folder_of_versions: Where the tuned encoders of this codeframe lie.
        settings: How.
        snapshot: Hash of ``coded``.
        now: Time of making.
        progress: Told how far it has come.

    Returns:
        The folder of the tuned encoder.

    Raises:
        EncoderError: The plain encoder is missing or damaged.
        CannotWriteError: The operating system refused.
    """
    reader = OnnxEncoder(base)
    longest = read_facts(base)["longest"]
    run = _Run(
        _base(base), coded, _answers(coded, codeframe, reader, longest),
        _phrases(codeframe, settings.phrase_weight, reader, longest), settings, progress,
    )  # fmt: skip
    kept = _Kept(folder_of_versions, [snapshot, codeframe.hash, reader.facts.hash, asdict(settings)])
    scores, fold_epochs = _out_of_fold(run, kept)
    epochs = round(median(fold_epochs))
    whole = tune(
        run.base.words, run.base.weights, run.answers.joined_with(run.phrases), None, settings,
        epochs=epochs, progress=lambda at, of: progress("tuning on all answers", at, of),
    )  # fmt: skip
    facts = _facts(run, codeframe, snapshot, now) | {"epochs": {"folds": fold_epochs, "all": epochs}}
    layers = layers_graph(whole.network.weights(codeframe.code_ids))
    by_text = out_of_fold([one.answer.text for one in coded], scores)
    folder = write_tuned(folder_of_versions, layers, by_text, facts, tuned_card(facts), base=base)
    kept.forget()
    return folder


def _answers(coded: Sequence[CodedAnswer], codeframe: Codeframe, reader: OnnxEncoder, longest: int) -> TuningSet:
    ids = [reader.token_ids(reading(one.answer.text))[:longest] for one in coded]
    return TuningSet.of(ids, np.array([[code in one.code_ids for code in codeframe.code_ids] for one in coded]))


def _phrases(codeframe: Codeframe, weight: float, reader: OnnxEncoder, longest: int) -> TuningSet:
    """What the codeframe itself says of its codes."""
    texts, codes, weights = codeframe_phrases(codeframe, weight)
    kept = range(len(texts)) if weight > 0 else range(0)
    ids = [reader.token_ids(reading(text))[:longest] for text in texts]
    return TuningSet(ids, codes, weights.astype(np.float32)).part(np.array(kept, dtype=np.intp))


def _facts(run: "_Run", codeframe: Codeframe, snapshot: str, now: dt.datetime) -> dict[str, Any]:
    voices = {one.answer.writer for one in run.coded}
    return {
        "name": f"multilingual-e5-small, tuned for {codeframe.id}",
        "codes": list(codeframe.code_ids),
        "made": now.isoformat(timespec="seconds"),
        "codeframe": {"id": codeframe.id, "version": codeframe.version, "hash": codeframe.coding_hash},
        "snapshot": {"hash": snapshot, "codings": len(run.coded), "voices": len(voices)},
        "settings": asdict(run.settings),
    }


def _out_of_fold(run: "_Run", kept: "_Kept") -> tuple[Floats, list[int]]:
    """Scores of every answer by an encoder that has not read its voice, and the epochs each of these took."""
    folds = leave_voices_out(run.coded, run.settings.folds, run.settings.seed)
    scores = np.zeros(run.answers.codes.shape, dtype=np.float32)
    epochs = []
    for number, (seen, left_out) in enumerate(folds):
        found = kept.fold(number)
        if found is None:
            tuned = run.tune_on(seen, _saying(run.progress, number + 1, len(folds)))
            found = kept.keep(number, scores_of(tuned.network, run.answers.part(left_out).ids), tuned.epochs)
        scores[left_out] = found[0]
        epochs.append(found[1])
    return scores, epochs


def _saying(progress: Progress, fold: int, folds: int) -> Callable[[int, int], None]:
    return lambda done, of: progress(f"tuning, fold {fold} of {folds}", done, of)


def _base(folder: Path) -> _Base:
    stated = read_facts(folder)["files"]
    return _Base(read_words(checked(folder, WORDS, stated)), read_layers(checked(folder, LAYERS, stated)))


@dataclass(frozen=True, slots=True)
class _Run:
    """What all folds share."""

    base: _Base
    coded: Sequence[CodedAnswer]
    answers: TuningSet
    phrases: TuningSet
    """Learnt from in every fold; nobody's voice."""
    settings: TuningSettings
    progress: Progress

    def tune_on(self, seen: NDArray[np.intp], progress: Callable[[int, int], None]) -> Tuned:
        """One run; of the voices it may read, some are held back to stop by."""
        learn, stop = _held_back([self.coded[row] for row in seen], self.settings.seed)
        return tune(
            self.base.words, self.base.weights, self.answers.part(seen[learn]).joined_with(self.phrases),
            self.answers.part(seen[stop]), self.settings, epochs=self.settings.epochs, progress=progress,
        )  # fmt: skip


def _held_back(coded: Sequence[CodedAnswer], seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    n_voices = len({one.answer.writer for one in coded})
    folds: Folds = leave_voices_out(coded, max(2, min(_STOPPING_VOICES, n_voices)), seed)
    return folds[0]


class _Kept:
    """Finished folds, kept on disk until the whole is finished; only for the very same run."""

    def __init__(self, folder_of_versions: Path, identity: object) -> None:
        key = hashlib.sha256(json.dumps(identity, sort_keys=True, default=str).encode()).hexdigest()[:16]
        self._folder = folder_of_versions / f".{key}.unfinished"

    def fold(self, number: int) -> tuple[Floats, int] | None:
        path = self._path(number)
        if not path.exists():
            return None
        with np.load(path, allow_pickle=False) as stored:
            return stored["scores"], int(stored["epochs"])

    def keep(self, number: int, scores: Floats, epochs: int) -> tuple[Floats, int]:
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._path(number).with_suffix(".part.npz")
        np.savez(part, scores=scores, epochs=epochs)
        part.replace(self._path(number))
        return scores, epochs

    def forget(self) -> None:
        for path in self._folder.glob("*.npz"):
            path.unlink()
        if self._folder.exists():
            self._folder.rmdir()

    def _path(self, number: int) -> Path:
        return self._folder / f"fold{number}.npz"
