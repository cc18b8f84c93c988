import random
from pathlib import Path

import pytest

from tests.builders import build_codeframe
from tests.learning.test_comparing import build_judged
from textcoder.learning.changed_answers import changed_answers
from textcoder.learning.comparing import compare_judged, compare_moves
from textcoder.learning.concluding import ModelFacts, conclude
from textcoder.learning.grounds import Basis
from textcoder.learning.registry import Entry
from textcoder.learning.side_by_side import SideBySide

CODES = ("time", "money")
FRAME = build_codeframe(*CODES)


def build_facts(version="b", *, is_current=False):
    return ModelFacts(f"reasons/{version}", version, "2026-11-22T12:00:00", 80, "fast", is_current)


def build_side(before, after, **fields):
    entries = [Entry("reasons", version, Path("models") / version, version == "a") for version in "ab"]
    usual = {"basis": Basis.OUT_OF_FOLD, "source": "", "is_judged": True, "constructed": 0, "max_error": 0.1}
    return SideBySide(*entries, FRAME, **{**usual, **fields}, judged_before=tuple(before), judged_after=tuple(after))


def conclude_on(right_before, right_after, *, of=120, voices=None, is_current=False, **fields):
    """What is said where one model has so many right and the other so many, each drawn by itself."""
    rng = random.Random(5)
    human = [(CODES[number % 2],) for number in range(of)]

    def build(right):
        rows = set(rng.sample(range(of), right))
        return [
            build_judged(
                number,
                wanted,
                wanted if number in rows else (CODES[number % 2 - 1],),
                voice=f"v{number % (voices or of)}",
            )
            for number, wanted in enumerate(human)
        ]

    before, after = build(right_before), build(right_after)
    is_judged = fields.get("is_judged", True)
    figures = (compare_judged if is_judged else compare_moves)(before, after, CODES, max_error=0.1)
    changed = changed_answers(before, after, is_judged=is_judged)
    return conclude(build_facts(is_current=is_current), build_side(before, after, **fields), figures, changed)


def test_a_better_model_is_to_be_promoted_and_the_command_is_named():
    said = conclude_on(80, 115)

    assert said.headline == "B is better than A."
    assert said.advice == "Make B the current model: textcoder models promote reasons/b"
    assert said.findings[0].startswith("F1 is better for time (+.")


def test_a_better_model_that_is_current_is_to_be_kept():
    assert conclude_on(80, 115, is_current=True).advice == "B is the current model already. Keep it."


def test_a_worse_model_is_not_to_be_promoted_and_the_code_is_named_with_how_much():
    said = conclude_on(115, 80)

    assert said.headline == "B is worse than A."
    assert said.advice.startswith("Stay with A: on these answers the gate refuses B")
    assert said.findings[0].startswith("Macro F1 is worse by .")
    assert any(one.startswith("The F1 of code 'time' is worse by .") for one in said.findings)
    # What the gate has said of a code is not said again.
    assert not any(one.startswith("F1 is worse for") for one in said.findings)


def test_where_nothing_can_be_told_the_gate_is_not_said_to_refuse():
    said = conclude_on(100, 96)

    assert said.headline == "B and A cannot be told apart on these answers."
    assert "refuses" not in said.advice
    assert not any("cannot be shown not to be worse" in one for one in said.findings)


def test_on_a_file_the_gate_is_not_said_to_refuse_since_it_does_not_read_it():
    said = conclude_on(115, 80, basis=Basis.FILE)

    assert said.advice.startswith("Stay with A: on these answers B is worse")
    assert "The gate does not read them" in said.advice
    assert said.findings[0].startswith("Macro F1 is worse by .")


def test_on_fewer_answers_than_the_gate_judges_on_it_is_not_said_to_refuse():
    said = conclude_on(48, 10, of=48)

    assert said.headline == "B is worse than A."
    assert said.advice.startswith("Stay with A, unless")
    assert "refuses" not in said.advice


def test_answers_too_few_to_tell_ask_for_more():
    said = conclude_on(100, 100)

    assert said.headline == "B and A cannot be told apart on these answers."
    assert said.advice.startswith(
        "Compare on more answers if it matters: these are too few to rule out that B is worse by ."
    )


def test_models_that_code_alike_are_said_to():
    same = [build_judged(number) for number in range(10)]
    figures = compare_judged(same, same, CODES, max_error=0.1)

    said = conclude(build_facts(), build_side(same, same), figures, ())

    assert said.headline == "B codes every answer as A does."
    assert said.advice.startswith("It makes no difference")
    assert said.findings == (
        "At no more than 10 % wrong sets, A could code 100 % of the answers without a human, and B 100 %.",
    )


def test_a_model_that_differs_within_the_margins_may_be_used():
    human = [("time",), ("money",)] * 1500
    before = [build_judged(n, w, ("time",) if n == 1 else w) for n, w in enumerate(human)]
    after = [build_judged(n, w, ("time",) if n == 3 else w) for n, w in enumerate(human)]
    figures = compare_judged(before, after, CODES, max_error=0.1)

    said = conclude(build_facts(), build_side(before, after), figures, changed_answers(before, after))

    assert said.advice.startswith("Nothing speaks against B.")
    assert any(
        one.startswith("2 of 3,000 answers (0.0667 %) get other codes: 1 become right, 1") for one in said.findings
    )


def test_answers_that_nobody_has_coded_say_only_what_moves_and_what_to_code():
    said = conclude_on(80, 115, is_judged=False, basis=Basis.FILE)

    assert " of 120 answers (" in said.headline
    assert said.headline.endswith("otherwise than A.")
    assert said.advice.startswith("Nobody has coded these answers, so nothing says which model is right.")
    assert said.findings[0] == "A refers 0 % of the answers to a human, and B 0 %."
    assert not any("F1" in one or "right" in one for one in said.findings)


def test_shares_that_jump_are_named():
    before = [build_judged(number, ("time",), ("time",)) for number in range(100)]
    given = [("time",)] * 80 + [("time", "money")] * 10 + [("money",)] * 10
    after = [build_judged(number, ("time",), codes) for number, codes in enumerate(given)]
    figures = compare_judged(before, after, CODES, max_error=0.1)

    said = conclude(build_facts(), build_side(before, after), figures, changed_answers(before, after))

    jumps = "Shares that would jump in a time series: money 0 % → 20 %, time 100 % → 90 %."
    assert said.findings[-1] == jumps


def test_too_few_voices_are_said_and_nothing_is_called_certain():
    said = conclude_on(80, 115, voices=4)

    assert said.headline == "Too few voices wrote these answers to tell B from A."
    assert said.advice.startswith("Compare on answers by more voices before you choose")
    assert "4 voices are too few for intervals: any difference may be chance." in said.cautions
    assert not any(one.startswith("Intervals are") for one in said.cautions)


@pytest.mark.parametrize(
    ("fields", "caution"),
    [
        ({"constructed": 120}, "All answers were constructed"),
        ({"constructed": 20}, "20 of the answers were constructed"),
        ({"left_out": 1, "basis": Basis.FILE}, "Left out, since either has learnt from them: 1 answer."),
        ({"left_out": 3}, "Left out, since human codes differ between the two: 3 answers."),
        ({"note": "It was learnt from."}, "Not compared on the frozen test set. It was learnt from."),
        ({}, "Compared on what both were measured on"),
    ],
)
def test_what_the_figures_rest_on_is_said(fields, caution):
    assert any(one.startswith(caution) for one in conclude_on(80, 115, **fields).cautions)
