"""The tagger while it learns, as spaCy's own training wants a component."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Self

import vocabulary
from learning_network import LearningNetwork
from spacy.language import Language
from spacy.training import Example
from thinc.api import Optimizer

from textcoder.features.encoder import TOKENIZER, WORDS
from textcoder.features.encoder_graph import read_words
from textcoder.language.tagging.labels import Labels, analysis
from textcoder.language.tagging.network import OnnxNetwork
from textcoder.language.tagging.tagger import ASSIGNS, Tagger
from textcoder.language.tagging.vectors import PieceVectors

_ENTITIES = ("PER", "ORG", "GPE_LOC", "GPE_ORG", "LOC", "PROD", "DRV", "EVT", "MISC")
_NAME = "textcoder_tagger"


class LearningTagger(Tagger):
    """Learns step by step; spaCy sees to data, rates, scores and the best state.

    Args:
        encoder: Folder of the sentence encoder.
        layers: How many of its layers are read.
        pieces: How many of its word pieces are kept.
        dropout: Share of numbers left out while learning.
    """

    is_trainable = True

    def __init__(self, encoder: Path, layers: int, pieces: int, dropout: float) -> None:
        super().__init__()
        self._encoder, self._layers, self._pieces, self._dropout = encoder, layers, pieces, dropout
        self.model: LearningNetwork | None = None

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language, words: Path | None = None
    ) -> None:
        """Begin with the encoder's layers; the labels are those of the examples.

        Args:
            get_examples: Gives the examples.
            nlp: The pipeline.
            words: Words with how often they are met, as JSON.
        """
        del nlp
        assert words is not None
        counts = json.loads(Path(words).read_text(encoding="utf-8"))
        stored, kept = vocabulary.pruned((self._encoder / TOKENIZER).read_bytes(), counts, self._pieces)
        vectors = PieceVectors.rounded(read_words((self._encoder / WORDS).read_bytes())[list(kept)])
        seen = {analysis(token.pos_, str(token.morph)) for one in get_examples() for token in one.reference}
        labels = Labels(_ENTITIES, tuple(sorted(seen)))
        self.model = LearningNetwork(self._encoder, self._layers, self._dropout, labels, stored, vectors)
        self.network = self.model

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from examples. Dropout is the component's own: it cannot change on the way."""
        del drop
        assert self.model is not None
        losses = {} if losses is None else losses
        losses[_NAME] = losses.get(_NAME, 0.0) + self.model.learn([one.reference for one in examples])
        if sgd is not None:
            self.finish_update(sgd)
        return losses

    def finish_update(self, sgd: Optimizer) -> None:
        """Take the step, as long as spaCy's schedule has it."""
        assert self.model is not None
        self.model.step(sgd.learn_rate)

    def finished(self) -> OnnxNetwork:
        """What has been learnt, as it is shipped."""
        assert self.model is not None
        return self.model.finished()

    def from_disk(self, path: Path | str, **kwargs: object) -> Self:
        """As spaCy asks of a component."""
        del kwargs
        self.model = LearningNetwork.restored(self._encoder, self._layers, self._dropout, Path(path))
        self.network = self.model
        return self

    def _files(self) -> dict[str, bytes]:
        return self.model.files() if self.model else {}


@Language.factory("textcoder_learning_tagger", assigns=ASSIGNS, default_score_weights={"ents_f": 1.0})
def create_learner(nlp: Language, name: str, encoder: str, layers: int, pieces: int, dropout: float) -> LearningTagger:
    """Make the component."""
    del nlp, name
    return LearningTagger(Path(encoder), layers, pieces, dropout)
