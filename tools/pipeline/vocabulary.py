"""The word pieces that the tagger reads: those of the sentence encoder that Norwegian words are made of."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from tokenizers import Tokenizer

_SPECIAL = 4
"""Begin, padding, end and unknown, which come first."""
_BASIC = 0x250
"""Letters before this one (Latin, with all that Norwegian and its neighbours write above them) are kept alone, too."""
_BATCH = 10_000


def pruned(stored: bytes, words: Mapping[str, float], size: int) -> tuple[bytes, Sequence[int]]:
    """A tokenizer with fewer pieces, and which of the old pieces they are.

    Args:
        stored: The encoder's tokenizer, as its library writes it.
        words: Words and how much each counts.
        size: Pieces to keep at most; those that no word uses go anyway.
    """
    content: dict[str, Any] = json.loads(stored)
    pieces = content["model"]["vocab"]
    uses = _uses(Tokenizer.from_buffer(stored), words, len(pieces))
    alone = [at for at, (piece, _) in enumerate(pieces) if len(piece) == 1 and (uses[at] or ord(piece) < _BASIC)]
    wanted = [*range(_SPECIAL), *alone, *(int(at) for at in np.argsort(-uses, kind="stable") if uses[at])]
    kept = sorted(list(dict.fromkeys(wanted))[:size])
    content["model"]["vocab"] = [pieces[at] for at in kept]
    # Compatibility forms, as the encoder's own table has them, at a thousandth of its size.
    content["normalizer"] = {"type": "NFKC"}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), kept


def _uses(tokenizer: Tokenizer, words: Mapping[str, float], n_pieces: int) -> "np.ndarray":
    uses = np.zeros(n_pieces)
    texts = list(words)
    for start in range(0, len(texts), _BATCH):
        batch = texts[start : start + _BATCH]
        for text, cut in zip(batch, tokenizer.encode_batch(batch, add_special_tokens=False), strict=True):
            np.add.at(uses, cut.ids, words[text])
    return uses
