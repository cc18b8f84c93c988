"""Waves as a model codes them that has not read who wrote them, whatever it has learnt from.

A model recalls people's codes of the very answers that it learnt from, and is surer of them than of others. Beside a
wave that is new to it that would look as if people had changed. Such answers get the codes and the confidence that they
got when it was measured, of a model that had not read their voice; whether they are referred follows from that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from textcoder.answers import Answer
from textcoder.codings import Coding, Source, Status
from textcoder.language.identity import fingerprint
from textcoder.learning.artifact import read_judged, read_manifest
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.drift.wave import Bools, Wave, wave_learnt_from, wave_of
from textcoder.learning.errors import SnapshotMissingError
from textcoder.learning.evaluation import Judged
from textcoder.learning.registry import Entry
from textcoder.learning.snapshots import read_snapshot

_Place = tuple[str, str]
"""Question and id of an answer."""


class WaveCoder:
    """A model, with the answers that it learnt from.

    Args:
        entry: The model in the registry.
        autocoder: The same, loaded.

    Raises:
        ArtifactError: What lies beside the model is damaged.
    """

    def __init__(self, entry: Entry, autocoder: Autocoder) -> None:
        self.entry = entry
        self.manifest = read_manifest(entry.folder)
        # What a tuned encoder was tuned on is no more its to recall than what the model learnt from.
        self._autocoder = autocoder.to_measure()
        self._texts = self._read_texts()
        judged = read_judged(entry.folder)
        if self._texts is not None:  # what has been forgotten since is no longer among them
            judged = [one for one in judged if (one.question, one.id) in self._texts]
        self._judged = [self._as_settled(one) for one in judged]
        self._by_place: dict[_Place, list[Judged]] = {}
        for one in self._judged:
            for name in _names(one.id):
                self._by_place.setdefault((one.question, name), []).append(one)

    def learnt_from(self, question: str) -> tuple[Wave, Bools, bool]:
        """The answers to a question that the model learnt from, or, where there are none, all of them.

        Returns:
            The wave, the codes that people gave, shape (n_answers, n_codes), and whether it is of the question.
        """
        # Codings that name no question were made for the one that is asked.
        same = [one for one in self._judged if one.question in (question, "")]
        code_ids = self._autocoder.codeframe.code_ids
        return *wave_learnt_from(same or self._judged, code_ids, self._texts), bool(same)

    def code(self, answers: Sequence[Answer], question: str) -> Wave:
        """Code answers to a question, those that the model learnt from as one codes them that had not read them."""
        codings = self._autocoder.code([one.text for one in answers], question)
        own = [self._own(answer, coding, question) for answer, coding in zip(answers, codings, strict=True)]
        made = [coding if one is None else _coding_of(one) for one, coding in zip(own, codings, strict=True)]
        return wave_of(answers, made, self._autocoder.codeframe, [one is not None for one in own])

    def _as_settled(self, one: Judged) -> Judged:
        """Referred or not as this model would decide: each model it was measured by had a cut of its own."""
        if one.source != Source.MODEL or one.confidence is None:
            return one
        certain = self._autocoder.promise.keeps(one.confidence) and self._autocoder.suggest_only.isdisjoint(one.model)
        return replace(one, status=(Status.CODED if certain else Status.REFERRED).value)

    def _own(self, answer: Answer, coding: Coding, question: str) -> Judged | None:
        """How an answer was coded when the model was measured; None where it has not learnt from it."""
        if not self._autocoder.has_learnt_from(answer):
            return None
        asked = (question, "")
        found = (one for name in asked for one in self._by_place.get((name, answer.id), ()))
        return next((one for one in found if self._is(one, answer, coding)), None)

    def _is(self, one: Judged, answer: Answer, coding: Coding) -> bool:
        """Whether it is this answer, and not one that happens to have the same id in another wave."""
        if self._texts is not None:
            return fingerprint(self._texts[one.question, one.id]) == fingerprint(answer.text)
        # Without its words, by what people coded: that is what the model recalls of the very answer.
        return coding.code_ids == frozenset(one.human)

    def _read_texts(self) -> Mapping[_Place, str] | None:
        """The verbatims by question and id; None where they are not kept."""
        try:
            coded = read_snapshot(self.entry, self.manifest, self._autocoder.codeframe)
        except SnapshotMissingError:
            return None
        return {(one.answer.question, one.answer.id): one.answer.text for one in coded}


def _names(answer_id: str) -> set[str]:
    """Ids under which a file may have an answer: one out of a label store can have its survey before its own id."""
    _, slash, own = answer_id.partition("/")
    return {answer_id, own} if slash else {answer_id}


def _coding_of(one: Judged) -> Coding:
    return Coding(
        code_ids=frozenset(one.model),
        coder="model",
        source=Source(one.source) if one.source else None,
        status=Status(one.status),
        confidence=one.confidence,
    )
