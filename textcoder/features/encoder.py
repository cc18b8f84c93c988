"""The sentence encoder: from texts to vectors that lie near each other where the texts mean alike."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from textcoder.errors import EncoderError
from textcoder.language.graphs import batches, session
from textcoder.language.repair import repair

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]

FORMAT = 1
FACTS, WORDS, LAYERS, TOKENIZER = "encoder.json", "words.onnx", "layers.onnx", "tokenizer.json"


@dataclass(frozen=True, slots=True)
class EncoderFacts:
    """What an encoder says of itself; kept in every artifact made with it."""

    name: str
    hash: str
    """Of all its files."""
    width: int
    """Numbers in a vector."""
    codes: tuple[str, ...] = ()
    """Codes it was tuned for and gives scores for; empty for a plain encoder."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder makes of texts."""

    vectors: Floats
    """Shape (n_texts, width), each of length 1."""
    scores: Floats
    """Shape (n_texts, n_codes), log odds; no columns for a plain encoder."""


def reading(text: str) -> str:
    """The text as an encoder reads it: repaired; what is all in capitals, in lower case, since it was shouted."""
    repaired = repair(text)
    return repaired.lower() if repaired.isupper() else repaired


class SentenceEncoder(Protocol):
    """Whatever turns texts into vectors."""

    @property
    def facts(self) -> EncoderFacts:
        """Which encoder this is."""

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Row i is ``texts[i]``, whatever stands beside it."""


class OnnxEncoder:
    """An encoder in a folder, run by ONNX Runtime.

    Texts longer than the model takes are read in windows: their vectors are averaged and of their scores the
    highest counts, since a code named in one place is named.

    Args:
        folder: Holds the layers and the facts.
        base: Holds the word vectors and the tokenizer; by default the same folder.

    Raises:
        EncoderError: A file is missing, or is not the one that was written.
    """

    def __init__(self, folder: Path, base: Path | None = None) -> None:
        base = base or folder
        content = read_facts(folder)
        if base != folder and content.get("base") != read_facts(base)["files"]:
            raise EncoderError(folder, "it was tuned on another base encoder than the one that is here")
        parts = {
            name: checked(place, name, read_facts(place)["files"]) for name, place in _places(folder, base).items()
        }
        codes = tuple(content.get("codes", ()))
        self.facts = EncoderFacts(content["name"], stated_hash(folder, base), content["width"], codes)
        self._prefix: str = content["prefix"]
        self._longest: int = content["longest"]
        self._tokenizer = _tokenizer(parts[TOKENIZER])
        self._words, self._layers = session(parts[WORDS]), session(parts[LAYERS])

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Vectors and scores; row i is ``texts[i]``, whatever stands beside it."""
        windows, owners = self._windows(texts)
        vectors = np.zeros((len(texts), self.facts.width), dtype=np.float32)
        scores = np.full((len(texts), len(self.facts.codes)), -np.inf, dtype=np.float32)
        for batch in batches(windows):
            words = self._words.run(None, {"ids": batch.ids})[0]
            made = self._layers.run(None, {"words": words, "mask": batch.mask})
            for row, position in enumerate(batch.rows):
                vectors[owners[position]] += made[0][row]
                if self.facts.codes:
                    np.maximum(scores[owners[position]], made[1][row], out=scores[owners[position]])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return Encoded(vectors / np.maximum(lengths, 1e-9), scores)

    def token_ids(self, text: str) -> list[int]:
        """The word pieces of one text, with the prefix and the marks at both ends, however long."""
        return list(self._tokenizer.encode(self._prefix + text).ids)

    def _windows(self, texts: Sequence[str]) -> tuple[list[list[int]], list[int]]:
        windows, owners = [], []
        read = self._tokenizer.encode_batch([self._prefix + text for text in texts])
        for owner, ids in enumerate(one.ids for one in read):
            first, inner, last = ids[0], ids[1:-1], ids[-1]
            step = self._longest - 2
            for start in range(0, max(len(inner), 1), step):
                windows.append([first, *inner[start : start + step], last])
                owners.append(owner)
        return windows, owners


def read_facts(folder: Path) -> dict[str, Any]:
    """What an encoder's folder says of itself.

    Raises:
        EncoderError: There is no encoder, or its facts are damaged or of a format that is not known.
    """
    try:
        content: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise EncoderError(folder, f"its format is {content['format']} and this textcoder reads {FORMAT}")
        return content | {key: content[key] for key in ("name", "width", "prefix", "longest", "files")}
    except FileNotFoundError as err:
        raise EncoderError(folder, "there is no encoder") from err
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise EncoderError(folder, f"{FACTS} cannot be read or is damaged") from err


def _places(folder: Path, base: Path) -> dict[str, Path]:
    return {LAYERS: folder, WORDS: base, TOKENIZER: base}


def checked(folder: Path, name: str, stated: Mapping[str, str]) -> bytes:
    """The bytes of one of an encoder's files, once they are known to be the ones that were written.

    Raises:
        EncoderError: The file is missing or has another hash.
    """
    try:
        data = (folder / name).read_bytes()
    except OSError as err:
        raise EncoderError(folder, f"{name} cannot be read") from err
    if hashlib.sha256(data).hexdigest() != stated.get(name):
        raise EncoderError(folder, f"{name} has been changed or cut off since it was written")
    return data


def stated_hash(folder: Path, base: Path) -> str:
    """The hash of an encoder as its facts state it: of its layers, word vectors, tokenizer and way of reading.

    Raises:
        EncoderError: The facts are missing or damaged.
    """
    places = _places(folder, base)
    facts = read_facts(folder)
    files = [f"{name} {read_facts(place)['files'].get(name)}" for name, place in sorted(places.items())]
    return hashlib.sha256("\n".join([*files, facts["prefix"], str(facts["longest"])]).encode()).hexdigest()


def _tokenizer(data: bytes) -> "Tokenizer":
    from tokenizers import Tokenizer

    return Tokenizer.from_buffer(data)
