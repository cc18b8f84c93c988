import threading
from datetime import timedelta

import pytest

from tests.labelling.store.filling import bring_in, coding
from textcoder.labelling.store.errors import OtherRequestError
from textcoder.labelling.store.idempotency import KEPT, Asked, Told, once
from textcoder.labelling.store.opening import open_store

ASKED = Asked("caller", "key", "hash")


def saving(answer):
    """Does one coding, and tells its key."""

    def do(store):
        (saved,) = store.codings.add_many([coding(answer, "time")])
        return Told(200, str(saved.key))

    return do


def test_what_was_done_is_told_again_and_not_done_again(store):
    keys = bring_in(store, a1="tid")

    first, again = (once(store, ASKED, saving(keys["a1"])) for _ in range(2))

    assert (first.is_new, again.is_new) == (True, False)
    assert (again.status, again.body) == (first.status, first.body) == (200, first.body)
    assert [str(one.key) for one in store.codings.since()] == [first.body]


def test_the_same_key_with_another_request_is_refused_and_nothing_done(store):
    keys = bring_in(store, a1="tid")
    once(store, ASKED, saving(keys["a1"]))

    with pytest.raises(OtherRequestError):
        once(store, Asked("caller", "key", "other"), saving(keys["a1"]))
    assert len(store.codings.since()) == 1


def test_callers_have_keys_of_their_own(store):
    keys = bring_in(store, a1="tid")
    once(store, ASKED, saving(keys["a1"]))

    assert once(store, Asked("another", "key", "other"), saving(keys["a1"])).is_new


def test_what_broke_off_is_neither_kept_nor_remembered(store):
    keys = bring_in(store, a1="tid")

    def breaks_off(whole):
        saving(keys["a1"])(whole)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        once(store, ASKED, breaks_off)
    assert store.codings.since() == []
    assert once(store, ASKED, saving(keys["a1"])).is_new


def test_sent_by_several_at_once_it_is_done_once(store, url):
    keys = bring_in(store, a1="tid")
    told = []

    def send():
        with open_store(url) as mine:
            told.append(once(mine, ASKED, saving(keys["a1"])))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.is_new for one in told].count(True) == 1
    assert len({one.body for one in told}) == len(store.codings.since()) == 1


def test_after_a_week_it_is_remembered_no_more(timed, clock):
    keys = bring_in(timed, a1="tid")
    once(timed, ASKED, saving(keys["a1"]))

    clock.forward((KEPT + timedelta(seconds=1)).total_seconds())
    once(timed, Asked("caller", "another", "hash"), saving(keys["a1"]))

    assert once(timed, ASKED, saving(keys["a1"])).is_new
