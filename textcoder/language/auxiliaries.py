"""Tells auxiliary verbs from full verbs: *har* of "har sett" from that of "har tid".

A tagger that looks a few words ahead gets most of its verbs wrong here, as what decides often stands far behind:
"har ikkje dei siste åra sett". So for the forms that may be both, the rest of the clause is weighed anew. What is
looked at can be read off :func:`features`; the weights are learnt from a treebank.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from textcoder.language.kept import Kept

AUX, VERB = "AUX", "VERB"
_CLAUSE = 16
"""Words ahead and behind in which the rest of the clause is sought."""
_STEPS = (-3, -2, -1, 1, 2, 3, 4, 5, 6)
_NEAR = range(-2, 4)
"""Steps within which the word itself counts, not only its kind."""
_SHORT = 4
"""Letters of a word that may be an auxiliary of a dialect (*ska, sku, e, va*), though it is not listed."""
_LETTERS = {"NOUN": "N", "PROPN": "N", "PRON": "O", "DET": "D", "NUM": "D", "ADJ": "A", "ADP": "P", "ADV": "R"}
_LETTERS |= {"PART": "R", "SCONJ": "S", "CCONJ": "K", "PUNCT": ".", "INTJ": "."}
_VERB_FORMS = {"VerbForm=Fin": "F", "VerbForm=Inf": "I", "VerbForm=Part": "T"}
_ENDS = frozenset("FITV.SKå")
"""Letters at which a clause, as far as it matters here, is over: a verb, a conjunction, a mark, *å*."""
_PHRASES = tuple(
    (re.compile(pattern), phrase) for pattern, phrase in [("P+[DAR]*(?:N+|O|D|A)", "p"), ("[DA]*N+|O|D+", "n")]
)
_REPEATED = re.compile(r"([AR])\1+")


class Word(NamedTuple):
    """A word of a sentence, as far as it is looked at."""

    form: str
    """In lower case."""
    pos: str
    morph: str

    @property
    def letter(self) -> str:
        """Its kind: a part of speech, for verbs the form of the verb. AUX and VERB are one, as they are in doubt."""
        if self.form == "å":
            return self.form
        if self.pos in {AUX, VERB} or (self.pos == "ADJ" and "VerbForm=Part" in self.morph):
            return next((letter for form, letter in _VERB_FORMS.items() if form in self.morph), "V")
        return "D" if "Poss=Yes" in self.morph else _LETTERS.get(self.pos, "X")


@dataclass(frozen=True, slots=True)
class Auxiliaries:
    """The forms in doubt, and what speaks for an auxiliary."""

    verbs: Mapping[str, str] = field(default_factory=dict)
    """The verb by form, in lower case; one name for both written standards."""
    weights: Mapping[str, int] = field(default_factory=dict)
    """By name of a feature, in hundredths of a logit; what is missing weighs nothing."""
    bias: int = 0

    def part_of_speech(self, sentence: Sequence[Word], place: int) -> str:
        """Decide on one word of a sentence, whose form must be listed: ``AUX`` or ``VERB``."""
        seen = features(sentence, place, self.verbs[sentence[place].form])
        return AUX if self.bias + sum(self.weights.get(name, 0) for name in seen) > 0 else VERB

    def to_bytes(self) -> bytes:
        """As stored."""
        content = {"verbs": self.verbs, "weights": self.weights, "bias": self.bias}
        stored: bytes = srsly.msgpack_dumps(content)
        return stored

    @classmethod
    def from_bytes(cls, data: bytes) -> "Auxiliaries":
        """As read."""
        content = srsly.msgpack_loads(data)
        return cls(content["verbs"], content["weights"], content["bias"])


def features(sentence: Sequence[Word], place: int, verb: str) -> Iterator[str]:
    """What is looked at to decide on one word.

    Args:
        sentence: All its words.
        place: Which of them is in doubt.
        verb: The verb that it is a form of.

    Returns:
        Names of features, each plain and together with the verb.
    """
    yield f"form {sentence[place].form}"
    for name in (*_neighbours(sentence, place), *_clause(sentence, place)):
        yield name
        yield f"{verb}: {name}"


def _neighbours(sentence: Sequence[Word], place: int) -> Iterator[str]:
    for step in _STEPS:
        if not 0 <= place + step < len(sentence):
            yield f"{step} outside"
            continue
        word = sentence[place + step]
        yield f"{step} {word.letter}"
        if step in _NEAR:
            yield f"{step} {word.form}"


def _clause(sentence: Sequence[Word], place: int) -> Iterator[str]:
    """The phrases before and after, the next verb, and the noun that may be predicated."""
    before, after = sentence[max(0, place - _CLAUSE) : place], sentence[place + 1 : place + 1 + _CLAUSE]
    rest = _until_end([word.letter for word in after])
    ahead, behind = _phrases(rest), _phrases(_until_end([word.letter for word in reversed(before)])[::-1])
    yield f"ahead {ahead}"
    yield f"ahead {ahead[:2]}…"
    yield f"ahead {ahead[:3]}…"
    yield f"behind …{behind[-3:]}"
    yield f"around …{behind[-3:]} {ahead[:3]}…"
    yield f"nominals {behind.count('n')} {ahead.count('n')}"
    for phrase in sorted(set(ahead)):
        yield f"has {phrase}"
    yield from _next_verb(after)
    expletive = "det" in {word.form for word in (*before[-2:], *after[:1])}  # "det er grunn til", "er det grunn til"
    if expletive:
        yield f"det ahead {ahead[:3]}"
        yield f"det {next((word.form for word in after if word.form != 'det'), '')}"
    if "N" in rest:
        noun = after[rest.index("N")]
        definite = "definite" if "Definite=Def" in noun.morph or noun.pos == "PROPN" else "indefinite"
        yield f"noun {noun.form}"
        yield f"noun {definite} {'det' if expletive else ''}"
        yield f"noun {definite} {ahead[:2]}"


def _next_verb(after: Sequence[Word]) -> Iterator[str]:
    distance, verb = next(((at, word.letter) for at, word in enumerate(after) if word.letter in "FITV"), (0, "none"))
    beyond = any(word.letter in ".Så" for word in after[:distance])
    yield f"verb {verb}"
    yield f"verb {verb} after {min(distance, 9)}"
    yield f"verb {verb} {'beyond' if beyond else 'in'} the clause"


def _until_end(letters: Sequence[str]) -> str:
    end = next((at + 1 for at, letter in enumerate(letters) if letter in _ENDS), len(letters))
    return "".join(letters[:end])


def _phrases(letters: str) -> str:
    for pattern, phrase in _PHRASES:
        letters = pattern.sub(phrase, letters)
    return _REPEATED.sub(r"\1", letters)


class AuxiliaryTagger(Kept):
    """Sets the part of speech of verbs anew, where a verb is one that may be an auxiliary, or is taken for one."""

    _FILE = "auxiliaries.msgpack"

    def __init__(self, table: Auxiliaries | None = None) -> None:
        self.table = table or Auxiliaries()

    def __call__(self, doc: Doc) -> Doc:
        """Decide; a whole text counts as one sentence where none are marked."""
        if self.table.verbs:
            for sentence in doc.sents if doc.has_annotation("SENT_START") else (doc[:],):
                self._decide(sentence)
        return doc

    def _decide(self, sentence: Span) -> None:
        doubtful: list[tuple[int, Token]] = []
        for place, token in enumerate(sentence):
            if token.pos_ in {AUX, VERB} and token.lower_ in self.table.verbs:
                doubtful.append((place, token))
            elif token.pos_ == AUX and len(token) > _SHORT:
                token.pos_ = VERB
        if not doubtful:
            return
        words = [Word(token.lower_, token.pos_, str(token.morph)) for token in sentence]
        for place, token in doubtful:
            token.pos_ = self.table.part_of_speech(words, place)

    def stored(self) -> bytes:
        """The table, as stored."""
        return self.table.to_bytes()

    def restore(self, data: bytes) -> None:
        """Take a stored table into use."""
        self.table = Auxiliaries.from_bytes(data)


@Language.factory("textcoder_auxiliaries", assigns=["token.pos"], requires=["token.pos", "token.morph"])
def create_tagger(nlp: Language, name: str) -> AuxiliaryTagger:
    """Make the component."""
    del nlp, name
    return AuxiliaryTagger()
