"""The tagger's network while it learns, in PyTorch.

All labels are learnt at once by linear heads on the first layers of the sentence encoder: a name is seen by what
stands around it as much as by itself, and so are verbs and the beginnings of sentences.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from spacy.tokens import Doc
from torch import Tensor
from torch.nn import functional

from textcoder.features.encoder import LAYERS as ENCODER_LAYERS
from textcoder.features.encoder_graph import read_layers, tokens_graph
from textcoder.language.graphs import Batch, batches
from textcoder.language.tagging.labels import Labels, analysis
from textcoder.language.tagging.network import (
    LABELS,
    LAYERS,
    PIECES,
    VECTORS,
    OnnxNetwork,
    read_labels,
    stored_labels,
)
from textcoder.language.tagging.pieces import LONGEST, Pieces, Window
from textcoder.language.tagging.vectors import PieceVectors
from textcoder.learning.tuning.network import EncoderNetwork

Floats = NDArray[np.float32]

_LEARNT = "learnt.pt"
_HEAD_RATE = 5.0
"""How much faster the heads learn, which begin with nothing."""
_NAMES_WEIGHT, _STARTS_WEIGHT = 2.0, 0.5
"""What names and beginnings of sentences count for, where the analysis of a word counts 1."""
_LONGEST_STEP = 1.0
"""Norm of the gradient at most."""
_ALL = 1 << 30
_UNKNOWN = -100
"""An analysis so rare that none was met when learning began: PyTorch leaves it out of the loss."""


class LearningNetwork:
    """Begins as the first layers of the encoder.

    Args:
        encoder: The encoder's folder.
        n_layers: How many of its layers are read.
        dropout: Share of numbers left out while learning.
        labels: What is to be learnt.
        pieces: The tokenizer, as stored.
        vectors: Of its pieces; they stay as they are.
    """

    def __init__(
        self, encoder: Path, n_layers: int, dropout: float, labels: Labels, pieces: bytes, vectors: PieceVectors
    ) -> None:
        whole = read_layers((encoder / ENCODER_LAYERS).read_bytes())
        weights = replace(whole, positions=whole.positions[:LONGEST], layers=whole.layers[:n_layers], head=None)
        self.labels = labels
        self._stored = {LABELS: stored_labels(labels), PIECES: pieces, VECTORS: vectors.to_bytes()}
        self._pieces = Pieces(pieces)
        self._network = EncoderNetwork(vectors[np.arange(len(vectors.packed))], weights, labels.size, dropout)
        self._analyses = {label: number for number, label in enumerate(labels.analyses)}
        self._parts = {part: number for number, part in enumerate(labels.name_parts)}
        groups = [
            {"params": self._network.encoder_parameters(), "times": 1.0},
            {"params": self._network.head.parameters(), "times": _HEAD_RATE},
        ]
        self._steps = torch.optim.AdamW(groups, weight_decay=0.01)

    def learn(self, docs: Sequence[Doc]) -> float:
        """Add what the labels of docs teach to the gradient; of very long ones, the beginning.

        Returns:
            The loss.
        """
        windows = [next(self._pieces.windows([token.text for token in doc])) for doc in docs]
        self._network.train()
        (batch,) = batches([window.ids for window in windows], _ALL)
        loss = self._loss(
            self._weighed(batch, windows), [docs[row][word] for row in batch.rows for word in windows[row].words]
        )
        loss.backward()
        return loss.item()

    def step(self, rate: float) -> None:
        """Take a step against the gradient, and forget it."""
        for group in self._steps.param_groups:
            group["lr"] = rate * group["times"]
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), _LONGEST_STEP)
        self._steps.step()
        self._steps.zero_grad()

    def scores(self, texts: Sequence[Sequence[str]]) -> list[Floats]:
        """As the finished network gives them, before rounding."""
        self._network.eval()
        found = [np.zeros((len(words), self.labels.size), dtype=np.float32) for words in texts]
        read = [(owner, window) for owner, words in enumerate(texts) for window in self._pieces.windows(words)]
        windows = [window for _, window in read]
        with torch.no_grad():
            for batch in batches([window.ids for window in windows]):
                made, start = self._weighed(batch, windows).numpy(), 0
                for row in batch.rows:
                    own = windows[row].words
                    found[read[row][0]][own.start : own.stop] = made[start : start + len(own)]
                    start += len(own)
        return found

    def finished(self) -> OnnxNetwork:
        """What has been learnt, rounded to 8 bits, without PyTorch."""
        layers = tokens_graph(self._network.weights(["score"] * self.labels.size))
        return OnnxNetwork({**self._stored, LAYERS: layers})

    def files(self) -> dict[str, bytes]:
        """The state so far."""
        state = io.BytesIO()
        torch.save(self._network.state_dict(), state)
        return {**self._stored, _LEARNT: state.getvalue()}

    @classmethod
    def restored(cls, encoder: Path, n_layers: int, dropout: float, folder: Path) -> "LearningNetwork":
        """From files as written."""
        labels, vectors = read_labels((folder / LABELS).read_bytes()), (folder / VECTORS).read_bytes()
        found = cls(
            encoder, n_layers, dropout, labels, (folder / PIECES).read_bytes(), PieceVectors.from_bytes(vectors)
        )
        found._network.load_state_dict(torch.load(folder / _LEARNT, weights_only=True))
        return found

    def _weighed(self, batch: Batch, windows: Sequence[Window]) -> Tensor:
        """Scores of the words of all windows, one below the other."""
        rows = [place for place, row in enumerate(batch.rows) for _ in windows[row].places]
        columns = [column for row in batch.rows for column in windows[row].places]
        with torch.autocast("cpu", torch.bfloat16):
            flow = self._network.tokens(torch.from_numpy(batch.ids), torch.from_numpy(batch.there))
            return self._network.scores(flow[rows, columns]).float()

    def _loss(self, scores: Tensor, tokens: Iterable) -> Tensor:
        read = list(tokens)
        end = len(self.labels.name_parts)
        parts = [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in read]
        names = torch.tensor([self._parts[part] for part in parts])
        analyses = torch.tensor(
            [self._analyses.get(analysis(token.pos_, str(token.morph)), _UNKNOWN) for token in read]
        )
        starts = torch.tensor([float(token.is_sent_start is True) for token in read])
        return (
            _NAMES_WEIGHT * functional.cross_entropy(scores[:, :end], names)
            + functional.cross_entropy(scores[:, end:-1], analyses)
            + _STARTS_WEIGHT * functional.binary_cross_entropy_with_logits(scores[:, -1], starts)
        )
