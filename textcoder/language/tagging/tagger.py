"""The spaCy component that sets parts of speech, morphology, sentences and names, all read at once."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Self

import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from spacy.training import Example
from spacy.util import registry

from textcoder.language.tagging.errors import TaggerFilesError
from textcoder.language.tagging.labels import Labels, best_names, pos_and_features
from textcoder.language.tagging.network import FILES, Floats, OnnxNetwork, TaggingNetwork

_SCORERS = ("spacy.morphologizer_scorer.v1", "spacy.senter_scorer.v1", "spacy.ner_scorer.v1")
ASSIGNS = ["token.pos", "token.morph", "token.is_sent_start", "doc.ents", "doc.sents"]


class Tagger:
    """Sets what the network finds likeliest; names that were set before give way.

    Args:
        network: What weighs the labels. Without one the component does nothing.
    """

    def __init__(self, network: TaggingNetwork | None = None) -> None:
        self.network = network

    def __call__(self, doc: Doc) -> Doc:
        """Tag one text."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """Tag many, in order and as they come: side by side they take less time."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            if self.network is not None:
                # White space is a token to spaCy, and nothing to read.
                words = [[token for token in doc if not token.is_space] for doc in batch]
                scores = self.network.scores([[token.text for token in one] for one in words])
                for doc, read, found in zip(batch, words, scores, strict=True):
                    _annotate(doc, read, found, self.network.labels)
            yield from batch

    @property
    def labels(self) -> tuple[str, ...]:
        """The kinds of names, as spaCy lists them."""
        return self.network.labels.entities if self.network is not None else ()

    def score(self, examples: Iterable[Example], **kwargs: object) -> dict[str, Any]:
        """Parts of speech, features, sentences and names, for ``nlp.evaluate``."""
        del kwargs
        seen = list(examples)
        found: dict[str, Any] = {}
        for scorer in _SCORERS:
            found |= registry.scorers.get(scorer)()(seen)
        return found

    def to_bytes(self, **kwargs: object) -> bytes:
        """As spaCy asks of a component."""
        del kwargs
        stored: bytes = srsly.msgpack_dumps(self._files())
        return stored

    def from_bytes(self, data: bytes, **kwargs: object) -> Self:
        """As spaCy asks of a component."""
        del kwargs
        self._restore(srsly.msgpack_loads(data))
        return self

    def to_disk(self, path: Path | str, **kwargs: object) -> None:
        """As spaCy asks of a component."""
        del kwargs
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in self._files().items():
            (folder / name).write_bytes(data)

    def from_disk(self, path: Path | str, **kwargs: object) -> Self:
        """As spaCy asks of a component.

        Raises:
            TaggerFilesError: Some of its files are not there.
        """
        del kwargs
        folder = Path(path)
        if missing := [name for name in FILES if not (folder / name).is_file()]:
            raise TaggerFilesError(folder, missing)
        self._restore({name: (folder / name).read_bytes() for name in FILES})
        return self

    def _files(self) -> dict[str, bytes]:
        return self.network.files if isinstance(self.network, OnnxNetwork) else {}

    def _restore(self, files: dict[str, bytes]) -> None:
        self.network = OnnxNetwork(files) if files else None


def _annotate(doc: Doc, words: list[Token], scores: Floats, labels: Labels) -> None:
    names, analyses, starts = labels.split(scores)
    for token in doc:
        token.is_sent_start = token.i == 0
        if token.is_space:
            token.pos_ = "SPACE"
    for place, token in enumerate(words):
        token.pos_, features = pos_and_features(labels.analyses[int(analyses[place].argmax())])
        token.set_morph(features)  # type: ignore[attr-defined]
        # The first word begins nothing where white space before it does.
        token.is_sent_start = token.i == 0 or (place > 0 and bool(starts[place] > 0))
    found = best_names(names, labels)
    doc.ents = [Span(doc, words[first].i, words[end - 1].i + 1, label=kind) for first, end, kind in found]


@Language.factory(
    "textcoder_tagger",
    assigns=ASSIGNS,
    default_score_weights={"pos_acc": 0.25, "morph_acc": 0.25, "sents_f": 0.1, "ents_f": 0.4},
)
def create_tagger(nlp: Language, name: str) -> Tagger:
    """Make the component."""
    del nlp, name
    return Tagger()
