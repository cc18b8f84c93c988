"""The encoder as a PyTorch network: the same computation as the ONNX graph, but one that can learn."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from textcoder.features.encoder_weights import EPSILON, HEADS, CodeHead, EncoderWeights, Floats, LayerWeights


class LockedDropout(nn.Module):
    """Dropout with one mask for all tokens of an answer (Gal & Ghahramani 2016).

    A mask for each token, as usual, costs a fifth of the time on a CPU, where random numbers are dear.
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, flow: Tensor) -> Tensor:
        """Shape (n, length, d) in and out."""
        if not self.training or not self.share:
            return flow
        mask = torch.empty(flow.shape[0], 1, flow.shape[2], dtype=flow.dtype).bernoulli_(1 - self.share)
        return flow * mask.div_(1 - self.share)


class _Layer(nn.Module):
    qkv: Tensor
    qkv_bias: Tensor
    attention: Tensor
    attention_bias: Tensor
    attention_scale: Tensor
    attention_shift: Tensor
    widen: Tensor
    widen_bias: Tensor
    narrow: Tensor
    narrow_bias: Tensor
    output_scale: Tensor
    output_shift: Tensor

    def __init__(self, weights: LayerWeights, dropout: float) -> None:
        super().__init__()
        for field in fields(weights):
            setattr(self, field.name, nn.Parameter(torch.from_numpy(getattr(weights, field.name).copy())))
        self.drop = LockedDropout(dropout)

    def forward(self, flow: Tensor, mask: Tensor) -> Tensor:
        n, length, width = flow.shape
        parts = functional.linear(flow, self.qkv, self.qkv_bias)
        query, key, value = parts.view(n, length, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        heard = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        heard = heard.transpose(1, 2).reshape(n, length, width)
        said = functional.linear(heard, self.attention, self.attention_bias)
        flow = _normalised(flow + self.drop(said), self.attention_scale, self.attention_shift)
        wide = functional.gelu(functional.linear(flow, self.widen, self.widen_bias))
        narrow = functional.linear(wide, self.narrow, self.narrow_bias)
        return _normalised(flow + self.drop(narrow), self.output_scale, self.output_shift)

    def weights(self) -> LayerWeights:
        return LayerWeights(**{field.name: _array(getattr(self, field.name)) for field in fields(LayerWeights)})


class EncoderNetwork(nn.Module):
    """Word vectors, layers and a linear head for codes. The word vectors stay as they are.

    Args:
        words: Shape (n_tokens, d).
        weights: The layers to begin with.
        n_codes: Outputs of the head, which begins at random.
        dropout: Share of numbers left out while learning.
    """

    words: Tensor
    positions: Tensor

    def __init__(self, words: Floats, weights: EncoderWeights, n_codes: int, dropout: float) -> None:
        super().__init__()
        self.register_buffer("words", torch.from_numpy(words))
        self.register_buffer("positions", torch.from_numpy(weights.positions.copy()))
        self.scale = nn.Parameter(torch.from_numpy(weights.scale.copy()))
        self.shift = nn.Parameter(torch.from_numpy(weights.shift.copy()))
        self.layers = nn.ModuleList(_Layer(layer, dropout) for layer in weights.layers)
        self.head = nn.Linear(weights.width, n_codes)
        self.drop = LockedDropout(dropout)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, there: Tensor) -> Tensor:
        """Log odds of every code, shape (n, n_codes); see ``tokens``."""
        return self.scores(mean_of(self.tokens(ids, there), there))

    def tokens(self, ids: Tensor, there: Tensor) -> Tensor:
        """What the layers make of every token.

        Args:
            ids: Token ids, shape (n, length).
            there: Which of them are no padding, shape (n, length).

        Returns:
            Shape (n, length, d).
        """
        placed = self.words[ids] + self.positions[: ids.shape[1]]
        flow: Tensor = self.drop(_normalised(placed, self.scale, self.shift))
        for layer in self.layers:
            flow = layer(flow, there[:, None, None, :])
        return flow.float()

    def scores(self, mean: Tensor) -> Tensor:
        """Log odds of every code from the mean of the tokens, shape (n, d)."""
        scores: Tensor = self.head(functional.dropout(mean, self.drop.share, self.training))
        return scores

    def encoder_parameters(self) -> list[nn.Parameter]:
        """All that is learnt but the head."""
        return [self.scale, self.shift, *self.layers.parameters()]

    def weights(self, code_ids: Sequence[str]) -> EncoderWeights:
        """What has been learnt, as arrays."""
        head = CodeHead(tuple(code_ids), _array(self.head.weight), _array(self.head.bias))
        layers = tuple(layer.weights() for layer in self.layers if isinstance(layer, _Layer))
        positions = np.asarray(self.positions, dtype=np.float32)
        return EncoderWeights(positions, _array(self.scale), _array(self.shift), layers, head)


def mean_of(tokens: Tensor, there: Tensor) -> Tensor:
    """The mean over the tokens that are there, shape (n, d)."""
    return (tokens * there[..., None]).sum(dim=1) / there.sum(dim=1, keepdim=True)


def _normalised(flow: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    return functional.layer_norm(flow, scale.shape, scale, shift, EPSILON)


def _array(parameter: Tensor) -> Floats:
    return np.array(parameter.detach().float().numpy(), dtype=np.float32)
