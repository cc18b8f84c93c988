import sqlite3

import psycopg
import pytest

from tests.builders import build_codeframe
from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding
from textcoder.labelling.store.forgetting import forget
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import StoredQuestion
from textcoder.labelling.store.scrubbing import scrub

SECRET = "Xerxes Quisling stopper alt"


def bytes_on_disk(tmp_path) -> bytes:
    """The database file, its log, and whatever else lies beside it."""
    return b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/labels.db"


def fill(store) -> None:
    """Many answers, so that pages are split and rows moved, with the secret among them."""
    texts = {f"a{n}": f"svar nummer {n} " * 20 for n in range(200)}
    keys = bring_in(store, **texts, b1=SECRET, **{f"c{n}": f"svar {n} " * 30 for n in range(200)})
    store.codings.add(coding(keys["b1"], "time", comment=f"sa {SECRET}"))


def test_no_byte_of_a_forgotten_answer_is_left_in_the_files_of_sqlite(store, tmp_path):
    fill(store)
    assert SECRET.encode() in bytes_on_disk(tmp_path)

    forget(store, SURVEY, "b1")
    assert scrub(store.database)

    assert SECRET.encode() not in bytes_on_disk(tmp_path)
    assert SECRET.casefold().encode() not in bytes_on_disk(tmp_path)
    assert len(store.answers.of(SURVEY, QUESTION)) == 400


def test_it_is_said_when_somebody_who_reads_keeps_the_old_bytes_in_use(store, tmp_path, monkeypatch):
    monkeypatch.setattr("textcoder.labelling.store.scrubbing._PATIENCE", 0.1)
    fill(store)
    reader = sqlite3.connect(tmp_path / "labels.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM answers").fetchone()
    forget(store, SURVEY, "b1")

    assert not scrub(store.database)
    reader.close()
    assert scrub(store.database)
    assert SECRET.encode() not in bytes_on_disk(tmp_path)


def test_postgresql_writes_its_tables_and_statistics_anew(postgres):
    name = postgres.create()
    with open_store(postgres.url(name)) as store, psycopg.connect(
        host=str(postgres.folder), user="postgres", dbname=name, autocommit=True
    ) as beside:  # fmt: skip
        frame = build_codeframe()
        store.codeframes.add(frame)
        store.surveys.put(SURVEY)
        store.surveys.put_question(StoredQuestion(SURVEY, QUESTION, frame.id, frame.version))
        fill(store)
        seen = "histogram_bounds::text LIKE %(words)s OR most_common_vals::text LIKE %(words)s"
        statistics = f"SELECT count(*) FROM pg_stats WHERE {seen}"
        beside.execute("ANALYZE answers")
        assert beside.execute(statistics, {"words": f"%{SECRET}%"}).fetchone() != (0,)
        file = "SELECT pg_relation_filepath('answers')"
        before = beside.execute(file).fetchone()
        forget(store, SURVEY, "b1")

        assert scrub(store.database)

        assert beside.execute(file).fetchone() != before
        assert beside.execute(statistics, {"words": f"%{SECRET}%"}).fetchone() == (0,)
    postgres.drop(name)
