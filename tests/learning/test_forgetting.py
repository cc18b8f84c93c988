import datetime as dt
import json

import pytest

from tests.builders import build_coded, build_codeframe
from tests.learning.test_snapshots import add_model
from textcoder.learning.errors import SnapshotMissingError, TestSetError
from textcoder.learning.forgetting import ForgottenAnswer, forget_beside_models, look_up_beside_models
from textcoder.learning.freezing import Freezing, freeze
from textcoder.learning.gathering import Gathered, key_of
from textcoder.learning.snapshots import forgotten_rows, read_snapshot, write_snapshot
from textcoder.learning.test_set import read_test_set

FRAME = build_codeframe()
NOW = dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC)
SECRET = "sjefen Xerxes Quisling stopper alt"


@pytest.fixture
def trained(tmp_path):
    return tmp_path / "trained"


def learnt(trained, *coded, surveys=(), version="v1"):
    """A model of these, of which the first come from these surveys."""
    folder = trained / "reasons"
    kept = write_snapshot(folder, coded, {key_of(one): name for one, name in zip(coded, surveys, strict=False)})
    return add_model(folder, kept, version)


def left(model) -> list[str]:
    return [one.answer.id for one in read_snapshot(*model, FRAME)]


def forget(trained, answer_id="007", *texts, survey="wave", question="Q24"):
    answer = ForgottenAnswer(survey, question, answer_id, frozenset(texts))
    return forget_beside_models(trained, [answer], now=NOW)


def test_his_answer_leaves_every_snapshot_down_to_the_bytes_and_they_stay_sound(trained):
    his = build_coded("007", text=SECRET)
    one = learnt(trained, his, build_coded("1"), surveys=["wave"])
    other = learnt(trained, his, build_coded("2"), build_coded("3"), surveys=["wave"], version="v2")

    held = forget(trained)

    assert sorted((one.codeframe_id, one.rows, one.models) for one in held) == [
        ("reasons", 1, ("v1",)),
        ("reasons", 1, ("v2",)),
    ]
    assert (left(one), left(other)) == (["1"], ["2", "3"])
    assert (forgotten_rows(*one), forgotten_rows(*other)) == (1, 1)
    assert all(b"Xerxes" not in path.read_bytes() for path in trained.rglob("*.*"))


def test_the_list_of_what_was_taken_out_names_no_respondent(trained):
    learnt(trained, build_coded("respondent-007", text=SECRET), build_coded("1"), surveys=["wave"])

    forget(trained, "respondent-007")

    (line,) = (trained / "reasons" / "snapshots" / "forgotten.jsonl").read_text().splitlines()
    assert json.loads(line).keys() == {"snapshot", "sha256", "rows", "at"}
    assert json.loads(line)["at"] == "2026-11-22T17:00:00+00:00"
    assert "007" not in line.replace(json.loads(line)["sha256"], "").replace(json.loads(line)["snapshot"], "")


def test_looking_changes_nothing_and_forgetting_again_finds_nothing(trained):
    model = learnt(trained, build_coded("007"), build_coded("1"), surveys=["wave"])

    found = look_up_beside_models(trained, [ForgottenAnswer("wave", "Q24", "007", frozenset())])

    assert [one.rows for one in found] == [1]
    assert left(model) == ["007", "1"]
    assert forget(trained) == found
    assert forget(trained) == []


@pytest.mark.parametrize("question", ["Q24", ""])
def test_a_coding_that_came_from_a_file_goes_if_it_is_the_same_answer_now_or_before(trained, question):
    model = learnt(trained, build_coded("007", text="Han stopper alt", question=question), build_coded("1"))

    assert forget(trained, "007", "noe annet") == []
    forget(trained, "007", "noe annet", "han stopper alt")

    assert left(model) == ["1"]


@pytest.mark.parametrize(
    "other",
    [
        {"survey": "another"},
        {"question": "Q25"},
        {"answer_id": "07"},
    ],
)
def test_answers_of_others_stay(trained, other):
    model = learnt(trained, build_coded("007"), surveys=["wave"])

    assert forget(trained, **other) == []
    assert left(model) == ["007"]


