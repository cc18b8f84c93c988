import pytest

from tests.builders import build_codeframe
from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding, finals
from textcoder.codings import Source
from textcoder.labelling.changes.plan import plan_changes
from textcoder.labelling.changes.steps import Step
from textcoder.labelling.store.errors import NotStoredError, RespondentNotFoundError
from textcoder.labelling.store.forgetting import forget, look_up
from textcoder.labelling.store.forgotten import is_mark
from textcoder.labelling.store.records import IncomingAnswer, Kind, Purpose, StoredQuestion
from textcoder.labelling.store.schema import metadata
from textcoder.language.identity import fingerprint

SECRET = "sjefen min Xerxes Quisling stopper alt"
EARLIER = "avdelingsleder Zebulon bestemmer"


@pytest.fixture
def keys(store):
    """Three answers; the first one has had another text before, and was coded with a comment under either."""
    keys = bring_in(store, a1=EARLIER, a2="for lite tid", a3="for lite penger")
    store.codings.add(coding(keys["a1"], "skill", comment=f"mener {EARLIER}"))
    store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("a1", SECRET, {"employer": "Bydel Nordstrand"})])
    store.codings.add(coding(keys["a1"], "time", comment="dette er Xerxes", sitting="s1"))
    store.codings.add(coding(keys["a2"], "time"))
    return keys


def everything(store) -> str:
    """All rows of all tables."""
    with store.database.read() as connection:
        return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(table.select()))


def test_what_there_is_of_a_respondent_is_told_before_anything_is_changed(store, keys):
    store.assignments.assign([keys["a1"]], ["human:per"], Purpose.DOUBLE)

    (held,) = look_up(store, SURVEY, "a1")

    assert (held.question, held.earlier_texts, held.background) == (QUESTION, 1, ("employer",))
    assert (held.codings, held.comments, held.assignments, held.is_forgotten) == (2, 2, 1, False)
    assert store.answers.get(keys["a1"]).text == SECRET


def test_no_table_has_a_word_or_a_key_of_a_word_of_one_who_is_forgotten(store, keys):
    store.claims.take([keys["a1"]], "human:per", "s9", again=True)
    before = everything(store)
    telling = [SECRET, EARLIER, "Xerxes", "Zebulon", "Nordstrand", fingerprint(SECRET), fingerprint(EARLIER)]
    assert all(word in before for word in telling)

    forget(store, SURVEY, "a1")

    after = everything(store).casefold()
    assert [word for word in telling if word.casefold() in after] == []


def test_the_answer_is_nowhere_counted_shown_or_handed_out_any_more(store, keys):
    forget(store, SURVEY, "a1")

    assert [one.id for one in store.answers.of(SURVEY, QUESTION)] == ["a2", "a3"]
    assert store.answers.with_id(SURVEY, QUESTION, "a1") is None
    assert store.answers.search(SURVEY, QUESTION, "") == store.answers.of(SURVEY, QUESTION)
    assert set(finals(store)) == {"a2"}
    assert store.codings.progress(SURVEY, QUESTION).answers == 2
    assert store.codings.by_coder(SURVEY, QUESTION) == [store.codings.history(keys["a2"])[0]]
    assert store.codings.stale(SURVEY, QUESTION) == []
    assert store.claims.take([keys["a1"]], "human:per", "s9", again=True) is None


def test_that_coders_were_at_work_is_left(store, keys):
    forget(store, SURVEY, "a1")

    left = store.codings.history(keys["a1"])
    assert [(one.kind, one.code_ids, one.coder) for one in left] == [(Kind.NOTE, (), "human:kari")] * 2
    assert all(is_mark(one.text_key) for one in left)


def test_an_export_of_the_past_has_nothing_of_the_answer(timed, clock):
    keys = bring_in(timed, a1=SECRET, a2="for lite tid")
    timed.codings.add(coding(keys["a1"], "time"))
    before = clock.forward(60)

    forget(timed, SURVEY, "a1")

    assert finals(timed, as_of=before) == {}


