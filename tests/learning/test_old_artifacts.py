"""Models of every format that was ever written, kept as they were, either code as they did or say what mends them."""

import datetime as dt
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from tests.artifacts.keep import CODEFRAME, KEPT, codes_of, keep
from textcoder.errors import RefusedError
from textcoder.files.home import Home
from textcoder.learning import artifact
from textcoder.learning.registry import Registry

FOLDERS = sorted(KEPT.glob("format-*"))
REFUSED = {
    "format-1": "its format is 1 and this textcoder reads 3",
    "format-2": "its format is 2 and this textcoder reads 3",
    "format-3-first": "was trained on the language pipeline light",  # before there was a guess at the variety
}
"""Why each is refused; the others code as they did, unless the libraries are of another series."""
COMMAND = re.compile(r"To train again: textcoder (train --codeframe old-models --profile fast)$")


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def kept(request) -> Path:
    return request.param


@pytest.fixture
def home(tmp_path, kept) -> Home:
    """A home whose current model is the old one."""
    shutil.copytree(KEPT / "labels", tmp_path / "labels")
    shutil.copytree(kept / "models", tmp_path / "models")
    return Home(tmp_path)


def manifest_of(folder: Path) -> Path:
    (manifest,) = folder.glob("models/trained/*/*/manifest.json")
    return manifest


def format_of(folder: Path) -> int:
    return int(json.loads(manifest_of(folder).read_text(encoding="utf-8"))["format"])


def foreign_libraries(folder: Path) -> list[str]:
    """Libraries of another series than the model's, of those that decide how it codes."""
    theirs = json.loads(manifest_of(folder).read_text(encoding="utf-8"))["versions"]
    return [
        name
        for name in artifact._PINNED
        if name in theirs and theirs[name].split(".")[:2] != metadata.version(name).split(".")[:2]
    ]


def test_a_model_of_every_format_is_kept():
    # When this fails, FORMAT has been raised: tests/artifacts/README.md says how to keep one of the new format.
    assert {format_of(folder) for folder in FOLDERS} == set(range(1, artifact.FORMAT + 1))
    assert all(folder.name.split("-")[1] == str(format_of(folder)) for folder in FOLDERS)


def test_what_is_kept_is_small():
    sizes = {
        folder.name: sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) for folder in FOLDERS
    }

    assert {name: size for name, size in sizes.items() if size > 300_000} == {}


def test_an_old_model_codes_as_it_did_or_is_refused_with_what_to_do(home, kept):
    expected = json.loads((kept / "codes.json").read_text(encoding="utf-8"))
    texts = [one["text"] for one in expected]
    foreign = foreign_libraries(kept)

    if kept.name in REFUSED or foreign:
        with pytest.raises(RefusedError) as refused:
            codes_of(home, texts)
        assert COMMAND.search(str(refused.value))
        reasons = [REFUSED[kept.name]] if kept.name in REFUSED else ["python -m pip install", *foreign]
        assert all(reason in str(refused.value) for reason in reasons)
    else:
        found = codes_of(home, texts)
        assert [one["codes"] for one in found] == [one["codes"] for one in expected]
        assert [one["confidence"] for one in found] == [pytest.approx(one["confidence"], abs=1e-5) for one in expected]


def test_the_command_in_the_refusal_of_an_old_model_mends_it(home):
    registry = Registry(home.trained)
    (old,) = registry.entries()
    make_foreign(old.folder / "manifest.json")
    with pytest.raises(RefusedError) as refused:
        registry.load(old, home.codeframe(CODEFRAME))
    command = COMMAND.search(str(refused.value))
    assert command

    mended = run_in(home, command[1])

    assert mended.returncode == 0, mended.stderr
    assert registry.find(CODEFRAME) != old
    (coded,) = codes_of(home, ["for lite tid, travle dager og for lav bemanning"])
    assert "capacity" in coded["codes"]


def test_a_model_of_the_present_format_can_be_kept_for_later(tmp_path):
    keep(tmp_path / "kept", now=dt.datetime(2026, 11, 22, tzinfo=dt.UTC))

    expected = json.loads((tmp_path / "kept" / "codes.json").read_text(encoding="utf-8"))
    shutil.copytree(KEPT / "labels", tmp_path / "kept" / "labels")
    assert codes_of(Home(tmp_path / "kept"), [one["text"] for one in expected]) == expected
    assert format_of(tmp_path / "kept") == artifact.FORMAT


def make_foreign(manifest: Path) -> None:
    """Make it the manifest of a model of another scikit-learn, which is refused even where its format is our own."""
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["versions"]["scikit-learn"] = "0.24.2"
    manifest.write_text(json.dumps(content), encoding="utf-8")


def run_in(home: Home, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command as it stands, in the home."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEXTCODER")}
    textcoder = Path(sys.executable).with_name("textcoder")
    return subprocess.run(
        [textcoder, *shlex.split(command)],
        cwd=home.root,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=environment,
    )
