import json
import os
import shutil
import subprocess
import sys
import time

import pytest

from textcoder.learning.references import in_use, unless_in_use

CODING = """
import sys, time
from pathlib import Path
from textcoder.learning.references import in_use
with in_use(Path(sys.argv[1])):
    print("coding", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def versions(model_folder):
    """The trained model, and four more like it, each a day older than the one before; it is the current one."""
    names = [model_folder.name]
    for day in (4, 3, 2, 1):
        names.append(f"2025010{day}-{day * 11111111:08x}"[:17])
        folder = shutil.copytree(model_folder, model_folder.with_name(names[-1]))
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        manifest |= {"version": names[-1], "trained_at": f"2025-01-0{day}T12:00:00+00:00"}
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return names


@pytest.fixture
def prune(textcoder, home):
    def call(*more):
        ended = textcoder("models", "prune", "--home", home, "--json", *more)
        return ended, json.loads(ended.out) if ended.out else None

    return call


def staying(found):
    return {item["name"]: item["why"] for item in found["items"] if item["stays"]}


def left(model_folder):
    return sorted(path.name for path in model_folder.parent.iterdir() if path.is_dir() and path.name != "snapshots")


def test_what_nobody_needs_goes_and_the_rest_stays_and_says_why(
    textcoder, prune, versions, model_folder, home, export, tmp_path
):
    current, waiting, promoted, referred, old = versions
    coded = textcoder(
        "classify", export, "-o", tmp_path / "coded.csv", "--codeframe", "barriers", "--model", referred,
        "--home", home, "--id", "respid", "--text", "svar",
    )  # fmt: skip
    assert coded.code == 0, coded.err
    for version in (promoted, current):
        done = textcoder("models", "promote", version, "--home", home, "--force", "--why", "a test")
        assert done.code == 0, done.err
    before = sum(path.stat().st_size for path in model_folder.with_name(old).iterdir())

    looked, shown = prune()
    untouched = left(model_folder)
    ended, found = prune("--yes")

    assert (looked.code, shown["pruned"], untouched) == (0, False, sorted(versions))
    assert staying(shown) | {"snapshots": ""} == {
        current: "current",
        waiting: "the newest that was never promoted",
        promoted: "was current once, and can be again",
        referred: "1 coded file, the last coded.csv",
        **{name: why for name, why in staying(shown).items() if name.endswith(".jsonl")},
        "snapshots": "",
    }
    assert (ended.code, found["freed_bytes"]) == (0, before)
    assert left(model_folder) == sorted({*versions} - {old})
    assert prune("--yes")[1]["removed"] == []


def test_people_see_a_table_and_are_asked(textcoder, home, versions, model_folder):
    nobody = textcoder("models", "prune", "--home", home)
    ended = textcoder("models", "prune", "barriers", "--yes", "--home", home)

    assert nobody.code == 2
    assert "Add --yes" in nobody.err
    assert "never promoted, and no coded file refers to it" in ended.out
    assert "MB are free again" in ended.out
    assert left(model_folder) == sorted(versions[:2])


def test_a_codeframe_without_models_is_not_found(textcoder, home):
    ended = textcoder("models", "prune", "nothing", "--yes", "--home", home)

    assert ended.code == 3


def test_what_cannot_be_read_stays_and_it_is_said(prune, versions, model_folder):
    damaged, other_format, bare = versions[2:]
    (model_folder.with_name(damaged) / "manifest.json").write_text("{", encoding="utf-8")
    manifest = model_folder.with_name(other_format) / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 1}), encoding="utf-8")
    (model_folder.with_name(bare) / "manifest.json").unlink()

    _, found = prune("--yes")

    assert left(model_folder) == sorted(versions)
    assert "cannot be read" in staying(found)[damaged]
    assert "cannot be read" in staying(found)[other_format]
    assert "has no manifest.json" in staying(found)[bare]


@pytest.mark.parametrize("listed", ["references.jsonl", "promotions.jsonl"])
def test_without_a_list_that_can_be_read_nothing_is_removed(prune, versions, model_folder, listed):
    path = model_folder.with_name(listed)
    path.unlink(missing_ok=True)
    path.mkdir()

    ended, _ = prune("--yes")

    assert ended.code == 4
    assert "nothing was removed" in ended.err
    assert left(model_folder) == sorted([*versions, listed])


def test_a_reference_that_a_crash_broke_off_still_keeps_its_model(prune, versions, model_folder):
    line = json.dumps({"version": versions[3], "at": None, "made_by": "classify", "file": "x.csv", "sha256": None})
    model_folder.with_name("references.jsonl").write_text(line[:50], encoding="utf-8")

    prune("--yes")

    assert left(model_folder) == sorted(versions[i] for i in (0, 1, 3))


def test_a_model_that_somebody_codes_with_just_now_stays(prune, versions, model_folder):
    folder = model_folder.with_name(versions[-1])
    with subprocess.Popen([sys.executable, "-c", CODING, folder], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "coding\n"
        _, found = prune("--yes")
        process.kill()

    assert [path.rpartition("/")[2] for path in found["left"]] == [versions[-1]]
    assert left(model_folder) == sorted(versions[i] for i in (0, 1, 4))
    with in_use(folder), unless_in_use(folder) as is_free:
        assert not is_free


def test_two_prunes_at_a_time_remove_each_thing_once(textcoder_apart, home, versions, model_folder):
    script = "from textcoder.cli.main import main; main()"
    how = [sys.executable, "-c", script, "models", "prune", "--yes", "--json", "--home", str(home)]
    both = [subprocess.Popen(how, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ended = [process.communicate(timeout=60) for process in both]

    assert [process.returncode for process in both] == [0, 0], ended
    removed = [path for out, _ in ended for path in json.loads(out)["removed"]]
    assert sorted(path.rpartition("/")[2] for path in removed) == sorted(versions[2:])
    assert left(model_folder) == sorted(versions[:2])


def test_what_a_killed_prune_has_left_is_no_model_and_goes_the_next_time(
    textcoder, prune, versions, model_folder, home
):
    model_folder.with_name(versions[-1]).rename(model_folder.with_name(".gone-0123456789abcdef"))

    listed = json.loads(textcoder("models", "list", "--home", home, "--json").out)
    _, found = prune("--yes")

    assert len(listed) == len(versions) - 1
    assert any(path.endswith(".gone-0123456789abcdef") for path in found["removed"])
    assert not list(model_folder.parent.glob(".gone-*"))


def test_a_snapshot_goes_with_the_last_model_that_learnt_from_it(prune, versions, model_folder):
    snapshots = model_folder.with_name("snapshots")
    shutil.rmtree(snapshots, ignore_errors=True)
    snapshots.mkdir()
    a_week_ago = time.time() - 7 * 86400
    names = {"kept": "a" * 12 + ".jsonl", "gone": "b" * 12 + ".jsonl", "young": "c" * 12 + ".jsonl"}
    for kind, name in names.items():
        (snapshots / name).write_text("{}\n", encoding="utf-8")
        if kind != "young":
            os.utime(snapshots / name, (a_week_ago, a_week_ago))
    (snapshots / "forgotten.jsonl").write_text("", encoding="utf-8")
    for version, kind in ((versions[0], "kept"), (versions[1], "kept"), (versions[-1], "gone")):
        path = model_folder.with_name(version) / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest["snapshot"]["file"] = f"snapshots/{names[kind]}"
        path.write_text(json.dumps(manifest), encoding="utf-8")

    prune("--yes")

    assert sorted(path.name for path in snapshots.iterdir()) == [names["kept"], names["young"], "forgotten.jsonl"]
