import pytest

from tests.labelling.offices import QUESTION, SURVEY, open_office
from textcoder.cli.learnt_from import codings_by_people, decisions, decisions_on_texts
from textcoder.codings import Source
from textcoder.files.codings_file import read_codings
from textcoder.labelling.exporting import Wanted, export_training
from textcoder.labelling.overview import Overview
from textcoder.labelling.store.records import IncomingAnswer, Kind, NewCoding, StoredQuestion


@pytest.fixture
def office(tmp_path):
    """Four answers, two of them identical; the first by people, another by a model, one with background."""
    with open_office(tmp_path, ["for lite tid", "For lite tid", "for lite penger"]) as store:
        more = IncomingAnswer("004", "mangler mot", {"voice": "v7", "variety": "nn", "weight": "0,5"})
        store.answers.upsert(SURVEY, QUESTION, [more])
        keys = [one.key for one in store.answers.of(SURVEY, QUESTION)]
        store.codings.add(NewCoding(keys[3], ["skill"], "human:kari"))
        store.codings.add(NewCoding(keys[0], ["time"], "human:kari"))
        store.codings.add(NewCoding(keys[2], ["money"], "model:v1", source=Source.MODEL, model_version="v1"))
        yield store


def test_what_is_learnt_is_what_exporting_for_training_gives(tmp_path, office):
    asked = office.surveys.question(SURVEY, QUESTION)
    frame = office.codeframes.get(asked.codeframe, asked.codeframe_version)
    export_training(office, Wanted(SURVEY, QUESTION), tmp_path / "training.csv")

    learnt = codings_by_people(office, frame)

    assert learnt == read_codings(tmp_path / "training.csv", frame)
    assert [one.answer.id for one in learnt] == ["001", "004"]
    assert (learnt[1].answer.voice, learnt[1].weight) == ("v7", 0.5)


def test_decisions_come_in_the_order_in_which_they_were_made(office):
    assert [one.answer_id for one in decisions(office, SURVEY, QUESTION)] == ["004", "001"]


def test_other_questions_with_the_codeframe_are_learnt_from_too(office):
    asked = office.surveys.question(SURVEY, QUESTION)
    frame = office.codeframes.get(asked.codeframe, asked.codeframe_version)
    office.surveys.put("another")
    office.surveys.put_question(StoredQuestion("another", "Q2", frame.id, frame.version, {}))
    office.answers.upsert("another", "Q2", [IncomingAnswer("9", "ikke tid")])
    (answer,) = office.answers.of("another", "Q2")
    office.codings.add(NewCoding(answer.key, ["time"], "human:ola"))

    assert ("Q2", "9") in [(one.answer.question, one.answer.id) for one in codings_by_people(office, frame)]


def test_a_row_whose_weight_is_no_number_is_passed_over(office):
    asked = office.surveys.question(SURVEY, QUESTION)
    frame = office.codeframes.get(asked.codeframe, asked.codeframe_version)
    office.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("004", "mangler mot", {"weight": "mye"})])

    assert [one.answer.id for one in codings_by_people(office, frame)] == ["001"]


def test_a_decision_on_a_text_keeps_place_and_reason_when_it_is_changed(office):
    """The two texts coded so far came before reasons were kept; a third is chosen, and changed when searched for."""
    key = office.answers.with_id(SURVEY, QUESTION, "003").key
    undone = office.codings.add(NewCoding(key, ["skill"], "human:ola", chosen="frequent"))
    office.codings.withdraw(undone.key, "human:ola")
    office.codings.add(NewCoding(key, ["skill"], "human:kari", chosen="uncertain"))
    first = office.answers.with_id(SURVEY, QUESTION, "002").key
    office.codings.add(NewCoding(first, ["time"], "human:ola", chosen="audit"))
    office.codings.add(NewCoding(key, ["money"], "human:ola", chosen="search"))
    office.codings.add(NewCoding(first, ["money"], "model:v1", source=Source.MODEL, chosen="medoid"))

    found = decisions_on_texts(office, Overview(office, SURVEY, QUESTION))

    assert [(sorted(one.code_ids), one.reason) for one in found] == [
        (["skill"], ""),
        (["time"], ""),
        (["money"], "uncertain"),
    ]


def test_an_answer_that_was_only_adjudicated_comes_last_and_without_a_reason(office):
    key = office.answers.with_id(SURVEY, QUESTION, "003").key
    office.codings.add(NewCoding(key, ["money"], "human:eva", kind=Kind.ADJUDICATION, chosen="uncertain"))

    found = decisions_on_texts(office, Overview(office, SURVEY, QUESTION))

    assert (found[-1].code_ids, found[-1].reason) == ({"money"}, "")
