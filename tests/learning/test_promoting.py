import datetime as dt
import shutil
import threading

import pytest

from tests.many_voices import freeze_some, train_one, train_wrongly
from tests.many_voices import write_home as write_many_voices
from tests.service.small_home import write_home
from textcoder.errors import CodeframeNotFoundError, ModelNotFoundError
from textcoder.files.home import Home
from textcoder.learning import promoting
from textcoder.learning.errors import (
    CurrentChangedError,
    ForcedWithoutWhyError,
    GateRefusedError,
    NothingToRollBackError,
    NotPromotedError,
    TestSetError,
)
from textcoder.learning.promoting import codeframe_of_models, promote, roll_back
from textcoder.learning.promotions import Action, Promotion, Reason, make_current, read_promotions
from textcoder.learning.registry import Registry
from textcoder.learning.workshop import train_and_publish
from textcoder.settings import LearningSettings, Settings


@pytest.fixture(scope="module")
def two_models(tmp_path_factory):
    """A home with two models, the later one current; never to be changed by a test."""
    root = write_home(tmp_path_factory.mktemp("promoting") / "home")
    for day in (21, 22):
        settings = Settings(profile="fast", learning=LearningSettings(folds=3, max_error=0.3, seed=day))
        train_and_publish(Home(root), "barriers", (), settings, now=dt.datetime(2026, 11, day, tzinfo=dt.UTC))
    return root


@pytest.fixture
def home(two_models, tmp_path):
    return Home(shutil.copytree(two_models, tmp_path / "home"))


@pytest.fixture
def versions(home):
    first, second = (entry.version for entry in Registry(home.trained).entries())
    return first, second


def test_training_puts_its_promotions_on_the_list(home, versions):
    listed = read_promotions(home.trained / "barriers")

    assert [(one.by, one.before, one.version) for one in listed] == [
        ("train", None, versions[0]),
        ("train", *versions),
    ]


@pytest.mark.parametrize("name", ["{}", "barriers/{}"])
def test_a_model_is_promoted_by_its_version(home, versions, name):
    done = promote(home, name.format(versions[0]), by="kari", why="calmer")

    assert (done.entry.version, done.entry.is_current) == (versions[0], True)
    assert done.promotion is not None
    assert (done.promotion.before, done.promotion.by, done.promotion.why) == (versions[1], "kari", "calmer")


def test_a_codeframe_alone_names_no_model_to_promote(home):
    with pytest.raises(ModelNotFoundError):
        promote(home, "barriers", by="kari")


def test_rolling_back_leads_to_the_model_before_and_no_further(home, versions):
    done = roll_back(home, "barriers", by="kari")

    assert done.entry.version == versions[0]
    assert done.promotion is not None
    assert done.promotion.action is Action.ROLLBACK
    with pytest.raises(NothingToRollBackError):
        roll_back(home, "barriers", by="kari")


def test_a_model_that_could_not_be_used_is_neither_promoted_nor_rolled_back_to(home, versions):
    (home.trained / "barriers" / versions[0] / "model.joblib").write_bytes(b"changed")

    with pytest.raises(NotPromotedError, match="has been changed"):
        promote(home, versions[0], by="kari")
    with pytest.raises(NotPromotedError, match="has been changed"):
        roll_back(home, "barriers", by="kari")
    assert Registry(home.trained).current("barriers") == versions[1]


def test_a_model_for_other_codes_is_not_promoted(home, versions):
    path = home.codeframe_path("barriers")
    path.write_text(path.read_text().replace("id: economy", "id: money"))

    with pytest.raises(NotPromotedError, match="this codeframe has barriers: capacity, money"):
        promote(home, versions[0], by="kari")


def test_a_model_whose_codeframe_lies_elsewhere_is_promoted_with_that(home, versions, tmp_path):
    path = home.codeframe_path("barriers").rename(tmp_path / "frame.yaml")

    with pytest.raises(CodeframeNotFoundError):
        promote(home, versions[0], by="kari")
    assert promote(home, versions[0], by="kari", codeframe=home.codeframe(str(path))).promotion


def test_what_is_not_there_is_said(home):
    with pytest.raises(ModelNotFoundError):
        promote(home, "20200101-00000000", by="kari")
    with pytest.raises(ModelNotFoundError):
        roll_back(home, "unheard-of", by="kari")


def test_a_file_of_the_name_is_not_taken_for_a_codeframe(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "barriers").write_text("id: another")

    with pytest.raises(CodeframeNotFoundError):
        codeframe_of_models(home, "barriers")


@pytest.fixture(scope="module")
def judged_home(tmp_path_factory):
    """A home with a frozen test set, a current model, one as good and one of mislabelled codings."""
    home = write_many_voices(tmp_path_factory.mktemp("gated") / "home")
    freeze_some(home)
    train_one(home, 1, promote=True)
    train_wrongly(home, 2, {"economy": "capacity"}, every=40)
    train_wrongly(home, 3, {"economy": "capacity"})
    return home.root


@pytest.fixture
def gated(judged_home, tmp_path):
    return Home(shutil.copytree(judged_home, tmp_path / "gated"))


@pytest.fixture
def current(gated):
    return Registry(gated.trained).entries()[0].version


@pytest.fixture
def good(gated):
    return Registry(gated.trained).entries()[1].version


@pytest.fixture
def wrong(gated):
    return Registry(gated.trained).entries()[2].version


