"""A prune that is broken off, or overtaken; what goes and what stays is in the tests of the command."""

import datetime as dt
import json
import os
import shutil

import pytest

from textcoder.errors import CannotWriteError
from textcoder.files.home import Home
from textcoder.learning.artifact import Manifest
from textcoder.learning.promotions import Reason, make_current
from textcoder.learning.pruning import GONE, MODEL, Item, plan
from textcoder.learning.references import Reference, in_use, refer
from textcoder.learning.registry import Registry
from textcoder.learning.removing import remove

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
VERSIONS = ("20260101-00000001", "20260102-00000002", "20260103-00000003")


@pytest.fixture
def home(tmp_path):
    """Three models that cannot be loaded, which pruning does not look at; the last is current."""
    for version in VERSIONS:
        folder = tmp_path / "models" / "trained" / "reasons" / version
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps({"version": version}), encoding="utf-8")
        (folder / "model.joblib").write_bytes(b"x" * 100)
    make_current(tmp_path / "models" / "trained" / "reasons", VERSIONS[-1], Reason("kari"))
    return Home(tmp_path)


def going(home):
    """As if somebody had agreed to see the first one go."""
    folder = home.trained / "reasons" / VERSIONS[0]
    return [Item(MODEL, "reasons", folder.name, folder, 100, stays=False, why="")]


@pytest.fixture
def readable(monkeypatch):
    """Let the bare manifests of these models pass for whole ones."""

    bare = Manifest({"trained_at": "2026-01-01T00:00:00+00:00"})
    monkeypatch.setattr("textcoder.learning.pruning.read_manifest", lambda _: bare)


def names(home):
    return [entry.version for entry in Registry(home.trained).entries()]


@pytest.mark.usefixtures("readable")
def test_a_prune_that_is_killed_in_the_middle_leaves_no_half_model(home, monkeypatch):
    def killed(path, **how):
        (path / "model.joblib").unlink()
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        remove(home, going(home), now=NOW)
    monkeypatch.undo()

    assert names(home) == list(VERSIONS[1:])
    (left,) = (home.trained / "reasons").glob(f"{GONE}*")
    remove(home, plan(home, now=NOW), now=NOW)
    assert not left.exists()
    assert names(home) == list(VERSIONS[1:])


@pytest.mark.usefixtures("readable")
def test_what_was_promoted_or_referred_to_since_it_was_shown_stays(home):
    seen = going(home)
    folder = home.trained / "reasons"

    refer(folder, Reference(VERSIONS[0], NOW, "classify", "a.csv"))
    referred = remove(home, seen, now=NOW)
    (folder / "references.jsonl").unlink()
    make_current(folder, VERSIONS[0], Reason("ola"))
    promoted = remove(home, seen, now=NOW)

    assert [[item.name for item in one.left] for one in (referred, promoted)] == [[VERSIONS[0]]] * 2
    assert (referred.removed, promoted.removed, names(home)) == ((), (), list(VERSIONS))


@pytest.mark.usefixtures("readable")
def test_a_list_that_cannot_be_held_is_an_error_and_nothing_goes(home):
    (home.trained / "reasons" / "references.jsonl").mkdir()

    with pytest.raises(CannotWriteError):
        remove(home, going(home), now=NOW)

    assert names(home) == list(VERSIONS)


@pytest.mark.usefixtures("readable")
def test_what_a_model_has_learnt_from_stays_as_long_as_somebody_codes_with_it(home):
    folder = home.trained / "reasons"
    snapshot = folder / "snapshots" / "0123456789ab.jsonl"
    snapshot.parent.mkdir()
    snapshot.write_text("{}", encoding="utf-8")
    os.utime(snapshot, (0, 0))
    manifest = folder / VERSIONS[0] / "manifest.json"
    manifest.write_text(json.dumps({"snapshot": {"file": "snapshots/0123456789ab.jsonl"}}), encoding="utf-8")
    seen = plan(home, now=NOW)
    assert snapshot in {item.path for item in seen if not item.stays}

    with in_use(manifest.parent):
        done = remove(home, seen, now=NOW)

    assert {item.path for item in done.left} == {manifest.parent, snapshot}
    assert snapshot.exists()
    remove(home, seen, now=NOW)
    assert not snapshot.exists()
    assert not manifest.parent.exists()


def test_what_a_process_that_was_killed_left_of_writing_goes_after_a_day(home):
    folder = home.trained / "reasons"
    left = [folder / "snapshots" / ".a.jsonl.1234abcd.part", folder / ".b.part", folder / ".young.part"]
    left[0].parent.mkdir()
    left[0].write_text("words", encoding="utf-8")
    left[1].mkdir()
    left[2].write_text("words", encoding="utf-8")
    for path in left:
        at = NOW.timestamp() - (60 if path.name == ".young.part" else 100_000)
        os.utime(path, (at, at))

    done = remove(home, plan(home, now=NOW), now=NOW)

    assert {item.path for item in done.removed} == set(left[:2])
    assert [path.exists() for path in left] == [False, False, True]
