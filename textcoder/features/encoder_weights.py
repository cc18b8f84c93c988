"""The weights of a sentence encoder: a transformer of the BERT shape, as NumPy arrays."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

HEADS = 12
"""Attention heads in every layer of multilingual-e5-small."""
EPSILON = 1e-12
"""Added to the variance in every layer normalisation."""


@dataclass(frozen=True, slots=True)
class LayerWeights:
    """One transformer layer; ``d`` is the width of the model, ``f`` that of the feed-forward part."""

    qkv: Floats
    """Query, key and value, one below the other, shape (3 · d, d)."""
    qkv_bias: Floats
    """Shape (3 · d,)."""
    attention: Floats
    """Output of the attention, shape (d, d)."""
    attention_bias: Floats
    attention_scale: Floats
    """Scale of the layer normalisation after the attention, shape (d,)."""
    attention_shift: Floats
    widen: Floats
    """Shape (f, d)."""
    widen_bias: Floats
    narrow: Floats
    """Shape (d, f)."""
    narrow_bias: Floats
    output_scale: Floats
    output_shift: Floats


@dataclass(frozen=True, slots=True)
class CodeHead:
    """A linear head for codes on the mean of the last layer, for a tuned encoder."""

    code_ids: tuple[str, ...]
    weights: Floats
    """Shape (n_codes, d)."""
    intercepts: Floats
    """Shape (n_codes,)."""


@dataclass(frozen=True, slots=True)
class EncoderWeights:
    """All layers above the word vectors."""

    positions: Floats
    """What is added to the word vector at each place, token type included, shape (longest, d)."""
    scale: Floats
    shift: Floats
    layers: tuple[LayerWeights, ...]
    head: CodeHead | None = None

    @property
    def width(self) -> int:
        """Numbers in a sentence vector."""
        return int(self.positions.shape[1])

    def arrays(self) -> Iterator[tuple[str, Floats]]:
        """Every array of the layers by a name of its own, in a fixed order; the head apart."""
        yield from (("positions", self.positions), ("scale", self.scale), ("shift", self.shift))
        for number, layer in enumerate(self.layers):
            for field in fields(layer):
                yield f"layer{number}.{field.name}", getattr(layer, field.name)


def quantise_rows(weights: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Store each row as 8-bit whole numbers and one factor.

    Returns:
        Shape (n_rows, n_columns) between -127 and 127, and shape (n_rows,); their product is near ``weights``.
    """
    factors = np.abs(weights).max(axis=1) / 127
    factors[factors == 0] = 1
    rounded = np.clip(np.rint(weights / factors[:, None]), -127, 127)
    return rounded.astype(np.int8), factors.astype(np.float32)
