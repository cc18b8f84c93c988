from dataclasses import replace

import pytest

from textcoder.learning.drift.change import Change
from textcoder.learning.drift.confidence import ConfidenceDrift
from textcoder.learning.drift.findings import Drift, Split
from textcoder.learning.drift.shares import CodeDrift
from textcoder.learning.drift.split import Effect, ShareSplit
from textcoder.learning.drift.themes import Theme
from textcoder.learning.drift.verdict import verdict_on


def change(before, after, *, sure=True):
    value = after - before
    return Change(before, after, value, value - 0.04, value + 0.04, sure, 0.06)


STILL = change(0.3, 0.3, sure=False)
QUIET = Drift(
    model="reasons/v1",
    question="Q1",
    of_question=True,
    then=1000,
    people_then=1000,
    constructed_then=0,
    now=300,
    people_now=300,
    learnt_now=0,
    recalled_now=0.0,
    codes=(CodeDrift("time", 0.3, STILL), CodeDrift("money", 0.3, STILL)),
    referred=STILL,
    confidence=None,
    unseen=None,
    new_words=None,
    looked_at=0,
    themes=(),
)


def theme(number, share, *words):
    return Theme(number, 20, 20, share, ("a1",), words, "other", 0.9)


def split(change, people, coder, *, sure=(True, True, False)):
    effects = (
        Effect(value, value - 0.02, value + 0.02, is_sure)
        for value, is_sure in zip((change, people, coder), sure, strict=True)
    )
    return replace(
        QUIET,
        split=Split("reasons/v1", "reasons/v2", 300, 300, 0, 0.0, (ShareSplit("time", 0.2, 0.2 + change, *effects),)),
    )


def test_where_nothing_moved_it_is_said_how_far_it_would_have_had_to():
    (sentence,) = verdict_on(QUIET, 0.02)

    assert sentence.startswith("Nothing has changed that matters. With 300 answers now and 1,000 then")
    assert "6 points" in sentence


def test_a_share_that_rose_is_said_with_how_far_and_from_where():
    found = replace(QUIET, codes=(CodeDrift("time", 0.3, change(0.3, 0.41)), QUIET.codes[1]))

    assert verdict_on(found, 0.02) == (
        "The share of time rose by 11 points, from 30 % to 41 %, since the answers that the model learnt from.",
    )


@pytest.mark.parametrize("moved", [change(0.3, 0.31), change(0.3, 0.5, sure=False)])
def test_what_is_too_small_to_matter_or_could_be_chance_is_not_said(moved):
    found = replace(QUIET, codes=(CodeDrift("time", 0.3, moved), QUIET.codes[1]), referred=moved)

    assert verdict_on(found, 0.02)[0].startswith("Nothing has changed")


def test_more_referrals_lead_to_the_theme_that_has_come_up():
    risen = theme(1, change(0.0, 0.07), "ki", "kunstig"), theme(2, change(0.02, 0.03, sure=False), "buss")
    said = verdict_on(replace(QUIET, referred=change(0.2, 0.3), themes=risen), 0.02)

    assert said[0] == "The share referred to a human rose by 10 points, from 20 % to 30 %: look at theme 1."
    assert said[1].startswith("Theme 1 (ki, kunstig) has come up: 7 % of the answers, 0 % then.")
    assert len(said) == 2


def test_confidence_and_new_words_are_said_where_they_matter():
    mean = change(0.8, 0.6)
    confidence = ConfidenceDrift(mean, (), (), 0.4, (), (), ())
    said = verdict_on(replace(QUIET, confidence=confidence, unseen=change(0.05, 0.12)), 0.02)

    assert said == (
        "The model is less sure of its codes: 60 % on average, 80 % then.",
        "More words are new to it: 12 % of those written, 5 % then.",
    )


def test_of_many_codes_the_three_that_moved_most_are_said_and_the_others_named():
    codes = tuple(CodeDrift(f"c{n}", 0.3, change(0.3, 0.3 + n / 50)) for n in range(1, 6))
    said = verdict_on(replace(QUIET, codes=codes), 0.02)

    assert [sentence.split()[3] for sentence in said[:3]] == ["c5", "c4", "c3"]
    assert said[3] == "Others that changed: c2, c1 (see the table)."


def test_a_split_says_who_changed():
    (by_people,) = verdict_on(split(0.08, 0.07, 0.01), 0.02)
    (by_coder,) = verdict_on(split(-0.08, 0.0, -0.08, sure=(True, False, True)), 0.02)

    assert by_people == (
        "From the earlier wave: the share of time rose by 8 points, and beyond chance is that people say other things "
        "(+7 since people say other things, +1 since the coder changed)."
    )
    assert "fell by 8 points, and beyond chance is that the coder changed (0 since people" in by_coder


def test_two_effects_that_weigh_against_each_other_are_not_hidden_by_their_sum():
    (sentence,) = verdict_on(split(0.0, 0.06, -0.06, sure=(False, True, True)), 0.02)

    assert "stayed much the same, for two things that weigh against each other" in sentence


def test_too_few_people_are_said_to_be_too_few():
    alone = Change(0.3, 0.6, 0.3)
    few = replace(QUIET, codes=(CodeDrift("time", 0.3, alone),), referred=alone)

    assert verdict_on(few, 0.02) == ("Too few people have answered to tell a change from chance.",)
