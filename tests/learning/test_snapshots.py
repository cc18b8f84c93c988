import dataclasses
import hashlib
import json
import os
import stat

import pytest

from tests.builders import build_coded, build_codeframe
from textcoder.files.codings_file import read_codings
from textcoder.learning.artifact import Manifest
from textcoder.learning.errors import SnapshotMissingError
from textcoder.learning.gathering import key_of
from textcoder.learning.snapshots import (
    forgotten_rows,
    is_trusted,
    put_snapshot,
    read_snapshot,
    versions_with,
    write_snapshot,
)
from textcoder.learning.training import in_training_order, snapshot_hash

FRAME = build_codeframe()
CODED = [
    build_coded(
        "02", ["time", "money"], text="ikke tid;\nog penger \u2028 å", coder="kari", voice="v1", weight=0.1 + 0.2
    ),
    build_coded("1", [], text="=1+1", question="", variety="", coder=""),
    dataclasses.replace(build_coded("01", ["dont_know"], text="vet ikke"), constructed=True),
]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "reasons"


def add_model(folder, snapshot, version="v1"):
    """As much of a model as says what it learnt from."""
    content = {"snapshot": {"file": snapshot.name, "file_sha256": snapshot.sha256}}
    (folder / version).mkdir(parents=True)
    (folder / version / "manifest.json").write_text(json.dumps(content))
    return folder / version, Manifest(content)


def test_what_is_written_is_read_again_as_it_was_and_makes_the_same_hash(folder):
    written = write_snapshot(folder, CODED, {})

    read = read_snapshot(*add_model(folder, written), FRAME)

    assert read == in_training_order(CODED)
    assert snapshot_hash(read) == snapshot_hash(CODED)
    assert written.name == f"snapshots/{hashlib.sha256((folder / written.name).read_bytes()).hexdigest()[:12]}.jsonl"


def test_the_file_is_one_that_training_reads_and_only_its_owner_may(folder):
    path = folder / write_snapshot(folder, CODED, {key_of(CODED[0]): "wave"}).name

    assert read_codings(path, FRAME) == in_training_order(CODED)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [json.loads(line).get("survey") for line in path.read_bytes().splitlines()] == [None, None, "wave"]


def test_the_same_codings_in_any_order_are_one_file_to_the_byte_and_it_is_written_once(folder, tmp_path):
    one = write_snapshot(folder, CODED, {})
    add_model(folder, one)
    written = (folder / one.name).stat().st_ino

    assert write_snapshot(folder, CODED[::-1], {}) == one
    assert (folder / one.name).stat().st_ino == written
    assert write_snapshot(tmp_path / "other", CODED[::-1], {}) == one


def test_the_same_codings_out_of_a_store_are_another_file(folder):
    from_file, from_store = (write_snapshot(folder, CODED, surveys) for surveys in ({}, {key_of(CODED[0]): "wave"}))

    assert from_file != from_store
    assert read_snapshot(*add_model(folder, from_file), FRAME) == in_training_order(CODED)


def test_a_damaged_file_is_written_anew_when_the_same_is_learnt_again(folder):
    one = write_snapshot(folder, CODED, {})
    model, manifest = add_model(folder, one)
    (folder / one.name).write_text("{")

    write_snapshot(folder, CODED, {})

    assert read_snapshot(model, manifest, FRAME) == in_training_order(CODED)


@pytest.mark.parametrize("harm", ["gone", "changed", "cut off"])
def test_a_snapshot_that_is_not_as_it_was_is_refused_with_what_to_do(folder, harm):
    written = write_snapshot(folder, CODED, {})
    model, manifest = add_model(folder, written)
    path = folder / written.name
    content = path.read_bytes()
    path.unlink()
    if harm != "gone":
        path.write_bytes(content.replace(b"kari", b"eva") if harm == "changed" else content[:-20])

    with pytest.raises(SnapshotMissingError, match="textcoder train --codeframe reasons"):
        read_snapshot(model, manifest, FRAME)
    assert not is_trusted(folder, written.name)


def test_a_model_from_before_snapshots_says_so(tmp_path):
    with pytest.raises(SnapshotMissingError, match="from before"):
        read_snapshot(tmp_path / "reasons" / "v1", Manifest({"snapshot": {"hash": "0"}}), FRAME)
    assert forgotten_rows(tmp_path / "reasons" / "v1", Manifest({"snapshot": {"hash": "0"}})) == 0


def test_what_forgetting_has_left_is_sound_and_says_how_many_have_gone(folder):
    written = write_snapshot(folder, CODED, {})
    model, manifest = add_model(folder, written)
    path = folder / written.name
    lines = path.read_bytes().splitlines(keepends=True)
    gone = []
    for left in (lines[:2], lines[:1], []):
        data = b"".join(left)
        row = {"snapshot": written.name, "sha256": hashlib.sha256(data).hexdigest(), "rows": 1, "at": "2026-11-22"}
        with (path.parent / "forgotten.jsonl").open("a") as file:
            file.write('{"broken off\n' + json.dumps(row) + "\n")
        put_snapshot(path, data)
        gone.append((len(read_snapshot(model, manifest, FRAME)), forgotten_rows(model, manifest)))

    assert gone == [(2, 1), (1, 2), (0, 3)]


def test_models_that_learnt_from_the_same_are_known(folder):
    written = write_snapshot(folder, CODED, {})
    for version in ("v1", "v2"):
        add_model(folder, written, version)
    (folder / "v3").mkdir()
    (folder / "v3" / "manifest.json").write_text("{")

    assert versions_with(folder, written.name) == ["v1", "v2"]


def test_one_that_is_used_again_is_as_young_as_a_new_one_so_that_no_prune_takes_it_meanwhile(folder):
    path = folder / write_snapshot(folder, CODED, {}).name
    os.utime(path, (0, 0))

    write_snapshot(folder, CODED, {})

    assert path.stat().st_mtime > 1_700_000_000
