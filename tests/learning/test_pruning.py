"""What goes and what stays of encoders; models and snapshots are pruned in the tests of the command."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from textcoder.errors import ModelNotFoundError
from textcoder.features.encoder import FACTS, stated_hash
from textcoder.features.encoders import plain_folder
from textcoder.files.home import Home
from textcoder.learning.pruning import ENCODER, LEFTOVER, plan
from textcoder.learning.removing import remove

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def tune(home: Path, name: str, *, made: str) -> str:
    """An encoder that was tuned in this home: all that is read of it here. Gives its hash."""
    folder = home / "models" / "tuned" / "reasons" / name
    folder.mkdir(parents=True)
    base = plain_folder(home / "models")
    facts = json.loads((base / FACTS).read_text(encoding="utf-8"))
    facts["files"] = facts["files"] | {"layers.onnx": name * 8}
    (folder / FACTS).write_text(json.dumps(facts | {"made": made}), encoding="utf-8")
    (folder / "layers.onnx").write_bytes(b"x" * 1000)
    return stated_hash(folder, base)


def train(home: Path, version: str, encoder: str | None) -> None:
    """A model that uses an encoder, current: all that is read of it here."""
    folder = home / "models" / "trained" / "reasons" / version
    folder.mkdir(parents=True)
    content = {"version": version, "encoder": encoder and {"hash": encoder}}
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    (folder.parent / "current").write_text(version, encoding="utf-8")


@pytest.fixture
def home(tmp_path) -> Path:
    used = tune(tmp_path, "11111111", made="2026-01-01T00:00:00+00:00")
    tune(tmp_path, "22222222", made="2026-01-02T00:00:00+00:00")
    tune(tmp_path, "33333333", made="2026-01-03T00:00:00+00:00")
    train(tmp_path, "20260104-00000001", used)
    return tmp_path


def encoders(home: Path) -> dict[str, bool]:
    return {item.name: item.stays for item in plan(Home(home), now=NOW) if item.kind == ENCODER}


def test_an_encoder_stays_if_a_model_uses_it_or_the_next_one_may(home):
    assert encoders(home) == {"11111111": True, "22222222": False, "33333333": True}

    done = remove(Home(home), plan(Home(home), now=NOW), now=NOW)

    assert [item.name for item in done.removed] == ["22222222"]
    assert done.freed > 1000
    assert encoders(home) == {"11111111": True, "33333333": True}
    assert remove(Home(home), plan(Home(home), now=NOW), now=NOW).removed == ()


def test_where_a_model_cannot_be_read_every_encoder_stays(home):
    train(home, "20260105-00000002", None)
    (home / "models/trained/reasons/20260105-00000002/manifest.json").write_text("{", encoding="utf-8")

    assert set(encoders(home).values()) == {True}


def test_where_an_encoder_cannot_be_read_none_beside_it_goes(home):
    (home / "models/tuned/reasons/33333333" / FACTS).write_text("{", encoding="utf-8")

    assert set(encoders(home).values()) == {True}


def test_a_home_with_a_plain_encoder_of_its_own_keeps_those_that_may_have_come_with_it(home):
    (home / "models" / "encoder").mkdir()
    shutil.copy(plain_folder(home / "models") / FACTS, home / "models" / "encoder" / FACTS)

    assert encoders(home) == {}


def test_what_a_killed_prune_left_of_an_encoder_goes(home):
    folder = home / "models/tuned/reasons/22222222"
    folder.rename(folder.with_name(".gone-0123456789abcdef"))

    (item,) = [one for one in plan(Home(home), now=NOW) if one.kind == LEFTOVER]
    remove(Home(home), [item], now=NOW)

    assert not item.path.exists()


def test_a_codeframe_without_models_is_said(home):
    with pytest.raises(ModelNotFoundError):
        plan(Home(home), "nothing", now=NOW)
