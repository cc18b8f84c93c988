"""Whether compounds' parts, mended spelling, written-out abbreviations, negation and other weights help coding.

    python benchmarks/quality/words.py [--encoder plain|tuned] [--only TEXT]

The shipped codings, whole voices left out as ``textcoder train`` measures, n-grams alone unless an encoder is named.
"Plain" here is with whole answers read, whatever they deny.
Each trial changes the words that n-grams are made of, or puts words beside them as a third block; what such a block
is worth by itself, "lemmas beside, again" says. Printed: the figures of each, and how much it differs from the plain
one in the same folds, with a 95 % interval over voices, for all answers and for those where it could matter. Twenty
seconds a trial, forty with vectors at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from unittest.mock import patch

import negation
import numpy as np
import regex
from lab import FOUR, Bools, Measured, Row, arguments, chosen, code_matrix, noted, shipped_codings, show, writers_of
from ours import CACHE, FAST, PLAIN, PROFILES, TUNED, given_by
from paired import DRAWS, differences_by_voice, macro
from scipy import sparse

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer
from textcoder.features import lexical
from textcoder.features.encoders import reader_to_train
from textcoder.features.lexical import LexicalVectorizer
from textcoder.features.ngram_counts import Names, NgramCounts, NgramWeights, in_order_of_names, weigh
from textcoder.features.reader import AnswerReader, ReadAnswers
from textcoder.features.reader import Floats as Embedded
from textcoder.language.abbreviations import expanded
from textcoder.language.compounds import parts
from textcoder.language.denials import without_denied
from textcoder.language.processing import ProcessedAnswer, preprocess
from textcoder.language.spelling import joined, repaired
from textcoder.learning import fitting
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.fitting import CrossFit, model_from
from textcoder.learning.training_set import prepare
from textcoder.settings import Settings

ENCODERS = {"none": FAST, "plain": PLAIN, "tuned": TUNED}
WORDS = regex.compile(r"[\p{L}-]+")
PROMOTING = frozenset(("Q9", "Q22"))
"""Questions that ask what promotes innovation."""
NEIGHBOURS = regex.compile(r"\p{L}+(?: \p{L}+)+")


def _nothing(text: str, answer: ProcessedAnswer) -> Sequence[str]:
    del text, answer
    return ()


@dataclass(frozen=True, slots=True)
class Trial:
    """What is done with an answer before n-grams are made of it."""

    text: Callable[[str], str] = str
    """The text that n-grams, and with ``to_encoder`` vectors, are made of."""
    beside: Callable[[str, ProcessedAnswer], Sequence[str]] = _nothing
    """Further words, each a feature by itself."""
    within: Callable[[ProcessedAnswer], ProcessedAnswer] = lambda answer: answer
    """The words themselves, otherwise."""
    weight: float = 0.3
    """Of the block of further words, that of lemmas being 0.3."""
    to_encoder: bool = False
    """Whether the encoder, and what splits answers into clauses, get the changed text, too."""
    word_weight: float | None = None
    """Of the words' block in all features; None: as it is by default."""


@dataclass(frozen=True, slots=True)
class WithWords(ProcessedAnswer):
    """An answer with further words."""

    beside: tuple[str, ...] = ()


