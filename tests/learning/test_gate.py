"""The gate, with real models: of right codings, and of codings in which codes are wrongly called."""

import shutil

import pytest

from tests.many_voices import freeze_some, train_one, train_wrongly, write_home
from textcoder.learning.comparing import compare_judged
from textcoder.learning.errors import TestSetError
from textcoder.learning.evaluation import Judged
from textcoder.learning.gate import LIMITS, OUT_OF_FOLD, TEST_SET, GateLimits, check, worse_findings
from textcoder.learning.registry import Registry

HALF_OF_ECONOMY = {"economy": "capacity"}
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


def judged(number, human, model):
    fields = {"variety": "nb", "status": "coded", "source": "model", "confidence": 0.9, "code_confidence": ()}
    return Judged(f"a{number}", "Q24", f"v{number % 10}", human=(human,), model=(model,), **fields)


def findings(wrong_before, wrong_after, *, answers=100, human="time", limits=LIMITS):
    """What is found where the one model is wrong about these answers, and the other about those."""

    def made(wrong):
        coded = [judged(number, human, "money" if number in wrong else human) for number in range(answers)]
        return coded + [judged(number, "money", "money") for number in range(answers, 2 * answers)]

    compared = compare_judged(made(wrong_before), made(wrong_after), ("time", "money"), max_error=0.1)
    return {one.what: one.sentence for one in worse_findings(compared, limits)}


def test_what_is_worse_and_what_cannot_be_shown_not_to_be_are_told_apart():
    worse = findings((), range(40))
    doubtful = findings(range(0, 30, 10), range(1, 70, 10))

    assert "is worse by" in worse["exact"]
    assert doubtful["exact"].startswith("The share of exact sets cannot be shown not to be worse: −.020 (.985 → .965;")


def test_where_answers_are_too_few_to_tell_a_model_that_is_as_good_or_better_is_let_pass():
    assert findings(range(0, 100, 10), range(1, 100, 10)) == {}
    assert findings(range(0, 100, 10), range(1, 50, 10)) == {}


def test_whoever_is_strict_lets_nothing_pass_that_cannot_be_shown_not_to_be_worse():
    strict = GateLimits(strict=True)

    assert "exact" in findings(range(0, 100, 10), range(1, 100, 10), limits=strict)
    assert findings(range(10), range(10), limits=strict) == {}


def test_a_wider_margin_lets_pass_what_a_narrow_one_refuses():
    assert "exact" in findings((), range(40))
    assert findings((), range(40), limits=GateLimits(margin=0.5, code_margin=0.9)) == {}


def test_the_same_codes_are_no_worse():
    assert findings(range(10), range(10)) == {}


def test_a_rare_code_is_not_judged_by_itself():
    assert "codes.time.f1" in findings((), range(5), answers=20)
    assert "codes.time.f1" not in findings((), range(5), answers=19)
