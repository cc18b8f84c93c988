from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding
from textcoder.labelling.store.pages import page_since


def test_pages_follow_each_other_without_a_gap_and_say_whether_there_is_more(store):
    keys = bring_in(store, a1="tid", a2="penger", a3="folk")
    saved = [one.key for one in store.codings.add_many([coding(key, "time") for key in keys.values()])]

    first = page_since(store, limit=2)
    rest = page_since(store, first.codings[-1].key, limit=2)

    assert [one.key for one in (*first.codings, *rest.codings)] == saved
    assert (first.more, rest.more) == (True, False)
    assert page_since(store, saved[-1], limit=2).codings == ()


def test_a_page_may_be_of_one_survey_and_question(store):
    keys = bring_in(store, a1="tid")
    store.codings.add(coding(keys["a1"], "time"))

    found = [
        len(page_since(store, limit=9, survey=survey, question=question).codings)
        for survey, question in ((SURVEY, QUESTION), (SURVEY, None), (None, QUESTION), ("other", None), (None, "other"))
    ]

    assert found == [1, 1, 1, 0, 0]


def test_withdrawn_codings_are_among_them_and_say_so(store):
    keys = bring_in(store, a1="tid")
    key = store.codings.add(coding(keys["a1"], "time")).key
    store.codings.withdraw(key, "human:kari")

    (found,) = page_since(store, limit=9).codings

    assert found.withdrawn_at is not None
