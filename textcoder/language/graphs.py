"""Running ONNX graphs over token ids: sessions, and texts of like length side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Floats = NDArray[np.float32]

_TOKENS = 256
"""Tokens that go through a graph at once, padding included: enough to keep the cores busy, and what is computed on the
way still fits beside them. With 4096 the same answers take twice as long."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of like length, side by side."""

    rows: tuple[int, ...]
    """Which texts."""
    ids: NDArray[np.int64]
    """Tokens, shape (n_texts, length)."""
    there: NDArray[np.bool_]
    """Which of them are no padding, same shape."""

    @property
    def mask(self) -> Floats:
        """``there`` as numbers."""
        return self.there.astype(np.float32)


def batches(texts: Sequence[Sequence[int]], tokens: int = _TOKENS) -> Iterator[Batch]:
    """All texts, the longest first, so many tokens at a time.

    Args:
        texts: The token ids of each.
        tokens: How many at a time, padding included; a longer text comes alone.
    """
    by_length = sorted(range(len(texts)), key=lambda row: len(texts[row]), reverse=True)
    start = 0
    while start < len(by_length):
        length = len(texts[by_length[start]])
        rows = by_length[start : start + max(1, tokens // length)]
        start += len(rows)
        ids = np.ones((len(rows), length), dtype=np.int64)
        there = np.zeros((len(rows), length), dtype=np.bool_)
        for place, row in enumerate(rows):
            ids[place, : len(texts[row])] = texts[row]
            there[place, : len(texts[row])] = True
        yield Batch(tuple(rows), ids, there)


def session(graph: bytes) -> "InferenceSession":
    """A graph, ready to run; ONNX Runtime is loaded only now, as many commands do without."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.log_severity_level = 3
    # Threads that wait in a busy loop for the next text take the cores from whoever is preparing it.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return InferenceSession(graph, options, providers=["CPUExecutionProvider"])
