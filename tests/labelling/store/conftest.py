"""Label stores to test with: every test that asks for ``store`` or ``url`` runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import build_codeframe
from tests.labelling.postgres_server import PostgresServer, start_postgres
from tests.labelling.store.filling import QUESTION, SURVEY, Clock
from textcoder.codeframe import Codeframe
from textcoder.labelling.store.opening import Store, open_store
from textcoder.labelling.store.records import StoredQuestion
from textcoder.labelling.store.schema import metadata

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server, started when the first test needs it."""
    server = start_postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated(postgres: PostgresServer) -> str:
    """A PostgreSQL database with the tables of a label store."""
    name = postgres.create()
    open_store(postgres.url(name)).close()
    return name


@pytest.fixture(params=DATABASES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'labels.db'}"
        return
    server = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a label store with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'labels.db'}"
        return
    server = request.getfixturevalue("postgres")
    name = request.getfixturevalue("migrated")
    yield server.url(name)
    server.empty(name, metadata.tables)


@pytest.fixture
def frame() -> Codeframe:
    """Three codes and two that stand alone."""
    return build_codeframe()


@pytest.fixture
def bare(url: str) -> Iterator[Store]:
    """An open store with nothing in it."""
    with open_store(url) as opened:
        yield opened


@pytest.fixture
def store(bare: Store, frame: Codeframe) -> Store:
    """An open store with one question and no answers."""
    bare.codeframes.add(frame)
    bare.surveys.put(SURVEY, {"nb": "Innovasjonsbarometeret"})
    bare.surveys.put_question(StoredQuestion(SURVEY, QUESTION, frame.id, frame.version, {"nb": "Hva hemmer?"}))
    return bare


@pytest.fixture
def clock() -> Clock:
    """A clock the test sets, for ``timed``."""
    return Clock()


@pytest.fixture
def timed(store: Store, url: str, clock: Clock) -> Iterator[Store]:
    """The same store, going by ``clock``."""
    with open_store(url, clock=clock) as opened:
        yield opened
