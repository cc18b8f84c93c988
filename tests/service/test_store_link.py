import time

import pytest

from service.store_link import StoreAwayError, StoreLink, with_patience
from textcoder.labelling.store.errors import StoreUnavailableError, StoreUrlError
from textcoder.labelling.store.keys import Role


@pytest.fixture
def linked():
    links = []

    def link(address, **options):
        links.append(StoreLink(address, look_every_s=0.05, **options))
        links[-1].start()
        return links[-1]

    yield link
    for one in links:
        one.stop()


def test_a_store_that_is_there_can_be_used(linked, tmp_path):
    link = linked(f"sqlite:///{tmp_path / 'labels.db'}")

    with link.use() as store:
        store.keys.create(Role.CODER)

    assert link.is_there


def test_an_address_that_is_none_is_refused_at_the_start():
    with pytest.raises(StoreUrlError):
        StoreLink("mysql://u@h/d").start()


def test_a_store_that_is_away_is_said_to_be_at_once_and_used_again_when_it_is_back(linked, postgres, eventually):
    name = postgres.create()
    seen = []
    link = linked(postgres.url(name), on_change=seen.append)
    with link.use() as store:
        key = store.keys.create(Role.CODER)

    postgres.drop(name)
    eventually(lambda: not link.is_there)
    began = time.monotonic()
    with pytest.raises(StoreAwayError), link.use():
        pytest.fail("never here")
    waited = time.monotonic() - began

    postgres._admin.execute(f"CREATE DATABASE {name}")
    eventually(lambda: link.is_there)
    with link.use() as store:
        anew = store.keys.all()
    assert waited < 0.1
    assert seen == [True, False, True]
    assert (bool(key), anew) == (True, [])
    postgres.drop(name)


def test_a_store_that_goes_in_the_middle_is_away_from_then_on(linked, postgres, eventually):
    name = postgres.create()
    link = linked(postgres.url(name))

    def read_on_and_on():
        while True:
            with link.use() as store:
                store.keys.all()

    postgres.drop(name)
    with pytest.raises(StoreUnavailableError):
        read_on_and_on()

    eventually(lambda: not link.is_there)


def test_a_store_that_is_not_there_at_the_start_is_opened_when_it_comes(linked, postgres, eventually):
    link = linked(postgres.url("later"))
    assert not link.is_there

    postgres._admin.execute("CREATE DATABASE later")

    eventually(lambda: link.is_there)
    with link.use() as store:
        assert store.keys.all() == []
    link.stop()
    postgres.drop("later")


def test_a_file_that_was_removed_is_away_and_not_made_anew(linked, tmp_path, eventually):
    path = tmp_path / "labels.db"
    link = linked(f"sqlite:///{path}")

    path.rename(tmp_path / "elsewhere.db")
    eventually(lambda: not link.is_there)
    assert not path.exists()

    (tmp_path / "elsewhere.db").rename(path)
    eventually(lambda: link.is_there)


@pytest.mark.parametrize(
    ("address", "patient"),
    [
        ("postgresql://u:p@h/d", "postgresql://u:p@h/d?tcp_user_timeout=3000"),
        ("postgresql://h/d?tcp_user_timeout=1", "postgresql://h/d?tcp_user_timeout=1"),
        ("sqlite:///x.db", "sqlite:///x.db"),
        ("nonsense", "nonsense"),
    ],
)
def test_only_a_server_is_given_up_within_seconds(address, patient):
    assert with_patience(address) == patient
