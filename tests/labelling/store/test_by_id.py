from tests.labelling.store.filling import QUESTION, SURVEY, bring_in
from textcoder.labelling.store.by_id import answers_by_id
from textcoder.labelling.store.forgetting import forget


def test_answers_are_found_by_the_ids_they_came_with_and_others_are_left_out(store):
    keys = bring_in(store, a1="tid", a2="penger", a3="folk")

    found = answers_by_id(store, SURVEY, QUESTION, ["a3", "a1", "a1", "a9"])

    assert {name: one.key for name, one in found.items()} == {"a1": keys["a1"], "a3": keys["a3"]}
    assert answers_by_id(store, SURVEY, "other", ["a1"]) == {}


def test_whoever_is_forgotten_is_not_found(store):
    bring_in(store, a1="tid")
    forget(store, SURVEY, "a1")

    assert answers_by_id(store, SURVEY, QUESTION, ["a1"]) == {}


def test_thousands_are_found_at_once(store):
    bring_in(store, **{f"a{number}": "tid" for number in range(2500)})

    assert len(answers_by_id(store, SURVEY, QUESTION, [f"a{number}" for number in range(2500)])) == 2500
