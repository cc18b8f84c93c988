"""The tokenizer of our pipelines: repairs a text, then cuts it into words."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from textcoder.language.repair import repair


class RepairingTokenizer:
    """Repairs a text, then hands it to the pipeline's own tokenizer."""

    def __init__(self, tokenizer: Any) -> None:
        self.tokenizer = tokenizer

    def __call__(self, text: str) -> Doc:
        """Tokenize the repaired text."""
        return self.tokenizer(repair(text))  # type: ignore[no-any-return]

    def pipe(self, texts: Iterable[str], batch_size: int = 1000) -> Iterator[Doc]:
        """Tokenize many."""
        return self.tokenizer.pipe((repair(text) for text in texts), batch_size=batch_size)  # type: ignore[no-any-return]

    def to_bytes(self, **kwargs: object) -> bytes:
        """As spaCy asks of a tokenizer."""
        return self.tokenizer.to_bytes(**kwargs)  # type: ignore[no-any-return]

    def from_bytes(self, data: bytes, **kwargs: object) -> "RepairingTokenizer":
        """As spaCy asks of a tokenizer."""
        self.tokenizer.from_bytes(data, **kwargs)
        return self

    def to_disk(self, path: Path | str, **kwargs: object) -> None:
        """As spaCy asks of a tokenizer."""
        self.tokenizer.to_disk(path, **kwargs)

    def from_disk(self, path: Path | str, **kwargs: object) -> "RepairingTokenizer":
        """As spaCy asks of a tokenizer."""
        self.tokenizer.from_disk(path, **kwargs)
        return self


@registry.tokenizers("textcoder.repairing_tokenizer.v1")  # type: ignore[untyped-decorator]
def _repairing_tokenizer() -> object:
    """The tokenizer of our blank pipeline."""

    def create(nlp: Language) -> RepairingTokenizer:
        plain = registry.tokenizers.get("spacy.Tokenizer.v1")()(nlp)
        return RepairingTokenizer(plain)

    return create
