"""Training a model and measuring it, from codings to something worth publishing."""

import dataclasses
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer, Coding
from textcoder.features.reader import AnswerReader
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.evaluation import Judged, judge
from textcoder.learning.explaining import neighbours_of
from textcoder.learning.fitting import CrossFit, model_from
from textcoder.learning.model import CodingModel
from textcoder.learning.training_set import prepare
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
    progress: Progress = no_progress,
) -> Trained:
    """Train on codings, and measure by leaving whole voices out of everything: features, heads, thresholds.

    The same codings in any order, with the same codeframe and settings, give the same model.

    Raises:
        TooFewCodingsError: Too few codings or voices.
    """
    in_order = in_training_order(coded)
    progress("reading the answers", 0, 1)
    cross = CrossFit(prepare(in_order, codeframe, reader, settings), settings)
    steps = len(cross.folds) + 1
    progress("training", 0, steps)
    model = model_from(cross)
    model = dataclasses.replace(model, neighbours=neighbours_of(in_order, reader, model.vectorizer))
    judged: list[Judged] = []
    for done, left_out in enumerate(cross.folds, start=1):
        progress("measuring on voices left out", done, steps)
        autocoder = Autocoder(
            model_from(cross, frozenset({done - 1})),
            codeframe,
            reader.learning(),
            version="fold",
            max_error=settings.learning.max_error,
        )
        judged += judge_with(autocoder, [in_order[row] for row in left_out])
    progress("measuring on voices left out", steps, steps)
    return Trained(model, codeframe, tuple(in_order), settings, tuple(judged))


def in_training_order(coded: Sequence[CodedAnswer]) -> list[CodedAnswer]:
    """The order in which codings are learnt from, whatever order they come in."""
    return sorted(coded, key=lambda one: (one.answer.question, one.answer.id, one.coder))


def judge_with(autocoder: Autocoder, coded: Sequence[CodedAnswer]) -> list[Judged]:
    """Let an autocoder code answers that humans have coded, and put both side by side."""
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
