"""Makes the texts from which the variety of writing is learnt: standards as they are, dialect rewritten from them.

All is cut to short pieces too, since answers are short. Names are left out: they tell where a newspaper is from.
"""

import csv
import gzip
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from dialects import REGIONS, Token, dialect_words, rewritten
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from textcoder.language.pipeline import build_pipeline
from textcoder.language.variety import is_weighed
from textcoder.settings import LanguageSettings

CODINGS = Path(__file__).resolve().parents[1] / "labels" / "innovasjonsbarometer-2024" / "codings.jsonl"
STANDARDS = {"nb": "bokmaal", "nn": "nynorsk"}
"""And their names in the treebank's files."""
SEED = 1
DIALECTS_PER_SENTENCE = 0.6
ANSWERS_WEIGH = 2.0
"""An answer, beside a sentence; answers are what will be read."""
LISTED_WORDS, LISTED_WEIGHS = 40_000, 0.1
"""Words of a dictionary that are learnt as texts of one word, and what each weighs."""
PIECE = (1, 12)
"""Fewest and most words of a piece."""
LONGEST_TEXT = 40

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Text:
    """Lower-case words of one variety."""

    words: tuple[str, ...]
    variety: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A constructed answer."""

    tokens: tuple[Token, ...]
    variety: str
    voice: str


@dataclass(frozen=True, slots=True)
class Sources:
    """Sentences and answers by where they are from."""

    sentences: list[tuple[str, tuple[Token, ...]]]
    """Standard, and words."""
    answers: list[Answer]


# --- reading -------------------------------------------------------------------------------------------


def read_sources(data: Path) -> Sources:
    sentences = [(name, tokens) for name in STANDARDS for tokens in read_treebank(data, name, "train")]
    with (data / "variety" / "parliament_nob_nno.csv").open(encoding="utf-8", newline="") as file:
        spoken = [({"nob": "nb", "nno": "nn"}[row["language"]], row["text"]) for row in csv.DictReader(file)]
    with CODINGS.open(encoding="utf-8") as file:
        answers = [json.loads(line) for line in file]
    tokenize = build_pipeline(LanguageSettings()).tokenizer

    def tokens_of(text: str) -> tuple[Token, ...]:
        return tuple(
            Token(token.lower_, "PROPN" if token.i and token.is_title else "")
            for token in tokenize(text)
            if is_weighed(token.lower_)
        )

    return Sources(
        sentences + [(name, tokens_of(text)) for name, text in spoken],
        [Answer(tokens_of(row["text"]), row["variety"], row["voice"]) for row in answers],
    )


def read_treebank(data: Path, variety: str, part: str) -> Iterator[tuple[Token, ...]]:
    """Sentences, without what is no word."""
    with gzip.open(data / "ndt" / f"ndt_no_{STANDARDS[variety]}_{part}.conllu.gz", "rt", encoding="utf-8") as file:
        for block in file.read().split("\n\n"):
            rows = [line.split("\t") for line in block.splitlines() if line[:1].isdigit()]
            tokens = [Token(row[1].lower(), f"{row[3]}|{row[5]}") for row in rows]
            yield tuple(token for token in tokens if is_weighed(token.form))


def development_pieces(data: Path, variety: str) -> Iterator[Text]:
    rng = random.Random(SEED)
    for tokens in read_treebank(data, variety, "dev"):
        for piece in pieces([token.form for token in tokens], rng):
            if piece:
                yield Text(tuple(piece), variety)


@cache
def dictionary(language: str) -> frozenset[str]:
    """The forms that simplemma knows, without those that the list of dialect words has."""
    forms = {form for regions in dialect_words().values() for listed in regions.values() for form in listed}
    return frozenset(DefaultDictionaryFactory().get_dictionary(language)) - forms


# --- making texts --------------------------------------------------------------------------------------


def pieces(items: Sequence[T], rng: random.Random) -> Iterator[Sequence[T]]:
    """A text whole, and cut to pieces one after the other."""
    yield items[:LONGEST_TEXT]
    at = 0
    while at < len(items):
        length = rng.randint(*PIECE)
        if at or length < len(items):
            yield items[at : at + length]
        at += length


def texts_to_learn(sources: Sources, without: frozenset[str] = frozenset()) -> list[Text]:
    """All texts, but those by the voices left out."""
    rng = random.Random(SEED)
    ordinary = ordinary_words(sources.sentences)
    answers = [one for one in sources.answers if one.voice not in without]
    texts = list(listed_words(sources, rng))
    standard = [(name, tokens, 1.0) for name, tokens in sources.sentences]
    standard += [(one.variety, one.tokens, ANSWERS_WEIGH) for one in answers if one.variety != "dialect"]
    for variety, tokens, weight in standard:
        texts += [Text(tuple(piece), variety, weight) for piece in pieces(varied(tokens, variety, rng), rng)]
        if rng.random() < DIALECTS_PER_SENTENCE:
            named = [token for token in tokens if "PROPN" not in token.features]
            written = rewritten(named, region_for(variety, rng), rng)
            texts += dialect_pieces(written, variety, ordinary, weight=weight, rng=rng)
    for one in answers:
        if one.variety == "dialect":
            written = [(token.form, True) for token in one.tokens]
            texts += dialect_pieces(written, "", ordinary, weight=ANSWERS_WEIGH, rng=rng)
    return [text for text in texts if text.words]


def region_for(variety: str, rng: random.Random) -> str:
    """Bokmål is nearer to some dialects, Nynorsk to others."""
    return rng.choices(REGIONS, (3, 2, 2, 1, 2) if variety == "nb" else (2, 2, 3, 1, 0.5))[0]


def varied(tokens: Sequence[Token], variety: str, rng: random.Random) -> list[str]:
    """Words of a standard, now and then in its other forms, or with one word of dialect, which makes no dialect."""
    # Names tell where a newspaper is from, not how it is written.
    tokens = [token for token in tokens if "PROPN" not in token.features]
    words = [token.form for token in tokens]
    if rng.random() < 0.25:
        words = [other_form(token, variety) for token in tokens]
    if len(words) >= 8 and rng.random() < 0.1:
        at = rng.randrange(len(words))
        listed = dialect_words().get(words[at], {}).get(region_for(variety, rng))
        words[at] = rng.choice(listed) if listed else words[at]
    return words


_OTHER_FORMS = {
    "nb": {"frem": "fram", "selv": "sjøl", "hjem": "heim", "syv": "sju", "nu": "nå", "melk": "mjølk"},
    "nn": {"vi": "me"},
}


def other_form(token: Token, variety: str) -> str:
    """The form that the standard has beside this one: -a in Bokmål, the split infinitive's -a in Nynorsk."""
    form, features = token.form, token.features
    if form in _OTHER_FORMS[variety]:
        return _OTHER_FORMS[variety][form]
    if variety == "nb":
        past = "Tense=Past" in features and form.endswith("et")
        feminine = "Gender=Fem" in features and "Definite=Def" in features and form.endswith("en")
        return form[:-2] + "a" if past or feminine else form
    return form[:-1] + "a" if "VerbForm=Inf" in features and form.endswith("e") and len(form) > 2 else form


