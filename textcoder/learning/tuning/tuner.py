"""One tuning run: all layers learn to give the codes, for as long as it helps with voices left out."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from textcoder.features.encoder_weights import EncoderWeights, Floats
from textcoder.learning.tuning.network import EncoderNetwork
from textcoder.settings import TuningSettings

Bools = NDArray[np.bool_]
Ids = Sequence[Sequence[int]]

_SHUFFLED_TOGETHER = 25
"""Batches within which answers are sorted by length: short ones then do not wait for long ones."""
_AT_ONCE = 64
_WARM_UP = 0.1
_LONGEST_STEP = 1.0
_AS_GOOD = 1.05
"""Times the least loss so far: what a few hundred answers cannot tell apart."""
_SCALES = np.geomspace(0.2, 2, 24)


@dataclass(frozen=True, slots=True)
class TuningSet:
    """Answers as the network reads them."""

    ids: Ids
    codes: Bools
    """Shape (n_answers, n_codes)."""
    weights: Floats
    """How much an answer counts for a code, shape (n_answers, n_codes); 0 leaves it out."""

    @classmethod
    def of(cls, ids: Ids, codes: Bools) -> "TuningSet":
        """Answers that all count alike."""
        return cls(ids, codes, np.ones(codes.shape, dtype=np.float32))

    def part(self, rows: Sequence[int] | NDArray[np.intp]) -> "TuningSet":
        """Only these answers."""
        return TuningSet([self.ids[row] for row in rows], self.codes[rows], self.weights[rows])

    def joined_with(self, more: "TuningSet") -> "TuningSet":
        """These answers and more."""
        return TuningSet(
            [*self.ids, *more.ids], np.vstack([self.codes, more.codes]), np.vstack([self.weights, more.weights])
        )


@dataclass(frozen=True, slots=True)
class Tuned:
    """What came of a run."""

    network: EncoderNetwork
    epochs: int
    """How many of them made it."""
    losses: tuple[float, ...]
    """Log loss per answer on the voices left out, at the best scale, after each epoch; empty if none were left out."""


def tune(
    words: Floats,
    weights: EncoderWeights,
    learn: TuningSet,
    stop: TuningSet | None,
    settings: TuningSettings,
    *,
    epochs: int,
    progress: Callable[[int, int], None],
) -> Tuned:
    """Tune the encoder on answers; stop when answers by other voices lose by it.

    Of epochs that serve other voices about as well, the last is kept: the rate has fallen further by then, which few
    answers held back do not show and all others gain from.

    AdamW with warm-up and linear decay over all ``epochs``, as is usual for encoders of this size
    (Mosbach et al. 2021, *On the Stability of Fine-tuning BERT*); one sigmoid per code.

    Args:
        words: Word vectors, shape (n_tokens, d); they do not learn.
        weights: The encoder to begin with.
        learn: What to learn from.
        stop: Answers by other voices, to stop by; None: run all epochs.
        settings: How.
        epochs: How often every answer is seen, at most.
        progress: Called with answers done and to do.
    """
    torch.manual_seed(settings.seed)
    shuffler = random.Random(settings.seed)
    network = EncoderNetwork(words, weights, learn.codes.shape[1], settings.dropout)
    optimiser, schedule = _optimiser(network, settings, epochs * math.ceil(len(learn.ids) / settings.batch))
    kept = _Kept(network)
    for epoch in range(epochs):
        network.train()
        for done, batch in enumerate(batches(learn.ids, settings.batch, shuffler), start=1):
            _step(network, optimiser, learn.part(batch))
            schedule.step()
            progress(epoch * len(learn.ids) + min(done * settings.batch, len(learn.ids)), epochs * len(learn.ids))
        if stop is not None and kept.epochs_lost(_loss(network, stop)) >= settings.patience:
            break
    if stop is None:
        return Tuned(network, epochs, ())
    network.load_state_dict(kept.state)
    return Tuned(network, kept.epochs, tuple(kept.losses))


class _Kept:
    """The network after the last epoch that was about as good as the best."""

    def __init__(self, network: EncoderNetwork) -> None:
        self._network = network
        self.losses: list[float] = []
        self.epochs = 0
        self.state = network.state_dict()

    def epochs_lost(self, loss: float) -> int:
        """Note the loss after one more epoch; how many there have been since the one that is kept."""
        self.losses.append(loss)
        if loss <= _AS_GOOD * min(self.losses):
            self.epochs = len(self.losses)
            self.state = {name: value.clone() for name, value in self._network.state_dict().items()}
        return len(self.losses) - self.epochs


def _optimiser(
    network: EncoderNetwork, settings: TuningSettings, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    optimiser = torch.optim.AdamW(
        [
            {"params": network.encoder_parameters(), "lr": settings.rate},
            {"params": list(network.head.parameters()), "lr": settings.head_rate},
        ],
        weight_decay=settings.weight_decay,
        fused=True,
    )
    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: pace(step, steps))


def scores_of(network: EncoderNetwork, ids: Ids) -> Floats:
    """Log odds of every code for every answer, shape (n_answers, n_codes)."""
    network.eval()
    found = np.zeros((len(ids), network.head.out_features), dtype=np.float32)
    by_length = sorted(range(len(ids)), key=lambda row: len(ids[row]))
    with torch.inference_mode():
        for start in range(0, len(ids), _AT_ONCE):
            rows = by_length[start : start + _AT_ONCE]
            found[rows] = network(*padded([ids[row] for row in rows])).numpy()
    return found


def pace(step: int, steps: int) -> float:
    """Share of the full learning rate: up during the warm-up, then straight down to 0."""
    warm_up = max(1, round(_WARM_UP * steps))
    return min((step + 1) / warm_up, max(0.0, (steps - step) / max(1, steps - warm_up)))


def batches(ids: Ids, size: int, shuffler: random.Random) -> Iterator[list[int]]:
    """Rows in batches of like length, in a random order."""
    order = list(range(len(ids)))
    shuffler.shuffle(order)
    batches = []
    for start in range(0, len(order), size * _SHUFFLED_TOGETHER):
        alike = sorted(order[start : start + size * _SHUFFLED_TOGETHER], key=lambda row: len(ids[row]))
        batches += [alike[at : at + size] for at in range(0, len(alike), size)]
    shuffler.shuffle(batches)
    yield from batches


def _step(network: EncoderNetwork, optimiser: torch.optim.Optimizer, batch: TuningSet) -> None:
    ids, there = padded(batch.ids)
    # Half precision where the processor has it; a third faster, and the scores at the end are in full.
    with torch.autocast("cpu", torch.bfloat16):
        scores = network(ids, there)
    codes, weights = torch.from_numpy(batch.codes.astype(np.float32)), torch.from_numpy(batch.weights)
    loss = functional.binary_cross_entropy_with_logits(scores.float(), codes, weights, reduction="sum") / len(batch.ids)
    torch.autograd.backward(loss)
    torch.nn.utils.clip_grad_norm_(network.parameters(), _LONGEST_STEP)
    optimiser.step()
    optimiser.zero_grad()


def _loss(network: EncoderNetwork, stop: TuningSet) -> float:
    """Log loss per answer at the scale of the scores that suits best.

    Networks grow too sure of themselves long before they stop getting better at telling codes apart (Guo et al. 2017,
    *On Calibration of Modern Neural Networks*), and the heads calibrate the scores anyway.
    """
    scores = scores_of(network, stop.ids)
    towards = np.where(stop.codes, -scores, scores)
    return min(float(np.logaddexp(0, towards * scale).sum()) for scale in _SCALES) / len(stop.ids)


def padded(ids: Ids) -> tuple[Tensor, Tensor]:
    """Token ids filled up to one length, and which of them are there; both of shape (n, length)."""
    longest = max(map(len, ids))
    filled = torch.ones(len(ids), longest, dtype=torch.long)
    there = torch.zeros(len(ids), longest, dtype=torch.bool)
    for row, one in enumerate(ids):
        filled[row, : len(one)] = torch.tensor(one)
        there[row, : len(one)] = True
    return filled, there
