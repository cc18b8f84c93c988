import csv
import datetime as dt
import hashlib
import json
import shutil

import pytest

from tests.service.small_home import CAPACITY, ECONOMY, write_home
from textcoder.codings import Status
from textcoder.errors import ModelNotFoundError
from textcoder.files.home import Home
from textcoder.learning.errors import NotComparableError, SnapshotMissingError
from textcoder.learning.grounds import Basis
from textcoder.learning.registry import Registry
from textcoder.learning.side_by_side import put_side_by_side, texts_of
from textcoder.learning.test_set import FORMAT, put
from textcoder.learning.workshop import train_and_publish
from textcoder.settings import LearningSettings, Settings


def rows_of(home):
    with (home.root / "labels" / "barriere-2025" / "codings.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_rows(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def new_rows(voices=6, manner="Hos oss er det nok {}"):
    """Answers that no model has learnt from, nine by each of some new voices."""
    said = [(text, "capacity") for text in CAPACITY] + [(text, "economy") for text in ECONOMY[:4]]
    return [
        {"id": f"n{voice}{number}", "text": f"{manner.format(text)} {voice}", "codes": codes, "voice": f"new-{voice}"}
        for voice in range(voices)
        for number, (text, codes) in enumerate(said)
    ]


def freeze_by_hand(home, rows):
    content = "".join(f"{json.dumps(row)}\n" for row in rows).encode()
    folder = Registry(home.trained).folder("barriers")
    put(folder, content, {"format": FORMAT, "sha256": hashlib.sha256(content).hexdigest()})


def train(home, *paths, day):
    settings = Settings(profile="fast", learning=LearningSettings(folds=3, max_error=0.3))
    now = dt.datetime(2026, 11, day, tzinfo=dt.UTC)
    return train_and_publish(home, "barriers", paths, settings, now=now, promote=False).entry.version


def write_two_models(root):
    """A home, a model of all its codings, and one of those by five voices that were coded otherwise in five places."""
    home = Home(write_home(root))
    rows = [row for row in rows_of(home) if row["voice"] != "voice-5"]
    changed = [row | {"codes": "capacity;economy"} if place < 5 else row for place, row in enumerate(rows)]
    return home.root, train(home, day=21), train(home, write_rows(home.root / "fewer.csv", changed), day=22)


@pytest.fixture(scope="module")
def two_models(tmp_path_factory):
    return write_two_models(tmp_path_factory.mktemp("sides") / "home")


@pytest.fixture
def home(two_models, tmp_path):
    """To be changed as one likes."""
    return Home(shutil.copytree(two_models[0], tmp_path / "home"))


@pytest.fixture(scope="module")
def versions(two_models):
    return two_models[1:]


def ids(judged):
    return [one.id for one in judged]


def test_without_a_test_set_they_are_compared_on_what_both_were_measured_on(home, versions):
    side = put_side_by_side(home, *versions)

    assert (side.before.version, side.after.version) == versions
    assert (side.basis, side.is_judged, side.note) == (Basis.OUT_OF_FOLD, True, "")
    assert ids(side.judged_before) == ids(side.judged_after)
    # Of 78 answers 13 are by the sixth voice, and five were coded otherwise.
    assert (len(side.judged_before), side.left_out) == (60, 5)
    assert all(one.human == other.human for one, other in zip(side.judged_before, side.judged_after, strict=True))
    assert side.max_error == 0.3


def test_on_a_file_answers_that_either_has_learnt_from_are_left_out(home, versions):
    sixth = [row for row in rows_of(home) if row["voice"] == "voice-5"]
    path = write_rows(home.root / "new.csv", new_rows() + sixth)

    side = put_side_by_side(home, *versions, on=path)

    # What the sixth voice wrote only the first model has learnt from, and that is one too many.
    assert (side.basis, side.source, len(side.judged_before), side.left_out) == (Basis.FILE, "new.csv", 54, 13)
    assert ids(side.judged_before) == ids(side.judged_after) == [row["id"] for row in new_rows()]
    assert {one.human for one in side.judged_before} == {("capacity",), ("economy",)}


def test_the_error_that_is_asked_for_decides_what_is_referred(home, versions):
    path = write_rows(home.root / "new.csv", new_rows())

    strict, free = (put_side_by_side(home, *versions, on=path, max_error=error) for error in (0.001, 1.0))

    assert {one.status for one in strict.judged_after} == {Status.REFERRED}
    assert {one.status for one in free.judged_after} == {Status.CODED}
    assert free.max_error == 1


def test_answers_without_codes_are_compared_without_judging(home, versions):
    rows = [{"id": row["id"], "text": row["text"]} for row in new_rows()]

    side = put_side_by_side(home, *versions, on=write_rows(home.root / "new.csv", rows))

    assert not side.is_judged
    assert {one.human for one in side.judged_before} == {()}


def test_models_are_compared_on_the_frozen_test_set_where_there_is_one(home, versions):
    freeze_by_hand(home, new_rows())

    side = put_side_by_side(home, *versions)

    assert (side.basis, len(side.judged_before), side.left_out, side.note) == (Basis.TEST_SET, 54, 0, "")


def test_a_test_set_that_was_learnt_from_is_no_test_and_that_is_said(home, versions):
    freeze_by_hand(home, [{name: row[name] for name in ("id", "text", "codes", "voice")} for row in rows_of(home)])

    side = put_side_by_side(home, *versions)

    assert side.basis is Basis.OUT_OF_FOLD
    assert side.note == (
        "Of the 78 answers of the frozen test set neither has learnt from 0, which are too few to judge by."
    )


def test_texts_come_from_where_the_answers_came_from(home, versions):
    path = write_rows(home.root / "new.csv", new_rows())

    on_file = texts_of(put_side_by_side(home, *versions, on=path), home, path)
    out_of_fold = texts_of(put_side_by_side(home, *versions), home, None)
    freeze_by_hand(home, new_rows())
    test_set = texts_of(put_side_by_side(home, *versions), home, None)

    assert on_file["", "n00"] == test_set["", "n00"] == "Hos oss er det nok for lite tid 0"
    assert out_of_fold["", "000"] == "for lite tid"


def test_texts_of_what_was_learnt_are_gone_with_the_snapshot(home, versions):
    side = put_side_by_side(home, *versions)
    snapshots = home.trained / "barriers" / "snapshots"
    fewest = min(snapshots.glob("*.jsonl"), key=lambda path: path.stat().st_size)

    fewest.unlink()
    assert texts_of(side, home, None)["", "000"] == "for lite tid"  # out of what the other model learnt from

    shutil.rmtree(snapshots)
    with pytest.raises(SnapshotMissingError):
        texts_of(side, home, None)


def test_one_model_under_two_names_is_not_compared(home, versions):
    with pytest.raises(NotComparableError, match="they are one model"):
        put_side_by_side(home, versions[0], f"barriers/{versions[0]}")


def test_models_of_two_codeframes_are_not_compared(home, versions):
    shutil.copytree(home.trained / "barriers" / versions[1], home.trained / "reasons" / "20200101-elsewhere")

    with pytest.raises(NotComparableError, match="one codes with barriers, the other with reasons"):
        put_side_by_side(home, versions[0], "20200101-elsewhere")


def test_models_of_two_versions_of_a_codeframe_are_not_compared(home, versions):
    path = home.trained / "barriers" / versions[1] / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["codeframe"] |= {"version": 2, "coding_hash": "another"}
    path.write_text(json.dumps(manifest))

    with pytest.raises(NotComparableError, match="version 1 of the codeframe, the other for version 2, which has"):
        put_side_by_side(home, *versions)


def test_a_file_of_which_all_was_learnt_says_what_to_do(home, versions):
    path = write_rows(home.root / "known.csv", rows_of(home))

    with pytest.raises(
        NotComparableError, match=r"of every answer in .*known\.csv one or the other has learnt.* leave --on out"
    ):
        put_side_by_side(home, *versions, on=path)


def test_models_that_were_measured_on_other_answers_need_a_file(home, versions):
    other = train(home, write_rows(home.root / "other.csv", new_rows()), day=23)

    with pytest.raises(NotComparableError, match=r"measured on no answer in common\. Name codings"):
        put_side_by_side(home, versions[0], other)


def test_a_version_that_is_not_there_is_named(home, versions):
    with pytest.raises(ModelNotFoundError, match="No trained model '20200101-nothing'"):
        put_side_by_side(home, versions[0], "20200101-nothing")


def test_progress_tells_how_far_the_coding_has_come(home, versions):
    told = []
    path = write_rows(home.root / "new.csv", new_rows())

    put_side_by_side(home, *versions, on=path, progress=lambda *one: told.append(one))

    assert told == [("loading the models", 0, 1), *((f"coding with {version}", 0, 54) for version in versions)]