def ordinary_words(sentences: Iterable[tuple[str, tuple[Token, ...]]]) -> dict[str, frozenset[str]]:
    """What a standard's ordinary spelling explains: its dictionary, and words it has itself and not by quoting."""
    counts = {name: Counter[str]() for name in STANDARDS}
    for name, tokens in sentences:
        counts[name].update(token.form for token in tokens)
    ordinary = {}
    for name, other in (("nb", "nn"), ("nn", "nb")):
        own = {word for word, n in counts[name].items() if n >= 3 and n >= 0.05 * counts[other][word]}
        ordinary[name] = dictionary(name) | own
    return ordinary


def explained(words: Iterable[str], ordinary: dict[str, frozenset[str]]) -> bool:
    """Whether one of the standards has all the words."""
    return any(known.issuperset(words) for known in ordinary.values())


def dialect_pieces(
    written: Sequence[tuple[str, bool]],
    source: str,
    ordinary: dict[str, frozenset[str]],
    *,
    weight: float,
    rng: random.Random,
) -> Iterator[Text]:
    """Pieces that neither standard explains; the others could be anyone's.

    Args:
        written: Words, and whether each is changed.
        source: The standard it was rewritten from, if any.
        ordinary: What each standard explains.
        weight: Of each piece.
        rng: Cuts them.
    """
    for piece in pieces(written, rng):
        words = tuple(word for word, _ in piece)
        as_source = all(word in ordinary.get(source, ()) or not changed for word, changed in piece)
        if not as_source and not explained(words, ordinary):
            yield Text(words, "dialect", weight)


def listed_words(sources: Sources, rng: random.Random) -> Iterator[Text]:
    """Texts of one word: words of one standard's dictionary for it, and for both what tells nothing.

    That is words in both dictionaries, names, and English: what is written of, and by whom, is no way of writing.
    """
    known = {name: dictionary(name) for name in STANDARDS}
    common = {token.form for _, tokens in sources.sentences for token in tokens if "PROPN" not in token.features}
    names = {token.form for _, tokens in sources.sentences for token in tokens} - common
    foreign = dictionary("en") - known["nb"] - known["nn"] - common
    both = sorted(known["nb"] & known["nn"]) + sorted(names) + rng.sample(sorted(foreign), LISTED_WORDS)
    for name, other in (("nb", "nn"), ("nn", "nb")):
        for form in both + rng.sample(sorted(known[name] - known[other]), LISTED_WORDS):
            if is_weighed(form) and form.islower():
                yield Text((form,), name, LISTED_WEIGHS)
