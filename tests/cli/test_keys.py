import json
import re

import pytest

from textcoder.labelling.store.keys import id_in
from textcoder.labelling.store.opening import open_store


@pytest.fixture
def db(tmp_path, monkeypatch) -> str:
    monkeypatch.delenv("TEXTCODER_DB", raising=False)
    return f"sqlite:///{tmp_path / 'labels.db'}"


def test_a_new_key_stands_alone_on_stdout_and_is_shown_only_once(textcoder, db):
    made = textcoder("keys", "create", "--role", "pipeline", "--name", "night run", "--db", db)

    listed = textcoder("keys", "list", "--db", db)
    key = made.out.strip()
    assert (made.code, listed.code) == (0, 0)
    assert re.fullmatch(r"tc_[0-9a-f]{10}_[A-Za-z0-9_-]{43}\n", made.out)
    assert f"textcoder keys revoke {id_in(key)}" in made.err
    assert key not in made.err + listed.out + listed.err
    assert {id_in(key), "pipeline", "counts"} <= set(listed.out.split())


def test_a_key_is_kept_as_a_hash_alone(textcoder, db, tmp_path):
    key = textcoder("keys", "create", "--role", "admin", "--db", db).out.strip()

    kept = b"".join(path.read_bytes() for path in tmp_path.glob("labels.db*"))

    assert key.rpartition("_")[2].encode() not in kept


def test_a_revoked_key_is_listed_as_revoked(textcoder, db):
    key_id = id_in(textcoder("keys", "create", "--role", "coder", "--db", db).out.strip())

    first, again = (textcoder("keys", "revoke", key_id, "--db", db) for _ in range(2))

    (row,) = json.loads(textcoder("keys", "list", "--json", "--db", db).out)
    assert (first.code, again.code, row["state"]) == (0, 0, "revoked")
    assert "counts no more" in first.err
    assert "before" in again.err


def test_a_key_nobody_made_cannot_be_revoked(textcoder, db):
    open_store(db).close()

    ended = textcoder("keys", "revoke", "0123456789", "--db", db)

    assert ended.code == 3
    assert "textcoder keys list" in ended.err


@pytest.mark.parametrize(("lasts", "days"), [("90d", 90), ("36h", 1.5), ("2w", 14), ("1y", 365)])
def test_a_key_may_expire(textcoder, db, lasts, days):
    textcoder("keys", "create", "--role", "coder", "--expires", lasts, "--db", db)

    with open_store(db) as store:
        (key,) = store.keys.all()
    assert (key.expires_at - key.created_at).total_seconds() == days * 86_400


@pytest.mark.parametrize("arguments", [("--role", "boss"), (), ("--role", "coder", "--expires", "soon")])
def test_what_is_no_role_or_no_time_makes_no_key(textcoder, db, tmp_path, arguments):
    assert textcoder("keys", "create", *arguments, "--db", db).code == 2
    assert not (tmp_path / "labels.db").exists()


def test_where_there_is_no_key_the_list_says_how_to_make_one(textcoder, db):
    assert "textcoder keys create" in textcoder("keys", "list", "--db", db).err


def test_a_key_for_machines_comes_with_its_id(textcoder, db):
    made = json.loads(textcoder("keys", "create", "--role", "analyst", "--json", "--quiet", "--db", db).out)

    assert (made["id"], made["role"]) == (id_in(made["key"]), "analyst")


def test_a_key_for_longer_than_anybody_lives_is_refused(textcoder, db):
    ended = textcoder("keys", "create", "--role", "coder", "--expires", "99999y", "--db", db)

    assert ended.code == 2
    assert "at most 100y" in ended.err


def test_the_help_says_that_a_key_never_expires_unless_told_to(textcoder):
    assert "never expires" in " ".join(textcoder("keys", "create", "--help").out.split())


@pytest.mark.parametrize("what", [("create", "--role", "coder"), ("list",), ("revoke", "0123456789")])
def test_a_mistyped_store_is_refused_and_no_folder_made_of_it(textcoder, tmp_path, what):
    ended = textcoder("keys", *what, "--db", f"sqlite:///{tmp_path}/nope/x.sqlite")

    assert ended.code == 3
    assert not (tmp_path / "nope").exists()


def test_the_homes_own_store_is_made_for_a_first_key(textcoder, tmp_path, monkeypatch):
    monkeypatch.delenv("TEXTCODER_DB", raising=False)

    assert textcoder("keys", "create", "--role", "coder", "--home", tmp_path).code == 0
    assert (tmp_path / "labels" / "store.sqlite").is_file()
