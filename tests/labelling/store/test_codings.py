import pytest

from tests.builders import build_codeframe
from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding, finals
from textcoder.codings import Source
from textcoder.errors import ExclusiveCodeError, UnknownCodeError
from textcoder.labelling.store.errors import NotStoredError, NotYoursError
from textcoder.labelling.store.records import IncomingAnswer, Kind, NewCoding, StaleBecause, StoredQuestion


def use(store, frame) -> None:
    """Put another codeframe in use."""
    store.codeframes.add(frame)
    store.surveys.put_question(StoredQuestion(SURVEY, QUESTION, frame.id, frame.version))


def test_a_coding_comes_back_as_it_was_saved(store):
    keys = bring_in(store, a1="tid og penger")

    saved = store.codings.add(
        coding(
            keys["a1"],
            "2",
            "time",
            comment="tvil ☹",
            flag=True,
            seconds=2.5,
            sitting="s1",
            model_version="7",
            confidence=0.25,
        )
    )

    assert saved.code_ids == ("time", "money")  # codeframe order, numbers too
    assert (saved.comment, saved.flag, saved.seconds, saved.sitting) == ("tvil ☹", True, 2.5, "s1")
    assert (saved.answer_id, saved.codeframe, saved.codeframe_version, saved.text_version) == ("a1", "reasons", 1, 1)
    assert saved.coded_at.utcoffset().total_seconds() == 0
    assert store.codings.history(keys["a1"]) == [saved]


def test_the_coding_invariant_holds_at_this_door_too(store):
    keys = bring_in(store, a1="tid")

    with pytest.raises(ExclusiveCodeError):
        store.codings.add(coding(keys["a1"], "time", "dont_know"))
    with pytest.raises(UnknownCodeError):
        store.codings.add(coding(keys["a1"], "courage"))

    assert store.codings.history(keys["a1"]) == []


def test_of_many_codings_all_are_saved_or_none(store):
    keys = bring_in(store, a1="tid", a2="penger")

    with pytest.raises(UnknownCodeError):
        store.codings.add_many([coding(keys["a1"], "time"), coding(keys["a2"], "courage")])
    assert finals(store) == {}

    saved = store.codings.add_many([coding(keys["a2"], "money"), coding(keys["a1"], "time")])
    assert [one.answer_id for one in saved] == ["a2", "a1"]
    assert [one.key for one in saved] == sorted(one.key for one in saved)
    assert store.codings.add_many([]) == []


def test_an_answer_or_text_or_version_that_is_not_there_is_said_to_be_missing(store):
    keys = bring_in(store, a1="tid")

    for wrong in (
        coding(99, "time"),
        coding(keys["a1"], "time", text_version=2),
        coding(keys["a1"], "time", codeframe_version=2),
    ):
        with pytest.raises(NotStoredError):
            store.codings.add(wrong)


def test_a_withdrawn_coding_no_longer_counts_and_is_kept(store):
    keys = bring_in(store, a1="tid")
    first = store.codings.add(coding(keys["a1"], "time"))
    second = store.codings.add(coding(keys["a1"], "money"))

    withdrawn = store.codings.withdraw(second.key, "human:kari")

    assert withdrawn.withdrawn_at is not None
    assert store.codings.withdraw(second.key, "human:kari") == withdrawn
    assert finals(store)["a1"].coding == first.key
    assert store.codings.history(keys["a1"]) == [first, withdrawn]


def test_ten_decisions_are_undone_one_after_the_other(store):
    keys = bring_in(store, **{f"a{number}": f"svar {number}" for number in range(10)})
    saved = [store.codings.add(coding(key, "time", sitting="s1")) for key in keys.values()]

    for left, one in zip(range(9, -1, -1), reversed(saved), strict=True):
        store.codings.withdraw(one.key, "human:kari")
        assert len(finals(store)) == left

    assert [one.withdrawn_at is None for one in store.codings.of_sitting("s1")] == [False] * 10


def test_only_the_coder_himself_withdraws_a_coding(store):
    keys = bring_in(store, a1="tid")
    saved = store.codings.add(coding(keys["a1"], "time"))

    with pytest.raises(NotYoursError):
        store.codings.withdraw(saved.key, "human:ola")
    with pytest.raises(NotStoredError):
        store.codings.withdraw(saved.key + 1, "human:kari")

    assert finals(store)["a1"].coding == saved.key


def test_a_note_says_something_of_an_answer_without_deciding(store):
    keys = bring_in(store, a1="tid")
    store.codings.add(coding(keys["a1"], "time"))

    store.codings.add(coding(keys["a1"], kind=Kind.NOTE, flag=True, comment="spør Ola"))

    assert finals(store)["a1"].code_ids == ("time",)
    assert [one.kind for one in store.codings.history(keys["a1"])] == [Kind.CODING, Kind.NOTE]


