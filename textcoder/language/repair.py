"""Repairing text that files and programs have damaged, before anything reads it."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

# Nothing to do: letters as Norwegian writes them, single spaces, plain punctuation.
_CLEAN = re.compile(r"[!-;=?-~æøåÆØÅéèêòóôäöüÉ§€«»–]+(?: [!-;=?-~æøåÆØÅéèêòóôäöüÉ§€«»–]+)*\Z")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_SPACES = re.compile(r"\s+")

# æ ø å Æ Ø Å of another code page, read as Windows-1252: DOS (850, 865) and old Mac.
_DOS_AS_WINDOWS = str.maketrans("‘›†’\u009d\u008f", "æøåÆØÅ")
_MAC_AS_WINDOWS = str.maketrans("¾¿Œ®¯\u0081", "æøåÆØÅ")
_DOS_LETTERS = re.compile(r"[a-zæøå][‘›†](?=[a-zæøå]|\b)|(?<!\S)[›†](?=[a-zæøå])|[a-z]†\b")
_MAC_LETTERS = re.compile(r"[a-zæøå][¾¿Œ](?=[a-zæøå]|\b)|(?<!\S)[¿Œ¾](?=[a-zæøå])")


def repair(text: str) -> str:
    """Undo broken encodings and odd characters; the words stay as they were written.

    UTF-8 read as Windows-1252 (``Ã¸konomi``) and HTML entities are mended by ftfy; DOS and Mac letters read
    as Windows-1252 (``›konomi``, ``¿konomi``), which ftfy leaves, by table. Invisible characters go,
    every run of white space becomes one space.
    """
    if _CLEAN.match(text) and "&" not in text:
        return text
    # Imported here: clean text, which most is, needs no repair library.
    import ftfy

    if not text.isascii() or "&" in text:
        text = ftfy.fix_text(_with_norwegian_letters(text))
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def _with_norwegian_letters(text: str) -> str:
    if _DOS_LETTERS.search(text):
        return text.translate(_DOS_AS_WINDOWS)
    if _MAC_LETTERS.search(text):
        return text.translate(_MAC_AS_WINDOWS)
    return text


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