def test_others_who_wrote_the_same_keep_their_codes(store):
    keys = bring_in(store, a1="for lite tid", a2="For lite tid!", a3="for lite tid", a4="for lite tid")
    store.codings.add(coding(keys["a3"], "money"))
    store.codings.add(coding(keys["a1"], "time", comment="dette er Xerxes"))
    before = {name: one.code_ids for name, one in finals(store).items()}
    assert before == {"a1": ("time",), "a2": ("time",), "a3": ("money",), "a4": ("time",)}

    (held,) = forget(store, SURVEY, "a1")

    assert [answer for _, answer in held.handed_on] == [keys["a2"]]
    assert {name: one.code_ids for name, one in finals(store).items()} == {k: before[k] for k in ("a2", "a3", "a4")}
    assert [one.comment for one in store.codings.history(keys["a2"])] == [""]
    assert store.codings.history(keys["a1"]) == []


def views(store, *moments):
    """What others' exports say, now, then, and in the codes of the first version."""
    seen = [finals(store), *(finals(store, as_of=one) for one in moments), finals(store, codeframe_version=1)]
    return [{name: found for name, found in one.items() if name != "a1"} for one in seen]


def split_money(store):
    new = build_codeframe("time", "funds", "loans", "skill", version=2)
    split = Step("split", ("money",), ("funds", "loans"))
    store.migrations.make(plan_changes(build_codeframe(), new, [split]), [(SURVEY, QUESTION)], made_by="eva")


def test_what_others_had_from_the_answer_before_a_migration_they_still_had_then_and_are_stale_now(timed, clock):
    keys = bring_in(timed, a1="penger", a2="Penger!", a3="tid")
    timed.codings.add(coding(keys["a1"], "money", comment="dette er Xerxes"))
    then = clock.forward(60)
    split_money(timed)
    before = views(timed, then)
    assert before[1]["a2"].code_ids == ("money",)

    forget(timed, SURVEY, "a1")

    assert views(timed, then) == before
    (stale,) = timed.codings.stale(SURVEY, QUESTION)
    assert (stale.coding.answer_id, stale.because_words, stale.coding.comment) == ("a2", "money was split", "")
    timed.codings.add(coding(keys["a2"], "funds"))
    assert timed.codings.stale(SURVEY, QUESTION) == []


def test_every_coding_is_handed_on_that_others_ever_had_their_codes_from_and_none_weighs_more_than_before(timed, clock):
    keys = bring_in(timed, a1="penger", a2="Penger!", a3="penger", a4="penger", a5="tid")
    first = timed.codings.add(coding(keys["a1"], "money"))
    moments = [clock.forward(60)]
    timed.codings.add(coding(keys["a1"], "skill", coder="human:ola"))
    moments.append(clock.forward(60))
    timed.codings.add(coding(keys["a3"], "time"))
    moments.append(clock.forward(60))
    timed.codings.add(coding(keys["a1"], "money", "time", coder="human:ola"))
    moments.append(clock.forward(60))
    timed.codings.withdraw(first.key, "human:kari")
    timed.codings.add(coding(keys["a4"], "skill", source=Source.MODEL, coder="model:v1"))
    timed.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("a1", SECRET), IncomingAnswer("a4", "folk")])
    clock.forward(60)
    before, by_coder = views(timed, *moments), timed.codings.by_coder(SURVEY, QUESTION, "human:kari")

    forget(timed, SURVEY, "a1")

    assert views(timed, *moments) == before
    assert timed.codings.by_coder(SURVEY, QUESTION, "human:kari") == by_coder
    assert timed.codings.stale(SURVEY, QUESTION) == []


