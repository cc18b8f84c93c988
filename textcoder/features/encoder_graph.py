"""Writes an encoder as ONNX graphs with 8-bit weights, and reads the weights back from one.

Two graphs, so that encoders tuned for different codeframes share the word vectors, which are the larger half:
``words`` looks up word vectors, ``layers`` makes of them a sentence vector (and, tuned, a score for each code).

Inputs of the matrix products are rounded to 8 bits token by token, each with a factor of its own. Rounding
by batch, as ``onnxruntime.quantization`` has it, is a little faster, but an answer's vector would then depend
on which other answers stand beside it.

Needs the ``onnx`` package, which is not needed to use an encoder.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from textcoder.features.encoder_weights import (
    EPSILON,
    HEADS,
    CodeHead,
    EncoderWeights,
    Floats,
    LayerWeights,
    quantise_rows,
)

_OPSETS = {"": 20, "com.microsoft": 1}
_IR_VERSION = 10
_MATRICES = ("qkv", "attention", "widen", "narrow")


class _Graph:
    """Collects the nodes and constants of a graph; each method returns the name of what it makes."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def number(self, value: float) -> str:
        return self.constant(f"number:{value!r}", np.asarray(value, dtype=np.float32))

    def axes(self, *values: int) -> str:
        return self.constant(f"axes:{values}", np.asarray(values, dtype=np.int64))

    def do(self, kind: str, inputs: list[str], name: str, **how: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], **how))
        return name

    def model(self, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]) -> bytes:
        graph = helper.make_graph(self.nodes, "encoder", inputs, outputs, list(self.constants.values()))
        opsets = [helper.make_opsetid(domain, version) for domain, version in _OPSETS.items()]
        made = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="textcoder")
        return bytes(made.SerializeToString())


def words_graph(vectors: Floats) -> bytes:
    """Graph from token ids, shape (n, length), to word vectors, shape (n, length, d).

    Args:
        vectors: Shape (n_tokens, d).
    """
    graph, width = _Graph(), vectors.shape[1]
    table, factors = quantise_rows(vectors)
    rows = graph.do("Gather", [graph.constant("table", table), "ids"], "rows")
    factor = graph.do("Gather", [graph.constant("factors", factors[:, None]), "ids"], "factor")
    graph.do("Mul", [graph.do("Cast", [rows], "numbers", to=TensorProto.FLOAT), factor], "words")
    return graph.model(
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["n", "length"])],
        [helper.make_tensor_value_info("words", TensorProto.FLOAT, ["n", "length", width])],
    )


def layers_graph(weights: EncoderWeights) -> bytes:
    """Graph from word vectors and a mask to sentence vectors of length 1, shape (n, d), and scores if there is a head.

    Args:
        weights: All layers; with a head, the graph has a second output ``scores``, shape (n, n_codes).
    """
    graph, width = _Graph(), weights.width
    flow = _read(graph, weights)
    mean = _mean(graph, flow)
    graph.do("LpNormalization", [mean], "vectors", axis=-1, p=2)
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["n", width])]
    if weights.head is not None:
        graph.constant("head", weights.head.weights)
        graph.do("Gemm", [mean, "head", graph.constant("head_bias", weights.head.intercepts)], "scores", transB=1)
        outputs.append(helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", len(weights.head.code_ids)]))
    return graph.model(_read_inputs(width), outputs)


def tokens_graph(weights: EncoderWeights) -> bytes:
    """Graph from word vectors and a mask to scores of every token, shape (n, length, n_scores).

    Args:
        weights: All layers, with a head.
    """
    assert weights.head is not None
    graph = _Graph()
    flow = _linear(graph, _read(graph, weights), "head", weights.head.weights, weights.head.intercepts)
    made = helper.make_tensor_value_info(flow, TensorProto.FLOAT, ["n", "length", len(weights.head.code_ids)])
    return graph.model(_read_inputs(weights.width), [made])


def _read_inputs(width: int) -> list[onnx.ValueInfoProto]:
    return [
        helper.make_tensor_value_info("words", TensorProto.FLOAT, ["n", "length", width]),
        helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["n", "length"]),
    ]


def _read(graph: _Graph, weights: EncoderWeights) -> str:
    """What the layers make of every token, shape (n, length, d)."""
    length = graph.do("Shape", ["words"], "length", start=1, end=2)
    positions = graph.constant("positions", weights.positions)
    places = graph.do("Slice", [positions, graph.axes(0), length, graph.axes(0)], "places")
    placed = graph.do("Add", ["words", places], "placed")
    flow = _normalised(graph, placed, "", weights.scale, weights.shift)
    mask = graph.do("Cast", ["mask"], "mask_numbers", to=TensorProto.INT32)
    for number, layer in enumerate(weights.layers):
        flow = _layer(graph, flow, mask, f"layer{number}.", layer)
    return flow


