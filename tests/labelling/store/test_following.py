"""Following what people decide on texts, on both databases."""

from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding
from textcoder.codings import Source
from textcoder.labelling.store.following import (
    all_decisions,
    changed_since,
    coded_by,
    decisions_on,
    mark_of,
    questions_by_codeframe,
)
from textcoder.labelling.store.records import IncomingAnswer, Kind, StoredQuestion
from textcoder.labelling.store.texts import of_texts
from textcoder.language.identity import fingerprint


def place(text, question=QUESTION):
    return ("reasons", question, fingerprint(text))


def codes(found):
    return {where: one.code_ids for where, one in found.items()}


def test_all_that_people_have_decided_is_what_one_is_told_of_each_text(store):
    keys = bring_in(store, a1="tid", a2="penger", a3="Tid", a4="folk", a5="annet")
    store.codings.add(coding(keys["a1"], "skill", coder="human:siri", kind=Kind.ADJUDICATION))
    store.codings.add(coding(keys["a3"], "time"))
    store.codings.add(coding(keys["a2"], "money"))
    store.codings.add(coding(keys["a4"], "time", coder="model:m", source=Source.MODEL))
    store.codings.add(coding(keys["a5"], kind=Kind.NOTE))

    found = all_decisions(store, most=100)

    assert codes(found) == {place("tid"): ("skill",), place("penger"): ("money",)}
    asked = of_texts(store, "reasons", QUESTION, [fingerprint(text) for text in ("tid", "penger", "folk", "annet")])
    assert {where[2]: one for where, one in found.items()} == asked


def test_of_too_many_the_earliest_are_left_out(store):
    keys = bring_in(store, a1="tid", a2="penger", a3="folk")
    for name in ("a2", "a1", "a3"):
        store.codings.add(coding(keys[name], "time"))

    assert list(all_decisions(store, most=2)) == [place("tid"), place("folk")]


def test_the_same_question_of_two_surveys_has_one_decision_on_a_text(store, frame):
    keys = bring_in(store, a1="tid")
    store.surveys.put("another")
    store.surveys.put_question(StoredQuestion("another", QUESTION, frame.id, frame.version))
    store.answers.upsert("another", QUESTION, [IncomingAnswer("b1", "Tid")])
    (there,) = store.answers.of("another", QUESTION)
    store.codings.add(coding(there.key, "money"))
    store.codings.add(coding(keys["a1"], "time"))

    assert codes(all_decisions(store, most=100)) == {place("tid"): ("time",)}
    assert questions_by_codeframe(store) == {"reasons": {QUESTION}}


def test_what_has_changed_since_is_found_be_it_new_or_withdrawn(store):
    keys = bring_in(store, a1="tid", a2="penger", a3="folk")
    first = store.codings.add(coding(keys["a1"], "time"))
    mark = mark_of(store)
    assert changed_since(store, mark, most=10) == []

    store.codings.add(coding(keys["a2"], "money"))
    store.codings.withdraw(first.key, "human:kari")
    later = mark_of(store)

    assert later != mark
    assert later.goes_on_from(mark)
    assert set(changed_since(store, mark, most=10)) == {place("tid"), place("penger")}
    assert codes(decisions_on(store, [place("tid"), place("penger")])) == {place("penger"): ("money",)}


def test_of_more_changes_than_are_wanted_nothing_is_said(store):
    keys = bring_in(store, a1="tid", a2="penger")
    mark = mark_of(store)
    for key in keys.values():
        store.codings.add(coding(key, "time"))

    assert changed_since(store, mark, most=1) is None
    assert len(changed_since(store, mark, most=2)) == 2


def test_another_question_is_no_mere_going_on(store, frame):
    mark = mark_of(store)
    store.surveys.put_question(StoredQuestion(SURVEY, "Q25", frame.id, frame.version))

    assert not mark_of(store).goes_on_from(mark)


def test_the_texts_of_codings_are_found(store):
    keys = bring_in(store, a1="tid", a2="penger")
    made = [store.codings.add(coding(key, "time")).key for key in keys.values()]

    assert set(coded_by(store, made)) == {place("tid"), place("penger")}
    assert coded_by(store, []) == []
