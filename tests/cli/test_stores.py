from pathlib import Path

import pytest

from textcoder.cli.options import Edge
from textcoder.cli.stores import open_label_store, sqlite_file, store_address
from textcoder.labelling.importing.errors import LabelStoreNotFoundError


@pytest.fixture
def edge(tmp_path, monkeypatch):
    monkeypatch.delenv("TEXTCODER_DB", raising=False)
    return Edge(tmp_path, as_json=False, quiet=True)


def test_the_option_goes_before_the_environment_and_that_before_the_home(edge, tmp_path, monkeypatch):
    assert store_address(edge, None) == f"sqlite:///{tmp_path / 'labels' / 'store.sqlite'}"
    monkeypatch.setenv("TEXTCODER_DB", "postgresql://somewhere/else")
    assert store_address(edge, None) == "postgresql://somewhere/else"
    assert store_address(edge, "sqlite:///this.db") == "sqlite:///this.db"


def test_a_store_that_must_be_there_is_not_made(edge, tmp_path):
    with pytest.raises(LabelStoreNotFoundError):
        open_label_store(edge, None)
    assert not (tmp_path / "labels").exists()

    open_label_store(edge, None, must_exist=False).close()
    open_label_store(edge, None).close()


def test_only_sqlite_addresses_name_a_file():
    assert sqlite_file("sqlite:///some/where.db") == Path("some/where.db")
    assert sqlite_file("postgresql://host/name") is None
    assert sqlite_file("no address") is None
