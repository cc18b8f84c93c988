import csv
import datetime as dt
import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.many_voices import freeze_some, write_codings
from tests.many_voices import write_home as write_many
from tests.service.small_home import write_home
from textcoder.files.home import Home
from textcoder.learning.artifact import read_manifest
from textcoder.learning.freezing import Freezing, freeze
from textcoder.learning.gathering import Stored, StoreSource, gather
from textcoder.learning.registry import Registry
from textcoder.learning.snapshots import read_snapshot
from textcoder.learning.training import snapshot_hash
from textcoder.learning.workshop import current_or_new, train_and_publish
from textcoder.settings import LearningSettings, Settings

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
SETTINGS = Settings(profile="fast", learning=LearningSettings(folds=3, max_error=0.3))


def publish(home: Home, *files, day: int = 22, **how):
    return train_and_publish(home, "barriers", files, SETTINGS, now=NOW.replace(day=day), **how)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A home with one model; never to be changed by a test."""
    root = write_home(tmp_path_factory.mktemp("workshop") / "home")
    publish(Home(root))
    return root


@pytest.fixture
def home(trained, tmp_path):
    return Home(shutil.copytree(trained, tmp_path / "home"))


def current(home: Home):
    entry = Registry(home.trained).find("barriers")
    return entry, read_manifest(entry.folder)


def codings_of(home: Home):
    return home.codings_path("barriers")


def change_codings(home: Home, change) -> None:
    path = codings_of(home)
    with path.open(encoding="utf-8", newline="") as file:
        rows = change(list(csv.DictReader(file)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_what_a_model_learnt_from_lies_beside_it_and_its_manifest_says_where_it_came_from(home):
    entry, manifest = current(home)
    said = manifest.content["snapshot"]

    learnt = read_snapshot(entry, manifest, home.codeframe("barriers"))

    assert (len(learnt), snapshot_hash(learnt)) == (78, said["hash"])
    assert said["file"] == f"snapshots/{said['file_sha256'][:12]}.jsonl"
    assert [(one["kind"], one["name"]) for one in said["sources"]] == [("file", "codings.csv")]


def test_training_on_the_snapshot_gives_the_same_model_to_the_byte(home, tmp_path):
    entry, manifest = current(home)
    other = Home(write_home(tmp_path / "other"))

    again = publish(other, entry.folder.parent / manifest.content["snapshot"]["file"]).entry

    assert again.version == entry.version
    for name in ("model.joblib", "evaluation.json"):
        assert (again.folder / name).read_bytes() == (entry.folder / name).read_bytes()


_TRAIN = """
import datetime as dt, sys
from pathlib import Path
from tests.learning.test_workshop import publish
from textcoder.files.home import Home
publish(Home(Path(sys.argv[1])))
"""


def test_another_process_gives_the_same_model_the_same_predictions_and_the_same_snapshot_to_the_byte(home, tmp_path):
    other = write_home(tmp_path / "other")

    subprocess.run([sys.executable, "-c", _TRAIN, other], check=True, env=os.environ | {"PYTHONHASHSEED": "4711"})

    entry, _ = current(home)
    here, there = entry.folder.parent, other / "models" / "trained" / "barriers"
    names = {path.relative_to(here) for path in here.rglob("*") if path.is_file() and path.name != "promotions.jsonl"}
    differ = {str(name) for name in names if (there / name).read_bytes() != (here / name).read_bytes()}
    assert {f"{entry.version}/model.joblib", f"{entry.version}/evaluation.json"} <= {str(name) for name in names}
    assert differ == set()


def test_models_of_the_same_codings_share_a_snapshot_and_those_of_others_have_their_own(home):
    publish(home, day=23)
    snapshots = home.trained / "barriers" / "snapshots"
    assert len(list(snapshots.iterdir())) == 1

    change_codings(home, lambda rows: rows[1:])
    publish(home, day=24)

    assert len(list(snapshots.iterdir())) == 2


def test_what_is_new_is_told_before_it_is_learnt(home):
    told = []
    change_codings(home, lambda rows: [rows[0] | {"codes": "economy"}, *rows[2:]])

    published = publish(home, day=23, tell=told.append)

    entry_before = "barriers/20261122-"
    assert [one.news for one in told] == [published.plan.news]
    news = published.plan.news
    assert news.since.startswith(entry_before)
    assert (news.all.before, news.all.now, news.all.added, news.all.withdrawn, news.all.changed) == (78, 77, 0, 1, 1)


def test_a_model_from_before_snapshots_holds_nothing_up(home):
    entry, _ = current(home)
    path = entry.folder / "manifest.json"
    content = json.loads(path.read_text("utf-8"))
    for name in ("file", "file_sha256", "sources"):
        del content["snapshot"][name]
    path.write_text(json.dumps(content), "utf-8")
    shutil.rmtree(home.trained / "barriers" / "snapshots")

    news = publish(home, day=23).plan.news

    assert (news.all.before, news.all.now, news.all.added) == (78, 78, None)


def frozen(home: Home, share: float = 0.2):
    frame = home.codeframe("barriers")
    gathered = gather(home, "barriers", frame, ())
    return freeze(home.trained / "barriers", gathered, frame, Freezing(share=share), now=NOW)


def test_nothing_of_the_frozen_test_set_is_learnt_and_it_is_no_coding_withdrawn(home):
    test_set = frozen(home)

    published = publish(home, day=23)

    _, manifest = current(home)
    learnt = read_snapshot(published.entry, read_manifest(published.entry.folder), home.codeframe("barriers"))
    assert {one.answer.writer for one in learnt}.isdisjoint(test_set.voices)
    assert published.plan.left_out_for_test == 78 - len(learnt) == 78 - published.codings
    assert published.plan.left_out_for_test >= 13
    assert published.plan.news.all.withdrawn == 0
    assert manifest.content["snapshot"]["codings"] == len(learnt)


def test_what_was_trained_without_the_test_set_is_not_trained_again_by_the_demonstration(home):
    frozen(home)
    entry = publish(home, day=23).entry

    assert current_or_new(home, "barriers", SETTINGS, now=NOW.replace(day=24)) == (entry, False)


def spoilt(rows):
    """Every answer about money alone is said to be about capacity."""
    return [row | {"codes": "capacity"} if row["codes"] == "economy" else row for row in rows]


def with_more_voices(rows):
    """Thrice the codings, each by voices that say it with other words: enough to be judged by."""
    more = [
        row | {"id": f"{place}{row['id']}", "text": f"{words} {row['text']}", "voice": f"{place}-{row['voice']}"}
        for place, words in ((1, "Her i avdelingen"), (2, "Ofte"))
        for row in rows
    ]
    return [*rows, *more]


def test_a_model_that_the_gate_refuses_waits_in_the_registry(home):
    change_codings(home, with_more_voices)
    frozen(home, share=0.4)
    good = publish(home, day=23)
    change_codings(home, spoilt)

    bad = publish(home, day=24)

    assert good.refused is None
    assert bad.refused is not None
    assert "'economy'" in str(bad.refused)
    assert not bad.entry.is_current
    assert bad.entry.folder.is_dir()
    assert Registry(home.trained).current("barriers") == good.entry.version


def test_the_first_model_of_a_codeframe_is_held_to_its_promise_too(tmp_path):
    home = write_many(tmp_path / "many")
    freeze_some(home)
    path = tmp_path / "wrong.csv"
    write_codings(path, called={"economy": "capacity", "capacity": "economy"}, every=1)

    published = publish(home, path)

    assert "promise does not hold" in str(published.refused)
    assert not published.entry.is_current
    assert Registry(home.trained).current("barriers") is None


def test_a_model_that_is_to_wait_waits(home):
    before, _ = current(home)

    published = publish(home, day=23, promote=False)

    assert (published.refused, published.entry.is_current) == (None, False)
    assert Registry(home.trained).current("barriers") == before.version


def test_what_people_have_coded_is_learnt_from_and_said_to_come_from_the_store(home):
    frame = home.codeframe("barriers")
    ours = gather(home, "barriers", frame, ()).coded[0]
    stored = [Stored(StoreSource("wave", "", 9), (ours,))]

    published = publish(home, day=23, stored=stored)

    said = read_manifest(published.entry.folder).content["snapshot"]
    lines = (published.entry.folder.parent / said["file"]).read_text("utf-8").splitlines()
    assert said["sources"][1] == {"survey": "wave", "question": "", "last_coding": 9, "kind": "store"}
    assert [json.loads(line)["id"] for line in lines if '"survey": "wave"' in line] == [ours.answer.id]
    assert (published.codings, published.plan.in_both) == (78, 1)
