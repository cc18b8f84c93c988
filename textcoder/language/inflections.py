"""Lemmas by what inflection does to the end of a word, learnt from a treebank.

An unknown word is inflected like known words that end like it and have the same part of speech and the same
features: *teamleiarane* like *leiarane*. The rule of the longest known ending counts. What rules get wrong among
the words of the treebank is kept as exceptions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import srsly
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, Token
from spacy.training import Example

from textcoder.language.kept import Kept
from textcoder.language.lexicon import NOUN, shipped_lexicon
from textcoder.language.variety import Variety

LONGEST_ENDING = 9
_STANDARDS = {Variety.NB: "nb", Variety.NN: "nn"}
_NAME = "PROPN"

Edit = tuple[int, str]
"""Letters to take off the end, and what to put there."""


def analysis(standard: str, pos: str, features: str = "") -> str:
    """What a rule is about: a written standard, a part of speech and, mostly, morphological features."""
    return f"{standard} {pos} {features}".rstrip()


@dataclass(frozen=True, slots=True)
class Inflections:
    """Rules and exceptions by analysis."""

    rules: Mapping[str, Mapping[str, Edit]] = field(default_factory=dict)
    """By ending; an ending that would do the same as a shorter one is left out."""
    exceptions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The lemma by form."""

    def lemma(self, form: str, standard: str, pos: str, features: str) -> str:
        """The lemma of a form, which is in lower case unless it is a name.

        Args:
            form: The word.
            standard: ``nb`` or ``nn``.
            pos: Part of speech in Universal Dependencies.
            features: Morphological features, as ``Definite=Ind|Number=Sing``.
        """
        for key in (analysis(standard, pos, features), analysis(standard, pos)):
            exception = self.exceptions.get(key, {}).get(form)
            if exception:
                return exception
            edit = self._edit(self.rules.get(key, {}), form)
            if edit is not None:
                return form[: len(form) - edit[0]] + edit[1]
        return form

    @staticmethod
    def _edit(rules: Mapping[str, Edit], form: str) -> Edit | None:
        for start in range(max(0, len(form) - LONGEST_ENDING), len(form) + 1):
            edit = rules.get(form[start:])
            if edit is not None and edit[0] <= len(form):
                return edit
        return None

    def to_bytes(self) -> bytes:
        """As stored."""
        stored: bytes = srsly.msgpack_dumps({"rules": self.rules, "exceptions": self.exceptions})
        return stored

    @classmethod
    def from_bytes(cls, data: bytes) -> "Inflections":
        """As read."""
        content = srsly.msgpack_loads(data)
        return cls(content["rules"], content["exceptions"])


class InflectionLemmatizer(Kept):
    """Sets the lemma of each token from its part of speech, its features and the variety of the text."""

    _FILE = "inflections.msgpack"

    def __init__(self, table: Inflections | None = None) -> None:
        self.use(table or Inflections())

    def use(self, table: Inflections) -> None:
        """Change the table."""
        self.table = table
        self._lemma = lru_cache(maxsize=50_000)(table.lemma)

    def __call__(self, doc: Doc) -> Doc:
        """Set lemmas."""
        standard = _STANDARDS.get(doc._.variety, "nn" if doc._.variety == "dialect" else "nb")
        for token in doc:
            token.lemma_ = self._lemma_of(token, standard)
        return doc

    def _lemma_of(self, token: Token, standard: str) -> str:
        pos, features = token.pos_, str(token.morph)
        if pos == _NAME and not _is_noun_first(token):
            return self._lemma(token.text, standard, pos, features)
        if pos == _NAME:
            pos, features = "NOUN", ""
        head, hyphen, tail = token.text.rpartition("-")
        if head and tail and (head[1:] != head[1:].lower() or not token.is_sent_start):
            # EU-sak and Høyre-velger keep the capitals of what stands before the hyphen.
            return head + hyphen + self._lemma(tail.lower(), standard, pos, features)
        return self._lemma(token.lower_, standard, pos, features)

    def score(self, examples: Iterable[Example], **kwargs: object) -> dict[str, Any]:
        """The share of tokens whose lemma is right, for ``nlp.evaluate``."""
        del kwargs
        return Scorer.score_token_attr(examples, "lemma")

    def stored(self) -> bytes:
        """The table, as stored."""
        return self.table.to_bytes()

    def restore(self, data: bytes) -> None:
        """Take a stored table into use."""
        self.use(Inflections.from_bytes(data))


def _is_noun_first(token: Token) -> bool:
    """Whether a word that is taken for a name has its capital from the sentence: "Kommunane manglar folk"."""
    first = token.i == 0 or bool(token.is_sent_start)
    return first and not token.text.isupper() and NOUN in shipped_lexicon()[token.lower_].roles


@Language.factory("textcoder_inflections", assigns=["token.lemma"], requires=["token.pos", "token.morph"])
def create_lemmatizer(nlp: Language, name: str) -> InflectionLemmatizer:
    """Make the component."""
    del nlp, name
    return InflectionLemmatizer()
