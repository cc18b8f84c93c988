from tests.builders import build_codeframe
from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding
from textcoder.labelling.changes.plan import plan_changes
from textcoder.labelling.changes.steps import Step
from textcoder.labelling.store.records import IncomingAnswer, StaleBecause, StoredQuestion

OLD = build_codeframe()
NEW = build_codeframe("time", "skill", "staff", version=2)
PLAN = plan_changes(OLD, NEW, [Step("split", ("skill",), ("skill", "staff"))])


def stale(store):
    return {one.coding.answer_id: one for one in store.codings.stale(SURVEY, QUESTION)}


def migrate(store):
    store.migrations.make(PLAN, [(SURVEY, QUESTION)], made_by="eva")


def test_each_coding_that_counts_no_longer_says_why_and_what_is_left_of_it(store):
    keys = bring_in(store, a1="penger", a2="penger og tid", a3="folk", a4="folk og tid")
    given = {"a1": ["money"], "a2": ["money", "time"], "a3": ["skill"], "a4": ["skill", "time"]}
    store.codings.add_many([coding(keys[name], *codes) for name, codes in given.items()])

    migrate(store)

    assert {name: (one.because_words, one.keep, one.choose_from) for name, one in stale(store).items()} == {
        "a1": ("money is retired", (), ()),
        "a2": ("money is retired", ("time",), ()),
        "a3": ("skill was split", (), ("skill", "staff")),
        "a4": ("skill was split", ("time",), ("skill", "staff")),
    }


def test_what_was_said_of_another_text_is_no_proposal_for_this_one(store):
    keys = bring_in(store, a1="folk og tid")
    store.codings.add(coding(keys["a1"], "skill", "time"))
    store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("a1", "noe annet")])
    migrate(store)

    (one,) = stale(store).values()

    assert (one.because, one.because_words) == (StaleBecause.TEXT, "the answer has another text now")
    assert (one.keep, one.choose_from) == ((), ())


def test_a_coding_after_another_codeframe_names_it(store):
    keys = bring_in(store, a1="tid")
    store.codings.add(coding(keys["a1"], "time"))
    store.codeframes.add(build_codeframe(id="hours"))
    store.surveys.put_question(StoredQuestion(SURVEY, QUESTION, "hours", 1))

    (one,) = stale(store).values()

    assert (one.because, one.keep) == (StaleBecause.CODEFRAME, ())
    assert one.because_words == "it was coded after another codeframe, reasons"


def test_codings_at_hand_are_read_in_the_codes_of_any_version(store):
    keys = bring_in(store, a1="tid", a2="folk")
    store.codings.add_many([coding(keys["a1"], "time", comment="?"), coding(keys["a2"], "skill")])
    migrate(store)
    store.codings.add(coding(keys["a2"], "staff"))
    found = store.codings.since()

    new, old = (store.codings.under(found, frame) for frame in (NEW, OLD))

    assert [one.code_ids for one in new] == [("time",), ("staff",)]
    assert [one.code_ids for one in old] == [("time",), ("skill",), ("skill",)]
    assert store.codings.under(found, build_codeframe(id="hours")) == []
    assert (new[0].comment, new[0].codeframe_version) == ("?", 1)
