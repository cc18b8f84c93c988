"""A sentence encoder of two small layers over a few words: made in no time, and wrong about everything."""

import hashlib
import json
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from textcoder.features.encoder import FACTS, FORMAT, LAYERS, TOKENIZER, WORDS
from textcoder.features.encoder_graph import layers_graph, words_graph
from textcoder.features.encoder_weights import CodeHead, EncoderWeights, LayerWeights
from textcoder.features.tuned import out_of_fold, write_tuned

WIDTH, LONGEST = 24, 16
MARKS = ("<s>", "<pad>", "</s>", "<unk>")
WORDS_KNOWN = ("for", "lite", "mye", "tid", "penger", "folk", "og", "ikke", "vi", "har", "mangler", "mot")
VOCABULARY = (*MARKS, *WORDS_KNOWN)


def tiny_weights(seed: int = 0, code_ids: tuple[str, ...] = ()) -> EncoderWeights:
    """Layers of random numbers, with a head if there are codes."""
    random = np.random.default_rng(seed)

    def some(*shape: int, around: float = 0.0) -> np.ndarray:
        return (around + random.normal(scale=0.3, size=shape)).astype(np.float32)

    def layer() -> LayerWeights:
        return LayerWeights(
            qkv=some(3 * WIDTH, WIDTH), qkv_bias=some(3 * WIDTH),
            attention=some(WIDTH, WIDTH), attention_bias=some(WIDTH),
            attention_scale=some(WIDTH, around=1), attention_shift=some(WIDTH),
            widen=some(2 * WIDTH, WIDTH), widen_bias=some(2 * WIDTH),
            narrow=some(WIDTH, 2 * WIDTH), narrow_bias=some(WIDTH),
            output_scale=some(WIDTH, around=1), output_shift=some(WIDTH),
        )  # fmt: skip

    rest = some(LONGEST, WIDTH), some(WIDTH, around=1), some(WIDTH), (layer(), layer())
    # Drawn last, so that the layers are the same with and without.
    head = CodeHead(code_ids, some(len(code_ids), WIDTH), some(len(code_ids))) if code_ids else None
    return EncoderWeights(*rest, head)


def tiny_words(seed: int = 0) -> np.ndarray:
    """Word vectors, shape (n_words, width)."""
    return np.random.default_rng(seed + 1000).normal(size=(len(VOCABULARY), WIDTH)).astype(np.float32)


def write_tiny_encoder(folder: Path, *, seed: int = 0, prefix: str = "") -> Path:
    """A plain encoder's folder."""
    files = {
        WORDS: words_graph(tiny_words(seed)),
        LAYERS: layers_graph(tiny_weights(seed)),
        TOKENIZER: tiny_tokenizer().to_str().encode(),
    }
    facts = {
        "format": FORMAT, "name": f"tiny {seed}", "width": WIDTH, "prefix": prefix, "longest": LONGEST,
        "licence": "CC0", "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }  # fmt: skip
    folder.mkdir(parents=True)
    for name, data in (files | {FACTS: json.dumps(facts).encode()}).items():
        (folder / name).write_bytes(data)
    return folder


def tiny_tokenizer() -> Tokenizer:
    """Knows whole words."""
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(VOCABULARY)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>", special_tokens=[(mark, VOCABULARY.index(mark)) for mark in ("<s>", "</s>")]
    )
    return tokenizer


def write_tiny_tuned(
    versions: Path,
    base: Path,
    code_ids: tuple[str, ...],
    *,
    seed: int = 1,
    made: str = "2026-11-22T10:00:00+00:00",
    read: tuple[str, ...] = (),
) -> Path:
    """A tuned encoder's folder; for the answers it has ``read``, the scores out of fold are all 9."""
    scores = out_of_fold(read, np.full((len(read), len(code_ids)), 9, dtype=np.float32))
    facts = {"name": f"tuned {seed}", "codes": list(code_ids), "made": made}
    return write_tuned(versions, layers_graph(tiny_weights(seed, code_ids)), scores, facts, "A card.\n", base=base)
