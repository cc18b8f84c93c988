"""A new wave beside what a model learnt from, from the model's folder to the verdict."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from textcoder.answers import Answer
from textcoder.codeframe import Codeframe
from textcoder.features.encoders import PLAIN, reader_to_train
from textcoder.features.reader import AnswerReader
from textcoder.files.home import Home
from textcoder.learning.artifact import Manifest, read_judged, read_manifest
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.clusters import Vectors
from textcoder.learning.drift.change import Change
from textcoder.learning.drift.confidence import compare_confidence
from textcoder.learning.drift.findings import Drift, Split
from textcoder.learning.drift.shares import compare_referred, compare_shares, share_recalled
from textcoder.learning.drift.split import TwiceCoded, split_changes
from textcoder.learning.drift.themes import Theme, Unsettled, find_themes, unsettled
from textcoder.learning.drift.wave import Bools, Wave, wave_learnt_from, wave_of
from textcoder.learning.drift.words import NewWord, new_words, unseen_words, words_of
from textcoder.learning.errors import SnapshotMissingError
from textcoder.learning.registry import Entry, Registry
from textcoder.learning.snapshots import read_snapshot
from textcoder.learning.training import Progress, no_progress
from textcoder.learning.workshop import load_autocoder
from textcoder.settings import FeatureSettings, Settings

OTHER = "other"
"""Id of the code that takes what fits no other, where a codeframe has one."""
_FAMILIES = 2
"""Themes, and all other figures: each gets half of the doubt."""
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
    """Takes out what is personal, before words are shown to anybody."""
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
    manifest = read_manifest(entry.folder)
    then, human, of_question = _learnt_from(entry, manifest, wish)
    progress("coding the answers", 0, 1)
    now = _coded(autocoder, wish.now, wish.question)
    among = _FAMILIES * (len(frame.codes) + _FIGURES_BESIDE_CODES)
    split = _split(home, wish, (earlier, entry), autocoder, now) if wish.before else None
    unseen, new, themes = _content(home, wish, then, now, among, progress)
    return Drift(
        model=entry.name,
        question=wish.question,
        of_question=of_question,
        then=len(then),
        people_then=len(np.unique(then.voices)),
        constructed_then=int(manifest.content["snapshot"]["constructed"]),
        now=len(now),
        people_now=len(np.unique(now.voices)),
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


def _learnt_from(entry: Entry, manifest: Manifest, wish: Wish) -> tuple[Wave, Bools, bool]:
    judged = read_judged(entry.folder)
    # Codings that name no question were made for the one that is asked.
    same = [one for one in judged if one.question in (wish.question, "")]
    texts = _texts(entry, manifest, wish.codeframe)
    if texts is not None:  # what has been forgotten since is no longer among them
        same, judged = ([one for one in of if (one.question, one.id) in texts] for of in (same, judged))
    return *wave_learnt_from(same or judged, wish.codeframe.code_ids, texts), bool(same)


def _texts(entry: Entry, manifest: Manifest, codeframe: Codeframe) -> Mapping[tuple[str, str], str] | None:
    """The verbatims that a model learnt from, by question and id; None where they are not kept."""
    try:
        coded = read_snapshot(entry, manifest, codeframe)
    except SnapshotMissingError:
        return None
    return {(one.answer.question, one.answer.id): one.answer.text for one in coded}


def _coded(autocoder: Autocoder, answers: Sequence[Answer], question: str) -> Wave:
    return wave_of(answers, autocoder.code([one.text for one in answers], question), autocoder.codeframe)


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
        learnt = words_of(then.texts, then.voices, reader.nlp)
        unseen, new = unseen_words(learnt, words, among=among), new_words(learnt, words)
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


def _split(home: Home, wish: Wish, entries: tuple[Entry, Entry], autocoder: Autocoder, now: Wave) -> Split:
    """Both waves by both models, the earlier one and the one that is loaded."""
    before = _coded(autocoder, wish.before, wish.question)
    waves = TwiceCoded(before, before), TwiceCoded(now, now)
    if entries[0].name != entries[1].name:
        earlier = Registry(home.trained).load(entries[0], wish.codeframe)
        waves = (
            TwiceCoded(_coded(earlier, wish.before, wish.question), before),
            TwiceCoded(_coded(earlier, wish.now, wish.question), now),
        )
    shares = split_changes(*waves, wish.codeframe.code_ids)
    return Split(entries[0].name, entries[1].name, len(before), len(now), shares)
