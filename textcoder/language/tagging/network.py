"""The trained network: from pieces to what speaks for each label of each word."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from textcoder.language.graphs import batches, session
from textcoder.language.tagging.labels import Labels
from textcoder.language.tagging.pieces import Pieces
from textcoder.language.tagging.vectors import PieceVectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Floats = NDArray[np.float32]

LABELS, PIECES, VECTORS, LAYERS = "labels.json", "pieces.json", "vectors.npz", "layers.onnx"
FILES = (LABELS, PIECES, VECTORS, LAYERS)


class TaggingNetwork(Protocol):
    """Whatever weighs the labels of words."""

    @property
    def labels(self) -> Labels:
        """What the scores are for."""

    def scores(self, texts: Sequence[Sequence[str]]) -> list[Floats]:
        """Shape (n_words, n_labels) for each text, given as its words."""


class OnnxNetwork:
    """A network as it is kept: labels, pieces, their vectors, and the layers, run by ONNX Runtime.

    Args:
        files: What each file holds, by the names in :data:`FILES`.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = {name: files[name] for name in FILES}
        self.labels = read_labels(files[LABELS])
        self._pieces = Pieces(files[PIECES])
        self._vectors = PieceVectors.from_bytes(files[VECTORS])

    @cached_property
    def _layers(self) -> "InferenceSession":
        return session(self.files[LAYERS])

    def scores(self, texts: Sequence[Sequence[str]]) -> list[Floats]:
        """What speaks for each label of each word, whatever other texts stand beside: logits.

        Args:
            texts: Each as its words.

        Returns:
            Shape (n_words, n_labels) for each text.
        """
        found = [np.zeros((len(words), self.labels.size), dtype=np.float32) for words in texts]
        read = [(owner, window) for owner, words in enumerate(texts) for window in self._pieces.windows(words)]
        for batch in batches([window.ids for _, window in read]):
            made = self._layers.run(None, {"words": self._vectors[batch.ids], "mask": batch.mask})[0]
            for row, scores in zip(batch.rows, made, strict=True):
                owner, window = read[row]
                found[owner][window.words.start : window.words.stop] = scores[list(window.places)]
        return found


def stored_labels(labels: Labels) -> bytes:
    """As kept in :data:`LABELS`."""
    content = {"entities": labels.entities, "analyses": labels.analyses}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def read_labels(data: bytes) -> Labels:
    """As kept in :data:`LABELS`."""
    content = json.loads(data)
    return Labels(tuple(content["entities"]), tuple(content["analyses"]))
