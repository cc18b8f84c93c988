"""Which question answers are brought in for, and what it is coded with."""

from service.frames import frames_of
from service.intake.errors import OtherCodeframeError, QuestionUnknownError
from service.schemas.answers import PutAnswers
from textcoder.errors import SurveyNotFoundError
from textcoder.files.home import Home
from textcoder.labelling.importing.bringing import Destination, stored_question
from textcoder.labelling.store.opening import Store
from textcoder.labelling.store.upserting import clean


def destination(home: Home, store: Store, wanted: PutAnswers) -> Destination:
    """The question as the store has it; else as a survey of the home has it; else with the codeframe that was named.

    Raises:
        QuestionUnknownError: It is in neither, and no codeframe was named.
        OtherCodeframeError: It is coded with another codeframe than was named.
        CodeframeNotFoundError: The home has no such codeframe.
        TextcoderError: The survey or its codeframe cannot be read.
    """
    survey, question = clean(wanted.survey.strip()), clean(wanted.question.strip())
    stored = stored_question(store, survey, question)
    if stored is not None:
        _check_same(wanted.codeframe, stored.codeframe)
        return Destination(
            survey, question, store.codeframes.get(stored.codeframe, stored.codeframe_version), {}, stored.text
        )
    described = _described(home, survey, question)
    if described is not None:
        _check_same(wanted.codeframe, described.codeframe.id)
        return described
    if wanted.codeframe is None:
        raise QuestionUnknownError
    text = {"nb": clean(wanted.question_text)} if wanted.question_text else {}
    return Destination(survey, question, frames_of(home).get(wanted.codeframe), {}, text)


def _check_same(named: str | None, used: str) -> None:
    if named not in (None, used):
        raise OtherCodeframeError(str(named), used)


def _described(home: Home, survey: str, question: str) -> Destination | None:
    try:
        found = home.survey(survey)
    except SurveyNotFoundError:
        return None
    text = next((one.question.text for one in found.open_fields if one.id == question), None)
    if text is None:
        return None
    return Destination(survey, question, frames_of(home).get(found.codeframe), found.title, text)
