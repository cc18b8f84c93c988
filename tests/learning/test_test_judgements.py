import shutil
import stat

import pytest

from tests.many_voices import freeze_some, train_one, write_home
from textcoder.errors import RefusedError
from textcoder.files.home import Home
from textcoder.learning.registry import Registry
from textcoder.learning.test_judgements import judge_test_set
from textcoder.learning.test_set import read_test_set


@pytest.fixture(scope="module")
def judged_once(tmp_path_factory):
    """A home whose models were trained before and after a test set was frozen; never to be changed by a test."""
    home = write_home(tmp_path_factory.mktemp("judging") / "home")
    train_one(home, 1, promote=True)
    freeze_some(home)
    train_one(home, 2)
    return home


@pytest.fixture
def home(judged_once, tmp_path):
    return Home(shutil.copytree(judged_once.root, tmp_path / "home"))


@pytest.fixture
def judge(home):
    """What the earlier (0) or the later (1) model makes of the test set."""
    registry, frame = Registry(home.trained), home.codeframe("barriers")
    test_set = read_test_set(home.trained / "barriers", frame)
    return lambda number: judge_test_set(registry, registry.entries()[number], frame, test_set)


def kept(home):
    return sorted((home.trained / ".cache" / "judged").iterdir())


def test_every_answer_of_the_test_set_is_judged_and_it_is_known_which_were_learnt(home, judge):
    test_set = read_test_set(home.trained / "barriers", home.codeframe("barriers"))

    earlier, later = judge(0), judge(1)

    assert [one.id for one in later.judged] == [one.answer.id for one in test_set.coded]
    assert all(earlier.learnt)
    assert not any(later.learnt)
    assert all(one.human == one.model for one in later.judged)


def test_what_a_model_made_of_it_is_kept_so_that_it_is_not_loaded_again(home, judge):
    first = judge(1)
    for model in home.trained.glob("barriers/*/model.joblib"):
        model.unlink()

    assert judge(1) == first
    with pytest.raises(RefusedError):
        judge(0)


@pytest.mark.parametrize("damage", [b"", b"\xff\n{}\n", b"0" * 64 + b'\n{"judged": [], "learnt": []}\n'])
def test_what_was_kept_and_is_damaged_is_made_anew(home, judge, damage):
    first = judge(1)
    (path,) = kept(home)
    sound = path.read_bytes()
    path.write_bytes(damage)

    assert judge(1) == first
    assert path.read_bytes() == sound


def test_one_changed_character_is_noticed(home, judge):
    first = judge(1)
    (path,) = kept(home)
    path.write_bytes(path.read_bytes().replace(b'"economy"', b'"capacity"', 1))

    assert judge(1) == first


def test_no_answer_is_repeated_in_what_is_kept(home, judge):
    judge(1)

    (path,) = kept(home)
    assert b"penger" not in path.read_bytes()


def test_another_test_set_is_judged_by_itself(home, judge):
    judge(1)
    freeze_some(home, seed=2, anew=True, why="another")
    registry, frame = Registry(home.trained), home.codeframe("barriers")
    another = read_test_set(home.trained / "barriers", frame)

    found = judge_test_set(registry, registry.entries()[1], frame, another)

    assert [one.id for one in found.judged] == [one.answer.id for one in another.coded]
    assert len(kept(home)) == 2


def test_only_its_owner_may_read_what_is_kept(home, judge):
    judge(1)

    (path,) = kept(home)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
