"""A question at a glance: which answers are identical, and how far their coding has come. Kept at hand while coding."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from textcoder.codings import Source
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import Progress, StoredAnswer

_AT_ONCE = 500
"""Answers asked for together; the store wants no more than some hundreds."""
_BY_PEOPLE = (Source.HUMAN, Source.EXACT)


class Overview:
    """All answers to a question, and where the coding of each that counts comes from.

    It is read once and then brought up to date answer by answer, so that no key press waits for a count.

    Args:
        store: The label store.
        survey: Id of the survey.
        question: Id of the question.
    """

    def __init__(self, store: Store, survey: str, question: str) -> None:
        self.survey, self.question = survey, question
        self._store = store
        self.answers: Sequence[StoredAnswer] = store.answers.of(survey, question)
        self._text_keys = {one.key: one.text_key for one in self.answers}
        self._identical: dict[str, list[int]] = defaultdict(list)
        for one in self.answers:
            self._identical[one.text_key].append(one.key)
        self._sources: dict[int, Source] = {}
        self._counts: Counter[Source] = Counter()
        self._decided: set[str] = set()
        self.reload()

    def reload(self) -> None:
        """Read again where every coding comes from, since others code too."""
        final = self._store.codings.final(self.survey, self.question)
        sources = {one.answer: one.source for one in final if one.answer in self._text_keys}
        decided = {self._text_keys[key] for key, source in sources.items() if source in _BY_PEOPLE}
        # In one go each, for somebody may be looking from another thread.
        self._sources, self._counts, self._decided = sources, Counter(sources.values()), decided

    def update(self, keys: Iterable[int]) -> None:
        """Read again where the codings of these answers, and of all identical to them, come from."""
        touched = {self._text_keys[key] for key in keys if key in self._text_keys}
        concerned = [key for text_key in touched for key in self._identical[text_key]]
        for start in range(0, len(concerned), _AT_ONCE):
            some = concerned[start : start + _AT_ONCE]
            found = self._store.codings.final(self.survey, self.question, answers=some)
            self._replace(some, {one.answer: one.source for one in found})

    def _replace(self, keys: Sequence[int], sources: Mapping[int, Source]) -> None:
        for key in keys:
            before, now = self._sources.pop(key, None), sources.get(key)
            if before is not None:
                self._counts[before] -= 1
            if now is not None:
                self._counts[now] += 1
                self._sources[key] = now
            change = self._decided.add if now in _BY_PEOPLE else self._decided.discard
            change(self._text_keys[key])

    def source(self, key: int) -> Source | None:
        """Where the coding that counts for an answer comes from; None where there is none."""
        return self._sources.get(key)

    def text_key(self, key: int) -> str:
        """What identical answers have in common; empty for an answer that has come in since."""
        return self._text_keys.get(key, "")

    def is_decided(self, key: int) -> bool:
        """Whether a person has coded the answer, or one identical to it."""
        return self.text_key(key) in self._decided

    def identical(self, key: int) -> Sequence[int]:
        """Keys of the answers identical to this one, itself among them."""
        return self._identical[self._text_keys[key]] if key in self._text_keys else [key]

    @property
    def progress(self) -> Progress:
        """How far the coding has come, in answers."""
        return Progress(len(self._text_keys), {source: self._counts[source] for source in Source})

    @property
    def decisions_left(self) -> int:
        """How many different texts people have not decided on; each is one decision."""
        return len(self._identical) - len(self._decided)
