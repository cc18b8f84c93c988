import sqlite3
import threading

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


@pytest.fixture
def base(postgres):
    """A database of PostgreSQL with a label store in it that is filled."""
    name = postgres.create()
    with open_store(postgres.url(name)) as store:
        frame = build_codeframe()
        store.codeframes.add(frame)
        store.surveys.put(SURVEY)
        store.surveys.put_question(StoredQuestion(SURVEY, QUESTION, frame.id, frame.version))
        fill(store)
    yield name
    postgres.drop(name)


@pytest.fixture
def beside(postgres, base):
    """Somebody else who is in the database."""
    with psycopg.connect(host=str(postgres.folder), user="postgres", dbname=base, autocommit=True) as connection:
        yield connection


def files_with_the_secret(postgres, beside) -> list[str]:
    """The tables, indexes and catalogs that have it on the disk."""
    beside.execute("CHECKPOINT")
    (folder,) = beside.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    named = "SELECT pg_relation_filenode(oid)::text, relname FROM pg_class WHERE pg_relation_filenode(oid) IS NOT NULL"
    names = dict(beside.execute(named).fetchall())
    paths = [path for path in (postgres.folder / f"data/base/{folder}").iterdir() if path.name in names]
    return sorted(names[path.name] for path in paths if SECRET.casefold().encode() in path.read_bytes().lower())


def test_no_byte_of_a_forgotten_answer_is_left_in_the_files_of_postgresql(postgres, base, beside):
    assert files_with_the_secret(postgres, beside) != []
    with open_store(postgres.url(base)) as store:
        forget(store, SURVEY, "b1")

        assert scrub(store.database)

        assert len(store.answers.of(SURVEY, QUESTION)) == 400
    assert files_with_the_secret(postgres, beside) == []


def test_postgresql_takes_no_statistics_of_words_and_lets_go_of_those_it_took(postgres, base, beside):
    seen = "histogram_bounds::text LIKE %(words)s OR most_common_vals::text LIKE %(words)s"
    statistics = f"SELECT count(*) FROM pg_stats WHERE {seen}"
    beside.execute("ANALYZE")
    assert beside.execute(statistics, {"words": f"%{SECRET}%"}).fetchone() == (0,)
    # As it was once; but few, lest they be compressed, and nobody find a word in the file.
    beside.execute("ALTER TABLE answers ALTER text SET STATISTICS 3")
    beside.execute("ANALYZE")
    assert beside.execute(statistics, {"words": f"%{SECRET}%"}).fetchone() == (1,)
    assert "pg_statistic" in files_with_the_secret(postgres, beside)
    beside.execute("UPDATE alembic_version SET version_num = '0003'")

    with open_store(postgres.url(base)) as store:
        beside.execute("ANALYZE")
        assert beside.execute(statistics, {"words": f"%{SECRET}%"}).fetchone() == (0,)
        forget(store, SURVEY, "b1")
        assert scrub(store.database)

    assert files_with_the_secret(postgres, beside) == []


def test_statistics_that_cannot_be_let_go_of_are_told(postgres, base, beside):
    beside.execute("ALTER TABLE answers ALTER text SET STATISTICS -1")
    beside.execute("ANALYZE")
    beside.execute("CREATE VIEW theirs AS SELECT text FROM answers")  # PostgreSQL leaves such a column as it is
    beside.execute("UPDATE alembic_version SET version_num = '0003'")

    with open_store(postgres.url(base)) as store:
        forget(store, SURVEY, "b1")
        assert not scrub(store.database)

        beside.execute("DELETE FROM pg_statistic WHERE starelid = 'answers'::regclass")
        assert scrub(store.database)


def test_it_is_said_when_somebody_still_looks_at_the_old_rows_of_postgresql(postgres, base, beside, monkeypatch):
    monkeypatch.setattr("textcoder.labelling.store.scrubbing._PATIENCE", 0.1)
    with open_store(postgres.url(base)) as store, psycopg.connect(**whoever(postgres, base)) as reader:
        look(reader)
        forget(store, SURVEY, "b1")

        assert not scrub(store.database)
        reader.rollback()
        assert scrub(store.database)

    assert files_with_the_secret(postgres, beside) == []


def test_it_waits_for_somebody_who_is_soon_done(postgres, base, beside):
    with open_store(postgres.url(base)) as store, psycopg.connect(**whoever(postgres, base)) as reader:
        look(reader)
        forget(store, SURVEY, "b1")
        soon = threading.Timer(0.3, reader.rollback)
        soon.start()

        assert scrub(store.database)
        soon.join()

    assert files_with_the_secret(postgres, beside) == []


def whoever(postgres, base):
    return {"host": str(postgres.folder), "user": "postgres", "dbname": base}


def look(reader) -> None:
    """See one state of the database from now on."""
    reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    reader.execute("SELECT count(*) FROM surveys").fetchone()


def test_it_is_said_when_the_tables_belong_to_somebody_else(postgres, base, beside):
    role = f"analyst_{base}"
    beside.execute(f"CREATE ROLE {role} LOGIN")
    rights = ("SELECT, INSERT, UPDATE, DELETE ON ALL TABLES", "USAGE ON ALL SEQUENCES")
    for right in rights:
        beside.execute(f"GRANT {right} IN SCHEMA public TO {role}")

    with open_store(postgres.url(base).replace("postgres@", f"{role}@")) as store:
        forget(store, SURVEY, "b1")
        assert not scrub(store.database)
    with open_store(postgres.url(base)) as store:
        assert scrub(store.database)

    assert files_with_the_secret(postgres, beside) == []
    beside.execute(f"DROP OWNED BY {role}")
    beside.execute(f"DROP ROLE {role}")
