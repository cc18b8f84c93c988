"""Themes among the answers that a model knows no code for: proposals for codes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from textcoder.language.identity import normalise
from textcoder.learning.clusters import Vectors
from textcoder.learning.drift.change import FAMILIES, Change, change_of_share, sums
from textcoder.learning.drift.grouping import group_alike
from textcoder.learning.drift.wave import Bools, Floats, Ints, Wave
from textcoder.learning.drift.words import Words, marking_words

FEWEST_IN_THEME, _LEAST_OF_ALL = 5, 0.01
"""People who must speak of it now, and of all answers how many."""
_MOST_THEMES = 8
_TYPICAL = 3
_IN_THE_MIDDLE = 500
"""Answers whose mean is the middle."""
_WORDS = 6

Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Theme:
    """Answers that mean much the same, and for which the model has no code that it is sure of."""

    number: int
    """From 1: those that have come up most stand first."""
    answers: int
    """New answers."""
    people: int
    share: Change
    """Of all answers, then and now; ``before`` is None where the answers of then are not kept."""
    typical: tuple[str, ...]
    """Ids of the new answers nearest to its middle, by different people."""
    words: tuple[str, ...]
    """That mark it among all new answers, used in it by three people at least; the most telling first."""
    code_id: str | None
    """What the model gives most of these answers; None where it is nothing."""
    code_share: float
    """How many of them, 0 to 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Unsettled:
    """Which answers of a wave the model knows no code for."""

    wave: Wave
    """With its texts."""
    rows: Ints

    @property
    def texts(self) -> list[str]:
        """The verbatims of these."""
        assert self.wave.texts is not None
        return [self.wave.texts[row] for row in self.rows]


def unsettled(wave: Wave, other: int | None, silent: Sequence[int] = ()) -> Unsettled:
    """Answers that are referred, that have the code for what fits no other, or that have none at all.

    Args:
        wave: With its texts.
        other: Column of that code; None: there is none.
        silent: Columns of the codes for don't-knows and non-answers, which want no other code.
    """
    is_other = np.zeros(len(wave), dtype=bool) if other is None else wave.codes[:, other]
    is_silent = wave.codes[:, list(silent)].any(axis=1)
    wanted = (wave.referred | is_other | ~wave.codes.any(axis=1)) & ~is_silent
    return Unsettled(wave, np.flatnonzero(wanted))


def find_themes(
    then: Unsettled | None,
    now: Unsettled,
    words: Words,
    code_ids: Sequence[str],
    encode: Encode,
    *,
    most: int = _MOST_THEMES,
) -> tuple[Theme, ...]:
    """Group the unsettled answers of both waves, and say of each group how it has grown.

    They are grouped together, not knowing of which wave they are: were the new ones grouped alone, each group would
    fit them better and seem to have come up.

    Args:
        then: Of the answers that the model learnt from; None: these are not kept.
        now: Of the new answers.
        words: Of all new answers.
        code_ids: In codeframe order.
        encode: A plain encoder: vectors of texts.
        most: Themes, at most.
    """
    if not now.rows.size:
        return ()
    group, closeness = _grouped([*now.texts, *(then.texts if then else ())], _middle(then, now, encode), encode)
    number_now = len(now.rows)
    large = [number for number in np.unique(group[:number_now]) if _is_large(now, group[:number_now] == number)]
    found = []
    for number in large:
        is_in, was_in = group[:number_now] == number, group[number_now:] == number
        members = now.rows[is_in]
        # What shares no words is no theme that anybody could name.
        if marks := marking_words(words, _marked(now.wave, members), most=_WORDS):
            share = _change(then, was_in, now, is_in, among=FAMILIES * len(large))
            nearest_first = members[np.argsort(-closeness[:number_now][is_in], kind="stable")]
            found.append(_theme(now.wave, nearest_first, share, marks, code_ids))
    found.sort(key=lambda one: (-one.share.is_sure, -(one.share.value or 0.0), -one.answers))
    return tuple(replace(one, number=number) for number, one in enumerate(found[:most], start=1))


def _middle(then: Unsettled | None, now: Unsettled, encode: Encode) -> Vectors:
    """Of all that people said, settled or not, in either wave; a part of it will do."""
    texts = [*(now.wave.texts or ()), *((then.wave.texts or ()) if then else ())]
    some = np.random.default_rng(1).permutation(len(texts))[:_IN_THE_MIDDLE]
    return np.asarray(encode([texts[row] for row in some]).mean(axis=0))


def _grouped(texts: Sequence[str], middle: Vectors, encode: Encode) -> tuple[Ints, Floats]:
    """Group and closeness of each text; identical ones are looked at once."""
    place: dict[str, int] = {}
    of_text = np.array([place.setdefault(normalise(text), len(place)) for text in texts], dtype=np.intp)
    first = np.unique(of_text, return_index=True)[1]
    group, closeness = group_alike(encode([texts[row] for row in first]), middle)
    return group[of_text], closeness[of_text]


def _is_large(now: Unsettled, is_in: Bools) -> bool:
    enough = is_in.sum() >= _LEAST_OF_ALL * len(now.wave)
    return bool(enough) and len(np.unique(now.wave.voices[now.rows[is_in]])) >= FEWEST_IN_THEME


def _marked(wave: Wave, rows: Ints) -> Bools:
    marked = np.zeros(len(wave), dtype=bool)
    marked[rows] = True
    return marked


def _change(then: Unsettled | None, was_in: Bools, now: Unsettled, is_in: Bools, *, among: int) -> Change:
    after = sums(_marked(now.wave, now.rows[is_in]), now.wave.voices)
    if then is None:
        return Change(None, after.ratio, None)
    return change_of_share(sums(_marked(then.wave, then.rows[was_in]), then.wave.voices), after, among=among)


def _theme(wave: Wave, nearest_first: Ints, share: Change, marks: tuple[str, ...], code_ids: Sequence[str]) -> Theme:
    by_code = wave.codes[nearest_first].mean(axis=0)
    best = int(by_code.argmax())
    first_of_each = np.sort(np.unique(wave.voices[nearest_first], return_index=True)[1])
    return Theme(
        number=0,
        answers=len(nearest_first),
        people=len(first_of_each),
        share=share,
        typical=tuple(wave.ids[row] for row in nearest_first[first_of_each[:_TYPICAL]]),
        words=marks,
        code_id=code_ids[best] if by_code[best] else None,
        code_share=float(by_code[best]),
    )