def test_what_was_handed_on_is_handed_on_again(timed, clock):
    keys = bring_in(timed, a1="penger", a2="Penger!", a3="penger")
    timed.codings.add(coding(keys["a1"], kind=Kind.NOTE, comment="?"))
    timed.codings.add(coding(keys["a1"], "time", source=Source.MODEL, coder="model:v1"))
    timed.codings.add(coding(keys["a1"], "money"))
    then = clock.forward(60)
    before = views(timed, then)

    forget(timed, SURVEY, "a1")
    assert views(timed, then) == before
    assert [one.kind for one in timed.codings.history(keys["a1"])] == [Kind.NOTE, Kind.NOTE]
    forget(timed, SURVEY, "a2")

    assert [view["a3"] for view in views(timed, then)] == [view["a3"] for view in before]


def test_a_coding_that_only_the_earlier_text_of_another_needs_is_nobodys_stale_one(timed, clock):
    keys = bring_in(timed, a1="penger", a2="penger")
    timed.codings.add(coding(keys["a1"], "money"))
    then = clock.forward(60)
    timed.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("a2", "noe annet"), IncomingAnswer("a1", SECRET)])
    before = views(timed, then)
    assert before[1]["a2"].code_ids == ("money",)

    forget(timed, SURVEY, "a1")

    assert views(timed, then) == before
    assert timed.codings.stale(SURVEY, QUESTION) == []
    assert [one.text_version for one in timed.codings.history(keys["a2"])] == [1]


def test_one_who_was_coded_himself_is_not_stale_for_what_he_was_handed(store):
    keys = bring_in(store, a1="penger", a2="penger")
    store.codings.add(coding(keys["a2"], "time"))
    store.codings.add(coding(keys["a1"], "money", coder="human:ola"))
    split_money(store)

    forget(store, SURVEY, "a1")

    assert store.codings.stale(SURVEY, QUESTION) == []
    assert finals(store)["a2"].code_ids == ("time",)


def test_a_forgotten_answer_is_not_brought_in_again(store, keys):
    forget(store, SURVEY, "a1")

    report = store.answers.upsert(SURVEY, QUESTION, [IncomingAnswer("a1", SECRET), IncomingAnswer("a4", "tid")])

    assert (report.forgotten, report.added, report.changed) == (("a1",), ("a4",), ())
    assert SECRET not in everything(store)


def test_a_decision_on_what_still_stands_on_a_screen_is_not_let_in(store, keys):
    forget(store, SURVEY, "a1")

    with pytest.raises(NotStoredError):
        store.codings.add(coding(keys["a1"], "time", text_version=2))
    with pytest.raises(NotStoredError):
        store.codings.add(coding(keys["a1"], "time"))


def test_all_questions_of_the_survey_are_meant_unless_one_is_named(store, frame):
    store.surveys.put_question(StoredQuestion(SURVEY, "Q25", frame.id, frame.version))
    store.surveys.put("other")
    store.surveys.put_question(StoredQuestion("other", QUESTION, frame.id, frame.version))
    for survey, question in ((SURVEY, QUESTION), (SURVEY, "Q25"), ("other", QUESTION)):
        store.answers.upsert(survey, question, [IncomingAnswer("a1", f"{survey} {question}")])

    assert [one.question for one in forget(store, SURVEY, "a1", "Q25")] == ["Q25"]
    assert [one.is_forgotten for one in look_up(store, SURVEY, "a1")] == [False, True]
    forget(store, SURVEY, "a1")

    assert [one.is_forgotten for one in look_up(store, SURVEY, "a1")] == [True, True]
    assert [one.text for one in store.answers.of("other", QUESTION)] == [f"other {QUESTION}"]


def test_forgetting_again_changes_nothing(store, keys):
    forget(store, SURVEY, "a1")
    once = everything(store)

    forget(store, SURVEY, "a1")

    assert everything(store) == once


@pytest.mark.parametrize("where", [(SURVEY, "007", None), (SURVEY, "a", None), (SURVEY, "", QUESTION)])
def test_an_id_that_nobody_has_is_not_found(store, keys, where):
    with pytest.raises(RespondentNotFoundError):
        forget(store, *where)


def test_an_unknown_survey_or_question_is_not_found(store, keys):
    for where in (("nosuch", "a1"), (SURVEY, "a1", "Q99")):
        with pytest.raises(NotStoredError):
            forget(store, *where)