class ThirdBlock(LexicalVectorizer):
    """The lexical features, with the further words beside them."""

    block_weight = 0.3

    def count(self, answers: Sequence[ProcessedAnswer]) -> tuple[NgramCounts, Names]:
        """As the base class, with the block counted alike."""
        counts, names = super().count(answers)
        columns: dict[str, int] = {}
        beside = lexical._count_runs(map(_further, answers), (1, 1), columns, learn=True)
        of_beside, beside = in_order_of_names(columns, beside)
        return NgramCounts((*counts.blocks, beside)), (*names, of_beside)

    def count_known(self, answers: Sequence[ProcessedAnswer], names: Names) -> NgramCounts:
        """As the base class."""
        columns = {name: column for column, name in enumerate(names[2])}
        beside = lexical._count_runs(map(_further, answers), (1, 1), columns, learn=False)
        return NgramCounts((*super().count_known(answers, names[:2]).blocks, beside))

    def adopt(self, names: Names, weights: NgramWeights) -> LexicalVectorizer:
        """As the base class."""
        first_two = NgramWeights(weights.columns[:2], weights.rarity[:2], weights.lengths[:2])
        self.beside_ = {names[2][column]: place for place, column in enumerate(weights.columns[2].tolist())}
        self.beside_idf_ = weights.rarity[2]
        return super().adopt(names[:2], first_two)

    @property
    def lengths(self) -> tuple[float, ...]:
        """As the base class."""
        return *super().lengths, self.block_weight

    def transform(self, answers: Sequence[ProcessedAnswer]) -> sparse.csr_matrix:
        """As the base class."""
        counts = lexical._count_runs(map(_further, answers), (1, 1), self.beside_, learn=False)
        return self._with_block(super().transform(answers), counts)

    def _with_block(self, known: sparse.csr_matrix, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        weighed = weigh(counts, self.beside_idf_, self.block_weight)
        return sparse.hstack([known, weighed], format="csr")


def _further(answer: ProcessedAnswer) -> ProcessedAnswer:
    return replace(answer, lemmas=answer.beside) if isinstance(answer, WithWords) else replace(answer, lemmas=())


class TrialReader(AnswerReader):
    """Reads answers as a trial has it."""

    def __init__(self, reader: AnswerReader, trial: Trial) -> None:
        super().__init__(reader.nlp, reader.embeddings)
        self._source = reader
        self._trial = trial

    def read(self, texts: Sequence[str], *, clauses: bool = False) -> ReadAnswers:
        """Read the answers, changed."""
        return super().read(
            [self._trial.text(text) for text in texts] if self._trial.to_encoder else texts, clauses=clauses
        )

    def _read_whole(self, texts: Sequence[str]) -> ReadAnswers:
        changed = texts if self._trial.to_encoder else [self._trial.text(text) for text in texts]
        processed = [
            WithWords(one.forms, one.lemmas, one.variety, tuple(self._trial.beside(text, one)))
            for text, one in zip(texts, map(self._trial.within, preprocess(changed, self.nlp)), strict=True)
        ]
        return ReadAnswers(tuple(processed), self._semantic(texts))

    def learning(self) -> AnswerReader:
        """The same, with the scores of a tuned encoder that had not read the voice."""
        return TrialReader(self._source.learning(), self._trial)

    def _semantic(self, texts: Sequence[str]) -> Embedded:
        return self._source._semantic(texts)


@lru_cache(maxsize=100_000)
def lemma(word: str) -> str:
    import simplemma

    return str(simplemma.lemmatize(word, lang=("nb", "nn"))).lower()


def spelt(text: str) -> str:
    return str(WORDS.sub(lambda word: repaired(word[0]), text.lower()))


def put_together(text: str) -> str:
    return str(NEIGHBOURS.sub(lambda words: " ".join(joined(words[0].split(" "))), text.lower()))


def parts_of(answer: ProcessedAnswer) -> list[str]:
    """The lemma of each word, or of each of its parts."""
    return [lemma(part) for form in answer.forms for part in parts(form)]


def parts_within(answer: ProcessedAnswer, *, also_forms: bool) -> ProcessedAnswer:
    found = [parts(form) for form in answer.forms]
    more = tuple(part for one in found if len(one) > 1 for part in one)
    forms = answer.forms + more if also_forms else answer.forms
    return ProcessedAnswer(forms, tuple(parts_of(answer)), answer.variety)


def negated(text: str, answer: ProcessedAnswer) -> list[str]:
    del answer
    return [f"ikke_{lemma(word)}" for word in negation.within_reach(text)]


def scoped(text: str, answer: ProcessedAnswer) -> list[str]:
    """Words denied or granted, and the others, under names of their own."""
    left = set(WORDS.findall(ungranted(text).lower()))
    aside = {lemma(word) for word in WORDS.findall(text.lower()) if word not in left}
    return [f"avvist_{word}" if word in aside else word for word in answer.lemmas] if aside else list(answer.lemmas)


def ungranted(text: str) -> str:
    return negation.without(without_denied(text), negation.conceded(without_denied(text)))


@cache
def what_promotes() -> dict[str, bool]:
    """Of each answer's text, whether its question asks what promotes innovation rather than what hinders it."""
    return {one.answer.text: one.answer.question in PROMOTING for one in shipped_codings()[0]}


def by_polarity(text: str, answer: ProcessedAnswer) -> list[str]:
    """Lemmas under names of their own by what the question asks; those of a phrase of the codeframe, none."""
    promotes = what_promotes().get(text)
    return [] if promotes is None else [f"{'fremmer' if promotes else 'hemmer'}_{word}" for word in answer.lemmas]


TRIALS = {
    "plain": Trial(),
    "abbreviations written out": Trial(text=expanded),
    "spelling mended": Trial(text=spelt),
    "spelling mended, beside": Trial(beside=lambda text, _: [lemma(word) for word in WORDS.findall(spelt(text))]),
    "nouns joined": Trial(text=put_together),
    "lemmas beside, again": Trial(beside=lambda _, answer: answer.lemmas),
    "parts of compounds beside": Trial(beside=lambda _, answer: parts_of(answer)),
    "parts beside, weight .6": Trial(beside=lambda _, answer: parts_of(answer), weight=0.6),
    "parts for lemmas": Trial(within=partial(parts_within, also_forms=False)),
    "parts for lemmas and forms": Trial(within=partial(parts_within, also_forms=True)),
    "all of these": Trial(
        text=lambda text: spelt(put_together(expanded(text))), beside=lambda _, answer: parts_of(answer)
    ),
    "words negated, beside": Trial(beside=negated),
    "denied and granted marked": Trial(beside=scoped),
    "denied left out": Trial(text=without_denied),
    "denied and granted left out": Trial(text=ungranted),
    "denied left out, of the encoder too": Trial(text=without_denied, to_encoder=True),
    "denied and granted left out, of the encoder too": Trial(text=ungranted, to_encoder=True),
    "word weight .42": Trial(word_weight=0.42),
    "word weight .6": Trial(word_weight=0.6),
    "by what the question asks, beside": Trial(beside=by_polarity),
}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--encoder", choices=list(ENCODERS), default="none")
    options = parser.parse_args()
    settings = PROFILES[ENCODERS[options.encoder]]
    coded, codeframe = shipped_codings()
    reader = reader_to_train(CACHE, codeframe, settings)
    codes = code_matrix([one.code_ids for one in coded], codeframe.code_ids)
    subsets = subsets_of(coded, codes)
    overall: list[Row] = []
    by_f1: list[Row] = []
    by_exact: list[Row] = []
    base: Bools | None = None
    for name in dict.fromkeys(["plain", *chosen(TRIALS, options.only)]):
        # A tuned encoder has scores for the answers as they are, by one that had not read their voice.
        if TRIALS[name].to_encoder and not reader.reads_vectors:
            continue
        with noted(name):
            given = given_in(TRIALS[name], coded, codeframe, reader, settings)
        base = given if base is None else base
        overall.append((name, figures(codes, given, writers_of(coded), codeframe)))
        by_f1.append((name, {of: change_in_f1(coded, codes, given, base, rows) for of, rows in subsets.items()}))
        by_exact.append((name, {of: change_in_exact(coded, codes, given, base, rows) for of, rows in subsets.items()}))
    title = f"{len(coded)} codings, voices left out, encoder: {options.encoder}"
    show(title, overall, as_json=options.json)
    show("Macro F1 of the four, difference to plain", by_f1, as_json=options.json)
    show("Exact sets, difference to plain", by_exact, as_json=options.json)


def given_in(
    trial: Trial, coded: list[CodedAnswer], codeframe: Codeframe, reader: AnswerReader, settings: Settings
) -> Bools:
    """The codes each answer gets from a model that has not read its voice."""
    reading = TrialReader(reader, trial)
    if trial.word_weight is not None:
        settings = replace(settings, features=replace(settings.features, word_weight=trial.word_weight))
    given = np.zeros((len(coded), len(codeframe.code_ids)), dtype=bool)
    vectorizer = type("Block", (ThirdBlock,), {"block_weight": trial.weight})
    with patch.object(fitting, "LexicalVectorizer", vectorizer):
        cross = CrossFit(prepare(coded, codeframe, reading, settings), settings)
        for fold, left_out in enumerate(cross.folds):
            autocoder = Autocoder(
                model_from(cross, frozenset({fold})), codeframe, reading.learning(), version="trial", max_error=0.1
            )
            given[left_out] = given_by(autocoder, [coded[row] for row in left_out])
    reader.save()
    return given


def subsets_of(coded: Sequence[CodedAnswer], codes: Bools) -> dict[str, Bools]:
    texts = [one.answer.text for one in coded]
    return {
        "all": np.ones(len(coded), dtype=bool),
        "several": codes[:, :5].sum(axis=1) > 1,
        "nn": np.array([one.answer.variety == "nn" for one in coded]),
        "dialect": np.array([one.answer.variety == "dialect" for one in coded]),
        "negation": np.array([negation.negates(text) for text in texts]),
        "denied": np.array([ungranted(text) != text for text in texts]),
    }


def figures(codes: Bools, given: Bools, voices: list[str], codeframe: Codeframe) -> dict[str, object]:
    measured = Measured(codes, given, voices)
    return {
        "macro F1 of four": measured.macro_f1([codeframe.code_ids.index(code) for code in FOUR]),
        "F1 of other": measured.macro_f1([codeframe.code_ids.index("other")]),
        "exact set": measured.exact(),
    }


def change_in_f1(coded: Sequence[CodedAnswer], codes: Bools, given: Bools, base: Bools, rows: Bools) -> str:
    voices = [coded[row].answer.writer for row in np.flatnonzero(rows)]
    draws = differences_by_voice(voices, codes[rows], given[rows], base[rows])
    return _change(macro(given[rows], codes[rows]) - macro(base[rows], codes[rows]), draws)


def change_in_exact(coded: Sequence[CodedAnswer], codes: Bools, given: Bools, base: Bools, rows: Bools) -> str:
    gain = (given == codes).all(axis=1).astype(float) - (base == codes).all(axis=1)
    names, voice = np.unique([coded[row].answer.writer for row in np.flatnonzero(rows)], return_inverse=True)
    drawn = np.random.default_rng(1).multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)
    sums, sizes = np.bincount(voice, gain[rows]), np.bincount(voice)
    return _change(float(gain[rows].mean()), drawn @ sums / (drawn @ sizes))


def _change(value: float, draws: np.ndarray) -> str:
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return f"{value:+.3f} [{low:+.3f}, {high:+.3f}]"


if __name__ == "__main__":
    main()
