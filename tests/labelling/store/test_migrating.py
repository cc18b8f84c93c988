import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, make_url, text

from tests.builders import build_codeframe
from tests.labelling.store.filling import QUESTION, SURVEY, coding
from textcoder.codings import Source
from textcoder.labelling.store.database import Database
from textcoder.labelling.store.errors import NewerStoreError, StoreUnavailableError
from textcoder.labelling.store.migrating import MIGRATIONS, migrate
from textcoder.labelling.store.opening import open_store
from textcoder.labelling.store.records import StoredQuestion
from textcoder.labelling.store.schema import VERSION, metadata

ROOT = Path(__file__).resolve().parents[3]
FIRST = Path(__file__).parent / "first_schema.sql"
"""A store of the first schema with a coded answer, in plain SQL. It stays as it is for ever."""


@pytest.fixture
def database(empty_url) -> Database:
    """The database as whoever has nothing of ours sees it."""
    url = make_url(empty_url)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url)
    yield Database(engine)
    engine.dispose()


def versions(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())


def run(database: Database, statements: str) -> None:
    with database.engine.begin() as connection:
        for statement in filter(str.strip, statements.split(";\n")):
            connection.exec_driver_sql(statement)


def test_the_last_migration_is_the_version_of_the_tables():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)

    assert scripts.get_heads() == [VERSION]
    assert scripts.get_bases() == ["0001"]


def test_all_migrations_together_make_the_tables_that_are_described(empty_url, database):
    open_store(empty_url).close()

    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        described = {name: {index.name for index in table.indexes} for name, table in metadata.tables.items()}
        made = {name: {one["name"] for one in inspect(connection).get_indexes(name)} for name in described}
    assert {name: made[name] >= indexes for name, indexes in described.items()} == dict.fromkeys(described, True)


def test_a_store_of_the_first_schema_goes_on_where_it_was(empty_url, database):
    migrate(database, to="0001")
    run(database, FIRST.read_text(encoding="utf-8"))

    with open_store(empty_url) as store:
        first, second = store.answers.of(SURVEY, QUESTION)
        assert [one.text for one in store.answers.earlier_texts(first.key)] == ["for liten tid"]
        assert [(one.code_ids, one.source) for one in store.codings.final(SURVEY, QUESTION)] == [
            (("time",), Source.HUMAN),
            (("time",), Source.EXACT),
        ]
        assert [one.withdrawn_at is None for one in store.codings.history(first.key)] == [False, True]
        assert store.codeframes.get("reasons").code_ids == ("time",)
        assert [one.coder for one in store.assignments.of(SURVEY, QUESTION)] == ["human:ola"]
        assert store.claims.live() == []
        added = store.codings.add(coding(second.key, "time", chosen="random"))
        assert added.key == 3
        assert [one.chosen for one in store.codings.since()] == ["", "", "random"]
    assert versions(database) == [VERSION]


def test_questions_of_the_first_schema_have_had_their_codeframe_since_their_survey_was_stored(empty_url, database):
    migrate(database, to="0001")
    run(database, FIRST.read_text(encoding="utf-8"))
    stored = datetime(2026, 11, 20, 8, tzinfo=UTC)

    with open_store(empty_url) as store:
        store.codeframes.add(build_codeframe(version=2))
        store.surveys.put_question(StoredQuestion(SURVEY, QUESTION, "reasons", 2))

        assert store.surveys.question(SURVEY, QUESTION).codeframe_version == 2
        assert store.surveys.question(SURVEY, QUESTION, as_of=stored).codeframe_version == 1
        assert len(store.codings.final(SURVEY, QUESTION, as_of=stored + timedelta(hours=1))) == 2
        assert store.migrations.all() == []


def test_opening_again_changes_nothing(empty_url, database):
    for _ in range(2):
        open_store(empty_url).close()

    assert versions(database) == [VERSION]


def test_several_processes_may_open_a_new_store_at_once(empty_url, database):
    program = "import sys; from textcoder.labelling.store.opening import open_store; input(); open_store(sys.argv[1])"
    opening = [
        subprocess.Popen([sys.executable, "-c", program, empty_url], cwd=ROOT, stdin=subprocess.PIPE) for _ in range(4)
    ]

    for process in opening:
        process.stdin.write(b"now\n")
        process.stdin.close()

    assert [process.wait(timeout=120) for process in opening] == [0] * len(opening)
    assert versions(database) == [VERSION]


def test_a_store_that_a_newer_textcoder_has_changed_is_refused_and_left_alone(empty_url, database):
    open_store(empty_url).close()
    run(database, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(NewerStoreError, match="Update textcoder") as caught:
        open_store(empty_url)

    assert (caught.value.theirs, caught.value.ours) == ("9999", VERSION)
    assert versions(database) == ["9999"]


def test_a_migration_that_breaks_off_leaves_nothing_behind(empty_url, database):
    run(database, "CREATE TABLE claims (id INTEGER)")  # in the way of the last table but one

    with pytest.raises(StoreUnavailableError):
        open_store(empty_url)

    with database.read() as connection:
        assert inspect(connection).get_table_names() == ["claims"]
