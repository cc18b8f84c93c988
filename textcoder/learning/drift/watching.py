"""A new wave beside what a model learnt from, from the model's folder to the verdict."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from textcoder.answers import Answer
from textcoder.codeframe import Codeframe
from textcoder.features.encoders import PLAIN, reader_to_train
from textcoder.features.reader import AnswerReader
from textcoder.files.home import Home
from textcoder.learning.clusters import Vectors
from textcoder.learning.drift.change import FAMILIES, Change
from textcoder.learning.drift.coding import WaveCoder
from textcoder.learning.drift.confidence import compare_confidence
from textcoder.learning.drift.findings import Drift, Split
from textcoder.learning.drift.shares import compare_referred, compare_shares, share_recalled
from textcoder.learning.drift.split import TwiceCoded, split_changes
from textcoder.learning.drift.themes import Theme, Unsettled, find_themes, unsettled
from textcoder.learning.drift.wave import Wave
from textcoder.learning.drift.words import NewWord, new_words, unseen_words, words_of
from textcoder.learning.registry import Entry, Registry
from textcoder.learning.training import Progress, no_progress
from textcoder.learning.workshop import load_autocoder
from textcoder.settings import FeatureSettings, Settings

OTHER = "other"
"""Id of the code that takes what fits no other, where a codeframe has one."""
_FIGURES_BESIDE_CODES = 3
_AT_ONCE = 200
"""Answers read together, so that one sees it go on."""

Redact = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be compared."""

    codeframe: Codeframe
    question: str
    now: Sequence[Answer]
    """The new wave, in each of which something is written."""
    redact: Redact
    """Takes out what is personal, in both waves alike, before words are shown to anybody."""
    model: str | None = None
    """None: the current one."""
    before: Sequence[Answer] = ()
    """An earlier wave, to split the change between the two; none: there is nothing to split."""
    model_before: str | None = None
    """That coded the earlier wave; None: the same model."""
    other: str | None = OTHER
    """Code that takes what fits no other; passed over where the codeframe has none of that id."""


def watch(home: Home, wish: Wish, *, progress: Progress = no_progress) -> Drift:
    """Compare a new wave with the answers that a model learnt from, and with an earlier wave if there is one.

    Raises:
        TextcoderError: There is no such model, or it is refused.
    """
    frame = wish.codeframe
    progress("loading the model", 0, 1)
    entry, autocoder = load_autocoder(home, frame, wish.model, None)
    earlier = Registry(home.trained).find(wish.model_before) if wish.model_before else entry
    coder = WaveCoder(entry, autocoder)
    then, human, of_question = coder.learnt_from(wish.question)
    progress("coding the answers", 0, 1)
    now = coder.code(wish.now, wish.question)
    among = FAMILIES * (len(frame.codes) + _FIGURES_BESIDE_CODES)
    split = _split(home, wish, earlier, coder, now) if wish.before else None
    unseen, new, themes = _content(home, wish, then, now, among, progress)
    return Drift(
        model=entry.name,
        question=wish.question,
        of_question=of_question,
        then=len(then),
        people_then=len(np.unique(then.voices)),
        constructed_then=int(coder.manifest.content["snapshot"]["constructed"]),
        now=len(now),
        people_now=len(np.unique(now.voices)),
        learnt_now=int(now.learnt.sum()),
        recalled_now=share_recalled(now),
        codes=compare_shares(then, human, now, frame.code_ids, among=among),
        referred=compare_referred(then, now, among=among),
        confidence=compare_confidence(then, now, among=among),
        unseen=unseen,
        new_words=new,
        looked_at=len(_unsettled(wish, now).rows),
        themes=themes,
        split=split,
    )


def _content(
    home: Home, wish: Wish, then: Wave, now: Wave, among: int, progress: Progress
) -> tuple[Change | None, tuple[NewWord, ...] | None, tuple[Theme, ...]]:
    """Words and themes; of then, None where its answers are not kept."""
    assert now.texts is not None
    reader = reader_to_train(home.models, wish.codeframe, Settings(features=FeatureSettings(encoder=PLAIN)))
    progress("reading the words", 0, 1)
    words = words_of(wish.redact(now.texts), now.voices, reader.nlp)
    unseen, new = None, None
    if then.texts is not None:
        learnt = words_of(wish.redact(then.texts), then.voices, reader.nlp)
        unseen, new = unseen_words(learnt, words, among=among, learnt=now.learnt), new_words(learnt, words)
    themes = find_themes(
        None if then.texts is None else _unsettled(wish, then),
        _unsettled(wish, now),
        words,
        wish.codeframe.code_ids,
        lambda texts: _vectors(reader, texts, progress),
    )
    reader.save()
    return unseen, new, themes


def _vectors(reader: AnswerReader, texts: Sequence[str], progress: Progress) -> Vectors:
    assert reader.comparing is not None  # the profile is accurate
    read = []
    for start in range(0, len(texts), _AT_ONCE):
        progress("looking for themes", start, len(texts))
        read.append(reader.comparing.encode(texts[start : start + _AT_ONCE]).vectors)
    return np.concatenate(read)


def _unsettled(wish: Wish, wave: Wave) -> Unsettled:
    codes = wish.codeframe.codes
    other = next((column for column, code in enumerate(codes) if code.id == wish.other), None)
    return unsettled(wave, other, [column for column, code in enumerate(codes) if code.role is not None])


def _split(home: Home, wish: Wish, earlier: Entry, coder: WaveCoder, now: Wave) -> Split:
    """Both waves by both models, the earlier one and the one that is loaded."""
    before = coder.code(wish.before, wish.question)
    waves = TwiceCoded(before, before), TwiceCoded(now, now)
    if earlier.name != coder.entry.name:
        first = WaveCoder(earlier, Registry(home.trained).load(earlier, wish.codeframe))
        waves = (
            TwiceCoded(first.code(wish.before, wish.question), before),
            TwiceCoded(first.code(wish.now, wish.question), now),
        )
    return Split(
        model_before=earlier.name,
        model_after=coder.entry.name,
        before=len(before),
        after=len(now),
        learnt=sum(int((one.by_earlier.learnt | one.by_later.learnt).sum()) for one in waves),
        recalled_before=share_recalled(waves[0].by_earlier),
        shares=split_changes(*waves, wish.codeframe.code_ids),
    )