def test_a_note_needs_no_code_where_the_codeframe_wants_one(store):
    use(store, build_codeframe(version=2, min_codes=1))
    keys = bring_in(store, a1="tid")

    assert store.codings.add(coding(keys["a1"], kind=Kind.NOTE, flag=True)).code_ids == ()


def test_who_goes_on_from_the_last_key_misses_no_coding(store):
    keys = bring_in(store, a1="tid", a2="penger")
    saved = store.codings.add_many([coding(keys[name], "time") for name in ("a2", "a1", "a2")])

    first = store.codings.since(limit=2)
    rest = store.codings.since(first[-1].key)

    assert first + rest == saved


def test_each_coder_counts_once_for_an_answer_with_his_last_coding(store):
    keys = bring_in(store, a1="tid", a2="tid", a3="penger")
    store.codings.add_many(
        [
            coding(keys["a1"], "time"),
            coding(keys["a1"], "money"),
            coding(keys["a1"], "time", coder="human:ola"),
            coding(keys["a1"], "skill", coder="human:eva", kind=Kind.ADJUDICATION),
            coding(keys["a3"], "money", coder="model:3", source=Source.MODEL),
        ]
    )

    def by(*coder):
        return [(one.answer_id, one.coder, one.code_ids) for one in store.codings.by_coder(SURVEY, QUESTION, *coder)]

    assert by() == [
        ("a1", "human:kari", ("money",)),
        ("a1", "human:ola", ("time",)),
        ("a3", "model:3", ("money",)),
    ]
    assert by("human:ola") == [("a1", "human:ola", ("time",))]


def test_progress_tells_where_the_codes_are_from_and_how_many_answers_are_left(store):
    keys = bring_in(store, a1="tid", a2="Tid.", a3="vet ikke", a4="penger", a5="folk")
    store.codings.add_many(
        [
            coding(keys["a1"], "time"),
            coding(keys["a3"], "dont_know", coder="rule", source=Source.RULE),
            coding(keys["a4"], "money", coder="model:3", source=Source.MODEL),
            coding(keys["a5"], "money", coder="model:3", source=Source.MODEL, referred=True),
        ]
    )

    progress = store.codings.progress(SURVEY, QUESTION)

    assert progress.answers == 5
    assert progress.by_source == {Source.HUMAN: 1, Source.EXACT: 1, Source.RULE: 1, Source.MODEL: 1}
    assert progress.left == 1


def test_stale_codings_are_told_with_the_reason_until_somebody_replaces_them(store):
    keys = bring_in(store, a1="tid", a2="penger", a3="folk")
    store.codings.add_many(
        [coding(keys[name], code) for name, code in (("a1", "time"), ("a2", "money"), ("a3", "time"))]
    )
    store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("a1", "noe annet")])
    use(store, build_codeframe("time", "skill", "dont_know!", version=2))

    def stale():
        return {one.coding.answer_id: one.because for one in store.codings.stale(SURVEY, QUESTION)}

    assert stale() == {"a1": StaleBecause.TEXT, "a2": StaleBecause.CODEFRAME}
    store.codings.add(coding(keys["a2"], "skill", coder="human:ola"))
    assert stale() == {"a1": StaleBecause.TEXT}
    again = store.codings.add(coding(keys["a1"], "time"))
    assert stale() == {}
    store.codings.withdraw(again.key, "human:kari")
    assert stale() == {"a1": StaleBecause.TEXT}


def test_of_a_coders_stale_codings_of_one_answer_only_the_last_is_told(store):
    keys = bring_in(store, a1="tid")
    store.codings.add(coding(keys["a1"], "time"))
    last = store.codings.add(coding(keys["a1"], "money"))
    store.codings.add(coding(keys["a1"], "time", coder="model:3", source=Source.MODEL))

    store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("a1", "noe annet")])

    assert [one.coding for one in store.codings.stale(SURVEY, QUESTION)] == [last]


def test_a_decision_on_a_text_that_has_been_replaced_meanwhile_is_kept_and_stale(store):
    keys = bring_in(store, a1="tid", a2="TID")
    seen = store.answers.get(keys["a1"])
    store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("a1", "penger")])

    store.codings.add(coding(seen.key, "time", text_version=seen.text_version))

    assert {name: one.source for name, one in finals(store).items()} == {"a2": Source.EXACT}
    assert [one.because for one in store.codings.stale(SURVEY, QUESTION)] == [StaleBecause.TEXT]


def test_a_question_that_is_not_stored_has_no_codings_to_ask_for(store):
    for ask in (store.codings.final, store.codings.stale, store.codings.by_coder, store.codings.progress):
        with pytest.raises(NotStoredError, match="Q99"):
            ask(SURVEY, "Q99")


def test_codes_may_come_as_any_collection(store):
    keys = bring_in(store, a1="tid")

    assert store.codings.add(NewCoding(keys["a1"], frozenset({"money", "time"}), "human:kari")).code_ids == (
        "time",
        "money",
    )
