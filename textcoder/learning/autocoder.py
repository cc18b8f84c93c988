"""The decision order for one answer: rule, identical answer, model, referral."""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from textcoder.answers import Answer
from textcoder.codeframe import Codeframe
from textcoder.codings import Coding, Explanation, Source, Status
from textcoder.features.reader import AnswerReader, ReadAnswers
from textcoder.language.identity import fingerprint, fingerprint_of_normalised, normalise
from textcoder.learning.explaining import carrying_words, most_similar, without_each_word
from textcoder.learning.model import CodeSet, CodingModel
from textcoder.learning.nonanswers import NonAnswerRule
from textcoder.learning.promise import Promise

_BETWEEN_PAUSES = 2
"""Readings of an answer, each without one of its words, between two pauses."""
_MOST_REMEMBERED = 200_000
"""Distinct texts whose coding is kept at hand; bounded so that memory is steady however long the file."""


class Autocoder:
    """Codes answers with a model, a codeframe and what reads them.

    It remembers what it has coded, and so does its reader: an autocoder and its siblings by :meth:`at` are used by one
    thread at a time.

    Args:
        model: Trained for this codeframe.
        codeframe: The rules.
        reader: The language pipeline and encoder the model was trained on.
        version: Version of the model, for the coder's name in every coding.
        max_error: Chosen error rate, 0 to 1.
        explain: Whether codings of the model come with the words that carried them and the most similar answers.
            Takes as many times as long as an answer has words, of which the first 40 are tried.
    """

    def __init__(
        self,
        model: CodingModel,
        codeframe: Codeframe,
        reader: AnswerReader,
        *,
        version: str,
        max_error: float,
        explain: bool = False,
    ) -> None:
        self.codeframe = codeframe
        self.version = version
        self.promise: Promise = model.promise(max_error)
        self.suggest_only = frozenset() if max_error >= 1 else frozenset(model.suggest_only)
        """Codes with too few codings to be given without a human, unless every error is allowed."""
        self.questions = frozenset(question for question, _ in model.memory if question)
        """Ids of the questions it has learnt answers to."""
        self._model = model
        self._most_remembered = _MOST_REMEMBERED
        self._seen = frozenset(model.seen)
        self._reader = reader
        self._rule = NonAnswerRule(codeframe)
        self._explain = explain
        self._known: dict[tuple[str, str, bool], Coding] = {}

    def at(self, *, max_error: float | None = None, explain: bool | None = None) -> "Autocoder":
        """The same model at another error rate, or with explanations. It shares all that is big; nothing is loaded.

        Args:
            max_error: Chosen error rate; None: as here.
            explain: Whether codings are explained; None: as here.
        """
        other = Autocoder(
            self._model,
            self.codeframe,
            self._reader,
            version=self.version,
            max_error=self.promise.max_error if max_error is None else max_error,
            explain=self._explain if explain is None else explain,
        )
        other._most_remembered = self._most_remembered
        return other

    def to_measure(self) -> "Autocoder":
        """The same model for answers that it is measured on.

        What a tuned encoder has been tuned on then gets the scores of one that had not read its voice: an answer kept
        apart from the model's codings may still be among the encoder's.
        """
        other = self.at()
        other._reader = self._reader.learning()
        return other

    def remember_at_most(self, texts: int) -> None:
        """Bound what it and its reader remember, for a program that runs for months. Loads all that they need.

        Args:
            texts: How many texts; one call may still go beyond it.
        """
        self._most_remembered = texts
        self._reader.remember_at_most(texts)

    def remembered(self, text: str, question: str = "") -> Coding | None:
        """The coding of a text that was coded a while ago, if it still is at hand. Any thread may ask."""
        return self._known.get((question, text, False))

    def has_learnt_from(self, answer: Answer) -> bool:
        """Whether the model was trained on an identical answer, to whatever question."""
        return fingerprint(answer.text) in self._seen

    @property
    def explains(self) -> bool:
        """Whether codings of the model come with explanations, which take long."""
        return self._explain

    @property
    def seen(self) -> frozenset[str]:
        """Fingerprints of all answers the model was trained on."""
        return self._seen

    @property
    def thresholds(self) -> NDArray[np.float64]:
        """From which probability on each code is given, in codeframe order, shape (n_codes,)."""
        return self._model.thresholds

    def count_learnt(self) -> NDArray[np.intp]:
        """How many different answers with each code it has learnt from, in codeframe order, shape (n_codes,).

        Answers that people coded differently are not counted.
        """
        counts = Counter(code_id for code_ids, _ in self._model.memory.values() for code_id in code_ids)
        return np.array([counts[code_id] for code_id in self.codeframe.code_ids], dtype=np.intp)

    def code(
        self,
        texts: Sequence[str],
        question: str = "",
        *,
        asked: bool = False,
        pause: Callable[[], None] | None = None,
    ) -> list[Coding]:
        """Code answers to one question. Equal texts share one Coding.

        Args:
            texts: The verbatims.
            question: Id of the question, which decides what counts as an identical answer.
            asked: Whether the question is known to have been asked; an empty text is then a non-answer by
                rule, and otherwise only empty.
            pause: Called every few readings that an explanation takes. Siblings that do not explain may code in it.

        Returns:
            ``result[i]`` is the coding of ``texts[i]``.
        """
        known = self._known
        if len(known) > self._most_remembered:
            known.clear()
        unread = []
        for text in dict.fromkeys(texts):
            place = (question, text, asked)
            if place not in known:
                settled = self._without_model(text, question, asked)
                if settled is None:
                    unread.append(text)
                else:
                    known[place] = settled
        if unread:
            sets = self._model.code_sets(self._read(unread), self.codeframe)
            explanations = self._explanations(unread, sets, pause) if self._explain else [None] * len(unread)
            for text, code_set, explanation in zip(unread, sets, explanations, strict=True):
                known[question, text, asked] = self._decide(code_set, explanation)
        return [known[question, text, asked] for text in texts]

    def _read(self, texts: Sequence[str]) -> ReadAnswers:
        return self._reader.read(texts, clauses=self._model.reads_clauses)

    def _without_model(self, text: str, question: str, asked: bool) -> Coding | None:
        if not text or text.isspace():
            if asked and self._rule.no_answer:
                return Coding(frozenset([self._rule.no_answer]), "rule", Source.RULE, Status.EMPTY)
            return Coding(frozenset(), "", None, Status.EMPTY)
        normalised = normalise(text)
        by_rule = self._rule.settle(normalised)
        if by_rule is not None:
            return Coding(frozenset([by_rule]), "rule", Source.RULE)
        key = fingerprint_of_normalised(normalised)
        # Codings that name no question were made for the one that is asked.
        by_human = self._model.memory.get((question, key), self._model.memory.get(("", key)))
        if by_human is None:
            return None
        code_ids, coder = by_human
        return Coding(frozenset(code_ids), coder or "human", Source.EXACT)

    def _explanations(
        self, texts: Sequence[str], sets: Sequence[CodeSet], pause: Callable[[], None] | None
    ) -> list[Explanation | None]:
        nearest = (
            most_similar(texts, self._model.neighbours, self._reader, self._model.vectorizer)
            if self._model.neighbours
            else [()] * len(texts)
        )
        explained: list[Explanation | None] = []
        for text, code_set, similar in zip(texts, sets, nearest, strict=True):
            words, without = without_each_word(text)
            by_code = self._probabilities(without, pause)
            codes = self.codeframe.in_order(code_set.code_ids)
            explained.append(Explanation(carrying_words(words, code_set.code_confidence, by_code, codes), similar))
        return explained

    def _probabilities(self, texts: Sequence[str], pause: Callable[[], None] | None) -> list[dict[str, float]]:
        """The probability of each code for each text."""
        found: list[dict[str, float]] = []
        step = _BETWEEN_PAUSES if pause else len(texts) or 1
        for start in range(0, len(texts), step):
            if pause:
                pause()
            rows = self._model.probabilities(self._read(texts[start : start + step])).tolist()
            found += [dict(zip(self._model.code_ids, row, strict=True)) for row in rows]
        return found

    def _decide(self, code_set: CodeSet, explanation: Explanation | None) -> Coding:
        certain = self.promise.keeps(code_set.confidence) and code_set.code_ids.isdisjoint(self.suggest_only)
        return Coding(
            code_ids=code_set.code_ids,
            coder=f"model:{self.version}",
            source=Source.MODEL,
            status=Status.CODED if certain else Status.REFERRED,
            confidence=code_set.confidence,
            code_confidence=code_set.code_confidence,
            explanation=explanation,
        )
