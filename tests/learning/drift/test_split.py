"""Waves of the small world of tests/learning/conftest.py, coded by real models of it."""

import random
from dataclasses import replace

import numpy as np
import pytest

from textcoder.answers import Answer
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.drift.split import TwiceCoded, Why, split_changes
from textcoder.learning.drift.wave import wave_of
from textcoder.learning.fitting import fit_model
from textcoder.learning.training_set import prepare

SAID = {
    "time": ("tidspress overalt", "vi har for lite tid", "travle dager her", "ingen tid igjen"),
    "money": ("stramt budsjett her", "pengene mangler oss", "for lite penger i år", "vi har dårlig økonomi"),
    "skill": ("vi mangler kompetanse", "for lite kunnskap her", "lite opplæring gis", "ingen kurs i år"),
}


def answers(number: int, weights: tuple[int, int, int], seed: int) -> list[Answer]:
    rng = random.Random(seed)
    about = rng.choices(list(SAID), weights, k=number)
    return [Answer(f"r{row}", f"{rng.choice(SAID[code])} {row}", "Q1") for row, code in enumerate(about)]


@pytest.fixture(scope="module")
def good(model, frame, reader):
    return Autocoder(model, frame, reader, version="good", max_error=0.2)


@pytest.fixture(scope="module")
def worse(coded, frame, reader, small_settings):
    """It has learnt from codings in which most that is about money was coded as skill."""
    misled = [
        replace(one, code_ids=(one.code_ids - {"money"}) | {"skill"}) if "money" in one.code_ids and place % 8 else one
        for place, one in enumerate(coded)
    ]
    model = fit_model(prepare(misled, frame, reader, small_settings), small_settings)
    return Autocoder(model, frame, reader, version="worse", max_error=0.2)


def both(wave, earlier, later, frame):
    texts = [one.text for one in wave]
    return TwiceCoded(*(wave_of(wave, coder.code(texts, "Q1"), frame) for coder in (earlier, later)))


def by_name(found):
    return {one.name: one for one in found}


def test_a_wave_with_other_shares_says_other_things(good, frame):
    before, after = answers(300, (6, 2, 2), 1), answers(300, (2, 2, 6), 2)

    found = by_name(split_changes(both(before, good, good, frame), both(after, good, good, frame), frame.code_ids))

    assert found["time"].why is found["skill"].why is Why.PEOPLE
    assert found["time"].change.value < -0.25
    assert found["skill"].people.low > 0.2
    assert found["money"].why is Why.NEITHER
    assert all((one.coder.value, one.coder.low, one.coder.high) == (0, 0, 0) for one in found.values())


def test_a_wave_coded_by_a_worse_model_has_another_coder(good, worse, frame):
    before, after = answers(300, (1, 1, 1), 1), answers(300, (1, 1, 1), 2)

    found = by_name(split_changes(both(before, good, worse, frame), both(after, good, worse, frame), frame.code_ids))

    assert found["money"].why is found["skill"].why is Why.CODER
    assert found["money"].change.is_sure
    assert found["money"].coder.high < -0.1
    assert not any(one.people.is_sure for one in found.values())


def test_both_can_change_at_once(good, worse, frame):
    before, after = answers(400, (6, 2, 2), 1), answers(400, (2, 6, 2), 2)

    found = by_name(split_changes(both(before, good, worse, frame), both(after, good, worse, frame), frame.code_ids))

    assert found["money"].why is Why.BOTH
    assert found["time"].why is Why.PEOPLE


def test_the_two_effects_add_up_to_the_whole_change(good, worse, frame):
    before, after = answers(120, (5, 2, 1), 3), answers(90, (1, 2, 5), 4)

    found = split_changes(both(before, good, worse, frame), both(after, good, worse, frame), frame.code_ids)

    assert [one.name for one in found] == [*frame.code_ids, "referred"]
    for one in found:
        assert one.people.value + one.coder.value == pytest.approx(one.change.value)
        assert one.after - one.before == pytest.approx(one.change.value)


def test_the_effects_are_means_over_both_orders(build_wave):
    def coded(by_earlier: int, by_later: int) -> TwiceCoded:
        return TwiceCoded(*(build_wave([[1]] * having + [[0]] * (10 - having)) for having in (by_earlier, by_later)))

    (code, _) = split_changes(coded(2, 4), coded(3, 9), ["time"])

    # People: .9 - .4 by the later model and .3 - .2 by the earlier; the coder: .9 - .3 now and .4 - .2 before.
    assert (code.before, code.after) == (0.2, 0.9)
    assert code.people.value == pytest.approx(0.3)
    assert code.coder.value == pytest.approx(0.4)


def test_waves_of_the_same_people_and_another_seed_say_the_same_and_few_people_carry_no_interval(good, frame):
    wave = both(answers(4, (1, 1, 1), 1), good, good, frame)

    assert split_changes(wave, wave, frame.code_ids)[0].people.low is None
    larger = both(answers(60, (1, 1, 1), 1), good, good, frame)
    first, again = (split_changes(larger, larger, frame.code_ids, seed=seed) for seed in (1, 1))
    assert first == again


def test_two_halves_of_one_wave_are_seldom_told_apart(build_wave):
    rng = np.random.default_rng(5)
    alarms = 0
    for _ in range(60):
        codes = rng.random((160, 5)) < 0.3
        other = codes ^ (rng.random((160, 5)) < 0.1)  # another coder, no better and no worse
        halves = [TwiceCoded(build_wave(codes[half]), build_wave(other[half])) for half in (slice(80), slice(80, None))]
        alarms += any(one.people.is_sure for one in split_changes(*halves, ["a", "b", "c", "d", "e"]))

    assert alarms <= 3
