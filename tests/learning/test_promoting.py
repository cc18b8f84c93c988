import datetime as dt
import shutil

import pytest

from tests.service.small_home import write_home
from textcoder.errors import CodeframeNotFoundError, ModelNotFoundError
from textcoder.files.home import Home
from textcoder.learning.errors import NothingToRollBackError, NotPromotedError
from textcoder.learning.promoting import codeframe_of_models, promote, roll_back
from textcoder.learning.promotions import Action, read_promotions
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
