"""The gate, with real models: of right codings, and of codings in which codes are wrongly called."""

import shutil

import pytest

from tests.many_voices import freeze_some, train_one, train_wrongly, write_home
from textcoder.learning.errors import TestSetError
from textcoder.learning.findings import LIMITS, GateLimits
from textcoder.learning.gate import check
from textcoder.learning.grounds import IN_WORDS, Basis
from textcoder.learning.registry import Registry

HALF_OF_ECONOMY = {"economy": "capacity"}
TEST_SET, OUT_OF_FOLD = IN_WORDS[Basis.TEST_SET], IN_WORDS[Basis.OUT_OF_FOLD]
CHANGED_ROUND = {"economy": "capacity", "capacity": "economy"}


class World:
    """A home, and what the gate says in it."""

    def __init__(self, home):
        self.home = home
        self.registry = Registry(home.trained)
        self.frame = home.codeframe("barriers")

    def check(self, current, candidate, limits=LIMITS):
        before = self.registry.find(current) if current else None
        return check(self.registry, before, self.registry.find(candidate), self.frame, limits)


@pytest.fixture(scope="module")
def with_test_set(tmp_path_factory):
    """A home with a frozen test set; never to be changed by a test."""
    home = write_home(tmp_path_factory.mktemp("gate") / "home")
    freeze_some(home)
    return World(home)


@pytest.fixture(scope="module")
def right(with_test_set):
    return train_one(with_test_set.home, 1)


@pytest.fixture(scope="module")
def wrong(with_test_set):
    return train_wrongly(with_test_set.home, 2, HALF_OF_ECONOMY)


@pytest.fixture(scope="module")
def without_test_set(tmp_path_factory):
    """The same home without a test set, and its two models, the right one first."""
    home = write_home(tmp_path_factory.mktemp("gate-bare") / "home")
    return World(home), train_one(home, 1), train_wrongly(home, 2, HALF_OF_ECONOMY)


def test_a_model_of_mislabelled_codings_is_refused_and_it_is_said_which_code_is_worse_and_by_how_much(
    with_test_set, right, wrong
):
    verdict = with_test_set.check(right, wrong)

    assert not verdict.is_passed
    assert verdict.judged_on == TEST_SET
    assert {one.what for one in verdict.findings} >= {"exact", "codes.capacity.f1"}
    (of_code,) = (one.sentence for one in verdict.findings if one.what == "codes.capacity.f1")
    code = next(one for one in verdict.comparison.codes if one.code_id == "capacity")
    by = f"{-code.f1.value:.3f}".replace("0.", ".")
    assert of_code.startswith(f"The F1 of code 'capacity' is worse by {by} (1.000 → ")
    assert f"95 % interval of the change −{-code.f1.low:.3f}".replace("0.", ".") in of_code
    assert "may begin at −.050" in of_code


def test_a_model_that_is_as_good_passes(with_test_set, right):
    hardly = train_wrongly(with_test_set.home, 3, HALF_OF_ECONOMY, every=40)

    verdict = with_test_set.check(right, hardly)

    assert verdict.is_passed
    assert verdict.comparison.answers == 104
    assert verdict.notes == ()


def test_a_better_model_passes(with_test_set, right, wrong):
    assert with_test_set.check(wrong, right).is_passed


def test_a_model_that_is_sure_of_wrong_codes_breaks_its_promise(with_test_set):
    changed_round = train_wrongly(with_test_set.home, 4, CHANGED_ROUND, every=1)

    verdict = with_test_set.check(None, changed_round)

    assert [one.what for one in verdict.findings] == ["promise"]
    assert "76.9 % of them wrongly" in verdict.findings[0].sentence
    assert "promises at most 30.0 %" in verdict.findings[0].sentence


def test_where_no_model_is_current_there_is_nothing_to_compare_with(with_test_set, right):
    verdict = with_test_set.check(None, right)

    assert verdict.is_passed
    assert verdict.comparison is None
    assert "no current model" in " ".join(verdict.notes)


def test_without_a_test_set_what_both_were_measured_on_decides(without_test_set):
    world, right, wrong = without_test_set

    verdict = world.check(right, wrong)

    assert verdict.judged_on == OUT_OF_FOLD
    assert "codes.capacity.f1" in {one.what for one in verdict.findings}
    assert any("No test set is frozen" in note for note in verdict.notes)
    assert any("answers have other human codes" in note for note in verdict.notes)
    assert verdict.comparison.answers < 234


def test_where_the_current_model_has_learnt_the_test_answers_what_both_were_measured_on_decides(
    without_test_set, tmp_path
):
    world, right, _ = without_test_set
    home = type(world.home)(shutil.copytree(world.home.root, tmp_path / "home"))
    freeze_some(home)
    later = train_wrongly(home, 5, HALF_OF_ECONOMY)

    verdict = World(home).check(right, later)

    assert verdict.judged_on == OUT_OF_FOLD
    assert not verdict.is_passed
    assert not any("promise" in note for note in verdict.notes)  # the later one has not learnt them


def test_where_too_few_answers_are_known_a_model_passes_and_that_is_said(with_test_set, right, wrong):
    verdict = with_test_set.check(right, wrong, GateLimits(fewest_answers=1000))

    assert verdict.is_passed
    assert "fewer answers than 1000 by 5 voices" in verdict.notes[-1]
    assert "its error promise was not checked" in verdict.notes[0]


def test_a_current_model_that_cannot_be_loaded_is_measured_by_what_it_was_worth(with_test_set, right, wrong, tmp_path):
    home = type(with_test_set.home)(shutil.copytree(with_test_set.home.root, tmp_path / "home"))
    shutil.rmtree(home.trained / ".cache", ignore_errors=True)
    (home.trained / "barriers" / right / "model.joblib").write_bytes(b"x")

    verdict = World(home).check(right, wrong)

    assert verdict.judged_on == OUT_OF_FOLD
    assert not verdict.is_passed


def test_a_current_model_that_is_damaged_all_over_stands_in_nobodys_way(with_test_set, right, wrong, tmp_path):
    home = type(with_test_set.home)(shutil.copytree(with_test_set.home.root, tmp_path / "home"))
    shutil.rmtree(home.trained / ".cache", ignore_errors=True)
    for name in ("model.joblib", "evaluation.json"):
        (home.trained / "barriers" / right / name).write_bytes(b"x")

    verdict = World(home).check(right, wrong)

    assert verdict.is_passed
    assert "which cannot be used" in verdict.notes[-1]


def test_a_test_set_that_was_changed_by_hand_judges_nobody(with_test_set, right, wrong, tmp_path):
    home = type(with_test_set.home)(shutil.copytree(with_test_set.home.root, tmp_path / "home"))
    with (home.trained / "barriers" / "test-set.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n")

    with pytest.raises(TestSetError, match="was changed"):
        World(home).check(right, wrong)


def test_a_promise_is_not_judged_on_the_few_answers_that_a_model_codes_alone(with_test_set, right):
    changed_round = train_wrongly(with_test_set.home, 6, CHANGED_ROUND, every=1)

    verdict = with_test_set.check(None, changed_round, GateLimits(fewest_alone=105))

    assert verdict.is_passed
    assert "fewer than 105 by 5 voices do not tell whether its error promise holds" in verdict.notes[0]
