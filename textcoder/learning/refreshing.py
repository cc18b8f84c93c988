"""A model of what has been coded by now, made while one codes, and what it makes of the answers that are left.

It is a model like any other, but not measured on voices left out, which takes most of the time of training, and it is
neither published nor made current: it lasts for a sitting.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from textcoder.answers import Answer
from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer, Status
from textcoder.features.encoders import PLAIN, reader_to_train
from textcoder.features.reader import AnswerReader
from textcoder.files.codings_file import read_codings
from textcoder.language.identity import fingerprint
from textcoder.learning.against_random import FEWEST_AUDITED, Comparison, compare_with_random
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.choosing import CHOSEN, Choice, audit_sample
from textcoder.learning.clusters import Ints
from textcoder.learning.coding_order import DifferentAnswers, coding_order, open_rows
from textcoder.learning.explaining import neighbours_of
from textcoder.learning.fitting import CrossFit, fit_model, model_from
from textcoder.learning.model import CodingModel, code_sets
from textcoder.learning.stopping import Bools
from textcoder.learning.training import in_training_order, snapshot_hash
from textcoder.learning.training_set import prepare
from textcoder.settings import FeatureSettings, Settings

MOST_LOOKED_AT = 1000
"""Different answers left that the model is asked about; of more, as many drawn at random."""
MOST_COMPARED = 300
"""Answers drawn at random that successive models are compared on."""
MOST_ORDERED = 5000
"""Different answers beyond which the order stays as it is: putting them in order would take minutes."""


@dataclass(frozen=True, slots=True)
class Decided:
    """An answer that people have coded."""

    row: int
    """In the answers of a wish."""
    code_ids: frozenset[str]
    """What counts now."""
    reason: str
    """Why it came when it was first coded, such as :class:`textcoder.learning.choosing.Reason`; empty: not known."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be learnt from, and for which answers."""

    models: Path
    """The home's folder of models."""
    codeframe: Codeframe
    settings: Settings
    question: str
    coded: tuple[CodedAnswer, ...]
    """What people have coded."""
    beside: Path | None
    """Codings that lie beside the codeframe, to be learnt from too."""
    answers: DifferentAnswers
    now: dt.datetime
    """For the model's name."""
    decided: tuple[Decided, ...] = ()
    """In the order in which they were first coded."""
    ordered: bool = False
    """Whether the answers are to be put in the order that teaches most."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a model makes of the answers that nobody has coded. Identical ones are all counted."""

    answers: int
    unsure: int
    """It would leave to a human."""
    is_estimate: bool
    """Whether only some were looked at."""

    @property
    def by_itself(self) -> float:
        """Share that it would code without a human, 0 to 1."""
        return 1 - self.unsure / self.answers if self.answers else 0.0


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A model for a sitting, and what is to be said of it."""

    model: CodingModel
    version: str
    codings: int
    left: Left
    drawn: str
    """Hash of the answers it is compared with others on."""
    given: Bools
    """What it makes of these by itself, shape (n_drawn, n_codes)."""
    order: list[Choice] | None
    """None: as before."""
    comparison: Comparison | None
    """Of what was chosen with random answers; None: too few to say anything."""


def refresh(wish: Wish, reader: AnswerReader, comparing: AnswerReader) -> Refreshed:
    """Learn from all that is coded by now.

    Args:
        wish: What from, and what for.
        reader: As :func:`textcoder.features.encoders.reader_to_train` makes it for the settings.
        comparing: The same with a plain encoder, to tell which answers mean much the same.

    Raises:
        TooFewCodingsError: Too few codings or voices.
        CodingsError: The codings beside the codeframe cannot be used.
    """
    coded = in_training_order(all_codings(wish))
    model = model_from(CrossFit(prepare(coded, wish.codeframe, reader, wish.settings), wish.settings))
    model = replace(model, neighbours=neighbours_of(coded, reader, model.vectorizer))
    version = f"{wish.now:%Y%m%d}-refreshed-{snapshot_hash(coded)[:8]}"
    autocoder = Autocoder(model, wish.codeframe, reader, version=version, max_error=wish.settings.learning.max_error)
    drawn, given = _drawn(wish, model, reader)
    few_enough = len(wish.answers.texts) - int(wish.answers.done.sum()) <= MOST_ORDERED
    return Refreshed(
        model,
        version,
        len(coded),
        look_at(wish.answers, autocoder, wish.question),
        drawn,
        given,
        order(wish, comparing, autocoder) if wish.ordered and few_enough else None,
        compare(wish, reader, coded) if wish.ordered else None,
    )


def readers(wish: Wish) -> tuple[AnswerReader, AnswerReader]:
    """What reads answers for the new model, and what tells which of them are alike."""
    plain = Settings(features=FeatureSettings(encoder=PLAIN))
    comparing = reader_to_train(wish.models, wish.codeframe, plain)
    same = wish.settings.profile == "accurate" and wish.settings.features.encoder == PLAIN
    return comparing if same else reader_to_train(wish.models, wish.codeframe, wish.settings), comparing


def order(wish: Wish, comparing: AnswerReader, autocoder: Autocoder | None) -> list[Choice]:
    """Put the answers in the order that teaches most."""
    assert comparing.comparing is not None  # the profile is accurate
    return coding_order(wish.answers, wish.codeframe, wish.question, comparing.comparing, autocoder)


def all_codings(wish: Wish) -> list[CodedAnswer]:
    """What people have coded, and what lies beside the codeframe; of an answer in both, what people have coded."""
    if wish.beside is None:
        return list(wish.coded)
    there = {_place(one) for one in wish.coded}
    return [*wish.coded, *(one for one in read_codings(wish.beside, wish.codeframe) if _place(one) not in there)]


def _place(one: CodedAnswer) -> tuple[str, str, str]:
    return one.answer.question, one.answer.id, fingerprint(one.answer.text)


def look_at(answers: DifferentAnswers, autocoder: Autocoder, question: str, most: int = MOST_LOOKED_AT) -> Left:
    """Count the answers left that a model is unsure of, on some drawn at random if they are many."""
    rows = [row for row in np.flatnonzero(~answers.done).tolist() if answers.texts[row].strip()]
    some: list[int] = np.random.default_rng(1).permutation(rows)[:most].tolist() if len(rows) > most else rows
    codings = autocoder.code([answers.texts[row] for row in some], question)
    unsure = sum(
        int(answers.counts[row]) for row, one in zip(some, codings, strict=True) if one.status is Status.REFERRED
    )
    left, seen = int(answers.counts[rows].sum()), int(answers.counts[some].sum())
    return Left(left, round(unsure * left / seen) if seen else 0, len(some) < len(rows))


def _drawn(wish: Wish, model: CodingModel, reader: AnswerReader) -> tuple[str, Bools]:
    """What the model makes of answers that stay the same, coded or not, as long as none come in."""
    rows = open_rows(wish.answers, wish.codeframe)
    by_lot = np.random.default_rng(len(rows)).permutation(rows)[:MOST_COMPARED]
    texts = [wish.answers.texts[row] for row in sorted(by_lot.tolist())]
    code_ids = wish.codeframe.code_ids
    found = model.code_sets(reader.read(texts, clauses=model.reads_clauses), wish.codeframe) if texts else []
    given = np.array([[code_id in one.code_ids for code_id in code_ids] for one in found], dtype=bool)
    # The hash alone leaves this process, and it tells nothing of the answers but whether they are the same.
    return fingerprint("\n".join(texts)), given.reshape(len(texts), len(code_ids))


def compare(
    wish: Wish, reader: AnswerReader, coded: Sequence[CodedAnswer], fewest: int = FEWEST_AUDITED
) -> Comparison | None:
    """Say whether the answers that were chosen have taught more than as many random ones.

    Answers that came for another reason, as frequent ones at the beginning, are on neither side.

    Args:
        wish: What was decided.
        reader: Of the settings.
        coded: All that is learnt from. An answer that was coded elsewhere comes last, and is passed over in the audit.
        fewest: As for :func:`textcoder.learning.against_random.compare_with_random`.
    """
    rows = open_rows(wish.answers, wish.codeframe)
    place = {int(row): number for number, row in enumerate(rows)}
    decided = [one for one in wish.decided if one.row in place]
    known = {fingerprint(one.answer.text) for one in coded}
    done = np.array([fingerprint(wish.answers.texts[row]) in known for row in rows], dtype=bool)
    is_audit = np.isin([place[one.row] for one in decided], audit_sample(done))
    is_chosen = np.array([one.reason in CHOSEN for one in decided], dtype=bool) & ~is_audit
    if is_audit.sum() < fewest:
        return None
    coded = [
        CodedAnswer(Answer(str(one.row), wish.answers.texts[one.row], wish.question), one.code_ids) for one in decided
    ]
    training = prepare(coded, wish.codeframe, reader, wish.settings)

    def learn(rows: Ints, others: Ints) -> Bools:
        model = fit_model(training.part(rows), wish.settings)
        probabilities = model.probabilities(training.part(others).read)
        return _matrix(code_sets(probabilities, model.thresholds, wish.codeframe), wish.codeframe)

    return compare_with_random(
        learn, training.codes, np.flatnonzero(is_chosen), np.flatnonzero(is_audit), fewest=fewest
    )


def _matrix(sets: Sequence[frozenset[str]], codeframe: Codeframe) -> Bools:
    return np.array([[code_id in codes for code_id in codeframe.code_ids] for codes in sets], dtype=bool)
