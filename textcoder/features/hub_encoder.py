"""An encoder by name from a model hub, for those who can reach one: NbAiLab/nb-sbert-base and the like."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from textcoder.errors import EncoderError
from textcoder.features.encoder import Encoded, EncoderFacts, Floats


class HubEncoder:
    """A sentence-transformers model, run by PyTorch.

    Args:
        name: On the hub, or a folder.

    Raises:
        EncoderError: It cannot be had.
    """

    def __init__(self, name: str) -> None:
        try:
            self._model = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError) as err:
            raise EncoderError(Path(name), "no model of this name can be had from the hub or from here") from err
        weights = hashlib.sha256()
        for key, value in sorted(self._model.state_dict().items()):
            weights.update(key.encode())
            weights.update(np.ascontiguousarray(value.float().numpy()).tobytes())
        # Asked by encoding, since the method that tells the width goes by different names in versions 5 and 6.
        self.facts = EncoderFacts(name, weights.hexdigest(), len(self._vectors(["query"])[0]))

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Vectors of length 1; row i is ``texts[i]``."""
        vectors = self._vectors(texts).reshape(len(texts), self.facts.width)
        return Encoded(vectors, np.zeros((len(texts), 0), dtype=np.float32))

    def _vectors(self, texts: Sequence[str]) -> Floats:
        made = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(made, dtype=np.float32)
