from datetime import UTC, datetime, timedelta

import pytest

from service.access.keys import KeyRing
from service.access.limits import RateLimits
from service.errors import KeysUnknownError, NoKeyError
from service.store_link import StoreLink
from textcoder.labelling.store.keys import Role, id_in
from textcoder.labelling.store.opening import open_store


@pytest.fixture
def link():
    links = []

    def opened(address):
        links.append(StoreLink(address, look_every_s=0.05))
        links[-1].start()
        return links[-1]

    yield opened
    for one in links:
        one.stop()


def test_keys_that_were_never_read_let_nobody_in_and_say_why(link, postgres):
    ring = KeyRing(link(postgres.url("nowhere")), RateLimits(10))
    ring.look()

    assert not ring.are_known
    with pytest.raises(KeysUnknownError):
        ring.caller_of("tc_0123456789_" + "x" * 43)
    with pytest.raises(NoKeyError):
        ring.caller_of(None)


def test_keys_that_were_read_go_on_counting_while_the_database_is_away(link, postgres, eventually):
    name = postgres.create()
    with open_store(postgres.url(name)) as store:
        key = store.keys.create(Role.CODER, name="Kari")
    linked = link(postgres.url(name))
    ring = KeyRing(linked, RateLimits(10), look_every_s=0.05)
    ring.start()

    postgres.drop(name)
    eventually(lambda: not linked.is_there)
    ring.look()

    assert ring.caller_of(key).name == "Kari"
    ring.stop()


def test_a_key_expires_by_the_clock_though_nothing_is_read(link, tmp_path):
    now = [datetime(2026, 11, 22, tzinfo=UTC)]
    address = f"sqlite:///{tmp_path / 'labels.db'}"
    with open_store(address, clock=lambda: now[0]) as store:
        key = store.keys.create(Role.CODER, lasts=timedelta(hours=1))
    ring = KeyRing(link(address), RateLimits(10), clock=lambda: now[0])
    ring.look()

    assert ring.caller_of(key).id == id_in(key)
    now[0] += timedelta(hours=1)
    with pytest.raises(NoKeyError):
        ring.caller_of(key)
