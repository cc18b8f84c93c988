import time

import pytest

from service.jobs.delivery import Delivery, queue_at
from service.jobs.errors import QueueAddressError, QueueAwayError, QueuePackageError


def until(is_so) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture(params=["sqlite", "postgresql"])
def queue(request, tmp_path):
    """A queue of each kind that there is a server for here."""
    if request.param == "sqlite":
        yield queue_at(None, tmp_path / "jobs")
        return
    server = request.getfixturevalue("postgres")
    database = server.create()
    yield queue_at(server.url(database), tmp_path)
    server.drop(database)


def test_what_is_sent_is_worked_on_once_whichever_process_takes_it(queue):
    worked: list[str] = []
    here, there = (Delivery(queue, worked.append) for _ in range(2))
    here.start()
    there.start()

    for number in range(20):
        here.send(f"job_{number}")
    until(lambda: len(worked) == 20)
    here.stop()
    there.stop()

    assert sorted(worked) == sorted(f"job_{number}" for number in range(20))


def test_what_nobody_has_taken_is_seen_and_outlives_the_process(queue):
    first = Delivery(queue, lambda _: time.sleep(0.3))
    first.start()
    for name in ("a", "b", "c"):
        first.send(name)
    until(lambda: len(first.under_way()) == 2)
    assert sorted(first.under_way()) == ["b", "c"]
    first.stop()

    worked: list[str] = []
    second = Delivery(queue, worked.append)
    second.start()
    until(lambda: sorted(worked) == ["b", "c"])
    second.stop()


def test_queues_of_two_names_in_one_place_do_not_mix(queue):
    worked: dict[str, list[str]] = {"a": [], "b": []}
    deliveries = {name: Delivery(queue, ids.append, name=name) for name, ids in worked.items()}
    for delivery in deliveries.values():
        delivery.start()

    for number in range(5):
        deliveries["a"].send(f"a{number}")
        deliveries["b"].send(f"b{number}")
    until(lambda: sum(map(len, worked.values())) == 10)
    for delivery in deliveries.values():
        delivery.stop()

    assert {name: {one[0] for one in ids} for name, ids in worked.items()} == {"a": {"a"}, "b": {"b"}}


def test_a_worker_that_fails_takes_the_next_one(queue):
    worked: list[str] = []

    def work(job_id: str) -> None:
        worked.append(job_id)
        raise RuntimeError("whatever")

    delivery = Delivery(queue, work)
    delivery.start()
    delivery.send("a")
    delivery.send("b")
    until(lambda: len(worked) > 1)
    delivery.stop()

    assert worked == ["a", "b"]


def test_a_queue_that_is_away_is_said_to_be_without_its_address(tmp_path):
    delivery = Delivery(queue_at(f"postgresql://kari:HEMMELIG@/none?host={tmp_path}", tmp_path), print)

    with pytest.raises(QueueAwayError) as said:
        delivery.start()

    assert "HEMMELIG" not in str(said.value)
    with pytest.raises(QueueAwayError):
        delivery.send("a")
    delivery.stop()


@pytest.mark.parametrize("url", ["", "jobs.sqlite", "sqlite://x", "mysql://x/y", "amqp://x"])
def test_an_address_of_no_known_kind_is_refused(url, tmp_path):
    with pytest.raises(QueueAddressError):
        queue_at(url, tmp_path)


def test_a_missing_package_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

    with pytest.raises(QueuePackageError, match="package redis") as said:
        queue_at("redis://localhost/0", tmp_path)
    assert "textcoder[redis]" in str(said.value)
