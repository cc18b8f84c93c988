import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding, finals
from textcoder.answers import Answer
from textcoder.labelling.store.errors import IncomingAnswersError, NotStoredError
from textcoder.labelling.store.records import IncomingAnswer, Upserted
from textcoder.language.identity import fingerprint


def upsert(store, *incoming: IncomingAnswer) -> Upserted:
    return store.answers.upsert(SURVEY, QUESTION, incoming)


def texts(store) -> list[str]:
    return [one.text for one in store.answers.of(SURVEY, QUESTION)]


def test_answers_come_back_as_they_came_in_and_in_that_order(store):
    told = upsert(store, IncomingAnswer("007", " For lite tid\n", {"kommune": "Ås", "ansatte": 12, "vekt": 0.5}))
    upsert(store, IncomingAnswer("a", "penger"), IncomingAnswer("0", "tid"))

    first, *rest = store.answers.of(SURVEY, QUESTION)
    assert told == Upserted(added=("007",))
    assert (first.id, first.text, first.text_version) == ("007", " For lite tid\n", 1)
    assert first.background == {"kommune": "Ås", "ansatte": 12, "vekt": 0.5}
    assert first.answer == Answer("007", " For lite tid\n", QUESTION)
    assert [one.id for one in rest] == ["a", "0"]


def test_identical_is_what_classifying_calls_identical(store):
    keys = bring_in(store, a1="For lite TID!", a2="for lite\u00a0tid", a3="for lite tid og penger")

    first = store.answers.get(keys["a1"])
    assert first.text_key == fingerprint("For lite TID!")
    assert store.answers.identical(keys["a2"]) == [keys["a1"], keys["a2"]]
    assert store.answers.identical(keys["a3"]) == [keys["a3"]]


def test_what_was_brought_in_before_is_told_from_what_is_new(store):
    upsert(store, IncomingAnswer("a1", "tid"), IncomingAnswer("a2", "penger"), IncomingAnswer("a3", "kunnskap"))

    told = upsert(
        store,
        IncomingAnswer("a1", "tid"),
        IncomingAnswer("a2", "Penger!"),
        IncomingAnswer("a3", "folk"),
        IncomingAnswer("a4", "mot"),
    )

    assert told == Upserted(added=("a4",), changed=("a3",), updated=("a2",), unchanged=1)
    assert texts(store) == ["tid", "Penger!", "folk", "mot"]


def test_other_background_updates_an_answer_and_leaves_its_text(store):
    upsert(store, IncomingAnswer("a1", "tid", {"kommune": "Ås"}))

    assert upsert(store, IncomingAnswer("a1", "tid", {"kommune": "Oslo"})).updated == ("a1",)

    (answer,) = store.answers.of(SURVEY, QUESTION)
    assert (answer.background, answer.text_version) == ({"kommune": "Oslo"}, 1)
    assert store.answers.earlier_texts(answer.key) == []


def test_a_changed_text_makes_codings_stale_and_its_return_revives_them(store):
    keys = bring_in(store, a1="tid")
    store.codings.add(coding(keys["a1"], "time"))

    changed = upsert(store, IncomingAnswer("a1", "penger"))
    without = finals(store)
    restored = upsert(store, IncomingAnswer("a1", "tid"))

    assert (changed.changed, changed.stale_codings, changed.restored) == (("a1",), 1, ())
    assert without == {}
    assert (restored.restored, restored.revived_codings, restored.stale_codings) == (("a1",), 1, 0)
    assert finals(store)["a1"].code_ids == ("time",)


def test_texts_that_were_replaced_are_kept(store):
    keys = bring_in(store, a1="tid")
    for text in ("penger", "folk"):
        upsert(store, IncomingAnswer("a1", text))

    earlier = store.answers.earlier_texts(keys["a1"])

    assert [(one.text_version, one.text) for one in earlier] == [(1, "tid"), (2, "penger")]
    assert store.answers.get(keys["a1"]).text_version == 3


def test_blank_and_double_ids_are_refused_before_anything_is_stored(store):
    incoming = [IncomingAnswer("a1", "hemmelig"), IncomingAnswer(" ", "x"), IncomingAnswer("a1 ", "y")]

    with pytest.raises(IncomingAnswersError) as caught:
        upsert(store, *incoming)

    assert (caught.value.blank, caught.value.doubled) == (1, ("a1",))
    assert "hemmelig" not in str(caught.value)
    assert texts(store) == []


def test_a_question_that_is_not_stored_takes_no_answers(store):
    with pytest.raises(NotStoredError, match="Q99"):
        store.answers.upsert(SURVEY, "Q99", [IncomingAnswer("a1", "tid")])


def test_more_answers_than_one_transaction_takes(store):
    incoming = [IncomingAnswer(str(number), f"svar {number}") for number in range(2500)]

    assert len(upsert(store, *incoming).added) == 2500
    assert upsert(store, *incoming).unchanged == 2500
    keys = [one.key for one in store.answers.of(SURVEY, QUESTION)]
    assert [one.id for one in store.answers.many(keys[::-1])] == [str(number) for number in range(2499, -1, -1)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_text_comes_back_character_by_character(store, text):
    upsert(store, IncomingAnswer("a1", text, {"annet": text}))

    answer = store.answers.with_id(SURVEY, QUESTION, "a1")
    assert answer is not None
    assert (answer.text, answer.background) == (text, {"annet": text})


def test_characters_that_no_database_keeps_do_not_stop_an_import(store):
    upsert(store, IncomingAnswer("a1", "ti\0d \ud83d"))

    assert texts(store) == ["ti\ufffdd ?"]


def test_search_finds_parts_of_words_whatever_the_capitals(store):
    bring_in(store, a1="ØKONOMI og tid", a2="økonomisk støtte", a3="100 % tid_bruk", a4="100 prosent tidsbruk")

    def found(words, **options):
        return [one.id for one in store.answers.search(SURVEY, QUESTION, words, **options)]

    assert found("Økonomi") == ["a1", "a2"]
    assert found("tid øko") == ["a1"]
    assert found("0 %") == ["a3"]
    assert found("tid_") == ["a3"]
    assert found("100", limit=1) == ["a3"]
    assert found("finnes ikke") == []


def test_an_answer_that_is_not_there_is_said_to_be_missing(store):
    assert store.answers.with_id(SURVEY, QUESTION, "a1") is None
    with pytest.raises(NotStoredError, match="answer 17"):
        store.answers.get(17)