def log(home):
    """What is on the audit log since the first training."""
    lines = [one for one in read_promotions(home.trained / "barriers") if one.action is not Action.FREEZE]
    return [(one.action, one.before, one.version) for one in lines[1:]]


def test_a_refusal_says_which_code_and_by_how_much_and_what_to_do(gated, current, wrong):
    with pytest.raises(GateRefusedError) as refused:
        promote(gated, wrong, by="kari")

    said = str(refused.value)
    assert "The F1 of code 'capacity' is worse by ." in said
    assert f"textcoder models compare {current} barriers/{wrong}" in said
    assert f"textcoder models promote barriers/{wrong} --force --why" in said
    assert "codes.capacity.f1" in dict(refused.value.findings)


def test_a_refusal_changes_nothing_and_is_on_the_log_with_its_reasons(gated, current, wrong):
    with pytest.raises(GateRefusedError):
        promote(gated, wrong, by="kari", why="newer")

    assert Registry(gated.trained).current("barriers") == current
    line = read_promotions(gated.trained / "barriers")[-1]
    assert (line.action, line.by, line.before, line.version, line.why) == (
        Action.REFUSED,
        "kari",
        current,
        wrong,
        "newer",
    )
    assert any("code 'capacity' is worse" in said for said in line.gate)


def test_a_refused_model_can_be_forced_and_the_log_says_what_was_overruled(gated, current, wrong):
    done = promote(gated, wrong, by="kari", why="the test set is old", force=True)

    assert (done.entry.version, done.entry.is_current) == (wrong, True)
    assert done.promotion is not None
    assert (done.promotion.action, done.promotion.before) == (Action.FORCED, current)
    assert any("code 'capacity' is worse" in said for said in done.promotion.gate)
    assert read_promotions(gated.trained / "barriers")[-1].gate == done.promotion.gate


@pytest.mark.parametrize("why", ["", "  "])
def test_nobody_forces_a_model_without_saying_why(gated, current, wrong, why):
    with pytest.raises(ForcedWithoutWhyError):
        promote(gated, wrong, by="kari", why=why, force=True)
    assert log(gated) == []


def test_force_that_was_not_needed_is_a_promotion_as_any_other(gated, current, good):
    done = promote(gated, good, by="kari", why="to be sure", force=True)

    assert done.promotion is not None
    assert done.promotion.action is Action.PROMOTE


def test_rolling_back_goes_where_it_should_whatever_was_refused_or_forced(gated, current, good, wrong):
    promote(gated, good, by="kari")
    with pytest.raises(GateRefusedError):
        promote(gated, wrong, by="kari")
    promote(gated, wrong, by="kari", why="it must", force=True)

    assert roll_back(gated, "barriers", by="kari").entry.version == good
    with pytest.raises(GateRefusedError):
        promote(gated, wrong, by="kari")
    assert roll_back(gated, "barriers", by="kari").entry.version == current
    with pytest.raises(NothingToRollBackError):
        roll_back(gated, "barriers", by="kari")
    assert log(gated) == [
        (Action.PROMOTE, current, good),
        (Action.REFUSED, good, wrong),
        (Action.FORCED, good, wrong),
        (Action.ROLLBACK, wrong, good),
        (Action.REFUSED, good, wrong),
        (Action.ROLLBACK, good, current),
    ]


def test_rolling_back_passes_no_gate(gated, current, wrong):
    promote(gated, wrong, by="kari", why="it must", force=True)
    (gated.trained / "barriers" / "test-set.jsonl").write_text("changed by hand")
    shutil.rmtree(gated.trained / ".cache")

    assert roll_back(gated, "barriers", by="kari").entry.version == current
    assert not (gated.trained / ".cache" / "judged").exists()


def test_with_a_test_set_that_was_changed_by_hand_nothing_is_promoted_but_by_force(gated, current, good):
    with (gated.trained / "barriers" / "test-set.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n")

    with pytest.raises(TestSetError, match="models freeze"):
        promote(gated, good, by="kari")
    done = promote(gated, good, by="kari", why="restored tomorrow", force=True)
    assert done.promotion is not None
    assert done.promotion.action is Action.FORCED
    assert "was changed" in done.promotion.gate[0]


def test_of_two_promotions_at_once_none_is_lost_and_none_was_held_against_another_than_it_replaced(gated, good, wrong):
    ended = []

    def try_it(version):
        try:
            ended.append(promote(gated, version, by="kari", why="race", force=True).promotion)
        except CurrentChangedError as err:
            ended.append(err)

    for _ in range(5):
        threads = [threading.Thread(target=try_it, args=(version,)) for version in (good, wrong)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(ended) == 10
    listed = [one for one in read_promotions(gated.trained / "barriers") if one.action.changes_current]
    assert [one.before for one in listed[1:]] == [one.version for one in listed[:-1]]
    assert Registry(gated.trained).current("barriers") == listed[-1].version
    assert sum(isinstance(one, Promotion) for one in ended) == len(listed) - 1


def test_who_was_slower_is_told_and_nothing_is_changed(gated, current, good, wrong, monkeypatch):
    judged = promoting.check

    def slowly(*arguments):
        verdict = judged(*arguments)
        make_current(gated.trained / "barriers", wrong, Reason("ola"))
        return verdict

    monkeypatch.setattr(promoting, "check", slowly)

    with pytest.raises(CurrentChangedError):
        promote(gated, good, by="kari")
    assert Registry(gated.trained).current("barriers") == wrong
    assert log(gated) == [(Action.PROMOTE, current, wrong)]
