import pytest

from textcoder.learning.evaluation import Judged, evaluate

CODES = ("a", "b", "c")


def judged(human: str, model: str, *, voice: str = "v", variety: str = "nb", status: str = "coded") -> Judged:
    return Judged("id", "Q", voice, variety, tuple(human), tuple(model), status, "model", 0.5, ())


def hand_worked() -> list[Judged]:
    # a: 2 hits, 1 too many, 1 missed → P 2/3, R 2/3.  b: 1 hit, 0 too many, 1 missed → P 1, R 1/2.
    return [judged("a", "a"), judged("ab", "a"), judged("b", "ab"), judged("a", "")]


def test_precision_recall_and_f1_by_hand():
    a, b, c = evaluate(hand_worked(), CODES).codes

    assert (a.precision.value, a.recall.value, a.support) == (pytest.approx(2 / 3), pytest.approx(2 / 3), 3)
    assert (b.precision.value, b.recall.value, b.f1.value) == (1, 0.5, pytest.approx(2 / 3))
    assert (c.precision.value, c.recall.value, c.support) == (None, None, 0)


def test_macro_f1_is_over_the_codes_that_humans_gave():
    overall = evaluate(hand_worked(), CODES).overall

    assert overall.macro_f1.value == pytest.approx(2 / 3)


def test_micro_f1_pools_all_codes():
    # 3 hits, 4 given, 5 wanted.
    assert evaluate(hand_worked(), CODES).overall.micro_f1.value == pytest.approx(6 / 9)


def test_the_exact_share_counts_whole_sets():
    assert evaluate(hand_worked(), CODES).overall.exact.value == pytest.approx(1 / 4)


def test_a_code_the_model_never_gives_counts_as_zero_in_the_mean():
    assert evaluate([judged("a", "b"), judged("b", "b")], CODES).overall.macro_f1.value == pytest.approx(
        (0 + 2 / 3) / 2
    )


def test_varieties_and_numbers_of_codes_are_reported_apart():
    rows = [judged("a", "a", variety="nn"), judged("ab", "a"), judged("b", "b", variety=""), judged("abc", "abc")]

    found = evaluate(rows, CODES)

    assert {group.name: group.exact.value for group in found.by_variety} == {"nb": 0.5, "nn": 1.0, "not said": 1.0}
    assert [(group.name, group.answers) for group in found.by_number_of_codes] == [
        ("one code", 2),
        ("two codes", 1),
        ("three or more", 1),
    ]


def test_automation_counts_only_what_is_coded_without_a_human():
    rows = [
        judged("a", "a"),
        judged("a", "b"),
        judged("a", "b", status="referred"),
        judged("a", "a", status="referred"),
    ]

    automation = evaluate(rows, CODES).automation

    assert (automation.share.value, automation.error.value) == (0.5, 0.5)
    assert automation.by_source["model"] == 2


def test_nothing_coded_without_a_human_has_no_error_rate():
    assert evaluate([judged("a", "a", status="referred")], CODES).automation.error.value is None


def test_few_voices_give_no_interval():
    rows = [judged("a", "a", voice=str(n % 4)) for n in range(100)]

    assert evaluate(rows, CODES).overall.exact.low is None


def test_answers_of_one_voice_are_drawn_together():
    # Ten voices, all right or all wrong: by voice the interval is wide, by answer it would be ±.03.
    rows = [judged("a", "a" if n % 10 < 5 else "b", voice=str(n % 10)) for n in range(1000)]

    exact = evaluate(rows, CODES).overall.exact

    assert exact.value == 0.5
    assert exact.low < 0.3
    assert exact.high > 0.7


def test_the_same_rows_give_the_same_interval():
    rows = [judged("a", "a" if n % 3 else "b", voice=str(n % 10)) for n in range(100)]

    assert evaluate(rows, CODES, seed=5) == evaluate(rows, CODES, seed=5)
