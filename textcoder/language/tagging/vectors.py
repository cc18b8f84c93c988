"""The vectors of word pieces, kept in four bits a number."""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_GROUP = 32
"""Numbers that share a factor."""
_STEPS = 16
_CUTS = np.linspace(0.7, 1.0, 7, dtype=np.float32)
"""Shares of the largest number in a group at which the scale may end: the one with the least error is taken."""


@dataclass(frozen=True, slots=True)
class PieceVectors:
    """A vector for each piece."""

    packed: NDArray[np.uint8]
    """Shape (n_pieces, d / 2), two numbers a byte, the first in the lower half."""
    factors: NDArray[np.float16]
    """Shape (n_pieces, d / 32): what the numbers of each group are to be multiplied by."""

    @classmethod
    def rounded(cls, vectors: Floats) -> "PieceVectors":
        """Round vectors of shape (n_pieces, d); ``d`` must be a multiple of 32."""
        groups = vectors.reshape(len(vectors), -1, _GROUP)
        widest = np.abs(groups).max(axis=2, keepdims=True)
        factors = np.zeros_like(widest, dtype=np.float16)
        least = np.full(widest.shape, np.inf, dtype=np.float32)
        for cut in _CUTS:
            tried = np.maximum(widest * cut / (_STEPS / 2), 1e-6).astype(np.float16)
            error = ((_numbers(_steps(groups, tried), tried) - groups) ** 2).sum(axis=2, keepdims=True)
            factors = np.where(error < least, tried, factors)
            least = np.minimum(error, least)
        steps = _steps(groups, factors).reshape(vectors.shape)
        return cls((steps[:, ::2] | (steps[:, 1::2] << 4)).astype(np.uint8), factors[:, :, 0])

    def __getitem__(self, ids: NDArray[np.int64]) -> Floats:
        """The vectors of pieces: to the shape of ``ids`` comes the width, d."""
        packed = self.packed[ids]
        steps = np.stack([packed & 15, packed >> 4], axis=-1).reshape(*ids.shape, -1, _GROUP)
        return _numbers(steps, self.factors[ids][..., None]).reshape(*ids.shape, -1)

    def to_bytes(self) -> bytes:
        """As stored."""
        file = io.BytesIO()
        np.savez(file, packed=self.packed, factors=self.factors)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "PieceVectors":
        """As read; nothing in it is ever run."""
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            return cls(stored["packed"], stored["factors"])


def _steps(groups: Floats, factors: NDArray[np.float16]) -> NDArray[np.uint8]:
    return np.clip(np.floor(groups / factors.astype(np.float32)) + _STEPS / 2, 0, _STEPS - 1).astype(np.uint8)


def _numbers(steps: NDArray[np.uint8], factors: NDArray[np.float16]) -> Floats:
    """The middle of each step."""
    found: Floats = (steps.astype(np.float32) - (_STEPS - 1) / 2) * factors.astype(np.float32)
    return found
