"""What else the tuning of the encoder could learn from, each beside six epochs on the codes alone.

    python benchmarks/quality/tuning_trials.py [--only TEXT]

Needs PyTorch (``make setup-tune``); about five minutes a trial on two cores. Every trial learns from half of the
voices of the shipped codings and is judged on the other half, by the network alone: no n-grams, no calibration,
codes given at .5. Printed: macro F1 over the four codes, F1 of ``other``, exact sets, exact sets of answers with
several codes, log loss, and the difference in macro F1 to that with a 95 % interval (paired
bootstrap over voices). Finished trials are kept under out/, so an interrupted run goes on.
"""

import argparse
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from augment import other_standard
from lab import REPOSITORY, Bools, Floats, noted, shipped_codings
from numpy.typing import NDArray
from paired import differences_by_voice, macro
from sklearn.metrics import f1_score, log_loss
from torch import Tensor, nn
from torch.nn import functional

from textcoder.features.encoder import LAYERS, WORDS, OnnxEncoder, checked, read_facts, reading
from textcoder.features.encoder_graph import read_layers, read_words
from textcoder.features.encoder_weights import EncoderWeights
from textcoder.learning.fitting import leave_voices_out
from textcoder.learning.training_set import codeframe_phrases
from textcoder.learning.tuning.network import EncoderNetwork, mean_of
from textcoder.learning.tuning.tuner import batches, pace, padded
from textcoder.settings import TuningSettings

SETTINGS = TuningSettings()
BASE = REPOSITORY / "models" / "encoder"
KEPT = REPOSITORY / "out" / "benchmarks" / "tuning"
PHRASE_WEIGHT = 0.3
NEIGHBOURS = 30
TEMPERATURE = 0.1


@dataclass(frozen=True)
class Trial:
    """A way of tuning; the defaults are the way it was done, six epochs and the codes alone."""

    epochs: int = 6
    """Ten is how it is done since; six costs less and tells as much of the others."""
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


TRIALS: dict[str, Trial] = {
    "six epochs": Trial(),
    "another seed": Trial(seed=2),
    "every code attends": Trial(attention=True),
    "contrast": Trial(contrast=0.5),
    "contrast, hard negatives": Trial(contrast=0.5, hard_negatives=True),
    "ten epochs": Trial(epochs=10),
    "codeframe phrases": Trial(phrases=True),
    "both standards": Trial(standards=True),
    "running mean of weights": Trial(running_mean=0.995),
    "running mean, rate kept up": Trial(running_mean=0.995, decays=False),
    "two seeds distilled": Trial(seed=3, teachers=("six epochs", "another seed")),
}
SOUP, MEAN = "two seeds, weights averaged", "two seeds, scores averaged"


