from dataclasses import replace

import pytest

from tests.builders import build_code
from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding
from textcoder.codings import Source
from textcoder.labelling.store.records import IncomingAnswer, Kind, StoredQuestion
from textcoder.labelling.store.texts import of_texts, questions_with
from textcoder.language.identity import fingerprint


def decided(store, *texts, frame="reasons", question=QUESTION):
    found = of_texts(store, frame, question, [fingerprint(text) for text in texts])
    return {text: found[fingerprint(text)].code_ids for text in texts if fingerprint(text) in found}


def test_a_persons_coding_counts_for_every_answer_with_the_text(store):
    keys = bring_in(store, a1="For lite tid")
    store.codings.add(coding(keys["a1"], "time"))

    assert decided(store, "for lite TID!", "for lite penger") == {"for lite TID!": ("time",)}


def test_it_says_whose_coding_it_is(store):
    keys = bring_in(store, a1="tid")
    stored = store.codings.add(coding(keys["a1"], "time"))

    (one,) = of_texts(store, "reasons", QUESTION, [fingerprint("tid")]).values()

    assert (one.coding, one.coder, one.adjudicated) == (stored.key, "human:kari", False)


def test_the_later_coding_counts_and_an_adjudication_before_all(store):
    keys = bring_in(store, a1="tid", a2="penger", a3="Tid")
    store.codings.add(coding(keys["a1"], "skill", coder="human:siri", kind=Kind.ADJUDICATION))
    store.codings.add(coding(keys["a3"], "time"))
    store.codings.add(coding(keys["a2"], "time"))
    store.codings.add(coding(keys["a2"], "money"))

    assert decided(store, "tid", "penger") == {"tid": ("skill",), "penger": ("money",)}


@pytest.mark.parametrize(
    "fields",
    [
        {"source": Source.MODEL, "coder": "model:v1"},
        {"source": Source.RULE, "coder": "rule"},
        {"kind": Kind.NOTE},
        {"referred": True},
    ],
)
def test_what_no_person_decided_does_not_count(store, fields):
    keys = bring_in(store, a1="tid")
    store.codings.add(coding(keys["a1"], "time", **fields))

    assert decided(store, "tid") == {}


def test_a_withdrawn_coding_does_not_count_and_the_one_before_does_again(store):
    keys = bring_in(store, a1="tid")
    store.codings.add(coding(keys["a1"], "time"))
    later = store.codings.add(coding(keys["a1"], "money"))
    store.codings.withdraw(later.key, "human:kari")

    assert decided(store, "tid") == {"tid": ("time",)}


def test_a_coding_stays_with_the_text_it_was_made_on(store):
    keys = bring_in(store, a1="tid")
    store.codings.add(coding(keys["a1"], "time"))
    bring_in(store, a1="penger")

    assert decided(store, "tid", "penger") == {"tid": ("time",)}


def test_all_surveys_with_the_codeframe_count_but_no_other_question_or_codeframe(store, frame):
    keys = bring_in(store, a1="tid")
    store.codings.add(coding(keys["a1"], "time"))
    store.surveys.put("another")
    store.surveys.put_question(StoredQuestion("another", QUESTION, frame.id, frame.version))
    store.answers.upsert("another", QUESTION, [IncomingAnswer("b1", "penger")])
    there = store.answers.with_id("another", QUESTION, "b1")
    store.codings.add(coding(there.key, "money"))

    assert decided(store, "tid", "penger") == {"tid": ("time",), "penger": ("money",)}
    assert decided(store, "tid", question="Q1") == {}
    assert decided(store, "tid", frame="other") == {}


def test_codes_that_are_gone_from_the_codeframe_do_not_count(store, frame):
    keys = bring_in(store, a1="tid", a2="penger")
    store.codings.add(coding(keys["a1"], "time"))
    store.codings.add(coding(keys["a2"], "money"))
    later = replace(frame, version=2, codes=(*frame.codes[1:], build_code("haste", 9)))
    store.codeframes.add(later)
    store.surveys.put_question(StoredQuestion(SURVEY, QUESTION, later.id, later.version))

    assert decided(store, "tid", "penger") == {"penger": ("money",)}


def test_no_texts_are_decided_on_by_nobody(store):
    assert of_texts(store, "reasons", QUESTION, []) == {}


def test_the_questions_of_a_codeframe_are_those_of_all_surveys(store, frame):
    store.surveys.put("another")
    store.surveys.put_question(StoredQuestion("another", "Q9", frame.id, frame.version))

    assert questions_with(store, frame.id) == {QUESTION, "Q9"}
    assert questions_with(store, "other") == frozenset()