def test_a_respondent_whose_survey_stands_before_his_id_is_found(trained):
    model = learnt(trained, build_coded("wave/007"), build_coded("007", text="en annen"), surveys=["wave"])

    forget(trained)

    assert left(model) == ["007"]


def test_a_snapshot_that_was_damaged_is_cleared_too_but_not_trusted_by_that(trained):
    folder, manifest = learnt(trained, build_coded("007", text=SECRET), build_coded("1"), surveys=["wave"])
    (path,) = (trained / "reasons" / "snapshots").iterdir()
    path.write_bytes(path.read_bytes() + b"{ no JSON\n")

    forget(trained)

    assert b"Xerxes" not in path.read_bytes()
    assert path.read_bytes().endswith(b"{ no JSON\n")
    with pytest.raises(SnapshotMissingError, match="changed or cut off"):
        read_snapshot(folder, manifest, FRAME)


def test_a_list_that_a_crash_broke_off_is_gone_on_with(trained):
    model = learnt(trained, build_coded("007"), build_coded("1"), surveys=["wave"])
    (trained / "reasons" / "snapshots" / "forgotten.jsonl").write_text('{"snapshot": "snap')

    forget(trained)

    assert left(model) == ["1"]


@pytest.fixture
def frozen(trained):
    """A frozen test set with his answer in it."""
    folder = trained / "reasons"
    coded = [build_coded(f"{number:03}", text=SECRET if number == 7 else f"tid {number}") for number in range(60)]
    surveys = {key_of(one): "wave" for one in coded}
    gathered = Gathered(tuple(coded), surveys, ())
    drawn = (refreeze(folder, gathered, seed) for seed in range(50))
    return next(found for found in drawn if "007" in {one.answer.id for one in found.coded})


def refreeze(folder, gathered, seed):
    return freeze(folder, gathered, FRAME, Freezing(seed=seed, anew=True, why="until he is in it"), now=NOW)


def test_his_answer_leaves_the_frozen_test_set_which_stays_sound_and_says_so(trained, frozen):
    (held,) = forget(trained)

    left = read_test_set(trained / "reasons", FRAME)
    assert (held.name, held.rows, held.models) == ("test-set.jsonl", 1, ())
    assert [one.answer.id for one in left.coded] == [one.answer.id for one in frozen.coded if one.answer.id != "007"]
    assert (left.about["forgotten"], left.about["codings"]) == (1, len(frozen.coded) - 1)
    assert all(b"Xerxes" not in path.read_bytes() for path in trained.rglob("*.*"))
    assert forget(trained) == []


def test_a_test_set_that_was_changed_by_hand_is_not_trusted_by_that(trained, frozen):
    path = trained / "reasons" / "test-set.jsonl"
    path.write_bytes(path.read_bytes().replace(b"time", b"money"))

    forget(trained)

    assert b"Xerxes" not in path.read_bytes()
    with pytest.raises(TestSetError):
        read_test_set(trained / "reasons", FRAME)


def test_where_nothing_was_trained_nothing_is_found(trained):
    assert forget(trained) == []


def test_his_answer_leaves_a_test_set_whose_putting_in_place_was_broken_off(trained, frozen):
    folder = trained / "reasons"
    (folder / "test-set.jsonl").rename(folder / "test-set.next.jsonl")

    (held,) = forget(trained)

    assert held.name == "test-set.next.jsonl"
    assert len(read_test_set(folder, FRAME).coded) == len(frozen.coded) - 1
    assert b"Xerxes" not in (folder / "test-set.next.jsonl").read_bytes()


@pytest.mark.parametrize("name", ["snapshots/.0123456789ab.jsonl.1234abcd.part", ".test-set.jsonl.1234abcd.part"])
def test_what_a_process_that_was_killed_has_left_of_writing_his_words_goes(trained, name):
    part = trained / "reasons" / name
    part.parent.mkdir(parents=True)
    part.write_text(json.dumps({"id": "007", "text": SECRET})[:-3], encoding="utf-8")

    forget(trained)

    assert not part.exists()


def test_what_models_made_of_the_test_set_goes(trained):
    kept = trained / ".cache" / "judged" / "reasons-v1.json"
    kept.parent.mkdir(parents=True)
    kept.write_text("{}", encoding="utf-8")

    forget(trained)

    assert not kept.exists()
