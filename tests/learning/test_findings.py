"""What speaks against a model, on answers made up for it."""

import random

import pytest

from textcoder.learning.comparing import compare_judged
from textcoder.learning.evaluation import Judged
from textcoder.learning.findings import LIMITS, GateLimits, doubts, worse_findings


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
    doubtful = findings(range(0, 30, 10), range(1, 70, 10), limits=GateLimits(strict=True))

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
    few = GateLimits(fewest_answers=10)

    assert "codes.time.f1" in findings((), range(10), answers=20, limits=few)
    assert "codes.time.f1" not in findings((), range(10), answers=19, limits=few)


def test_on_fewer_answers_than_are_judged_on_nothing_is_found():
    assert findings((), range(20), answers=24) == {}
    assert "exact" in findings((), range(20), answers=25)


@pytest.mark.parametrize("voices", [5, 11])
def test_models_that_are_alike_but_for_chance_are_seldom_refused(voices):
    rng = random.Random(3)
    refused = sum(bool(chance_findings(rng, voices, loss=0.0)) for _ in range(60))

    assert refused <= 6  # 3 at most are to be expected


def test_a_model_that_is_much_worse_on_one_code_is_refused_among_many():
    rng = random.Random(3)

    found = [chance_findings(rng, 11, loss=0.5) for _ in range(20)]

    assert sum("codes.c0.f1" in one for one in found) >= 18


def chance_findings(rng, voices, *, loss):
    """What is found of two models that are drawn anew for each voice; the one after loses so much of the first code."""
    codes = tuple(f"c{number}" for number in range(5))
    before, after = [], []
    for voice in range(voices):
        shares = [rng.gauss(0.7, 0.08) for _ in range(2)]
        for number in range(40):
            fields = {"variety": "nb", "status": "coded", "source": "model", "confidence": 0.9, "code_confidence": ()}
            human = codes[number % 5]
            for coded, share in zip((before, after), shares, strict=True):
                right = share - loss * (coded is after and human == "c0")
                model = human if rng.random() < right else codes[(number + 1) % 5]
                place = (f"a{number}", "Q24", f"v{voice}")
                coded.append(Judged(*place, human=(human,), model=(model,), **fields))
    compared = compare_judged(before, after, codes, max_error=0.1)
    return {one.what for one in worse_findings(compared, LIMITS)}


def test_what_may_be_worse_or_chance_is_said_and_refuses_nothing():
    rows = {"before": range(0, 30, 10), "after": range(1, 70, 10)}
    coded = [
        [judged(number, "time", "money" if number in wrong else "time") for number in range(200)]
        for wrong in rows.values()
    ]
    compared = compare_judged(*coded, ("time", "money"), max_error=0.1)

    (said,) = doubts(compared, LIMITS)

    assert worse_findings(compared, LIMITS) == []
    assert said.startswith(
        "It was compared on 200 answers by 10 voices, which are too few to tell whether it is worse:"
    )
    assert "The share of exact sets (−.020, 95 % interval of the change −." in said
