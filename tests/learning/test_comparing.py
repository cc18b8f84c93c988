import random
import time

import pytest

from textcoder.learning.comparing import compare_judged, compare_moves
from textcoder.learning.evaluation import Judged, evaluate
from textcoder.learning.resampling import UNKNOWN

CODES = ("time", "money")


def build_judged(number=0, human=("time",), model=("time",), confidence=0.9, **fields) -> Judged:
    stated = tuple(0.8 if code in model else 0.1 for code in CODES)
    usual = {"id": f"a{number}", "question": "Q1", "voice": f"v{number}", "variety": "nb", "status": "coded"}
    usual |= {"source": "model", "code_confidence": stated}
    return Judged(**{**usual, **fields}, human=human, model=model, confidence=confidence)


def compare(human, before, after, *, confidences=None, max_error=0.1, voices=None):
    def of(models):
        return [
            build_judged(
                number,
                wanted,
                model,
                **({"voice": voices[number]} if voices else {}),
                **({"confidence": confidences[number]} if confidences else {}),
            )
            for number, (wanted, model) in enumerate(zip(human, models, strict=True))
        ]

    return compare_judged(of(before), of(after), CODES, max_error=max_error)


def test_what_is_between_two_models_is_counted_code_by_code():
    human = [("time",), ("time",), ("money",), ("money",)]
    before = [("time",), ("money",), ("money",), ("money",)]
    after = [("time",), ("time",), ("money",), ("time", "money")]

    found = compare(human, before, after)

    time_, money = found.codes
    assert (time_.code_id, time_.support, time_.gained, time_.lost) == ("time", 2, 2, 0)
    assert (money.code_id, money.support, money.gained, money.lost) == ("money", 2, 0, 1)
    assert (time_.precision.before, time_.precision.after) == (1, pytest.approx(2 / 3))
    assert (time_.recall.before, time_.recall.after, time_.recall.value) == (0.5, 1, 0.5)
    assert (time_.f1.before, time_.f1.after) == (pytest.approx(2 / 3), pytest.approx(0.8))
    assert (time_.share.before, time_.share.after, time_.share.value) == (0.25, 0.75, 0.5)
    assert (money.f1.before, money.f1.after) == (pytest.approx(0.8), 1)
    assert found.macro_f1.value == pytest.approx((0.8 + 1) / 2 - (2 / 3 + 0.8) / 2)
    assert found.micro_f1.value == pytest.approx(8 / 9 - 6 / 8)
    assert (found.exact.before, found.exact.after) == (0.75, 0.75)


def test_the_figures_of_each_model_are_those_that_evaluate_prints():
    rng = random.Random(1)
    sets = [("time",), ("money",), ("time", "money"), ()]
    human, before, after = ([rng.choice(sets) for _ in range(60)] for _ in range(3))
    judged = [build_judged(n, wanted, given) for n, (wanted, given) in enumerate(zip(human, after, strict=True))]

    found, alone = compare(human, before, after), evaluate(judged, CODES)

    assert found.macro_f1.after == pytest.approx(alone.overall.macro_f1.value)
    assert found.micro_f1.after == pytest.approx(alone.overall.micro_f1.value)
    assert found.exact.after == pytest.approx(alone.overall.exact.value)
    for ours, theirs in zip(found.codes, alone.codes, strict=True):
        assert ours.precision.after == pytest.approx(theirs.precision.value)
        assert ours.calibration_error.after == pytest.approx(theirs.calibration_error)


def test_a_code_that_neither_gives_and_nobody_wants_has_no_difference():
    found = compare([("time",)] * 6, [("time",)] * 6, [("time",)] * 6)

    assert found.codes[1].f1 == UNKNOWN
    assert found.codes[1].share.value == 0
    assert found.macro_f1.value == 0


def test_the_interval_is_of_the_difference_and_narrow_where_both_err_on_the_same_answers():
    human = [("time",)] * 100
    half_wrong = [("time",) if number % 2 else ("money",) for number in range(100)]

    found = compare(human, half_wrong, half_wrong)

    # Either one alone is known to no better than some ten points; that they are alike is known for certain.
    assert (found.exact.value, found.exact.low, found.exact.high) == (0, 0, 0)


def test_a_clear_gain_is_certain_and_a_gain_by_two_answers_is_not():
    human = [("time",)] * 60
    before = [("money",)] * 20 + [("time",)] * 40
    clear = compare(human, before, human)
    two = compare(human, before, [("time",)] * 2 + before[2:])

    assert clear.exact.low > 0.1
    assert clear.exact.is_certain
    assert two.exact.low < 0 < two.exact.high
    assert not two.exact.is_certain


