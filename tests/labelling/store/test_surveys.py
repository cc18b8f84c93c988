import pytest

from tests.builders import build_codeframe
from tests.labelling.store.filling import QUESTION, SURVEY
from textcoder.labelling.store.errors import NotStoredError
from textcoder.labelling.store.records import StoredQuestion, StoredSurvey


def test_a_survey_comes_back_with_its_questions_in_the_order_they_were_stored(store):
    store.surveys.put("another")
    later = [StoredQuestion(SURVEY, name, "reasons", 1) for name in ("Q9", "Q10")]
    for question in later:
        store.surveys.put_question(question)

    first = StoredQuestion(SURVEY, QUESTION, "reasons", 1, {"nb": "Hva hemmer?"})
    whole = StoredSurvey(SURVEY, {"nb": "Innovasjonsbarometeret"}, (first, *later))
    assert store.surveys.get(SURVEY) == whole
    assert store.surveys.all() == [StoredSurvey("another", {}, ()), whole]
    assert store.surveys.question(SURVEY, "Q9") == later[0]


def test_storing_again_changes_what_is_there(store):
    store.codeframes.add(build_codeframe(version=2))

    store.surveys.put(SURVEY)
    store.surveys.put_question(StoredQuestion(SURVEY, QUESTION, "reasons", 2, {"nb": "Hva fremmer?"}))
    assert store.surveys.get(SURVEY).title == {"nb": "Innovasjonsbarometeret"}
    store.surveys.put(SURVEY, {"en": "The barometer"})

    changed = StoredSurvey(
        SURVEY, {"en": "The barometer"}, (StoredQuestion(SURVEY, QUESTION, "reasons", 2, {"nb": "Hva fremmer?"}),)
    )
    assert store.surveys.get(SURVEY) == changed


def test_a_question_needs_its_survey_and_its_codeframe(store):
    for wrong in (StoredQuestion("none", "Q1", "reasons", 1), StoredQuestion(SURVEY, "Q1", "reasons", 7)):
        with pytest.raises(NotStoredError):
            store.surveys.put_question(wrong)


def test_what_is_not_there_is_said_to_be_missing(store):
    with pytest.raises(NotStoredError, match="'none'"):
        store.surveys.get("none")
    with pytest.raises(NotStoredError, match="'Q99'"):
        store.surveys.question(SURVEY, "Q99")