def _layer(graph: _Graph, flow: str, mask: str, at: str, layer: LayerWeights) -> str:
    product = _linear(graph, flow, at + "qkv", layer.qkv, layer.qkv_bias)
    parts = [at + name for name in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [product], parts, axis=-1, num_outputs=3))
    heard = graph.do("MultiHeadAttention", [*parts, "", mask], at + "heard", domain="com.microsoft", num_heads=HEADS)
    said = _linear(graph, heard, at + "attention", layer.attention, layer.attention_bias)
    summed = graph.do("Add", [flow, said], at + "summed")
    flow = _normalised(graph, summed, at + "attention_", layer.attention_scale, layer.attention_shift)
    wide = graph.do("Gelu", [_linear(graph, flow, at + "widen", layer.widen, layer.widen_bias)], at + "wide")
    narrow = _linear(graph, wide, at + "narrow", layer.narrow, layer.narrow_bias)
    summed = graph.do("Add", [flow, narrow], at + "summed_again")
    return _normalised(graph, summed, at + "output_", layer.output_scale, layer.output_shift)


def _linear(graph: _Graph, flow: str, name: str, weights: Floats, bias: Floats) -> str:
    """A matrix product in 8 bits: each token and each output has a factor of its own."""
    table, factors = quantise_rows(weights)
    highest = graph.do(
        "ReduceMax", [graph.do("Abs", [flow], name + ".size"), graph.axes(-1)], name + ".highest", keepdims=1
    )
    some = graph.do("Max", [highest, graph.number(1e-9)], name + ".some")
    factor = graph.do("Div", [some, graph.number(127.0)], name + ".factor")
    by_token = graph.do("Reshape", [factor, graph.axes(-1)], name + ".by_token")
    middle = graph.do(
        "ConstantOfShape", [graph.do("Shape", [by_token], name + ".tokens")], name + ".middle",
        value=helper.make_tensor("middle", TensorProto.UINT8, [1], [128]),
    )  # fmt: skip
    tokens = graph.do("Reshape", [flow, graph.axes(-1, weights.shape[1])], name + ".flat")
    rounded = graph.do("QuantizeLinear", [tokens, by_token, middle], name + ".rounded_flat", axis=0)
    rounded = graph.do("Reshape", [rounded, graph.do("Shape", [flow], name + ".shape")], name + ".rounded")
    zero = graph.constant("middle", np.asarray(128, dtype=np.uint8))
    whole = graph.do("MatMulInteger", [rounded, graph.constant(name, table.T), zero], name + ".whole")
    product = graph.do("Cast", [whole], name + ".product", to=TensorProto.FLOAT)
    product = graph.do("Mul", [product, factor], name + ".by_token_factor")
    product = graph.do("Mul", [product, graph.constant(name + "_factors", factors)], name + ".by_output_factor")
    return graph.do("Add", [product, graph.constant(name + "_bias", bias)], name + ".biased")


def _normalised(graph: _Graph, flow: str, at: str, scale: Floats, shift: Floats) -> str:
    inputs = [flow, graph.constant(at + "scale", scale), graph.constant(at + "shift", shift)]
    return graph.do("LayerNormalization", inputs, at + "normalised", axis=-1, epsilon=EPSILON)


def _mean(graph: _Graph, flow: str) -> str:
    """The mean over the tokens that are there."""
    there = graph.do("Unsqueeze", ["mask", graph.axes(2)], "there")
    kept = graph.do("Mul", [flow, there], "kept")
    total = graph.do("ReduceSum", [kept, graph.axes(1)], "total", keepdims=0)
    return graph.do("Div", [total, graph.do("ReduceSum", ["mask", graph.axes(1)], "tokens", keepdims=1)], "mean")


def read_layers(data: bytes, code_ids: tuple[str, ...] = ()) -> EncoderWeights:
    """The weights in a graph that ``layers_graph`` wrote, within the error of rounding.

    Args:
        data: The graph.
        code_ids: What the head's scores stand for, if it has a head.
    """
    stored = {one.name: numpy_helper.to_array(one) for one in onnx.load_from_string(data).graph.initializer}
    n_layers = 1 + max(int(name.split(".")[0].removeprefix("layer")) for name in stored if name.startswith("layer"))
    layers = []
    for at in (f"layer{number}." for number in range(n_layers)):
        named = {name: stored[at + name] for name in LayerWeights.__dataclass_fields__ if name not in _MATRICES}
        named |= {name: stored[at + name].T * stored[f"{at}{name}_factors"][:, None] for name in _MATRICES}
        layers.append(LayerWeights(**named))
    head = CodeHead(code_ids, stored["head"], stored["head_bias"]) if "head" in stored else None
    return EncoderWeights(stored["positions"], stored["scale"], stored["shift"], tuple(layers), head)


def read_words(data: bytes) -> Floats:
    """The word vectors in a graph that ``words_graph`` wrote, shape (n_tokens, d)."""
    stored = {one.name: numpy_helper.to_array(one) for one in onnx.load_from_string(data).graph.initializer}
    return np.asarray(stored["table"] * stored["factors"], dtype=np.float32)
