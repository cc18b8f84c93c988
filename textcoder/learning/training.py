"""Training a model and measuring it, from codings to something worth publishing."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language

from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer, Coding
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.evaluation import Judged, judge
from textcoder.learning.fitting import TrainingSet, fit_model, leave_voices_out, prepare
from textcoder.learning.model import CodingModel
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
    nlp: Language,
    settings: Settings,
    *,
    progress: Progress = no_progress,
) -> Trained:
    """Train on codings, and measure by leaving whole voices out of everything: features, heads, thresholds.

    The same codings in any order, with the same codeframe and settings, give the same model.

    Raises:
        TooFewCodingsError: Too few codings or voices.
    """
    in_order = sorted(coded, key=lambda one: (one.answer.question, one.answer.id, one.coder))
    progress("reading the answers", 0, 1)
    training = prepare(in_order, codeframe, nlp, settings)
    steps = min(settings.learning.folds, len({one.answer.writer for one in in_order})) + 1
    progress("training", 0, steps)
    model = fit_model(training, settings)
    progress("measuring on voices left out", 1, steps)
    judged: list[Judged] = []
    for done, part in enumerate(_judge_voices_left_out(training, nlp, settings), start=2):
        judged += part
        progress("measuring on voices left out", done, steps)
    return Trained(model, codeframe, tuple(in_order), settings, tuple(judged))


def _judge_voices_left_out(training: TrainingSet, nlp: Language, settings: Settings) -> Iterator[list[Judged]]:
    learning = settings.learning
    for seen, left_out in leave_voices_out(training.coded, learning.folds, learning.seed + 1):
        model = fit_model(training.part(seen), settings)
        autocoder = Autocoder(model, training.codeframe, nlp, version="fold", max_error=learning.max_error)
        yield judge_with(autocoder, [training.coded[row] for row in left_out])


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
