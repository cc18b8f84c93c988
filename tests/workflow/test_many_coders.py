"""Several coders at one store, each a process of the real command, some of them killed with no warning."""

from dataclasses import replace

import pytest

from benchmarks.many_coders import Log, Outcome, _on_others, many_coders
from tests.labelling.postgres_server import start_postgres


@pytest.fixture
def postgres_url():
    server = start_postgres()
    yield server.url(server.create())
    server.stop()


def assert_nothing_was_lost(found: Outcome) -> None:
    assert (found.acknowledged, found.killed) == (45, 2)
    assert (found.lost, found.twice, found.on_others) == (0, 0, 0)
    assert 0 <= found.in_store - found.acknowledged <= found.killed
    assert found.is_right


def test_coders_at_one_sqlite_file_lose_nothing_to_a_kill_and_never_meet(tmp_path):
    assert_nothing_was_lost(many_coders(f"sqlite:///{tmp_path}/store.db", coders=3, decisions=15, kill=2))


def test_coders_at_one_postgresql_lose_nothing_to_a_kill_and_never_meet(postgres_url):
    assert_nothing_was_lost(many_coders(postgres_url, coders=3, decisions=15, kill=2))


def test_what_must_not_be_is_seen_where_it_is():
    first, second = Log("a", held=[("x", 1.0, 3.0)]), Log("b", held=[("x", 2.0, 4.0), ("y", 4.0, 5.0)])
    right = Outcome(2, 1, 10, 11, lost=0, twice=0, on_others=0, wait=0.0, slowest=0.0, took=0.0)

    assert _on_others([first, second]) == 1
    assert _on_others([first, Log("b", held=[("x", 3.5, 4.0)])]) == 0
    assert right.is_right
    assert not any(replace(right, **one).is_right for one in ({"lost": 1}, {"twice": 1}, {"on_others": 1}))
    assert not replace(right, in_store=12).is_right
    assert not replace(right, in_store=9).is_right
