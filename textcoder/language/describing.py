"""What the language components make of one answer, for people to look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from textcoder.language.abbreviations import expanded
from textcoder.language.compounds import parts
from textcoder.language.pipeline import build_pipeline
from textcoder.language.redaction.findings import Finding
from textcoder.language.redaction.redactor import Redactor
from textcoder.language.redaction.replacing import replace
from textcoder.language.repair import repair
from textcoder.language.spelling import joined, repaired
from textcoder.language.variety import Variety
from textcoder.language.wordwise import is_word
from textcoder.settings import LanguageSettings


@dataclass(frozen=True, slots=True)
class DescribedWord:
    """A token and what is known of it."""

    form: str
    lemma: str
    pos: str
    """Part of speech in Universal Dependencies; empty without a trained pipeline."""
    features: str
    """Morphological features, as ``Definite=Ind|Number=Sing``."""
    entity: str
    """As ``PER``; empty where it is part of no name."""
    parts: tuple[str, ...]
    """What a compound is made of; none where it is no compound."""
    repaired: str
    """Spelled out or spelled right, where that differs from the lower-case form; else empty."""


@dataclass(frozen=True, slots=True)
class Description:
    """An answer as it is read."""

    text: str
    """With broken characters mended."""
    variety: Variety
    probability: float
    """Of the likeliest variety, 0 to 1; too little where the variety is unsure."""
    words: tuple[DescribedWord, ...]
    joined: tuple[str, ...]
    """Compounds that were written as two words."""
    sentences: tuple[str, ...]
    """Empty without a trained pipeline."""
    redacted: str
    findings: tuple[Finding, ...]


def describe(text: str, nlp: Language | None, redactor: Redactor) -> Description:
    """Read a text.

    Args:
        text: The answer.
        nlp: A trained pipeline; None: our light one, which knows lemmas and variety only.
        redactor: Says what is personal in it.
    """
    text = repair(text)
    light = build_pipeline(LanguageSettings())
    read = light(text)
    doc = read if nlp is None else nlp(text)
    findings = redactor.find(text)
    return Description(
        text=text,
        variety=read._.variety,
        probability=read._.variety_probability,
        words=tuple(_words(doc)),
        joined=_joined([token.lower_ for token in doc if is_word(token.lower_)]),
        sentences=tuple(sentence.text for sentence in doc.sents) if doc.has_annotation("SENT_START") else (),
        redacted=replace([text], [findings])[0],
        findings=findings,
    )


def _words(doc: Doc) -> list[DescribedWord]:
    words = []
    for token in doc:
        form = token.lower_
        dotted = form + doc.text[token.idx + len(form) :][:1] if form.isalpha() else form
        spelled = _spelled(form, dotted) if is_word(form) and not token.ent_type_ else form
        found = parts(spelled) if is_word(form) and not token.ent_type_ else ()
        words.append(
            DescribedWord(
                form=token.text,
                lemma=token.lemma_,
                pos=token.pos_,
                features=str(token.morph),
                entity=token.ent_type_,
                parts=found if len(found) > 1 else (),
                repaired=spelled if spelled != form else "",
            )
        )
    return words


def _spelled(form: str, dotted: str) -> str:
    """A word written out or spelled right; an abbreviation may need the dot that stands after it."""
    written_out = expanded(form) if expanded(form) != form or not dotted.endswith(".") else expanded(dotted).rstrip(".")
    return written_out if written_out != form else repaired(form)


def _joined(forms: Sequence[str]) -> tuple[str, ...]:
    before = set(forms)
    return tuple(word for word in joined(forms) if word not in before)
