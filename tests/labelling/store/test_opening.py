import stat
import subprocess
import sys

import pytest

from tests.labelling.store.filling import QUESTION, SURVEY, bring_in, coding
from textcoder.labelling.store.errors import StoreDriverError, StoreUnavailableError, StoreUrlError
from textcoder.labelling.store.opening import open_store


def test_what_was_saved_is_there_when_the_store_is_opened_again(store, url):
    keys = bring_in(store, a1="tid")
    saved = store.codings.add(coding(keys["a1"], "time"))
    store.close()

    with open_store(url) as again:
        assert again.codings.history(keys["a1"]) == [saved]
        assert again.answers.get(keys["a1"]).text == "tid"


def test_a_new_store_is_made_where_there_is_none_folders_too(tmp_path):
    path = tmp_path / "new" / "er" / "labels.db"

    open_store(f"sqlite:///{path}").close()

    assert path.is_file()


@pytest.mark.parametrize(
    "url", ["", "labels.db", "sqlite://", "sqlite:///:memory:", "mysql://u@h/d", "sqlite+aiosqlite:///x"]
)
def test_an_address_that_is_no_store_is_refused_with_an_example(url):
    with pytest.raises(StoreUrlError, match="sqlite:///path"):
        open_store(url)


def test_a_password_is_in_no_message(tmp_path):
    with pytest.raises(StoreUnavailableError) as caught:
        open_store(f"postgresql://kari:hemmelig@/labels?host={tmp_path}")
    with pytest.raises(StoreUrlError) as unread:
        open_store("postgresql://kari:hemmelig@host:port/labels")

    assert "hemmelig" not in str(caught.value) + str(unread.value)
    assert "kari" in str(caught.value)


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("id;text\n1;tid\n" * 100, encoding="utf-8")

    with pytest.raises(StoreUnavailableError, match="not a database"):
        open_store(f"sqlite:///{path}")

    assert path.read_text(encoding="utf-8").startswith("id;text")


def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(StoreUnavailableError):
        open_store(f"sqlite:///{tmp_path}")


def test_a_database_that_is_not_there_is_said_to_be_out_of_reach(postgres):
    with pytest.raises(StoreUnavailableError, match="nowhere"):
        open_store(postgres.url("nowhere"))


def test_sqlite_writes_through_to_the_disk_and_lets_readers_read_on(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'labels.db'}") as store, store.database.read() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")
        }

    assert pragmas == {"journal_mode": "wal", "synchronous": 2}


def test_an_answers_identity_may_be_told_otherwise(url, store):
    with open_store(url, identity=lambda text: text[:1]) as other:
        keys = bring_in(other, a1="tid", a2="tegn", a3="penger")

        assert other.answers.identical(keys["a1"]) == [keys["a1"], keys["a2"]]
        assert [one.text_key for one in other.answers.of(SURVEY, QUESTION)] == ["t", "t", "p"]


def test_postgresql_without_its_package_is_told_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(StoreDriverError, match=r"textcoder\[postgresql\]"):
        open_store("postgresql://kari@host/labels")


def survey_ids(store):
    return [one.id for one in store.surveys.all()]


def test_what_is_done_together_is_kept_when_the_block_ends_well(bare):
    with bare.together() as whole:
        whole.surveys.put("a")
        whole.surveys.put("b")
        assert (survey_ids(whole), survey_ids(bare)) == (["a", "b"], [])

    assert survey_ids(bare) == ["a", "b"]


def test_nothing_of_what_is_done_together_is_kept_when_it_is_broken_off(bare):
    def break_off():
        with bare.together() as whole:
            whole.surveys.put("a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()

    assert survey_ids(bare) == []


def test_what_was_only_tried_is_undone_and_the_store_works_on(bare):
    with bare.together(keep=False) as whole:
        whole.surveys.put("a")

    bare.surveys.put("b")
    assert survey_ids(bare) == ["b"]


def test_bringing_answers_in_loads_neither_the_language_library_nor_the_learning_one(tmp_path):
    code = f"""
import sys
from tests.labelling.offices import open_office
from pathlib import Path
open_office(Path({str(tmp_path)!r}), ["Ingen tid", "F\\u00e5 folk \\u2026"]).close()
print(sorted({{"spacy", "sklearn", "thinc", "scipy"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_a_new_file_is_for_its_owner_alone_and_one_that_is_there_stays_as_open_as_it_was(tmp_path):
    new, shared = tmp_path / "new.db", tmp_path / "shared.db"
    shared.touch()
    shared.chmod(0o664)

    for path in (new, shared):
        open_store(f"sqlite:///{path}").close()

    assert [stat.S_IMODE(path.stat().st_mode) for path in (new, shared)] == [0o600, 0o664]
