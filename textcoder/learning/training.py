"""Training a model and measuring it, from codings to something worth publishing."""

import dataclasses
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer, Coding
from textcoder.features.reader import AnswerReader, ReadAnswers
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.evaluation import Judged, judge
from textcoder.learning.explaining import neighbours_of
from textcoder.learning.fitting import CrossFit, model_from
from textcoder.learning.model import CodingModel
from textcoder.learning.training_set import TrainingSet, prepare
from textcoder.learning.workers import HERE, Workers
from textcoder.settings import Settings

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, and how many there are."""


def no_progress(doing: str, done: int, of: int) -> None:
    """Say nothing."""
    del doing, done, of


@dataclass(frozen=True, slots=True)
class Trained:
    """A model and what it is worth."""

    model: CodingModel
    codeframe: Codeframe
    coded: tuple[CodedAnswer, ...]
    settings: Settings
    judged: tuple[Judged, ...]
    """Every coding beside what a model that had not read its voice would have made of it."""


def snapshot_hash(coded: Sequence[CodedAnswer]) -> str:
    """SHA-256 over all that is learnt from and reported, in any order of the rows."""
    lines = sorted(
        json.dumps(
            [
                one.answer.id,
                one.answer.question,
                one.answer.text,
                one.answer.writer,
                one.answer.variety,
                one.coder,
                sorted(one.code_ids),
                one.weight,
            ],
            ensure_ascii=False,
        )
        for one in coded
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def train(
    coded: Sequence[CodedAnswer],
    codeframe: Codeframe,
    reader: AnswerReader,
    settings: Settings,
    *,
    workers: Workers = HERE,
    progress: Progress = no_progress,
) -> Trained:
    """Train on codings, and measure by leaving whole voices out of everything: features, heads, thresholds.

    The same codings in any order, with the same codeframe and settings, give the same model, whoever does the work.

    Raises:
        TooFewCodingsError: Too few codings or voices.
        ClusterPackageError: The package for a cluster is not installed.
        ClusterError: The cluster cannot be reached.
    """
    in_order = in_training_order(coded)
    progress("reading the answers", 0, 1)
    training = prepare(in_order, codeframe, reader, settings)
    cross = CrossFit(training, settings)
    cross.fit(cross.left_out_at_most(2), workers=workers, progress=lambda done, of: progress("training", done, of))
    model = model_from(cross)
    model = dataclasses.replace(model, neighbours=neighbours_of(in_order, reader, model.vectorizer))
    return Trained(model, codeframe, tuple(in_order), settings, tuple(_measure(cross, reader, progress)))


def _measure(cross: CrossFit, reader: AnswerReader, progress: Progress) -> list[Judged]:
    coded, codeframe, steps = cross.training.coded, cross.training.codeframe, len(cross.folds)
    read_before = _ReadBefore(reader, cross.training)
    judged: list[Judged] = []
    for fold, left_out in enumerate(cross.folds):
        progress("measuring on voices left out", fold, steps)
        autocoder = Autocoder(
            model_from(cross, frozenset({fold})),
            codeframe,
            read_before,
            version="fold",
            max_error=cross.settings.learning.max_error,
        )
        judged += judge_with(autocoder, [coded[row] for row in left_out])
    progress("measuring on voices left out", steps, steps)
    return judged


class _ReadBefore(AnswerReader):
    """Gives out answers as they were read to learn from, which takes as long as much of the training."""

    def __init__(self, reader: AnswerReader, training: TrainingSet) -> None:
        super().__init__(reader.nlp, reader.embeddings)
        self._read = training.read
        self._rows = {one.answer.text: row for row, one in enumerate(training.coded)}

    def learning(self) -> AnswerReader:
        """Itself: that is how they were read."""
        return self

    def read(self, texts: Sequence[str], *, clauses: bool = False) -> ReadAnswers:
        """As they were read; with their clauses if and only if all were."""
        del clauses
        return self._read.part(np.array([self._rows[text] for text in texts], dtype=np.intp))


def in_training_order(coded: Sequence[CodedAnswer]) -> list[CodedAnswer]:
    """The order in which codings are learnt from, whatever order they come in."""
    return sorted(coded, key=lambda one: (one.answer.question, one.answer.id, one.coder))


def judge_with(autocoder: Autocoder, coded: Sequence[CodedAnswer]) -> list[Judged]:
    """Let an autocoder code answers that humans have coded, and put both side by side."""
    autocoder = autocoder.to_measure()
    asked = autocoder.codeframe.min_codes > 0
    by_question: dict[str, list[int]] = defaultdict(list)
    for row, one in enumerate(coded):
        by_question[one.answer.question].append(row)
    codings: dict[int, Coding] = {}
    for question, rows in by_question.items():
        texts = [coded[row].answer.text for row in rows]
        codings |= zip(rows, autocoder.code(texts, question, asked=asked), strict=True)
    in_order = [codings[row] for row in range(len(coded))]
    return judge(coded, in_order, autocoder.codeframe)
