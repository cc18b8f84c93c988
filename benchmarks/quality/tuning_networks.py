"""The networks of the trials of tuning, and how they learn.

Not a command.
"""

import math
import random
from collections.abc import Callable, Sequence

import numpy as np
import torch
from lab import Floats
from torch import Tensor, nn
from torch.nn import functional
from tuning_lessons import BASE, SETTINGS, Lesson, Trial, World, batches_of, folder_of, lesson_of

from textcoder.features.encoder import LAYERS, WORDS, checked, read_facts
from textcoder.features.encoder_graph import read_layers, read_words
from textcoder.learning.tuning.network import EncoderNetwork, mean_of
from textcoder.learning.tuning.tuner import pace, padded

TEMPERATURE = 0.1


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


def started(world: World, trial: Trial) -> Plain | Attentive:
    stated = read_facts(BASE)["files"]
    words, weights = read_words(checked(BASE, WORDS, stated)), read_layers(checked(BASE, LAYERS, stated))
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


def load(world: World, trial: Trial, names: Sequence[str]) -> nn.Module:
    """A network that was kept, or one whose weights are the mean of several."""
    states = [torch.load(folder_of(name) / "network.pt", weights_only=True) for name in names]
    model = started(world, trial)
    model.load_state_dict({key: sum(state[key] for state in states) / len(states) for key in states[0]})
    return model