class Attentive(nn.Module):
    """Scores of a code from the tokens that it attends to, beside those from the mean."""

    def __init__(self, network: EncoderNetwork) -> None:
        super().__init__()
        self.network = network
        codes, width = network.head.weight.shape
        self.query = nn.Parameter(torch.zeros(codes, width))
        self.own = nn.Parameter(torch.zeros(codes, width))

    def forward(self, ids: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
        """Log odds, shape (n, n_codes), and the mean of the tokens, shape (n, d)."""
        tokens = self.network.tokens(ids, there)
        mean = mean_of(tokens, there)
        attended = (tokens @ self.query.T).masked_fill(~there[..., None], -1e9).softmax(dim=1)
        own = (attended * (tokens @ (self.own + self.network.head.weight).T)).sum(dim=1)
        return (self.network.scores(mean) + own) / 2, mean


class Plain(nn.Module):
    """The network as it is, which gives the mean of the tokens besides."""

    def __init__(self, network: EncoderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
        """Log odds, shape (n, n_codes), and the mean of the tokens, shape (n, d)."""
        mean = mean_of(self.network.tokens(ids, there), there)
        return self.network.scores(mean), mean


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", default=[], help="trials with this in their name, and the plain one")
    only = parser.parse_args().only
    world = build()
    print(f"Learnt from {len(world.learn)} codings, judged on {len(world.judge)} by other voices\n")
    print(f"{'':30}{'four':>7}{'other':>7}{'exact':>7}{'multi':>7}{'loss':>7}  difference in four [95 %]")
    scores: dict[str, Floats] = {}
    for name, trial in TRIALS.items():
        if name == "six epochs" or not only or any(part in name for part in only):
            with noted(name):
                scores[name] = run(world, name, trial)
            report(world, name, scores[name], scores["six epochs"])
    if "another seed" in scores:
        report(world, MEAN, (scores["six epochs"] + scores["another seed"]) / 2, scores["six epochs"])
        report(world, SOUP, averaged(world, ("six epochs", "another seed")), scores["six epochs"])


def build() -> World:
    coded, frame = shipped_codings()
    codes = np.array([[code in one.code_ids for code in frame.code_ids] for one in coded])
    learn, judge = leave_voices_out(coded, 2, 1)[0]
    texts, voices = [one.answer.text for one in coded], [one.answer.writer for one in coded]
    return World(codes, texts, voices, learn, judge, codeframe_phrases(frame, PHRASE_WEIGHT))


def run(world: World, name: str, trial: Trial) -> Floats:
    """Log odds of the answers judged on, kept from an earlier run if the trial was the same."""
    folder = folder_of(name)
    made = folder / "made.npz"
    if made.exists():
        with np.load(made) as stored:
            if str(stored["trial"]) == _changed(trial):
                return np.asarray(stored["judged"])
    network = learnt(world, trial)
    judged, seen = (
        scores_of(network, world.ids([world.texts[row] for row in rows])) for rows in (world.judge, world.learn)
    )
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), folder / "network.pt")
    np.savez(made, trial=_changed(trial), judged=judged, seen=seen)
    return judged


def _changed(trial: Trial) -> str:
    """How a trial differs from the way it is done; the same though other ways are thought of later."""
    return repr({key: value for key, value in asdict(trial).items() if value != getattr(Trial(), key)})


def started(world: World, trial: Trial) -> Plain | Attentive:
    stated = read_facts(BASE)["files"]
    words, weights = read_words(checked(BASE, WORDS, stated)), read_layers(checked(BASE, LAYERS, stated))
    assert isinstance(weights, EncoderWeights)
    torch.manual_seed(1)  # the same head to begin with, whatever the seed, so that weights can be averaged
    network = EncoderNetwork(words, weights, world.codes.shape[1], SETTINGS.dropout)
    return Attentive(network) if trial.attention else Plain(network)


def learnt(world: World, trial: Trial) -> nn.Module:
    model, lesson = started(world, trial), lesson_of(world, trial)
    torch.manual_seed(trial.seed)
    shuffler = random.Random(trial.seed)
    slow = model.network.encoder_parameters()
    fast = [one for one in model.parameters() if all(one is not other for other in slow)]
    optimiser = torch.optim.AdamW(
        [{"params": slow, "lr": trial.rate}, {"params": fast, "lr": SETTINGS.head_rate}],
        weight_decay=SETTINGS.weight_decay,
        fused=True,
    )
    steps = trial.epochs * math.ceil(len(lesson.ids) / SETTINGS.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(pace(step, steps) if trial.decays else 1.0, (step + 1) / (0.1 * steps))
    )
    mean = (
        torch.optim.swa_utils.AveragedModel(model, avg_fn=_running(trial.running_mean)) if trial.running_mean else None
    )
    for _ in range(trial.epochs):
        model.train()
        for batch in batches_of(lesson, shuffler):
            loss = loss_of(model, lesson, trial, batch, shuffler)
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            if mean is not None:
                mean.update_parameters(model)
    return model if mean is None else mean.module


def _running(decay: float) -> Callable[[Tensor, Tensor, Tensor | int], Tensor]:
    # Early on the mean is over what there is, lest the weights it began with stay in it.
    return lambda mean, new, n: mean + (new - mean) * max(1 - decay, 1 / (int(n) + 1))


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


