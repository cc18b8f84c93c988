"""Small requests, waited for by coroutines, with work that notes what it was given and can be held up."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from service.compute.errors import StoppingError
from service.compute.pooling import PIECE
from service.compute.small import SmallRequests


class Doubling:
    """Doubles numbers, and has an error in place of the double of 13."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.may = threading.Event()
        self.may.set()

    def __call__(self, asked: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(asked))
        assert self.may.wait(10)
        if 0 in asked:
            raise ZeroDivisionError
        return [KeyError("13") if one == 13 else 2 * one for one in asked]


@pytest.fixture
def work():
    return Doubling()


@pytest.fixture
def small(work):
    small = SmallRequests(work)
    small.start()
    yield small
    small.stop()


def run(*waits):
    async def all_of_them():
        return await asyncio.gather(*waits, return_exceptions=True)

    return asyncio.run(all_of_them())


async def while_held_up(work, small, *sizes):
    """Ask while something else is being worked on; gives the replies to the others."""
    work.may.clear()
    first = asyncio.create_task(small.ask(1, 1))
    while not work.batches:
        await asyncio.sleep(0.001)
    others = [asyncio.create_task(small.ask(number, size)) for number, size in enumerate(sizes, 2)]
    await asyncio.sleep(0.01)
    work.may.set()
    await first
    return await asyncio.gather(*others)


def test_each_gets_his_own_reply_or_error(small):
    double, error = run(small.ask(4, 1), small.ask(13, 1))

    assert double == 8
    assert isinstance(error, KeyError)


def test_all_who_come_meanwhile_go_together(work, small):
    assert asyncio.run(while_held_up(work, small, 1, 1, 1)) == [4, 6, 8]
    assert work.batches == [[1], [2, 3, 4]]


def test_no_more_go_together_than_the_model_takes_in_one_turn(work, small):
    assert asyncio.run(while_held_up(work, small, PIECE - 1, 1, 1, PIECE)) == [4, 6, 8, 10]
    assert work.batches == [[1], [2, 3], [4], [5]]


def test_work_that_fails_is_told_to_those_who_wait_and_the_next_are_served(small):
    (error,) = run(small.ask(0, 1))
    assert isinstance(error, ZeroDivisionError)
    assert run(small.ask(5, 1)) == [10]


def test_whoever_has_gone_is_not_missed(work, small):
    async def go_away():
        work.may.clear()
        gone = asyncio.create_task(small.ask(1, 1))
        await asyncio.sleep(0.01)
        gone.cancel()
        await asyncio.sleep(0)
        work.may.set()
        return await small.ask(2, 1)

    assert asyncio.run(go_away()) == 4


def test_what_was_asked_before_the_end_is_done_and_nothing_after_it(small):
    async def end():
        asked = asyncio.create_task(small.ask(3, 1))
        await asyncio.sleep(0)
        await asyncio.to_thread(small.stop)
        assert await asked == 6
        with pytest.raises(StoppingError):
            await small.ask(4, 1)

    asyncio.run(end())


def test_whoever_waits_for_longer_than_it_may_take_to_stop_is_turned_away(work):
    small = SmallRequests(work)
    small.start()

    async def stopped_while_held_up():
        work.may.clear()
        asked = [asyncio.create_task(small.ask(number, PIECE)) for number in range(1, 6)]
        while not work.batches:
            await asyncio.sleep(0.001)
        stopping = asyncio.create_task(asyncio.to_thread(small.stop, 0.05))
        await asyncio.sleep(0.2)
        work.may.set()
        await stopping
        return await asyncio.gather(*asked, return_exceptions=True)

    first, *others = asyncio.run(stopped_while_held_up())

    assert first == 2
    assert [type(one) for one in others] == [StoppingError] * 4
