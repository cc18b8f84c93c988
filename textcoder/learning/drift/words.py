"""Words of a new wave: how many are new to a model, and which have come up."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm
from spacy.language import Language

from textcoder.language.processing import preprocess
from textcoder.learning.drift.change import Change, Sums, change_of_share, sums
from textcoder.learning.drift.wave import Bools, Floats, Ints

FEWEST_PEOPLE = 3
"""People who must have written a word for it to be shown: what one or two write may tell who they are."""
SURPRISE = float(norm.ppf(0.975))
_PRIOR_WORDS = 500.0
"""Weight of what both sides say together, in words, as in Monroe et al. (2008)."""
_RARE = 1 / 3
"""A word is new if it was at most so often as often as now."""
_MOST_SHOWN = 15


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of answers, row by row."""

    of: tuple[frozenset[str], ...]
    """Lemmas of each answer, each once."""
    voices: Ints
    """Number of the person who wrote it, shape (n_answers,)."""

    def people_by_word(self, rows: Ints | None = None) -> dict[str, int]:
        """How many people used each word."""
        voices: dict[str, set[int]] = defaultdict(set)
        for row in range(len(self.of)) if rows is None else rows.tolist():
            for word in self.of[row]:
                voices[word].add(int(self.voices[row]))
        return {word: len(people) for word, people in voices.items()}


@dataclass(frozen=True, slots=True)
class NewWord:
    """A word that many use now and few used then."""

    word: str
    people: int
    """Who use it now; three at least."""
    share: Change
    """Of the answers that have it."""
    surprise: float
    """z of the log odds."""


def words_of(texts: Sequence[str], voices: Ints, nlp: Language) -> Words:
    """Read answers as features do; numbers and what redaction has put in are no words."""
    read = preprocess(texts, nlp)
    lemmas = (frozenset(word for word in one.lemmas if any(map(str.isalpha, word))) for one in read)
    return Words(tuple(lemmas), voices)


def unseen_words(then: Words, now: Words, *, among: int, learnt: Bools | None = None) -> Change:
    """Share of the words that nobody else among those a model learnt from had used.

    Then: that no other person had used, so that it can be compared.

    Args:
        then: Of the answers that it learnt from.
        now: Of the new ones.
        among: Figures that are looked at together.
        learnt: Which new answers are among those of then, shape (n_now,); None: none of them.
    """
    people = then.people_by_word()
    oneself = np.zeros(len(now.of), dtype=int) if learnt is None else learnt.astype(int)
    unseen_then = np.array([sum(people[word] == 1 for word in words) for words in then.of], dtype=float)
    unseen_now = np.array(
        [sum(people.get(word, 0) <= own for word in words) for words, own in zip(now.of, oneself, strict=True)],
        dtype=float,
    )
    return change_of_share(
        sums(unseen_then, then.voices, _lengths(then)), sums(unseen_now, now.voices, _lengths(now)), among=among
    )


def new_words(then: Words, now: Words, *, most: int = _MOST_SHOWN) -> tuple[NewWord, ...]:
    """Words that at least three people use now and that were rare then, beyond chance; the most surprising first."""
    people = {word: count for word, count in now.people_by_word().items() if count >= FEWEST_PEOPLE}
    found = []
    for word, surprise in surprises(_counts(now.of), _counts(then.of)).items():
        if word in people and surprise >= SURPRISE:
            share = change_of_share(_with_word(then, word), _with_word(now, word), among=len(people))
            if share.is_sure and (share.before or 0.0) <= _RARE * (share.after or 0.0):
                found.append(NewWord(word, people[word], share, surprise))
    return tuple(sorted(found, key=lambda one: (-one.surprise, one.word))[:most])


def marking_words(words: Words, is_one: Bools, *, most: int, fewest: int = FEWEST_PEOPLE) -> tuple[str, ...]:
    """Words that mark some answers among all, used in them by at least three people; the most telling first.

    Args:
        words: Of all answers.
        is_one: Which answers are to be told from the others, shape (n_answers,).
        most: Words, at most.
        fewest: People.
    """
    inside = np.flatnonzero(is_one)
    people = words.people_by_word(inside)
    of_inside = _counts([words.of[row] for row in inside])
    of_others = _counts([words.of[row] for row in np.flatnonzero(~is_one)])
    found = {
        word: surprise
        for word, surprise in surprises(of_inside, of_others).items()
        if surprise >= SURPRISE and people.get(word, 0) >= fewest
    }
    return tuple(sorted(found, key=lambda word: (-found[word], word))[:most])


def surprises(here: Counter[str], there: Counter[str]) -> dict[str, float]:
    """How much more a word is used here than there: z of the log odds ratio with an informative Dirichlet prior.

    Monroe, Colaresi & Quinn (2008), *Fightin' Words*, equations 16, 20 and 22, the prior being what both sides say
    together. A word that is rare on both sides gets little, however far its odds are apart.
    """
    vocabulary = sorted(here | there)
    if not vocabulary:
        return {}
    ours, theirs = (np.array([side[word] for word in vocabulary], dtype=float) for side in (here, there))
    prior = _PRIOR_WORDS * (ours + theirs) / (ours + theirs).sum()
    apart = _log_odds(ours, prior) - _log_odds(theirs, prior)
    spread = np.sqrt(1 / (ours + prior) + 1 / (theirs + prior))
    return dict(zip(vocabulary, (apart / spread).tolist(), strict=True))


def _log_odds(counts: Floats, prior: Floats) -> Floats:
    total = counts.sum() + prior.sum()
    return np.asarray(np.log((counts + prior) / np.maximum(total - counts - prior, 1e-9)))


def _with_word(words: Words, word: str) -> Sums:
    return sums(np.array([word in one for one in words.of], dtype=bool), words.voices)


def _counts(answers: Sequence[frozenset[str]]) -> Counter[str]:
    return Counter(word for words in answers for word in words)


def _lengths(words: Words) -> Floats:
    return np.array([len(one) for one in words.of], dtype=float)
