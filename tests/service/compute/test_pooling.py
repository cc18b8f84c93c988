"""The pool, with autocoders that note what they were asked and can be held up."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.compute.errors import StoppingError
from service.compute.pooling import PIECE, Pool
from tests.service.compute.conftest import wait_until
from textcoder.codings import Coding, Source, Status


class NotingAutocoder:
    """Gives every text its own length as a code, one call at a time and only when it may."""

    explains = False

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[str]]] = []
        self.may = threading.Event()
        self.may.set()

    def code(self, texts: Sequence[str], question: str = "", *, asked: bool = False) -> list[Coding]:  # noqa: ARG002
        self.calls.append((question, list(texts)))
        assert self.may.wait(10)
        if "bad" in texts:
            raise ZeroDivisionError
        return [Coding(frozenset([str(len(text))]), "model:v1", Source.MODEL) for text in texts]


@pytest.fixture
def autocoder():
    return NotingAutocoder()


@pytest.fixture
def pool():
    pool = Pool()
    pool.start()
    yield pool
    pool.stop()


def held_up(pool, autocoder):
    """Begin something that takes until ``autocoder.may`` is set."""
    autocoder.may.clear()
    ticket = pool.submit(autocoder, ["first"], "")
    wait_until(lambda: bool(autocoder.calls))
    return ticket


def test_codings_come_back_in_the_order_of_the_texts(pool, autocoder):
    texts = ["x" * length for length in range(100)]

    codings = pool.submit(autocoder, texts, "Q1").wait()

    assert [coding.code_ids for coding in codings] == [{str(length)} for length in range(100)]


def test_single_answers_that_wait_go_through_the_model_together_and_equal_ones_once(pool, autocoder):
    first = held_up(pool, autocoder)
    tickets = [pool.submit(autocoder, [text], "Q1") for text in ("a", "bb", "a")]
    autocoder.may.set()

    given = [ticket.wait()[0].code_ids for ticket in tickets]

    first.wait()
    assert given == [{"1"}, {"2"}, {"1"}]
    assert autocoder.calls[1:] == [("Q1", ["a", "bb"])]


def test_answers_to_different_questions_are_not_mixed(pool, autocoder):
    held_up(pool, autocoder)
    tickets = [pool.submit(autocoder, ["a"], question) for question in ("Q1", "Q2")]
    autocoder.may.set()
    for ticket in tickets:
        ticket.wait()

    assert autocoder.calls[1:] == [("Q1", ["a"]), ("Q2", ["a"])]


def test_a_single_answer_waits_for_one_piece_of_a_large_request_at_most(pool, autocoder):
    held_up(pool, autocoder)
    large = pool.submit(autocoder, [f"large {number}" for number in range(5 * PIECE)], "")
    small = pool.submit(autocoder, ["small"], "")
    autocoder.may.set()
    small.wait()
    large.wait()

    sizes = [len(texts) for _, texts in autocoder.calls]
    place = next(place for place, (_, texts) in enumerate(autocoder.calls) if "small" in texts)
    assert place <= 2
    assert max(sizes) == PIECE


def test_large_requests_take_turns(pool, autocoder):
    held_up(pool, autocoder)
    tickets = [pool.submit(autocoder, [f"{name}{n}" for n in range(2 * PIECE)], "") for name in "ab"]
    autocoder.may.set()
    for ticket in tickets:
        ticket.wait()

    assert [texts[0][0] for _, texts in autocoder.calls[1:]] == ["a", "b", "a", "b"]


def test_a_job_gives_way_and_yet_gets_on(pool, autocoder):
    held_up(pool, autocoder)
    job = pool.submit(autocoder, [f"job {n}" for n in range(PIECE)], "", patient=True)
    large = pool.submit(autocoder, [f"large {n}" for n in range(10 * PIECE)], "")
    autocoder.may.set()
    large.wait()
    job.wait()

    first_words = [texts[0].split()[0] for _, texts in autocoder.calls[1:]]
    assert 1 <= first_words.index("job") <= 5


def test_a_text_that_makes_the_model_fail_fails_alone(pool, autocoder):
    held_up(pool, autocoder)
    bad, good = pool.submit(autocoder, ["bad"], ""), pool.submit(autocoder, ["good"], "")
    autocoder.may.set()

    assert bad.wait()[0].status is Status.ERROR
    assert good.wait()[0].code_ids == {"4"}


def test_what_waits_is_coded_before_it_stops_and_nothing_is_taken_after(autocoder):
    pool = Pool()
    pool.start()
    held_up(pool, autocoder)
    waiting = pool.submit(autocoder, ["waiting"], "")
    job = pool.submit(autocoder, ["job"], "", patient=True)
    with ThreadPoolExecutor(1) as executor:
        stopped = executor.submit(pool.stop)
        autocoder.may.set()
        stopped.result(10)

    assert waiting.wait()[0].code_ids == {"7"}
    with pytest.raises(StoppingError):
        job.wait()
    with pytest.raises(StoppingError):
        pool.submit(autocoder, ["late"], "")


def test_whoever_waits_for_longer_than_it_may_take_to_stop_is_turned_away(autocoder):
    pool = Pool()
    pool.start()
    held_up(pool, autocoder)
    large = pool.submit(autocoder, [f"large {n}" for n in range(10 * PIECE)], "")
    with ThreadPoolExecutor(1) as executor:
        stopped = executor.submit(pool.stop, 0.05)
        wait_until(lambda: pool._ended)
        autocoder.may.set()
        stopped.result(10)

    with pytest.raises(StoppingError):
        large.wait()
    with pytest.raises(StoppingError):
        pool.code(autocoder, ["late"], "")
    assert len(autocoder.calls) == 1


def test_a_job_gets_on_where_small_requests_never_cease(pool, autocoder):
    held_up(pool, autocoder)
    job = pool.submit(autocoder, ["job"], "", patient=True)
    small = [pool.submit(autocoder, [f"{n} " + str(m) for m in range(PIECE)], "") for n in range(12)]
    autocoder.may.set()
    for ticket in (*small, job):
        ticket.wait()

    first_words = [texts[0].split()[0] for _, texts in autocoder.calls[1:]]
    assert first_words.index("job") <= 4


class ExplainingAutocoder(NotingAutocoder):
    """Lets others in between two halves of each explanation, and notes when they are done."""

    explains = True

    def code(self, texts, question="", *, asked=False, pause=None):
        codings = super().code(texts, question, asked=asked)
        pause()
        self.calls.append((question, ["explained"]))
        return codings


def test_small_requests_are_coded_in_the_middle_of_an_explanation(pool, autocoder):
    explaining = ExplainingAutocoder()
    long = held_up(pool, explaining)
    small = pool.submit(autocoder, ["small"], "")
    explaining.may.set()
    small.wait()

    assert long.wait()[0].code_ids == {"5"}
    assert autocoder.calls == [("", ["small"])]
    assert explaining.calls == [("", ["first"]), ("", ["explained"])]


def test_texts_to_be_explained_are_taken_one_by_one_and_never_in_the_callers_thread(pool, autocoder):
    explaining = ExplainingAutocoder()
    plain = held_up(pool, autocoder)
    with ThreadPoolExecutor() as callers:
        waiting = callers.submit(pool.code, explaining, ["a", "bb"], "Q1")
        wait_until(lambda: pool.waiting >= 2)
        autocoder.may.set()
        codings = waiting.result(10)

    plain.wait()
    assert [one.code_ids for one in codings] == [{"1"}, {"2"}]
    assert [texts for _, texts in explaining.calls] == [["a"], ["explained"], ["bb"], ["explained"]]


def test_an_explanation_is_broken_off_when_the_time_to_stop_is_over(autocoder):
    pool, explaining = Pool(), ExplainingAutocoder()
    pool.start()
    long = held_up(pool, explaining)
    with ThreadPoolExecutor(1) as executor:
        stopped = executor.submit(pool.stop, 0.05)
        wait_until(lambda: pool._ended)
        explaining.may.set()
        stopped.result(10)

    with pytest.raises(StoppingError):
        long.wait()


def test_nothing_to_code_is_done_at_once(autocoder):
    assert Pool().submit(autocoder, [], "").wait() == []


def test_whoever_finds_nobody_at_it_codes_in_his_own_thread(pool, autocoder):
    assert [one.code_ids for one in pool.code(autocoder, ["ja"], "Q1")] == [{"2"}]
    assert pool.code(autocoder, [], "Q1") == []
    assert autocoder.calls == [("Q1", ["ja"])]


def test_whoever_finds_somebody_at_it_waits_for_his_turn(pool, autocoder):
    ticket = held_up(pool, autocoder)
    with ThreadPoolExecutor() as callers:
        waiting = callers.submit(pool.code, autocoder, ["ja", "bad"], "Q1")
        wait_until(lambda: pool.waiting >= 2)
        autocoder.may.set()
        ja, bad = waiting.result(10)

    assert (ja.code_ids, bad.status) == ({"2"}, Status.ERROR)
    assert len(ticket.wait()) == 1
