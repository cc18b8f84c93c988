"""Codings each coder made for himself, out of the label store: agreement measures them, adjudication settles them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from textcoder.answers import Answer
from textcoder.codeframe import Codeframe
from textcoder.codings import CodedAnswer, Source
from textcoder.labelling.agreement.matching import A_PAIR, AnswerName, is_model, name_of
from textcoder.labelling.choosing import is_legal
from textcoder.labelling.errors import UnlikeCodeframesError
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import Assignment, Kind, Purpose, StoredAnswer, StoredCoding, StoredQuestion

_PERSON = "human:"


@dataclass(frozen=True, slots=True)
class Independent:
    """The codings of one question, or of several with the same codeframe."""

    frame: Codeframe
    coded: tuple[CodedAnswer, ...]
    """The last standing coding each coder gave each answer itself; people by name, models as ``model:<version>``."""
    repeated: tuple[CodedAnswer, ...]
    """What people gave answers before and after they were put before them again, in that order."""
    with_suggestion: frozenset[tuple[AnswerName, str]] = frozenset()
    """Codings by people who had a model's suggestion before them, by answer and coder: they agree more with it, and
    with each other."""
    adjudicated: Mapping[str, int] = field(default_factory=dict)
    """How many answers each adjudicator, by name, has settled. None of these codings is among the others."""

    def compared_with_suggestion(self, coded: Iterable[CodedAnswer]) -> int:
        """How many of these codings were made with a suggestion in sight and are compared with another coder's."""
        by_answer: dict[AnswerName, set[str]] = defaultdict(set)
        for one in coded:
            by_answer[name_of(one)].add(one.coder)
        return sum(
            (answer, coder) in self.with_suggestion
            for answer, coders in by_answer.items()
            if len(coders) >= A_PAIR
            for coder in coders
        )


def read_survey(store: Store, survey: str, question: str | None = None) -> Independent:
    """Read the codings of a survey, or of one question of it.

    Raises:
        NotStoredError: The survey or the question is not there.
        UnlikeCodeframesError: The questions have not one codeframe, so that one of them must be named.
    """
    asked = [store.surveys.question(survey, question)] if question is not None else store.surveys.get(survey).questions
    frames = {one.id: f"{one.codeframe} version {one.codeframe_version}" for one in asked}
    if len(set(frames.values())) != 1:
        raise UnlikeCodeframesError(survey, frames)
    coded: list[CodedAnswer] = []
    repeated: list[CodedAnswer] = []
    with_suggestion: set[tuple[AnswerName, str]] = set()
    adjudicated: Counter[str] = Counter()
    for one in asked:
        frame, answers = _frame(store, one), answers_of(store, one)
        made = _made(store, one)
        coded += [_coded(coding, answers) for coding in made]
        repeated += _repeated(store, one, frame, answers)
        seen = (_coded(coding, answers) for coding in made if coding.source is Source.HUMAN and coding.model_version)
        with_suggestion |= {(name_of(coding), coding.coder) for coding in seen}
        settled = store.codings.by_coder(survey, one.id, kinds=(Kind.ADJUDICATION,))
        adjudicated.update(coding.coder.removeprefix(_PERSON) for coding in settled)
    return Independent(
        _frame(store, asked[0]), tuple(coded), tuple(repeated), frozenset(with_suggestion), dict(adjudicated)
    )


def by_people(store: Store, asked: StoredQuestion, answers: Mapping[int, StoredAnswer]) -> list[CodedAnswer]:
    """The last standing coding each person gave each answer himself, without models'."""
    return [_coded(one, answers) for one in _made(store, asked) if one.source is Source.HUMAN]


def answer_to_compare(stored: StoredAnswer) -> Answer:
    """An answer with the variety that agreement tells apart, as every coding of it must have it."""
    return Answer(stored.id, stored.text, stored.question, variety=str(stored.background.get("variety") or ""))


def answers_of(store: Store, asked: StoredQuestion) -> dict[int, StoredAnswer]:
    """The answers to a question, by key."""
    return {one.key: one for one in store.answers.of(asked.survey, asked.id)}


def _frame(store: Store, asked: StoredQuestion) -> Codeframe:
    return store.codeframes.get(asked.codeframe, asked.codeframe_version)


def _made(store: Store, asked: StoredQuestion) -> list[StoredCoding]:
    # What was taken over from an identical answer, or came by rule, nobody has thought about.
    return [one for one in store.codings.by_coder(asked.survey, asked.id) if _is_independent(one)]


def _is_independent(coding: StoredCoding) -> bool:
    by_person = coding.source is Source.HUMAN and coding.coder.startswith(_PERSON)
    return by_person or (coding.source is Source.MODEL and is_model(coding.coder))


def _coded(coding: StoredCoding, answers: Mapping[int, StoredAnswer]) -> CodedAnswer:
    answer = answer_to_compare(answers[coding.answer])
    return CodedAnswer(answer, frozenset(coding.code_ids), coding.coder.removeprefix(_PERSON))


def _repeated(
    store: Store, asked: StoredQuestion, frame: Codeframe, answers: Mapping[int, StoredAnswer]
) -> list[CodedAnswer]:
    found: list[CodedAnswer] = []
    for planted in store.assignments.of(asked.survey, asked.id, purpose=Purpose.CONSISTENCY):
        if planted.done:
            history = store.codings.under(store.codings.history(planted.answer), frame)
            both = _before_and_after(planted, history, frame, answers[planted.answer])
            found += [_coded(one, answers) for one in both]
    return found


def _before_and_after(
    planted: Assignment, history: Iterable[StoredCoding], frame: Codeframe, answer: StoredAnswer
) -> Sequence[StoredCoding]:
    """The coder's last coding before he was given the answer again, and his last since; none where one is missing."""
    counting = [
        one
        for one in history
        if one.coder == planted.coder
        and one.kind is Kind.CODING
        and one.withdrawn_at is None
        and one.text_key == answer.text_key
        and _is_independent(one)
        and is_legal(one.code_ids, frame)
    ]
    before = [one for one in counting if one.coded_at < planted.assigned_at]
    since = [one for one in counting if one.coded_at >= planted.assigned_at]
    return (before[-1], since[-1]) if before and since else ()
