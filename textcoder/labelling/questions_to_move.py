"""What a new version of a codeframe would do to the codings of a survey's questions in the label store."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textcoder.codings import Source
from textcoder.labelling.changes.errors import NotCodedWithError
from textcoder.labelling.changes.moving import Moved, Outcome, outcomes
from textcoder.labelling.changes.plan import Plan
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.records import Kind, StoredCoding, StoredQuestion


@dataclass(frozen=True, slots=True)
class QuestionsToMove:
    """Questions, and what becomes of each of their codings that count."""

    questions: tuple[StoredQuestion, ...]
    fates: tuple[tuple[StoredCoding, Outcome], ...]
    """The last coding and the last adjudication of every coder, a person or a model, for every answer."""

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The questions by survey and id."""
        return [(one.survey, one.id) for one in self.questions]

    @property
    def answers_to_code_anew(self) -> int:
        """Answers that will come into the stale queue."""
        standing: dict[int, int] = {}
        for coding, outcome in self.fates:
            if coding.source is Source.HUMAN and isinstance(outcome, Moved):
                standing[coding.answer] = max(coding.key, standing.get(coding.answer, 0))
        return len(
            {
                coding.answer
                for coding, outcome in self.fates
                if coding.source is Source.HUMAN
                and not isinstance(outcome, Moved)
                and coding.key > standing.get(coding.answer, 0)
            }
        )


def questions_with(store: Store, survey: str, question: str | None, codeframe: str) -> tuple[StoredQuestion, ...]:
    """The question, or all of the survey, that are coded with any version of a codeframe.

    Raises:
        NotStoredError: The survey or the question is not there.
        NotCodedWithError: None is coded with it.
    """
    asked = store.surveys.get(survey).questions if question is None else [store.surveys.question(survey, question)]
    found = tuple(one for one in asked if one.codeframe == codeframe)
    if not found:
        raise NotCodedWithError(survey, question, codeframe, _named(asked))
    return found


def version_in_use(survey: str, questions: Sequence[StoredQuestion]) -> int:
    """The one version of a codeframe that questions are coded with.

    Raises:
        NotCodedWithError: They have several.
    """
    versions = {one.codeframe_version for one in questions}
    if len(versions) > 1:
        raise NotCodedWithError(survey, None, f"one version of {questions[0].codeframe}", _named(questions))
    return versions.pop()


def questions_to_move(store: Store, plan: Plan, survey: str, question: str | None = None) -> QuestionsToMove:
    """Find out what a plan would do to a question, or to all of a survey that are coded with its old version.

    Raises:
        NotStoredError: The survey or the question is not there.
        NotCodedWithError: None is coded with the old version.
        MigrationRefusedError, CodeframeVersionError: It could not be made; as for ``store.migrations.make``.
    """
    with_frame = questions_with(store, survey, question, plan.old.id)
    questions = tuple(one for one in with_frame if one.codeframe_version == plan.old.version)
    if not questions:
        raise NotCodedWithError(survey, question, f"{plan.old.id} version {plan.old.version}", _named(with_frame))
    store.migrations.check(plan, [(survey, one.id) for one in questions])
    kinds = (Kind.CODING, Kind.ADJUDICATION)
    codings = (coding for one in questions for coding in store.codings.by_coder(survey, one.id, kinds=kinds))
    return QuestionsToMove(questions, tuple(outcomes(codings, plan)))


def _named(questions: Iterable[StoredQuestion]) -> list[str]:
    return [f"{one.id} ({one.codeframe} version {one.codeframe_version})" for one in questions]
