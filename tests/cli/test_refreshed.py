import pytest

from textcoder.cli import refreshed
from textcoder.errors import ModelNotFoundError, PipelineMismatchError, WrongCodeframeError
from textcoder.learning.against_random import Comparison
from textcoder.learning.refreshing import Left
from textcoder.learning.stopping import Advice


def test_the_line_says_what_was_learnt_and_what_is_left():
    said = refreshed.learned(1212, 38, Left(512, 128, is_estimate=False), 0.10)

    assert said == (
        "Learned from 1,212 codings (38 new). Of the 512 answers left it would code 75% by itself at 10% error, "
        "and is unsure of 128."
    )


def test_an_estimate_is_called_one_and_a_first_model_has_nothing_new():
    said = refreshed.learned(40, None, Left(50_000, 20_000, is_estimate=True), 0.05)

    assert "Learned from 40 codings. " in said
    assert "about 60% by itself" in said
    assert "about 20,000" in said


def test_when_nothing_is_left_it_says_so():
    assert refreshed.learned(40, 1, Left(0, 0, is_estimate=False), 0.1).endswith("No answer is left.")


def test_advice_is_given_only_when_it_is_due():
    early = refreshed.advised(Advice(enough=False, kappa=None, rounds=2, since=None), 300)
    going_on = refreshed.advised(Advice(enough=False, kappa=0.93, rounds=3, since=100), 300)
    enough = refreshed.advised(Advice(enough=True, kappa=0.9921, rounds=3, since=100), 300)

    assert early.startswith("Too early to say")
    assert going_on == ""
    assert "The last four models agree (kappa .992 on 300 random answers)" in enough
    assert "--queue random" in enough


def test_why_choosing_is_given_up_is_one_sentence_with_figures():
    said = refreshed.does_not_pay(Comparison(0.41, 0.56, -0.2, -0.1, 0.0, learnt_from=60, judged_on=75))

    assert "F1 0.41 after 60 chosen answers, 0.56 after as many random ones" in said
    assert said.count(". ") == 0


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (
            WrongCodeframeError("reasons/v1", ["reasons: time"], ["reasons: time, money"]),
            (
                "Without suggestions: the current model was trained for another version of the codeframe; "
                "press r to train on what is coded."
            ),
        ),
        (
            ModelNotFoundError("reasons", []),
            "Without suggestions: no model has been trained for this codeframe; press r to train on what is coded.",
        ),
        (
            PipelineMismatchError("reasons/v1", "nb 3.7", "nb 3.8", "textcoder train --codeframe reasons"),
            "Without suggestions. Model reasons/v1 was trained on the language pipeline nb 3.7, and here is nb 3.8.",
        ),
    ],
)
def test_why_there_are_no_suggestions_is_one_short_sentence(why, said):
    assert refreshed.without(why) == said