def loss_of(model: nn.Module, lesson: Lesson, trial: Trial, batch: list[int], shuffler: random.Random) -> Tensor:
    changed = [trial.standards and shuffler.random() < 0.5 for _ in batch]
    read = [(lesson.changed if other else lesson.ids)[row] for row, other in zip(batch, changed, strict=True)]
    with torch.autocast("cpu", torch.bfloat16):
        scores, mean = model(*padded(read))
    targets, weights = (torch.from_numpy(one[batch].astype(np.float32)) for one in (lesson.targets, lesson.weights))
    each = functional.binary_cross_entropy_with_logits(scores.float(), targets, reduction="none")
    loss = (each * weights).sum() / len(batch)
    return loss + trial.contrast * contrast(mean.float(), targets) if trial.contrast else loss


def contrast(mean: Tensor, targets: Tensor) -> Tensor:
    """Answers with codes in common near each other, others apart."""
    itself = torch.eye(len(mean), dtype=torch.bool)
    near = functional.normalize(mean, dim=1)
    share = (near @ near.T / TEMPERATURE).masked_fill(itself, -1e9).log_softmax(dim=1)
    both = targets @ targets.T
    alike = (both / (targets.sum(1)[:, None] + targets.sum(1)[None] - both).clamp(min=1)).masked_fill(itself, 0)
    has_like = alike.sum(1) > 0
    per_answer = -(alike * share.masked_fill(itself, 0)).sum(1) / alike.sum(1).clamp(min=1e-6)
    return per_answer[has_like].mean() if has_like.any() else mean.sum() * 0


def scores_of(model: nn.Module, ids: list[list[int]]) -> Floats:
    model.eval()
    found: list[tuple[int, Floats]] = []
    by_length = sorted(range(len(ids)), key=lambda row: len(ids[row]))
    with torch.inference_mode():
        for start in range(0, len(ids), 64):
            rows = by_length[start : start + 64]
            found += zip(rows, model(*padded([ids[row] for row in rows]))[0].numpy(), strict=True)
    return np.array([one for _, one in sorted(found, key=lambda pair: pair[0])])


def averaged(world: World, names: tuple[str, ...]) -> Floats:
    """Scores of one network whose weights are the mean of several (Wortsman et al. 2022, *Model soups*)."""
    return scores_of(load(world, *names), world.ids([world.texts[row] for row in world.judge]))


def load(world: World, *names: str) -> nn.Module:
    """A network that was kept, or one whose weights are the mean of several."""
    states = [torch.load(folder_of(name) / "network.pt", weights_only=True) for name in names]
    model = started(world, TRIALS[names[0]])
    model.load_state_dict({key: sum(state[key] for state in states) / len(states) for key in states[0]})
    return model


def folder_of(name: str) -> Path:
    return KEPT / name.replace(" ", "-").replace(",", "")


def report(world: World, name: str, scores: Floats, base: Floats) -> None:
    codes, given = world.codes[world.judge], scores > 0
    exact, several = (given == codes).all(axis=1), codes[:, :5].sum(axis=1) > 1
    voices = [world.voices[row] for row in world.judge]
    low, high = np.percentile(differences_by_voice(voices, codes, given, base > 0), [2.5, 97.5])
    loss = np.mean([log_loss(codes[:, at], 1 / (1 + np.exp(-scores[:, at]))) for at in range(codes.shape[1])])
    print(
        f"{name:30}{macro(given, codes):7.3f}{f1_score(codes[:, 4], given[:, 4]):7.3f}{exact.mean():7.3f}"
        f"{exact[several].mean():7.3f}{loss:7.3f}"
        f"  {macro(given, codes) - macro(base > 0, codes):+.3f} [{low:+.3f}, {high:+.3f}]",
        flush=True,
    )


if __name__ == "__main__":
    main()
