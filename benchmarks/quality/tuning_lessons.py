"""What the trials of tuning learn from: answers, targets and batches.

Not a command.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from augment import other_standard
from lab import REPOSITORY, Bools, Floats, shipped_codings
from numpy.typing import NDArray

from textcoder.features.encoder import OnnxEncoder, read_facts, reading
from textcoder.learning.fitting import leave_voices_out
from textcoder.learning.training_set import codeframe_phrases
from textcoder.learning.tuning.tuner import batches
from textcoder.settings import TuningSettings

SETTINGS = TuningSettings()
BASE = REPOSITORY / "models" / "encoder"
KEPT = REPOSITORY / "out" / "benchmarks" / "tuning"
PHRASE_WEIGHT = 0.3
NEIGHBOURS = 30


@dataclass(frozen=True)
class Trial:
    """A way of tuning; the defaults are the way it was done, six epochs and the codes alone."""

    epochs: int = 6
    """As many as the shipped encoder was tuned for."""
    rate: float = SETTINGS.rate
    seed: int = 1
    contrast: float = 0.0
    """Weight of the contrast between code sets (Khosla et al. 2020), alike by the share of codes in common."""
    hard_negatives: bool = False
    """Every answer stands in a batch with one alike in words and different in codes."""
    phrases: bool = False
    """The codeframe's labels and phrases are learnt from too."""
    standards: bool = False
    """Half of the answers, anew each time, in the words of the other written standard."""
    attention: bool = False
    """Every code attends to its own tokens (Mullenbach et al. 2018) besides the mean of all."""
    running_mean: float = 0.0
    """Judged are not the last weights but their running mean with this decay a step (Polyak & Juditsky 1992)."""
    decays: bool = True
    """Whether the rate falls to 0 after the warm-up."""
    teachers: tuple[str, ...] = ()
    """Half of the target is the mean of what these trials make of the answers learnt from."""


@dataclass
class World:
    """What all trials share: half of the voices to learn from, half to be judged on."""

    codes: Bools
    texts: list[str]
    voices: list[str]
    learn: NDArray[np.intp]
    judge: NDArray[np.intp]
    phrases: tuple[list[str], Bools, Floats]
    encoder: OnnxEncoder = field(default_factory=lambda: OnnxEncoder(BASE))

    def ids(self, texts: list[str]) -> list[list[int]]:
        """Token ids of texts."""
        longest = read_facts(BASE)["longest"]
        return [self.encoder.token_ids(reading(text))[:longest] for text in texts]


def build() -> World:
    coded, frame = shipped_codings()
    codes = np.array([[code in one.code_ids for code in frame.code_ids] for one in coded])
    learn, judge = leave_voices_out(coded, 2, 1)[0]
    texts, voices = [one.answer.text for one in coded], [one.answer.writer for one in coded]
    return World(codes, texts, voices, learn, judge, codeframe_phrases(frame, PHRASE_WEIGHT))


@dataclass
class Lesson:
    """What a trial learns from."""

    ids: list[list[int]]
    changed: list[list[int]]
    """The same in the other standard."""
    targets: Floats
    weights: Floats
    partners: NDArray[np.intp] | None
    """For each answer the ones alike in words and different in codes, nearest first."""


def lesson_of(world: World, trial: Trial) -> Lesson:
    texts = [world.texts[row] for row in world.learn]
    targets = world.codes[world.learn].astype(float)
    weights = np.ones_like(targets)
    if trial.teachers:
        seen = [np.load(folder_of(name) / "made.npz")["seen"] for name in trial.teachers]
        targets = (targets + 1 / (1 + np.exp(-np.mean(seen, axis=0)))) / 2
    if trial.phrases:
        more, codes, own = world.phrases
        texts = texts + more
        targets, weights = np.vstack([targets, codes]), np.vstack([weights, own])
    partners = unlike(world, texts, targets) if trial.hard_negatives else None
    return Lesson(world.ids(texts), world.ids([other_standard(one) for one in texts]), targets, weights, partners)


def unlike(world: World, texts: list[str], targets: Floats) -> NDArray[np.intp]:
    vectors = world.encoder.encode([reading(text) for text in texts]).vectors
    alike = vectors @ vectors.T
    alike[(targets[:, None] == targets[None]).all(axis=2)] = -1
    return np.argsort(-alike, axis=1)[:, :NEIGHBOURS]


def batches_of(lesson: Lesson, shuffler: random.Random) -> Iterator[list[int]]:
    if lesson.partners is None:
        yield from batches(lesson.ids, SETTINGS.batch, shuffler)
        return
    free, pairs = set(range(len(lesson.ids))), []
    for row in shuffler.sample(range(len(lesson.ids)), len(lesson.ids)):
        if row in free:
            free.discard(row)
            partner = next((one for one in lesson.partners[row].tolist() if one in free), None)
            free.discard(-1 if partner is None else partner)
            pairs.append([row] if partner is None else [row, partner])
    size = SETTINGS.batch // 2
    for start in range(0, len(pairs), size):
        yield [row for pair in pairs[start : start + size] for row in pair]


def folder_of(name: str) -> Path:
    return KEPT / name.replace(" ", "-").replace(",", "")
