from itertools import permutations

import pytest

from tests.builders import build_codeframe
from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding, finals
from textcoder.codings import Source
from textcoder.labelling.store.records import IncomingAnswer, Kind, StoredQuestion

ADJUDICATED = {"coder": "human:eva", "kind": Kind.ADJUDICATION}
EXACT = {"coder": "human:ola", "source": Source.EXACT}
RULE = {"coder": "rule", "source": Source.RULE}
MODEL = {"coder": "model:3", "source": Source.MODEL}


def code_ids(store, **options) -> dict[str, tuple[str, ...]]:
    return {name: one.code_ids for name, one in finals(store, **options).items()}


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3)])
def test_adjudicated_goes_before_human_before_exact_before_rule_before_model(store, order):
    keys = bring_in(store, a1="tid")
    ranked = [ADJUDICATED, {"coder": "human:kari"}, EXACT, RULE, MODEL]
    saved = {place: store.codings.add(coding(keys["a1"], "time", **ranked[place])) for place in order}

    won = []
    for _ in ranked:
        final = finals(store)["a1"]
        won.append(final.coding)
        store.codings.withdraw(final.coding, final.coder)

    assert won == [saved[place].key for place in range(5)]
    assert finals(store) == {}


@pytest.mark.parametrize("fields", [ADJUDICATED, {}, MODEL], ids=["adjudicated", "human", "model"])
def test_within_a_rank_the_later_coding_counts(store, fields):
    keys = bring_in(store, a1="tid")

    for code in ("time", "money"):
        store.codings.add(coding(keys["a1"], code, **fields))

    assert code_ids(store) == {"a1": ("money",)}


def test_a_decision_counts_for_every_identical_answer_now_and_later(store):
    keys = bring_in(store, a1="For lite tid", a2="for lite tid!", a3="penger")
    decision = store.codings.add(coding(keys["a1"], "time"))
    bring_in(store, a9="FOR LITE TID")

    final = finals(store)

    assert {name: (one.source, one.coding) for name, one in final.items()} == {
        "a1": (Source.HUMAN, decision.key),
        "a2": (Source.EXACT, decision.key),
        "a9": (Source.EXACT, decision.key),
    }


def test_a_decision_counts_for_no_other_question(store):
    store.surveys.put_question(StoredQuestion(SURVEY, "Q25", "reasons", 1))
    keys = bring_in(store, a1="tid")
    store.answers.upsert(SURVEY, "Q25", [IncomingAnswer("a1", "tid")])

    store.codings.add(coding(keys["a1"], "time"))

    assert store.codings.final(SURVEY, "Q25") == []


def test_an_answers_own_coding_goes_before_a_later_one_of_an_identical_answer(store):
    keys = bring_in(store, a1="tid", a2="tid", a3="tid")

    store.codings.add(coding(keys["a1"], "time"))
    store.codings.add(coding(keys["a2"], "money"))

    assert code_ids(store) == {"a1": ("time",), "a2": ("money",), "a3": ("money",)}


def test_an_identical_answer_goes_before_what_the_model_says_but_what_the_model_says_is_nobodys_else(store):
    keys = bring_in(store, a1="tid", a2="tid")
    store.codings.add(coding(keys["a1"], "skill", **MODEL))
    assert code_ids(store) == {"a1": ("skill",)}

    store.codings.add(coding(keys["a2"], "time"))

    assert code_ids(store) == {"a1": ("time",), "a2": ("time",)}


def test_an_adjudication_is_what_identical_answers_take_over(store):
    keys = bring_in(store, a1="tid", a2="tid", a3="tid")
    store.codings.add(coding(keys["a1"], "money", **ADJUDICATED))
    store.codings.add(coding(keys["a2"], "time"))

    assert code_ids(store) == {"a1": ("money",), "a2": ("time",), "a3": ("money",)}
    assert [one.adjudicated for one in store.codings.final(SURVEY, QUESTION)] == [True, False, True]


def test_no_code_applies_is_a_decision_too(store):
    keys = bring_in(store, a1="tid", a2="tid")
    store.codings.add(coding(keys["a1"]))

    assert code_ids(store) == {"a1": (), "a2": ()}


def test_what_a_model_only_suggests_is_never_final(store):
    keys = bring_in(store, a1="tid")
    store.codings.add(coding(keys["a1"], "time", referred=True, **MODEL))

    assert finals(store) == {}


def test_a_coding_under_an_older_codeframe_counts_if_its_codes_still_exist(store):
    keys = bring_in(store, a1="tid", a2="penger", a3="begge", a4="ingen")
    given = {"a1": ["time"], "a2": ["money"], "a3": ["time", "money"], "a4": []}
    store.codings.add_many([coding(keys[name], *codes) for name, codes in given.items()])

    store.codeframes.add(build_codeframe("time", "skill", version=2))
    assert len(finals(store)) == 4  # stored is not in use
    store.surveys.put_question(StoredQuestion(SURVEY, QUESTION, "reasons", 2))

    assert code_ids(store) == {"a1": ("time",), "a4": ()}
    assert len(finals(store, codeframe_version=1)) == 4


def test_a_coding_by_another_codeframe_does_not_count_though_codes_have_the_same_names(store):
    keys = bring_in(store, a1="tid")
    store.codings.add(coding(keys["a1"], "time"))
    store.codeframes.add(build_codeframe(id="hours"))
    store.surveys.put_question(StoredQuestion(SURVEY, QUESTION, "hours", 1))

    assert finals(store) == {}


def test_finals_of_some_answers_are_the_same_as_among_all(store):
    keys = bring_in(store, a1="tid", a2="tid", a3="penger", a4="folk")
    store.codings.add_many([coding(keys["a1"], "time"), coding(keys["a3"], "money")])
    everything = store.codings.final(SURVEY, QUESTION)

    for some in permutations(keys.values(), 2):
        assert store.codings.final(SURVEY, QUESTION, answers=some) == [one for one in everything if one.answer in some]
    assert store.codings.final(SURVEY, QUESTION, answers=[]) == []


def test_an_old_export_can_be_made_again(timed, clock):
    keys = bring_in(timed, a1="tid", a2="penger", a3="tid")
    first = timed.codings.add(coding(keys["a1"], "time"))
    timed.codings.add(coding(keys["a2"], "money"))
    exported = timed.codings.final(SURVEY, QUESTION)
    then = clock.forward(60)

    timed.codings.withdraw(first.key, "human:kari")
    timed.codings.add(coding(keys["a1"], "skill"))
    timed.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("a2", "noe annet"), IncomingAnswer("a4", "penger")])
    timed.codeframes.add(build_codeframe("skill", "dont_know!", version=2))
    timed.surveys.put_question(StoredQuestion(SURVEY, QUESTION, "reasons", 2))
    clock.forward(60)
    timed.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("a2", "noe tredje")])

    assert code_ids(timed) == {"a1": ("skill",), "a3": ("skill",)}
    assert timed.codings.final(SURVEY, QUESTION, as_of=then, codeframe_version=1) == exported