def test_answers_by_one_voice_carry_less_than_answers_by_strangers():
    human = [("time",)] * 60
    before = [("money",)] * 20 + [("time",)] * 40

    strangers = compare(human, before, human)
    ten_each = compare(human, before, human, voices=[f"v{number // 10}" for number in range(60)])

    assert ten_each.voices == 6
    assert ten_each.exact.high - ten_each.exact.low > 1.5 * (strangers.exact.high - strangers.exact.low)


def test_under_five_voices_there_are_no_intervals():
    human = [("time",), ("money",)] * 6
    before = [("time",)] * 12

    found = compare(human, before, human, voices=[f"v{number % 4}" for number in range(12)])

    assert found.exact.value == 0.5
    assert (found.exact.low, found.exact.high, found.exact.is_certain) == (None, None, False)


def test_most_answers_are_coded_alone_by_the_model_that_is_sure_only_where_it_is_right():
    human = [("time",)] * 10
    confidences = [0.9 - number / 20 for number in range(10)]
    wrong_when_sure = [("money",)] + [("time",)] * 9
    wrong_when_unsure = [("time",)] * 9 + [("money",)]

    found = compare(human, wrong_when_sure, wrong_when_unsure, confidences=confidences, max_error=0.05)

    assert (found.automation.before, found.automation.after) == (0, 0.9)


def test_answers_of_one_confidence_are_coded_together_or_not_at_all():
    found = compare([("time",)] * 4, [("time",)] * 4, [("time",)] * 3 + [("money",)], confidences=[0.5] * 4)

    assert (found.automation.before, found.automation.after) == (1, 0)


def test_calibration_is_measured_where_both_models_state_a_probability():
    before = [build_judged(0, ("time",), ("time",)), build_judged(1, ("time",), ("money",), code_confidence=())]
    after = [build_judged(number, ("time",), ("time",), code_confidence=(1.0, 0.0)) for number in range(2)]

    found = compare_judged(before, after, CODES, max_error=0.1)

    assert found.codes[0].calibration_error.before == pytest.approx(0.2)
    assert found.codes[0].calibration_error.after == 0


def test_without_human_codes_only_what_moves_is_said():
    before = [build_judged(number, (), ("time",)) for number in range(6)]
    after = [build_judged(number, (), ("money",) if number < 2 else ("time",)) for number in range(6)]

    found = compare_moves(before, after, CODES, max_error=0.1)

    assert not found.is_judged
    assert (found.macro_f1, found.exact, found.automation) == (UNKNOWN, UNKNOWN, UNKNOWN)
    assert [(code.gained, code.lost, code.f1) for code in found.codes] == [(0, 2, UNKNOWN), (2, 0, UNKNOWN)]
    assert found.codes[1].share.value == pytest.approx(1 / 3)


def test_the_same_seed_gives_the_same_intervals():
    human = [("time",), ("money",)] * 20
    before = [("time",)] * 40

    assert compare(human, before, human) == compare(human, before, human)


def test_four_thousand_answers_take_less_than_two_seconds():
    rng = random.Random(1)
    codes = [f"c{number}" for number in range(20)]

    def build(shift):
        return [
            build_judged(
                number,
                (codes[number % 20],),
                (codes[(number + (rng.random() < shift)) % 20],),
                rng.random(),
                code_confidence=tuple(rng.random() for _ in codes),
            )
            for number in range(4000)
        ]

    before, after = build(0.3), build(0.2)
    started = time.process_time()
    compare_judged(before, after, codes, max_error=0.1)

    assert time.process_time() - started < 2


@pytest.mark.parametrize("voices", [5, 11])
def test_few_voices_make_no_chance_certain(voices):
    rng = random.Random(11)
    worse = 0
    for _ in range(200):
        before, after = [], []
        for voice in range(voices):
            shares = [rng.gauss(0.7, 0.1) for _ in range(2)]
            for number in range(20):
                for judged, share in zip((before, after), shares, strict=True):
                    model = ("time",) if rng.random() < share else ("money",)
                    judged.append(build_judged(number, ("time",), model, voice=f"v{voice}"))
        worse += compare_judged(before, after, CODES, max_error=0.1).exact.chance_of_worse <= 0.05

    assert worse <= 20  # 10 are to be expected


@pytest.mark.parametrize(("gain", "fewest", "most"), [(0.0, 0, 8), (0.15, 50, 60)])
def test_equal_models_are_seldom_told_apart_and_unequal_ones_nearly_always(gain, fewest, most):
    rng = random.Random(7)
    certain = 0
    for _ in range(60):
        before, after = [], []
        for number in range(200):
            voice = f"v{number % 40}"
            # Some voices are harder than others, for either model.
            right = 0.5 + 0.3 * (number % 40) / 40
            for judged, share in ((before, right), (after, right + gain)):
                model = ("time",) if rng.random() < share else ("money",)
                judged.append(build_judged(number, ("time",), model, voice=voice))
        certain += compare_judged(before, after, CODES, max_error=0.1).exact.is_certain

    assert fewest <= certain <= most
