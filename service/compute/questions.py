"""Which questions are known with a codeframe: one that is not has been mistyped, and would lose what people decided."""

from collections.abc import Callable

from service.compute.human import Ask, HumanDecisions
from service.compute.records import RecordProblem, unknown_question
from service.compute.surveys import HomeSurveys


def is_known(question: str, there: frozenset[str], *, store_away: bool) -> bool:
    """Whether answers to a question may be coded.

    Args:
        question: Its id; empty: none is named.
        there: Those that surveys, the label store and the model name. Where nobody names any, any is fine.
        store_away: Whether the label store could not be asked, so that it may have others.
    """
    return not question or not there or question in there or store_away


class Questions:
    """Says of a question, before there are answers to it, whether it is known.

    Args:
        surveys: Of the home.
        human: Knows those of the label store.
    """

    def __init__(self, surveys: HomeSurveys, human: HumanDecisions) -> None:
        self._surveys = surveys
        self._human = human

    def problem(self, codeframe: str, question: str, learnt: Callable[[], frozenset[str]]) -> RecordProblem | None:
        """What is wrong with a question, if anything is.

        Args:
            codeframe: Id of the codeframe.
            question: Id of the question.
            learnt: Gives the questions that the model has learnt from; asked last, since it may have to be loaded.
        """
        there = self._surveys.questions(codeframe)
        if not question or question in there:
            return None
        (known,) = self._human.on([Ask(codeframe, question, [])])
        there |= known.questions
        if question in there or known.store_away:
            return None
        there |= learnt()
        return None if is_known(question, there, store_away=False) else unknown_question(there)
